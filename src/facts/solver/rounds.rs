//! Rounds of rates, holds and layers until nothing changes.

use std::sync::Arc;

use super::calls::Use;
use super::keys::Alike;
use super::layers::{Layers, Memory};
use super::moved::Moved;
use super::per::Per;
use super::pools::{self, MOST_SLOTS, State};
use super::rates::{self, Flow};
use super::shape::{Shape, call};
use super::times::{Inner, View};
use super::{Solution, caches, variability};
use crate::facts::System;
use crate::facts::system::{Arrivals, Call, Keys, Pool};

/// Most rounds.
const ROUNDS: u32 = 60;
/// Fewest rounds, however large the layers are; the most in a large system.
const FEWEST: u32 = 10;
/// Rounds after which a large system that comes no nearer is left as it is: some of its pools are so
/// overloaded that what they pass on swings for ever.
const SWINGS: u32 = 6;
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
/// Relative change below which a pool is not looked at again; in a large system.
const STILL: f64 = 1e-14;
const STILL_IN_LARGE: f64 = 1e-7;
/// Rounds in which everything is looked at.
const LOOK_AT_ALL: u32 = 3;
/// A change that nobody would notice, when the last round is over.
const GOOD_ENOUGH: f64 = 1e-4;
/// Rounds after which feedback counts as such.
const PATIENT: u32 = 8;
/// Changes that do not shrink to this share from round to round are halved.
const SHRINKING: f64 = 0.6;
/// Chance of a timeout below which a caller is kept exactly as long as the other end takes.
const RARE: f64 = 1e-7;

/// Solves a system.
pub fn solve(system: &System) -> Solution {
    solve_along(system, &Arc::new(Shape::of(system)))
}

/// Solves a system whose shape is known from another load of it.
pub(in crate::facts) fn solve_along(system: &System, shape: &Arc<Shape>) -> Solution {
    let mut rounds = Rounds::of(system, Arc::clone(shape));
    let mut settled = false;
    let mut count = 0;
    while count < rounds.most() && !settled && !rounds.swings(count) {
        count += 1;
        settled = rounds.once(count);
    }
    let mut solution = rounds.solution(settled || rounds.change < GOOD_ENOUGH);
    solution.rounds = count;
    solution
}

pub(super) struct Rounds<'s> {
    pub(super) system: &'s System,
    pub(super) shape: Arc<Shape>,
    pub(super) flows: Vec<Flow>,
    pub(super) inners: Vec<Per<Inner>>,
    pub(super) states: Per<State>,
    pub(super) steady: Vec<Per<bool>>,
    pub(super) keys: Vec<Option<Vec<Alike>>>,
    /// Share of reads each cache has no answer for, by route.
    pub(super) misses: Vec<Per<f64>>,
    pub(super) memory: Memory,
    pub(super) moved: Moved,
    pub(super) endless: bool,
    /// Largest relative change of the last round.
    pub(super) change: f64,
    /// Whether changes are halved.
    pub(super) halves: bool,
    /// Rounds whose change did not shrink.
    pub(super) stalled: u32,
    /// Multiply-adds that the layers of one round take.
    pub(super) work: f64,
    /// What the calls of a stop amounted to before; kept so that no memory is asked for.
    old: Vec<(usize, Tries)>,
}

/// What callers pass on of the uses of a call.
#[derive(Clone, Copy, Default)]
struct Tries {
    attempts: f64,
    success: f64,
}

impl Tries {
    fn of(used: &Use) -> Self {
        Self { attempts: used.attempts, success: used.success }
    }
}

impl<'s> Rounds<'s> {
    fn of(system: &'s System, shape: Arc<Shape>) -> Self {
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
            moved: Moved::new(
                system.routes.len(),
                pools,
                if pools > LARGE { STILL_IN_LARGE } else { STILL },
            ),
            endless: false,
            change: f64::INFINITY,
            halves: false,
            stalled: 0,
            work: 0.0,
            old: Vec::new(),
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

    /// Whether a large system comes no nearer.
    fn swings(&self, count: u32) -> bool {
        self.is_large() && self.halves && count >= SWINGS
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
        let layers = closed || self.states.all().iter().any(|state| state.limited);
        let changed = if layers { self.layer(count) } else { 0.0 };
        if layers || (count < LOOK_AT_ALL && !self.is_large()) {
            self.moved.all();
        }
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
        let Self { system, shape, flows, states, misses, moved, endless, .. } = self;
        for (at, flow) in flows.iter_mut().enumerate() {
            if !moved.routes.at(at) {
                continue;
            }
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
            if !stops.iter().any(|(way, _)| self.moved.routes.at(*way as usize)) {
                self.states.edit(pool, |state| state.accepted = state.passes);
                continue;
            }
            let mut offered = 0.0;
            let mut work = 0.0;
            for (way, stop) in stops {
                let Some(flow) = self.flows.get(*way as usize) else { continue };
                offered += flow.arrive.at(*stop as usize);
                work += flow.work.at(*stop as usize).mean;
            }
            let old = self.states.see(pool).map_or((0.0, 0.0), |state| (state.offered, state.own));
            let own = if offered > 0.0 { work / offered } else { 0.0 };
            if self.moved.is_other(offered, old.0) || self.moved.is_other(own, old.1) {
                self.moved.pools.set(pool, true);
            }
            self.states.edit(pool, |state| {
                // The share that was served stays until it is known anew.
                let served = state.served();
                state.offered = offered;
                state.passes = offered * served;
                state.accepted = state.passes;
                state.own = own;
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
        self.moved.routes.all_mut().fill(false);
    }

    /// Holds and waits of every pool, callees first.
    fn hold(&mut self, count: u32) {
        for at in (0..self.shape.order.len()).rev() {
            let Some(index) = self.shape.order.get(at).copied() else { continue };
            let Some(pool) = self.system.pools.get(index as usize) else { continue };
            if !self.moved.is_due(self.system, &self.shape, index) {
                self.moved.note(index, false);
                continue;
            }
            let (mut differs, goes_on) = self.inner(index, count);
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
            if let Some(old) = self.states.see(index as usize) {
                differs |= self.moved.is_other_state(&state, old);
                if self.moved.is_other(state.served(), old.served()) {
                    let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
                    for (way, _) in stops {
                        self.moved.routes.set(*way as usize, true);
                    }
                }
            }
            self.moved.note(index, differs);
            self.moved.pools.set(index as usize, goes_on);
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

    /// Calls of every stop at a pool: whether they take another time than before, and whether they
    /// have gone half of the way only.
    fn inner(&mut self, index: u32, count: u32) -> (bool, bool) {
        let (mut differs, mut goes_on) = (false, false);
        let stops = self.shape.stops.get(index as usize).map_or(&[][..], Vec::as_slice);
        let mut old = std::mem::take(&mut self.old);
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
            old.clear();
            let tries = |place| flow.used.see(place).map_or_else(Tries::default, Tries::of);
            old.extend(way.out(*stop as usize).map(|(place, _)| (place, tries(place))));
            let ok = flow.ok.at(*stop as usize);
            let inner = view.inner(*stop as usize, flow, inners);
            differs |= self.moved.is_other_inner(&inner, &inners.at(*stop as usize))
                || self.moved.is_other(flow.ok.at(*stop as usize), ok);
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
            for (place, old) in &old {
                let Some(used) = flow.used.see(*place) else { continue };
                let tries = Tries::of(used);
                let other = self.moved.is_other(tries.attempts, old.attempts)
                    || self.moved.is_other(tries.success, old.success);
                if other {
                    self.moved.routes.set(at, true);
                    goes_on |= self.halves;
                }
                if count >= LOOK_AT_ALL && used.given_up > RARE {
                    steady.set(*place, false);
                }
            }
        }
        self.old = old;
        (differs, goes_on)
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
                let attempts = flow.used.see(place).map_or(0.0, |used| used.attempts);
                let rate = flow.uses.at(place) * attempts;
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

    /// Requests a second of a closed route, where its layers say `layered`.
    ///
    /// Never more than its users can ask for when nobody waits, X ≤ N ÷ (Z + D) (Denning and Buzen
    /// 1978); and beside other routes what its users' cycle leaves, X = N ÷ (Z + R): layers see
    /// other routes by their means only, and what they say of the rate is coarser than what they say
    /// of the waits.
    fn rate_of_users(&self, at: usize, layered: f64, several: bool) -> f64 {
        let (Some(route), Some(way), Some(flow), Some(inners)) = (
            self.system.routes.get(at),
            self.shape.ways.get(at),
            self.flows.get(at),
            self.inners.get(at),
        ) else {
            return layered;
        };
        let Arrivals::Closed { users, think } = route.arrivals else { return layered };
        let (mut rest, mut cycle, mut well) = (think.max(0.0), think.max(0.0), true);
        for (stop, share) in &way.starts {
            let inner = inners.at(*stop as usize);
            rest += share * inner.rest;
            cycle += share * inner.mean;
            well &= flow.ok.at(*stop as usize) >= 1.0;
        }
        let users = users.floor();
        let rate =
            if several && cycle.is_finite() && cycle > 0.0 { users / cycle } else { layered };
        // Requests that fail early take less, and then nothing is said.
        if well && rest > 0.0 { rate.min(users / rest) } else { rate }
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
            let rate = &self.rate_of_users(*at as usize, *rate, several);
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
