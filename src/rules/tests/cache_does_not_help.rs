//! Tests of the rule cache-does-not-help.

use super::*;
use crate::model::{Interaction, Link};
const RULE: &str = "cache-does-not-help";

fn page() -> Board {
    with(
        &sketch("browser:client -> shop -> cache:cache; shop -> db:relational-db"),
        "order.rate = 10/s; cache.hit_ratio = 10 %; cache.service_time = 1 ms; db.service_time = 5 ms",
    )
}

#[test]
fn a_cache_that_has_little_is_slower_than_none() {
    let board = page();
    assert_eq!(verdict(&board, RULE, "cache"), Verdict::Watch);
    near(number(&board, RULE, "cache", "break-even"), 0.2);
    near(number(&board, RULE, "cache", "with it"), 0.001 + 0.9 * 0.005);
    near(number(&board, RULE, "cache", "without it"), 0.005);
    fixes_cure(&board, RULE, "cache");
}

#[test]
fn a_store_with_room_does_not_need_it() {
    let board = with(&page(), "cache.hit_ratio = 90 %");
    assert_eq!(verdict(&board, RULE, "cache"), Verdict::Watch);
    // 10/s of 100 slots ÷ 5 ms.
    near(number(&board, RULE, "cache", "busy without"), 10.0 / 20_000.0);
    let unknown_hits = with(&page(), "cache.hit_ratio =");
    assert_eq!(verdict(&unknown_hits, RULE, "cache"), Verdict::Watch);
    let through = with(
        &sketch("browser:client -> shop -> cache:cache -> db:relational-db"),
        "order.rate = 10/s; cache.hit_ratio = 90 %",
    );
    fixes_cure(&through, RULE, "cache");
}

#[test]
fn more_written_than_read_is_kept_for_nobody() {
    let mut board = with(&page(), "cache.hit_ratio = 90 %");
    let write =
        Link::bare("w".into(), "shop".into(), "cache".into(), Interaction::Write, String::new());
    board.links.put(write);
    board.flows.change("order", |flow| flow.links.push("w".into()));
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "cache");
    near(asked.number("written").unwrap().value, 10.0);
    assert_eq!(asked.verdict, Verdict::Watch);
}

#[test]
fn relief_a_felt_wait_quotas_and_reasons_are_fine() {
    let of = |stated: &str| verdict(&with(&page(), stated), RULE, "cache");
    assert_eq!(of("cache.hit_ratio = 90 %; db.capacity = 20/s"), Verdict::Fine);
    assert_eq!(of("cache.hit_ratio = 90 %; db.service_time = 400 ms"), Verdict::Fine);
    assert_eq!(of("db.cost_per_million = $5"), Verdict::Fine);
    assert_eq!(of("cache.required_for = answers while the store is away"), Verdict::Fine);
}

#[test]
fn without_a_hit_ratio_nobody_knows() {
    let review = Review::of(&with(&page(), "cache.hit_ratio =; db.capacity = 20/s"));
    let asked = answer(&review, RULE, "cache");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "hit_ratio"));
}

#[test]
fn the_board_without_it_is_asked() {
    let board = page();
    let review = Review::of(&board);
    let without = review.counterfactual(answer(&review, RULE, "cache")).unwrap();
    assert!(without.worse.is_empty(), "{:?}", without.lines());
    let parts = without.saved.iter().find(|saved| saved.name == "parts").unwrap();
    assert_eq!((parts.with, parts.without), (3.0, 2.0));
    // A store that could not carry it is said to break.
    let board = with(&board, "order.rate = 30,000/s; cache.hit_ratio = 10 %");
    let review = Review::of(&board);
    assert!(review.counterfactual(answer(&review, RULE, "cache")).is_some());
}
