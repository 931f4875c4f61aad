//! What holds in every run, however strange the system.

use loadbearing::facts::Place;
use loadbearing::facts::system::{
    Arrivals, Broker, Cached, Call, Keys, Pool, Scaling, System, Work,
};
use loadbearing::model::link::{Backoff, Effect};
use loadbearing::model::node::{Balancing, Overflow};
use loadbearing::simulate::{self, Happening, Plan, Stopped, Timeline, What};
use proptest::prelude::*;

use super::{burst, calm, near, plan, play, pool, sum, system, wide};

/// Everything that began has ended or is under way, in total and at the end of each step.
fn is_conserved(run: &Timeline) {
    for flow in &run.flows {
        let left = flow.under_way.last().copied().unwrap_or(0);
        assert_eq!(flow.all_begun, flow.outcomes.ended() + u64::from(left));
        let mut inside = 0_i64;
        for step in 0..run.steps() {
            inside += i64::from(flow.begun[step]);
            inside -= i64::from(flow.ok[step]) + i64::from(flow.failed[step]);
            assert_eq!(inside, i64::from(flow.under_way[step]), "step {step}");
        }
        for effect in &flow.effects {
            assert!(effect.repeats() <= effect.all());
        }
        assert!(flow.stale_reads <= flow.reads);
    }
    for pool in &run.pools {
        assert_eq!(sum(&pool.arrived), pool.outcomes.ended() + pool.left);
        assert_eq!(sum(&pool.answered), pool.outcomes.ok);
        assert!(pool.busy_seconds >= -1e-9 && pool.queue_seconds >= -1e-9);
    }
    for link in &run.links {
        let mut inside = 0_i64;
        for step in 0..run.steps() {
            inside += i64::from(link.calls[step]) + i64::from(link.retries[step]);
            inside -= i64::from(link.ok[step]) + i64::from(link.timed_out[step]);
            inside -= i64::from(link.failed[step]);
            assert_eq!(inside, i64::from(link.under_way[step]), "step {step}");
        }
    }
}

/// Plays as far as so many looks allow.
fn bounded(system: &System, plan: &Plan, looks: u32) -> Result<Timeline, Stopped> {
    let mut looked = 0;
    simulate::run(system, plan, &mut |share| {
        assert!((0.0..=1.0).contains(&share));
        looked += 1;
        looked <= looks
    })
}

fn some<T: Clone + std::fmt::Debug + 'static>(all: &[T]) -> impl Strategy<Value = T> + use<T> {
    proptest::sample::select(all.to_vec())
}

fn pools() -> impl Strategy<Value = Pool> {
    let shape = (
        some(&[None, Some(1), Some(2), Some(8)]),
        1_u32..4,
        some(&[
            Balancing::SharedQueue,
            Balancing::Random,
            Balancing::RoundRobin,
            Balancing::LeastConnections,
        ]),
        some(&[None, Some(0), Some(3), Some(50)]),
        some(&[Overflow::Reject, Overflow::DropOldest, Overflow::Block]),
        some(&[None, Some(0.0), Some(0.05), Some(2.0)]),
    );
    let work = (
        some(&[0.0, 0.001, 0.02, 0.1, f64::INFINITY, f64::NAN]),
        some(&[0.0, 0.5, 1.0, 4.0]),
        any::<bool>(),
        any::<bool>(),
        some(&[0.0, 0.1, 1.0]),
        some(&[None, Some(0.0), Some(20.0)]),
    );
    let extra = (any::<bool>(), any::<bool>(), any::<bool>(), some(&[None, Some(2.0)]));
    (shape, work, extra).prop_map(|(shape, work, extra)| {
        let (slots, replicas, balancing, queue, overflow, patience) = shape;
        let (mean, scv, holds, per_key, errors, admission) = work;
        let (cached, broker, scaling, failover) = extra;
        Pool {
            slots,
            replicas,
            balancing,
            queue,
            overflow,
            patience,
            work: Work { mean, scv },
            holds,
            per_key,
            errors,
            admission,
            cached: cached.then_some(Cached {
                hit_ratio: Some(0.5),
                entries: Some(5.0),
                ttl: Some(1.0),
                coalesces: true,
            }),
            broker: broker.then_some(Broker { visibility: Some(1.0), attempts: Some(3) }),
            scaling: scaling.then_some(Scaling { most: 5, lag: 1.0 }),
            failover,
            behind: failover,
            ..Pool::plain(Place::Node(0))
        }
    })
}

/// Calls among so many pools; any of them may lead back.
fn calls(pools: u32) -> impl Strategy<Value = Call> {
    let ends = (0_u32..6, 0..pools, 0..pools + 1);
    let shape = (
        some(&[0.0, 0.5, 1.0, 2.5]),
        some(&[0.3, 1.0]),
        some(&[None, Some(1)]),
        some(&[None, None, Some(2)]),
        some(&[None, None, Some(1), Some(2)]),
        any::<bool>(),
    );
    let limits = (
        some(&[0.0, 0.01]),
        some(&[None, Some(0.0), Some(0.05), Some(0.5)]),
        any::<bool>(),
        0_u32..4,
        some(&[Backoff::None, Backoff::Fixed, Backoff::Exponential]),
        some(&[None, Some(0.0), Some(0.2)]),
    );
    let more = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (ends, shape, limits, more).prop_map(|(ends, shape, limits, more)| {
        let (link, from, to) = ends;
        let (times, probability, one_of, parallel, on_miss, waits) = shape;
        let (network, timeout, cancel, retries, backoff, budget) = limits;
        let (breaker, soft, reads, safe) = more;
        Call {
            times,
            probability,
            one_of,
            parallel,
            on_miss,
            waits,
            network,
            timeout,
            cancel,
            retries,
            backoff,
            pause: 0.1,
            jitter: true,
            budget,
            breaker,
            soft,
            limit: (retries == 3).then_some(10.0),
            effect: safe.then_some(Effect::Charge),
            repeat_safe: soft,
            reads,
            writes: !reads,
            ..Call::plain(link, from, to)
        }
    })
}

fn systems() -> impl Strategy<Value = System> {
    let arrivals = some(&[
        Arrivals::Open(30.0),
        Arrivals::Open(200.0),
        Arrivals::Closed { users: 5.0, think: 0.1 },
        Arrivals::Closed { users: 2.0, think: 0.0 },
        Arrivals::Open(f64::NAN),
        Arrivals::Open(f64::INFINITY),
    ]);
    let keys = some(&[
        Keys::Unknown,
        Keys::Hot { share: 0.5, others: Some(3.0) },
        Keys::Hot { share: 0.5, others: None },
        Keys::Zipf { items: 20.0, skew: 1.0 },
    ]);
    let parts = (
        proptest::collection::vec(pools(), 1..5),
        proptest::collection::vec(calls(5), 1..10),
        arrivals,
        keys,
    );
    parts.prop_map(|(pools, calls, arrivals, keys)| {
        let mut system = system(pools, calls, arrivals);
        system.routes[0].keys = keys;
        system
    })
}

fn whats() -> impl Strategy<Value = What> {
    prop_oneof![
        (0.0..5.0_f64).prop_map(|times| What::Traffic { route: None, times }),
        (0_u32..6).prop_map(|pool| What::Slow { pool, takes: 0.3 }),
        (0_u32..6).prop_map(|pool| What::Down { pool, replicas: None }),
        (0_u32..6).prop_map(|pool| What::Down { pool, replicas: Some(1) }),
        (0_u32..6).prop_map(|pool| What::Deploy { pool, each: 1.0 }),
        (0_u32..6).prop_map(|pool| What::Cold { pool }),
        (0_u32..6).prop_map(|pool| What::Fails { pool, share: 0.5 }),
        (0_u32..6).prop_map(|link| What::AnswersLost { link, share: 0.4 }),
        (0_u32..6).prop_map(|link| What::Lag { link, takes: 0.2 }),
        (0_u32..40).prop_map(|people| What::Burst { route: 0, people, same_item: true }),
    ]
}

fn plans() -> impl Strategy<Value = Plan> {
    let times = || some(&[0.0, 0.5, 1.0, 2.0, f64::INFINITY]);
    let happening = (times(), times(), whats());
    let all = proptest::collection::vec(happening, 0..5);
    (all, 0_u64..100).prop_map(|(all, seed)| {
        let mut plan = Plan::calm(4.0, seed);
        plan.happenings =
            all.into_iter().map(|(from, until, what)| Happening { from, until, what }).collect();
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pools, calls and happenings of every sort, in circles and with numbers that are none.
    #[test]
    fn requests_are_conserved_in_any_system(system in systems(), plan in plans()) {
        if let Ok(run) = bounded(&system, &plan, 12) {
            is_conserved(&run);
            let again = bounded(&system, &plan, 12).unwrap();
            // As text, because some numbers are none.
            prop_assert_eq!(format!("{run:?}"), format!("{again:?}"));
        }
    }

    /// Requests inside, over time, are arrivals times the time each stays. Nobody comes after 40 s,
    /// so that at the end nobody is inside whose stay is not counted yet.
    #[test]
    fn littles_law_holds(slots in 1_u32..6, load in 0.2..0.9_f64, scv in 0.0..3.0_f64, seed in 0_u64..50) {
        let work = Work { mean: 0.01, scv };
        let rate = load * f64::from(slots) / work.mean;
        let one = Pool { work, ..pool(slots, 0.0) };
        let system = system(vec![one], vec![Call::plain(0, 0, 1)], Arrivals::Open(rate));
        let nobody = What::Traffic { route: None, times: 0.0 };
        let happenings = vec![Happening { from: 40.0, until: f64::INFINITY, what: nobody }];
        let run = play(&system, &Plan { happenings, ..Plan::calm(80.0, seed) });
        let track = &run.pools[1];
        prop_assert!(track.response.count > 0);
        near(track.busy_seconds + track.queue_seconds, track.response.sum, 1e-6);
        near(track.queue_seconds, track.wait.sum, 1e-6);
    }
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_seed_another() {
    let system = system(
        vec![Pool { work: Work::exponential(0.01), ..pool(2, 0.0) }],
        vec![Call::plain(0, 0, 1)],
        Arrivals::Open(100.0),
    );
    let text = |seed| format!("{:?}", play(&system, &Plan::calm(20.0, seed)));
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
}

/// What a plan changes is the only difference: the same people come at the same times.
#[test]
fn a_what_if_differs_only_by_its_change() {
    let system = system(vec![pool(50, 0.01)], vec![Call::plain(0, 0, 1)], Arrivals::Open(100.0));
    let begun = |happenings: &[(f64, f64, What)]| {
        play(&system, &plan(30.0, happenings)).flows[0].begun.clone()
    };
    let calm = begun(&[]);
    assert_eq!(calm, begun(&[(5.0, 20.0, What::Slow { pool: 1, takes: 3.0 })]));
    assert_eq!(calm, begun(&[(5.0, 20.0, What::Down { pool: 1, replicas: None })]));
    let busier = begun(&[(15.0, 20.0, What::Traffic { route: None, times: 3.0 })]);
    assert_eq!(calm[..150], busier[..150]);
    assert_ne!(calm, busier);
}

#[test]
fn cancelling_ends_it_at_once() {
    let system = system(vec![pool(8, 0.01)], vec![Call::plain(0, 0, 1)], Arrivals::Open(500.0));
    let mut looks = 0;
    let plan = Plan::calm(2_000.0, 1);
    let end = simulate::run(&system, &plan, &mut |_| {
        looks += 1;
        looks < 5
    });
    assert_eq!((end, looks), (Err(Stopped::Cancelled), 5));
    // It is asked every few thousand events, which is a few milliseconds at most.
    let (mut looks, plan) = (0, Plan::calm(100.0, 1));
    let run = simulate::run(&system, &plan, &mut |_| {
        looks += 1;
        true
    });
    assert!(run.unwrap().events / looks < 8_192);
}

#[test]
fn too_much_is_refused_with_a_shorter_length_that_is_not() {
    let system = system(vec![wide(0.01)], vec![Call::plain(0, 0, 1)], Arrivals::Open(1e6));
    let refused = simulate::run(&system, &Plan::calm(900.0, 1), &mut |_| true);
    let Err(Stopped::TooMany { events, most, shorter }) = refused else { panic!("{refused:?}") };
    assert!(events > most && shorter < 900.0 && shorter > 0.0);
    assert!(simulate::events_needed(&system, &Plan::calm(shorter, 1)) <= most);
}

#[test]
fn the_estimate_is_what_it_takes() {
    let call = |i: u32| Call { network: 0.001, ..Call::plain(i, i, i + 1) };
    let system =
        system(vec![wide(0.01), wide(0.02)], vec![call(0), call(1)], Arrivals::Open(100.0));
    let plan =
        plan(60.0, &[burst(1.0, 50), (10.0, 20.0, What::Traffic { route: None, times: 4.0 })]);
    let run = play(&system, &plan);
    near(run.events as f64, simulate::events_needed(&system, &plan), 0.05);
}

#[test]
fn nothing_that_arrives_is_said() {
    let quiet = system(vec![wide(0.01)], vec![Call::plain(0, 0, 1)], Arrivals::Unknown);
    let end = simulate::run(&quiet, &Plan::calm(60.0, 1), &mut |_| true);
    assert_eq!(end, Err(Stopped::NothingArrives));
    assert_eq!(play(&quiet, &plan(60.0, &[burst(1.0, 3)])).flows[0].outcomes.ok, 3);
}

/// Two services that call each other for ever, twice each time, without any work: somebody gives up,
/// and when nobody minds that, whoever asked for the run can end it.
#[test]
fn going_round_in_circles_ends() {
    let circles = |soft| {
        let call = |link, from, to| Call { times: 2.0, soft, ..Call::plain(link, from, to) };
        let calls = vec![Call::plain(0, 0, 1), call(1, 1, 2), call(2, 2, 1)];
        system(vec![wide(0.0), wide(0.0)], calls, Arrivals::Open(1.0))
    };
    let run = bounded(&circles(false), &Plan::calm(20.0, 1), 1_000).unwrap();
    assert_eq!(run.flows[0].outcomes.failed, run.flows[0].all_begun);
    assert!(run.flows[0].all_begun > 10);
    assert!(bounded(&circles(true), &Plan::calm(20.0, 1), 20) == Err(Stopped::Cancelled));
}

#[test]
fn no_time_at_all_is_an_empty_run() {
    let system = system(vec![pool(1, 0.01)], vec![Call::plain(0, 0, 1)], Arrivals::Open(10.0));
    let run = calm(&system, 0.0);
    assert_eq!((run.steps(), run.flows[0].all_begun), (0, 0));
}

/// More people than fit into memory end the run, and it says so.
#[test]
#[ignore = "long: two gigabytes"]
fn too_many_at_once_are_refused() {
    let system = system(vec![pool(1, 1.0)], vec![Call::plain(0, 0, 1)], Arrivals::Unknown);
    let end = simulate::run(&system, &plan(60.0, &[burst(0.0, 60_000_000)]), &mut |_| true);
    assert!(matches!(end, Err(Stopped::TooMany { .. })), "{end:?}");
}

/// Somebody is asked whether to go on, also when requests only come and wait.
#[test]
fn a_run_in_which_everybody_waits_can_be_cancelled() {
    let endless = Pool { work: Work::constant(f64::INFINITY), ..pool(1, 0.0) };
    let system = system(vec![endless], vec![Call::plain(0, 0, 1)], Arrivals::Open(5_000.0));
    assert_eq!(bounded(&system, &Plan::calm(100.0, 1), 10), Err(Stopped::Cancelled));
}
