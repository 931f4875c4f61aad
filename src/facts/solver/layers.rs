//! Callers that hold a slot while they wait: hierarchical flow-equivalent stations.
//!
//! A pool whose slots run out is the whole of what it calls for the requests inside: with n of them
//! inside it completes μ(n) = G(n−1)/G(n), found by convolution of its own work and the stations it
//! waits for. Bottom up each pool becomes such a station for its callers; top down the number at each
//! pool follows from the number inside its callers. Exact where the product form holds.

use std::collections::BTreeMap;

use super::keys::Alike;
use super::per::Per;
use super::pools::{self, MOST_SLOTS, State};
use super::rates::Flow;
use super::shape::{Shape, call};
use super::sharing::{Others, beside, mean_beside, seen, seen_by_means};
use super::stations::Station;
use super::{birth_death, locks, variability};
use crate::facts::System;
use crate::facts::system::Arrivals;

/// Users whose number is told apart; more are a fluid.
const MOST_USERS: f64 = 20_000.0;

/// What the layers are made of.
pub(super) struct Layers<'l> {
    pub(super) system: &'l System,
    pub(super) shape: &'l Shape,
    pub(super) flows: &'l [Flow],
    pub(super) keys: &'l [Option<Vec<Alike>>],
    /// Which calls keep their caller exactly as long as the other end takes, by route.
    pub(super) steady: &'l [Per<bool>],
    /// Whether the system is so large that shared stations are taken by their means.
    pub(super) coarse: bool,
}

/// What a caller waits for with a request inside.
#[derive(Clone, Debug, Default)]
struct Inside {
    delay: f64,
    visits: BTreeMap<u32, f64>,
}

impl Inside {
    fn add(&mut self, other: &Self, times: f64) {
        self.delay += times * other.delay;
        for (pool, visits) in &other.visits {
            *self.visits.entry(*pool).or_default() += times * visits;
        }
    }
}

/// Somebody who holds requests of a bounded number.
struct Caller {
    /// The pool; `None` for the users of a closed route.
    pool: Option<u32>,
    most: usize,
    /// Requests per second that pass.
    rate: f64,
    inside: Inside,
}

/// What was found out in this round, kept for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory {
    /// Mean number of a full caller's requests at a pool, by caller and pool.
    standing: BTreeMap<(u32, u32), f64>,
    /// Rates of closed routes.
    pub(super) closed: Vec<(u32, f64)>,
    /// Stations of locks per key, with the rate, hold, variability and number they are for.
    locks: BTreeMap<u32, ([f64; 4], Station)>,
}

impl Layers<'_> {
    /// Solves all layers; waits, losses and rates are written to the states.
    pub(super) fn solve(&self, states: &mut Per<State>, memory: &mut Memory) {
        let insides = self.insides(states);
        let callers = self.callers(states, &insides);
        let mut incoming: Vec<Vec<u32>> = vec![Vec::new(); self.system.pools.len()];
        for (at, caller) in callers.iter().enumerate() {
            for pool in caller.inside.visits.keys() {
                if let Some(incoming) = incoming.get_mut(*pool as usize) {
                    incoming.push(at as u32);
                }
            }
        }
        let mut work = Work { layers: self, insides, callers, incoming, views: BTreeMap::new() };
        let mut views = BTreeMap::new();
        let stations = work.stations(states, memory, &mut views);
        work.views = views;
        work.numbers(&stations, states, memory);
    }

    /// What every pool waits for: own work and fixed times, and how often it visits which pool.
    fn insides(&self, states: &Per<State>) -> Vec<Inside> {
        let mut insides = vec![Inside::default(); self.system.pools.len()];
        for pool in self.shape.order.iter().rev() {
            let mut inside = Inside::default();
            let offered = states.see(*pool as usize).map_or(0.0, |state| state.offered);
            let stops = self.shape.stops.get(*pool as usize).map_or(&[][..], Vec::as_slice);
            if offered > 0.0 {
                for (route, stop) in stops {
                    self.add_calls(*route, *stop as usize, offered, states, &insides, &mut inside);
                }
            }
            inside.delay += states.see(*pool as usize).map_or(0.0, |state| state.own);
            if let Some(slot) = insides.get_mut(*pool as usize) {
                *slot = inside;
            }
        }
        insides
    }

    /// Adds the calls of one stop, per request of `all` that arrive there.
    fn add_calls(
        &self,
        route_at: u32,
        stop: usize,
        all: f64,
        states: &Per<State>,
        insides: &[Inside],
        inside: &mut Inside,
    ) {
        let Some(way) = self.shape.ways.get(route_at as usize) else { return };
        let Some(route) = self.system.routes.get(route_at as usize) else { return };
        let Some(flow) = self.flows.get(route_at as usize) else { return };
        let Some(steady) = self.steady.get(route_at as usize) else { return };
        let from = way.pools.get(stop).copied().unwrap_or(0);
        // What arrives is worked on only in part where it is turned away.
        let accepted = states.see(from as usize);
        let all = all * accepted.map_or(1.0, |state| state.accepted / state.offered);
        if all <= 0.0 {
            return;
        }
        for (place, leg) in way.out(stop) {
            let Some(call) = call(route, leg).filter(|call| call.waits) else { continue };
            let uses = flow.uses.at(place) / all;
            let used = flow.used.at(place);
            let Some(to) = way.pools.get(leg.to as usize).copied() else { continue };
            if !steady.at(place) {
                inside.delay += uses * used.time.mean;
                continue;
            }
            let visits = uses * used.attempts;
            inside.delay += visits * call.network;
            let there = self.system.pools.get(to as usize);
            let limited = there.is_some_and(|there| there.slots.is_some() || there.per_key);
            let holds = there.is_some_and(|there| there.holds);
            if limited {
                *inside.visits.entry(to).or_default() += visits;
            }
            if let (true, Some(behind)) = (!limited || !holds, insides.get(to as usize)) {
                let own = states.see(to as usize).map_or(0.0, |state| state.own);
                inside.add(behind, visits);
                if limited {
                    inside.delay -= visits * own;
                }
            }
        }
    }

    /// A station as one of its callers sees it.
    fn seen(&self, station: &Station, others: Others, most: usize) -> Station {
        if self.coarse { seen_by_means(station, others, most) } else { seen(station, others, most) }
    }

    /// Chances of 0, 1, … others beside `n` of a caller's own.
    fn beside(&self, station: &Station, others: Others, n: usize) -> Vec<(usize, f64)> {
        if self.coarse {
            let random = Others { standing: 0.0, ..others };
            vec![(mean_beside(station, random, n, 0.0).round() as usize, 1.0)]
        } else {
            beside(station, others, n)
        }
    }

    /// Everybody whose requests are of a bounded number, callers first.
    fn callers(&self, states: &Per<State>, insides: &[Inside]) -> Vec<Caller> {
        let mut callers: Vec<Caller> = Vec::new();
        for (at, route) in self.system.routes.iter().enumerate() {
            if let Arrivals::Closed { users, think } = route.arrivals {
                callers.extend(self.users(at as u32, users, think, states, insides));
            }
        }
        // Rates and numbers that reach a pool from bounded callers.
        let mut reached: Per<(f64, f64)> = Per::new(self.system.pools.len(), (0.0, 0.0));
        let note = |caller: &Caller, reached: &mut Per<(f64, f64)>| {
            for (to, visits) in &caller.inside.visits {
                reached.edit(*to as usize, |(rate, most)| {
                    *rate += visits * caller.rate;
                    *most += caller.most as f64;
                });
            }
        };
        for caller in &callers {
            note(caller, &mut reached);
        }
        for pool in &self.shape.order {
            let index = *pool as usize;
            let (Some(there), Some(state)) = (self.system.pools.get(index), states.see(index))
            else {
                continue;
            };
            let slots = there.all_slots();
            if !there.holds || there.per_key || slots > MOST_SLOTS || state.offered <= 0.0 {
                continue;
            }
            let (rate, most) = reached.at(index);
            let all_bounded = rate > 0.0 && rate >= state.offered * (1.0 - 1e-6);
            let most = if state.limited {
                slots
            } else if all_bounded {
                slots.min(most)
            } else {
                continue;
            };
            let Some(inside) = insides.get(index) else { continue };
            let caller = Caller {
                pool: Some(*pool),
                most: most.max(1.0) as usize,
                rate: state.accepted,
                inside: inside.clone(),
            };
            note(&caller, &mut reached);
            callers.push(caller);
        }
        callers
    }

    /// The users of a closed route.
    fn users(
        &self,
        at: u32,
        users: f64,
        think: f64,
        states: &Per<State>,
        insides: &[Inside],
    ) -> Option<Caller> {
        let way = self.shape.ways.get(at as usize)?;
        let flow = self.flows.get(at as usize)?;
        let mut inside = Inside { delay: think.max(0.0), ..Inside::default() };
        for (stop, share) in &way.starts {
            let arrive = flow.arrive.at(*stop as usize);
            if arrive > 0.0 {
                let mut one = Inside::default();
                self.add_calls(at, *stop as usize, arrive, states, insides, &mut one);
                inside.add(&one, *share);
            }
        }
        (users >= 1.0)
            .then(|| Caller { pool: None, most: users.min(1e9) as usize, rate: flow.rate, inside })
            .filter(|caller| caller.most >= 1)
    }
}

struct Work<'w> {
    layers: &'w Layers<'w>,
    insides: Vec<Inside>,
    callers: Vec<Caller>,
    incoming: Vec<Vec<u32>>,
    /// Pools as their callers see them.
    views: Views,
}

/// A station as a caller sees it, by caller and pool.
type Views = BTreeMap<(u32, u32), Station>;

impl Work<'_> {
    fn incoming(&self, pool: u32) -> impl Iterator<Item = &Caller> {
        let incoming = self.incoming.get(pool as usize).map_or(&[][..], Vec::as_slice);
        incoming.iter().filter_map(|at| self.callers.get(*at as usize))
    }

    /// The station of every pool that a bounded caller waits for, or whose slots run out.
    fn stations(
        &self,
        states: &mut Per<State>,
        memory: &mut Memory,
        views: &mut Views,
    ) -> Vec<Option<Station>> {
        let pools = self.layers.system.pools.len();
        let mut most: Per<usize> = Per::new(pools, 0);
        for pool in &self.layers.shape.order {
            let index = *pool as usize;
            let here: usize = self.incoming(*pool).map(|caller| caller.most).sum();
            let limited = states.see(index).is_some_and(|state| state.limited);
            let there = self.layers.system.pools.get(index);
            let slots = there.map_or(f64::INFINITY, crate::facts::system::Pool::all_slots);
            let here = here.max(most.at(index));
            let here = if limited { here.max(slots as usize) } else { here };
            most.set(index, here.min(100_000));
            let inside = slots.min(here as f64).min(MOST_SLOTS) as usize;
            if let (true, Some(waits)) = (inside > 0, self.insides.get(index)) {
                for to in waits.visits.keys() {
                    most.edit(*to as usize, |most| *most = (*most).max(inside));
                }
            }
        }
        let mut stations: Vec<Option<Station>> = vec![None; pools];
        for pool in self.layers.shape.order.iter().rev() {
            let index = *pool as usize;
            if most.at(index) == 0 {
                continue;
            }
            let station = self.station(*pool, most.at(index), &stations, states, memory, views);
            if let Some(slot) = stations.get_mut(index) {
                *slot = station;
            }
        }
        stations
    }

    fn station(
        &self,
        pool: u32,
        most: usize,
        stations: &[Option<Station>],
        states: &mut Per<State>,
        memory: &mut Memory,
        views: &mut Views,
    ) -> Option<Station> {
        let index = pool as usize;
        let there = self.layers.system.pools.get(index)?;
        let state = states.see(index)?;
        if let Some(Some(keys)) = self.layers.keys.get(index) {
            let of = [state.accepted, state.hold, state.hold_scv, most as f64];
            let alike = |known: &[f64; 4]| {
                known.iter().zip(&of).all(|(a, b)| (a - b).abs() <= 1e-10 * a.abs().max(b.abs()))
            };
            if let Some((_, station)) = memory.locks.get(&pool).filter(|(known, _)| alike(known)) {
                return Some(station.clone());
            }
            let station = locks::station(state.accepted, keys, state.hold, state.hold_scv, most);
            memory.locks.insert(pool, (of, station.clone()));
            return Some(station);
        }
        let slots = there.all_slots();
        let waits = self.insides.get(index)?;
        let simple = !there.holds || waits.visits.is_empty() || slots > MOST_SLOTS;
        let mut capacity = f64::INFINITY;
        let factor = state.factor;
        let passes = state.accepted;
        let lines = pools::lines(there);
        let station = if simple {
            let work = if there.holds { waits.delay } else { state.own };
            let work = if slots > MOST_SLOTS { state.hold } else { work };
            if work <= 0.0 {
                return None;
            }
            if lines > 1.0 {
                let one = Station::servers(slots / lines, work, most + 1);
                let one = corrected(one, passes / lines, (slots / lines) as usize, factor);
                return Some(one.copies(lines as u32, most));
            }
            capacity = capacity.min(slots / work);
            Station::servers(slots, work, most + 1)
        } else {
            let inside = slots.min(most as f64) as usize;
            let mut all = Station::Delay(waits.delay);
            for (to, visits) in &waits.visits {
                let Some(Some(child)) = stations.get(*to as usize) else { continue };
                let others = self.others(Some(pool), passes, *visits, *to, states, memory);
                let child = self.layers.seen(child, others, inside).visited(*visits);
                all = all.then(&child, inside);
                views.insert((pool, *to), child);
            }
            let rates: Vec<f64> = (1..=inside).map(|n| all.rate(n)).collect();
            if slots <= most as f64 {
                capacity = rates.last().copied().unwrap_or(f64::INFINITY);
            }
            Station::Rates(rates)
        };
        if capacity.is_finite() {
            states.edit(index, |state| state.capacity = capacity);
        }
        Some(corrected(station, passes, slots.min(1e9) as usize, factor))
    }

    /// Who else is at a pool than one of its callers.
    fn others(
        &self,
        caller: Option<u32>,
        rate: f64,
        visits: f64,
        to: u32,
        states: &Per<State>,
        memory: &Memory,
    ) -> Others {
        let Some(state) = states.see(to as usize) else { return Others::NOBODY };
        let own = rate * visits;
        let mut others = Others { rate: (state.offered - own).max(0.0), ..Others::NOBODY };
        if others.rate <= 1e-9 * state.offered {
            return Others::NOBODY;
        }
        let mut known = own;
        for other in self.incoming(to).filter(|other| other.pool.is_none() || other.pool != caller)
        {
            let its = other.rate * other.inside.visits.get(&to).copied().unwrap_or(0.0);
            if other.pool.is_none() && caller.is_none() && (its - own).abs() < 1e-12 * own {
                continue;
            }
            known += its;
            others.most += other.most as f64;
            let full = other.pool.and_then(|pool| states.see(pool as usize)).is_some_and(is_full);
            let key = (other.pool.unwrap_or(u32::MAX), to);
            if let (true, Some(standing)) = (full, memory.standing.get(&key)) {
                others.standing += standing;
                others.rate = (others.rate - its).max(0.0);
                others.most -= other.most as f64;
            }
        }
        if known < state.offered * (1.0 - 1e-6) {
            others.most = f64::INFINITY;
        }
        // Others alone may not fill it: then they would never leave anything.
        let most = if state.capacity > 0.0 { 0.95 * state.capacity } else { f64::INFINITY };
        others.rate = others.rate.min(most);
        others
    }
}

/// Hardly ever a free slot.
fn is_full(state: &State) -> bool {
    state.waits > 0.95
}

/// The station with its last rates corrected for variability.
fn corrected(station: Station, passes: f64, slots: usize, factor: f64) -> Station {
    if (factor - 1.0).abs() < 1e-9 {
        return station;
    }
    let Station::Rates(mut rates) = station else { return station };
    if rates.len() < slots {
        return Station::Rates(rates);
    }
    let Some(last) = rates.last_mut() else { return Station::Rates(rates) };
    let (first, more) = variability::rates(*last, passes / *last, factor);
    *last = first;
    rates.push(more);
    Station::Rates(rates)
}

/// How many slots of a caller are taken, by chance.
type Taken = Vec<f64>;

impl Work<'_> {
    /// Numbers at every pool, callers first.
    fn numbers(&self, stations: &[Option<Station>], states: &mut Per<State>, memory: &mut Memory) {
        let mut found: Per<Found> = Per::new(self.layers.system.pools.len(), Found::default());
        let mut standing = BTreeMap::new();
        memory.closed.clear();
        let mut next = 0;
        for (at, route) in self.layers.system.routes.iter().enumerate() {
            if !matches!(route.arrivals, Arrivals::Closed { .. }) {
                continue;
            }
            let Some(caller) = self.callers.get(next).filter(|caller| caller.pool.is_none()) else {
                continue;
            };
            next += 1;
            let rate = self.closed(caller, stations, states, memory, &mut found);
            memory.closed.push((at as u32, rate));
        }
        for pool in &self.layers.shape.order {
            let index = *pool as usize;
            let Some(Some(station)) = stations.get(index) else { continue };
            let Some(there) = self.layers.system.pools.get(index) else { continue };
            let here = found.at_pool(index);
            let Some(state) = states.see(index) else { continue };
            let mut state = state.clone();
            let taken = if here.rate > 0.0 {
                self.reached(*pool, station, &here, states, memory, &mut state)
            } else if state.limited {
                open_line(there, station, &mut state)
            } else {
                continue;
            };
            state.layered = true;
            states.set(index, state);
            let caller = self.callers.iter().find(|caller| caller.pool == Some(*pool));
            if let Some(caller) = caller {
                self.spread(caller, &taken, stations, states, memory, &mut found);
            }
        }
        for caller in &self.callers {
            let Some(pool) = caller.pool else { continue };
            for to in caller.inside.visits.keys() {
                let there = found.see(*to as usize);
                let share = there.and_then(|there| there.from.iter().find(|(of, ..)| *of == pool));
                if let Some((_, _, numbers)) = share {
                    let mean = numbers.iter().enumerate().map(|(n, p)| n as f64 * p).sum::<f64>();
                    standing.insert((pool, *to), mean);
                }
            }
        }
        memory.standing = standing;
    }

    /// The children of a caller as it sees them.
    fn children(
        &self,
        caller: &Caller,
        stations: &[Option<Station>],
        states: &Per<State>,
        memory: &Memory,
    ) -> Vec<(u32, Station)> {
        let mut all = Vec::new();
        for (to, visits) in &caller.inside.visits {
            let Some(Some(station)) = stations.get(*to as usize) else { continue };
            let known = caller.pool.and_then(|pool| self.views.get(&(pool, *to)));
            let child = known.cloned().unwrap_or_else(|| {
                let others = self.others(caller.pool, caller.rate, *visits, *to, states, memory);
                self.layers.seen(station, others, caller.most).visited(*visits)
            });
            all.push((*to, child));
        }
        all
    }

    /// Throughput of a closed route, and how its users are spread.
    fn closed(
        &self,
        caller: &Caller,
        stations: &[Option<Station>],
        states: &Per<State>,
        memory: &Memory,
        found: &mut Per<Found>,
    ) -> f64 {
        let children = self.children(caller, stations, states, memory);
        let users = caller.most;
        let think = Station::Delay(caller.inside.delay);
        if caller.inside.delay <= 0.0 && children.is_empty() {
            return 0.0;
        }
        let fluid = users as f64 > MOST_USERS;
        let least = children.iter().map(|(_, child)| child.most()).fold(f64::INFINITY, f64::min);
        let rest: f64 = caller.inside.delay
            + children.iter().map(|(_, child)| 1.0 / child.rate(1)).sum::<f64>();
        if fluid {
            let rate = (users as f64 / rest).min(least);
            for (to, _) in &children {
                let visits = caller.inside.visits.get(to).copied().unwrap_or(0.0);
                found.edit(*to as usize, |found| found.open += rate * visits);
            }
            return rate;
        }
        let together = |skip: usize| {
            let mut all = think.clone();
            for (at, (_, child)) in children.iter().enumerate() {
                if at != skip {
                    all = if caller.inside.delay <= 0.0 && all == think {
                        child.clone()
                    } else {
                        all.then(child, users)
                    };
                }
            }
            all
        };
        let rate = together(usize::MAX).rate(users);
        let mut inside = vec![0.0; users + 1];
        if let Some(last) = inside.last_mut() {
            *last = 1.0;
        }
        for (at, (to, child)) in children.iter().enumerate() {
            let visits = caller.inside.visits.get(to).copied().unwrap_or(0.0);
            let numbers = if children.len() == 1 && caller.inside.delay <= 0.0 {
                inside.clone()
            } else {
                child.share(&together(at), &inside)
            };
            found.edit(*to as usize, |found| found.add(u32::MAX, rate * visits, numbers));
        }
        rate
    }

    /// How the requests inside a pool are spread over what it waits for.
    fn spread(
        &self,
        caller: &Caller,
        taken: &Taken,
        stations: &[Option<Station>],
        states: &Per<State>,
        memory: &Memory,
        found: &mut Per<Found>,
    ) {
        let children = self.children(caller, stations, states, memory);
        let most = caller.most.min(taken.len().saturating_sub(1));
        let passes =
            caller.pool.and_then(|pool| states.see(pool as usize)).map_or(0.0, |s| s.passes);
        let delay = (caller.inside.delay > 0.0).then_some(Station::Delay(caller.inside.delay));
        let parts: Vec<Station> =
            delay.into_iter().chain(children.iter().map(|(_, child)| child.clone())).collect();
        let offset = parts.len() - children.len();
        // Everything before and everything behind each part.
        let mut before: Vec<Option<Station>> = vec![None];
        for part in &parts {
            let last = before.last().cloned().flatten();
            before.push(Some(last.map_or_else(|| part.clone(), |last| last.then(part, most))));
        }
        let mut behind: Option<Station> = None;
        for at in (0..parts.len()).rev() {
            let Some(part) = parts.get(at) else { continue };
            if let Some((to, _)) = at.checked_sub(offset).and_then(|at| children.get(at)) {
                let others = match (before.get(at).cloned().flatten(), &behind) {
                    (Some(a), Some(b)) => Some(a.then(b, most)),
                    (Some(a), None) => Some(a),
                    (None, Some(b)) => Some(b.clone()),
                    (None, None) => None,
                };
                let inside = taken.get(..=most).unwrap_or(taken);
                let numbers =
                    others.map_or_else(|| inside.to_vec(), |others| part.share(&others, inside));
                let visits = caller.inside.visits.get(to).copied().unwrap_or(0.0);
                let of = caller.pool.unwrap_or(u32::MAX);
                found.edit(*to as usize, |found| found.add(of, passes * visits, numbers));
            }
            behind = Some(behind.map_or_else(|| part.clone(), |behind| part.then(&behind, most)));
        }
    }

    /// Wait and slots taken at a pool whose callers hold a bounded number of requests.
    fn reached(
        &self,
        pool: u32,
        station: &Station,
        here: &Found,
        states: &Per<State>,
        memory: &Memory,
        state: &mut State,
    ) -> Taken {
        let there = self.layers.system.pools.get(pool as usize);
        let per_key = there.is_some_and(|there| there.per_key);
        let slots = there.map_or(f64::INFINITY, crate::facts::system::Pool::all_slots);
        let slots = if slots > 1e6 { usize::MAX } else { slots as usize };
        let longest = here.from.iter().map(|(_, _, numbers)| numbers.len()).max().unwrap_or(1);
        let mut taken = vec![0.0; slots.saturating_add(1).min(longest.max(2) + 4096)];
        let (mut queue, mut waits, mut weights) = (0.0, 0.0, 0.0);
        let mut alone = Vec::new();
        for (of, rate, numbers) in &here.from {
            let caller = (*of != u32::MAX).then_some(*of);
            let others = self.others(caller, *rate, 1.0, pool, states, memory);
            let weight = rate / here.rate;
            let just = others == Others::NOBODY;
            for (n, chance) in numbers.iter().enumerate().filter(|(_, chance)| **chance > 1e-15) {
                let pairs =
                    if just { vec![(0, 1.0)] } else { self.layers.beside(station, others, n) };
                for (j, share) in pairs {
                    let total = n + j + others.standing.round() as usize;
                    let p = chance * share;
                    let last = taken.len() - 1;
                    if let Some(taken) = taken.get_mut(total.min(last)) {
                        *taken += weight * p;
                    }
                    if n == 0 || total == 0 {
                        continue;
                    }
                    let part = n as f64 / total as f64;
                    let waiting = total.saturating_sub(slots) as f64;
                    queue += p * waiting * part;
                    let leaves = p * part * station.rate(total);
                    weights += leaves;
                    if total > slots {
                        waits += leaves;
                    }
                }
            }
            if just && here.from.len() == 1 {
                alone.clone_from(numbers);
            }
        }
        state.passes = here.rate + here.open;
        let from_open = (state.offered - here.rate).max(0.0);
        if from_open > 1e-6 * state.offered {
            state.passes = state.offered;
        }
        if per_key {
            // Each key has a line of its own: whoever is inside longer than the hold has waited.
            let inside: f64 = here.from.iter().map(|(_, _, n)| mean(n)).sum();
            state.wait = (inside / here.rate - state.hold).max(0.0);
            let hottest = self.layers.keys.get(pool as usize).and_then(Option::as_ref);
            let share = hottest.and_then(|keys| keys.first()).map_or(0.0, |key| key.share);
            state.waits = (state.passes * share * state.hold).min(1.0) * share;
        } else if pools::lines(
            there.unwrap_or(&crate::facts::system::Pool::plain(crate::facts::Place::Board)),
        ) > 1.0
        {
            let inside: f64 = here.from.iter().map(|(_, _, n)| mean(n)).sum();
            state.wait = (inside / here.rate - state.hold).max(0.0);
            state.waits = if weights > 0.0 { waits / weights } else { 0.0 };
        } else {
            state.wait = if here.rate > 0.0 { queue / here.rate } else { 0.0 };
            state.waits = if weights > 0.0 { waits / weights } else { 0.0 };
        }
        state.lost = 0.0;
        state.entangled = here.from.len() > 1 && state.waits > 0.02;
        state.exact = None;
        state.states = alone;
        taken
    }
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().enumerate().map(|(n, p)| n as f64 * p).sum()
}

/// A pool whose slots run out, reached at random.
fn open_line(there: &crate::facts::system::Pool, station: &Station, state: &mut State) -> Taken {
    let shed = there.admission.map_or(0.0, |most| (1.0 - most / state.offered).clamp(0.0, 1.0));
    let rate = state.offered * (1.0 - shed);
    let slots = there.all_slots() as usize;
    let beyond = station.rate(slots + 1);
    let line = birth_death::open(rate, station, slots, beyond, pools::queue(there));
    pools::take_line(&line, rate, state);
    state.exact = None;
    if let Some(patience) = there.patience {
        let hold = slots as f64 / station.rate(slots);
        let (lost, wait) = super::mmc::give_up(slots as f64, rate, hold, patience);
        (state.lost, state.wait, state.passes) = (lost, wait, rate * (1.0 - lost));
    }
    state.lost = shed + (1.0 - shed) * state.lost;
    line.taken()
}

/// Numbers that reached a pool from its callers.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    /// Requests per second from bounded callers.
    rate: f64,
    /// Requests per second from fluids.
    open: f64,
    /// Caller, its rate, and chances of 0, 1, … of its requests here.
    from: Vec<(u32, f64, Vec<f64>)>,
}

impl Found {
    fn add(&mut self, of: u32, rate: f64, numbers: Vec<f64>) {
        self.rate += rate;
        self.from.push((of, rate, numbers));
    }
}

impl Per<Found> {
    fn at_pool(&self, pool: usize) -> Found {
        self.see(pool).cloned().unwrap_or_default()
    }
}
