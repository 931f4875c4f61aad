//! Links that somebody wants straight or curved.

use std::collections::BTreeMap;

use crate::model::{Course, Point, Rect};

/// Straight links between the same two nodes run this far apart.
const BESIDE: f32 = 14.0;
/// Parts a curve is cut into.
const PARTS: usize = 24;
/// How far the controls of a curve reach out, as a share of the distance, and at least.
const PULL: f32 = 0.45;
const LEAST_PULL: f32 = 40.0;

/// Gives links their course; orthogonal ones keep their path.
pub(super) fn follow(
    paths: &mut [Vec<Point>],
    frames: &[Rect],
    ends: &[Option<(usize, usize)>],
    courses: &[Course],
) {
    let mut straight: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (link, course) in courses.iter().enumerate() {
        let Some(Some((tail, head))) = ends.get(link) else { continue };
        match course {
            Course::Orthogonal => {}
            Course::Straight => {
                straight.entry((*tail.min(head), *tail.max(head))).or_default().push(link);
            }
            Course::Curved => {
                if let Some(path) = paths.get_mut(link) {
                    *path = curved(path);
                }
            }
        }
    }
    for ((one, other), links) in straight {
        let (Some(a), Some(b)) = (frames.get(one), frames.get(other)) else { continue };
        let middle = (links.len() - 1) as f32 / 2.0;
        for (rank, link) in links.into_iter().enumerate() {
            let mut path = across(*a, *b, (rank as f32 - middle) * BESIDE);
            if ends.get(link).copied().flatten().is_some_and(|(tail, _)| tail == other) {
                path.reverse();
            }
            if let Some(place) = paths.get_mut(link) {
                *place = path;
            }
        }
    }
}

/// From the border of one frame to that of another along the line between their centres, moved
/// aside by so much.
fn across(a: Rect, b: Rect, aside: f32) -> Vec<Point> {
    let (from, to) = (a.centre(), b.centre());
    let long = from.distance(to);
    if long < 1.0 {
        // One lies on the other: a short way from one border to the other.
        return vec![Point::new(a.max.x, from.y), Point::new(b.max.x + LEAST_PULL, to.y)];
    }
    let way = Point::new((to.x - from.x) / long, (to.y - from.y) / long);
    let by = Point::new(-way.y * aside, way.x * aside);
    let start = border(a, from.offset(by), way);
    let end = border(b, to.offset(by), Point::new(-way.x, -way.y));
    vec![start, end]
}

/// Where a ray from inside a frame leaves it.
fn border(frame: Rect, from: Point, way: Point) -> Point {
    let reach = |at: f32, step: f32, low: f32, high: f32| {
        if step > 1e-6 {
            (high - at) / step
        } else if step < -1e-6 {
            (low - at) / step
        } else {
            f32::INFINITY
        }
    };
    let far = reach(from.x, way.x, frame.min.x, frame.max.x)
        .min(reach(from.y, way.y, frame.min.y, frame.max.y))
        .max(0.0);
    Point::new(from.x + way.x * far, from.y + way.y * far)
}

/// A curve that leaves and arrives as the path does, cut into short lines.
fn curved(path: &[Point]) -> Vec<Point> {
    let [first, second, .., before, last] = path else { return path.to_vec() };
    let pull = (first.distance(*last) * PULL).max(LEAST_PULL);
    let toward = |from: Point, to: Point| {
        let long = from.distance(to).max(0.01);
        Point::new(from.x + (to.x - from.x) / long * pull, from.y + (to.y - from.y) / long * pull)
    };
    let (c1, c2) = (toward(*first, *second), toward(*last, *before));
    (0..=PARTS)
        .map(|i| {
            let t = i as f32 / PARTS as f32;
            let s = 1.0 - t;
            let mix = |a: f32, b: f32, c: f32, d: f32| {
                s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
            };
            Point::new(mix(first.x, c1.x, c2.x, last.x), mix(first.y, c1.y, c2.y, last.y))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Size;

    fn frame(x: f32, y: f32) -> Rect {
        Rect::around(Point::new(x, y), Size::new(160.0, 72.0))
    }

    #[test]
    fn straight_links_go_from_border_to_border_side_by_side() {
        let frames = [frame(0.0, 0.0), frame(300.0, 0.0)];
        let mut paths = vec![Vec::new(), Vec::new()];
        follow(&mut paths, &frames, &[Some((0, 1)), Some((1, 0))], &[Course::Straight; 2]);
        assert_eq!(paths[0], [Point::new(80.0, -7.0), Point::new(220.0, -7.0)]);
        assert_eq!(paths[1], [Point::new(220.0, 7.0), Point::new(80.0, 7.0)]);
    }

    #[test]
    fn a_slanted_link_meets_both_borders() {
        let frames = [frame(0.0, 0.0), frame(300.0, 300.0)];
        let mut paths = vec![Vec::new()];
        follow(&mut paths, &frames, &[Some((0, 1))], &[Course::Straight]);
        assert_eq!(paths[0], [Point::new(36.0, 36.0), Point::new(264.0, 264.0)]);
    }

    #[test]
    fn a_curve_keeps_its_ends() {
        let path = [
            Point::new(80.0, 0.0),
            Point::new(150.0, 0.0),
            Point::new(150.0, 90.0),
            Point::new(220.0, 90.0),
        ];
        let curve = curved(&path);
        assert_eq!((curve[0], curve[PARTS]), (path[0], path[3]));
        assert!(curve[1].x > path[0].x && curve[1].y.abs() < 2.0);
    }
}
