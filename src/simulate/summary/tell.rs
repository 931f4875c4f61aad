//! The story of a run in time: what happened when.

use super::{Recovery, Summary, all};
use crate::facts::System;
use crate::facts::system::Gate;
use crate::model::link::Effect;
use crate::model::{Board, ElementId, Known, Scenario};
use crate::simulate::{LinkTrack, Timeline};

/// Something worth a mark on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// When, in seconds.
    pub at: f64,
    /// What sort of thing it is.
    pub sort: MarkSort,
    /// What happened, without a period: "Orders is full".
    pub text: String,
}

/// What sort of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkSort {
    /// A change of the scenario begins, by its place there.
    Begins(u32),
    /// A change of the scenario is over.
    Ends(u32),
    /// A pool is full.
    Full(u32),
    /// A pool turns the first away.
    Refuses(u32),
    /// The first callers over a link give up.
    GivesUp(u32),
    /// A link's circuit breaker opens.
    Breaker(u32),
    /// Something happens again for the same request of a route.
    Repeats(u32),
    /// Goodput is back.
    Recovered,
}

impl MarkSort {
    /// The element it is about; `None` when it is about everything.
    pub fn subject(
        self,
        summary: &Summary,
        board: &Board,
        scenario: &Scenario,
    ) -> Option<ElementId> {
        match self {
            Self::Begins(change) | Self::Ends(change) => {
                scenario.changes.get(change as usize)?.about()
            }
            Self::Full(pool) | Self::Refuses(pool) => {
                summary.pools.get(pool as usize)?.element.clone()
            }
            Self::GivesUp(link) | Self::Breaker(link) => {
                board.links.at(link as usize).map(|link| link.id.clone().into())
            }
            Self::Repeats(route) => summary.flows.get(route as usize)?.element.clone(),
            Self::Recovered => None,
        }
    }

    /// How it is written in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Begins(_) => "begins",
            Self::Ends(_) => "ends",
            Self::Full(_) => "full",
            Self::Refuses(_) => "refuses",
            Self::GivesUp(_) => "gives-up",
            Self::Breaker(_) => "breaker-opens",
            Self::Repeats(_) => "repeats",
            Self::Recovered => "recovered",
        }
    }
}

/// Share of all from which a kind of trouble is part of the story.
const WORTH_TELLING: f64 = 0.01;

pub(super) fn marks(
    board: &Board,
    system: &System,
    scenario: &Scenario,
    timeline: &Timeline,
    summary: &Summary,
) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |at: f64, sort: MarkSort, text: String| marks.push(Mark { at, sort, text });
    for (i, change) in scenario.changes.iter().enumerate() {
        let span = change.span();
        let until = span.until.map(Known::base).filter(|until| *until < timeline.seconds);
        if let Some(until) = until.filter(|_| !change.is_momentary()) {
            mark(until, MarkSort::Ends(i as u32), change.over(board));
        }
        let from = span.from.map_or(0.0, Known::base);
        if from < timeline.seconds {
            mark(from, MarkSort::Begins(i as u32), change.what(board));
        }
    }
    for full in &summary.full {
        let gate = system.pools.get(full.pool as usize).and_then(|pool| pool.gate);
        let text = format!("{} is {}", full.name, full_word(gate));
        mark(full.at, MarkSort::Full(full.pool), text);
    }
    for (pool, track) in summary.pools.iter().zip(&timeline.pools) {
        let worth = pool.refused as f64 >= WORTH_TELLING * pool.arrived as f64;
        if let Some(at) = first(&track.rejected, timeline.step).filter(|_| worth) {
            let text = format!("{} turns the first away", pool.name);
            mark(at, MarkSort::Refuses(pool.pool), text);
        }
    }
    for (i, (link, track)) in board.links.iter().zip(&timeline.links).enumerate() {
        let name = board.name_of(&link.id.clone().into());
        if let Some(at) = given_up(track, timeline.step) {
            let tail = board.name_of(&link.from.clone().into());
            let head = board.name_of(&link.to.clone().into());
            let text = format!("{tail} gives up on {head} for the first time");
            mark(at, MarkSort::GivesUp(i as u32), text);
        }
        if let Some(step) = track.open.iter().position(|share| *share > 0.0) {
            let text = format!("{name}: the circuit breaker opens");
            mark(step as f64 * timeline.step, MarkSort::Breaker(i as u32), text);
        }
    }
    for (flow, track) in summary.flows.iter().zip(&timeline.flows) {
        for effect in &track.effects {
            if let Some(at) = first(&effect.again, timeline.step) {
                let text = format!("{}: the first is {} twice", flow.name, done(effect.effect));
                mark(at, MarkSort::Repeats(flow.route), text);
            }
        }
    }
    if let Recovery::Recovered { at, after } = summary.recovery
        && after > 0.0
    {
        mark(at, MarkSort::Recovered, "Goodput is back".to_owned());
    }
    marks.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.sort.cmp(&b.sort)));
    marks
}

/// When the first was counted: the middle of its step.
fn first(steps: &[u32], step: f64) -> Option<f64> {
    steps.iter().position(|n| *n > 0).map(|at| (at as f64 + 0.5) * step)
}

fn given_up(track: &LinkTrack, step: f64) -> Option<f64> {
    let attempts = all(&track.calls) + all(&track.retries);
    let worth = all(&track.timed_out) as f64 >= WORTH_TELLING * attempts as f64;
    first(&track.timed_out, step).filter(|_| worth)
}

/// What a pool is that has no free slot.
pub(super) fn full_word(gate: Option<Gate>) -> &'static str {
    match gate {
        Some(Gate::Lock) => "always held",
        Some(Gate::Connections | Gate::Bulkhead) | None => "full",
    }
}

/// What happened to an order for which it happened twice: "charged".
pub(super) fn done(effect: Effect) -> &'static str {
    match effect {
        Effect::Charge => "charged",
        Effect::Order => "ordered",
        Effect::Reserve => "reserved",
        Effect::Email => "mailed",
        Effect::Ship => "shipped",
        Effect::Counter => "counted",
    }
}
