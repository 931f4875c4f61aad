//! Places: columns side by side, and heights at which links run straight.

use super::layers::Forward;
use super::order::Columns;
use super::{COLUMN_GAP, Edge, PASSING, ROW_GAP};
use crate::model::{Point, Size};

/// Rounds of drawing things to the heights of their neighbours.
const ROUNDS: usize = 24;
/// Most places for passing links, over all; beyond, long links are not followed.
const MOST_PASSING: usize = 60_000;
/// Room a label needs beside its text.
const LABEL_MARGIN: f32 = 40.0;

/// Places for the centres of the things of one part, in the order of `part`.
pub(super) fn one_part(part: &[usize], sizes: &[Size], at: &[Point], edges: &[Edge]) -> Vec<Point> {
    let mut local = vec![usize::MAX; sizes.len()];
    for (i, thing) in part.iter().enumerate() {
        if let Some(slot) = local.get_mut(*thing) {
            *slot = i;
        }
    }
    let to_local = |i: usize| local.get(i).copied().filter(|i| *i != usize::MAX);
    let edges: Vec<Edge> = edges
        .iter()
        .filter_map(|edge| {
            Some(Edge { from: to_local(edge.from)?, to: to_local(edge.to)?, ..*edge })
        })
        .collect();
    let sizes: Vec<Size> =
        part.iter().map(|i| sizes.get(*i).copied().unwrap_or_default()).collect();
    let at: Vec<Point> = part.iter().map(|i| at.get(*i).copied().unwrap_or_default()).collect();
    let forward = Forward::of(sizes.len(), &at, &edges);
    let columns = forward.columns();
    let mut laid = Laid::of(&forward, &columns, &sizes, &at);
    laid.order.untangle();
    let heights = laid.heights();
    let xs = centres_of_columns(&columns, &sizes, &edges);
    (0..sizes.len())
        .map(|i| {
            let x = columns.get(i).and_then(|column| xs.get(*column)).copied().unwrap_or(0.0);
            let y = heights.get(i).copied().unwrap_or(0.0) as f32;
            Point::new(grid(x), grid(y))
        })
        .collect()
}

fn grid(v: f32) -> f32 {
    (v / 4.0).round() * 4.0
}

/// Nodes and passing links in their columns.
struct Laid {
    order: Columns,
    /// How many of the things are nodes; the others are passing links.
    nodes: usize,
    /// Height of each thing, with the room it wants.
    room: Vec<f64>,
}

impl Laid {
    fn of(forward: &Forward, columns: &[usize], sizes: &[Size], at: &[Point]) -> Self {
        let nodes = sizes.len();
        let mut order = Columns {
            rows: vec![Vec::new(); columns.iter().max().map_or(0, |most| most + 1)],
            left: vec![Vec::new(); nodes],
            right: vec![Vec::new(); nodes],
        };
        let mut room: Vec<f64> =
            sizes.iter().map(|size| f64::from(size.height + ROW_GAP)).collect();
        let mut drawn: Vec<f32> = at.iter().map(|p| p.y).collect();
        let mut column_of: Vec<usize> = columns.to_vec();
        for (from, after) in forward.after.iter().enumerate() {
            for to in after {
                let (Some(start), Some(end)) = (columns.get(from), columns.get(*to)) else {
                    continue;
                };
                let span = end.saturating_sub(*start);
                let (y0, y1) = (drawn.get(from).copied(), drawn.get(*to).copied());
                let mut last = from;
                for step in 1..span.max(1) {
                    if room.len() > MOST_PASSING {
                        break;
                    }
                    let thing = room.len();
                    room.push(f64::from(PASSING));
                    let share = step as f32 / span as f32;
                    let (y0, y1) = (y0.unwrap_or(0.0), y1.unwrap_or(0.0));
                    drawn.push(y0 + (y1 - y0) * share);
                    column_of.push(start + step);
                    order.left.push(Vec::new());
                    order.right.push(Vec::new());
                    join(&mut order, last, thing);
                    last = thing;
                }
                join(&mut order, last, *to);
            }
        }
        for (thing, column) in column_of.iter().enumerate() {
            if let Some(row) = order.rows.get_mut(*column) {
                row.push(thing);
            }
        }
        let y = |i: &usize| drawn.get(*i).copied().unwrap_or(0.0);
        for row in &mut order.rows {
            row.sort_by(|a, b| y(a).total_cmp(&y(b)).then(a.cmp(b)));
        }
        Self { order, nodes, room }
    }

    /// Heights of all things: near those of their neighbours, in order, with room between them.
    fn heights(&self) -> Vec<f64> {
        let mut y = vec![0.0; self.room.len()];
        for row in &self.order.rows {
            let mut top = 0.0;
            for thing in row {
                let room = self.room.get(*thing).copied().unwrap_or(0.0);
                set(&mut y, *thing, top + room / 2.0);
                top += room;
            }
            // Columns begin centred.
            for thing in row {
                if let Some(y) = y.get_mut(*thing) {
                    *y -= top / 2.0;
                }
            }
        }
        for round in 0..ROUNDS {
            // To the left, to the right, and at last to both sides.
            let sides: (bool, bool) = match (round + 4 >= ROUNDS, round % 2 == 0) {
                (true, _) => (true, true),
                (false, even) => (even, !even),
            };
            let n = self.order.rows.len();
            for step in 0..n {
                let column = if sides.0 { step } else { n - 1 - step };
                if let Some(row) = self.order.rows.get(column) {
                    self.level(row, sides, &mut y);
                }
            }
        }
        y
    }

    /// Draws the things of a column to the heights of their neighbours: the nearest heights in
    /// the least-squares sense that keep order and room (pool adjacent violators).
    fn level(&self, row: &[usize], (left, right): (bool, bool), y: &mut [f64]) {
        // Blocks of things that touch: sum of weighted wishes, sum of weights, how many.
        let mut blocks: Vec<(f64, f64, usize)> = Vec::with_capacity(row.len());
        let mut before = Vec::with_capacity(row.len());
        let mut top = 0.0;
        for (i, thing) in row.iter().enumerate() {
            let room = self.room.get(*thing).copied().unwrap_or(0.0);
            let gap = match i.checked_sub(1).and_then(|i| row.get(i)) {
                Some(above) => f64::midpoint(self.room.get(*above).copied().unwrap_or(0.0), room),
                None => 0.0,
            };
            top += gap;
            before.push(top);
            let here = y.get(*thing).copied().unwrap_or(0.0);
            let (mut sum, mut weight) = (0.0, 0.0);
            let sides = [(left, &self.order.left), (right, &self.order.right)];
            for (_, side) in sides.iter().filter(|(wanted, _)| *wanted) {
                for near in side.get(*thing).map_or(&[][..], Vec::as_slice) {
                    let pull = self.pull(*thing, *near);
                    sum += pull * y.get(*near).copied().unwrap_or(0.0);
                    weight += pull;
                }
            }
            // Whoever has no neighbour there would rather stay.
            if weight == 0.0 {
                (sum, weight) = (0.05 * here, 0.05);
            }
            blocks.push((sum - weight * top, weight, 1));
            while let [.., a, b] = blocks.as_slice() {
                if a.0 / a.1 <= b.0 / b.1 {
                    break;
                }
                let joined = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
                blocks.pop();
                blocks.pop();
                blocks.push(joined);
            }
        }
        let mut i = 0;
        for (sum, weight, count) in blocks {
            for _ in 0..count {
                if let (Some(thing), Some(before)) = (row.get(i), before.get(i)) {
                    set(y, *thing, sum / weight + before);
                }
                i += 1;
            }
        }
    }

    /// Long links are kept straight more than short ones.
    fn pull(&self, one: usize, other: usize) -> f64 {
        match (one < self.nodes, other < self.nodes) {
            (true, true) => 1.0,
            (false, false) => 8.0,
            _ => 2.0,
        }
    }
}

fn join(order: &mut Columns, from: usize, to: usize) {
    if let Some(right) = order.right.get_mut(from) {
        right.push(to);
    }
    if let Some(left) = order.left.get_mut(to) {
        left.push(from);
    }
}

fn set(y: &mut [f64], thing: usize, to: f64) {
    if let Some(y) = y.get_mut(thing) {
        *y = to;
    }
}

/// Where the middle of each column lies: room for its widest node, and between columns for the
/// longest label of a link that leaves or enters there.
fn centres_of_columns(columns: &[usize], sizes: &[Size], edges: &[Edge]) -> Vec<f32> {
    let n = columns.iter().max().map_or(0, |most| most + 1);
    let mut widths = vec![0.0_f32; n];
    for (column, size) in columns.iter().zip(sizes) {
        if let Some(width) = widths.get_mut(*column) {
            *width = width.max(size.width);
        }
    }
    let mut gaps = vec![COLUMN_GAP; n];
    for edge in edges.iter().filter(|edge| edge.label > 0.0) {
        let (Some(a), Some(b)) = (columns.get(edge.from), columns.get(edge.to)) else { continue };
        if let Some(gap) = gaps.get_mut(*a.min(b)).filter(|_| a != b) {
            *gap = gap.max(edge.label + LABEL_MARGIN);
        }
    }
    let mut x = 0.0;
    let mut centres = Vec::with_capacity(n);
    for (width, gap) in widths.iter().zip(&gaps) {
        centres.push(x + width / 2.0);
        x += width + gap;
    }
    centres
}
