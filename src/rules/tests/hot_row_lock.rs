//! Tests of the rule hot-row-lock.

use super::*;
const RULE: &str = "hot-row-lock";
const LINK: &str = "stock-to-db";

fn lock() -> Board {
    let board = with(&sketch("browser:client -> stock -> db:relational-db"), LOADED);
    with(
        &board,
        "stock-to-db.interaction = lock; stock-to-db.lock_scope = row; stock-to-db.lock_hold = 50 ms; order.hot_key_share = 20 %",
    )
}

#[test]
fn the_hottest_row_is_the_capacity_of_everything() {
    let board = lock();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    near(number(&board, RULE, LINK, "one lock serves"), 20.0);
    near(number(&board, RULE, LINK, "hottest item gets"), 40.0);
    near(number(&board, RULE, LINK, "all together"), 100.0);
    near(number(&board, RULE, LINK, "wait after a minute"), 60.0);
}

#[test]
fn five_hundred_at_once_wait_in_line() {
    let people = Value::parse("500").unwrap();
    let board = scenario(
        &lock(),
        vec![Change::Burst { flow: "order".into(), people, span: Span::default() }],
    );
    let board = with(&board, "stock-to-db.lock_timeout = 5 s");
    near(number(&board, RULE, LINK, "last waits"), 25.0);
    near(number(&board, RULE, LINK, "mean waits"), 12.525);
    near(number(&board, RULE, LINK, "served before the lock timeout"), 100.0);
    fixes_cure(&board, RULE, LINK);
}

#[test]
fn waits_below_saturation_are_those_of_constant_service() {
    // ρ = 0.8: ρh/(2(1 − ρ)) = 0.1 s on the hottest row.
    let board = with(&lock(), "order.event = x1; order.rate = 16/s; order.hot_key_share = 100 %");
    let review = Review::of(&board);
    let wait = review.facts().locks[1].unwrap().mean_wait.at(crate::facts::Moment::Now).unwrap();
    near(wait.value, 0.1);
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Watch);
}

#[test]
fn a_short_hold_is_fine_and_missing_numbers_are_asked_for() {
    assert_eq!(verdict(&with(&lock(), "stock-to-db.lock_hold = 5 ms"), RULE, LINK), Verdict::Fine);
    let mut board = lock();
    board.flows.change("order", |flow| flow.hot_key_share = None);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, LINK);
    assert_eq!(asked.verdict, Verdict::Unknown);
    assert_eq!(asked.missing[0].key, "hot_key_share");
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&lock(), RULE, LINK);
}
