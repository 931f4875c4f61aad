//! Where elements lie: node frames that fit their names, link paths from border to border.
//!
//! Derived from the board alone, never stored; hit tests, routes and paint all read it.

use std::collections::HashMap;

use super::label::Label;
use super::near::Near;
use super::node::Face;
use super::note::Sheet;
use super::route::routes;
use crate::model::geometry::FARTHEST;
use crate::model::{Board, Point, Rect, Size};

/// The path of a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkPath {
    /// Its corners, from the border of its tail to the border of its head; at least two, or none
    /// at all when an end is not on the board.
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
    /// Measures a board. Strange places and sizes are drawn as if repaired.
    pub fn of(board: &Board) -> Self {
        let nodes: Vec<Rect> =
            board.nodes.iter().map(|node| frame(node.at, Face::of(node).size)).collect();
        let notes = board.notes.iter().map(|note| frame(note.at, Sheet::of(note).size)).collect();
        let boundaries = board.boundaries.iter().map(|b| frame(b.at, b.size)).collect();
        let places: HashMap<&str, usize> =
            board.nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
        let ends: Vec<Option<(usize, usize)>> = board
            .links
            .iter()
            .map(|link| Some((*places.get(link.from.as_str())?, *places.get(link.to.as_str())?)))
            .collect();
        let paths = routes(&nodes, &ends);
        let links = with_labels(board, &nodes, paths);
        Self { nodes, links, notes, boundaries }
    }
}

fn with_labels(board: &Board, nodes: &[Rect], paths: Vec<Vec<Point>>) -> Vec<LinkPath> {
    let near = Near::of(nodes);
    let mut taken = Near::default();
    let paths = board.links.iter().zip(paths);
    paths
        .map(|(link, points)| {
            let label = if points.is_empty() { None } else { Label::of(link, &points) };
            let label = label.map(|label| label.place(&points, &near, &taken));
            if let Some(plate) = label {
                taken.add(plate);
            }
            LinkPath { points, label }
        })
        .collect()
}

/// A frame that is finite and not absurd, whatever the board says.
fn frame(at: Point, size: Size) -> Rect {
    let place = |v: f32| if v.is_finite() { v.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
    let extent = |v: f32| if v.is_finite() { v.clamp(8.0, 2.0 * FARTHEST) } else { 160.0 };
    Rect::around(
        Point::new(place(at.x), place(at.y)),
        Size::new(extent(size.width), extent(size.height)),
    )
}
