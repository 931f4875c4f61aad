//! Places and sizes on the board.
//!
//! Board units are points at 100 % zoom; x grows to the right, y grows down.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeTuple};

/// Farthest a coordinate may lie from the origin, in board units; beyond it a file is repaired.
pub const FARTHEST: f32 = 100_000.0;

macro_rules! pair {
    ($(#[$meta:meta])* $name:ident { $(#[$am:meta])* $a:ident, $(#[$bm:meta])* $b:ident }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct $name {
            $(#[$am])*
            pub $a: f32,
            $(#[$bm])*
            pub $b: f32,
        }

        impl $name {
            /// From its two numbers, in board units.
            pub const fn new($a: f32, $b: f32) -> Self {
                Self { $a, $b }
            }

            /// True when both numbers are neither NaN nor infinite.
            pub fn is_finite(self) -> bool {
                self.$a.is_finite() && self.$b.is_finite()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut tuple = serializer.serialize_tuple(2)?;
                for value in [self.$a, self.$b] {
                    let rounded = (f64::from(value) * 100.0).round() / 100.0;
                    if rounded.fract() == 0.0 && rounded.abs() < 1e9 {
                        tuple.serialize_element(&(rounded as i64))?;
                    } else {
                        tuple.serialize_element(&rounded)?;
                    }
                }
                tuple.end()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let ($a, $b) = <(f32, f32)>::deserialize(deserializer)?;
                Ok(Self { $a, $b })
            }
        }
    };
}

pair!(
    /// A place on the board.
    Point {
        /// To the right of the origin, in board units.
        x,
        /// Below the origin, in board units.
        y
    }
);
pair!(
    /// Width and height on the board.
    Size {
        /// Width, in board units.
        width,
        /// Height, in board units.
        height
    }
);

impl Point {
    /// This place moved by an offset.
    #[must_use]
    pub fn offset(self, by: Self) -> Self {
        Self::new(self.x + by.x, self.y + by.y)
    }

    /// From `other` to here.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }

    /// Straight distance, in board units.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// An upright rectangle on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Top left corner.
    pub min: Point,
    /// Bottom right corner; never left of or above `min`.
    pub max: Point,
}

impl Rect {
    /// The rectangle between two opposite corners, in any order.
    pub fn between(a: Point, b: Point) -> Self {
        Self {
            min: Point::new(a.x.min(b.x), a.y.min(b.y)),
            max: Point::new(a.x.max(b.x), a.y.max(b.y)),
        }
    }

    /// The rectangle around a centre.
    pub fn around(centre: Point, size: Size) -> Self {
        let (w, h) = (size.width / 2.0, size.height / 2.0);
        Self {
            min: Point::new(centre.x - w, centre.y - h),
            max: Point::new(centre.x + w, centre.y + h),
        }
    }

    /// Width, in board units.
    pub fn width(self) -> f32 {
        self.max.x - self.min.x
    }

    /// Height, in board units.
    pub fn height(self) -> f32 {
        self.max.y - self.min.y
    }

    /// Width and height.
    pub fn size(self) -> Size {
        Size::new(self.width(), self.height())
    }

    /// The middle.
    pub fn centre(self) -> Point {
        Point::new(f32::midpoint(self.min.x, self.max.x), f32::midpoint(self.min.y, self.max.y))
    }

    /// True when the point lies inside or on the edge.
    pub fn contains(self, p: Point) -> bool {
        self.min.x <= p.x && p.x <= self.max.x && self.min.y <= p.y && p.y <= self.max.y
    }

    /// True when the two share at least a point.
    pub fn touches(self, other: Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }

    /// True when `other` lies wholly inside.
    pub fn encloses(self, other: Self) -> bool {
        self.contains(other.min) && self.contains(other.max)
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min: Point::new(self.min.x.min(other.min.x), self.min.y.min(other.min.y)),
            max: Point::new(self.max.x.max(other.max.x), self.max.y.max(other.max.y)),
        }
    }

    /// Grown by a margin on every side; a negative margin shrinks it.
    #[must_use]
    pub fn grown(self, margin: f32) -> Self {
        Self {
            min: Point::new(self.min.x - margin, self.min.y - margin),
            max: Point::new(self.max.x + margin, self.max.y + margin),
        }
    }

    /// Moved by an offset.
    #[must_use]
    pub fn moved(self, by: Point) -> Self {
        Self { min: self.min.offset(by), max: self.max.offset(by) }
    }
}
