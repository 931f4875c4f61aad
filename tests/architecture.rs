//! The house keeps its floors: rooms look down only, and each names only what it may.
//!
//! The floors are read from the map in `src/lib.rs`, so that the map cannot go stale.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Looks across or up that are meant: who, whom, and why.
const MEANT: &[(&str, &str, &str)] = &[
    ("scene", "rules", "badges show verdicts"),
    ("cli", "app", "the verb without a name opens the window"),
];

/// Words that only some rooms may mention.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("egui", &["ui", "app"], "everything below the window works without one"),
    ("eframe", &["ui", "app"], "everything below the window works without one"),
    ("petgraph", &["graph"], "graph algorithms have one room, and the others ask it"),
    ("rfd", &["app"], "dialogs belong to the window"),
    (
        "std::fs",
        &["file", "export", "cli", "app"],
        "files have a room; the others get texts and boards",
    ),
    ("&mut Board", &["model", "edit", "file"], "a board changes by edits, or while it is read"),
    ("Instant::now", &["cli", "app"], "the same board gives the same answers at any time"),
    ("SystemTime::now", &["cli", "app"], "the same board gives the same answers at any time"),
    ("Zoned::now", &["cli", "app"], "the same board gives the same answers at any time"),
    ("Timestamp::now", &["cli", "app"], "the same board gives the same answers at any time"),
    ("env::var", &["file", "cli", "app"], "what a room needs is handed to it"),
    ("thread::spawn", &["file", "cli", "app"], "answers do not depend on who is faster"),
    ("thread::Builder", &["file", "cli", "app"], "answers do not depend on who is faster"),
    ("thread::sleep", &["file", "cli", "app"], "answers do not depend on who is faster"),
    (
        "thread::scope",
        &["facts", "rules", "file", "cli", "app"],
        "all have ended before anything is read",
    ),
    ("Command::new", &["cli", "app"], "no room starts programs"),
    ("resvg", &["export"], "one renderer for pictures, in one room"),
    ("usvg", &["export"], "one renderer for pictures, in one room"),
    ("clap", &["cli"], "the command line has a room"),
    (".slug ==", &["model", "file"], "rooms read facts of a kind and never compare kinds"),
    ("rand::", &["simulate"], "chance is for simulation, and there it has a seed"),
];

/// One source file.
struct Source {
    /// Under `src/`.
    path: PathBuf,
    /// The folder it lies in directly under `src/`; `None` for `lib.rs` and `main.rs`.
    room: Option<String>,
    text: String,
}

impl Source {
    /// Lines of code with their numbers, comments left out.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&src, &mut found);
    found.sort();
    let source = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap().to_owned();
        let mut parts = inside.iter().map(|part| part.to_str().unwrap().to_owned());
        let room = parts.next().filter(|_| parts.next().is_some());
        Source { path: inside, room, text: fs::read_to_string(path).unwrap() }
    };
    found.into_iter().map(source).collect()
}

/// Floors by room, from lines like "//! | 3 | [`rules`] | … |" in `src/lib.rs`.
fn floors() -> BTreeMap<String, u32> {
    let lib = sources().into_iter().find(|source| source.path == Path::new("lib.rs")).unwrap();
    let row = |line: &str| {
        let mut cells = line.strip_prefix("//! |")?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        let room = cells.next()?.strip_prefix("[`")?.strip_suffix("`]")?;
        Some((room.to_owned(), floor))
    };
    lib.text.lines().filter_map(row).collect()
}

#[test]
fn the_map_shows_every_room() {
    let rooms: BTreeSet<String> = sources().into_iter().filter_map(|source| source.room).collect();
    let mapped: BTreeSet<String> = floors().into_keys().collect();
    assert!(rooms.len() >= 10, "{rooms:?}");
    assert_eq!(rooms, mapped, "rooms under src/, and rows of the map in src/lib.rs");
}

#[test]
fn floors_look_down_only() {
    let floors = floors();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = &source.room else { continue };
        for (number, line) in source.code() {
            for other in line.split("crate::").skip(1) {
                let name_ends = |c: char| !(c.is_alphanumeric() || c == '_');
                let other = other.split(name_ends).next().unwrap();
                let place = format!("{}:{number}", source.path.display());
                let Some(floor) = floors.get(other) else {
                    wrong.push(format!("{place} names `crate::{other}`, which is no room"));
                    continue;
                };
                let meant = MEANT.iter().find(|(who, whom, _)| who == room && *whom == other);
                if let Some(meant) = meant {
                    seen.insert(meant);
                } else if other != room && *floor >= floors[room] {
                    wrong.push(format!("{place}: `{room}` looks up or across at `{other}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen.len(), MEANT.len(), "an exception that nobody needs any more: {seen:?}");
}

#[test]
fn rooms_do_not_reach_around_the_floors() {
    // `use crate::{…}` and `super::super` out of a room would not be seen by the test above.
    for source in sources() {
        let Some(_) = &source.room else { continue };
        let depth = source.path.components().count() - 1;
        for (number, line) in source.code() {
            let place = format!("{}:{number}", source.path.display());
            assert!(!line.contains("crate::{"), "{place}: name each room on a line of its own");
            let ups = line.matches("super::").count();
            let here = if source.path.ends_with("mod.rs") { depth - 1 } else { depth };
            // One more inside a module of tests.
            assert!(ups <= here + 1, "{place}: use crate::… to leave a room");
        }
    }
}

#[test]
fn each_room_mentions_only_what_it_may() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.room.as_deref() else { continue };
        for (number, line) in source.code() {
            for (word, rooms, why) in ONLY_IN {
                if mentions(line, word) && !rooms.contains(&room) {
                    let place = format!("{}:{number}", source.path.display());
                    wrong.push(format!("{place}: `{word}` belongs in {}: {why}", rooms.join(", ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// True when the word stands there by itself, not inside another one.
fn mentions(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        let starts = !word.starts_with(part) || !before.is_some_and(part);
        let ends = !word.ends_with(part) || !after.is_some_and(part);
        starts && ends
    })
}

#[test]
fn every_file_says_what_lives_in_it() {
    for source in sources() {
        let path = source.path.display();
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 12, "{path} begins with {first:?}");
    }
}

#[test]
fn no_file_is_named_after_nothing() {
    for source in sources() {
        for part in &source.path {
            let name = part.to_str().unwrap().trim_end_matches(".rs");
            let vague =
                ["utils", "util", "common", "helpers", "helper", "misc", "stuff", "manager"];
            assert!(!vague.contains(&name), "{} says nothing", source.path.display());
        }
    }
}

#[test]
fn no_second_renderer_or_toolkit_comes_along() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("wgpu"), "eframe is built with glow alone");
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    assert_eq!(lock.matches("name = \"egui\"\n").count(), 1, "one egui");
}

#[test]
fn colours_come_from_the_theme() {
    for source in sources().iter().filter(|source| !source.path.ends_with("theme.rs")) {
        for (number, line) in source.code() {
            let own = ["from_rgb(", "from_gray(", "from_black_alpha(", "from_white_alpha("];
            let literal = own.iter().find(|name| line.contains(&format!("Color32::{name}")));
            assert!(
                literal.is_none(),
                "{}:{number} has a colour of its own",
                source.path.display()
            );
        }
    }
}

#[test]
fn the_tests_above_can_fail() {
    assert!(mentions("use petgraph::Graph;", "petgraph"));
    assert!(mentions("fn f(board: &mut Board)", "&mut Board"));
    assert!(mentions("if node.kind.slug == x", ".slug =="));
    assert!(!mentions("let operand = 1;", "rand::"));
    assert!(!mentions("my_egui_like", "egui"));
    assert!(floors()["model"] < floors()["edit"] && floors()["ui"] < floors()["app"]);
}
