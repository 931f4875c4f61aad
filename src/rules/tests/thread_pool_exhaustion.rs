//! Tests of the rule thread-pool-exhaustion.

use super::*;
const RULE: &str = "thread-pool-exhaustion";

/// The published vector: 400 slots, 200/s, 0.12 s, then 5 s.
fn vector() -> Board {
    let board = with(&sketch("browser:client -> orders -> inventory"), LOADED);
    let board = with(
        &board,
        "orders.replicas = 2; orders.slots = 200; orders.service_time = 60 ms; inventory.service_time = 60 ms; inventory.replicas = 2",
    );
    let takes = Value::parse("5 s").unwrap();
    scenario(&board, vec![Change::Slow { node: "inventory".into(), takes, span: Span::default() }])
}

#[test]
fn a_slow_callee_fills_the_pool() {
    let board = vector();
    assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Breaks);
    let n = |name| number(&board, RULE, "orders-to-inventory", name);
    near(n("hold at rest"), 0.12);
    near(n("busy at rest"), 24.0);
    near(n("critical hold"), 2.0);
    near(n("full after"), 1.88);
    near(n("sustained"), 80.0);
    near(n("refused"), 0.6);
    near(n("busy when slow"), 24.0 + 200.0 * 4.94);
}

#[test]
fn a_slowness_nobody_stated_is_watched() {
    let mut board = vector();
    board.scenarios.retain(|_| false);
    let board = with(&board, "orders-to-inventory.timeout = 5 s");
    assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Watch);
}

#[test]
fn guards_and_enough_slots_keep_it_quiet() {
    for guard in ["timeout = 900 ms", "breaker = yes", "bulkhead = 20"] {
        let board = with(&vector(), &format!("orders-to-inventory.{guard}"));
        assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Fine, "{guard}");
    }
    assert_eq!(
        verdict(&with(&vector(), "orders.slots = 600"), RULE, "orders-to-inventory"),
        Verdict::Fine
    );
}

#[test]
fn a_node_that_does_not_block_is_not_asked() {
    let review = Review::of(&with(&vector(), "orders.blocking = no"));
    assert!(
        !review.answers().iter().any(|a| a.rule.id == RULE && a.subjects[0].as_str() == "orders")
    );
}

#[test]
fn without_a_rate_it_is_unknown() {
    let mut board = vector();
    board.flows.change("order", |flow| flow.rate = None);
    assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&vector(), RULE, "orders-to-inventory");
}
