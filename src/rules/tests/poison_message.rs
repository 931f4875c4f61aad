//! Tests of the rule poison-message.

use super::*;
const RULE: &str = "poison-message";

fn events() -> Board {
    with(
        &sketch("shop:client -> events:stream -> mailer:worker"),
        "order.rate = 10/s; events.ordered = yes; events.partitions = 4",
    )
}

#[test]
fn everything_behind_it_waits() {
    assert_eq!(verdict(&events(), RULE, "events"), Verdict::Watch);
    near(number(&events(), RULE, "events", "wait behind it"), 2.5);
}

#[test]
fn without_order_it_takes_time_again_and_again() {
    let board = with(
        &events(),
        "events.ordered =; events.partitions =; events.visibility_timeout = 30 s; events.retention = 1 h",
    );
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Watch);
    near(number(&board, RULE, "events", "attempts"), 120.0);
}

#[test]
fn put_aside_is_fine_and_half_of_it_is_not() {
    let of = |stated: &str| verdict(&with(&events(), stated), RULE, "events");
    assert_eq!(of("events.max_attempts = 5; events.dead_letter = yes"), Verdict::Fine);
    assert_eq!(of("events.max_attempts = 5"), Verdict::Watch);
    assert_eq!(of("events.dead_letter = yes"), Verdict::Watch);
}

#[test]
fn without_a_rate_nothing_is_counted() {
    let review = Review::of(&with(&events(), "order.rate ="));
    assert!(answer(&review, RULE, "events").numbers.is_empty());
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&events(), RULE, "events");
    fixes_cure(&with(&events(), "events.max_attempts = 5"), RULE, "events");
}
