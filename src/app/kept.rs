//! Where the board is kept: its file, whether the disk has it, and whether the disk moved on.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::file::{Stamp, changed_outside};
use crate::model::Board;

/// How often the file is looked at while the window is in use.
const LOOKS_EVERY: Duration = Duration::from_secs(2);

/// The file of the board on screen.
#[derive(Default)]
pub(super) struct Kept {
    /// Its path; `None` for a board never saved.
    pub(super) path: Option<PathBuf>,
    /// The board as the disk has it.
    saved: Board,
    /// What the file looked like; without it a save replaces whatever is there.
    pub(super) stamp: Option<Stamp>,
    /// True when something else wrote the file since.
    pub(super) changed_on_disk: bool,
    /// True for a board out of a recovery copy: nobody watched its file in between, so it counts
    /// as changed until the person says otherwise.
    pub(super) restored: bool,
    looked: Option<Instant>,
    /// The revision that was last compared, and the result.
    compared: Option<(u64, bool)>,
}

impl Kept {
    /// A board that is not on disk, as it begins.
    pub(super) fn nowhere(board: Board) -> Self {
        Self { saved: board, ..Self::default() }
    }

    /// A board just read from, or written to, its file.
    pub(super) fn at(path: PathBuf, board: Board, stamp: Stamp) -> Self {
        Self { path: Some(path), saved: board, stamp: Some(stamp), ..Self::default() }
    }

    /// A board that differs from what the disk has, whatever it holds.
    pub(super) fn never_saved(mut self) -> Self {
        self.saved = Board { title: "\u{0}".to_owned(), ..Board::default() };
        self
    }

    /// A board out of a recovery copy, whose file may hold what others wrote since.
    pub(super) fn restored(mut self) -> Self {
        self.restored = true;
        self.changed_on_disk = true;
        self
    }

    /// True when the board differs from the file.
    pub(super) fn unsaved(&mut self, board: &Board, revision: u64) -> bool {
        match self.compared {
            Some((of, unsaved)) if of == revision => unsaved,
            _ => {
                let unsaved = *board != self.saved;
                self.compared = Some((revision, unsaved));
                unsaved
            }
        }
    }

    /// Looks at the file again, every few seconds or at once.
    pub(super) fn look(&mut self, at_once: bool) {
        let due = at_once || self.looked.is_none_or(|looked| looked.elapsed() >= LOOKS_EVERY);
        if let (true, Some(path), Some(stamp)) = (due, &self.path, &self.stamp) {
            self.looked = Some(Instant::now());
            self.changed_on_disk = self.restored || changed_outside(path, stamp);
        }
    }

    /// The next save replaces the file, whoever changed it.
    pub(super) fn keep_mine(&mut self) {
        self.stamp = None;
        self.restored = false;
        self.changed_on_disk = false;
    }
}
