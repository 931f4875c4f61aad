//! Where elements lie: node frames that fit their names, link paths from border to border.
//!
//! Derived from the board alone, never stored; hit tests, routes and paint all read it.

use crate::model::{Board, Point, Rect};

/// The path of a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkPath {
    /// Its corners, from the border of its tail to the border of its head; at least two.
    pub points: Vec<Point>,
    /// The plate its label stands on, when it has a label.
    pub label: Option<Rect>,
}

/// Frames and paths of a board, indexed like the board's own lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// Frame of each node.
    pub nodes: Vec<Rect>,
    /// Path of each link.
    pub links: Vec<LinkPath>,
    /// Frame of each note.
    pub notes: Vec<Rect>,
    /// Frame of each boundary.
    pub boundaries: Vec<Rect>,
}

impl Geometry {
    /// Measures a board.
    pub fn of(board: &Board) -> Self {
        let _ = board;
        Self::default()
    }
}
