//! Sticky notes: their size, their text, their paper.

use super::outline::{polygon, rounded_polygon};
use super::palette::Palette;
use super::prim::{Prim, Stroke, TextLine, Weight};
use super::text;
use super::tone::Tone;
use crate::model::{Note, Point, Rect, Size, Value};

const WIDTH: f32 = 176.0;
const SMALLEST: Size = Size::new(64.0, 48.0);
const PAD: f32 = 12.0;
const TEXT: f32 = 12.0;
const STEP: f32 = 16.0;
const SMALL: f32 = 11.0;
const FOLD: f32 = 14.0;
const MOST_LINES: usize = 16;

/// What is written on a note, and the size that holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// Width and height of the note's frame.
    pub(super) size: Size,
    lines: Vec<String>,
    standing: Vec<String>,
}

impl Sheet {
    /// Breaks the text of a note.
    pub(super) fn of(note: &Note) -> Self {
        let sized = note.size.filter(|size| size.is_finite());
        let wide = sized.map_or(WIDTH, |size| size.width.max(SMALLEST.width));
        let most = sized.map_or(MOST_LINES, |size| {
            (((size.height - 2.0 * PAD) / STEP).floor() as usize).clamp(1, 400)
        });
        let room = wide - 2.0 * PAD;
        let mut standing = Vec::new();
        if let Some(day) = note.temporary_since {
            let words = format!("Temporary since {}", day.to_text());
            standing.extend(text::lines(&words, SMALL, Weight::SemiBold, room, 2));
        }
        if let Some(day) = note.review_by {
            let words = format!("Review by {}", day.to_text());
            standing.extend(text::lines(&words, SMALL, Weight::SemiBold, room, 2));
        }
        let most = most.saturating_sub(if sized.is_some() { standing.len() } else { 0 }).max(1);
        let lines = text::paragraphs(&note.text, TEXT, Weight::Regular, room, most);
        let n = lines.len() + standing.len();
        let high = ((n as f32 * STEP + 2.0 * PAD) / 8.0).ceil() * 8.0;
        let size = sized.map_or(Size::new(wide, high.max(56.0)), |size| {
            Size::new(wide, size.height.max(SMALLEST.height))
        });
        Self { size, lines, standing }
    }

    /// The note painted in its frame, back to front.
    pub(super) fn paint(&self, frame: Rect, palette: &Palette, tone: Tone) -> Vec<Prim> {
        let Rect { min, max } = frame;
        let at = Point::new;
        let fold = FOLD.min(frame.width() / 3.0).min(frame.height() / 3.0);
        let (inner, outer) = (at(max.x - fold, max.y - fold), at(max.x, max.y - fold));
        let bottom = at(max.x - fold, max.y);
        let edge =
            Some(Stroke { ink: tone.ink(palette.note_edge), width: 1.0, dashes: Vec::new() });
        let mut prims = vec![
            Prim::Path {
                segments: rounded_polygon(
                    &[min, at(max.x, min.y), outer, bottom, at(min.x, max.y)],
                    3.0,
                ),
                fill: Some(tone.ink(palette.note)),
                stroke: edge.clone(),
            },
            Prim::Path {
                segments: polygon(&[inner, outer, bottom]),
                fill: Some(tone.ink(palette.note_edge)),
                stroke: edge,
            },
        ];
        let mut y = min.y + PAD;
        let body = self.lines.iter().map(|line| (line, TEXT, Weight::Regular));
        let standing = self.standing.iter().map(|line| (line, SMALL, Weight::SemiBold));
        for (line, size, weight) in body.chain(standing) {
            if !line.is_empty() {
                prims.push(Prim::Text(TextLine {
                    at: at(min.x + PAD, y + STEP / 2.0 + size * 0.364),
                    text: line.clone(),
                    size,
                    weight,
                    ink: tone.ink(palette.note_ink),
                    width: text::width(line, size, weight),
                }));
            }
            y += STEP;
        }
        prims
    }
}
