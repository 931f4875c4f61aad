//! Silhouettes of nodes: outlines that tell the group of a kind at a glance, even from afar.
//!
//! Each fills its frame and says how much room its own shape takes from what is written inside.

use super::outline::{between, polygon, polyline, rounded_polygon, rounded_rect};
use super::palette::Tint;
use super::prim::{Ink, Prim, Segment, Stroke};
use crate::model::{Point, Rect, Silhouette};

/// Width of a node's outline.
const EDGE: f32 = 1.5;
/// Radius of corners.
const CORNER: f32 = 8.0;
/// Height of a window's title bar.
const BAR: f32 = 12.0;
/// How far pointed and slanted sides lean in.
const LEAN: f32 = 12.0;
/// Height of a cylinder's lid, width of a pipe's mouth.
const LID: f32 = 14.0;
/// How far the sides of a bucket stand in above and below.
const BUCKET: (f32, f32) = (3.0, 10.0);
/// How far each sheet of a stack looks out from behind.
const SHEET: f32 = 4.0;

/// Room a silhouette takes from its content: left, top, right, bottom.
pub(super) fn insets(silhouette: Silhouette) -> [f32; 4] {
    match silhouette {
        Silhouette::Screen => [0.0, BAR, 0.0, 0.0],
        Silhouette::Cloud => [14.0, 8.0, 14.0, 0.0],
        Silhouette::Hexagon => [8.0, 0.0, 8.0, 0.0],
        Silhouette::Box | Silhouette::CutBox => [0.0; 4],
        Silhouette::DoubleBox => [6.0, 0.0, 6.0, 0.0],
        Silhouette::Pill => [12.0, 0.0, 12.0, 0.0],
        Silhouette::Pipe => [4.0, 0.0, LID, 0.0],
        Silhouette::Cylinder => [0.0, LID - 2.0, 0.0, 4.0],
        Silhouette::Sheets => [0.0, 2.0 * SHEET, 2.0 * SHEET, 0.0],
        Silhouette::Slanted => [8.0, 0.0, 8.0, 0.0],
        Silhouette::Bucket => [8.0, 8.0, 8.0, 0.0],
        Silhouette::Octagon => [4.0, 0.0, 4.0, 0.0],
    }
}

/// How far inside its frame a silhouette's outline lies at a point of the frame's border, so that
/// links reach what one sees.
pub(super) fn setback(silhouette: Silhouette, frame: Rect, at: Point) -> f32 {
    let is_right = (at.x - frame.max.x).abs() < 0.1;
    let is_beside = is_right || (at.x - frame.min.x).abs() < 0.1;
    let half = frame.centre();
    // From -1 at the top or left to 1 at the bottom or right.
    let across = (at.x - half.x) / (frame.width() / 2.0);
    let down = (at.y - half.y) / (frame.height() / 2.0);
    let lean = LEAN.min(frame.width() / 4.0);
    let arc = |radius: f32, off: f32| radius * (1.0 - (1.0 - off * off).max(0.0).sqrt());
    match silhouette {
        Silhouette::Hexagon if is_beside => lean * down.abs(),
        Silhouette::Slanted if is_right => lean * f32::midpoint(1.0, down),
        Silhouette::Slanted if is_beside => lean * f32::midpoint(1.0, -down),
        Silhouette::Bucket if is_beside => {
            BUCKET.0 + (BUCKET.1 - BUCKET.0) * f32::midpoint(1.0, down)
        }
        Silhouette::Pill if is_beside => arc(frame.height() / 2.0, down),
        Silhouette::Pipe if is_beside => arc((LID / 2.0).min(frame.width() / 4.0), down),
        Silhouette::Cylinder if !is_beside => arc((LID / 2.0).min(frame.height() / 4.0), across),
        Silhouette::Screen
        | Silhouette::Cloud
        | Silhouette::Hexagon
        | Silhouette::Box
        | Silhouette::CutBox
        | Silhouette::DoubleBox
        | Silhouette::Pill
        | Silhouette::Pipe
        | Silhouette::Cylinder
        | Silhouette::Sheets
        | Silhouette::Slanted
        | Silhouette::Bucket
        | Silhouette::Octagon => 0.0,
    }
}

/// The outline in a frame, back to front.
pub fn paint(silhouette: Silhouette, frame: Rect, tint: Tint) -> Vec<Prim> {
    let Rect { min, max } = frame;
    let mid = frame.centre();
    let at = Point::new;
    let shape = |segments| path(segments, Some(tint.fill), Some(tint.edge));
    let line = |points: &[Point]| path(polyline(points), None, Some(tint.edge));
    let lean = LEAN.min(frame.width() / 4.0);
    match silhouette {
        Silhouette::Screen => {
            let bar = min.y + BAR.min(frame.height() / 3.0);
            let mut prims =
                vec![shape(rounded_rect(frame, CORNER)), line(&[at(min.x, bar), at(max.x, bar)])];
            for i in 0..3u8 {
                let x = min.x + 10.0 + 6.0 * f32::from(i);
                let dot = super::outline::circle(at(x, f32::midpoint(min.y, bar)), 1.5);
                prims.push(path(dot, Some(tint.edge), None));
            }
            prims
        }
        Silhouette::Cloud => cloud(frame, tint),
        Silhouette::Hexagon => vec![shape(rounded_polygon(
            &[
                at(min.x, mid.y),
                at(min.x + lean, min.y),
                at(max.x - lean, min.y),
                at(max.x, mid.y),
                at(max.x - lean, max.y),
                at(min.x + lean, max.y),
            ],
            4.0,
        ))],
        Silhouette::Box => vec![shape(rounded_rect(frame, CORNER))],
        Silhouette::CutBox => {
            let cut = 16.0f32.min(frame.width() / 3.0).min(frame.height() / 3.0);
            let points =
                [min, at(max.x - cut, min.y), at(max.x, min.y + cut), max, at(min.x, max.y)];
            vec![
                shape(rounded_polygon(&points, 4.0)),
                line(&[
                    at(max.x - cut, min.y),
                    at(max.x - cut, min.y + cut),
                    at(max.x, min.y + cut),
                ]),
            ]
        }
        Silhouette::DoubleBox => {
            let (left, right) = (min.x + 6.0, max.x - 6.0);
            vec![
                shape(rounded_rect(frame, 4.0)),
                line(&[at(left, min.y), at(left, max.y)]),
                line(&[at(right, min.y), at(right, max.y)]),
            ]
        }
        Silhouette::Pill => vec![shape(rounded_rect(frame, frame.height() / 2.0))],
        Silhouette::Pipe => pipe(frame, tint),
        Silhouette::Cylinder => cylinder(frame, tint),
        Silhouette::Sheets => {
            let sheet = |i: f32| Rect {
                min: at(min.x + SHEET * i, min.y + SHEET * (2.0 - i)),
                max: at(max.x - SHEET * (2.0 - i), max.y - SHEET * i),
            };
            vec![
                shape(rounded_rect(sheet(2.0), 4.0)),
                shape(rounded_rect(sheet(1.0), 4.0)),
                shape(rounded_rect(sheet(0.0), 4.0)),
            ]
        }
        Silhouette::Slanted => vec![shape(rounded_polygon(
            &[at(min.x + lean, min.y), at(max.x, min.y), at(max.x - lean, max.y), at(min.x, max.y)],
            4.0,
        ))],
        Silhouette::Bucket => {
            let rim = min.y + 8.0f32.min(frame.height() / 4.0);
            vec![
                shape(rounded_polygon(
                    &[
                        at(min.x + BUCKET.0, rim),
                        at(max.x - BUCKET.0, rim),
                        at(max.x - BUCKET.1, max.y),
                        at(min.x + BUCKET.1, max.y),
                    ],
                    6.0,
                )),
                shape(rounded_rect(Rect { min, max: at(max.x, rim) }, 4.0)),
            ]
        }
        Silhouette::Octagon => {
            let cut = 14.0f32.min(frame.height() / 3.0).min(frame.width() / 3.0);
            let points = [
                at(min.x + cut, min.y),
                at(max.x - cut, min.y),
                at(max.x, min.y + cut),
                at(max.x, max.y - cut),
                at(max.x - cut, max.y),
                at(min.x + cut, max.y),
                at(min.x, max.y - cut),
                at(min.x, min.y + cut),
            ];
            vec![shape(polygon(&points))]
        }
    }
}

fn path(segments: Vec<Segment>, fill: Option<Ink>, edge: Option<Ink>) -> Prim {
    let stroke = edge.map(|ink| Stroke { ink, width: EDGE, dashes: Vec::new() });
    Prim::Path { segments, fill, stroke }
}

/// A standing cylinder: the lid is an ellipse whose front edge shows.
fn cylinder(frame: Rect, tint: Tint) -> Vec<Prim> {
    let Rect { min, max } = frame;
    let mid = frame.centre();
    let ry = (LID / 2.0).min(frame.height() / 4.0);
    let k = 0.552_284_8;
    let rx = frame.width() / 2.0;
    let at = Point::new;
    // Half an ellipse from left to right at this height, bulging up (-1) or down (1).
    let half = |y: f32, way: f32| {
        [
            Segment::Curve(
                at(min.x, y + way * k * ry),
                at(mid.x - k * rx, y + way * ry),
                at(mid.x, y + way * ry),
            ),
            Segment::Curve(
                at(mid.x + k * rx, y + way * ry),
                at(max.x, y + way * k * ry),
                at(max.x, y),
            ),
        ]
    };
    // The same from right to left.
    let back = |y: f32, way: f32| {
        [
            Segment::Curve(
                at(max.x, y + way * k * ry),
                at(mid.x + k * rx, y + way * ry),
                at(mid.x, y + way * ry),
            ),
            Segment::Curve(
                at(mid.x - k * rx, y + way * ry),
                at(min.x, y + way * k * ry),
                at(min.x, y),
            ),
        ]
    };
    let (top, bottom) = (min.y + ry, max.y - ry);
    let mut body = vec![Segment::Move(at(min.x, top))];
    body.extend(half(top, -1.0));
    body.push(Segment::Line(at(max.x, bottom)));
    body.extend(back(bottom, 1.0));
    body.push(Segment::Close);
    let mut lid = vec![Segment::Move(at(min.x, top))];
    lid.extend(half(top, 1.0));
    vec![path(body, Some(tint.fill), Some(tint.edge)), path(lid, None, Some(tint.edge))]
}

/// A lying pipe: the same turned by a quarter, its mouth to the right.
fn pipe(frame: Rect, tint: Tint) -> Vec<Prim> {
    let turned = |p: Point| Point::new(p.y, p.x);
    // Mirrored at the diagonal, a pipe is a cylinder whose lid lies left; then it is flipped.
    let mirrored = Rect { min: turned(frame.min), max: turned(frame.max) };
    let to = |p: Point| Point::new(frame.min.x + frame.max.x - p.y, p.x);
    let mut prims = cylinder(mirrored, tint);
    for prim in &mut prims {
        if let Prim::Path { segments, .. } = prim {
            for segment in segments {
                *segment = match *segment {
                    Segment::Move(p) => Segment::Move(to(p)),
                    Segment::Line(p) => Segment::Line(to(p)),
                    Segment::Curve(a, b, p) => Segment::Curve(to(a), to(b), to(p)),
                    Segment::Close => Segment::Close,
                };
            }
        }
    }
    prims
}

/// A cloud: bumps around a convex middle. Fills are convex piece by piece; the outline is one line.
fn cloud(frame: Rect, tint: Tint) -> Vec<Prim> {
    // Where bumps meet, as shares of the frame, clockwise from the lower left; flat below.
    const MEETS: [(f32, f32); 6] =
        [(0.13, 1.0), (0.09, 0.42), (0.29, 0.17), (0.71, 0.17), (0.91, 0.42), (0.87, 1.0)];
    let place = |(x, y): (f32, f32)| {
        Point::new(frame.min.x + x * frame.width(), frame.min.y + y * frame.height())
    };
    let meets: Vec<Point> = MEETS.iter().map(|share| place(*share)).collect();
    let middle = frame.centre();
    let mut prims = vec![path(polygon(&meets), Some(tint.fill), None)];
    let mut outline = Vec::with_capacity(10);
    for (i, a) in meets.iter().copied().enumerate() {
        let b = meets.get((i + 1) % meets.len()).copied().unwrap_or(a);
        let (along, long) = (b.minus(a), a.distance(b).max(1.0));
        // To the left of the way from a to b is outside, for a clockwise turn with y down.
        let mut out = Point::new(along.y / long, -along.x / long);
        let half = between(a, b, 0.5);
        if half.minus(middle).x * out.x + half.minus(middle).y * out.y < 0.0 {
            out = Point::new(-out.x, -out.y);
        }
        // The sides reach the frame, where links end; the shoulders stay below the top.
        let most = if out.x.abs() > 0.9 { long } else { long * 0.34 };
        // A curve reaches three quarters of the way to its controls.
        let rise = room(frame, half, out).min(most) * 4.0 / 3.0;
        let bump = |share: f32| {
            let p = between(a, b, share);
            Point::new(p.x + out.x * rise, p.y + out.y * rise)
        };
        let dip = |share: f32| {
            let p = between(a, b, share);
            Point::new(p.x - out.x * 4.0, p.y - out.y * 4.0)
        };
        let (first, second) = (bump(0.08), bump(0.92));
        if outline.is_empty() {
            outline.push(Segment::Move(a));
        }
        outline.push(Segment::Curve(first, second, b));
        let lens = vec![
            Segment::Move(a),
            Segment::Curve(first, second, b),
            Segment::Curve(dip(0.8), dip(0.2), a),
            Segment::Close,
        ];
        prims.push(path(lens, Some(tint.fill), None));
    }
    outline.push(Segment::Close);
    prims.push(path(outline, None, Some(tint.edge)));
    prims
}

/// How far one may go from a point in a direction before leaving the frame.
fn room(frame: Rect, from: Point, way: Point) -> f32 {
    let limit = |at: f32, way: f32, low: f32, high: f32| {
        if way > 1e-3 {
            (high - at) / way
        } else if way < -1e-3 {
            (low - at) / way
        } else {
            f32::INFINITY
        }
    };
    limit(from.x, way.x, frame.min.x, frame.max.x)
        .min(limit(from.y, way.y, frame.min.y, frame.max.y))
        .clamp(0.0, frame.height())
}
