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
fn a_conditional_update_holds_the_row_too_and_the_cure_says_for_how_long() {
    let board = with(&lock(), "db.service_time = 20 ms");
    let review = Review::of(&board);
    let asked = answer(&review, RULE, LINK);
    let cure = review.fixes(asked).into_iter().next().unwrap();
    let mut cured = board.clone();
    crate::edit::apply_all(&mut cured, &cure.edits).unwrap();
    // 40/s want one row, which the store works on for 20 ms each: 80 %.
    near(number(&cured, RULE, LINK, "one lock serves"), 50.0);
    near(number(&cured, RULE, LINK, "held"), 0.8);
    assert_eq!(verdict(&cured, RULE, LINK), Verdict::Watch);
}

#[test]
fn a_write_to_a_wanted_item_is_asked_whether_it_changes_the_row() {
    let board = with(&sketch("browser:client -> stock -> db:relational-db"), LOADED);
    let plain = with(&board, "stock-to-db.interaction = write");
    assert!(Review::of(&plain).answers().iter().all(|answer| answer.rule.id != RULE));
    let wanted = with(&plain, "order.hot_key_share = 20 %");
    let review = Review::of(&wanted);
    let asked = answer(&review, RULE, LINK);
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "compare_and_set"));
    let added = with(&wanted, "stock-to-db.compare_and_set = no");
    assert!(Review::of(&added).answers().iter().all(|answer| answer.rule.id != RULE));
    let update = with(&wanted, "stock-to-db.compare_and_set = yes");
    let review = Review::of(&update);
    assert_eq!(answer(&review, RULE, LINK).missing[0].key, "lock_hold");
}

#[test]
fn whoever_calls_the_lock_waits_no_longer_than_its_own_timeout() {
    let people = Value::parse("500").unwrap();
    let burst = Change::Burst { flow: "order".into(), people, span: Span::default() };
    let board = with(&scenario(&lock(), vec![burst]), "stock-to-db.lock_hold = 1 ms");
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Fine);
    let hasty = with(&board, "stock-to-db.timeout = 400 ms");
    assert_eq!(verdict(&hasty, RULE, LINK), Verdict::Breaks);
    near(number(&hasty, RULE, LINK, "served before they give up"), 400.0);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&lock(), RULE, LINK);
}
