//! Locks, connections and bulkheads: pools in front of a link.

use loadbearing::facts::Place;
use loadbearing::facts::system::{Arrivals, Call, Gate, Keys, Pool, System, Work};
use loadbearing::simulate::What;

use super::{burst, near, plan, play, pool, sum, system, wide};

/// A client and a service that reaches a store of one second through a gate.
fn through(gate: Pool, entry: impl Fn(&mut Call), inside: impl Fn(&mut Call)) -> System {
    let gate = Pool { place: Place::Link(1), ..gate };
    let mut into = Call::plain(1, 1, 3);
    let mut on = Call { outer: false, ..Call::plain(1, 3, 2) };
    entry(&mut into);
    inside(&mut on);
    let calls = vec![Call::plain(0, 0, 1), into, on];
    system(vec![wide(0.0), wide(1.0), gate], calls, Arrivals::Unknown)
}

fn gate(gate: Gate, slots: u32, queue: Option<u32>) -> Pool {
    Pool { gate: Some(gate), queue, ..pool(slots, 0.0) }
}

#[test]
fn connections_make_callers_wait() {
    let system = through(gate(Gate::Connections, 2, None), |_| {}, |_| {});
    let run = play(&system, &plan(20.0, &[burst(0.0, 10)]));
    assert_eq!(run.flows[0].outcomes.ok, 10);
    near(run.flows[0].response.most, 5.0, 1e-9);
    // One use of the link each, not one more for the step through the gate.
    assert_eq!(sum(&run.links[1].calls), 10);
    near(run.pools[3].busy_seconds, 10.0, 1e-9);
}

#[test]
fn a_bulkhead_refuses() {
    let system = through(gate(Gate::Bulkhead, 2, Some(0)), |_| {}, |_| {});
    let run = play(&system, &plan(20.0, &[burst(0.0, 10)]));
    assert_eq!((run.flows[0].outcomes.ok, run.flows[0].outcomes.failed), (2, 8));
    assert_eq!(run.pools[3].outcomes.rejected, 8);
    assert_eq!(sum(&run.links[1].failed), 8);
}

/// Whether the timeout counts the wait for a connection decides who is served.
#[test]
fn a_timeout_covers_the_wait_for_a_connection_or_not() {
    let limit = |call: &mut Call| call.timeout = Some(1.5);
    let pool = || gate(Gate::Connections, 1, None);
    let covers = play(&through(pool(), limit, |_| {}), &plan(20.0, &[burst(0.0, 4)]));
    assert_eq!(covers.flows[0].outcomes.ok, 1);
    assert_eq!(sum(&covers.links[1].timed_out), 3);
    let not = play(&through(pool(), |_| {}, limit), &plan(20.0, &[burst(0.0, 4)]));
    assert_eq!(not.flows[0].outcomes.ok, 4);
}

/// Cancelling goes through the gate: what waits behind it leaves the line.
#[test]
fn cancelling_reaches_what_is_behind_a_gate() {
    for (cancel, worked) in [(true, 2), (false, 4)] {
        let entry = |call: &mut Call| {
            call.timeout = Some(1.5);
            call.cancel = cancel;
        };
        let mut system = through(gate(Gate::Connections, 9, None), entry, |_| {});
        system.pools[2].slots = Some(1);
        let run = play(&system, &plan(20.0, &[burst(0.0, 4)]));
        assert_eq!(run.pools[2].outcomes.ok, worked);
        assert_eq!(run.pools[3].left, 0);
    }
}

#[test]
fn a_lock_for_each_item_lets_different_items_pass() {
    let lock = Pool { per_key: true, ..gate(Gate::Lock, 1, None) };
    let hold = |call: &mut Call| call.work = Some(Work::constant(0.5));
    let same = |same_item| (0.0, f64::INFINITY, What::Burst { route: 0, people: 8, same_item });
    let last = |system: &System, same_item| {
        play(system, &plan(20.0, &[same(same_item)])).flows[0].response.most
    };
    let mut system = through(lock, |_| {}, hold);
    near(last(&system, true), 4.0, 1e-9);
    near(last(&system, false), 0.5, 1e-9);
    system.routes[0].keys = Keys::Hot { share: 0.0, others: Some(2.0) };
    let two_items = last(&system, false);
    assert!((2.0..4.0).contains(&two_items), "{two_items}");
    // One for everything.
    system.pools[3].per_key = false;
    near(last(&system, false), 4.0, 1e-9);
}

/// A hot item does not stand in the way of the others, and its lock is the one that is full.
#[test]
fn the_lock_of_the_hottest_item_saturates() {
    let lock = Pool { per_key: true, ..gate(Gate::Lock, 1, None) };
    let mut system = through(lock, |_| {}, |call| call.work = Some(Work::constant(0.05)));
    system.routes[0].keys = Keys::Hot { share: 0.2, others: Some(1_000.0) };
    system.routes[0].arrivals = Arrivals::Open(200.0);
    let run = play(&system, &plan(60.0, &[]));
    // 40/s want it, 20/s get it; of the others everybody gets theirs.
    near(run.flows[0].outcomes.ok as f64 / 60.0, 180.0, 0.03);
    assert_eq!(run.saturated.len(), 1);
    assert_eq!(run.saturated[0].pool, 3);
}

#[test]
fn patience_with_a_lock_ends() {
    let lock = Pool { patience: Some(0.7), per_key: true, ..gate(Gate::Lock, 1, None) };
    let system = through(lock, |_| {}, |call| call.work = Some(Work::constant(0.5)));
    let what = What::Burst { route: 0, people: 5, same_item: true };
    let run = play(&system, &plan(20.0, &[(0.0, f64::INFINITY, what)]));
    assert_eq!((run.flows[0].outcomes.ok, run.pools[3].outcomes.timed_out), (2, 3));
    assert_eq!(sum(&run.links[1].timed_out), 3);
}
