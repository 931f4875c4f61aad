//! Tests of the rule scale-out-does-not-help.

use super::*;
const RULE: &str = "scale-out-does-not-help";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 150/s; shop.replicas = 8; shop.capacity = 800/s; db.capacity = 200/s",
    )
}

#[test]
fn eight_copies_wait_for_one_database() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Watch);
    near(number(&board, RULE, "shop", "useful copies"), 2.0);
    near(number(&board, RULE, "shop", "one copy does"), 100.0);
    near(number(&board, RULE, "shop", "lets through"), 200.0);
    fixes_cure(&board, RULE, "shop");
    let full = with(&board, "order.rate = 210/s");
    assert_eq!(verdict(&full, RULE, "shop"), Verdict::Breaks);
    // Two queries a request halve what the database lets through.
    let twice = with(&board, "shop-to-db.calls = x2");
    near(number(&twice, RULE, "shop", "lets through"), 100.0);
}

#[test]
fn a_row_lock_lets_as_many_through_whatever_there_is_of_copies() {
    let board = with(
        &sketch("browser:client -> shop -> stock:relational-db"),
        "order.rate = 40/s; order.hot_key_share = 50 %; shop.replicas = 6; shop.capacity = 240/s; shop-to-stock.interaction = lock; shop-to-stock.lock_hold = 50 ms",
    );
    // 20/s of the hottest item, which is half of them.
    near(number(&board, RULE, "shop", "lets through"), 40.0);
    near(number(&board, RULE, "shop", "useful copies"), 1.0);
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Breaks);
}

#[test]
fn copies_that_are_used_or_share_nothing_busy_are_quiet() {
    let of = |stated: &str| verdict(&with(&shop(), stated), RULE, "shop");
    assert_eq!(of("db.capacity = 2,000/s"), Verdict::Fine);
    assert_eq!(of("order.rate = 50/s"), Verdict::Fine);
    assert_eq!(of("shop.replicas = 2; shop.capacity = 200/s"), Verdict::Fine);
    let one = Review::of(&with(&shop(), "shop.replicas = 1"));
    assert!(!one.answers().iter().any(|a| a.rule.id == RULE));
}
