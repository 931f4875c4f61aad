//! Links as painted: the line of each interaction, its head, its label and its step in a flow.
//!
//! Interactions differ by dashes, heads and marks, never by colour alone.

use super::LinkPath;
use super::jumps::with_jumps;
use super::label::{self, Label};
use super::outline::{circle, placed, polygon, polyline, rounded_polyline, rounded_rect};
use super::palette::Palette;
use super::prim::{Ink, Piece, Prim, Segment, Stroke, TextLine, Weight};
use super::text;
use super::tone::Tone;
use crate::model::{ElementId, Interaction, Link, Point, Rect, Size};

const WIDTH: f32 = 1.75;
/// Radius of a link's bends.
const BEND: f32 = 8.0;
/// Length of a head, and half its width.
const HEAD: f32 = 10.0;
const HALF: f32 = 4.5;
/// Radius of the disc that carries a step number.
const DISC: f32 = 9.0;
/// Radius of the disc that carries a padlock.
const LOCK: f32 = 8.5;

/// The line of a link with its head. `behind` is what one sees through a hollow head.
pub(super) fn line(
    link: &Link,
    path: &[Point],
    (jumps, wide): (&[Point], Option<f32>),
    ink: Ink,
    behind: Ink,
) -> Vec<Prim> {
    let Some((tip, way)) = end_of(path) else { return Vec::new() };
    let look = Look::of(link.interaction);
    let mut trimmed = path.to_vec();
    if let Some(last) = trimmed.last_mut() {
        *last = back(tip, way, look.trim);
    }
    let width = match (look.is_double, wide) {
        (true, _) => 4.5,
        (false, wide) => wide.unwrap_or(WIDTH),
    };
    let segments = with_jumps(rounded_polyline(&trimmed, BEND), jumps);
    let mut prims = vec![Prim::Path {
        segments: segments.clone(),
        fill: None,
        stroke: Some(Stroke { ink, width, dashes: look.dashes.to_vec() }),
    }];
    if look.is_double {
        prims.push(Prim::Path {
            segments,
            fill: None,
            stroke: Some(Stroke { ink: behind, width: 1.5, dashes: Vec::new() }),
        });
    }
    prims.extend(head(look.head, tip, way, ink, behind));
    if link.interaction == Interaction::Lock {
        prims.extend(padlock(path, tip, way, ink, behind));
    }
    prims
}

/// A path that goes on at its ends by so much: to the outline of its tail and of its head.
pub(super) fn reaching(path: &[Point], tail: f32, head: f32) -> Vec<Point> {
    let mut longer = path.to_vec();
    if let Some((tip, way)) = end_of(path)
        && let Some(last) = longer.last_mut()
    {
        *last = back(tip, way, -head);
    }
    longer.reverse();
    if let Some((start, way)) = end_of(&longer)
        && let Some(first) = longer.last_mut()
    {
        *first = back(start, way, -tail);
    }
    longer.reverse();
    longer
}

/// What sort of head a line ends in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    /// A filled triangle.
    Filled,
    /// A triangle one can see through.
    Hollow,
    /// A filled triangle that presses against a bar.
    Barred,
    /// Two strokes.
    Open,
    /// Two pairs of strokes.
    Twice,
}

/// How an interaction looks.
struct Look {
    dashes: &'static [f32],
    head: Head,
    /// Where the line stops before the tip, so that it does not show through the head.
    trim: f32,
    is_double: bool,
}

impl Look {
    fn of(interaction: Interaction) -> Self {
        let (dashes, head, trim): (&'static [f32], _, _) = match interaction {
            Interaction::Call | Interaction::Lock => (&[], Head::Filled, HEAD - 1.0),
            Interaction::Message => (&[7.0, 5.0], Head::Open, 1.5),
            Interaction::Read => (&[], Head::Hollow, HEAD),
            Interaction::Write => (&[], Head::Barred, HEAD + 3.0),
            Interaction::Poll => (&[1.5, 4.5], Head::Open, 1.5),
            Interaction::Replicate => (&[], Head::Twice, HEAD),
        };
        Self { dashes, head, trim, is_double: interaction == Interaction::Replicate }
    }
}

/// The tip of a path and the unit step that arrives there.
fn end_of(path: &[Point]) -> Option<(Point, Point)> {
    let [.., before, tip] = path else { return None };
    let long = before.distance(*tip);
    let way = if long < 0.01 {
        Point::new(1.0, 0.0)
    } else {
        Point::new((tip.x - before.x) / long, (tip.y - before.y) / long)
    };
    Some((*tip, way))
}

/// The point this far before a tip.
fn back(tip: Point, way: Point, by: f32) -> Point {
    Point::new(tip.x - way.x * by, tip.y - way.y * by)
}

/// A point before a tip and aside of the way.
fn aside(tip: Point, way: Point, by: f32, side: f32) -> Point {
    let p = back(tip, way, by);
    Point::new(p.x - way.y * side, p.y + way.x * side)
}

fn head(head: Head, tip: Point, way: Point, ink: Ink, behind: Ink) -> Vec<Prim> {
    let solid = |tip: Point, fill: Ink, edge: Option<Ink>| Prim::Path {
        segments: polygon(&[tip, aside(tip, way, HEAD, HALF), aside(tip, way, HEAD, -HALF)]),
        fill: Some(fill),
        stroke: edge.map(|ink| Stroke { ink, width: 1.5, dashes: Vec::new() }),
    };
    let strokes = |points: &[Point]| Prim::Path {
        segments: polyline(points),
        fill: None,
        stroke: Some(Stroke { ink, width: WIDTH, dashes: Vec::new() }),
    };
    let open = |tip: Point| {
        strokes(&[aside(tip, way, HEAD - 2.0, HALF), tip, aside(tip, way, HEAD - 2.0, -HALF)])
    };
    match head {
        Head::Filled => vec![solid(tip, ink, None)],
        Head::Hollow => vec![solid(back(tip, way, 1.0), behind, Some(ink))],
        Head::Barred => vec![
            solid(back(tip, way, 4.0), ink, None),
            strokes(&[aside(tip, way, 3.5, HALF + 0.5), aside(tip, way, 3.5, -HALF - 0.5)]),
        ],
        Head::Open => vec![open(back(tip, way, 1.0))],
        Head::Twice => vec![open(back(tip, way, 1.0)), open(back(tip, way, 6.0))],
    }
}

/// A padlock on a disc, just before the head.
fn padlock(path: &[Point], tip: Point, way: Point, ink: Ink, behind: Ink) -> Vec<Prim> {
    let room = match path {
        [.., before, _] => before.distance(tip),
        _ => 0.0,
    };
    let centre = back(tip, way, (HEAD + LOCK).min((room / 2.0).max(HEAD)));
    let at = Point::new;
    let shackle = [
        Segment::Move(at(-2.5, -0.5)),
        Segment::Line(at(-2.5, -2.25)),
        Segment::Curve(at(-2.5, -5.5), at(2.5, -5.5), at(2.5, -2.25)),
        Segment::Line(at(2.5, -0.5)),
    ];
    let body = rounded_rect(Rect { min: at(-4.0, -1.0), max: at(4.0, 4.75) }, 1.0);
    vec![
        Prim::Path {
            segments: circle(centre, LOCK),
            fill: Some(behind),
            stroke: Some(Stroke { ink, width: 1.25, dashes: Vec::new() }),
        },
        Prim::Path {
            segments: placed(&shackle, 1.0, centre),
            fill: None,
            stroke: Some(Stroke { ink, width: 1.5, dashes: Vec::new() }),
        },
        Prim::Path { segments: placed(&body, 1.0, centre), fill: Some(ink), stroke: None },
    ]
}

/// The label of a link on its plate; `behind` is what hides an upright line.
pub(super) fn label(
    link: &Link,
    path: &LinkPath,
    palette: &Palette,
    tone: Tone,
    behind: Ink,
) -> Option<Piece> {
    let plate = path.label?;
    let whole = Label::of(link, &path.points)?;
    let label = if path.short { whole.shorter()? } else { whole };
    let (lines, hides) = label.placed(plate);
    let mut prims = Vec::with_capacity(lines.len() + 1);
    if hides {
        let segments = rounded_rect(plate, 4.0);
        prims.push(Prim::Path { segments, fill: Some(behind), stroke: None });
    }
    for (at, line, weight, width) in lines {
        let ink = match weight {
            Weight::SemiBold => palette.ink,
            Weight::Regular => palette.ink_faint,
        };
        prims.push(Prim::Text(TextLine {
            at,
            text: line.to_owned(),
            size: label::TEXT,
            weight,
            ink: tone.ink(ink),
            width,
        }));
    }
    Some(Piece {
        element: Some(ElementId::Link(link.id.clone())),
        bounds: plate,
        is_answer: false,
        prims,
    })
}

/// The numbers of a link's steps in the flow that is shown alone, on a disc at its tail.
pub(super) fn steps(
    link: &Link,
    path: &[Point],
    steps: &[usize],
    palette: &Palette,
) -> Option<Piece> {
    let [first, second, ..] = path else { return None };
    // A little inside its node, so that it leaves the label room.
    let (long, inside) = (first.distance(*second).max(1.0), 4.0);
    let centre = super::outline::between(*first, *second, -inside / long);
    let words: Vec<String> = steps.iter().map(ToString::to_string).collect();
    let words = words.join(", ");
    let wide = text::width(&words, label::TEXT, Weight::SemiBold);
    let size = Size::new((wide + 10.0).max(2.0 * DISC), 2.0 * DISC);
    let disc = Rect::around(centre, size);
    let prims = vec![
        Prim::Path {
            segments: rounded_rect(disc, DISC),
            fill: Some(palette.accent),
            stroke: Some(Stroke { ink: palette.board, width: 2.0, dashes: Vec::new() }),
        },
        Prim::Text(TextLine {
            at: Point::new(centre.x - wide / 2.0, centre.y + label::TEXT * 0.364),
            text: words,
            size: label::TEXT,
            weight: Weight::SemiBold,
            ink: palette.on_accent,
            width: wide,
        }),
    ];
    Some(Piece {
        element: Some(ElementId::Link(link.id.clone())),
        bounds: disc.grown(1.0),
        is_answer: false,
        prims,
    })
}

/// Everything a line with its head may cover.
pub(super) fn bounds(path: &[Point]) -> Rect {
    let first = path.first().copied().unwrap_or_default();
    path.iter()
        .fold(Rect { min: first, max: first }, |all, p| all.union(Rect { min: *p, max: *p }))
        .grown(DISC + 1.0)
}
