//! Board and answers as things to paint, in board units; text is broken into lines here, once.
//!
//! The screen, the SVG and the PNG paint the same scene. Nothing here knows a camera, a window or
//! a file.

mod age;
mod apart;
mod bent;
mod boundary;
mod build;
mod busy;
mod detour;
mod geometry;
pub mod icon;
mod jumps;
mod label;
mod link;
pub mod mark;
mod near;
mod node;
mod note;
mod outline;
pub mod palette;
mod prim;
mod route;
mod silhouette;
pub mod text;
mod tone;

pub use build::build;
pub use geometry::{Geometry, LinkPath};
pub use node::SIZE as NODE_SIZE;
pub use palette::Palette;
pub use prim::{Ink, Piece, Prim, Scene, Segment, Stroke, TextLine, Weight};
pub use silhouette::paint as silhouette;

use crate::model::FlowId;
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
    /// Busier links wider; needs answers.
    pub loads: bool,
}
