//! Tests of the rule no-headroom-after-loss.

use super::*;
const RULE: &str = "no-headroom-after-loss";

fn three_at_seventy_percent() -> Board {
    let board = sketch("browser:client -> api");
    with(
        &board,
        "api.replicas = 3; api.slots = 10; api.service_time = 100 ms; order.rate = 210/s; api.queue_limit = 150",
    )
}

#[test]
fn three_at_seventy_percent_are_too_few_when_one_dies() {
    let board = three_at_seventy_percent();
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
    near(number(&board, RULE, "api", "survivors"), 1.05);
    near(number(&board, RULE, "api", "overflow"), 10.0);
    near(number(&board, RULE, "api", "queue full after"), 15.0);
}

#[test]
fn four_are_enough_and_shedding_is_too() {
    let board = three_at_seventy_percent();
    assert_eq!(verdict(&with(&board, "api.replicas = 4"), RULE, "api"), Verdict::Fine);
    assert_eq!(verdict(&with(&board, "api.limit = 150/s"), RULE, "api"), Verdict::Fine);
}

#[test]
fn growth_alone_is_watched() {
    let board = with(&three_at_seventy_percent(), "order.rate = 150/s; order.growth = 50 %");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Watch);
}

#[test]
fn without_a_rate_it_is_unknown() {
    let board = with(&sketch("browser:client -> api"), "api.replicas = 3");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&three_at_seventy_percent(), RULE, "api");
}
