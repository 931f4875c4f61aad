//! Outlines: rectangles, circles and polygons with rounded corners, as steps of a path.

use super::prim::Segment;
use crate::model::{Point, Rect};

/// Distance of the controls of a quarter circle, as a share of its radius.
const QUARTER: f32 = 0.552_284_8;

/// The point at this share of the way from `a` to `b`.
pub(super) fn between(a: Point, b: Point, share: f32) -> Point {
    Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
}

/// Straight lines through these points.
pub(super) fn polyline(points: &[Point]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = points.iter().map(|p| Segment::Line(*p)).collect();
    if let Some(first) = segments.first_mut()
        && let Segment::Line(p) = *first
    {
        *first = Segment::Move(p);
    }
    segments
}

/// A closed polygon.
pub(super) fn polygon(points: &[Point]) -> Vec<Segment> {
    let mut segments = polyline(points);
    segments.push(Segment::Close);
    segments
}

/// Straight lines whose inner corners are rounded.
pub(super) fn rounded_polyline(points: &[Point], radius: f32) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(points.len() * 2);
    let Some(first) = points.first() else { return segments };
    segments.push(Segment::Move(*first));
    for corner in points.windows(3) {
        if let [before, at, after] = *corner {
            corner_into(&mut segments, before, at, after, radius);
        }
    }
    if let [.., last] = points {
        segments.push(Segment::Line(*last));
    }
    segments
}

/// A closed polygon with rounded corners.
pub(super) fn rounded_polygon(points: &[Point], radius: f32) -> Vec<Segment> {
    let n = points.len();
    let mut segments = Vec::with_capacity(n * 2 + 2);
    let at = |i: usize| points.get(i % n.max(1)).copied().unwrap_or_default();
    for i in 0..n {
        corner_into(&mut segments, at(i + n - 1), at(i), at(i + 1), radius);
    }
    if let Some(first) = segments.first_mut()
        && let Segment::Line(p) = *first
    {
        *first = Segment::Move(p);
    }
    segments.push(Segment::Close);
    segments
}

/// A line towards a corner, and the curve around it.
fn corner_into(out: &mut Vec<Segment>, before: Point, at: Point, after: Point, radius: f32) {
    let (before_len, after_len) = (at.distance(before), at.distance(after));
    let reach = radius.min(before_len / 2.0).min(after_len / 2.0);
    if reach < 0.01 {
        out.push(Segment::Line(at));
        return;
    }
    let start = between(at, before, reach / before_len);
    let end = between(at, after, reach / after_len);
    out.push(Segment::Line(start));
    out.push(Segment::Curve(between(start, at, QUARTER), between(end, at, QUARTER), end));
}

/// A rectangle with rounded corners.
pub(super) fn rounded_rect(rect: Rect, radius: f32) -> Vec<Segment> {
    let Rect { min, max } = rect;
    rounded_polygon(&[min, Point::new(max.x, min.y), max, Point::new(min.x, max.y)], radius)
}

/// An ellipse that fills a rectangle.
pub(super) fn ellipse(rect: Rect) -> Vec<Segment> {
    let c = rect.centre();
    let (rx, ry) = (rect.width() / 2.0, rect.height() / 2.0);
    let at = |x: f32, y: f32| Point::new(c.x + x * rx, c.y + y * ry);
    let k = QUARTER;
    vec![
        Segment::Move(at(1.0, 0.0)),
        Segment::Curve(at(1.0, k), at(k, 1.0), at(0.0, 1.0)),
        Segment::Curve(at(-k, 1.0), at(-1.0, k), at(-1.0, 0.0)),
        Segment::Curve(at(-1.0, -k), at(-k, -1.0), at(0.0, -1.0)),
        Segment::Curve(at(k, -1.0), at(1.0, -k), at(1.0, 0.0)),
        Segment::Close,
    ]
}

/// A circle.
pub(super) fn circle(centre: Point, radius: f32) -> Vec<Segment> {
    ellipse(Rect::around(centre, crate::model::Size::new(radius * 2.0, radius * 2.0)))
}

/// The same steps, scaled about the origin and then moved.
pub(super) fn placed(segments: &[Segment], scale: f32, by: Point) -> Vec<Segment> {
    let to = |p: Point| Point::new(p.x * scale + by.x, p.y * scale + by.y);
    segments
        .iter()
        .map(|segment| match *segment {
            Segment::Move(p) => Segment::Move(to(p)),
            Segment::Line(p) => Segment::Line(to(p)),
            Segment::Curve(a, b, p) => Segment::Curve(to(a), to(b), to(p)),
            Segment::Close => Segment::Close,
        })
        .collect()
}
