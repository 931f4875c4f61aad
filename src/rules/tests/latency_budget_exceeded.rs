//! Tests of the rule latency-budget-exceeded.

use super::*;
const RULE: &str = "latency-budget-exceeded";

fn constant() -> Board {
    let board = with(&sketch("browser:client -> a -> b; a -> c"), "order.rate = 1/s");
    let constant = "a.service_time_scv = x0; b.service_time_scv = x0; c.service_time_scv = x0";
    with(
        &board,
        &format!(
            "a.service_time = 100 ms; b.service_time = 200 ms; c.service_time = 300 ms; {constant}"
        ),
    )
}

#[test]
fn hops_add_up() {
    let board = with(&constant(), "order.latency_objective = 500 ms");
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Breaks);
    near(number(&board, RULE, "order", "p99"), 0.6);
}

#[test]
fn of_calls_at_the_same_time_the_slowest_counts() {
    let board = with(
        &constant(),
        "order.latency_objective = 1 s; a-to-b.parallel = both; a-to-c.parallel = both",
    );
    near(number(&board, RULE, "order", "mean"), 0.4);
}

#[test]
fn variable_hops_have_a_tail() {
    // One exponential hop of 100 ms: 100 × ln 100.
    let board = with(
        &sketch("browser:client -> a"),
        "order.rate = 0.01/s; a.service_time = 100 ms; order.latency_objective = 1 s",
    );
    let p99 = number(&board, RULE, "order", "p99");
    assert!((p99 - 0.460_517).abs() < 1e-5, "{p99}");
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Fine);
}

#[test]
fn near_the_objective_is_watched_and_no_objective_is_unknown() {
    assert_eq!(
        verdict(&with(&constant(), "order.latency_objective = 700 ms"), RULE, "order"),
        Verdict::Watch
    );
    assert_eq!(verdict(&constant(), RULE, "order"), Verdict::Unknown);
}

#[test]
fn making_the_calls_at_the_same_time_cures_it() {
    let board = with(&constant(), "order.latency_objective = 590 ms");
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "order");
    let fix = review.fixes(asked).remove(0);
    assert!(review.effect(&fix).resolves.contains(&asked.fingerprint()), "{}", fix.title);
}
