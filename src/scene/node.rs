//! The face of a node: how large it is, what is written on it, and how it is painted.

use super::icon::{self, icon};
use super::palette::{Palette, Tint};
use super::prim::{Prim, Stroke, TextLine, Weight};
use super::silhouette::{self, insets};
use super::text;
use super::tone::Tone;
use crate::model::units::Measure;
use crate::model::{Node, Point, Rect, Size};

/// Size of a node with a short name.
pub const SIZE: Size = Size::new(160.0, 72.0);
/// No node is drawn smaller.
const SMALLEST: Size = Size::new(64.0, 40.0);
/// A name is broken rather than making its node wider than this.
const WIDEST: f32 = 240.0;

const NAME: f32 = 14.0;
const NAME_STEP: f32 = 18.0;
const SMALL: f32 = 11.0;
const SMALL_STEP: f32 = 14.0;
/// Side of the icon and the gap to the text beside it.
const ICON: f32 = 20.0;
const ICON_GAP: f32 = 10.0;
/// Between the outline and its content.
const PAD: Size = Size::new(12.0, 12.0);
const MOST_NAME_LINES: usize = 3;

/// What is written on a node, broken into lines, and the size that holds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Face {
    /// Width and height of the node's frame.
    pub(super) size: Size,
    names: Vec<String>,
    kind: &'static str,
    numbers: Vec<String>,
}

impl Face {
    /// Breaks the text of a node.
    pub(super) fn of(node: &Node) -> Self {
        let [left, top, right, bottom] = insets(node.kind.silhouette);
        let around = left + right + 2.0 * PAD.width + ICON + ICON_GAP;
        let numbers = numbers(node);
        let kind = node.kind.label;
        let named = node.size.filter(|size| size.is_finite());
        let wide = named.map_or_else(
            || fitting_width(node, &numbers, kind, around),
            |size| size.width.max(SMALLEST.width),
        );
        let room = (wide - around).max(24.0);
        let names = text::lines(&node.name, NAME, Weight::SemiBold, room, MOST_NAME_LINES);
        let mut face = Self { size: SIZE, names, kind, numbers: packed(&numbers, room) };
        let high = top + bottom + 2.0 * PAD.height + face.text_height() - 4.0;
        face.size = match named {
            Some(size) => Size::new(wide, size.height.max(SMALLEST.height)),
            None => Size::new(wide, (high / 8.0).ceil().mul_add(8.0, 0.0).max(SIZE.height)),
        };
        if named.is_some() {
            face.drop_what_does_not_fit(face.size.height - top - bottom - 8.0);
        }
        face
    }

    fn text_height(&self) -> f32 {
        let small = usize::from(!self.kind.is_empty()) + self.numbers.len();
        self.names.len() as f32 * NAME_STEP + small as f32 * SMALL_STEP
    }

    /// A node somebody made small keeps its name longest.
    fn drop_what_does_not_fit(&mut self, room: f32) {
        while self.text_height() > room && !self.numbers.is_empty() {
            self.numbers.pop();
        }
        if self.text_height() > room {
            self.kind = "";
        }
        while self.text_height() > room && self.names.len() > 1 {
            self.names.pop();
        }
    }

    /// The node painted in its frame, back to front.
    pub(super) fn paint(
        &self,
        node: &Node,
        frame: Rect,
        palette: &Palette,
        tone: Tone,
    ) -> Vec<Prim> {
        let tint = palette.tint(&node.kind);
        let tint = Tint {
            fill: tone.ink(tint.fill),
            edge: tone.ink(tint.edge),
            icon: tone.ink(tint.icon),
        };
        let mut prims = silhouette::paint(node.kind.silhouette, frame, tint);
        let [left, top, right, bottom] = insets(node.kind.silhouette);
        let inner = Rect {
            min: Point::new(frame.min.x + left + PAD.width, frame.min.y + top),
            max: Point::new(frame.max.x - right - PAD.width, frame.max.y - bottom),
        };
        let high = self.text_height();
        let mut y = (inner.centre().y - high / 2.0).round();
        prims.push(self.icon_prim(node, inner, y, tint));
        let x = inner.min.x + ICON + ICON_GAP;
        let mut write = |line: &str, size: f32, step: f32, weight, ink| {
            // The baseline sits where capitals are centred in their line.
            let baseline = y + step / 2.0 + size * 0.364;
            prims.push(Prim::Text(TextLine {
                at: Point::new(x, baseline),
                text: line.to_owned(),
                size,
                weight,
                ink: tone.ink(ink),
                width: text::width(line, size, weight),
            }));
            y += step;
        };
        for name in &self.names {
            write(name, NAME, NAME_STEP, Weight::SemiBold, palette.ink);
        }
        if !self.kind.is_empty() {
            write(self.kind, SMALL, SMALL_STEP, Weight::Regular, palette.ink_faint);
        }
        for number in &self.numbers {
            write(number, SMALL, SMALL_STEP, Weight::Regular, palette.ink);
        }
        prims
    }

    /// The icon beside the first line, or in the middle when there is only little text.
    fn icon_prim(&self, node: &Node, inner: Rect, text_top: f32, tint: Tint) -> Prim {
        let lines = self.names.len() + usize::from(!self.kind.is_empty()) + self.numbers.len();
        let top = if lines <= 2 {
            inner.centre().y - ICON / 2.0
        } else {
            text_top + (NAME_STEP - ICON) / 2.0
        };
        let min = Point::new(inner.min.x, top);
        let square = Rect { min, max: Point::new(min.x + ICON, min.y + ICON) };
        Prim::Path {
            segments: icon(&node.kind, square),
            fill: None,
            stroke: Some(Stroke {
                ink: tint.icon,
                width: icon::STROKE * ICON / icon::BOX,
                dashes: Vec::new(),
            }),
        }
    }
}

/// The width at which a name, its kind and its numbers are broken least, on a grid of eight.
fn fitting_width(node: &Node, numbers: &[String], kind: &str, around: f32) -> f32 {
    let name = text::width(&node.name, NAME, Weight::SemiBold);
    let kind = text::width(kind, SMALL, Weight::Regular);
    // The first two numbers belong together: how many, how long.
    let number =
        text::width(&numbers.get(..2).unwrap_or(numbers).join(" · "), SMALL, Weight::Regular);
    let wanted = name.min(WIDEST - around).max(kind).max(number) + around + 1.0;
    ((wanted / 8.0).ceil() * 8.0).clamp(SIZE.width, WIDEST.max(kind + around))
}

/// Puts short texts into as few lines as they need, joined by a middle dot; at most two lines.
pub(super) fn packed(parts: &[String], room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        if let Some(last) = lines.last_mut() {
            let joined = format!("{last} · {part}");
            if text::width(&joined, SMALL, Weight::Regular) <= room {
                *last = joined;
                continue;
            }
        }
        if lines.len() == 2 {
            break;
        }
        if text::width(part, SMALL, Weight::Regular) <= room {
            lines.push(part.clone());
        }
    }
    lines
}

/// The few stated numbers that decide most about a node.
fn numbers(node: &Node) -> Vec<String> {
    let about = |value: f64, unit: crate::model::Unit| unit.about(value);
    let mut parts = Vec::new();
    let copies = node.replicas.map(|n| about(n.base(), crate::model::units::Count::UNIT));
    let slots = node.slots.map(|n| about(n.base(), crate::model::units::Count::UNIT));
    match (copies, slots) {
        (Some(copies), Some(slots)) => parts.push(format!("{copies} × {slots} slots")),
        (Some(copies), None) if copies == "1" => parts.push("1 copy".to_owned()),
        (Some(copies), None) => parts.push(format!("{copies} copies")),
        (None, Some(slots)) => parts.push(format!("{slots} slots")),
        (None, None) => {}
    }
    if let Some(time) = node.service_time {
        parts.push(about(time.base(), crate::model::units::Seconds::UNIT));
    }
    if let Some(rate) = node.capacity {
        parts.push(about(rate.base(), crate::model::units::PerSecond::UNIT));
    }
    if let Some(share) = node.hit_ratio {
        parts.push(format!("{} hits", about(share.base(), crate::model::units::Share::UNIT)));
    }
    if let Some(interval) = node.interval {
        parts.push(format!("every {}", about(interval.base(), crate::model::units::Seconds::UNIT)));
    }
    if let Some(partitions) = node.partitions {
        let n = about(partitions.base(), crate::model::units::Count::UNIT);
        parts.push(format!("{n} partitions"));
    }
    parts
}
