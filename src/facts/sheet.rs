//! Quantities and the sheet that remembers how each was made.
//!
//! The explanation shown to a person is the evaluated expression itself: an operation computes the
//! value and writes down its operands in one step, so the two cannot disagree.

use crate::model::value::Provenance;
use crate::model::{ElementId, Unit};

/// A number with its unit, and where on the sheet its derivation stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// In base units; may be infinite ("without limit"), never NaN.
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    pub(super) cell: u32,
}

/// One line of a derivation, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyLine {
    /// How deep it stands under the result.
    pub depth: usize,
    /// What it says: "busy slots = arrivals × hold = 200/s × 120 ms = 24".
    pub text: String,
    /// Where the number comes from, when it is an input.
    pub provenance: Option<Provenance>,
    /// The element and attribute it stands at, when it is an input of the board.
    pub input: Option<(ElementId, &'static str)>,
    /// Source of a default, or the formula's source.
    pub source: Option<&'static str>,
}
