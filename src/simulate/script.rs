//! A system made ready to be played: numbers that mean nothing taken out, what belongs together put
//! side by side.

use std::collections::BTreeSet;
use std::ops::Range;

use super::dice::{Items, Time};
use super::table::Table;
use super::visit::NONE;
use crate::facts::Place;
use crate::facts::System;
use crate::facts::system::{Arrivals, Call, Pool, Route};
use crate::model::link::Effect;

/// Most attempts after the first.
const MOST_RETRIES: u32 = 1_000;
/// Most uses of a link for one request of its tail.
const MOST_USES: f64 = 1e6;

/// The system, ready.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) pools: Table<Station>,
    pub(super) legs: Table<Leg>,
    pub(super) routes: Table<Journey>,
    pub(super) links: u32,
    /// Visits that may stand above one another before a request is taken to go round in circles.
    pub(super) deepest: u32,
    /// Whether reads can see data older than the last write.
    pub(super) can_be_stale: bool,
    stages: Table<Stage>,
    /// Stages by route and pool.
    ranges: Table<(u32, u32)>,
    /// Routes and caches whose misses are answered by a call.
    filled: BTreeSet<(u32, u32)>,
}

/// A pool.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) pool: Pool,
    pub(super) time: Time,
    /// Its bit among caches; none for what is no cache.
    pub(super) bit: u64,
    /// Whether requests that come here want items that can meet.
    pub(super) items_are_known: bool,
}

impl Default for Station {
    fn default() -> Self {
        let pool = Pool::plain(Place::Node(NONE));
        Self { pool, time: Time::default(), bit: 0, items_are_known: false }
    }
}

/// A call of one route.
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) call: Call,
    /// Work at the other end instead of its own.
    pub(super) time: Option<Time>,
    /// Uses for one request that makes the call, and the chance of one more.
    pub(super) uses: u32,
    pub(super) one_more: f64,
    /// The stages of the other end, from one to another.
    pub(super) stages: (u32, u32),
    /// Whether a broker delivers it, and delivers it again.
    pub(super) delivers: bool,
    /// Attempts after the first.
    pub(super) retries: u32,
    /// Place of its effect among those of the route.
    pub(super) effect: Option<u32>,
    /// Whether it counts as a use of its link.
    pub(super) counted: bool,
    /// Whether it goes over the network of its link; the step into a gate does not.
    pub(super) crosses: bool,
    /// The cache whose misses it answers, and keeps.
    pub(super) fills: u32,
    /// Whether simultaneous uses for one item are one.
    pub(super) coalesces: bool,
}

impl Default for Leg {
    fn default() -> Self {
        Self {
            call: Call::plain(NONE, NONE, NONE),
            time: None,
            uses: 0,
            one_more: 0.0,
            stages: (0, 0),
            delivers: false,
            retries: 0,
            effect: None,
            counted: false,
            crosses: false,
            fills: NONE,
            coalesces: false,
        }
    }
}

/// Calls that are made at one point of a visit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stage {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) sort: Sort,
}

impl Stage {
    pub(super) fn legs(self) -> Range<u32> {
        self.from..self.to
    }
}

/// How the calls of a stage relate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Sort {
    /// There is one.
    #[default]
    One,
    /// One of them is made.
    OneOf(u32),
    /// All are made at once.
    Together(u32),
}

/// A route.
#[derive(Debug, Default)]
pub(super) struct Journey {
    pub(super) starts: Vec<(u32, f64)>,
    pub(super) rate: f64,
    pub(super) users: f64,
    pub(super) think: f64,
    pub(super) items: Items,
    pub(super) repeat_safe: bool,
    pub(super) effects: Vec<Effect>,
}

impl Script {
    pub(super) fn of(system: &System) -> Self {
        let pools = system.pools.len() as u32;
        let mut script = Self {
            pools: Table::default(),
            legs: Table::default(),
            routes: Table::default(),
            links: system.links as u32,
            deepest: 2 * pools + 1_000,
            can_be_stale: false,
            stages: Table::default(),
            ranges: Table::default(),
            filled: BTreeSet::new(),
        };
        let mut caches = 0;
        for pool in &system.pools {
            let mut pool = pool.clone();
            pool.errors = share(pool.errors);
            pool.replicas = pool.replicas.max(1);
            pool.patience = pool.patience.filter(|patience| *patience >= 0.0);
            script.can_be_stale |= pool.cached.is_some() || pool.behind.is_some();
            let bit = if pool.cached.is_some() { 1 << (caches % 64) } else { 0 };
            caches += u32::from(bit != 0);
            script.pools.push(Station {
                time: Time::of(pool.work),
                pool,
                bit,
                items_are_known: false,
            });
        }
        for route in &system.routes {
            script.add(route, pools);
        }
        script
    }

    fn add(&mut self, route: &Route, pools: u32) {
        let mut journey = Journey {
            starts: route.starts.iter().copied().filter(|(pool, _)| *pool < pools).collect(),
            items: Items::of(route.keys),
            repeat_safe: route.repeat_safe,
            ..Journey::default()
        };
        match route.arrivals {
            Arrivals::Unknown => {}
            Arrivals::Open(rate) => journey.rate = positive(rate),
            Arrivals::Closed { users, think } => {
                journey.users = positive(users).round();
                journey.think = positive(think);
            }
        }
        let first_leg = self.legs.len();
        for pool in 0..pools {
            let first = self.stages.len();
            let calls = route.calls_of(pool).iter().filter(|call| call.to < pools);
            // A group stands where its first call stands.
            let mut groups: Vec<(Sort, Vec<&Call>)> = Vec::new();
            for call in calls {
                let sort = match (call.parallel, call.one_of) {
                    (Some(group), _) => Sort::Together(group),
                    (None, Some(group)) => Sort::OneOf(group),
                    (None, None) => Sort::One,
                };
                match groups.iter_mut().find(|(other, _)| *other == sort && sort != Sort::One) {
                    Some((_, calls)) => calls.push(call),
                    None => groups.push((sort, vec![call])),
                }
            }
            for (sort, calls) in groups {
                let from = self.legs.len();
                for call in calls {
                    let leg = self.leg(call, &mut journey.effects);
                    if leg.fills != NONE {
                        self.filled.insert((self.routes.len(), leg.fills));
                    }
                    self.legs.push(leg);
                }
                self.stages.push(Stage { from, to: self.legs.len(), sort });
            }
            self.ranges.push((first, self.stages.len()));
            if journey.items.are_known() {
                self.pools[pool].items_are_known = true;
            }
        }
        let route = self.routes.push(journey);
        for leg in first_leg..self.legs.len() {
            self.legs[leg].stages = self.stages_of(route, self.legs[leg].call.to);
        }
    }

    fn leg(&self, call: &Call, effects: &mut Vec<Effect>) -> Leg {
        let mut call = call.clone();
        call.times = positive(call.times).min(MOST_USES);
        call.probability = share(call.probability);
        call.network = positive(call.network);
        call.pause = positive(call.pause);
        call.timeout = call.timeout.filter(|timeout| *timeout >= 0.0 && timeout.is_finite());
        let broker = self.pools[call.from].pool.broker.filter(|_| !call.waits);
        let attempts = broker.map(|broker| broker.attempts.unwrap_or(u32::MAX).max(1));
        let fills = call.on_miss.filter(|pool| self.pools[*pool].pool.cached.is_some());
        let cache = fills.and_then(|pool| self.pools[pool].pool.cached);
        let effect = call.effect.map(|effect| {
            let known = effects.iter().position(|other| *other == effect);
            let at = known.unwrap_or(effects.len());
            if known.is_none() {
                effects.push(effect);
            }
            at as u32
        });
        Leg {
            time: call.work.map(Time::of),
            uses: call.times as u32,
            one_more: call.times.fract(),
            stages: (0, 0),
            delivers: broker.is_some(),
            retries: match attempts {
                Some(attempts) => attempts - 1,
                None if call.waits => call.retries.min(MOST_RETRIES),
                None => 0,
            },
            effect,
            counted: call.outer && call.link < self.links,
            crosses: call.link < self.links && self.pools[call.to].pool.gate.is_none(),
            fills: fills.unwrap_or(NONE),
            coalesces: cache.is_some_and(|cache| cache.coalesces) && call.waits,
            call,
        }
    }

    /// Calls that are made at one point.
    pub(super) fn stage(&self, at: u32) -> Stage {
        self.stages[at]
    }

    /// The stages of a pool on a route, from one to another.
    pub(super) fn stages_of(&self, route: u32, pool: u32) -> (u32, u32) {
        self.ranges[route * self.pools.len() + pool]
    }

    /// The calls a pool makes for a route.
    pub(super) fn legs_of(&self, route: u32, pool: u32) -> impl Iterator<Item = &Leg> {
        let (from, to) = self.ranges[route * self.pools.len() + pool];
        (from..to).flat_map(|stage| self.stages[stage].legs()).map(|leg| &self.legs[leg])
    }

    /// Whether a route's misses in this cache are answered by a call.
    pub(super) fn is_filled(&self, route: u32, cache: u32) -> bool {
        self.filled.contains(&(route, cache))
    }
}

/// Finite and not negative; zero for what is no number.
fn positive(number: f64) -> f64 {
    if number.is_finite() { number.max(0.0) } else { 0.0 }
}

fn share(number: f64) -> f64 {
    if number.is_nan() { 0.0 } else { number.clamp(0.0, 1.0) }
}
