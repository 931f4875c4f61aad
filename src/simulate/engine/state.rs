//! What a leg, a link and a route are in the middle of, and their tracks.

use std::collections::VecDeque;

use super::super::dice::{Dice, Purpose};
use super::super::limits::{Breaker, RateLimit, RetryBudget};
use super::super::script::Journey;
use super::super::visit::Handle;
use super::super::{EffectCount, FlowTrack, Histogram, LinkTrack};

/// A leg while it is played.
#[derive(Debug, Default)]
pub(super) struct LegState {
    /// Deadlines in their order; the first is on the agenda.
    pub(super) timeouts: VecDeque<(f64, Handle)>,
    pub(super) limit: Option<RateLimit>,
    pub(super) budget: Option<RetryBudget>,
    pub(super) dice: Dice,
    pub(super) pauses: Dice,
}

/// A link while it is played.
#[derive(Debug, Default)]
pub(super) struct LinkState {
    pub(super) breaker: Option<Breaker>,
    /// When the breaker opened, and for how long it was open in this step.
    pub(super) open: f64,
    pub(super) checked: f64,
    pub(super) lag: Option<f64>,
    pub(super) lost: f64,
    pub(super) dice: Dice,
    pub(super) counts: LinkCounts,
    pub(super) under_way: u32,
    pub(super) track: LinkTrack,
}

/// Attempts of one step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LinkCounts {
    pub(super) calls: u32,
    pub(super) retries: u32,
    pub(super) ok: u32,
    pub(super) timed_out: u32,
    pub(super) failed: u32,
}

/// A route while it is played.
#[derive(Debug, Default)]
pub(super) struct RouteState {
    pub(super) rate: f64,
    /// When the next request begins.
    pub(super) next: f64,
    /// Users there are, and users there should be.
    pub(super) users: u32,
    pub(super) wanted: u32,
    pub(super) arrivals: Dice,
    pub(super) starts: Dice,
    pub(super) items: Dice,
    pub(super) thinking: Dice,
    pub(super) begun: u32,
    pub(super) ok: u32,
    pub(super) failed: u32,
    pub(super) under_way: u32,
    pub(super) happened: Vec<(u32, u32)>,
    pub(super) of_step: Histogram,
    pub(super) track: FlowTrack,
}

impl LinkState {
    /// Adds up for how long the breaker has been open.
    pub(super) fn fold(&mut self, now: f64) {
        if let Some(breaker) = &self.breaker {
            self.open += breaker.open_between(self.checked, now);
        }
        self.checked = now;
    }

    pub(super) fn close(&mut self, until: f64, length: f64) {
        self.fold(until);
        let counts = std::mem::take(&mut self.counts);
        self.track.calls.push(counts.calls);
        self.track.retries.push(counts.retries);
        self.track.ok.push(counts.ok);
        self.track.timed_out.push(counts.timed_out);
        self.track.failed.push(counts.failed);
        self.track.open.push((std::mem::take(&mut self.open) / length).min(1.0));
        self.track.under_way.push(self.under_way);
    }
}

impl RouteState {
    pub(super) fn new(journey: &Journey, number: u32, seed: u64) -> Self {
        let dice = |purpose| Dice::new(seed, purpose, number);
        let effect = |effect: &_| EffectCount {
            effect: *effect,
            happened: Vec::new(),
            again: Vec::new(),
            recognised: 0,
        };
        Self {
            next: f64::INFINITY,
            arrivals: dice(Purpose::Arrivals),
            starts: dice(Purpose::Starts),
            items: dice(Purpose::Keys),
            thinking: dice(Purpose::Thinking),
            happened: vec![(0, 0); journey.effects.len()],
            track: FlowTrack {
                effects: journey.effects.iter().map(effect).collect(),
                ..FlowTrack::default()
            },
            ..Self::default()
        }
    }

    pub(super) fn close(&mut self) {
        let track = &mut self.track;
        track.begun.push(std::mem::take(&mut self.begun));
        track.ok.push(std::mem::take(&mut self.ok));
        track.failed.push(std::mem::take(&mut self.failed));
        track.under_way.push(self.under_way);
        let some = self.of_step.count > 0;
        let quantile = |share| if some { self.of_step.quantile(share) } else { f64::NAN };
        track.median.push(quantile(0.5));
        track.p99.push(quantile(0.99));
        if some {
            self.of_step.clear();
        }
        for (effect, counts) in track.effects.iter_mut().zip(&mut self.happened) {
            let (happened, again) = std::mem::take(counts);
            effect.happened.push(happened);
            effect.again.push(again);
        }
    }
}
