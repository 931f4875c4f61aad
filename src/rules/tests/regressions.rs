//! What once went wrong.

use super::*;

#[test]
fn a_loop_that_loses_one_in_a_hundred_is_counted() {
    let board =
        with(&sketch("a:client -> b -> c -> b"), "order.rate = 1/s; c-to-b.probability = 99 %");
    let arrivals = number(&board, "over-capacity", "b", "arrivals");
    assert!((arrivals - 100.0).abs() < 1e-3, "{arrivals}");
}

#[test]
fn a_load_without_limit_proposes_no_number_of_copies() {
    let board =
        with(&sketch("a:client -> b -> c -> b"), "order.rate = 1/s; c-to-b.probability = 100 %");
    let review = Review::of(&board);
    for answer in review.answers() {
        assert!(
            review.fixes(answer).iter().all(|fix| !fix.title.contains(" 0 ")),
            "{}",
            answer.rule.id
        );
    }
    assert!(!review.sentence(answer(&review, "over-capacity", "b")).contains("without limit"));
}

#[test]
fn a_call_that_never_happens_adds_no_time() {
    let board = with(
        &sketch("a:client -> b; a -> c"),
        "order.rate = 100/s; a-to-c.calls = x0; order.latency_objective = 1 s",
    );
    let board = with(&board, "b.slots = 1; b.service_time = 50 ms");
    assert_eq!(verdict(&board, "latency-budget-exceeded", "order"), Verdict::Breaks);
}

#[test]
fn calls_pauses_and_every_flow_count_for_the_longest_time() {
    let board = with(
        &sketch("a:client -> b -> c"),
        "order.rate = 1/s; a-to-b.timeout = 3 s; b-to-c.timeout = 1 s",
    );
    let ten = with(&board, "b-to-c.calls = x10; b.service_time = 0 s");
    assert!((number(&ten, "timeout-inversion", "a-to-b", "inner worst case") - 10.0).abs() < 1e-9);
    let doubling = with(
        &board,
        "b-to-c.retries = 6; b-to-c.backoff = exponential; b-to-c.backoff_base = 1 s; b.service_time = 0 s",
    );
    near(number(&doubling, "timeout-inversion", "a-to-b", "inner worst case"), 7.0 + 63.0);
}

#[test]
fn no_fix_sets_a_timeout_below_the_usual_time_of_a_call() {
    let board = with(
        &sketch("a:client -> b -> c"),
        "order.rate = 900/s; b.slots = 200; c.service_time = 200 ms",
    );
    let review = Review::of(&board);
    let fixes = review.fixes(answer(&review, "thread-pool-exhaustion", "b-to-c"));
    assert!(fixes.iter().all(|fix| !fix.title.starts_with("Give up")), "{fixes:?}");
}

#[test]
fn an_admission_limit_above_the_survivors_sheds_nothing() {
    let board = with(
        &sketch("a:client -> b"),
        "order.rate = 210/s; b.replicas = 3; b.slots = 10; b.service_time = 100 ms; b.limit = 1000/s",
    );
    assert_eq!(verdict(&board, "no-headroom-after-loss", "b"), Verdict::Breaks);
}

#[test]
fn a_timeout_beside_the_lock_is_no_measure_of_patience() {
    let people = Value::parse("10").unwrap();
    let board = with(
        &sketch("browser:client -> stock -> db:relational-db; stock -> other"),
        "order.rate = 1/s; order.hot_key_share = 10 %",
    );
    let board = with(
        &board,
        "stock-to-db.interaction = lock; stock-to-db.lock_hold = 50 ms; stock-to-other.timeout = 50 ms",
    );
    let board = scenario(
        &board,
        vec![Change::Burst { flow: "order".into(), people, span: Span::default() }],
    );
    assert_eq!(verdict(&board, "hot-row-lock", "stock-to-db"), Verdict::Fine);
    let hasty = with(&board, "browser-to-stock.timeout = 50 ms");
    assert_eq!(verdict(&hasty, "hot-row-lock", "stock-to-db"), Verdict::Breaks);
}

#[test]
fn a_standby_adds_no_capacity() {
    let board = with(
        &sketch("a:client -> db:relational-db"),
        "order.rate = 1/s; db.slots = 10; db.service_time = 100 ms",
    );
    let twin = with(&board, "db.replicas = 2; db.failover = automatic");
    near(number(&board, "over-capacity", "db", "capacity"), 100.0);
    near(number(&twin, "over-capacity", "db", "capacity"), 100.0);
}

#[test]
fn two_clients_share_the_rate_of_their_flow() {
    let board = with(&sketch("a:client -> api; b:client -> api"), "order.rate = 10/s");
    near(number(&board, "over-capacity", "api", "arrivals"), 10.0);
}

#[test]
fn two_years_are_never_milder_than_the_event_they_contain() {
    let board = with(
        &sketch("a:client -> api"),
        "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms",
    );
    let review = Review::at(&board, Some(crate::facts::Moment::TwoYears));
    assert_eq!(answer(&review, "over-capacity", "api").verdict, Verdict::Breaks);
}

#[test]
fn what_gets_through_counts_the_whole_hold_when_the_call_is_not_most_of_it() {
    let board = with(
        &sketch("a:client -> api -> db:relational-db"),
        "order.rate = 800/s; api.replicas = 2; api.slots = 32; api.service_time = 41 ms; db.service_time = 5 ms",
    );
    near(number(&board, "thread-pool-exhaustion", "api-to-db", "sustained"), 64.0 / 0.091);
}

#[test]
fn a_cache_beside_a_store_is_not_needed() {
    let board =
        with(&sketch("a:client -> api -> db:relational-db; api -> kept:cache"), "order.rate = 1/s");
    assert_eq!(verdict(&board, "single-point-of-failure", "kept"), Verdict::Fine);
}

#[test]
fn a_large_board_is_answered_as_if_one_rule_came_after_the_other() {
    use crate::rules::review;
    // Chains of which each has something to say, more than enough of them to be asked side by side.
    let chains: Vec<String> = (0..60)
        .map(|i| format!("browser{i}:client -> api{i} -> stock{i} -> db{i}:relational-db"))
        .collect();
    let stated: Vec<String> = (0..60)
        .map(|i| format!("api{i}.slots = {}; stock{i}.service_time = {} ms (guess)", 4 + i, 10 + i))
        .collect();
    let board = with(&sketch(&chains.join("; ")), &format!("{LOADED}; {}", stated.join("; ")));
    assert!(board.nodes.len() > 200);
    let (together, alone) = (Review::of(&board), review::one_after_the_other(&board));
    assert_eq!(together.answers().len(), alone.answers().len());
    for (a, b) in together.answers().iter().zip(alone.answers()) {
        assert_eq!(a.fingerprint(), b.fingerprint());
        assert_eq!(together.sentence(a), alone.sentence(b));
        assert_eq!(together.why(a), alone.why(b), "{}", a.fingerprint());
        assert_eq!(together.breaks_at(a), alone.breaks_at(b));
    }
    assert_eq!(together.stories(), alone.stories());
}
