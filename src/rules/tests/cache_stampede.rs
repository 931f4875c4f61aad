//! Tests of the rule cache-stampede.

use super::*;
const RULE: &str = "cache-stampede";

fn page() -> Board {
    with(
        &sketch("browser:client -> shop -> cache:cache; shop -> db:relational-db"),
        "order.rate = 1,000/s; order.hot_key_share = 50 %; cache.hit_ratio = 95 %; db.service_time = 400 ms; db.slots = 100",
    )
}

#[test]
fn two_hundred_make_the_same_thing() {
    let board = page();
    // 500/s × 0.4 s; 250/s − 50/s are to spare, 80 of 100 slots.
    assert_eq!(verdict(&board, RULE, "cache"), Verdict::Breaks);
    near(number(&board, RULE, "cache", "at once"), 200.0);
    near(number(&board, RULE, "cache", "room"), 80.0);
    let through = with(
        &sketch("browser:client -> shop -> cache:cache -> db:relational-db"),
        "order.rate = 1,000/s; order.hot_key_share = 50 %; cache.hit_ratio = 95 %; db.service_time = 400 ms; db.slots = 100",
    );
    near(number(&through, RULE, "cache", "at once"), 200.0);
    fixes_cure(&board, RULE, "cache");
}

#[test]
fn room_for_all_of_them_is_watched() {
    let board = with(&page(), "db.slots = 1,000");
    assert_eq!(verdict(&board, RULE, "cache"), Verdict::Watch);
    fixes_cure(&board, RULE, "cache");
}

#[test]
fn coalescing_and_a_lukewarm_key_are_fine() {
    let of = |stated: &str| verdict(&with(&page(), stated), RULE, "cache");
    assert_eq!(of("cache.coalescing = yes"), Verdict::Fine);
    assert_eq!(of("order.hot_key_share = 0.1 %"), Verdict::Fine);
}

#[test]
fn without_a_share_or_a_rate_nobody_knows() {
    for (stated, key) in [("order.hot_key_share =", "hot_key_share"), ("order.rate =", "rate")] {
        let review = Review::of(&with(&page(), stated));
        let asked = answer(&review, RULE, "cache");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}
