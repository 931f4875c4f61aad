//! How much arrives where: requests of every route, passed on from callers to callees.

use super::calls::Use;
use super::per::Per;
use super::shape::{Shape, Way, call};
use crate::facts::System;
use crate::facts::system::{Call, Pool, Route, Work};

/// What flows along one route.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Flow {
    /// Requests per second that begin.
    pub(super) rate: f64,
    /// Requests per second that reach a stop, attempts included.
    pub(super) arrive: Per<f64>,
    /// Of those, callbacks that work but call nobody.
    pub(super) leaf: Per<f64>,
    /// Own work of all arrivals together, what links ask for included.
    pub(super) work: Per<Worked>,
    /// Share of accepted requests that end well.
    pub(super) ok: Per<f64>,
    /// Uses per second of a call.
    pub(super) uses: Per<f64>,
    /// What one use of a call amounts to.
    pub(super) used: Per<Use>,
    /// What leads back: carried over from round to round.
    carried: Per<Carried>,
}

/// Work of many requests, per second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Worked {
    /// Sum of the means.
    pub(super) mean: f64,
    /// Sum of the second moments.
    pub(super) second: f64,
    /// Requests whose link asks for work of its own.
    asked: f64,
}

impl Worked {
    fn add_plain(&mut self, work: Work, rate: f64) {
        self.mean += rate * work.mean;
        self.second += rate * (1.0 + work.scv) * work.mean * work.mean;
    }

    fn add_asked(&mut self, work: Work, rate: f64) {
        self.add_plain(work, rate);
        self.asked += rate;
    }
}

/// What comes back to a stop from behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Carried {
    arrive: f64,
    leaf: f64,
    work: Worked,
}

impl Flow {
    pub(super) fn new(way: &Way) -> Self {
        let (stops, calls) = (way.pools.len(), way.calls.len());
        Self {
            rate: 0.0,
            arrive: Per::new(stops, 0.0),
            leaf: Per::new(stops, 0.0),
            work: Per::new(stops, Worked::default()),
            ok: Per::new(stops, 1.0),
            uses: Per::new(calls, 0.0),
            used: Per::new(calls, Use { attempts: 1.0, success: 1.0, ..Use::default() }),
            carried: Per::new(stops, Carried::default()),
        }
    }
}

/// Most rounds through a loop.
const ROUNDS: usize = 2000;

/// Passes requests on. `served` is the share of arrivals a pool works on; `miss` the share of reads
/// a cache has no answer for on this route. False when a loop feeds itself without end.
pub(super) fn pass(
    system: &System,
    shape: &Shape,
    at: usize,
    flow: &mut Flow,
    served: &dyn Fn(u32) -> f64,
    miss: &dyn Fn(u32) -> f64,
) -> bool {
    let (Some(way), Some(route)) = (shape.ways.get(at), system.routes.get(at)) else { return true };
    let loops = way.calls.iter().any(|leg| leg.back);
    for _ in 0..ROUNDS {
        once(system, way, route, flow, served, miss);
        if !loops {
            return true;
        }
        let total: f64 = flow.arrive.all().iter().sum();
        if !carry(way, route, flow, total) {
            return true;
        }
        if !total.is_finite() || total > 1e15 {
            return false;
        }
    }
    false
}

/// Updates what leads back; true when it still changes.
fn carry(way: &Way, route: &Route, flow: &mut Flow, total: f64) -> bool {
    let mut next = Per::new(way.pools.len(), Carried::default());
    for (place, leg) in way.calls.iter().enumerate().filter(|(_, leg)| leg.back) {
        let Some(call) = call(route, *leg) else { continue };
        let tries = flow.uses.at(place) * flow.used.see(place).map_or(0.0, |used| used.attempts);
        next.edit(leg.to as usize, |next| {
            next.arrive += tries;
            if call.leaf {
                next.leaf += tries;
            }
            if let Some(work) = call.work {
                next.work.add_asked(work, tries);
            }
        });
    }
    let changed = next
        .all()
        .iter()
        .zip(flow.carried.all())
        .any(|(new, old)| (new.arrive - old.arrive).abs() > 1e-13 * total);
    flow.carried = next;
    changed
}

fn once(
    system: &System,
    way: &Way,
    route: &Route,
    flow: &mut Flow,
    served: &dyn Fn(u32) -> f64,
    miss: &dyn Fn(u32) -> f64,
) {
    for stop in 0..way.pools.len() {
        let back = flow.carried.at(stop);
        flow.arrive.set(stop, back.arrive);
        flow.leaf.set(stop, back.leaf);
        flow.work.set(stop, back.work);
    }
    for (stop, share) in &way.starts {
        let rate = flow.rate * share;
        flow.arrive.edit(*stop as usize, |arrive| *arrive += rate);
    }
    for (stop, index) in way.pools.iter().enumerate() {
        let Some(pool) = system.pools.get(*index as usize) else { continue };
        own_work(pool, stop, flow);
        let arrive = flow.arrive.at(stop);
        let share = if arrive > 0.0 { 1.0 - flow.leaf.at(stop) / arrive } else { 1.0 };
        let mut going = arrive * share * served(*index) * (1.0 - pool.errors);
        let mut together: Option<(u32, f64)> = None;
        for (place, leg) in way.out(stop) {
            let Some(call) = call(route, leg) else { continue };
            let group = call.parallel.or(call.one_of.map(|group| group | 1 << 31));
            if let Some((_, kept)) = together.filter(|(of, _)| group != Some(*of)) {
                going *= kept;
                together = None;
            }
            let missed = call.on_miss.map_or(1.0, miss);
            let uses = going * call.times * probability(route, way, stop, call) * missed;
            let used = flow.used.at(place);
            flow.uses.set(place, uses);
            if !leg.back {
                let tries = uses * used.attempts;
                flow.arrive.edit(leg.to as usize, |arrive| *arrive += tries);
                if call.leaf {
                    flow.leaf.edit(leg.to as usize, |leaf| *leaf += tries);
                }
                if let Some(work) = call.work {
                    flow.work.edit(leg.to as usize, |sum| sum.add_asked(work, tries));
                }
            }
            let kept = keeps(call, &used, missed);
            match group {
                Some(group) => {
                    let so_far = together.map_or(1.0, |(_, kept)| kept);
                    together = Some((group, so_far * kept));
                }
                None => going *= kept,
            }
        }
    }
}

/// Share of requests that go on after a call: it was not made, not needed, or it succeeded.
pub(super) fn keeps(call: &Call, used: &Use, missed: f64) -> f64 {
    if call.soft || !call.waits || used.success >= 1.0 {
        return 1.0;
    }
    1.0 - call.probability * missed * (1.0 - used.success.powf(call.times))
}

/// Chance of a call; in a group of which exactly one is made the chances add up to one.
pub(super) fn probability(route: &Route, way: &Way, stop: usize, one: &Call) -> f64 {
    let Some(group) = one.one_of else { return one.probability };
    let all: f64 = way
        .out(stop)
        .filter_map(|(_, leg)| call(route, leg))
        .filter(|other| other.one_of == Some(group))
        .map(|other| other.probability)
        .sum();
    if all > 0.0 { one.probability / all } else { 0.0 }
}

/// Adds a pool's own work for the arrivals whose link asks for no work of its own.
fn own_work(pool: &Pool, stop: usize, flow: &mut Flow) {
    let arrive = flow.arrive.at(stop);
    flow.work.edit(stop, |sum| sum.add_plain(pool.work, (arrive - sum.asked).max(0.0)));
}
