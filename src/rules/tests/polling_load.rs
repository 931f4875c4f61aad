//! Tests of the rule polling-load.

use super::*;
const RULE: &str = "polling-load";
const LINK: &str = "notifier-to-db";

/// The article's cron: once a second, 500 new things a day.
fn cron() -> Board {
    with(
        &sketch("notifier:scheduler -> db:relational-db"),
        "notifier-to-db.interaction = poll; notifier-to-db.poll_interval = 1 s; notifier-to-db.events = 500/day",
    )
}

/// Everybody's browser asks once a second.
fn everyone() -> Board {
    let board = sketch("browser:client -> api; api -> db:relational-db");
    with(
        &board,
        "browser-to-api.interaction = poll; browser-to-api.poll_interval = 1 s; order.users = 10000; order.think_time = 1 s; api.capacity = 4700/s; browser-to-api.events = 500/day",
    )
}

#[test]
fn a_cron_every_second_finds_something_in_one_of_170_polls() {
    let board = cron();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Watch);
    near(number(&board, RULE, LINK, "polls a day"), 86_400.0);
    assert!((number(&board, RULE, LINK, "useful") - 0.005_787).abs() < 1e-6);
    near(number(&board, RULE, LINK, "mean delay"), 0.5);
    let review = Review::of(&board);
    let said = review.sentence(answer(&review, RULE, LINK));
    assert!(said.contains("86,400") && said.contains("0.58 %"), "{said}");
}

#[test]
fn a_cron_on_every_replica_asks_as_often_as_there_are_replicas() {
    let three = with(&cron(), "notifier.replicas = 3");
    near(number(&three, RULE, LINK, "polls a day"), 259_200.0);
    near(number(&with(&three, "notifier.lease = yes"), RULE, LINK, "polls a day"), 86_400.0);
}

#[test]
fn ten_thousand_clients_are_more_than_the_store_can_do() {
    let board = everyone();
    assert_eq!(verdict(&board, RULE, "browser-to-api"), Verdict::Breaks);
    near(number(&board, RULE, "browser-to-api", "polls"), 10_000.0);
    near(number(&board, RULE, "browser-to-api", "load"), 10_000.0 / 4700.0);
    let review = Review::of(&board);
    let multiple = answer(&review, RULE, "browser-to-api").breaks_at.unwrap();
    near(multiple.value, 0.47);
}

#[test]
fn too_late_and_too_slow_break() {
    let board = with(&cron(), "order.freshness = 200 ms");
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    let slow = with(&cron(), "db.service_time = 2 s");
    assert_eq!(verdict(&slow, RULE, LINK), Verdict::Breaks);
}

#[test]
fn batching_and_cheap_polls_in_time_are_fine() {
    assert_eq!(verdict(&with(&cron(), "notifier-to-db.events = 20/s"), RULE, LINK), Verdict::Fine);
    let enough = with(&cron(), "notifier-to-db.poll_interval = 1 min; order.freshness = 5 min");
    assert_eq!(verdict(&enough, RULE, LINK), Verdict::Fine);
}

#[test]
fn without_interval_or_events_it_is_unknown() {
    let review = Review::of(&with(&cron(), "notifier-to-db.events ="));
    let asked = answer(&review, RULE, LINK);
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "events"));
    let review = Review::of(&with(&cron(), "notifier-to-db.poll_interval ="));
    let asked = answer(&review, RULE, LINK);
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "poll_interval"));
}

#[test]
fn asking_a_queue_is_how_messages_are_taken() {
    let board = with(&sketch("w:worker -> q:queue"), "w-to-q.interaction = poll");
    assert!(Review::of(&board).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&cron(), RULE, LINK);
    fixes_cure(&everyone(), RULE, "browser-to-api");
    fixes_cure(&with(&cron(), "order.freshness = 200 ms"), RULE, LINK);
}
