//! Comparing the drawing with an earlier one: as it was saved, before the last step, another file.

use std::path::Path;

use super::App;
use crate::file;
use crate::model::Board;
use crate::rules::{Review, Scope};
use crate::scene::Theme;
use crate::ui::compare::Compared;

/// The earlier board, and what was found last.
pub(super) struct Comparing {
    with: String,
    before: Board,
    was: Review,
    found: Compared,
    /// What it was found for: the board, its answers, the colours.
    of: (u64, u64, Theme),
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
        self.compare_drawing(&path, "as it was saved".to_owned());
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
        let opened = file::open(path).map_err(|error| format!("Not compared: {error}"))?;
        self.compare_with_board(name, opened.board);
        Ok(())
    }

    fn compare_drawing(&mut self, path: &Path, with: String) {
        match file::open(path) {
            Ok(opened) => self.compare_with_board(with, opened.board),
            Err(error) => self.notices.fail(format!("Not compared: {error}")),
        }
    }

    fn compare_with_board(&mut self, with: String, before: Board) {
        let was = Review::asked(&before, self.scope());
        let found = self.find_compared(&with, &before, &was);
        self.comparing = Some(Comparing { with, before, was, found, of: self.compared_of() });
        self.screen = super::Screen::Board;
    }

    /// Finds the differences again when the board, its answers or the colours are others.
    pub(super) fn refresh_compared(&mut self) {
        let of = self.compared_of();
        let Some(comparing) = self.comparing.take_if(|comparing| comparing.of != of) else {
            return;
        };
        let Comparing { with, before, was, .. } = comparing;
        let found = self.find_compared(&with, &before, &was);
        self.comparing = Some(Comparing { with, before, was, found, of });
    }

    fn find_compared(&self, with: &str, before: &Board, was: &Review) -> Compared {
        let after = (self.history.board(), self.answers.review());
        Compared::of(with.to_owned(), (before, was), after, self.session.theme)
    }

    fn compared_of(&self) -> (u64, u64, Theme) {
        (self.revision(), self.answers.serial(), self.session.theme)
    }

    fn scope(&self) -> Scope {
        let today = self.answers.review().today();
        Scope { moment: self.session.moment, today, strict: self.session.strict }
    }
}
