//! Tests of the rule uncached-read-hotspot.

use super::*;
const RULE: &str = "uncached-read-hotspot";

fn page() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 600/s; order.hot_key_share = 20 %; order.other_keys = 100; order.freshness = 1 min; order.reads_per_write = x100; db.capacity = 1,000/s",
    )
}

#[test]
fn a_copy_would_have_most_of_it() {
    let board = page();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    // 120/s × 60 s, and 4.8/s × 60 s of each of the others.
    let hit = 0.2 * 7_200.0 / 7_201.0 + 0.8 * 288.0 / 289.0;
    near(number(&board, RULE, "db", "hit ratio"), hit);
    near(number(&board, RULE, "db", "busy after"), 600.0 * (1.0 - hit) / 1_000.0);
    fixes_cure(&board, RULE, "db");
}

#[test]
fn a_store_with_room_needs_no_cache() {
    let board = with(&page(), "order.rate = 100/s");
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "db");
    assert_eq!(asked.verdict, Verdict::Fine);
    assert!(review.sentence(asked).contains("not needed"), "{}", review.sentence(asked));
    assert_eq!(verdict(&with(&page(), "order.rate = 400/s"), RULE, "db"), Verdict::Fine);
}

#[test]
fn writes_rare_reuse_and_fresh_reads_are_fine() {
    for stated in
        ["order.reads_per_write = x2", "order.hot_key_share = 0.01 %", "order.consistency = strong"]
    {
        assert_eq!(verdict(&with(&page(), stated), RULE, "db"), Verdict::Fine, "{stated}");
    }
}

#[test]
fn without_an_age_or_a_rate_nobody_knows() {
    for (stated, key) in [("order.freshness =", "freshness"), ("order.rate =", "rate")] {
        let review = Review::of(&with(&page(), stated));
        let asked = answer(&review, RULE, "db");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}

#[test]
fn reads_behind_a_cache_are_not_asked_about() {
    let board = with(
        &sketch("browser:client -> shop -> cache:cache -> db:relational-db"),
        "order.rate = 600/s; db.capacity = 1,000/s",
    );
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
}
