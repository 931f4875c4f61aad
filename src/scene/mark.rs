//! Marks of verdicts: one shape each, so that no verdict is told by colour alone; and the badges
//! that carry them on nodes and links.

use std::collections::BTreeMap;

use super::outline::{circle, placed, rounded_rect};
use super::palette::Palette;
use super::prim::{Piece, Prim, Segment, Stroke, TextLine, Weight};
use super::text;
use crate::model::{ElementId, Point, Rect, Size};
use crate::rules::{Review, Verdict};

/// Side of the square that marks are drawn in.
pub const BOX: f32 = 12.0;
/// Width of their strokes at that size.
pub const STROKE: f32 = 2.0;

/// Height of a badge.
const HIGH: f32 = 20.0;
const TEXT: f32 = 12.0;
const MARK: f32 = 10.0;
/// How far a second badge lies over the first.
const OVERLAP: f32 = 4.0;

/// The mark of a verdict as strokes, filling a square at this place.
///
/// A cross, a triangle, a ring with a dot, a tick.
pub fn mark(verdict: Verdict, square: Rect) -> Vec<Segment> {
    let at = Point::new;
    let segments = match verdict {
        Verdict::Breaks => vec![
            Segment::Move(at(2.0, 2.0)),
            Segment::Line(at(10.0, 10.0)),
            Segment::Move(at(10.0, 2.0)),
            Segment::Line(at(2.0, 10.0)),
        ],
        Verdict::Watch => vec![
            Segment::Move(at(6.0, 1.5)),
            Segment::Line(at(11.0, 10.5)),
            Segment::Line(at(1.0, 10.5)),
            Segment::Close,
        ],
        Verdict::Unknown => {
            let mut ring = circle(at(6.0, 6.0), 4.75);
            ring.extend(circle(at(6.0, 6.0), 0.5));
            ring
        }
        Verdict::Fine => vec![
            Segment::Move(at(1.5, 6.5)),
            Segment::Line(at(4.75, 9.75)),
            Segment::Line(at(10.5, 2.5)),
        ],
    };
    placed(&segments, square.width() / BOX, square.min)
}

fn pill_width(count: usize) -> f32 {
    (MARK + text::width(&count.to_string(), TEXT, Weight::SemiBold) + 18.0).ceil()
}

/// How many answers of each grave verdict stand at each element.
pub(super) fn counts(review: &Review) -> BTreeMap<ElementId, [usize; 2]> {
    let mut counts: BTreeMap<ElementId, [usize; 2]> = BTreeMap::new();
    let open = review.answers().iter().enumerate().filter(|(at, _)| !review.is_settled(*at));
    for (_, answer) in open {
        let place = match answer.verdict {
            Verdict::Breaks => 0,
            Verdict::Watch => 1,
            Verdict::Unknown | Verdict::Fine => continue,
        };
        // The main subject that is drawn carries the badge, not everything the answer mentions.
        let drawn = answer
            .subjects
            .iter()
            .find(|subject| matches!(subject, ElementId::Node(_) | ElementId::Link(_)));
        if let Some(subject) = drawn
            && let Some(count) = counts.entry(subject.clone()).or_default().get_mut(place)
        {
            *count += 1;
        }
    }
    counts
}

/// The badge of an element, centred on the height of `at`: ending there, or moved to the right by
/// this share of its width.
pub(super) fn badge(
    element: ElementId,
    [breaks, watch]: [usize; 2],
    at: Point,
    share: f32,
    palette: &Palette,
) -> Piece {
    let grave = [(Verdict::Watch, watch), (Verdict::Breaks, breaks)];
    let shown = || grave.into_iter().filter(|(_, count)| *count > 0);
    let whole: f32 = shown().map(|(_, count)| pill_width(count) - OVERLAP).sum();
    let corner = Point::new(at.x + whole * share, at.y);
    let mut prims = Vec::with_capacity(6);
    let mut right = corner.x;
    for (verdict, count) in shown() {
        let colours = palette.severity(verdict);
        let width = pill_width(count);
        let count = count.to_string();
        let wide = text::width(&count, TEXT, Weight::SemiBold);
        let pill = Rect {
            min: Point::new(right - width, corner.y - HIGH / 2.0),
            max: Point::new(right, corner.y + HIGH / 2.0),
        };
        prims.push(Prim::Path {
            segments: rounded_rect(pill, HIGH / 2.0),
            fill: Some(colours.fill),
            // A rim in the board's colour keeps badges apart from what they stand on.
            stroke: Some(Stroke { ink: palette.board, width: 2.0, dashes: Vec::new() }),
        });
        let square = Rect::around(
            Point::new(pill.min.x + 7.0 + MARK / 2.0, corner.y),
            Size::new(MARK, MARK),
        );
        prims.push(Prim::Path {
            segments: mark(verdict, square),
            fill: None,
            stroke: Some(Stroke {
                ink: colours.on_fill,
                width: STROKE * MARK / BOX,
                dashes: Vec::new(),
            }),
        });
        prims.push(Prim::Text(TextLine {
            at: Point::new(square.max.x + 4.0, corner.y + TEXT * 0.364),
            text: count,
            size: TEXT,
            weight: Weight::SemiBold,
            ink: colours.on_fill,
            width: wide,
        }));
        right = pill.min.x + OVERLAP;
    }
    let bounds = Rect {
        min: Point::new(right - 8.0, corner.y - HIGH / 2.0 - 2.0),
        max: Point::new(corner.x + 2.0, corner.y + HIGH / 2.0 + 2.0),
    };
    Piece { element: Some(element), bounds, is_answer: true, prims }
}
