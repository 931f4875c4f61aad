//! Tags of what is temporary: how old it is by now, under the thing itself.

use super::outline::rounded_rect;
use super::palette::Palette;
use super::prim::{Piece, Prim, Stroke, TextLine, Weight};
use super::text;
use crate::model::{ElementId, Point, Rect};
use crate::rules::Verdict;

const SIZE: f32 = 11.0;
const HIGH: f32 = 20.0;
const PAD: f32 = 8.0;

/// A tag whose upper edge is centred here.
pub(super) fn tag(element: ElementId, words: &str, at: Point, palette: &Palette) -> Piece {
    let wide = text::width(words, SIZE, Weight::Regular);
    let half = (wide / 2.0 + PAD).ceil();
    let frame =
        Rect { min: Point::new(at.x - half, at.y), max: Point::new(at.x + half, at.y + HIGH) };
    let colours = palette.severity(Verdict::Watch);
    let prims = vec![
        Prim::Path {
            segments: rounded_rect(frame, HIGH / 2.0),
            fill: Some(palette.board),
            stroke: Some(Stroke { ink: colours.fill, width: 1.5, dashes: vec![4.0, 3.0] }),
        },
        Prim::Text(TextLine {
            at: Point::new(at.x - wide / 2.0, at.y + HIGH / 2.0 + SIZE * 0.364),
            text: words.to_owned(),
            size: SIZE,
            weight: Weight::Regular,
            ink: palette.ink,
            width: wide,
        }),
    ];
    Piece { element: Some(element), bounds: frame.grown(1.0), is_answer: true, prims }
}
