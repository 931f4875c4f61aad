//! What can happen: each happening against what must come of it.

use loadbearing::facts::system::{Arrivals, Call, Pool, Scaling, System, Work};
use loadbearing::model::link::Effect;
use loadbearing::model::node::Balancing;
use loadbearing::simulate::{Timeline, What};

use super::{FOR_EVER, between, burst, near, plan, play, pool, sum, system, wide};

fn one(pool: Pool, call: Call, arrivals: Arrivals) -> System {
    system(vec![pool], vec![call], arrivals)
}

fn rate(run: &Timeline, track: &[u32], from: f64, until: f64) -> f64 {
    between(run, track, from, until) / (until - from)
}

#[test]
fn traffic_is_multiplied_for_a_while() {
    let system = one(wide(0.01), Call::plain(0, 0, 1), Arrivals::Open(100.0));
    let times = |times| What::Traffic { route: Some(0), times };
    let happenings = [(20.0, 40.0, times(8.0)), (30.0, 40.0, times(0.5)), (50.0, 60.0, times(0.0))];
    let run = play(&system, &plan(80.0, &happenings));
    let begun = |from, until| rate(&run, &run.flows[0].begun, from, until);
    near(begun(0.0, 20.0), 100.0, 0.1);
    near(begun(20.0, 30.0), 800.0, 0.05);
    near(begun(30.0, 40.0), 400.0, 0.05);
    assert_eq!(between(&run, &run.flows[0].begun, 50.0, 60.0), 0.0);
    near(begun(60.0, 80.0), 100.0, 0.1);
}

#[test]
fn users_come_and_go_with_the_traffic() {
    let closed = Arrivals::Closed { users: 20.0, think: 0.9 };
    let system = one(wide(0.1), Call::plain(0, 0, 1), closed);
    let run =
        play(&system, &plan(120.0, &[(40.0, 80.0, What::Traffic { route: None, times: 3.0 })]));
    let ok = |from, until| rate(&run, &run.flows[0].ok, from, until);
    near(ok(10.0, 40.0), 20.0, 0.1);
    near(ok(45.0, 80.0), 60.0, 0.08);
    near(ok(90.0, 120.0), 20.0, 0.1);
}

#[test]
fn what_is_slow_takes_exactly_as_long_and_calls_nobody() {
    let calls = vec![Call::plain(0, 0, 1), Call::plain(1, 1, 2)];
    let system = system(vec![wide(0.1), wide(0.1)], calls, Arrivals::Unknown);
    let slow = (5.0, 10.0, What::Slow { pool: 1, takes: 3.0 });
    let run = play(&system, &plan(20.0, &[slow, burst(0.0, 1), burst(6.0, 1), burst(12.0, 1)]));
    assert_eq!(sum(&run.pools[2].arrived), 2);
    near(run.flows[0].response.most, 3.0, 1e-9);
    near(run.flows[0].response.sum, 0.2 + 3.0 + 0.2, 1e-9);
}

#[test]
fn work_changes_and_comes_back() {
    let works = (5.0, 10.0, What::Works { pool: 1, work: Work::constant(2.0) });
    let system = one(wide(0.1), Call::plain(0, 0, 1), Arrivals::Unknown);
    let run = play(&system, &plan(20.0, &[works, burst(0.0, 1), burst(6.0, 1), burst(12.0, 1)]));
    near(run.flows[0].response.sum, 2.2, 1e-9);
}

#[test]
fn what_runs_on_a_replica_that_goes_down_fails_and_no_replica_refuses() {
    let system = one(pool(4, 1.0), Call::plain(0, 0, 1), Arrivals::Unknown);
    let down = (0.5, 2.0, What::Down { pool: 1, replicas: None });
    let run = play(&system, &plan(10.0, &[burst(0.0, 6), down, burst(1.0, 3), burst(3.0, 2)]));
    let outcomes = run.flows[0].outcomes;
    // Four run and two wait when it goes down; three come meanwhile; two come after.
    assert_eq!((outcomes.failed, outcomes.rejected, outcomes.ok), (6, 3, 2));
    assert_eq!(run.pools[1].left, 0);
}

#[test]
fn a_standby_takes_over() {
    let guarded = Pool { failover: Some(5.0), ..wide(0.01) };
    let system = one(guarded, Call::plain(0, 0, 1), Arrivals::Open(100.0));
    let run = play(&system, &plan(60.0, &[(10.0, 50.0, What::Down { pool: 1, replicas: None })]));
    assert_eq!(between(&run, &run.flows[0].ok, 10.1, 15.0), 0.0);
    near(rate(&run, &run.flows[0].ok, 15.0, 50.0), 100.0, 0.05);
}

#[test]
fn some_replicas_down_leave_the_others() {
    for balancing in [Balancing::SharedQueue, Balancing::RoundRobin, Balancing::Random] {
        let three = Pool { replicas: 3, balancing, ..pool(4, 0.1) };
        let system = one(three, Call::plain(0, 0, 1), Arrivals::Open(60.0));
        let down = (10.0, 40.0, What::Down { pool: 1, replicas: Some(1) });
        let run = play(&system, &plan(60.0, &[down]));
        let outcomes = run.flows[0].outcomes;
        // About two of six running ones fail at once, nothing else does.
        assert!((1..=6).contains(&outcomes.failed), "{balancing:?}: {outcomes:?}");
        assert_eq!(outcomes.rejected, 0);
        near(rate(&run, &run.flows[0].ok, 12.0, 40.0), 60.0, 0.06);
        assert_eq!(run.pools[1].slots[200], 8.0);
        assert_eq!(*run.pools[1].slots.last().unwrap(), 12.0);
    }
}

/// Each of three replicas is away for five seconds, and finishes what it has begun.
#[test]
fn a_deploy_takes_one_replica_after_the_other_and_fails_nothing() {
    let three = Pool { replicas: 3, ..pool(4, 0.1) };
    let system = one(three, Call::plain(0, 0, 1), Arrivals::Open(60.0));
    let run = play(&system, &plan(60.0, &[(10.0, FOR_EVER, What::Deploy { pool: 1, each: 5.0 })]));
    assert_eq!(run.flows[0].outcomes.failed + run.flows[0].outcomes.rejected, 0);
    let slots = &run.pools[1].slots;
    assert_eq!((slots[50], slots[110], slots[240], slots[260]), (12.0, 8.0, 8.0, 12.0));
}

#[test]
fn lost_answers_wait_for_the_timeout_or_fail_without_one() {
    let charge = |timeout| Call { timeout, effect: Some(Effect::Charge), ..Call::plain(0, 0, 1) };
    let lost = (0.0, FOR_EVER, What::AnswersLost { link: 0, share: 1.0 });
    let at = |timeout| {
        let system = one(wide(0.1), charge(timeout), Arrivals::Unknown);
        play(&system, &plan(10.0, &[lost, burst(1.0, 1)]))
    };
    let run = at(Some(2.0));
    assert_eq!((run.flows[0].outcomes.timed_out, run.flows[0].effects[0].all()), (1, 1));
    near(run.flows[0].settled.most, 2.0, 1e-9);
    let run = at(None);
    assert_eq!((run.flows[0].outcomes.failed, run.flows[0].effects[0].all()), (1, 1));
    near(run.flows[0].settled.most, 0.1, 1e-9);
}

#[test]
fn lag_and_failures_hold_for_their_time() {
    let system = one(wide(0.1), Call::plain(0, 0, 1), Arrivals::Unknown);
    let lag = (0.0, 5.0, What::Lag { link: 0, takes: 1.0 });
    let fails = (8.0, 9.0, What::Fails { pool: 1, share: 1.0 });
    let bursts = [burst(1.0, 1), burst(6.0, 1), burst(8.5, 4)];
    let run = play(&system, &plan(20.0, &[lag, fails, bursts[0], bursts[1], bursts[2]]));
    near(run.flows[0].response.sum, 1.1 + 0.1, 1e-9);
    assert_eq!(run.flows[0].outcomes.failed, 4);
}

#[test]
fn a_burst_with_an_end_is_spread_until_then() {
    let system = one(wide(0.1), Call::plain(0, 0, 1), Arrivals::Unknown);
    let what = What::Burst { route: 0, people: 100, same_item: false };
    let run = play(&system, &plan(20.0, &[(5.0, 15.0, what)]));
    assert_eq!(run.flows[0].all_begun, 100);
    near(between(&run, &run.flows[0].begun, 5.0, 10.0), 50.0, 0.03);
}

/// Twice what one replica can do: it grows after the look and the lag, and shrinks again when it has
/// been idle for five minutes.
#[test]
fn a_pool_grows_under_load_and_shrinks_later() {
    let scaling = Some(Scaling { most: 4, lag: 30.0 });
    let growing = Pool { scaling, queue: Some(10), ..pool(10, 0.1) };
    let system = one(growing, Call::plain(0, 0, 1), Arrivals::Open(10.0));
    let busy = (0.0, 300.0, What::Traffic { route: None, times: 20.0 });
    let run = play(&system, &plan(900.0, &[busy]));
    let slots = |time: f64| run.pools[1].slots[(time / run.step) as usize];
    assert_eq!(slots(40.0), 10.0);
    assert!(slots(290.0) >= 30.0, "{}", slots(290.0));
    near(rate(&run, &run.flows[0].ok, 200.0, 300.0), 200.0, 0.03);
    assert_eq!(slots(890.0), 10.0);
}

#[test]
fn what_is_not_there_can_happen_without_harm() {
    let system = one(wide(0.1), Call::plain(0, 0, 1), Arrivals::Open(10.0));
    let nowhere = [
        What::Traffic { route: Some(9), times: 3.0 },
        What::Slow { pool: 9, takes: 1.0 },
        What::Works { pool: 9, work: Work::constant(1.0) },
        What::Down { pool: 9, replicas: None },
        What::Cold { pool: 9 },
        What::AnswersLost { link: 9, share: 1.0 },
        What::Burst { route: 9, people: 9, same_item: true },
        What::Lag { link: 9, takes: 1.0 },
        What::Fails { pool: 9, share: 1.0 },
        What::Deploy { pool: 9, each: 1.0 },
    ];
    let all: Vec<_> = nowhere.iter().map(|what| (1.0, 2.0, *what)).collect();
    let run = play(&system, &plan(10.0, &all));
    let left = u64::from(*run.flows[0].under_way.last().unwrap());
    assert_eq!(run.flows[0].outcomes.ok + left, run.flows[0].all_begun);
}
