//! Lines, retries, calls, caches: each thing a pool or a call can say.

use loadbearing::facts::system::{Arrivals, Cached, Call, Keys, Pool, Work};
use loadbearing::model::link::{Backoff, Effect};
use loadbearing::model::node::{Balancing, Overflow};
use loadbearing::simulate::What;

use super::{between, burst, calm, near, plan, play, pool, sum, system, wide};

fn one(pool: Pool, call: Call, arrivals: Arrivals) -> loadbearing::facts::System {
    system(vec![pool], vec![call], arrivals)
}

const NOBODY: Arrivals = Arrivals::Unknown;

#[test]
fn a_full_line_refuses_the_new_one_or_the_oldest_or_nobody() {
    for (overflow, ok, last) in
        [(Overflow::Reject, 4, 4.0), (Overflow::DropOldest, 4, 4.0), (Overflow::Block, 10, 10.0)]
    {
        let one_pool = Pool { queue: Some(3), overflow, ..pool(1, 1.0) };
        let run =
            play(&one(one_pool, Call::plain(0, 0, 1), NOBODY), &plan(20.0, &[burst(0.0, 10)]));
        assert_eq!(run.flows[0].outcomes.ok, ok, "{overflow:?}");
        assert_eq!(run.flows[0].outcomes.rejected, 10 - ok, "{overflow:?}");
        near(run.flows[0].response.most, last, 1e-9);
        assert_eq!(run.pools[1].outcomes.rejected, 10 - ok);
    }
}

#[test]
fn who_loses_patience_leaves_the_line() {
    let one_pool = Pool { patience: Some(2.5), ..pool(1, 1.0) };
    let run = play(&one(one_pool, Call::plain(0, 0, 1), NOBODY), &plan(20.0, &[burst(0.0, 10)]));
    // One is served at once, the others after one and two seconds.
    assert_eq!((run.flows[0].outcomes.ok, run.flows[0].outcomes.timed_out), (3, 7));
    near(run.pools[1].queue_seconds, 1.0 + 2.0 + 7.0 * 2.5, 1e-9);
}

#[test]
fn giving_up_leaves_the_work_behind_unless_it_is_cancelled() {
    for (cancel, worked) in [(false, 5), (true, 2)] {
        let call = Call { timeout: Some(1.5), cancel, ..Call::plain(0, 0, 1) };
        let run = play(&one(pool(1, 1.0), call, NOBODY), &plan(20.0, &[burst(0.0, 5)]));
        assert_eq!((run.flows[0].outcomes.ok, run.flows[0].outcomes.timed_out), (1, 4));
        // The second runs when its caller gives up: it finishes in either case.
        assert_eq!(run.pools[1].outcomes.ok, worked);
    }
}

#[test]
fn pauses_before_retries_are_as_said() {
    for (backoff, end) in [
        (Backoff::None, 0.4),
        (Backoff::Fixed, 0.4 + 3.0),
        (Backoff::Exponential, 0.4 + 1.0 + 2.0 + 4.0),
    ] {
        let broken = Pool { errors: 1.0, ..wide(0.1) };
        let call = Call { retries: 3, backoff, pause: 1.0, ..Call::plain(0, 0, 1) };
        let run = play(&one(broken, call, NOBODY), &plan(20.0, &[burst(0.0, 1)]));
        assert_eq!(run.flows[0].outcomes.failed, 1);
        near(run.flows[0].settled.most, end, 1e-9);
        assert_eq!((sum(&run.links[0].calls), sum(&run.links[0].retries)), (1, 3));
    }
}

#[test]
fn jitter_spreads_pauses_evenly_between_nothing_and_their_length() {
    let broken = Pool { errors: 1.0, ..wide(0.0) };
    let call = Call {
        retries: 1,
        backoff: Backoff::Fixed,
        pause: 1.0,
        jitter: true,
        ..Call::plain(0, 0, 1)
    };
    let run = play(&one(broken, call, NOBODY), &plan(20.0, &[burst(0.0, 4_000)]));
    near(run.flows[0].settled.mean(), 0.5, 0.05);
    assert!(run.flows[0].settled.most <= 1.0);
}

#[test]
fn a_retry_budget_keeps_retries_to_its_share() {
    let broken = Pool { errors: 1.0, ..wide(0.001) };
    let call = Call { retries: 3, budget: Some(0.1), ..Call::plain(0, 0, 1) };
    let run = calm(&one(broken, call, Arrivals::Open(200.0)), 60.0);
    let link = &run.links[0];
    near(sum(&link.retries) as f64 / sum(&link.calls) as f64, 0.1, 0.02);
}

/// It opens after 100 calls, is open for a minute, lets ten through, and opens again.
#[test]
fn a_breaker_spares_what_is_broken() {
    let broken = Pool { errors: 1.0, ..wide(0.001) };
    let call = Call { breaker: true, ..Call::plain(0, 0, 1) };
    let run = calm(&one(broken, call, Arrivals::Open(100.0)), 100.0);
    let reached = sum(&run.pools[1].arrived);
    assert!((110..=115).contains(&reached), "{reached}");
    let open: f64 = run.links[0].open.iter().sum::<f64>() * run.step;
    assert!((97.0..100.0).contains(&open), "{open}");
}

#[test]
fn rates_above_a_limit_are_refused() {
    let limited = Call { limit: Some(50.0), ..Call::plain(0, 0, 1) };
    let admitting = Pool { admission: Some(50.0), ..wide(0.001) };
    for system in [
        one(wide(0.001), limited, Arrivals::Open(200.0)),
        one(admitting, Call::plain(0, 0, 1), Arrivals::Open(200.0)),
    ] {
        let run = calm(&system, 60.0);
        near(run.flows[0].outcomes.ok as f64 / 60.0, 50.0, 0.03);
        assert_eq!(run.flows[0].outcomes.timed_out + run.flows[0].outcomes.failed, 0);
    }
}

#[test]
fn a_soft_call_may_fail() {
    let broken = Pool { errors: 1.0, ..wide(0.1) };
    for (soft, ok) in [(true, 1), (false, 0)] {
        let call = Call { soft, ..Call::plain(0, 0, 1) };
        let run = play(&one(broken.clone(), call, NOBODY), &plan(5.0, &[burst(0.0, 1)]));
        assert_eq!(run.flows[0].outcomes.ok, ok);
    }
}

/// A client calls a pool without work that calls three others of 0.1, 0.2 and 0.3 s.
fn fan(change: impl Fn(&mut Call)) -> loadbearing::facts::System {
    let mut calls = vec![Call::plain(0, 0, 1)];
    for i in 0..3 {
        let mut call = Call::plain(i + 1, 1, i + 2);
        change(&mut call);
        calls.push(call);
    }
    system(vec![wide(0.0), wide(0.1), wide(0.2), wide(0.3)], calls, NOBODY)
}

#[test]
fn calls_come_one_after_the_other_or_together_or_one_of_them() {
    let response = |system: &loadbearing::facts::System| {
        play(system, &plan(5.0, &[burst(0.0, 1)])).flows[0].response.most
    };
    near(response(&fan(|_| {})), 0.6, 1e-9);
    near(response(&fan(|call| call.parallel = Some(1))), 0.3, 1e-9);
    near(response(&fan(|call| call.times = 2.0)), 1.2, 1e-9);
    let mut one_of = fan(|call| call.one_of = Some(1));
    for (call, share) in one_of.routes[0].calls.iter_mut().skip(1).zip([0.5, 0.3, 0.2]) {
        call.probability = share;
    }
    let run = play(&one_of, &plan(5.0, &[burst(0.0, 10_000)]));
    let came = |pool: usize| sum(&run.pools[pool].arrived) as f64;
    assert_eq!(came(2) + came(3) + came(4), 10_000.0);
    near(came(2), 5_000.0, 0.04);
    near(came(4), 2_000.0, 0.08);
}

#[test]
fn coins_and_parts_of_a_use_are_chances() {
    let coins = fan(|call| call.probability = 0.3);
    let run = play(&coins, &plan(5.0, &[burst(0.0, 10_000)]));
    near(sum(&run.pools[2].arrived) as f64, 3_000.0, 0.05);
    let parts = fan(|call| call.times = 1.3);
    let run = play(&parts, &plan(5.0, &[burst(0.0, 10_000)]));
    near(sum(&run.pools[2].arrived) as f64, 13_000.0, 0.02);
}

#[test]
fn a_slot_is_held_during_calls_or_not() {
    let calls = || vec![Call::plain(0, 0, 1), Call::plain(1, 1, 2)];
    for (holds, last) in [(true, 10.0 * 1.1), (false, 10.0 * 0.1 + 1.0)] {
        let caller = Pool { holds, ..pool(1, 0.1) };
        let system = system(vec![caller, wide(1.0)], calls(), NOBODY);
        let run = play(&system, &plan(30.0, &[burst(0.0, 10)]));
        near(run.flows[0].response.most, last, 1e-9);
    }
}

#[test]
fn network_time_is_half_there_and_half_back_and_counts_for_the_timeout() {
    let far = |timeout| Call { network: 0.4, timeout, ..Call::plain(0, 0, 1) };
    let run = play(&one(wide(0.1), far(None), NOBODY), &plan(5.0, &[burst(0.0, 1)]));
    near(run.flows[0].response.most, 0.5, 1e-9);
    near(run.pools[1].response.most, 0.1, 1e-9);
    let run = play(&one(wide(0.1), far(Some(0.45)), NOBODY), &plan(5.0, &[burst(0.0, 1)]));
    assert_eq!((run.flows[0].outcomes.timed_out, run.pools[1].outcomes.ok), (1, 1));
}

/// M/M/1 four times at random, D/M/1 in turns, M/M/4 in one line; the shortest line is in between.
#[test]
fn how_arrivals_are_spread_over_replicas_matters() {
    let response = |balancing| {
        let work = Work::exponential(0.01);
        let four = Pool { replicas: 4, balancing, work, ..pool(1, 0.0) };
        let run = calm(&one(four, Call::plain(0, 0, 1), Arrivals::Open(320.0)), 300.0);
        run.flows[0].response.mean()
    };
    let shared = response(Balancing::SharedQueue);
    let least = response(Balancing::LeastConnections);
    let turns = response(Balancing::RoundRobin);
    let random = response(Balancing::Random);
    // Erlang C of 4 slots with 3.2 erlang; M/M/1 with 80/s.
    near(shared, 0.01 + 0.5964 * 0.01 / 0.8, 0.05);
    near(random, 0.05, 0.08);
    assert!(shared < least && least < turns && turns < random, "{shared} {least} {turns} {random}");
}

#[test]
fn users_ask_again_after_a_pause() {
    let closed = Arrivals::Closed { users: 10.0, think: 0.9 };
    let run = calm(&one(wide(0.1), Call::plain(0, 0, 1), closed), 200.0);
    near(run.flows[0].outcomes.ok as f64 / 200.0, 10.0, 0.02);
    // Users who are refused in no time at all do not stop the clock.
    let closed = Arrivals::Closed { users: 2.0, think: 0.0 };
    let full = Pool { admission: Some(0.0), ..wide(0.0) };
    let run = calm(&one(full, Call::plain(0, 0, 1), closed), 1.0);
    near(run.flows[0].outcomes.rejected as f64, 2_000.0, 0.01);
}

/// A client reads from a cache of 0.9 that reads from a store behind it.
fn cached(cached: Cached, arrivals: Arrivals) -> loadbearing::facts::System {
    let cache = Pool { cached: Some(cached), ..wide(0.001) };
    let read = |link, from, to| Call { reads: true, ..Call::plain(link, from, to) };
    let miss = Call { on_miss: Some(1), ..read(1, 1, 2) };
    system(vec![cache, wide(0.1)], vec![read(0, 0, 1), miss], arrivals)
}

#[test]
fn a_cache_answers_its_share_and_goes_cold() {
    let warm = Cached { hit_ratio: Some(0.9), entries: Some(2_000.0), ..Cached::default() };
    let system = cached(warm, Arrivals::Open(500.0));
    let run = play(&system, &plan(60.0, &[(20.0, 21.0, What::Cold { pool: 1 })]));
    let store = |from, until| between(&run, &run.pools[2].arrived, from, until) / (until - from);
    near(store(0.0, 20.0), 50.0, 0.1);
    assert!(store(20.0, 21.0) > 350.0, "{}", store(20.0, 21.0));
    near(store(40.0, 60.0), 50.0, 0.1);
    assert_eq!(run.flows[0].reads, run.flows[0].outcomes.ok);
}

/// Everybody wants the one item that has just expired: one read instead of many.
#[test]
fn misses_of_one_item_at_once_are_one_read() {
    for (coalesces, reads) in [(false, 100), (true, 1)] {
        let cache = Cached { entries: Some(10.0), ttl: Some(5.0), coalesces, ..Cached::default() };
        let mut system = cached(cache, NOBODY);
        system.routes[0].keys = Keys::Hot { share: 1.0, others: Some(1.0) };
        let run = play(&system, &plan(20.0, &[burst(0.0, 100), burst(1.0, 100), burst(10.0, 100)]));
        assert_eq!(sum(&run.pools[2].arrived), 2 * reads);
        assert_eq!(run.flows[0].outcomes.ok, 300);
    }
}

#[test]
fn reads_of_a_copy_that_is_behind_are_stale_for_a_while() {
    // One item, written once a second at the store; read from a replica half a second behind.
    let replica = Pool { behind: Some(0.5), ..wide(0.0) };
    let write = Call { writes: true, ..Call::plain(0, 0, 1) };
    let read = Call { reads: true, ..Call::plain(1, 0, 2) };
    let mut system = system(vec![wide(0.0), replica], vec![write], NOBODY);
    let mut reader = system.routes[0].clone();
    reader.calls = vec![read];
    reader.arrivals = Arrivals::Open(200.0);
    system.routes.push(reader);
    system.links = 2;
    for route in &mut system.routes {
        route.keys = Keys::Hot { share: 1.0, others: Some(1.0) };
    }
    system.index();
    let writes: Vec<_> = (0..60).map(|second| burst(f64::from(second), 1)).collect();
    let run = play(&system, &plan(60.0, &writes));
    let flow = &run.flows[1];
    near(flow.stale_reads as f64 / flow.reads as f64, 0.5, 0.03);
}

#[test]
fn a_repeat_is_an_effect_again_or_recognised() {
    for (safe, happened, again, recognised) in [(false, 2, 1, 0), (true, 1, 0, 1)] {
        let charge =
            Call { effect: Some(Effect::Charge), repeat_safe: safe, ..Call::plain(1, 1, 2) };
        let ask = Call { timeout: Some(0.5), retries: 1, ..Call::plain(0, 0, 1) };
        let system = system(vec![wide(0.0), wide(1.0)], vec![ask, charge], NOBODY);
        let run = play(&system, &plan(10.0, &[burst(0.0, 1)]));
        let effect = &run.flows[0].effects[0];
        assert_eq!((effect.all(), effect.repeats()), (happened, again));
        assert_eq!(effect.recognised, recognised);
        assert_eq!(run.flows[0].outcomes.timed_out, 1);
    }
}

/// Two uses for one request are two charges, not one that happened twice.
#[test]
fn two_uses_are_not_a_repeat() {
    let charge = Call { effect: Some(Effect::Charge), times: 2.0, ..Call::plain(0, 0, 1) };
    let run = play(&one(wide(0.1), charge, NOBODY), &plan(10.0, &[burst(0.0, 1)]));
    let effect = &run.flows[0].effects[0];
    assert_eq!((effect.all(), effect.repeats()), (2, 0));
}

#[test]
fn a_long_line_of_services_is_no_circle() {
    let pools = (0..300).map(|_| wide(0.0)).collect();
    let calls = (0..300).map(|i| Call::plain(i, i, i + 1)).collect();
    let run = play(&system(pools, calls, NOBODY), &plan(1.0, &[burst(0.0, 3)]));
    assert_eq!(run.flows[0].outcomes.ok, 3);
}
