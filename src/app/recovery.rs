//! Recovery copies: written within a second of an edit, offered when the program ended without
//! saving.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use eframe::egui;

use super::App;
use super::kept::Kept;
use crate::file::{self, Autosaver, recovery};
use crate::ui::panels::Recovered;

/// The copy of the board on screen.
#[derive(Default)]
pub(super) struct Recovery {
    saver: Option<Autosaver>,
    /// The revision that was handed over last.
    handed: Option<u64>,
    /// A failure that was said already.
    said: Option<String>,
}

impl Recovery {
    /// Starts, and finds the copies that earlier runs left behind; says what does not work.
    pub(super) fn begin(folder: Option<&Path>) -> (Self, Vec<Recovered>, Option<String>) {
        let Some(folder) = folder else { return (Self::default(), Vec::new(), None) };
        // Before the own copy is begun: it is none of them.
        let (orphans, unread) = match recovery::orphans(folder) {
            Ok(orphans) => (orphans, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        let found = orphans.iter().map(described).collect();
        let place = folder.display();
        let unread = unread.map(|error| {
            format!("Boards that were not saved last time cannot be looked for in {place}: {error}")
        });
        match Autosaver::start(folder) {
            Ok(saver) => (Self { saver: Some(saver), ..Self::default() }, found, unread),
            Err(error) => {
                let text =
                    format!("No recovery copies can be kept in {place}: {error}; save often");
                let text =
                    unread.map_or_else(|| text.clone(), |unread| format!("{unread}\n{text}"));
                (Self::default(), found, Some(text))
            }
        }
    }
}

impl App {
    /// Hands a changed board to the thread that copies it.
    pub(super) fn keep_copy(&mut self, ctx: &egui::Context) {
        // The person has said that the changes may go.
        if self.may_close {
            return;
        }
        let revision = self.revision();
        if self.recovery.handed == Some(revision) {
            self.say_copy_failure();
            return;
        }
        // Drawn again once the copy was due, so that a failure is said while nobody moves the pointer.
        ctx.request_repaint_after(Duration::from_millis(1200));
        // What the disk has needs no copy; undoing back to it takes the copy away.
        if self.unsaved() {
            if let Some(saver) = &self.recovery.saver {
                saver.changed(self.history.board().clone(), self.kept.path.clone());
            }
        } else if self.recovery.handed.is_some() {
            self.clear_copy();
        }
        self.recovery.handed = Some(revision);
    }

    /// Who opens a board directly does not see the start screen, where copies are offered.
    pub(super) fn tell_recovered(&mut self) {
        let text = match self.recovered.as_slice() {
            [] => return,
            [one] => format!("“{}” was not saved last time", one.title),
            many => format!("{} boards were not saved last time", many.len()),
        };
        self.notices.tell(format!("{text}; the start screen in the File menu offers to restore"));
    }

    fn say_copy_failure(&mut self) {
        let error = self.recovery.saver.as_ref().and_then(Autosaver::last_error);
        if let Some(error) = error.filter(|error| self.recovery.said.as_ref() != Some(error)) {
            self.notices
                .fail(format!("No recovery copy could be written: {error}; save the board"));
            self.recovery.said = Some(error);
        }
    }

    /// The board is saved, or nobody wants it any more.
    pub(super) fn clear_copy(&mut self) {
        if let Some(saver) = &self.recovery.saver {
            saver.clear();
        }
        self.recovery.handed = None;
    }

    /// Goes on with a board that an earlier run left behind; it is unsaved until it is saved.
    pub(super) fn restore(&mut self, copy: &Path) {
        let orphan = recovery::orphan(copy.to_owned());
        let board = match orphan.loaded {
            Ok(loaded) => loaded.board,
            Err(error) => {
                self.notices.fail(format!("Not restored: {error}"));
                return;
            }
        };
        self.clear_copy();
        // The copy does not say what the file looked like when its board was read: whether others
        // wrote it since is for the person to say, before a save replaces it.
        let on_disk = orphan.origin.and_then(|origin| Some((file::open(&origin).ok()?, origin)));
        self.kept = match on_disk {
            Some((opened, origin)) if !opened.from_picture => {
                Kept::at(origin, opened.board, opened.stamp).restored()
            }
            _ => Kept::nowhere(board.clone()).never_saved(),
        };
        self.show(board.clone());
        // The board has a copy of its own before the old one goes.
        if let Some(saver) = &self.recovery.saver {
            saver.changed(board, self.kept.path.clone());
            saver.flush();
        }
        if self.recovery.saver.as_ref().is_some_and(|saver| saver.last_error().is_none()) {
            self.discard_copy(copy);
        }
        self.notices.say("Restored; save it to keep it");
    }

    /// Throws a copy away.
    pub(super) fn discard_copy(&mut self, copy: &Path) {
        match recovery::discard(copy) {
            Ok(()) => self.recovered.retain(|board| board.copy != copy),
            Err(error) => self.notices.fail(format!("Not discarded: {error}")),
        }
    }
}

fn described(orphan: &recovery::Orphan) -> Recovered {
    let title = match &orphan.loaded {
        Ok(loaded) => loaded.board.name_of(&crate::model::ElementId::Board),
        Err(_) => "A board that cannot be read".to_owned(),
    };
    let when = ago(orphan.written);
    let place = orphan.origin.as_ref().map_or_else(
        || "never saved".to_owned(),
        |origin: &PathBuf| format!("changes of {}", origin.display()),
    );
    let about = match &orphan.loaded {
        Ok(loaded) => format!("{when}, {place}, {}", nodes(loaded.board.nodes.len())),
        Err(error) => format!("{when}: {error}"),
    };
    Recovered { copy: orphan.copy.clone(), title, about }
}

/// How long ago, as one says it.
fn ago(written: Option<SystemTime>) -> String {
    let elapsed = written.and_then(|written| written.elapsed().ok()).unwrap_or_default();
    let (n, unit) = match elapsed.as_secs() {
        0..60 => return "just now".to_owned(),
        seconds @ 60..3600 => (seconds / 60, "minute"),
        seconds @ 3600..86_400 => (seconds / 3600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    if n == 1 { format!("1 {unit} ago") } else { format!("{n} {unit}s ago") }
}

fn nodes(n: usize) -> String {
    if n == 1 { "1 node".to_owned() } else { format!("{n} nodes") }
}
