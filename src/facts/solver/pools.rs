//! One pool as open arrivals find it, and how long its slots are held.

use super::keys::{self, Alike};
use super::mmc::{self, Mmc};
use super::stations::Station;
use super::{birth_death, locks, variability};
use crate::facts::system::Pool;
use crate::model::node::{Balancing, Overflow};

/// More slots than this are one M/M/c.
pub(super) const MOST_SLOTS: f64 = 2000.0;

/// What one round knows about a pool.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a pool")]
pub(super) struct State {
    /// Requests per second that arrive, attempts included.
    pub(super) offered: f64,
    /// Requests per second that were passed on to what it calls.
    pub(super) accepted: f64,
    /// Requests per second that get a slot.
    pub(super) passes: f64,
    /// Share refused, shed or given up in line.
    pub(super) lost: f64,
    /// Mean own work.
    pub(super) own: f64,
    /// Mean time a slot is held.
    pub(super) hold: f64,
    /// Squared coefficient of variation of the hold.
    pub(super) hold_scv: f64,
    /// Mean time a slot would be held if nothing waited.
    pub(super) rest: f64,
    /// Mean wait of those that get a slot.
    pub(super) wait: f64,
    /// Share of arrivals that wait.
    pub(super) waits: f64,
    /// Most requests per second.
    pub(super) capacity: f64,
    /// Mean busy slots where a distribution says so; else by Little's law.
    pub(super) states: Vec<f64>,
    /// An exact law of wait and response.
    pub(super) exact: Option<Mmc>,
    /// Slots run out often enough to matter for what it calls.
    pub(super) limited: bool,
    /// Its slots run out, but its layers would take too long.
    pub(super) cut: bool,
    /// Wait and losses were found layer by layer.
    pub(super) layered: bool,
    /// Several callers whose slots run out wait for it: how their numbers depend on each other is
    /// not known.
    pub(super) entangled: bool,
    /// How far the number inside is spread: variance, and length of its tail.
    pub(super) spread: (f64, f64),
    /// Multiplies the wait of exponential holds.
    pub(super) factor: f64,
}

impl State {
    /// Share of what arrives that is worked on.
    pub(super) fn served(&self) -> f64 {
        if self.offered > 0.0 { (self.passes / self.offered).min(1.0) } else { 1.0 }
    }

    /// Variance of the wait, as if those that wait did so for exponential times.
    pub(super) fn wait_variance(&self) -> f64 {
        if self.waits <= 0.0 || !self.wait.is_finite() {
            return 0.0;
        }
        self.wait * self.wait * (2.0 - self.waits) / self.waits
    }
}

/// Independent lines in front of the replicas of a pool.
pub(super) fn lines(pool: &Pool) -> f64 {
    match pool.balancing {
        Balancing::Random | Balancing::RoundRobin => f64::from(pool.replicas.max(1)),
        Balancing::SharedQueue | Balancing::LeastConnections => 1.0,
    }
}

/// Variability of what arrives at one line.
pub(super) fn arrivals_scv(pool: &Pool) -> f64 {
    match pool.balancing {
        Balancing::RoundRobin => 1.0 / f64::from(pool.replicas.max(1)),
        _ => 1.0,
    }
}

/// The line, where it ends; a caller that is made to wait outside stands in line all the same.
pub(super) fn queue(pool: &Pool) -> f64 {
    match (pool.queue, pool.overflow) {
        (Some(queue), Overflow::Reject | Overflow::DropOldest) => f64::from(queue),
        _ => f64::INFINITY,
    }
}

/// Wait and losses of a pool that requests reach at random, its holds being what they are.
pub(super) fn open(pool: &Pool, keys: Option<&[Alike]>, state: &mut State) {
    let shed = pool.admission.map_or(0.0, |most| (1.0 - most / state.offered).clamp(0.0, 1.0));
    let rate = state.offered * (1.0 - shed);
    (state.wait, state.waits, state.exact) = (0.0, 0.0, None);
    state.states.clear();
    let mut lost = 0.0;
    if let Some(keys) = keys {
        let patience = pool.patience.unwrap_or(f64::INFINITY);
        let lock = locks::open(rate, keys, state.hold, state.hold_scv, patience);
        (state.wait, state.waits, lost) = (lock.wait, lock.waits, lock.lost);
        state.passes = lock.passes;
    } else {
        state.passes = rate;
        let slots = pool.all_slots();
        if slots.is_finite() && rate > 0.0 {
            lost = line(pool, rate, slots, state);
        }
    }
    state.lost = shed + (1.0 - shed) * lost;
}

fn line(pool: &Pool, rate: f64, slots: f64, state: &mut State) -> f64 {
    let lines = lines(pool);
    let (one_rate, one_slots, queue) = (rate / lines, slots / lines, queue(pool) / lines);
    let hold = state.hold;
    if hold <= 0.0 {
        return 0.0;
    }
    if hold.is_infinite() {
        // What it calls never answers: what comes in stays.
        (state.wait, state.waits, state.passes) = (f64::INFINITY, 1.0, 0.0);
        return if queue.is_finite() { 1.0 } else { 0.0 };
    }
    let full = one_slots / hold;
    if let Some(patience) = pool.patience {
        let (lost, wait) = mmc::give_up(one_slots, one_rate, hold, patience);
        state.wait = wait;
        state.waits = mmc::erlang_c(one_slots, one_rate * hold).min(1.0);
        state.passes = rate * (1.0 - lost);
        return lost;
    }
    let offered = one_rate * hold;
    if queue.is_infinite() || one_slots > MOST_SLOTS {
        let exact = Mmc::of(one_slots, one_rate, hold);
        (state.waits, state.wait) = match exact {
            Some(exact) if one_slots <= mmc::MOST_SLOTS => {
                (exact.waits, exact.wait() * state.factor)
            }
            _ => (
                mmc::erlang_c(one_slots, offered),
                mmc::mean_wait(one_slots, offered) * hold * state.factor,
            ),
        };
        state.exact = exact.filter(|_| (state.factor - 1.0).abs() < 1e-12);
        if one_rate < full {
            return 0.0;
        }
        (state.wait, state.waits) = (f64::INFINITY, 1.0);
        state.passes = lines * full;
        if queue.is_finite() {
            state.wait = (queue + 1.0) / full;
            return (1.0 - full / one_rate).max(0.0);
        }
        return 0.0;
    }
    let station = Station::Rates((1..=one_slots as usize).map(|n| n as f64 / hold).collect());
    let (first, beyond) = variability::rates(full, (one_rate / full).min(1.0), state.factor);
    let station = with_last(station, first);
    let line = birth_death::open(one_rate, &station, one_slots as usize, beyond, queue);
    take_line(&line, one_rate, state);
    state.passes = lines * line.passes;
    line.lost
}

/// Wait, chance of waiting and states of a line.
pub(super) fn take_line(line: &birth_death::Line, rate: f64, state: &mut State) {
    state.passes = line.passes;
    state.wait = if line.passes > 0.0 { line.queue / line.passes } else { 0.0 };
    // Of those let in, those that found all slots taken.
    let accepted = 1.0 - line.lost;
    state.waits = if rate > 0.0 && accepted > 0.0 {
        ((line.full - line.lost) / accepted).clamp(0.0, 1.0)
    } else {
        0.0
    };
    state.lost = line.lost;
    state.states.clone_from(&line.inside);
}

/// The station with another rate where just all slots are taken.
pub(super) fn with_last(station: Station, rate: f64) -> Station {
    match station {
        Station::Rates(mut rates) => {
            if let Some(last) = rates.last_mut() {
                *last = rate;
            }
            Station::Rates(rates)
        }
        delay @ Station::Delay(_) => delay,
    }
}

/// Most requests per second: of its slots, of its most wanted key.
pub(super) fn capacity(pool: &Pool, keys: Option<&[Alike]>, rest: f64) -> f64 {
    match keys {
        Some(keys) => locks::most(keys, rest),
        None if rest > 0.0 => pool.all_slots() / rest,
        None => f64::INFINITY,
    }
}

/// The keys of a pool that has slots for each of them, from the routes that come to it.
pub(super) fn keys_of(routes: &[(f64, crate::facts::system::Keys)]) -> Vec<Alike> {
    keys::mixed(routes)
}
