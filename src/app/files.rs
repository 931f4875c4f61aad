//! Opening, saving, exporting: whatever fails is said, and the board on screen stays.

use std::path::Path;

use eframe::egui;

use super::dialogs::{Chosen, Purpose};
use super::kept::Kept;
use super::leaving::{Next, Said};
use super::{App, Screen};
use crate::edit::History;
use crate::file::{self, Repair};
use crate::model::{Board, ElementId, id::slug};

impl App {
    /// Lets the board go, asking first when it has unsaved changes.
    pub(super) fn leave(&mut self, next: Next, ctx: &egui::Context) {
        // Reading again what did not change here loses nothing.
        if self.unsaved() {
            // A second request while the question is open is dropped, never the board.
            self.leaving.get_or_insert(next);
        } else {
            self.go(next, ctx);
        }
    }

    /// What the person said about the unsaved changes.
    pub(super) fn said(&mut self, said: Said, ctx: &egui::Context) {
        let Some(next) = self.leaving.take() else { return };
        match said {
            Said::Stay => {}
            Said::Drop => self.go(next, ctx),
            Said::Save => {
                self.after_save = Some(next);
                self.save(ctx);
            }
        }
    }

    fn go(&mut self, next: Next, ctx: &egui::Context) {
        match next {
            Next::Quit => {
                self.clear_copy();
                self.may_close = true;
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
            Next::New(template) => self.new_board(template),
            Next::Open => {
                self.may_go = Some(self.revision());
                self.ask_path(Purpose::Open, ctx);
            }
            Next::OpenPath(path) => {
                if let Err(error) = self.open(&path) {
                    self.preferences.forget(&path);
                    self.notices.fail(error);
                }
            }
            Next::Reload => {
                if let Some(path) = self.kept.path.clone()
                    && let Err(error) = self.open(&path)
                {
                    self.notices.fail(error);
                }
            }
            Next::Restore(copy) => self.restore(&copy),
        }
    }

    /// Asks for a path, in the folder of the board.
    pub(super) fn ask_path(&mut self, purpose: Purpose, ctx: &egui::Context) {
        let folder = self.kept.path.as_deref().and_then(Path::parent).map(Path::to_path_buf);
        let folder = folder
            .or_else(|| self.preferences.recent.first()?.parent().map(Path::to_path_buf))
            .or_else(|| std::env::current_dir().ok())
            .unwrap_or_default();
        let stem = self.kept.path.as_deref().and_then(Path::file_stem).map_or_else(
            || slug(&self.history.board().name_of(&ElementId::Board)),
            |stem| stem.to_string_lossy().into_owned(),
        );
        let ending = self.ending_for(purpose);
        if !self.dialogs.ask(purpose, folder.join(format!("{stem}.{ending}")), ctx) {
            // Nothing is saved now; what was to follow must not follow a later save.
            self.after_save = None;
            self.notices.say("A file dialog is open already");
        }
    }

    fn ending_for(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Open | Purpose::Save | Purpose::Compare | Purpose::Differences => "ron",
            Purpose::Export => self.exporting.format,
        }
    }

    /// A path was chosen, or not.
    pub(super) fn answered(
        &mut self,
        (purpose, chosen): (Purpose, Chosen),
        inside: bool,
        ctx: &egui::Context,
    ) {
        let Chosen::Path(path) = chosen else {
            self.after_save = None;
            return;
        };
        // The path field has seen to this; a dialog of the desktop confirmed another name.
        let named = purpose.with_ending(&path, self.ending_for(purpose));
        if named != path && named.exists() {
            self.dialogs.warn(purpose, &named);
            return;
        }
        let path = named;
        // A dialog of the desktop leaves the window in use: the board may have changed meanwhile.
        self.finish_typing(ctx);
        let result = match purpose {
            Purpose::Open if self.may_go != Some(self.revision()) => {
                self.leave(Next::OpenPath(path), ctx);
                return;
            }
            Purpose::Open => self.open(&path),
            Purpose::Compare => self.compare_with(&path, ctx),
            Purpose::Differences => self.compare_file(&path),
            Purpose::Save => self.write(&path, ctx),
            Purpose::Export => self.export(&path, ctx),
        };
        match result {
            Ok(()) => {}
            Err(error) if inside => self.dialogs.refuse(purpose, &path, error),
            Err(error) => {
                self.after_save = None;
                self.notices.fail(error);
            }
        }
    }

    /// Puts a file's board on screen; on failure nothing changes.
    pub(super) fn open(&mut self, path: &Path) -> Result<(), String> {
        let opened = file::open(path).map_err(|error| format!("Not opened: {error}"))?;
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.preferences.used(&path);
        self.clear_copy();
        let on_disk = opened.board.clone();
        // A picture that carries a board is a way to hand it over, not where it is kept.
        self.kept = match (opened.from_picture, opened.repairs.is_empty()) {
            (true, _) => Kept::nowhere(on_disk).never_saved(),
            (false, true) => Kept::at(path, on_disk, opened.stamp),
            (false, false) => Kept::at(path, on_disk, opened.stamp).never_saved(),
        };
        self.show(opened.board);
        self.tell_repairs(&opened.repairs);
        Ok(())
    }

    fn new_board(&mut self, template: &'static str) {
        let Some(template) = file::templates::by_slug(template) else { return };
        match template.read() {
            Ok(loaded) => {
                self.clear_copy();
                self.kept = Kept::nowhere(loaded.board.clone());
                self.show(loaded.board);
            }
            Err(error) => self.notices.fail(format!("The template cannot be read: {error}")),
        }
    }

    /// Starts with a board: nothing selected, nothing to undo, all of it in view.
    pub(super) fn show(&mut self, board: Board) {
        // Revisions go on counting, so that no cache takes one board for another.
        self.base += self.history.revision() + 1;
        self.history = History::new(board);
        let fresh = crate::ui::Session::default();
        self.session = crate::ui::Session {
            theme: self.session.theme,
            wheel_zooms: self.session.wheel_zooms,
            snap: self.session.snap,
            grid: self.session.grid,
            minimap: self.session.minimap,
            loads: self.session.loads,
            panels: self.session.panels,
            // Annotations are copied from one board to another.
            style: self.session.style.take(),
            ..fresh
        };
        self.panels.forget();
        self.answers.forget();
        self.runs.forget();
        (self.comparing, self.looked, self.flight) = (None, None, None);
        self.session.player = None;
        self.pasted = 0;
        self.has_board = true;
        self.frame_all();
    }

    fn tell_repairs(&mut self, repairs: &[Repair]) {
        if repairs.is_empty() {
            return;
        }
        let mut text = match repairs.len() {
            1 => "1 thing was repaired while reading:".to_owned(),
            n => format!("{n} things were repaired while reading:"),
        };
        for repair in repairs.iter().take(6) {
            text.push_str("\n• ");
            text.push_str(&repair.to_string());
        }
        if repairs.len() > 6 {
            text.push_str("\n• …");
        }
        self.notices.tell(text);
    }

    /// Saves to the board's file, or asks for one.
    pub(super) fn save(&mut self, ctx: &egui::Context) {
        match self.kept.path.clone() {
            Some(path) => self.save_to(&path, ctx),
            None => self.ask_path(Purpose::Save, ctx),
        }
    }

    pub(super) fn save_to(&mut self, path: &Path, ctx: &egui::Context) {
        self.kept.look(true);
        if self.kept.changed_on_disk && self.kept.path.as_deref() == Some(path) {
            self.after_save = None;
            let why = if self.kept.restored {
                "the board was restored, and the file may have been changed since"
            } else {
                "the file was changed by something else meanwhile"
            };
            self.notices.fail(format!(
                "Not saved: {why}; choose above whether to reload it or to keep yours"
            ));
            return;
        }
        if let Err(error) = self.write(path, ctx) {
            self.after_save = None;
            self.notices.fail(error);
        }
    }

    fn write(&mut self, path: &Path, ctx: &egui::Context) -> Result<(), String> {
        let board = self.history.board().clone();
        // A file chosen anew was confirmed by whoever chose it; the board's own may have changed.
        let last = self.kept.stamp.filter(|_| self.kept.path.as_deref() == Some(path));
        let stamp = file::save(path, &board, last.as_ref())
            .map_err(|error| format!("Not saved: {error}"))?;
        self.preferences.used(path);
        self.kept = Kept::at(path.to_path_buf(), board, stamp);
        self.clear_copy();
        self.has_board = true;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        self.notices.succeeded();
        self.notices.say(format!("Saved {name}"));
        if let Some(next) = self.after_save.take() {
            self.go(next, ctx);
        }
        Ok(())
    }

    pub(super) fn export_to(&mut self, path: &Path, ctx: &egui::Context) {
        if let Err(error) = self.export(path, ctx) {
            self.notices.fail(error);
        }
    }

    /// The board on the start screen, or a path from the command line.
    pub(super) fn open_at_start(&mut self, path: &Path) {
        if let Err(error) = self.open(path) {
            self.notices.fail(error);
            self.screen = Screen::Start;
        }
    }
}
