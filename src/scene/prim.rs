//! What a scene is made of: paths and lines of text, in board units, with resolved colours.

use crate::model::{ElementId, Point, Rect};

/// A colour with opacity, not premultiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ink {
    /// Red, green, blue, opacity.
    pub rgba: [u8; 4],
}

impl Ink {
    /// An opaque colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Self {
        Self { rgba: [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8, 255] }
    }

    /// The same colour with this opacity, from 0 to 255.
    #[must_use]
    pub const fn with_alpha(self, alpha: u8) -> Self {
        let [r, g, b, _] = self.rgba;
        Self { rgba: [r, g, b, alpha] }
    }
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Segment {
    /// Starts a new outline.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic curve: two controls and the end.
    Curve(Point, Point, Point),
    /// Back to the start of the outline.
    Close,
}

/// How a path is drawn along.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub ink: Ink,
    /// Width in board units.
    pub width: f32,
    /// Lengths of dashes and gaps, in board units; empty for a solid line.
    pub dashes: Vec<f32>,
}

/// Regular or heavier type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Names and headings.
    SemiBold,
}

/// One line of text, already broken.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// Left end of the baseline.
    pub at: Point,
    /// The text.
    pub text: String,
    /// Font size in board units.
    pub size: f32,
    /// Its weight.
    pub weight: Weight,
    /// Its colour.
    pub ink: Ink,
    /// Its width in board units, as measured.
    pub width: f32,
}

/// A thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum Prim {
    /// An outline, filled, stroked or both.
    Path {
        /// Its steps.
        segments: Vec<Segment>,
        /// Fill; outlines are convex unless `fill` is none.
        fill: Option<Ink>,
        /// Stroke.
        stroke: Option<Stroke>,
    },
    /// A line of text.
    Text(TextLine),
}

/// What is painted for one element, back to front.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The element it shows, when it shows one.
    pub element: Option<ElementId>,
    /// Everything it paints lies inside.
    pub bounds: Rect,
    /// True for badges and marks of answers, which an export may leave out.
    pub is_answer: bool,
    /// Back to front.
    pub prims: Vec<Prim>,
}

/// A whole board as things to paint, back to front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Back to front.
    pub pieces: Vec<Piece>,
    /// Around all pieces; `None` when there is nothing.
    pub bounds: Option<Rect>,
}
