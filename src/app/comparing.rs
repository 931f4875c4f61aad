//! Comparing the drawing with an earlier one: as it was saved, before the last step, another file.

use std::path::Path;

use super::App;
use crate::file;
use crate::model::Board;
use crate::rules::{Review, Scope};
use crate::scene::Theme;
use crate::ui::compare::Compared;

/// The earlier board with its answers, and what was found last.
pub(super) struct Comparing {
    was: Review,
    found: Compared,
    /// The board, the answers and the colours it was found for; none before the first time.
    of: Option<(u64, u64, Theme)>,
}

impl Comparing {
    pub(super) fn shown(&self) -> &Compared {
        &self.found
    }
}

impl App {
    /// Compares with the board as it is on disk.
    pub(super) fn compare_saved(&mut self) {
        let Some(path) = self.kept.path.clone() else {
            self.notices.say("It was never saved: there is nothing to compare with");
            return;
        };
        if let Err(error) = self.compare_file_called(&path, "as it was saved".to_owned()) {
            self.notices.fail(error);
        }
    }

    /// Compares with the board before the last step.
    pub(super) fn compare_step(&mut self) {
        match self.history.before() {
            Some((label, board)) => {
                let (with, board) = (format!("before \u{201c}{label}\u{201d}"), board.clone());
                self.compare_with_board(with, board);
            }
            None => self.notices.say("Nothing was changed yet"),
        }
    }

    /// Compares with the board of a file.
    pub(super) fn compare_file(&mut self, path: &Path) -> Result<(), String> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        self.compare_file_called(path, name)
    }

    fn compare_file_called(&mut self, path: &Path, with: String) -> Result<(), String> {
        let opened = file::open(path).map_err(|error| format!("Not compared: {error}"))?;
        self.compare_with_board(with, opened.board);
        Ok(())
    }

    fn compare_with_board(&mut self, with: String, before: Board) {
        let today = self.answers.review().today();
        let scope = Scope { moment: self.session.moment, today, strict: self.session.strict };
        let was = Review::asked(&before, scope);
        let found = Compared::with(with, before, self.session.theme);
        self.comparing = Some(Comparing { was, found, of: None });
        self.screen = super::Screen::Board;
        self.session.panels = true;
        self.panels.show_changes();
        self.refresh_compared();
    }

    /// Finds again what depends on what changed: the board, its answers, the colours.
    pub(super) fn refresh_compared(&mut self) {
        let now = (self.revision(), self.answers.serial(), self.session.theme);
        let Some(Comparing { was, found, of }) = &mut self.comparing else { return };
        let (revision, serial, theme) = now;
        if of.is_none_or(|(other, ..)| other != revision) {
            found.find_differences(self.history.board());
        }
        if of.is_none_or(|(_, other, _)| other != serial) {
            found.turned = was.answers_turned(self.answers.review());
        }
        if of.is_some_and(|(.., other)| other != theme) {
            found.paint(theme);
        }
        *of = Some(now);
    }
}
