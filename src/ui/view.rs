//! What the panels and the canvas may see: everything, read-only, as of this frame.

use std::path::Path;

use super::compare::Compared;
use super::run::PlayView;
use super::session::Session;
use crate::model::Board;
use crate::rules::Review;
use crate::scene::{Geometry, Scene};

/// The state of the program in one frame.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The board as it is now.
    pub board: &'a Board,
    /// Changes with every edit, undo and redo; caches compare it.
    pub revision: u64,
    /// Frames and paths of the board.
    pub geometry: &'a Geometry,
    /// The board as things to paint.
    pub scene: &'a Scene,
    /// The answers; of an earlier revision while `asking`.
    pub review: &'a Review,
    /// True while a worker computes the answers of the current revision.
    pub asking: bool,
    /// Selection, camera, tool and preferences.
    pub session: &'a Session,
    /// Where the board is kept.
    pub file: FileView<'a>,
    /// What is being played, and what came of it.
    pub play: PlayView<'a>,
    /// An earlier board that it is compared with.
    pub compared: Option<&'a Compared>,
    /// What undo would take back.
    pub undo: Option<&'a str>,
    /// What redo would do again.
    pub redo: Option<&'a str>,
}

/// Where the board is kept, and whether the disk has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileView<'a> {
    /// Its file; `None` for a board never saved.
    pub path: Option<&'a Path>,
    /// True when the board differs from the file.
    pub unsaved: bool,
    /// Recently used files, newest first.
    pub recent: &'a [std::path::PathBuf],
}
