//! Tests of the rule lock-held-across-remote-call.

use super::*;
const RULE: &str = "lock-held-across-remote-call";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop; shop -> stock:relational-db; shop -> payment:third-party"),
        "order.rate = 2/s; order.hot_key_share = 100 %; shop-to-stock.interaction = lock; shop-to-stock.lock_hold = 5 ms; payment.service_time = 800 ms; shop-to-payment.under_lock = yes; shop-to-payment.timeout = 5 s",
    )
}

#[test]
fn two_hundred_a_second_become_one() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, "shop-to-payment"), Verdict::Breaks);
    near(number(&board, RULE, "shop-to-payment", "hold with the call"), 0.805);
    near(number(&board, RULE, "shop-to-payment", "serves"), 1.0 / 0.805);
    near(number(&board, RULE, "shop-to-payment", "serves alone"), 200.0);
    near(number(&board, RULE, "shop-to-payment", "held"), 1.61);
    fixes_cure(&board, RULE, "shop-to-payment");
}

#[test]
fn the_slowest_day_decides() {
    let rare = with(&shop(), "order.rate = 6/min");
    assert_eq!(verdict(&rare, RULE, "shop-to-payment"), Verdict::Watch);
    near(number(&rare, RULE, "shop-to-payment", "held at the longest"), 0.500_5);
    fixes_cure(&rare, RULE, "shop-to-payment");
    let endless = with(&rare, "shop-to-payment.timeout =");
    assert_eq!(verdict(&endless, RULE, "shop-to-payment"), Verdict::Watch);
}

#[test]
fn a_rare_lock_and_a_call_after_it_are_quiet() {
    let rare = with(&shop(), "order.rate = 1/min");
    assert_eq!(verdict(&rare, RULE, "shop-to-payment"), Verdict::Fine);
    let after = Review::of(&with(&shop(), "shop-to-payment.under_lock = no"));
    assert!(!after.answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_hold_nobody_knows() {
    let review = Review::of(&with(&shop(), "shop-to-stock.lock_hold ="));
    let asked = answer(&review, RULE, "shop-to-payment");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "lock_hold"));
}
