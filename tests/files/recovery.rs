//! Recovery copies: found after a crash, never while their program runs.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use loadbearing::file::recovery::{discard, orphans};
use loadbearing::file::{Autosaver, Recovery, read, write};
use loadbearing::model::Board;

use crate::flash_sale;

fn titled(title: &str) -> Board {
    let mut board = read(flash_sale()).unwrap().board;
    title.clone_into(&mut board.title);
    board
}

/// Titles of the boards that were left behind.
fn left_behind(folder: &Path) -> Vec<String> {
    orphans(folder).unwrap().into_iter().map(|orphan| orphan.loaded.unwrap().board.title).collect()
}

#[test]
fn a_copy_is_offered_once_its_program_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("not/there/yet");
    assert_eq!(left_behind(&folder), [""; 0]);
    let recovery = Recovery::start(&folder).unwrap();
    let origin = PathBuf::from("/home/ana/“sale” \"1\"\n.ron");
    recovery.write(&titled("half done"), Some(&origin)).unwrap();
    assert_eq!(left_behind(&folder), [""; 0], "its program still runs");
    drop(recovery);
    let found = orphans(&folder).unwrap();
    let [orphan] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(orphan.origin.as_ref(), Some(&origin));
    assert!(orphan.written.is_some());
    let loaded = orphan.loaded.as_ref().unwrap();
    assert_eq!(loaded.board, titled("half done"));
    assert_eq!(loaded.repairs, []);
    discard(&orphan.copy).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    discard(&orphan.copy).unwrap();
}

#[test]
fn a_board_that_was_cleared_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let recovery = Recovery::start(folder.path()).unwrap();
    recovery.clear().unwrap();
    recovery.write(&titled("saved since"), None).unwrap();
    recovery.clear().unwrap();
    drop(recovery);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_damaged_copy_is_listed_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("board-x.ron"), "(format: 1, nod").unwrap();
    let found = orphans(folder.path()).unwrap();
    assert!(found.first().unwrap().loaded.is_err());
    assert_eq!(found.first().unwrap().origin, None);
}

#[test]
fn the_latest_board_is_copied_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let autosaver = Autosaver::start(folder.path()).unwrap();
    let started = Instant::now();
    for n in 0..50 {
        autosaver.changed(titled(&format!("edit {n}")), None);
    }
    while !autosaver.copy().exists() {
        assert!(started.elapsed() < Duration::from_secs(20), "nothing was copied");
        std::thread::yield_now();
    }
    autosaver.flush();
    let text = fs::read_to_string(autosaver.copy()).unwrap();
    assert_eq!(read(&text).unwrap().board, titled("edit 49"));
    assert_eq!(autosaver.last_error(), None);
    autosaver.changed(titled("no longer wanted"), None);
    autosaver.clear();
    autosaver.flush();
    assert!(!autosaver.copy().exists());
    autosaver.changed(titled("at the end"), None);
    drop(autosaver);
    assert_eq!(left_behind(folder.path()), ["at the end"]);
}

#[test]
fn a_copy_that_cannot_be_written_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let autosaver = Autosaver::start(folder.path()).unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    autosaver.changed(titled("lost"), None);
    autosaver.flush();
    assert!(autosaver.last_error().is_some());
}

/// Runs itself again as the program that is killed.
#[test]
fn a_killed_program_loses_at_most_the_last_second() {
    const FOLDER: &str = "LOADBEARING_TEST_KILLED";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let autosaver = Autosaver::start(Path::new(&folder)).unwrap();
        for n in 0.. {
            autosaver.changed(titled(&n.to_string()), None);
            println!("\nedit {n}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "recovery::a_killed_program_loses_at_most_the_last_second",
        ])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // When each edit was heard of.
    let mut edits: Vec<Instant> = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while edits.first().is_none_or(|first| first.elapsed() < Duration::from_millis(2500)) {
        let line = lines.next().unwrap().unwrap();
        if line.starts_with("edit ") {
            edits.push(Instant::now());
        }
    }
    // On Unix, this is SIGKILL.
    child.kill().unwrap();
    let killed = Instant::now();
    child.wait().unwrap();
    let found = left_behind(folder.path());
    let [title] = found.as_slice() else { panic!("{found:?}") };
    let lost_since = edits.get(title.parse::<usize>().unwrap()).unwrap();
    let lost = killed.duration_since(*lost_since);
    // A second, and what a busy machine takes to run two processes.
    assert!(lost < Duration::from_millis(1500), "lost {lost:?}");
    assert_eq!(
        write(&titled(title)),
        write(&orphans(folder.path()).unwrap().remove(0).loaded.unwrap().board)
    );
}
