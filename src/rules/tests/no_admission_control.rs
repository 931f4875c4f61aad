//! Tests of the rule no-admission-control.

use super::*;
const RULE: &str = "no-admission-control";

fn open() -> Board {
    with(
        &sketch("browser:client -> shop -> stock"),
        "order.rate = 10/s; shop.slots = 200; shop.blocking = no; shop.service_time = 10 ms; stock.slots = 4; stock.service_time = 100 ms",
    )
}

#[test]
fn five_hundred_times_as_much_gets_in_as_can_be_served() {
    let board = open();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Watch);
    near(number(&board, RULE, "shop", "taken"), 20_000.0);
    near(number(&board, RULE, "shop", "can be done"), 40.0);
    near(number(&board, RULE, "shop", "ratio"), 500.0);
    let review = Review::of(&board);
    near(answer(&review, RULE, "shop").breaks_at.unwrap().value, 4.0);
}

#[test]
fn a_lock_is_the_narrowest_part() {
    let board = with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 20/s; order.hot_key_share = 20 %; shop-to-db.interaction = lock; shop-to-db.lock_hold = 50 ms; shop-to-db.lock_scope = row",
    );
    near(number(&board, RULE, "shop", "can be done"), 100.0);
    let twice = with(&board, "shop-to-db.calls = x2");
    near(number(&twice, RULE, "shop", "can be done"), 50.0);
}

#[test]
fn whoever_turns_some_away_or_has_room_is_fine() {
    for stated in [
        "shop.limit = 30/s",
        "stock.queue_limit = 100",
        "shop-to-stock.limit = 30/s",
        "browser-to-shop.limit = 30/s",
        "order.bounded = yes",
        "order.rate = 4/s",
    ] {
        assert_eq!(verdict(&with(&open(), stated), RULE, "shop"), Verdict::Fine, "{stated}");
    }
    let blocking = with(&open(), "stock.queue_limit = 100; stock.overflow = block");
    assert_eq!(verdict(&blocking, RULE, "shop"), Verdict::Watch);
    let endless = with(&open(), "shop.slots = 1; shop.service_time = 50 ms; stock.slots = 8");
    near(number(&endless, RULE, "shop", "can be done"), 20.0);
    assert_eq!(verdict(&endless, RULE, "shop"), Verdict::Watch);
}

#[test]
fn without_a_rate_it_is_unknown() {
    let review = Review::of(&with(&open(), "order.rate ="));
    let asked = answer(&review, RULE, "shop");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&open(), RULE, "shop");
}
