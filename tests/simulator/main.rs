//! The simulator, from outside: what it promises of every run, and each thing a system can say
//! against a closed form or a count by hand.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]
#![expect(clippy::float_cmp, reason = "counts are whole, also as numbers with a point")]
#![expect(clippy::needless_pass_by_value, reason = "a pool is made where it is passed")]

mod features;
mod gates;
mod messages;
mod metastable;
mod planned;
mod promises;

use loadbearing::facts::Place;
use loadbearing::facts::system::{Arrivals, Call, Keys, Pool, Route, System, Work};
use loadbearing::simulate::{self, Happening, Plan, Timeline, What};

/// Pools with numbers of their own, the first a client without limits, and one route.
fn system(pools: Vec<Pool>, calls: Vec<Call>, arrivals: Arrivals) -> System {
    let mut all = vec![Pool::plain(Place::Node(0))];
    all.extend(pools);
    for (pool, i) in all.iter_mut().zip(0..) {
        pool.place = Place::Node(i);
    }
    let links = calls.iter().map(|call| call.link + 1).max().unwrap_or(0) as usize;
    let route = Route {
        flow: None,
        starts: vec![(0, 1.0)],
        arrivals,
        keys: Keys::Unknown,
        calls,
        first: Vec::new(),
        repeat_safe: false,
    };
    let mut system = System { nodes: all.len(), pools: all, links, routes: vec![route] };
    system.index();
    system
}

/// A pool of so many slots, with so much constant work.
fn pool(slots: u32, work: f64) -> Pool {
    Pool { slots: Some(slots), work: Work::constant(work), ..Pool::plain(Place::Node(0)) }
}

/// A pool without limit, with so much constant work.
fn wide(work: f64) -> Pool {
    Pool { work: Work::constant(work), ..Pool::plain(Place::Node(0)) }
}

fn play(system: &System, plan: &Plan) -> Timeline {
    simulate::run(system, plan, &mut |_| true).unwrap()
}

/// Played for so long without anything happening.
fn calm(system: &System, seconds: f64) -> Timeline {
    play(system, &Plan::calm(seconds, 1))
}

fn plan(seconds: f64, happenings: &[(f64, f64, What)]) -> Plan {
    let mut plan = Plan::calm(seconds, 1);
    let all = happenings.iter();
    plan.happenings = all
        .map(|(from, until, what)| Happening { from: *from, until: *until, what: *what })
        .collect();
    plan
}

const FOR_EVER: f64 = f64::INFINITY;

/// So many at once, at a time.
fn burst(at: f64, people: u32) -> (f64, f64, What) {
    (at, FOR_EVER, What::Burst { route: 0, people, same_item: false })
}

fn sum(track: &[u32]) -> u64 {
    track.iter().map(|n| u64::from(*n)).sum()
}

/// Sum of a track from one time to another.
fn between(run: &Timeline, track: &[u32], from: f64, until: f64) -> f64 {
    let step = |time: f64| ((time / run.step).round() as usize).min(track.len());
    sum(&track[step(from)..step(until)]) as f64
}

fn near(reached: f64, expected: f64, share: f64) {
    assert!(
        (reached - expected).abs() <= share * expected.abs(),
        "{reached} instead of {expected}"
    );
}
