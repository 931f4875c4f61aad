//! Tests of the rule fan-out-tail.

use super::*;
const RULE: &str = "fan-out-tail";

fn page() -> Board {
    let board = sketch(
        "browser:client -> page; page -> a; page -> b; page -> c; page -> d; page -> e; page -> f",
    );
    let group: Vec<String> =
        ["a", "b", "c", "d", "e", "f"].map(|to| format!("page-to-{to}.parallel = all")).to_vec();
    with(
        &board,
        &format!("order.rate = 10/s; order.latency_objective = 300 ms; {}", group.join("; ")),
    )
}

#[test]
fn what_is_rare_for_each_is_usual_for_all() {
    let board = page();
    assert_eq!(verdict(&board, RULE, "page"), Verdict::Watch);
    near(number(&board, RULE, "page", "slow share"), 1.0 - 0.99_f64.powi(6));
    fixes_cure(&board, RULE, "page");
    for (times, expected) in [("x11", 0.148_541_9), ("x95", 0.633_967_7)] {
        let more = with(&board, &format!("page-to-a.calls = {times}"));
        let share = number(&more, RULE, "page", "slow share");
        assert!((share - expected).abs() < 1e-6, "{share} instead of {expected}");
    }
}

#[test]
fn few_calls_partial_answers_and_no_objective_are_quiet() {
    for stated in [
        "page-to-a.parallel =; page-to-b.parallel =; page-to-c.parallel =",
        "order.latency_objective =",
    ] {
        let review = Review::of(&with(&page(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
    let soft: Vec<String> =
        ["a", "b", "c", "d", "e", "f"].map(|to| format!("page-to-{to}.fallback = none")).to_vec();
    assert_eq!(verdict(&with(&page(), &soft.join("; ")), RULE, "page"), Verdict::Fine);
}
