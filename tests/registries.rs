//! Every folder with a registry agrees with its list: a file that is not listed would compile and
//! never be seen.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use loadbearing::cli::{Cli, VERBS};
use loadbearing::file::{read, templates};
use loadbearing::model::kinds;
use loadbearing::rules;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Modules directly in a folder of `src/`, with their text; `mod.rs` left out.
fn modules(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("src").join(folder)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file = if path.is_dir() { path.join("mod.rs") } else { path };
        if name != "mod" {
            found.push((name, fs::read_to_string(file).unwrap()));
        }
    }
    found.sort();
    found
}

/// Modules of a folder that hold an entry of its registry: a constant or static of this name.
fn holders(folder: &str, entry: &str) -> BTreeSet<String> {
    let declares = |line: &str| {
        let line = line.strip_prefix("pub(super) ").unwrap_or(line);
        let line = line.strip_prefix("pub ").unwrap_or(line);
        line.starts_with(&format!("static {entry}:"))
            || line.starts_with(&format!("const {entry}:"))
    };
    let holds = |text: &str| text.lines().any(declares);
    modules(folder).into_iter().filter(|(_, text)| holds(text)).map(|(name, _)| name).collect()
}

/// Modules whose entry the folder's `mod.rs` lists in `ALL`.
fn listed(folder: &str, entry: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("src").join(folder).join("mod.rs")).unwrap();
    let list = text.split("static ALL:").nth(1).unwrap().split("];").next().unwrap();
    let suffix = format!("::{entry}");
    list.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .filter_map(|word| word.strip_suffix(&suffix).map(str::to_owned))
        .collect()
}

/// The name of a file as it stands in board files and on the command line.
fn slugs(names: &BTreeSet<String>) -> BTreeSet<String> {
    names.iter().map(|name| name.replace('_', "-")).collect()
}

#[test]
fn every_file_with_an_entry_is_listed() {
    let registries =
        [("model/kinds", "KIND"), ("rules", "RULE"), ("export", "EXPORTER"), ("ui/tools", "ENTRY")];
    for (folder, entry) in registries {
        let holders = holders(folder, entry);
        assert!(holders.len() > 2, "src/{folder} holds no {entry}: {holders:?}");
        assert_eq!(holders, listed(folder, entry), "src/{folder}: files, and the list in mod.rs");
    }
}

#[test]
fn every_kind_is_named_after_its_file() {
    let named: BTreeSet<String> = kinds::ALL.iter().map(|kind| kind.slug.to_owned()).collect();
    assert_eq!(slugs(&holders("model/kinds", "KIND")), named);
    assert_eq!(named.len(), kinds::ALL.len());
    let keys: Vec<char> = kinds::ALL.iter().filter_map(|kind| kind.key).collect();
    let different: BTreeSet<&char> = keys.iter().collect();
    assert_eq!(keys.len(), different.len(), "two kinds are placed by one key");
}

#[test]
fn every_rule_is_named_after_its_file() {
    let named: BTreeSet<String> = rules::ALL.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(slugs(&holders("rules", "RULE")), named);
    assert_eq!(named.len(), rules::ALL.len());
    for rule in rules::ALL {
        for cause in rule.follows {
            assert!(rules::by_id(cause).is_some(), "{} follows the unknown {cause}", rule.id);
        }
        let texts = [rule.asks, rule.why, rule.computes, rule.quiet_when, rule.misses];
        assert!(texts.iter().all(|text| text.len() > 10), "{} is silent somewhere", rule.id);
        assert!(!rule.sources.is_empty(), "{} rests on nothing", rule.id);
    }
}

/// Every rule is tested for what it says, for keeping quiet, for what it does not know where it can
/// lack something, and for its cures where it has any.
#[test]
fn every_rule_has_its_tests() {
    let mut lacks: Vec<String> = Vec::new();
    for rule in rules::ALL {
        let id = rule.id;
        let file = id.replace('-', "_");
        let tests = fs::read_to_string(root().join(format!("src/rules/tests/{file}.rs"))).unwrap();
        let source = fs::read_to_string(root().join(format!("src/rules/{file}.rs"))).unwrap();
        let has = |ways: &[&str]| ways.iter().any(|way| tests.contains(way));
        let mut needs = |holds: bool, what: &str| {
            if !holds {
                lacks.push(format!("{id}: nothing tests {what}"));
            }
        };
        needs(has(&[id]) && tests.matches("#[test]").count() >= 2, "it");
        let asks_only = id == "unanswered-question";
        needs(has(&["Verdict::Breaks", "Verdict::Watch"]) || asks_only, "that it fires");
        let quiet = ["Verdict::Fine", "!review", "!Review", "is_empty()", "is_none()", "quiet"];
        needs(has(&quiet), "that it keeps quiet");
        let may_lack = source.contains("Verdict::Unknown") && source.contains(".lacks");
        // Every kind that is called says how often it is up.
        let always = ["single-point-of-failure", "hard-dependency-without-fallback"].contains(&id);
        needs(!may_lack || always || has(&["Unknown"]), "what it does not know");
        let cures = source.contains("cure::");
        needs(!cures || has(&["fixes_cure", "fixes("]), "its cures");
    }
    assert!(lacks.is_empty(), "{lacks:#?}");
}

#[test]
fn every_template_is_listed_and_named_after_its_file() {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(root().join("templates")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "ron") {
            files.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let named: BTreeSet<String> = templates::ALL.iter().map(|t| t.slug.to_owned()).collect();
    assert_eq!(files, named);
    for template in templates::ALL {
        let path = root().join("templates").join(format!("{}.ron", template.slug));
        assert_eq!(fs::read_to_string(path).unwrap(), template.text, "{}", template.slug);
        let board = read(template.text).unwrap().board;
        if !board.title.is_empty() {
            assert_eq!(board.title, template.title);
        }
        assert!(!template.about.ends_with('.'), "a single sentence has no final period");
    }
}

#[test]
fn every_verb_is_listed_and_named_after_its_file() {
    let command = Cli::command();
    let in_help: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(in_help, VERBS);
    let verb = |(name, text): (String, String)| text.contains("Args)]").then_some(name);
    let files: BTreeSet<String> = modules("cli").into_iter().filter_map(verb).collect();
    let named: BTreeSet<String> = VERBS.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(slugs(&files), named);
}

#[test]
fn no_file_is_forgotten() {
    fn check(folder: &Path, root: &Path) {
        let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
        // A folder's modules are declared in its mod.rs; those under `src/` in lib.rs.
        let declared = if folder.ends_with("src") { text("lib.rs") } else { text("mod.rs") };
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap();
            if path.is_dir() {
                check(&path, root);
            } else if ["mod", "lib", "main"].contains(&name) {
                continue;
            }
            let is_declared = declared.lines().any(|line| {
                let line = line.trim_start();
                let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
                let line = line.strip_prefix("pub(super) ").unwrap_or(line);
                line.strip_prefix("pub ").unwrap_or(line) == format!("mod {name};")
            });
            let shown = path.strip_prefix(root).unwrap().display();
            assert!(is_declared, "{shown} is no module: nothing compiles it");
        }
    }
    check(&root().join("src"), &root());
}
