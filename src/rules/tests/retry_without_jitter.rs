//! Tests of the rule retry-without-jitter.

use super::*;
const RULE: &str = "retry-without-jitter";
const LINK: &str = "app-to-gateway";

fn crowd() -> Board {
    with(
        &sketch("app:client -> gateway:gateway -> api"),
        "order.rate = 100/s; order.users = 50,000; app-to-gateway.retries = 3; app-to-gateway.backoff = exponential; api.capacity = 500/s",
    )
}

#[test]
fn a_crowd_needs_a_window() {
    let board = crowd();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Watch);
    near(number(&board, RULE, LINK, "spare"), 400.0);
    near(number(&board, RULE, LINK, "needs"), 125.0);
    // Without people: what waits when it stops, 100/s × 5 s.
    let waiting = with(&board, "order.users =; app-to-gateway.timeout = 5 s");
    near(number(&waiting, RULE, LINK, "crowd"), 500.0);
    fixes_cure(&board, RULE, LINK);
}

#[test]
fn jitter_and_room_are_fine() {
    let of = |stated: &str| verdict(&with(&crowd(), stated), RULE, LINK);
    assert_eq!(of("app-to-gateway.jitter = yes"), Verdict::Fine);
    assert_eq!(of("order.users = 300"), Verdict::Fine);
}

#[test]
fn without_a_rate_or_a_capacity_nobody_knows() {
    let missing = |stated: &str| {
        let review = Review::of(&with(&crowd(), stated));
        let asked = answer(&review, RULE, LINK);
        assert_eq!(asked.verdict, Verdict::Unknown);
        asked.missing[0].key
    };
    assert_eq!(missing("order.users =; order.rate ="), "rate");
    let board = with(
        &sketch("shop:client -> payment:third-party"),
        "order.rate = 1/s; shop-to-payment.retries = 1; shop-to-payment.timeout = 2 s",
    );
    let review = Review::of(&board);
    assert_eq!(answer(&review, RULE, "shop-to-payment").missing[0].key, "capacity");
}
