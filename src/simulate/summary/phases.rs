//! Before, while and after something happens.

use crate::facts::System;
use crate::simulate::{Happening, Plan, Timeline, What};

/// The parts of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Phases {
    /// When the first change begins, in seconds; `None` when nothing happens.
    pub begins: Option<f64>,
    /// When the last change is over, in seconds; `None` when it holds to the end or nothing happens.
    pub over: Option<f64>,
    /// From the start to the first change; `None` when it begins at once.
    pub before: Option<Window>,
    /// Where numbers have settled: the last third of the time in which something happens, of the
    /// whole run when that is no time.
    pub steady: Window,
    /// From the end of the last change to the end of the run.
    pub after: Option<Window>,
    /// Length of a step, in seconds.
    pub step: f64,
}

/// A part of a run in whole steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Its start, in seconds.
    pub from: f64,
    /// Its end, in seconds.
    pub until: f64,
    first: usize,
    end: usize,
}

/// Steps below which a part says nothing.
const FEWEST: usize = 3;

impl Window {
    /// The whole steps between two times; `None` when they are too few to say anything.
    pub(super) fn between(from: f64, until: f64, step: f64, steps: usize) -> Option<Self> {
        if !(step > 0.0 && from.is_finite()) {
            return None;
        }
        let first = (from / step - 1e-9).ceil().max(0.0) as usize;
        let end = ((until / step + 1e-9).floor().max(0.0) as usize).min(steps);
        let fits = end >= first + FEWEST;
        let (from, until) = (first as f64 * step, end as f64 * step);
        fits.then_some(Self { from, until, first, end })
    }

    /// What was counted in it.
    pub fn total(&self, steps: &[u32]) -> u64 {
        let inside = steps.get(self.first..self.end.min(steps.len())).unwrap_or(&[]);
        inside.iter().map(|n| u64::from(*n)).sum()
    }

    /// The mean of a track in it; `None` when it is not a number somewhere there.
    pub fn mean(&self, steps: &[f64]) -> Option<f64> {
        let inside = steps.get(self.first..self.end.min(steps.len())).unwrap_or(&[]);
        let mean = inside.iter().sum::<f64>() / inside.len() as f64;
        mean.is_finite().then_some(mean)
    }

    /// What was counted in it, per second.
    pub fn per_second(&self, steps: &[u32]) -> f64 {
        let seconds = self.until - self.from;
        if seconds > 0.0 { self.total(steps) as f64 / seconds } else { 0.0 }
    }
}

impl Phases {
    pub(super) fn of(system: &System, plan: &Plan, timeline: &Timeline) -> Self {
        let (step, steps) = (timeline.step, timeline.steps());
        let end = timeline.seconds;
        let begins = plan.happenings.iter().map(|h| h.from).reduce(f64::min);
        let begins = begins.filter(|from| *from < end);
        let last = plan.happenings.iter().map(|h| over(system, h)).reduce(f64::max);
        let holds_until = last.unwrap_or(end).min(end);
        let over = last.filter(|last| *last < end && begins.is_some());
        let window = |from: f64, until: f64| Window::between(from, until, step, steps);
        let from = begins.unwrap_or(0.0);
        let settled = |from: f64, until: f64| window(from + (until - from) * 2.0 / 3.0, until);
        let steady = settled(from, holds_until).or_else(|| settled(0.0, end));
        let steady = steady.or_else(|| window(0.0, end)).unwrap_or(Window {
            from: 0.0,
            until: steps as f64 * step,
            first: 0,
            end: steps,
        });
        Self {
            begins,
            over,
            before: begins.and_then(|begins| window(plan.warm_up, begins)),
            steady,
            after: over.and_then(|over| window(over, end)),
            step,
        }
    }
}

/// When a happening is over; what happens once is over at once.
fn over(system: &System, happening: &Happening) -> f64 {
    let Happening { from, until, what } = *happening;
    match what {
        What::Cold { .. } => from,
        What::Burst { .. } if until.is_infinite() => from,
        What::Deploy { pool, each } => {
            let replicas = system.pools.get(pool as usize).map_or(1, |pool| pool.replicas);
            (from + each * f64::from(replicas)).min(until)
        }
        What::Traffic { .. }
        | What::Slow { .. }
        | What::Works { .. }
        | What::Down { .. }
        | What::AnswersLost { .. }
        | What::Burst { .. }
        | What::Lag { .. }
        | What::Fails { .. } => until,
    }
}
