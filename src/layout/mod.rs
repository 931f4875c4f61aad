//! Tidy: where nodes could stand so that the board reads from left to right.
//!
//! A layered layout (Sugiyama, Tagawa, Toda 1981): links that would go back are turned round
//! ([`layers`]), nodes get columns, long links get places in the columns they pass, the order in
//! each column is sorted until links cross little ([`order`]), and heights are chosen so that links
//! run straight ([`place`]). It begins with the order people drew, and keeps it where it can.
//!
//! What a boundary holds is laid out by itself and then stands as one block; boundaries that
//! overlap without one holding the other keep their contents as they are.

mod blocks;
mod layers;
mod order;
mod place;

pub use blocks::{Standing, Tidied, tidy};

use crate::model::{Point, Size};

/// Free room between columns, in board units; more where a label needs it.
const COLUMN_GAP: f32 = 96.0;
/// Free room between nodes of a column, in board units.
const ROW_GAP: f32 = 48.0;
/// Room a link takes that passes through a column, in board units.
const PASSING: f32 = 16.0;
/// Free room between parts that no link joins, in board units.
const PART_GAP: f32 = 64.0;

/// A link between two things by their places, with the width of its label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: f32,
}

/// Places for the centres of things of these sizes that stand at `at` now; the top left corner of
/// all is the origin.
fn layered(sizes: &[Size], at: &[Point], edges: &[Edge]) -> Vec<Point> {
    let parts = parts(sizes.len(), edges);
    let mut laid: Vec<(Vec<usize>, Vec<Point>, Size)> = parts
        .into_iter()
        .map(|part| {
            let places = place::one_part(&part, sizes, at, edges);
            let (places, size) = from_origin(&part, places, sizes);
            (part, places, size)
        })
        .collect();
    // Parts that nothing joins stand in rows, in the order people drew them.
    let top = |part: &[usize]| {
        part.iter().filter_map(|i| at.get(*i)).map(|p| p.y).fold(f32::INFINITY, f32::min)
    };
    let left = |part: &[usize]| {
        part.iter().filter_map(|i| at.get(*i)).map(|p| p.x).fold(f32::INFINITY, f32::min)
    };
    laid.sort_by(|a, b| {
        (top(&a.0) / 160.0)
            .floor()
            .total_cmp(&(top(&b.0) / 160.0).floor())
            .then(left(&a.0).total_cmp(&left(&b.0)))
            .then(a.0.cmp(&b.0))
    });
    let area: f32 = laid.iter().map(|(.., s)| (s.width + PART_GAP) * (s.height + PART_GAP)).sum();
    let widest = laid.iter().map(|(.., size)| size.width).fold(0.0, f32::max);
    let wide = widest.max(area.sqrt() * 1.3);
    let mut result = vec![Point::default(); sizes.len()];
    let (mut x, mut y, mut high) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (part, places, size) in laid {
        if x > 0.0 && x + size.width > wide {
            (x, y, high) = (0.0, y + high + PART_GAP, 0.0);
        }
        for (i, place) in part.into_iter().zip(places) {
            if let Some(slot) = result.get_mut(i) {
                *slot = place.offset(Point::new(x, y));
            }
        }
        x += size.width + PART_GAP;
        high = high.max(size.height);
    }
    result
}

/// Things that links join, each part in order.
fn parts(n: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut root: Vec<usize> = (0..n).collect();
    for edge in edges {
        let (a, b) = (find(&mut root, edge.from), find(&mut root, edge.to));
        if let Some(slot) = root.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    let mut parts: std::collections::BTreeMap<usize, Vec<usize>> =
        std::collections::BTreeMap::new();
    for i in 0..n {
        parts.entry(find(&mut root, i)).or_default().push(i);
    }
    parts.into_values().collect()
}

/// What a thing is joined with, by its first.
fn find(root: &mut [usize], mut i: usize) -> usize {
    while let Some(up) = root.get(i).copied().filter(|up| *up != i) {
        let above = root.get(up).copied().unwrap_or(up);
        if let Some(slot) = root.get_mut(i) {
            *slot = above;
        }
        i = above;
    }
    i
}

/// Moves places so that the top left corner is the origin; with the size of all.
fn from_origin(part: &[usize], places: Vec<Point>, sizes: &[Size]) -> (Vec<Point>, Size) {
    let frame = |(i, place): (&usize, &Point)| {
        crate::model::Rect::around(*place, sizes.get(*i).copied().unwrap_or_default())
    };
    let Some(all) = part.iter().zip(&places).map(frame).reduce(crate::model::Rect::union) else {
        return (places, Size::default());
    };
    let places = places.into_iter().map(|place| place.minus(all.min)).collect();
    (places, all.size())
}

#[cfg(test)]
mod tests;
