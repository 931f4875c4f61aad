//! How long slots are held and answers take: own work and the calls waited for, callees first.

use super::calls::{self, There, Use};
use super::per::Per;
use super::pools::State;
use super::rates::{Flow, keeps, probability};
use super::shape::{Leg, Way, call};
use super::spread::{Shape as Spread, Time, longest};
use crate::facts::System;
use crate::facts::system::{Call, Route};

/// The calls of a stop, for one request that gets that far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Inner {
    /// Mean time.
    pub(super) mean: f64,
    /// Variance of it.
    pub(super) variance: f64,
    /// Mean time if nothing waited.
    pub(super) rest: f64,
    /// Mean time of requests that end well.
    pub(super) answered: f64,
    /// Variance of it.
    pub(super) answered_variance: f64,
}

/// What one stop of a route sees.
pub(super) struct View<'v> {
    pub(super) system: &'v System,
    pub(super) route: &'v Route,
    pub(super) way: &'v Way,
    pub(super) states: &'v Per<State>,
    pub(super) miss: &'v dyn Fn(u32) -> f64,
}

impl View<'_> {
    /// Times of a stop's calls; what each use amounts to is written to the flow.
    pub(super) fn inner(&self, stop: usize, flow: &mut Flow, inner: &Per<Inner>) -> Inner {
        let mut all = Inner::default();
        let pool = self.way.pools.get(stop).and_then(|pool| self.system.pools.get(*pool as usize));
        let mut going = 1.0 - pool.map_or(0.0, |pool| pool.errors);
        let mut group = Group::default();
        for (place, leg) in self.way.out(stop) {
            let Some(call) = call(self.route, leg) else { continue };
            let (there, rest) = self.there(call, leg, flow, inner);
            let used = calls::one(call, &there);
            flow.used.set(place, used);
            let missed = call.on_miss.map_or(1.0, self.miss);
            let share = probability(self.route, self.way, stop, call) * missed;
            let of = (call.parallel, call.one_of);
            if group.of != of {
                going = std::mem::take(&mut group).close(going, &mut all);
                group.of = of;
            }
            group.lost = 1.0 - group.kept() * keeps(call, &used, missed);
            if call.waits {
                let rest = (rest + call.network).min(call.timeout.unwrap_or(f64::INFINITY));
                group.add(call, share, &used, rest);
            }
            if of == (None, None) {
                going = std::mem::take(&mut group).close(going, &mut all);
            }
        }
        going = group.close(going, &mut all);
        flow.ok.set(stop, going.clamp(0.0, 1.0));
        all
    }

    /// The other end of a call, and its time if nothing waited.
    fn there(&self, call: &Call, leg: Leg, flow: &Flow, inner: &Per<Inner>) -> (There, f64) {
        let to = leg.to as usize;
        let Some(pool) = self.way.pools.get(to).copied() else { return Default::default() };
        let Some(state) = self.states.see(pool as usize) else { return Default::default() };
        let own_errors = self.system.pools.get(pool as usize).map_or(0.0, |pool| pool.errors);
        let plain = self.system.pools.get(pool as usize).map_or_else(Default::default, |p| p.work);
        let work = call.work.unwrap_or(plain);
        let (after, errors) = if call.leaf || leg.back {
            (Inner::default(), own_errors)
        } else {
            (inner.at(to), 1.0 - flow.ok.at(to))
        };
        let mean = state.wait + work.mean + after.mean;
        let variance = state.wait_variance() + work.scv * work.mean * work.mean + after.variance;
        let mut response = Time::of(mean, variance);
        let mut answered = Time::of(
            state.wait + work.mean + after.answered,
            state.wait_variance() + work.scv * work.mean * work.mean + after.answered_variance,
        );
        let alone = after.mean <= 0.0 && (work.scv - 1.0).abs() < 1e-12;
        if let Some(exact) = state.exact
            && alone
            && (exact.each * work.mean - 1.0).abs() < 1e-12
        {
            response.shape = Spread::Response(exact);
            answered.shape = Spread::Response(exact);
        }
        let mut refused = state.lost;
        if let Some(limit) = call.limit {
            let offered = state.offered;
            refused = 1.0 - (1.0 - refused) * (limit / offered.max(limit)).clamp(0.0, 1.0);
        }
        (There { response, answered, refused, errors }, work.mean + after.rest)
    }
}

/// Calls that belong together: made at the same time, or one of them.
#[derive(Default)]
struct Group {
    of: (Option<u32>, Option<u32>),
    lost: f64,
    rest: f64,
    all: Sum,
    answered: Sum,
}

/// Times added up, with the moments that go with them.
#[derive(Default)]
struct Sum {
    mean: f64,
    variance: f64,
    second: f64,
    together: Vec<(f64, Time)>,
}

impl Group {
    /// Share of requests that go on after it.
    fn kept(&self) -> f64 {
        1.0 - self.lost
    }

    fn add(&mut self, call: &Call, share: f64, used: &Use, rest: f64) {
        let at_once = self.of.0.is_some();
        let rest = share * call.times * rest;
        self.rest = if at_once { self.rest.max(rest) } else { self.rest + rest };
        self.all.add(call, share, used.time, at_once);
        // Who goes on without an answer has waited for it all the same.
        let answered = if call.soft { used.time } else { used.answered };
        self.answered.add(call, share, answered, at_once);
    }

    fn close(self, going: f64, inner: &mut Inner) -> f64 {
        let kept = self.kept();
        let one_of = self.of.1.is_some();
        let (mean, variance) = self.all.close(one_of);
        if going > 0.0 {
            let second = variance + mean * mean;
            inner.mean += going * mean;
            inner.variance += (going * second - going * going * mean * mean).max(0.0);
        }
        let (mean, variance) = self.answered.close(one_of);
        inner.answered += mean;
        inner.answered_variance += variance;
        inner.rest += self.rest;
        going * kept
    }
}

impl Sum {
    fn add(&mut self, call: &Call, share: f64, time: Time, at_once: bool) {
        let (whole, part) = (call.times.floor(), call.times.fract());
        let (mean, variance) = (time.mean, time.variance());
        // Uses once the call is made: a whole number, and one more by chance.
        let count_second = whole * whole + 2.0 * whole * part + part;
        let one = call.times * mean;
        if share * call.times <= 0.0 {
            return;
        }
        if mean.is_infinite() {
            self.mean = f64::INFINITY;
            return;
        }
        if at_once {
            let spread = call.times * variance + part * (1.0 - part) * mean * mean;
            let exactly = (call.times - 1.0).abs() < 1e-12;
            self.together
                .push((share.min(1.0), if exactly { time } else { Time::of(one, spread) }));
            return;
        }
        // A whole number of uses one after the other, or one more.
        let second = share * (call.times * variance + count_second * mean * mean);
        self.mean += share * one;
        self.second += second;
        self.variance += (second - share * share * one * one).max(0.0);
    }

    fn close(self, one_of: bool) -> (f64, f64) {
        if self.mean.is_infinite() {
            return (f64::INFINITY, 0.0);
        }
        if !self.together.is_empty() {
            let slowest = longest(&self.together);
            return (self.mean + slowest.mean, self.variance + slowest.variance());
        }
        if one_of {
            // Exactly one of them: their squares do not mix.
            return (self.mean, (self.second - self.mean * self.mean).max(0.0));
        }
        (self.mean, self.variance)
    }
}
