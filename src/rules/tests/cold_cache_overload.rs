//! Tests of the rule cold-cache-overload.

use super::*;
const RULE: &str = "cold-cache-overload";
const STATED: &str =
    "order.rate = 10,000/s; cache.hit_ratio = 98 %; cache.entries = 500,000; db.capacity = 4,000/s";

fn beside() -> Board {
    with(&sketch("browser:client -> shop -> cache:cache; shop -> db:relational-db"), STATED)
}

#[test]
fn the_store_gets_fifty_times_its_reads() {
    for board in [
        beside(),
        with(&sketch("browser:client -> shop -> cache:cache -> db:relational-db"), STATED),
    ] {
        assert_eq!(verdict(&board, RULE, "cache"), Verdict::Breaks);
        near(number(&board, RULE, "cache", "with"), 200.0);
        near(number(&board, RULE, "cache", "without"), 10_000.0);
        near(number(&board, RULE, "cache", "times more"), 50.0);
        near(number(&board, RULE, "cache", "filled after"), 125.0);
        let faster = with(&board, "db.capacity = 4,700/s");
        near(number(&faster, RULE, "cache", "busy without"), 10_000.0 / 4_700.0);
    }
}

#[test]
fn other_load_of_the_store_counts() {
    let board = with(
        &sketch(
            "browser:client -> shop -> cache:cache -> db:relational-db; office:client -> tool -> db; flow browse = browser-to-shop, shop-to-cache, cache-to-db; flow work = office-to-tool, tool-to-db",
        ),
        "order.rate =; browse.rate = 100/s; work.rate = 50/s; cache.hit_ratio = 90 %; db.capacity = 100/s",
    );
    let mut board = board;
    let order = crate::model::ElementId::Flow("order".into());
    apply_all(&mut board, &[crate::edit::Edit::Remove(vec![order])]).unwrap();
    near(number(&board, RULE, "cache", "without"), 150.0);
    near(number(&board, RULE, "cache", "with"), 60.0);
}

#[test]
fn a_luxury_a_limit_and_another_copy_are_not_as_bad() {
    let of = |stated: &str| verdict(&with(&beside(), stated), RULE, "cache");
    assert_eq!(of("db.capacity = 20,000/s"), Verdict::Fine);
    assert_eq!(of("db.capacity = 12,000/s"), Verdict::Watch);
    assert_eq!(of("db.limit = 3,000/s"), Verdict::Fine);
    assert_eq!(of("cache.replicas = 2; cache.failover = automatic"), Verdict::Watch);
}

#[test]
fn without_a_rate_nobody_knows() {
    let review = Review::of(&with(&beside(), "order.rate ="));
    let asked = answer(&review, RULE, "cache");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&beside(), RULE, "cache");
    fixes_cure(&with(&beside(), "db.capacity =; db.service_time = 100 ms"), RULE, "cache");
    fixes_cure(&with(&beside(), "cache.replicas = 2; cache.failover = automatic"), RULE, "cache");
}
