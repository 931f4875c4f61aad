//! Rounds of rates, holds and layers until nothing changes, and the solution read off them.

use super::calls::Use;
use super::keys::Alike;
use super::layers::{Layers, Memory};
use super::per::Per;
use super::pools::{self, MOST_SLOTS, State};
use super::rates::{self, Flow};
use super::retries::{self, Offered};
use super::shape::{Shape, call};
use super::spread::{Shape as Spread, Time};
use super::times::{Inner, View};
use super::{
    CallSolution, Metastable, Outside, PoolSolution, RouteSolution, Solution, caches, mmc,
    variability,
};
use crate::facts::System;
use crate::facts::system::{Arrivals, Call, Keys, Pool};
use crate::model::node::{Balancing, Overflow};

/// Most rounds.
const ROUNDS: u32 = 60;
/// Fewest rounds, however large the layers are; the most in a large system.
const FEWEST: u32 = 10;
/// More pools are a large system: layers are not followed there, pools are solved one by one, and
/// those whose slots run out because of what they wait for say so.
const LARGE: usize = 64;
/// Multiply-adds that all rounds together may take: some hundred milliseconds.
const ALL_WORK: f64 = 3e8;
/// Multiply-adds that one round may take; what is beyond is solved as in a large system.
const ROUND_WORK: f64 = 8e6;
/// Relative change below which nothing changes.
const SETTLED: f64 = 1e-11;
/// The same where something feeds back for many rounds.
const NEARLY_SETTLED: f64 = 1e-7;
/// A change that nobody would notice, when the last round is over.
const GOOD_ENOUGH: f64 = 1e-4;
/// Rounds after which feedback counts as such.
const PATIENT: u32 = 8;
/// Changes that do not shrink to this share from round to round are halved.
const SHRINKING: f64 = 0.6;
/// Chance of a timeout below which a caller is kept exactly as long as the other end takes.
const RARE: f64 = 1e-7;
/// Variability above which two moments say too little.
const MOST_SCV: f64 = 4.0;

/// Solves a system.
pub fn solve(system: &System) -> Solution {
    let mut rounds = Rounds::of(system);
    let mut settled = false;
    let mut count = 0;
    while count < rounds.most() && !settled {
        count += 1;
        settled = rounds.once(count);
    }
    let mut solution = rounds.solution(settled || rounds.change < GOOD_ENOUGH);
    solution.rounds = count;
    solution
}

struct Rounds<'s> {
    system: &'s System,
    shape: Shape,
    flows: Vec<Flow>,
    inners: Vec<Per<Inner>>,
    states: Per<State>,
    steady: Vec<Per<bool>>,
    keys: Vec<Option<Vec<Alike>>>,
    /// Share of reads each cache has no answer for, by route.
    misses: Vec<Per<f64>>,
    memory: Memory,
    endless: bool,
    /// Largest relative change of the last round.
    change: f64,
    /// Whether changes are halved.
    halves: bool,
    /// Rounds whose change did not shrink.
    stalled: u32,
    /// Multiply-adds that the layers of one round take.
    work: f64,
}

impl<'s> Rounds<'s> {
    fn of(system: &'s System) -> Self {
        let shape = Shape::of(system);
        let pools = system.pools.len();
        let flows: Vec<Flow> = shape.ways.iter().map(Flow::new).collect();
        let inners =
            shape.ways.iter().map(|way| Per::new(way.pools.len(), Inner::default())).collect();
        let steady = system
            .routes
            .iter()
            .zip(&shape.ways)
            .map(|(route, way)| {
                let mut steady = Per::new(way.calls.len(), false);
                for (place, leg) in way.calls.iter().enumerate() {
                    let may = call(route, *leg)
                        .is_some_and(|call| !leg.back && keeps_exactly(system, call));
                    steady.set(place, may);
                }
                steady
            })
            .collect();
        let states = Per::new(pools, State { factor: 1.0, ..State::default() });
        let mut rounds = Self {
            system,
            flows,
            inners,
            states,
            steady,
            keys: vec![None; pools],
            misses: Vec::new(),
            memory: Memory::default(),
            endless: false,
            change: f64::INFINITY,
            halves: false,
            stalled: 0,
            work: 0.0,
            shape,
        };
        rounds.begin();
        rounds
    }

    fn is_large(&self) -> bool {
        self.system.pools.len() > LARGE
    }

    /// Most rounds that the layers leave time for.
    fn most(&self) -> u32 {
        if self.is_large() {
            return FEWEST;
        }
        let affordable = ALL_WORK / self.work.max(1.0);
        (affordable.min(f64::from(ROUNDS)) as u32).max(FEWEST)
    }

    /// First rates: as stated, or users over their pause and the work that waits for them.
    fn begin(&mut self) {
        let none = |_: u32| 1.0;
        for (at, route) in self.system.routes.iter().enumerate() {
            let Some(flow) = self.flows.get_mut(at) else { continue };
            flow.rate = match route.arrivals {
                Arrivals::Open(rate) if rate.is_finite() => rate.max(0.0),
                Arrivals::Open(_) => 1e12,
                Arrivals::Unknown => 0.0,
                // Only ratios count until the users' own rate is known.
                Arrivals::Closed { users, .. } => f64::from(u8::from(users >= 1.0)),
            };
            if matches!(route.arrivals, Arrivals::Closed { .. }) {
                rates::pass(self.system, &self.shape, at, flow, &none, &none);
                let way = self.shape.ways.get(at);
                let work: f64 = way.map_or(0.0, |way| {
                    let stops = way.pools.iter().enumerate();
                    stops.map(|(stop, _)| flow.work.at(stop).mean).sum()
                });
                if let Arrivals::Closed { users, think } = route.arrivals {
                    let cycle = think + work / flow.rate.max(1e-300);
                    flow.rate = if cycle > 0.0 { users.floor() / cycle } else { 0.0 };
                }
            }
        }
        self.hit_ratios();
    }

    fn hit_ratios(&mut self) {
        let pools = self.system.pools.len();
        self.misses = self
            .system
            .routes
            .iter()
            .enumerate()
            .map(|(at, route)| {
                let mut misses = Per::new(pools, 1.0);
                for call in route.calls.iter().filter_map(|call| call.on_miss) {
                    let cached = self.system.pools.get(call as usize).and_then(|pool| pool.cached);
                    let reads = self.flows.get(at).map_or(0.0, |flow| flow.rate);
                    let hit = cached.and_then(|c| caches::hit_ratio(&c, route.keys, reads));
                    misses.set(call as usize, 1.0 - hit.unwrap_or(0.0));
                }
                misses
            })
            .collect();
    }

    /// One round; true when nothing changed.
    fn once(&mut self, count: u32) -> bool {
        let before: Vec<(f64, f64, f64)> =
            self.states.all().iter().map(|state| (state.wait, state.passes, state.hold)).collect();
        self.pass();
        self.gather();
        self.hold(count);
        let closed =
            self.system.routes.iter().any(|r| matches!(r.arrivals, Arrivals::Closed { .. }));
        let changed = if closed || self.states.all().iter().any(|state| state.limited) {
            self.layer(count)
        } else {
            0.0
        };
        let mut change = changed;
        for (state, old) in self.states.all().iter().zip(&before) {
            let part = |new: f64, old: f64, scale: f64| {
                let scale = new.abs().max(old.abs()).max(scale);
                if scale <= 0.0 || new.to_bits() == old.to_bits() {
                    0.0
                } else {
                    (new - old).abs() / scale
                }
            };
            let parts = [
                part(state.wait, old.0, state.hold),
                part(state.passes, old.1, 0.0),
                part(state.hold, old.2, 0.0),
            ];
            // Infinite and finite are as unlike as can be.
            let most = parts.into_iter().map(|p| if p.is_nan() { 1.0 } else { p });
            change = most.fold(change, f64::max);
        }
        let stalls = count > 4 && change > SHRINKING * self.change;
        self.stalled += u32::from(stalls);
        self.halves = stalls || self.stalled > 2;
        self.change = change;
        let enough = match count {
            _ if self.is_large() => GOOD_ENOUGH,
            _ if count > PATIENT => NEARLY_SETTLED,
            _ => SETTLED,
        };
        count > 1 && change <= enough
    }

    fn pass(&mut self) {
        let Self { system, shape, flows, states, misses, endless, .. } = self;
        for (at, flow) in flows.iter_mut().enumerate() {
            let served = |pool: u32| states.see(pool as usize).map_or(1.0, State::served);
            let missed = |pool: u32| misses.get(at).map_or(1.0, |misses| misses.at(pool as usize));
            if !rates::pass(system, shape, at, flow, &served, &missed) {
                *endless = true;
            }
        }
    }

    /// Arrivals of every pool, over all routes.
    fn gather(&mut self) {
        let per_key: Vec<bool> = self.system.pools.iter().map(|pool| pool.per_key).collect();
        for (pool, stops) in self.shape.stops.iter().enumerate() {
            let mut offered = 0.0;
            let mut work = 0.0;
            for (way, stop) in stops {
                let Some(flow) = self.flows.get(*way as usize) else { continue };
                offered += flow.arrive.at(*stop as usize);
                work += flow.work.at(*stop as usize).mean;
            }
            self.states.edit(pool, |state| {
                // The share that was served stays until it is known anew.
                let served = state.served();
                state.offered = offered;
                state.passes = offered * served;
                state.accepted = state.passes;
                state.own = if offered > 0.0 { work / offered } else { 0.0 };
            });
            if per_key.get(pool) == Some(&true) {
                let routes: Vec<(f64, Keys)> = stops
                    .iter()
                    .filter_map(|(way, stop)| {
                        let flow = self.flows.get(*way as usize)?;
                        let route = self.system.routes.get(*way as usize)?;
                        Some((flow.arrive.at(*stop as usize), route.keys))
                    })
                    .collect();
                let known = self.keys.get(pool).is_some_and(Option::is_some);
                if let (Some(keys), true) = (self.keys.get_mut(pool), !known || routes.len() > 1) {
                    *keys = Some(pools::keys_of(&routes));
                }
            }
        }
    }

    /// Holds and waits of every pool, callees first.
    fn hold(&mut self, count: u32) {
        for at in (0..self.shape.order.len()).rev() {
            let Some(index) = self.shape.order.get(at).copied() else { continue };
            let Some(pool) = self.system.pools.get(index as usize) else { continue };
            self.inner(index, count);
            let keys = self.keys.get(index as usize).and_then(Option::as_ref);
            let Some(state) = self.states.see(index as usize) else { continue };
            let mut state = state.clone();
            self.summed(index, pool, &mut state);
            let own_limit = pools::capacity(pool, keys.map(Vec::as_slice), state.rest);
            let (below, spread) = self.below(index, &state, pool);
            if !state.layered {
                state.capacity = own_limit.min(below);
            }
            let scv = if own_limit <= below { state.hold_scv } else { 1.0 };
            state.factor = if pool.slots.is_some() && !pool.per_key {
                variability::factor(pools::arrivals_scv(pool), scv)
            } else {
                1.0
            };
            if !state.layered {
                pools::open(pool, keys.map(Vec::as_slice), &mut state);
            }
            let lines = pools::lines(pool);
            let slots = pool.all_slots();
            let busy = if state.hold.is_finite() { state.passes * state.hold } else { state.hold };
            let room = busy + 6.0 * spread.0.sqrt() + 6.0 + spread.1;
            let limits = pool.holds && !pool.per_key && slots <= MOST_SLOTS && lines <= 1.0;
            let runs_out = limits && state.offered > 0.0 && slots < room && below.is_finite();
            if runs_out && !state.limited {
                let work = 3.0 * (2.0 + self.waited_for(index)) * slots * slots;
                state.limited = !self.is_large() && self.work + work <= ROUND_WORK;
                state.cut = !state.limited;
                if state.limited {
                    self.work += work;
                }
            }
            state.spread = (spread.0, spread.1);
            own_tail(&mut state);
            self.states.set(index as usize, state);
        }
    }

    /// How many pools a pool waits for.
    fn waited_for(&self, index: u32) -> f64 {
        let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
        let calls = stops.iter().filter_map(|(way, stop)| {
            Some(self.shape.ways.get(*way as usize)?.out(*stop as usize).count())
        });
        calls.sum::<usize>() as f64
    }

    /// Calls of every stop at a pool.
    fn inner(&mut self, index: u32, count: u32) {
        let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
        for (way_at, stop) in stops {
            let at = *way_at as usize;
            let (Some(way), Some(route), Some(flow), Some(inners), Some(steady)) = (
                self.shape.ways.get(at),
                self.system.routes.get(at),
                self.flows.get_mut(at),
                self.inners.get_mut(at),
                self.steady.get_mut(at),
            ) else {
                continue;
            };
            let misses = self.misses.get(at);
            let miss = |pool: u32| misses.map_or(1.0, |misses| misses.at(pool as usize));
            let view = View { system: self.system, route, way, states: &self.states, miss: &miss };
            let old: Vec<(usize, Use)> =
                way.out(*stop as usize).map(|(place, _)| (place, flow.used.at(place))).collect();
            let inner = view.inner(*stop as usize, flow, inners);
            inners.set(*stop as usize, inner);
            if self.halves {
                // Attempts and successes move half of the way.
                for (place, old) in &old {
                    flow.used.edit(*place, |used| {
                        used.attempts = f64::midpoint(used.attempts, old.attempts);
                        used.success = f64::midpoint(used.success, old.success);
                    });
                }
            }
            if count >= 3 {
                for (place, _) in old {
                    if flow.used.at(place).given_up > RARE {
                        steady.set(place, false);
                    }
                }
            }
        }
    }

    /// Mean hold over all routes and links that lead to a pool.
    fn summed(&self, index: u32, pool: &Pool, state: &mut State) {
        let (mut mean, mut second, mut rest, mut all) = (0.0, 0.0, 0.0, 0.0);
        let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
        for (way, stop) in stops {
            let (Some(flow), Some(inners)) =
                (self.flows.get(*way as usize), self.inners.get(*way as usize))
            else {
                continue;
            };
            let stop = *stop as usize;
            let (arrive, work) = (flow.arrive.at(stop), flow.work.at(stop));
            let inner = if pool.holds { inners.at(stop) } else { Inner::default() };
            let calling = (arrive - flow.leaf.at(stop)).max(0.0);
            all += arrive;
            if calling > 0.0 {
                mean += calling * inner.mean;
                let own = if arrive > 0.0 { work.mean / arrive } else { 0.0 };
                second +=
                    calling * (inner.variance + inner.mean * inner.mean + 2.0 * own * inner.mean);
            }
            mean += work.mean;
            second += work.second;
            rest += work.mean + calling * inner.rest;
        }
        if all <= 0.0 {
            // Nothing arrives: what one request would take.
            let inner = stops.iter().filter_map(|(way, stop)| {
                self.inners.get(*way as usize).map(|inners| inners.at(*stop as usize))
            });
            let inner = if pool.holds {
                inner.fold(Inner::default(), |a, b| if b.rest > a.rest { b } else { a })
            } else {
                Inner::default()
            };
            state.hold = pool.work.mean + inner.mean;
            state.rest = pool.work.mean + inner.rest;
            state.hold_scv = pool.work.scv;
            return;
        }
        state.hold = mean / all;
        state.rest = rest / all;
        let square = state.hold * state.hold;
        state.hold_scv = if square > 0.0 && square.is_finite() && second.is_finite() {
            (second / all / square - 1.0).max(0.0)
        } else {
            1.0
        };
    }

    /// Most requests a pool gets through what it calls, and how far the number inside is spread.
    fn below(&self, index: u32, state: &State, pool: &Pool) -> (f64, (f64, f64)) {
        let mut visits: Vec<(u32, f64)> = Vec::new();
        let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
        for (at, stop) in stops {
            let (Some(way), Some(route), Some(flow)) = (
                self.shape.ways.get(*at as usize),
                self.system.routes.get(*at as usize),
                self.flows.get(*at as usize),
            ) else {
                continue;
            };
            for (place, leg) in way.out(*stop as usize) {
                let waits = call(route, leg).is_some_and(|call| call.waits);
                let rate = flow.uses.at(place) * flow.used.at(place).attempts;
                if let (true, Some(to)) = (waits && rate > 0.0, way.pools.get(leg.to as usize)) {
                    match visits.iter_mut().find(|(pool, _)| pool == to) {
                        Some((_, sum)) => *sum += rate,
                        None => visits.push((*to, rate)),
                    }
                }
            }
        }
        let (mut below, mut spread, mut tail) = (f64::INFINITY, state.passes * state.own, 0.0_f64);
        for (to, rate) in visits {
            let Some(child) = self.states.see(to as usize) else { continue };
            let passes = state.passes.max(1e-300);
            below = below.min(child.capacity * passes / rate);
            let share = (rate / child.offered.max(1e-300)).min(1.0);
            let number = child.passes * (child.wait + child.hold);
            let number = if number.is_finite() { number } else { 0.0 };
            spread += share * share * (child.spread.0 - number).max(0.0) + share * number;
            tail = tail.max(child.spread.1);
        }
        if !pool.holds {
            return (f64::INFINITY, (state.passes * state.own, 0.0));
        }
        (below, (spread, tail))
    }

    /// Solves the layers; the largest relative change of the rate of a closed loop.
    fn layer(&mut self, count: u32) -> f64 {
        let old: Vec<(f64, f64, bool)> = self
            .states
            .all()
            .iter()
            .map(|state| (state.wait, state.served(), state.layered))
            .collect();
        let layers = Layers {
            system: self.system,
            shape: &self.shape,
            flows: &self.flows,
            keys: &self.keys,
            steady: &self.steady,
            coarse: self.is_large(),
        };
        layers.solve(&mut self.states, &mut self.memory);
        let mut change = 0.0_f64;
        let several = self.system.routes.len() > 1 || self.halves;
        for (at, rate) in &self.memory.closed {
            if let Some(flow) = self.flows.get_mut(*at as usize) {
                change = change.max((flow.rate - rate).abs() / rate.abs().max(1e-300));
                let half = several && count > 1;
                flow.rate = if half { f64::midpoint(flow.rate, *rate) } else { *rate };
            }
        }
        if !self.halves {
            return change;
        }
        for (state, (wait, served, layered)) in self.states.all_mut().iter_mut().zip(&old) {
            if state.layered && *layered && wait.is_finite() && state.wait.is_finite() {
                state.wait = f64::midpoint(state.wait, *wait);
                state.passes = state.offered * f64::midpoint(state.served(), *served);
            }
        }
        change
    }
}

/// Whether a call may keep its caller exactly as long as the other end takes: nothing is refused
/// there, nobody gives up in line, and it is not made beside others.
fn keeps_exactly(system: &System, call: &Call) -> bool {
    let Some(to) = system.pools.get(call.to as usize) else { return false };
    let room = to.all_slots() + pools::queue(to);
    let callers = system.pools.get(call.from as usize).map_or(f64::INFINITY, Pool::all_slots);
    let refuses = room < callers || to.patience.is_some() || to.admission.is_some();
    call.waits && call.parallel.is_none() && !call.leaf && call.limit.is_none() && !refuses
}

/// How the number at a pool is spread: its line included.
fn own_tail(state: &mut State) {
    if state.waits <= 1e-9 || !state.wait.is_finite() || state.capacity <= 0.0 {
        if !state.wait.is_finite() {
            state.spread.1 = f64::INFINITY;
        }
        return;
    }
    let ratio = (state.passes / state.capacity).clamp(0.0, 1.0 - 1e-9);
    if ratio <= 0.0 {
        return;
    }
    let line = state.passes * state.wait;
    let gap = 1.0 - ratio;
    let variance = (state.waits * (1.0 + ratio) / (gap * gap) - line * line).max(0.0);
    let long = (state.waits * 1e9).ln().max(0.0) / -ratio.ln();
    state.spread.0 += variance + line;
    state.spread.1 = state.spread.1.max(long);
}

impl Rounds<'_> {
    fn solution(&self, settled: bool) -> Solution {
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
        let busy = (state.passes * state.hold).min(slots);
        let busy = if busy.is_nan() { slots } else { busy };
        let limited = slots.is_finite() && slots > 0.0 && !pool.per_key;
        let queue = if state.wait.is_infinite() && state.passes > 0.0 {
            f64::INFINITY
        } else {
            state.passes * state.wait
        };
        PoolSolution {
            arrivals: state.offered,
            throughput: state.passes,
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
