//! Whether goodput comes back once nothing happens any more.

use super::phases::{Phases, Window};
use crate::facts::System;
use crate::facts::system::{Arrivals, Route};
use crate::simulate::{FlowTrack, Timeline};

/// Share of what was answered before that counts as recovered.
const ENOUGH: f64 = 0.95;
/// Requests that a look should rest on: their number varies by 5 %.
const REQUESTS: f64 = 400.0;

/// What becomes of a system once nothing happens any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Recovery {
    /// Nothing happened.
    Calm,
    /// What happens lasts to the end of the run, or nearly so.
    Lasting,
    /// Goodput is back.
    Recovered {
        /// When, in seconds.
        at: f64,
        /// How long after the last change was over, in seconds.
        after: f64,
    },
    /// Goodput has not come back by the end.
    NotRecovered {
        /// How long it was watched after the last change was over, in seconds.
        watched: f64,
        /// What is answered at the end as a share of what was; of what is asked when nothing was seen
        /// before.
        share: f64,
    },
}

impl Recovery {
    /// Judges what becomes of requests after the last change: at least 95 % of them are answered that
    /// were answered before, within what chance explains. Where users wait for their answer before
    /// they ask again, a slow system is asked less: there the goodput itself has to be back too.
    pub(super) fn of(system: &System, phases: &Phases, timeline: &Timeline) -> Self {
        if phases.begins.is_none() {
            return Self::Calm;
        }
        let (Some(over), Some(after)) = (phases.over, phases.after) else { return Self::Lasting };
        let look = Look::of(system, phases, timeline);
        if look.begun(&after) == 0 {
            return Self::Lasting;
        }
        let length = after.until - after.from;
        let (step, steps) = (phases.step, timeline.steps());
        let between = |from: f64, until: f64| Window::between(from, until, step, steps);
        let tail = between(after.until - length / 3.0, after.until).unwrap_or(after);
        if !look.is_good(&tail) {
            return Self::NotRecovered { watched: after.until - over, share: look.share(&tail) };
        }
        let per_second = look.begun(&after) as f64 / length;
        let wide = (REQUESTS / per_second).clamp(3.0 * step, (length / 3.0).max(3.0 * step));
        let mut at = after.from;
        while let Some(window) = between(at, (at + wide).min(after.until)) {
            if look.is_good(&window) {
                break;
            }
            at += step;
        }
        Self::Recovered { at, after: (at - over).max(0.0) }
    }
}

/// How a part of the run compares with what was before.
struct Look<'a> {
    flows: &'a [FlowTrack],
    /// Answers as a share of requests, before.
    answered: f64,
    /// Goodput before, where users wait for their answer before they ask again.
    closed: Option<f64>,
}

impl<'a> Look<'a> {
    fn of(system: &System, phases: &Phases, timeline: &'a Timeline) -> Self {
        let mut look = Self { flows: &timeline.flows, answered: 1.0, closed: None };
        if let Some(before) = &phases.before {
            let begun = look.begun(before);
            if begun > 0 {
                look.answered = (look.ok(before) as f64 / begun as f64).min(1.0);
            }
            let is_closed = |route: &Route| matches!(route.arrivals, Arrivals::Closed { .. });
            let closed = system.routes.iter().any(is_closed);
            look.closed = closed.then(|| look.ok(before) as f64 / (before.until - before.from));
        }
        look
    }

    fn begun(&self, window: &Window) -> u64 {
        self.flows.iter().map(|flow| window.total(&flow.begun)).sum()
    }

    fn ok(&self, window: &Window) -> u64 {
        self.flows.iter().map(|flow| window.total(&flow.ok)).sum()
    }

    fn failed(&self, window: &Window) -> u64 {
        self.flows.iter().map(|flow| window.total(&flow.failed)).sum()
    }

    /// Answers as a share of what they were; of what is asked when nothing was seen before.
    fn share(&self, window: &Window) -> f64 {
        if self.answered <= 0.0 {
            return 0.0;
        }
        let asked = (self.begun(window) as f64).max(self.ok(window) as f64);
        let share = if asked > 0.0 { self.ok(window) as f64 / asked / self.answered } else { 0.0 };
        let rate = self
            .closed
            .filter(|rate| *rate > 0.0)
            .map_or(1.0, |rate| self.ok(window) as f64 / (window.until - window.from) / rate);
        share.min(rate).min(1.0)
    }

    fn is_good(&self, window: &Window) -> bool {
        let ended = (self.ok(window) + self.failed(window)) as f64;
        // Counts of that size vary by their root.
        let chance = (1.0 / ended.max(1.0).sqrt()).min(0.3);
        let few_fail =
            self.failed(window) as f64 <= (1.0 - ENOUGH * self.answered + chance) * ended;
        self.share(window) >= ENOUGH - chance && few_fail
    }
}
