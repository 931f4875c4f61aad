//! Repair of a board that was read: what can be understood but not used, and what became of it.
//!
//! After it, every reference points somewhere, every place lies in the world and every number can
//! be computed with. Nothing is repaired in silence, and nothing is repaired that a person may
//! have meant. One sort of damage a file.

mod geometry;
mod ids;
mod numbers;
mod references;
mod texts;

use std::fmt;

use crate::model::{Board, ElementId};

/// One thing that was repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Where; the element as it is named after repair.
    pub at: ElementId,
    /// What and where, in one sentence.
    pub said: String,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// What was repaired so far.
#[derive(Default)]
struct Repairs(Vec<Repair>);

impl Repairs {
    fn say(&mut self, at: impl Into<ElementId>, said: impl Into<String>) {
        self.0.push(Repair { at: at.into(), said: said.into() });
    }
}

/// Repairs a board. A board that was repaired needs no further repair.
pub(super) fn repair(board: &mut Board) -> Vec<Repair> {
    let mut repairs = Repairs::default();
    // Ids first: the others follow and report them.
    let renamed = ids::repair(board, &mut repairs);
    references::repair(board, &renamed, &mut repairs);
    geometry::repair(board, &mut repairs);
    numbers::repair(board, &mut repairs);
    texts::repair(board, &mut repairs);
    repairs.0
}

/// An id or a name as it stands in a message: short, on one line, control characters made visible.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}
