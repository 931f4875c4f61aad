//! Tests of the rule single-zone.

use super::*;
const RULE: &str = "single-zone";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop"),
        "order.rate = 10/s; order.availability_objective = 99.95 %; shop.replicas = 3; shop.zones = 1; shop.slots = 2; shop.service_time = 100 ms",
    )
}

#[test]
fn copies_in_one_zone_go_together() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Watch);
    fixes_cure(&board, RULE, "shop");
}

#[test]
fn the_rest_has_to_do_the_work() {
    // 10/s × 100 ms = 1 of 6 slots; at five times that 83 %, and 125 % in two of three zones.
    let spread = with(&shop(), "shop.zones = 3");
    assert_eq!(verdict(&spread, RULE, "shop"), Verdict::Fine);
    near(number(&spread, RULE, "shop", "survivors"), 0.25);
    let full = with(&spread, "order.event = x5");
    assert_eq!(verdict(&full, RULE, "shop"), Verdict::Watch);
    near(number(&full, RULE, "shop", "survivors"), 1.25);
    fixes_cure(&full, RULE, "shop");
}

#[test]
fn who_asks_for_less_or_has_one_copy_is_not_asked() {
    for stated in [
        "order.availability_objective = 99.5 %",
        "order.availability_objective =",
        "shop.replicas = 1",
    ] {
        let review = Review::of(&with(&shop(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}

#[test]
fn without_zones_nobody_knows() {
    let review = Review::of(&with(&shop(), "shop.zones ="));
    let asked = answer(&review, RULE, "shop");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "zones"));
}
