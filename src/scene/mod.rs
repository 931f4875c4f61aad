//! Board and answers as things to paint, in board units; text is broken into lines here, once.
//!
//! The screen, the SVG and the PNG paint the same scene. Nothing here knows a camera, a window or
//! a file.

mod geometry;
mod prim;

pub use geometry::{Geometry, LinkPath};
pub use prim::{Ink, Piece, Prim, Scene, Segment, Stroke, TextLine, Weight};

use crate::model::{Board, FlowId};
use crate::rules::Review;

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark ink on a light board.
    #[default]
    Light,
    /// Light ink on a dark board.
    Dark,
}

/// What to show besides the board itself.
#[derive(Clone, Copy, Default)]
pub struct Show<'a> {
    /// Colours.
    pub theme: Theme,
    /// Badges on nodes and links that have answers.
    pub answers: Option<&'a Review>,
    /// Only this flow in full strength, the rest faint.
    pub flow: Option<&'a FlowId>,
}

/// Everything to paint for a board, back to front.
pub fn build(board: &Board, geometry: &Geometry, show: Show<'_>) -> Scene {
    let _ = (board, geometry, show);
    Scene::default()
}
