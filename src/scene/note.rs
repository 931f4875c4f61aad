//! Sticky notes: their size, their text, their paper.

use super::outline::{polygon, rounded_polygon};
use super::palette::Palette;
use super::prim::{Prim, Stroke, TextLine, Weight};
use super::text;
use super::tone::Tone;
use crate::model::{Note, Point, Rect, Size, Value};

const WIDTH: f32 = 192.0;
const SMALLEST: Size = Size::new(64.0, 48.0);
const PAD: f32 = 12.0;
/// Largest and usual size of letters.
const SIZES: (f32, f32) = (16.0, 12.0);
/// Height of a line of small print.
const STEP: f32 = 16.0;
const SMALL: f32 = 11.0;
/// Between text and small print.
const GAP: f32 = 8.0;
const FOLD: f32 = 14.0;
const MOST_LINES: usize = 64;

/// Height of a line of letters of this size.
fn step(letters: f32) -> f32 {
    letters + 4.0
}

/// What is written on a note, and the size that holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// Width and height of the note's frame.
    pub(super) size: Size,
    /// Size of the letters.
    letters: f32,
    lines: Vec<String>,
    standing: Vec<String>,
}

impl Sheet {
    /// Breaks the text of a note. On a note somebody resized, letters grow to fill it.
    pub(super) fn of(note: &Note) -> Self {
        let Some(size) = note.size.filter(|size| size.is_finite()) else {
            let mut sheet = Self::written(note, WIDTH, SIZES.1, MOST_LINES);
            let high = ((sheet.height() + 2.0 * PAD) / 8.0).ceil() * 8.0;
            sheet.size.height = high.max(56.0);
            return sheet;
        };
        let size = Size::new(size.width.max(SMALLEST.width), size.height.max(SMALLEST.height));
        let room = size.height - 2.0 * PAD;
        let mut letters = SIZES.0;
        loop {
            let mut sheet = Self::written(note, size.width, letters, MOST_LINES);
            if sheet.height() <= room || letters <= SIZES.1 {
                let small = sheet.standing_height();
                let fit = ((room - small) / step(letters)).floor().max(1.0) as usize;
                if sheet.lines.len() > fit {
                    sheet = Self::written(note, size.width, letters, fit);
                }
                sheet.size = size;
                return sheet;
            }
            letters -= 2.0;
        }
    }

    fn written(note: &Note, wide: f32, letters: f32, most: usize) -> Self {
        let room = wide - 2.0 * PAD;
        let mut standing = Vec::new();
        let days = [("Temporary since", note.temporary_since), ("Review by", note.review_by)];
        for (words, day) in days {
            if let Some(day) = day {
                let words = format!("{words} {}", day.to_text());
                standing.extend(text::lines(&words, SMALL, Weight::SemiBold, room, 2));
            }
        }
        let lines = text::paragraphs(&note.text, letters, Weight::Regular, room, most);
        Self { size: Size::new(wide, 0.0), letters, lines, standing }
    }

    fn height(&self) -> f32 {
        self.lines.len() as f32 * step(self.letters) + self.standing_height()
    }

    /// Height of the small print and the gap before it.
    fn standing_height(&self) -> f32 {
        if self.standing.is_empty() { 0.0 } else { GAP + self.standing.len() as f32 * STEP }
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
        let mut write = |line: &str, size: f32, weight, high: f32| {
            if !line.is_empty() {
                prims.push(Prim::Text(TextLine {
                    at: at(min.x + PAD, y + high / 2.0 + size * 0.364),
                    text: line.to_owned(),
                    size,
                    weight,
                    ink: tone.ink(palette.note_ink),
                    width: text::width(line, size, weight),
                }));
            }
            y += high;
        };
        for line in &self.lines {
            write(line, self.letters, Weight::Regular, step(self.letters));
        }
        write("", SMALL, Weight::SemiBold, GAP);
        for line in &self.standing {
            write(line, SMALL, Weight::SemiBold, STEP);
        }
        prims
    }
}
