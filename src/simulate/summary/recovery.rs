//! Whether goodput comes back once nothing happens any more.

use super::phases::{Phases, Window};
use crate::simulate::{FlowTrack, Timeline};

/// Share of the goodput before that counts as recovered.
const ENOUGH: f64 = 0.95;
/// Requests that a look at goodput should rest on: their number varies by 5 %.
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
        /// Goodput at the end as a share of what it was.
        share: f64,
    },
}

impl Recovery {
    /// Judges goodput after the last change: at least 95 % of what it was before, or of what is
    /// offered when nothing was seen before; within what chance explains.
    pub(super) fn of(phases: &Phases, timeline: &Timeline) -> Self {
        if phases.begins.is_none() {
            return Self::Calm;
        }
        let (Some(over), Some(after)) = (phases.over, phases.after) else { return Self::Lasting };
        let length = after.until - after.from;
        let per_second = |window: &Window, of: fn(&FlowTrack) -> &[u32]| {
            timeline.flows.iter().map(|flow| window.per_second(of(flow))).sum::<f64>()
        };
        let goodput = |window: &Window| per_second(window, |flow| &flow.ok);
        let reference = match &phases.before {
            Some(before) => goodput(before),
            None => per_second(&after, |flow| &flow.begun),
        };
        if reference <= 0.0 {
            return Self::Lasting;
        }
        let enough = |window: &Window| {
            let seconds = window.until - window.from;
            // Counts of that size vary by their root, those they are compared with as well.
            let chance = 2.0 / (reference * seconds).max(1.0).sqrt();
            goodput(window) >= reference * (ENOUGH - chance.min(0.3))
        };
        let (step, steps) = (phases.step, timeline.steps());
        let between = |from: f64, until: f64| Window::between(from, until, step, steps);
        let tail = between(after.until - length / 3.0, after.until).unwrap_or(after);
        if !enough(&tail) {
            let share = goodput(&tail) / reference;
            return Self::NotRecovered { watched: after.until - over, share };
        }
        let look = (REQUESTS / reference).clamp(3.0 * step, (length / 3.0).max(3.0 * step));
        let mut at = after.from;
        while let Some(window) = between(at, (at + look).min(after.until)) {
            if enough(&window) {
                break;
            }
            at += step;
        }
        Self::Recovered { at, after: (at - over).max(0.0) }
    }
}
