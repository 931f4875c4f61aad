//! Tests of the rule global-lock.

use super::*;
const RULE: &str = "global-lock";

fn list() -> Board {
    with(
        &sketch("browser:client -> shop -> list"),
        "order.rate = 300/s; shop.slots = 8; shop-to-list.interaction = lock; shop-to-list.lock_scope = global; shop-to-list.lock_hold = 5 ms",
    )
}

#[test]
fn one_at_a_time_is_two_hundred_a_second() {
    let board = list();
    assert_eq!(verdict(&board, RULE, "shop-to-list"), Verdict::Breaks);
    near(number(&board, RULE, "shop-to-list", "lock serves"), 200.0);
    near(number(&board, RULE, "shop-to-list", "held"), 1.5);
    fixes_cure(&board, RULE, "shop-to-list");
    // One lock a process: two of them let twice as many through.
    let process = with(&list(), "shop-to-list.lock_scope = process; shop.replicas = 2");
    near(number(&process, RULE, "shop-to-list", "lock serves"), 400.0);
    assert_eq!(verdict(&process, RULE, "shop-to-list"), Verdict::Watch);
}

#[test]
fn a_lock_that_is_hardly_held_and_locks_of_items_are_quiet() {
    let rare = with(&list(), "order.rate = 20/s");
    assert_eq!(verdict(&rare, RULE, "shop-to-list"), Verdict::Fine);
    let rows = Review::of(&with(&list(), "shop-to-list.lock_scope = row"));
    assert!(!rows.answers().iter().any(|a| a.rule.id == RULE));
    // And nobody asks of a lock for everything how many want the same item.
    let review = Review::of(&list());
    assert!(!review.answers().iter().any(|a| a.rule.id == "hot-row-lock"));
}

#[test]
fn without_a_hold_or_a_rate_nobody_knows() {
    for (stated, key) in [("shop-to-list.lock_hold =", "lock_hold"), ("order.rate =", "rate")] {
        let review = Review::of(&with(&list(), stated));
        let asked = answer(&review, RULE, "shop-to-list");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}
