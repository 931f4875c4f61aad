//! Tests of the rule duplicate-delivery.

use super::*;
const RULE: &str = "duplicate-delivery";

fn charges() -> Board {
    with(
        &sketch("shop:client -> charges:queue -> cashier:worker -> payment:third-party"),
        "order.rate = 25/s; cashier-to-payment.effect = charges a card",
    )
}

#[test]
fn nothing_recognises_the_second_one() {
    let board = charges();
    assert_eq!(verdict(&board, RULE, "cashier"), Verdict::Breaks);
    // 25/s × 86,400 × 0.01 %.
    near(number(&board, RULE, "cashier", "twice a day"), 216.0);
    let stated = with(&board, "charges.redelivered = 1 %");
    near(number(&stated, RULE, "cashier", "twice a day"), 21_600.0);
}

#[test]
fn keys_constraints_and_long_memories_are_fine() {
    for safe in [
        "order.idempotency_key = yes",
        "charges-to-cashier.idempotent = yes",
        "cashier-to-payment.unique_constraint = yes",
        "charges-to-cashier.dedupe_window = 1 day; charges.max_attempts = 5",
    ] {
        assert_eq!(verdict(&with(&charges(), safe), RULE, "cashier"), Verdict::Fine, "{safe}");
    }
    let short =
        with(&charges(), "charges-to-cashier.dedupe_window = 1 min; charges.max_attempts = 5");
    assert_eq!(verdict(&short, RULE, "cashier"), Verdict::Breaks);
    near(number(&short, RULE, "cashier", "comes again for"), 150.0);
    fixes_cure(&short, RULE, "cashier");
}

#[test]
fn without_an_effect_nobody_asks_and_without_a_rate_nobody_counts() {
    let none = with(&charges(), "cashier-to-payment.effect =");
    assert!(!Review::of(&none).answers().iter().any(|a| a.rule.id == RULE));
    let of_flow = with(&none, "order.side_effect = sends an e-mail");
    assert_eq!(verdict(&of_flow, RULE, "cashier"), Verdict::Breaks);
    let review = Review::of(&with(&charges(), "order.rate ="));
    assert!(answer(&review, RULE, "cashier").number("twice a day").is_none());
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&charges(), RULE, "cashier");
}
