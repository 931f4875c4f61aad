//! Tests of the rule slow-dependency-cascade.

use super::*;
const RULE: &str = "slow-dependency-cascade";

fn tower() -> Board {
    let board =
        with(&sketch("browser:client -> shop -> orders -> inventory"), "order.rate = 100/s");
    let board = with(
        &board,
        "shop.slots = 100; orders.slots = 100; shop.service_time = 100 ms; orders.service_time = 100 ms; inventory.service_time = 100 ms; inventory.replicas = 3",
    );
    let takes = Value::parse("10 s").unwrap();
    scenario(&board, vec![Change::Slow { node: "inventory".into(), takes, span: Span::default() }])
}

#[test]
fn it_climbs_level_by_level() {
    let board = tower();
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "inventory");
    assert_eq!(asked.verdict, Verdict::Breaks);
    let full: Vec<f64> =
        asked.numbers.iter().filter(|n| n.name == "full after").map(|n| n.value.value).collect();
    // Orders: 100/s × 0.2 s = 20 of 100 busy, full after 0.8 s.
    near(full[0], 0.8);
}

#[test]
fn a_breaker_cuts_it_off() {
    assert_eq!(
        verdict(&with(&tower(), "orders-to-inventory.breaker = yes"), RULE, "inventory"),
        Verdict::Fine
    );
}

#[test]
fn without_a_rate_nobody_asks() {
    let mut board = tower();
    board.flows.change("order", |flow| flow.rate = None);
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&tower(), RULE, "inventory");
}
