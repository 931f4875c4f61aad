//! Snapping: a moved frame finds the edges and middles of its neighbours, and equal gaps.

use crate::model::{Point, Rect};

/// A line that says why something snapped, in board units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guide {
    /// Edges or middles lie on one line.
    Line(Point, Point),
    /// One of several gaps of equal width.
    Gap(Point, Point),
}

/// Where a frame goes, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapped {
    /// What is added to the movement, in board units.
    pub by: Point,
    /// What to show.
    pub guides: Vec<Guide>,
}

/// Finds what a frame snaps to within `reach`, along each axis by itself.
///
/// Only neighbours near the frame count, so that a far corner of the board does not pull.
pub fn snap(moving: Rect, others: &[Rect], reach: f32) -> Snapped {
    let near = moving.grown(NEAR);
    let others: Vec<Rect> = others.iter().copied().filter(|other| near.touches(*other)).collect();
    let flipped: Vec<Rect> = others.iter().copied().map(flip).collect();
    let along_x = best(moving, &others, reach);
    let along_y = best(flip(moving), &flipped, reach);
    let by = Point::new(along_x.unwrap_or_default(), along_y.unwrap_or_default());
    let settled = moving.moved(by);
    let mut guides = Vec::new();
    if along_x.is_some() {
        guides.extend(guides_of(settled, &others));
    }
    if along_y.is_some() {
        guides.extend(guides_of(flip(settled), &flipped).into_iter().map(flip_guide));
    }
    Snapped { by, guides }
}

/// Neighbours farther than this do not pull, in board units.
const NEAR: f32 = 900.0;
/// Places closer than this are the same, in board units.
const SAME: f32 = 0.05;

fn flip(rect: Rect) -> Rect {
    let turned = |p: Point| Point::new(p.y, p.x);
    Rect { min: turned(rect.min), max: turned(rect.max) }
}

fn flip_guide(guide: Guide) -> Guide {
    let turned = |p: Point| Point::new(p.y, p.x);
    match guide {
        Guide::Line(a, b) => Guide::Line(turned(a), turned(b)),
        Guide::Gap(a, b) => Guide::Gap(turned(a), turned(b)),
    }
}

/// Left edge, middle and right edge.
fn stops(rect: Rect) -> [f32; 3] {
    [rect.min.x, rect.centre().x, rect.max.x]
}

/// The smallest shift along x that aligns something; alignment wins over equal gaps.
fn best(moving: Rect, others: &[Rect], reach: f32) -> Option<f32> {
    let aligned = others.iter().flat_map(|other| {
        let [left, middle, right] = stops(*other);
        let [own_left, own_middle, own_right] = stops(moving);
        [
            left - own_left,
            right - own_right,
            middle - own_middle,
            left - own_right,
            right - own_left,
        ]
    });
    let nearest = |shifts: &mut dyn Iterator<Item = f32>| {
        shifts.filter(|shift| shift.abs() <= reach).min_by(|a, b| a.abs().total_cmp(&b.abs()))
    };
    nearest(&mut aligned.into_iter()).or_else(|| {
        let row = row_of(moving, others);
        nearest(&mut gap_places(moving, &row).map(|(left, _)| left - moving.min.x))
    })
}

/// Neighbours in the same row, from left to right.
fn row_of(moving: Rect, others: &[Rect]) -> Vec<Rect> {
    let shares_row = |other: &&Rect| other.min.y <= moving.max.y && moving.min.y <= other.max.y;
    let mut row: Vec<Rect> = others.iter().filter(shares_row).copied().collect();
    row.sort_by(|a, b| a.min.x.total_cmp(&b.min.x));
    row
}

/// Left edges at which the frame has equal gaps to neighbours, with the gaps of that place.
fn gap_places(moving: Rect, row: &[Rect]) -> impl Iterator<Item = (f32, [(f32, f32); 2])> {
    let width = moving.width();
    let mut places = Vec::new();
    for (index, a) in row.iter().enumerate() {
        let Some(b) = row.get(index + 1) else { continue };
        let gap = b.min.x - a.max.x;
        if gap <= SAME {
            continue;
        }
        let known = (a.max.x, b.min.x);
        places.push((b.max.x + gap, [known, (b.max.x, b.max.x + gap)]));
        places.push((a.min.x - gap - width, [(a.min.x - gap, a.min.x), known]));
        if gap > width {
            let left = f32::midpoint(a.max.x, b.min.x) - width / 2.0;
            places.push((left, [(a.max.x, left), (left + width, b.min.x)]));
        }
    }
    places.into_iter()
}

/// Why a settled frame lies well along x.
fn guides_of(settled: Rect, others: &[Rect]) -> Vec<Guide> {
    let mut lines: Vec<(f32, f32, f32)> = Vec::new();
    for other in others {
        for stop in stops(*other) {
            if stops(settled).iter().any(|own| (own - stop).abs() < SAME) {
                let top = settled.min.y.min(other.min.y);
                let bottom = settled.max.y.max(other.max.y);
                match lines.iter_mut().find(|(x, ..)| (*x - stop).abs() < SAME) {
                    Some((_, from, to)) => (*from, *to) = (from.min(top), to.max(bottom)),
                    None => lines.push((stop, top, bottom)),
                }
            }
        }
    }
    if !lines.is_empty() {
        let line = |(x, top, bottom)| Guide::Line(Point::new(x, top), Point::new(x, bottom));
        return lines.into_iter().map(line).collect();
    }
    let row = row_of(settled, others);
    let y = settled.centre().y;
    gap_places(settled, &row)
        .find(|(left, _)| (left - settled.min.x).abs() < SAME)
        .map(|(_, gaps)| {
            gaps.iter().map(|(a, b)| Guide::Gap(Point::new(*a, y), Point::new(*b, y))).collect()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32) -> Rect {
        Rect { min: Point::new(x, y), max: Point::new(x + 100.0, y + 50.0) }
    }

    #[test]
    fn a_left_edge_finds_a_left_edge() {
        let snapped = snap(square(5.0, 200.0), &[square(0.0, 0.0)], 8.0);
        assert_eq!(snapped.by, Point::new(-5.0, 0.0));
        assert!(
            snapped.guides.iter().any(|guide| {
                *guide == Guide::Line(Point::new(0.0, 0.0), Point::new(0.0, 250.0))
            })
        );
    }

    #[test]
    fn out_of_reach_nothing_pulls() {
        let snapped = snap(square(17.0, 200.0), &[square(0.0, 0.0)], 8.0);
        assert_eq!(snapped, Snapped::default());
    }

    #[test]
    fn both_axes_snap_by_themselves() {
        let snapped = snap(square(3.0, 204.0), &[square(0.0, 0.0), square(400.0, 200.0)], 8.0);
        assert_eq!(snapped.by, Point::new(-3.0, -4.0));
    }

    #[test]
    fn a_third_node_finds_the_gap_of_two() {
        // The gap between the two is 60, so the third belongs at 200 + 60 + 60 = 320.
        let others = [square(0.0, 0.0), square(160.0, 7.0)];
        let snapped = snap(square(316.0, 20.0), &others, 8.0);
        assert!((snapped.by.x - 4.0).abs() < 1e-3, "{snapped:?}");
        let gaps = snapped.guides.iter().filter(|guide| matches!(guide, Guide::Gap(..))).count();
        assert_eq!(gaps, 2);
    }

    #[test]
    fn a_node_between_two_finds_the_middle() {
        let others = [square(0.0, 0.0), square(417.0, 3.0)];
        // Free room from 100 to 417: the middle leaves 108.5 on both sides.
        let snapped = snap(square(206.0, 20.0), &others, 8.0);
        assert!((snapped.by.x - 2.5).abs() < 1e-3, "{snapped:?}");
    }
}
