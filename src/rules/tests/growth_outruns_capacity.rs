//! Tests of the rule growth-outruns-capacity.

use super::*;
const RULE: &str = "growth-outruns-capacity";
const YEAR: f64 = 365.25 * 86_400.0;

fn messages() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 1/s; db.storage = 1 TB; db.data.messages.size = 400 GB; db.data.messages.growth = 80 %",
    )
}

/// A list without pages: 150 MB are read through in 150 ms.
fn list() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 1/s; order.latency_objective = 400 ms; db.data.orders.access = analytics; db.data.orders.size = 150 MB; db.data.orders.growth = 100 %",
    )
}

#[test]
fn the_disk_is_full_on_a_day_that_can_be_computed() {
    let board = messages();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "time left"), 2.5_f64.ln() / 1.8_f64.ln() * YEAR);
    near(number(&board, RULE, "db", "in two years"), 400e9 * 3.24);
}

#[test]
fn ten_times_the_data_take_ten_times_as_long() {
    let board = list();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "today"), 0.15);
    near(number(&board, RULE, "db", "at ten times"), 1.5);
}

#[test]
fn what_is_full_already_breaks() {
    assert_eq!(verdict(&with(&messages(), "db.storage = 300 GB"), RULE, "db"), Verdict::Breaks);
}

#[test]
fn a_far_limit_and_what_does_not_grow_are_fine() {
    assert_eq!(verdict(&with(&messages(), "db.storage = 10 TB"), RULE, "db"), Verdict::Fine);
    let still = with(&messages(), "db.data.messages.growth =; db.storage = 4 TB");
    assert_eq!(verdict(&still, RULE, "db"), Verdict::Fine);
    let small = with(&messages(), "db.storage =; db.data.messages.size = 1 GB");
    assert_eq!(verdict(&small, RULE, "db"), Verdict::Fine);
}

#[test]
fn limit_and_growth_are_asked_for() {
    for (stated, key) in [("db.storage =", "storage"), ("db.data.messages.growth =", "growth")] {
        let review = Review::of(&with(&messages(), stated));
        let asked = answer(&review, RULE, "db");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
    assert!(Review::of(&chain()).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&messages(), RULE, "db");
    fixes_cure(&list(), RULE, "db");
}
