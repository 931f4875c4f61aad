//! Tests of the rule volatile-system-of-record.

use super::*;
const RULE: &str = "volatile-system-of-record";

fn carts() -> Board {
    with(
        &sketch("browser:client -> shop -> carts:cache; shop -> db:relational-db"),
        "order.rate = 25/s; shop-to-carts.interaction = write; carts.data.carts.system_of_record = yes",
    )
}

/// Each instance keeps its own list.
fn static_list() -> Board {
    with(
        &sketch("browser:client -> shop"),
        "order.rate = 25/s; shop.state = per instance; shop.data.orders.system_of_record = yes; shop.data.orders.writes = 5/s",
    )
}

#[test]
fn a_cache_that_alone_knows_loses_a_days_writes() {
    let board = carts();
    assert_eq!(verdict(&board, RULE, "carts"), Verdict::Breaks);
    near(number(&board, RULE, "carts", "written a day"), 2_160_000.0);
    let copied = with(&board, "carts.backup_interval = 1 h");
    near(number(&copied, RULE, "carts", "lost"), 90_000.0);
}

#[test]
fn a_list_in_memory_is_gone_with_the_process() {
    let board = static_list();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Breaks);
    near(number(&board, RULE, "shop", "written a day"), 432_000.0);
}

#[test]
fn a_queue_that_forgets_breaks_where_it_matters() {
    let board =
        with(&sketch("a:client -> q:queue -> w:worker"), "order.rate = 1/s; q.durable = no");
    assert_eq!(verdict(&board, RULE, "q"), Verdict::Watch);
    let charges = with(&board, "order.side_effect = charges a card");
    assert_eq!(verdict(&charges, RULE, "q"), Verdict::Breaks);
}

#[test]
fn durable_disposable_and_copied_data_is_fine() {
    for stated in [
        "carts.durable = yes",
        "carts.data.carts.disposable = yes",
        "carts.data.carts.system_of_record = no",
        "db.data.carts.system_of_record = yes",
    ] {
        assert_eq!(verdict(&with(&carts(), stated), RULE, "carts"), Verdict::Fine, "{stated}");
    }
}

#[test]
fn data_nobody_decided_about_is_asked_for() {
    let review = Review::of(&with(&carts(), "carts.data.carts.system_of_record ="));
    let asked = answer(&review, RULE, "carts");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "system_of_record"));
    let empty = sketch("a:client -> shop -> kept:cache");
    assert!(Review::of(&empty).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&carts(), RULE, "carts");
    fixes_cure(&static_list(), RULE, "shop");
    let queue = with(
        &sketch("a:client -> q:queue -> w:worker"),
        "q.durable = no; order.side_effect = charges a card",
    );
    fixes_cure(&queue, RULE, "q");
}
