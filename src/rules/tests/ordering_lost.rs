//! Tests of the rule ordering-lost.

use super::*;
const RULE: &str = "ordering-lost";

fn events() -> Board {
    with(
        &sketch("shop:client -> events:queue -> stock:worker"),
        "order.rate = 50/s; order.order_matters = yes; order.hot_key_share = 2 %; stock.replicas = 4; stock.service_time = 100 ms",
    )
}

#[test]
fn events_that_come_close_may_change_places() {
    let board = events();
    assert_eq!(verdict(&board, RULE, "stock"), Verdict::Watch);
    let differs = 0.1 * (100_f64.ln() - 1.0);
    near(number(&board, RULE, "stock", "differs by"), differs);
    // 1/s of the same thing.
    near(number(&board, RULE, "stock", "pairs"), 1.0 - (-differs).exp());
}

#[test]
fn one_taker_keys_versions_and_no_need_are_fine() {
    let of = |stated: &str| verdict(&with(&events(), stated), RULE, "stock");
    assert_eq!(of("stock.replicas = 1"), Verdict::Fine);
    assert_eq!(of("events.ordered = yes; events-to-stock.order_key = sku"), Verdict::Fine);
    assert_eq!(of("events-to-stock.compare_and_set = yes"), Verdict::Fine);
    assert_eq!(of("order.order_matters = no"), Verdict::Fine);
}

#[test]
fn without_their_number_nobody_knows() {
    let board = with(
        &sketch("shop:client -> events:queue -> partner:third-party"),
        "order.order_matters = yes; events-to-partner.interaction = message",
    );
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "partner");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "slots"));
    let free = with(&board, "order.order_matters =");
    assert_eq!(verdict(&free, RULE, "partner"), Verdict::Fine);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&events(), RULE, "stock");
}
