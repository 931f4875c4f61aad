//! Repair of a board that was read: what can be understood but not used, and what became of it.

use std::fmt;

use crate::model::{Board, ElementId};

/// One thing that was repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where.
    pub at: ElementId,
    /// What, in one sentence.
    pub said: String,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// Makes every reference point somewhere and every number usable.
pub(super) fn repair(_board: &mut Board) -> Vec<Repair> {
    // Each sort of damage gets its own file beside this one.
    Vec::new()
}
