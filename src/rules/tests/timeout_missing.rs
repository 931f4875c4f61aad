//! Tests of the rule timeout-missing.

use super::*;
const RULE: &str = "timeout-missing";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> inventory"),
        "order.rate = 200/s; shop.slots = 400; inventory.service_time = 20 ms",
    )
}

#[test]
fn one_in_a_hundred_takes_all_slots() {
    // 400 ÷ (200/s × 1 %).
    let board = shop();
    assert_eq!(verdict(&board, RULE, "shop-to-inventory"), Verdict::Watch);
    near(number(&board, RULE, "shop-to-inventory", "gone after"), 200.0);
    fixes_cure(&board, RULE, "shop-to-inventory");
}

#[test]
fn an_outage_somebody_expects_breaks_it() {
    let down = Change::Down { node: "inventory".into(), replicas: None, span: Span::default() };
    let board = scenario(&shop(), vec![down]);
    assert_eq!(verdict(&board, RULE, "shop-to-inventory"), Verdict::Breaks);
    near(number(&board, RULE, "shop-to-inventory", "gone after"), 2.0);
    fixes_cure(&board, RULE, "shop-to-inventory");
}

#[test]
fn what_bounds_the_wait_keeps_it_quiet() {
    for stated in [
        "shop-to-inventory.timeout = 1 s",
        "shop-to-inventory.deadline = yes",
        "shop-to-inventory.breaker = yes",
        "shop-to-inventory.bulkhead = 20",
        "shop.blocking = no",
    ] {
        let board = with(&shop(), stated);
        assert_eq!(verdict(&board, RULE, "shop-to-inventory"), Verdict::Fine, "{stated}");
    }
}

#[test]
fn a_client_and_a_message_are_not_asked() {
    let board = with(&sketch("browser:client -> shop -> events:queue"), "order.rate = 1/s");
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_rate_nobody_knows() {
    let review = Review::of(&with(&shop(), "order.rate ="));
    let asked = answer(&review, RULE, "shop-to-inventory");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
