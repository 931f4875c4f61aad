//! What fixes would change: asked for here, found out by the window's owner.
//!
//! Finding out is a whole review; a frame does not wait for one.

use super::checks::Checks;
use super::deciding::Decides;
use crate::rules::{Fix, FixEffect};

/// What is known about the effect of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is being computed.
    Asked,
    /// It could not be computed.
    Failed,
    /// This.
    Known(FixEffect),
}

/// The effects of fixes of the current answers, as far as somebody looked at them.
#[derive(Default)]
pub struct Effects {
    /// The answers they are about, as the window counts them.
    of: u64,
    found: Vec<(Fix, Effect)>,
    wanted: Option<Fix>,
    /// What simulations say of the same answers.
    pub checks: Checks,
    /// Which numbers decide them.
    pub decides: Decides,
}

impl Effects {
    /// Forgets what was about earlier answers.
    pub fn refresh(&mut self, answers: u64) {
        if self.of != answers {
            *self = Self { of: answers, ..Self::default() };
        }
    }

    /// The answers they are about.
    pub(super) fn answers(&self) -> u64 {
        self.of
    }

    /// What a fix would change; it is wanted when nobody knows yet.
    pub fn look(&mut self, fix: &Fix) -> Effect {
        if let Some((_, effect)) = self.found.iter().find(|(found, _)| found == fix) {
            return effect.clone();
        }
        self.wanted = Some(fix.clone());
        Effect::Asked
    }

    /// The fix whose effect is to be found out, and the answers it is of.
    pub fn take_wanted(&mut self) -> Option<(u64, Fix)> {
        Some((self.of, self.wanted.take()?))
    }

    /// What was found out, or that it was not; of earlier answers it is of no use any more.
    pub fn put(&mut self, answers: u64, fix: Fix, effect: Option<FixEffect>) {
        if self.of == answers {
            self.wanted.take_if(|wanted| *wanted == fix);
            self.found.push((fix, effect.map_or(Effect::Failed, Effect::Known)));
        }
    }
}
