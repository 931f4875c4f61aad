//! Boundaries: frames with a title that says their sort.

use super::outline::rounded_rect;
use super::palette::Palette;
use super::prim::{Prim, Stroke, TextLine, Weight};
use super::text;
use super::tone::Tone;
use crate::model::{Boundary, BoundarySort, Point, Rect};

const TITLE: f32 = 12.0;
const SMALL: f32 = 11.0;
const PAD: f32 = 12.0;

/// The boundary painted in its frame, back to front.
pub(super) fn paint(boundary: &Boundary, frame: Rect, palette: &Palette, tone: Tone) -> Vec<Prim> {
    let mut prims = vec![Prim::Path {
        segments: rounded_rect(frame, 12.0),
        fill: Some(tone.ink(palette.boundary_fill)),
        stroke: Some(Stroke {
            ink: tone.ink(palette.boundary),
            width: 1.25,
            dashes: dashes(boundary.sort),
        }),
    }];
    let mut at = Point::new(frame.min.x + PAD, frame.min.y + 20.0);
    let mut room = frame.width() - 2.0 * PAD;
    let sort = capital(boundary.sort.word());
    let parts = [
        (boundary.name.as_str(), TITLE, Weight::SemiBold, palette.ink),
        (sort.as_str(), SMALL, Weight::Regular, palette.ink_faint),
    ];
    for (words, size, weight, ink) in parts {
        let Some(line) = text::lines(words, size, weight, room, 1).into_iter().next() else {
            continue;
        };
        let width = text::width(&line, size, weight);
        if width > room {
            break;
        }
        prims.push(Prim::Text(TextLine {
            at,
            text: line,
            size,
            weight,
            ink: tone.ink(ink),
            width,
        }));
        at.x += width + 8.0;
        room -= width + 8.0;
    }
    prims
}

/// Zones and regions are places and drawn through; teams and trust are agreements and dashed.
fn dashes(sort: BoundarySort) -> Vec<f32> {
    match sort {
        BoundarySort::Region => Vec::new(),
        BoundarySort::Zone => vec![12.0, 4.0],
        BoundarySort::Team => vec![2.0, 4.0],
        BoundarySort::Trust => vec![6.0, 6.0],
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
