//! What a check works with: the answer, the system at its moment, and runs of bounded length.

use super::Unchecked;
use crate::facts::System;
use crate::facts::system::Arrivals;
use crate::model::{Change, ElementId};
use crate::rules::{Answer, Review};
use crate::simulate::{self, Happening, Plan, Stopped, Timeline, What};

/// Seeds whose mean is compared.
pub(super) const SEEDS: u64 = 3;
/// Most events of one run.
const MOST_EVENTS: f64 = 2e6;
/// Shortest run that says anything, in seconds.
const SHORTEST: f64 = 1.0;

/// One answer under check.
pub(super) struct Setting<'a> {
    pub review: &'a Review,
    pub answer: &'a Answer,
    /// The board at the answer's moment.
    pub system: System,
    goes_on: &'a mut dyn FnMut(f64) -> bool,
}

impl<'a> Setting<'a> {
    pub(super) fn of(
        review: &'a Review,
        answer: &'a Answer,
        goes_on: &'a mut dyn FnMut(f64) -> bool,
    ) -> Self {
        let system = System::of(review.board(), review.facts(), answer.moment);
        Self { review, answer, system, goes_on }
    }

    /// A number of the answer.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.answer.number(name).map(|q| q.value).filter(|value| value.is_finite())
    }

    /// Place of the answer's n-th subject among the nodes.
    pub(super) fn node(&self, at: usize) -> Option<u32> {
        let Some(ElementId::Node(id)) = self.answer.subjects.get(at) else { return None };
        self.review.board().nodes.position(id.as_str()).map(|at| at as u32)
    }

    /// Place of the answer's n-th subject among the links.
    pub(super) fn link(&self, at: usize) -> Option<u32> {
        let Some(ElementId::Link(id)) = self.answer.subjects.get(at) else { return None };
        self.review.board().links.position(id.as_str()).map(|at| at as u32)
    }

    /// Place of the answer's flow among the routes.
    pub(super) fn route(&self) -> Option<u32> {
        self.answer.flows.first().copied()
    }

    /// Requests per second that begin on a route.
    pub(super) fn rate(&self, route: u32) -> f64 {
        match self.system.routes.get(route as usize).map(|route| route.arrivals) {
            Some(Arrivals::Open(rate)) => rate,
            Some(Arrivals::Closed { users, think }) => users / (think + 1.0),
            Some(Arrivals::Unknown) | None => 0.0,
        }
    }

    /// How long the board's scenario takes a node to answer, else what the answer says.
    pub(super) fn slow_for(&self, node: u32) -> Option<f64> {
        let board = self.review.board();
        let id = &board.nodes.at(node as usize)?.id;
        let stated =
            board.scenarios.iter().flat_map(|scenario| &scenario.changes).find_map(|c| match c {
                Change::Slow { node, takes, .. } if node == id => Some(takes.base()),
                _ => None,
            });
        stated.or_else(|| self.number("slow call"))
    }

    /// The first share of lost answers that a scenario of the board states for a link of a flow.
    pub(super) fn lost(&self, route: u32) -> Option<(u32, f64)> {
        let board = self.review.board();
        let used = &self.review.facts().flows.get(route as usize)?.links;
        board.scenarios.iter().flat_map(|scenario| &scenario.changes).find_map(|change| {
            let Change::AnswersLost { link, share, .. } = change else { return None };
            let at = board.links.position(link.as_str())? as u32;
            used.iter().any(|used| used.link == at).then(|| (at, share.base()))
        })
    }

    /// Plays it with every seed. Long runs are shortened to so many events, not below a second.
    pub(super) fn play(
        &mut self,
        seconds: f64,
        warm_up: f64,
        happenings: &[Happening],
    ) -> Result<Vec<Timeline>, Unchecked> {
        let (mut plan, events) = self.plan(seconds, happenings);
        if events > MOST_EVENTS {
            let shorter = seconds * MOST_EVENTS / events;
            if shorter < SHORTEST.max(seconds / 20.0) {
                return Err(Stopped::TooMany { events, most: MOST_EVENTS, shorter }.into());
            }
            plan.set_length(shorter);
        }
        plan.warm_up = warm_up * plan.seconds;
        self.play_seeds(plan, SEEDS)
    }

    /// How much of a run can be played: one for all of it.
    pub(super) fn share_that_can_be_played(&self, seconds: f64, happenings: &[Happening]) -> f64 {
        let (_, events) = self.plan(seconds, happenings);
        if events > MOST_EVENTS { MOST_EVENTS / events } else { 1.0 }
    }

    /// A plan, and how many events it needs.
    fn plan(&self, seconds: f64, happenings: &[Happening]) -> (Plan, f64) {
        let mut plan = Plan::calm(seconds, 0);
        plan.happenings = happenings.to_vec();
        let events = simulate::events_needed(&self.system, &plan);
        (plan, events)
    }

    /// Plays all of it or nothing: what is watched must not end early.
    pub(super) fn play_whole(
        &mut self,
        seconds: f64,
        seeds: u64,
        happenings: &[Happening],
    ) -> Result<Vec<Timeline>, Unchecked> {
        let (plan, events) = self.plan(seconds, happenings);
        if events > MOST_EVENTS {
            let shorter = (seconds * MOST_EVENTS / events).floor();
            return Err(Stopped::TooMany { events, most: MOST_EVENTS, shorter }.into());
        }
        self.play_seeds(plan, seeds)
    }

    fn play_seeds(&mut self, mut plan: Plan, seeds: u64) -> Result<Vec<Timeline>, Unchecked> {
        let mut runs = Vec::new();
        for seed in 1..=seeds {
            plan.seed = seed;
            let before = (seed - 1) as f64;
            let goes_on = &mut self.goes_on;
            let mut on = |done: f64| goes_on((before + done) / seeds as f64);
            runs.push(simulate::run(&self.system, &plan, &mut on)?);
        }
        Ok(runs)
    }

    /// Whether more arrives than can be done without any retry.
    pub(super) fn is_full_at_rest(&self) -> bool {
        let over = self.number("arrivals").zip(self.number("can do"));
        over.is_some_and(|(arrivals, can_do)| arrivals >= can_do)
    }
}

/// Holds from a time to the end.
pub(super) fn from(at: f64, what: What) -> Happening {
    Happening { from: at, until: f64::INFINITY, what }
}

/// The mean over runs of what can be read off each; none when it cannot be read off one of them.
pub(super) fn mean(runs: &[Timeline], read: impl Fn(&Timeline) -> Option<f64>) -> Option<f64> {
    let values: Option<Vec<f64>> = runs.iter().map(read).collect();
    let values = values.filter(|values| !values.is_empty())?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    mean.is_finite().then_some(mean)
}

/// Counted per second between two times, in whole steps.
pub(super) fn per_second(counts: &[u32], step: f64, since: f64, until: f64) -> Option<f64> {
    let first = (since / step).ceil().max(0.0) as usize;
    let end = ((until / step + 1e-9).floor() as usize).min(counts.len());
    let inside = counts.get(first..end).filter(|inside| !inside.is_empty())?;
    let all: u64 = inside.iter().map(|n| u64::from(*n)).sum();
    Some(all as f64 / (inside.len() as f64 * step))
}

/// Everything that was counted.
pub(super) fn all(counts: &[u32]) -> f64 {
    counts.iter().map(|n| f64::from(*n)).sum()
}
