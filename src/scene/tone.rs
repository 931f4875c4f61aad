//! How strongly something is painted: in full, or faint behind a flow that is shown alone.

use super::palette::{Palette, mixed};
use super::prim::Ink;

/// Share of its own colour that a faint thing keeps.
const FAINT: f32 = 0.28;

/// Turns colours into those a thing is painted in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tone {
    /// What shines through a faint thing.
    behind: Option<Ink>,
}

impl Tone {
    /// In full strength.
    pub(super) const FULL: Self = Self { behind: None };

    /// Faint on the board.
    pub(super) fn faint(palette: &Palette) -> Self {
        Self { behind: Some(palette.board) }
    }

    /// The colour to paint with; opaque colours stay opaque, so that parts may overlap.
    pub(super) fn ink(self, ink: Ink) -> Ink {
        match self.behind {
            Some(behind) => mixed(behind, ink, FAINT),
            None => ink,
        }
    }
}
