//! The solution read off the rounds: what each pool, route and call amounts to, and where the
//! formulas do not apply.

use std::ops::RangeInclusive;

use super::calls::Use;
use super::pools::State;
use super::rates::Flow;
use super::retries::{self, Offered};
use super::rounds::Rounds;
use super::shape::call;
use super::spread::{Shape as Spread, Time};
use super::{
    CallSolution, Metastable, Outside, PoolSolution, RouteSolution, Solution, caches, mmc,
};
use crate::facts::system::{Call, Pool};
use crate::model::node::{Balancing, Overflow};

/// Variability above which two moments say too little.
const MOST_SCV: f64 = 4.0;

/// Share of arrivals that wait where a pool has a line now and then; a pool that is hardly ever free
/// is the limit of all before it, whatever happens behind.
const LINE: RangeInclusive<f64> = 0.1..=0.9;
/// The same of what it calls, which is slower to fill and to empty.
const LINE_BEHIND: RangeInclusive<f64> = 0.25..=0.95;

impl Rounds<'_> {
    pub(super) fn solution(&self, settled: bool) -> Solution {
        let unsettled = (!settled).then_some(Outside::Unsettled);
        let general = self.endless.then_some(Outside::Endless).or(unsettled);
        let mut pools: Vec<PoolSolution> = self
            .system
            .pools
            .iter()
            .enumerate()
            .map(|(at, pool)| self.pool(at, pool, general))
            .collect();
        self.tangle(&mut pools);
        let routes =
            (0..self.system.routes.len()).map(|at| self.route(at, &pools, general)).collect();
        Solution { pools, routes, rounds: 0 }
    }

    /// Whether something that a pool waits for has a line of its own now and then.
    ///
    /// Layers take it that what is inside settles before the number inside changes; a line settles in
    /// many times its service time (Courtois 1977). On random boards they were off by up to a fourth
    /// there (`tests/agreement.rs`).
    fn waits_in_line(&self, at: usize) -> bool {
        let stops = self.shape.stops.get(at).map_or(&[][..], Vec::as_slice);
        stops.iter().any(|(way, stop)| {
            let (Some(way), Some(route)) =
                (self.shape.ways.get(*way as usize), self.system.routes.get(*way as usize))
            else {
                return false;
            };
            way.out(*stop as usize).any(|(_, leg)| {
                let to = way.pools.get(leg.to as usize);
                let there = to.and_then(|to| self.states.see(*to as usize));
                let line = there
                    .is_some_and(|there| there.offered > 0.0 && LINE_BEHIND.contains(&there.waits));
                line && call(route, leg).is_some_and(|call| call.waits)
            })
        })
    }

    /// Whoever waits for an entangled pool is held for a time that is not known.
    fn tangle(&self, pools: &mut [PoolSolution]) {
        for index in self.shape.order.iter().rev() {
            let stops = self.shape.stops.get(*index as usize).map_or(&[][..], Vec::as_slice);
            let waits_for = |(way, stop): &(u32, u32)| {
                let (Some(way), Some(route)) =
                    (self.shape.ways.get(*way as usize), self.system.routes.get(*way as usize))
                else {
                    return false;
                };
                way.out(*stop as usize).any(|(_, leg)| {
                    let to = way.pools.get(leg.to as usize).and_then(|to| pools.get(*to as usize));
                    let tangled = to.is_some_and(|to| to.outside == Some(Outside::Entangled));
                    tangled && call(route, leg).is_some_and(|call| call.waits)
                })
            };
            if stops.iter().any(waits_for)
                && let Some(pool) = pools.get_mut(*index as usize)
            {
                pool.outside = pool.outside.or(Some(Outside::Entangled));
            }
        }
    }

    fn pool(&self, at: usize, pool: &Pool, general: Option<Outside>) -> PoolSolution {
        let Some(state) = self.states.see(at) else { return PoolSolution::default() };
        let slots = if pool.per_key { f64::INFINITY } else { pool.all_slots() };
        let hold = Time::of(state.hold, state.hold_scv * state.hold * state.hold);
        let mut wait = Time::of(state.wait, state.wait_variance());
        let all = self.response(at, pool, state);
        let mut response = all;
        if let Some(exact) = state.exact {
            wait.shape = Spread::Wait(exact);
            if (state.hold_scv - 1.0).abs() < 1e-9 && (exact.each * state.hold - 1.0).abs() < 1e-9 {
                response.shape = Spread::Response(exact);
            }
        }
        // Layers find their rates in rounds of their own; no more is served than arrives.
        let passes = state.passes.min(state.offered);
        let busy = (passes * state.hold).min(slots);
        let busy = if busy.is_nan() { slots } else { busy };
        let limited = slots.is_finite() && slots > 0.0 && !pool.per_key;
        let queue = if state.wait.is_infinite() && passes > 0.0 {
            f64::INFINITY
        } else {
            passes * state.wait
        };
        PoolSolution {
            arrivals: state.offered,
            throughput: passes,
            lost: state.lost,
            slots,
            busy,
            utilisation: if limited { (busy / slots).min(1.0) } else { 0.0 },
            queue: if queue.is_nan() { 0.0 } else { queue },
            wait,
            hold,
            response,
            waits: state.waits,
            capacity: state.capacity,
            layered: state.layered,
            states: state.states.clone(),
            hit_ratio: self.hit_ratio(at, pool),
            outside: general.or_else(|| self.outside(at, pool, state)),
        }
    }

    /// Wait and everything after it, over all routes.
    fn response(&self, at: usize, pool: &Pool, state: &State) -> Time {
        if pool.holds {
            let variance = state.wait_variance() + state.hold_scv * state.hold * state.hold;
            return Time::of(state.wait + state.hold, variance);
        }
        let (mut mean, mut variance, mut all) = (0.0, 0.0, 0.0);
        for (way, stop) in self.shape.stops.get(at).map_or(&[][..], Vec::as_slice) {
            let (Some(flow), Some(inners)) =
                (self.flows.get(*way as usize), self.inners.get(*way as usize))
            else {
                continue;
            };
            let arrive = flow.arrive.at(*stop as usize);
            let inner = inners.at(*stop as usize);
            all += arrive;
            if arrive > 0.0 {
                mean += arrive * inner.mean;
                variance += arrive * inner.variance;
            }
        }
        let (mean, variance) = if all > 0.0 { (mean / all, variance / all) } else { (0.0, 0.0) };
        let own = state.hold_scv * state.hold * state.hold;
        Time::of(state.wait + state.hold + mean, state.wait_variance() + own + variance)
    }

    fn hit_ratio(&self, at: usize, pool: &Pool) -> Option<f64> {
        pool.cached?;
        let (mut hits, mut all) = (0.0, 0.0);
        for (route, _) in self.shape.stops.get(at)? {
            let uses = self.system.routes.get(*route as usize)?.calls.iter();
            if uses.filter(|call| call.on_miss == Some(at as u32)).count() > 0 {
                let rate =
                    self.flows.get(*route as usize).map_or(0.0, |flow| flow.rate).max(1e-300);
                hits += rate * (1.0 - self.misses.get(*route as usize)?.at(at));
                all += rate;
            }
        }
        if all > 0.0 { Some(hits / all) } else { pool.cached.and_then(|cached| cached.hit_ratio) }
    }

    fn outside(&self, at: usize, pool: &Pool, state: &State) -> Option<Outside> {
        let busy = state.waits > 1e-6 || state.lost > 1e-9;
        if self.shape.circular.at(at) && pool.slots.is_some() && state.offered > 0.0 {
            return Some(Outside::Circle);
        }
        let uneven = pool.balancing == Balancing::LeastConnections && pool.replicas > 1;
        if uneven && busy {
            return Some(Outside::LeastConnections);
        }
        if pool.overflow == Overflow::DropOldest && state.lost > 1e-9 {
            return Some(Outside::DropsOldest);
        }
        if state.entangled {
            return Some(Outside::Entangled);
        }
        if state.cut {
            return Some(Outside::TooLarge);
        }
        if state.limited && LINE.contains(&state.waits) && self.waits_in_line(at) {
            return Some(Outside::Lines);
        }
        if busy && state.hold_scv > MOST_SCV {
            return Some(Outside::Variable);
        }
        None
    }

    fn route(&self, at: usize, pools: &[PoolSolution], general: Option<Outside>) -> RouteSolution {
        let (Some(way), Some(route), Some(flow), Some(inners)) = (
            self.shape.ways.get(at),
            self.system.routes.get(at),
            self.flows.get(at),
            self.inners.get(at),
        ) else {
            return RouteSolution::default();
        };
        let (mut mean, mut second, mut success) = (0.0, 0.0, 0.0);
        let mut outside = general;
        for (stop, share) in &way.starts {
            let stop = *stop as usize;
            let index = way.pools.get(stop).copied().unwrap_or(0) as usize;
            let inner = inners.at(stop);
            let start = pools.get(index);
            let own = start.map_or(Time::ZERO, |start| start.wait);
            let work = self.system.pools.get(index).map_or(0.0, |pool| pool.work.mean);
            let one = own.mean + work + inner.answered;
            mean += share * one;
            let scv = self.system.pools.get(index).map_or(0.0, |pool| pool.work.scv);
            second +=
                share * (inner.answered_variance + own.variance() + scv * work * work + one * one);
            success += share * flow.ok.at(stop) * (1.0 - start.map_or(0.0, |start| start.lost));
        }
        let mut response = Time::of(mean, second - mean * mean);
        if let Some(exact) = Self::exact(way, flow, mean) {
            response.shape = exact;
        }
        let mut calls = vec![CallSolution::default(); route.calls.len()];
        for (place, leg) in way.calls.iter().enumerate() {
            let (Some(one), Some(out)) = (call(route, *leg), calls.get_mut(leg.call as usize))
            else {
                continue;
            };
            let to = way.pools.get(leg.to as usize).copied().unwrap_or(0);
            *out = self.call(one, to, flow.uses.at(place), flow.used.at(place));
            if one.breaker && out.fails > 0.01 {
                outside = outside.or(Some(Outside::Breaker));
            }
            let vulnerable =
                out.retries.as_ref().is_some_and(|r| r.verdict == Metastable::Vulnerable);
            if vulnerable && out.fails > 0.001 {
                outside = outside.or(Some(Outside::TwoStates));
            }
            if !one.waits && out.given_up > 1e-6 {
                outside = outside.or(Some(Outside::Redelivery));
            }
            let unknown = one.on_miss.is_some_and(|cache| {
                let cached = self.system.pools.get(cache as usize).and_then(|pool| pool.cached);
                cached.is_some_and(|c| caches::hit_ratio(&c, route.keys, flow.rate).is_none())
            });
            if unknown {
                outside = outside.or(Some(Outside::HitRatio));
            }
        }
        for index in &way.pools {
            outside = outside.or_else(|| pools.get(*index as usize).and_then(|pool| pool.outside));
        }
        RouteSolution {
            rate: flow.rate,
            throughput: flow.rate * success * self.kept(way, flow),
            success,
            response,
            calls,
            outside,
        }
    }

    /// Share of what begins that is worked on where lines grow without end.
    fn kept(&self, way: &super::shape::Way, flow: &Flow) -> f64 {
        let mut least = 1.0_f64;
        for (stop, index) in way.pools.iter().enumerate() {
            let Some(state) = self.states.see(*index as usize) else { continue };
            if state.wait.is_infinite() && flow.arrive.at(stop) > 0.0 {
                least = least.min(state.served());
            }
        }
        least
    }

    /// The exact law of a route that makes one call to one pool and nothing else.
    fn exact(way: &super::shape::Way, flow: &Flow, mean: f64) -> Option<Spread> {
        let [(stop, _)] = way.starts.as_slice() else { return None };
        let mut out = way.out(*stop as usize);
        let (place, _) = out.next()?;
        let used = flow.used.at(place);
        let only = out.next().is_none() && (used.answered.mean - mean).abs() <= 1e-12 * mean;
        (only && flow.uses.at(place) > 0.0 && used.answered.shape != Spread::TwoMoments)
            .then_some(used.answered.shape)
    }

    fn call(&self, call: &Call, to: u32, uses: f64, used: Use) -> CallSolution {
        CallSolution {
            link: call.link,
            uses,
            attempts: used.attempts,
            success: used.success,
            given_up: used.given_up,
            refused: used.refused,
            fails: used.fails,
            time: used.time,
            retries: self.retries(call, to, uses, &used),
        }
    }

    /// All fixed points of a call with timeout and retries; of the pool at its other end as M/M/c.
    fn retries(&self, call: &Call, to: u32, uses: f64, used: &Use) -> Option<Offered> {
        let timeout = call.timeout.filter(|_| call.retries > 0 && uses > 0.0)?;
        let state = self.states.see(to as usize)?;
        let pool = self.system.pools.get(to as usize)?;
        let others = (state.offered - uses * used.attempts).max(0.0);
        let capacity = (state.capacity - others).max(0.0);
        let retries =
            call.budget.map_or(f64::from(call.retries), |b| b.min(f64::from(call.retries)));
        if uses * (retries + 1.0) < 0.5 * capacity {
            // Far from full even with every retry.
            return Some(Offered {
                fixed_points: vec![uses * used.attempts],
                verdict: Metastable::Safe,
                stable_below: capacity / (retries + 1.0),
            });
        }
        // As many slots as are busy when it does all it can, each as long as nothing waits.
        let slots = (state.capacity * state.rest).ceil().clamp(1.0, 512.0);
        let slots = if pool.per_key { 1.0 } else { slots.min(pool.all_slots()) };
        let work = slots / state.capacity;
        let rest = (timeout - call.network).max(0.0);
        let fails = |x: f64| {
            mmc::Mmc::of(slots, x + others, work).map_or(1.0, |pool| pool.response_tail(rest))
        };
        Some(retries::fixed_points(uses, retries.floor() as u32, capacity, fails))
    }
}
