//! Tests of the rule redelivery-before-done.

use super::*;
const RULE: &str = "redelivery-before-done";

fn videos() -> Board {
    with(
        &sketch("app:client -> videos:queue -> encoder:worker"),
        "order.rate = 1/min; encoder.service_time = 20 s; videos.visibility_timeout = 30 s",
    )
}

#[test]
fn the_slow_ones_are_handled_twice() {
    let board = videos();
    assert_eq!(verdict(&board, RULE, "videos-to-encoder"), Verdict::Breaks);
    near(number(&board, RULE, "videos-to-encoder", "handled within"), 20.0 * 100_f64.ln());
    // P(S > V) of an exponential time: e^(−30 ÷ 20).
    let twice = number(&board, RULE, "videos-to-encoder", "handled twice");
    assert!((twice - (-1.5_f64).exp()).abs() < 1e-6, "{twice}");
    let stated = with(&board, "encoder.service_time_p99 = 50 s");
    near(number(&stated, RULE, "videos-to-encoder", "handled within"), 50.0);
}

#[test]
fn messages_taken_together_share_the_patience() {
    let board = with(&videos(), "encoder.service_time = 1 s; videos-to-encoder.batch = 10");
    near(number(&board, RULE, "videos-to-encoder", "handled within"), 10.0 * 100_f64.ln());
    assert_eq!(verdict(&board, RULE, "videos-to-encoder"), Verdict::Breaks);
    fixes_cure(&board, RULE, "videos-to-encoder");
}

#[test]
fn heartbeats_patience_and_harmless_repeats_are_not_as_bad() {
    let of = |stated: &str| verdict(&with(&videos(), stated), RULE, "videos-to-encoder");
    assert_eq!(of("videos-to-encoder.heartbeat = yes"), Verdict::Fine);
    assert_eq!(of("videos.visibility_timeout = 10 min"), Verdict::Fine);
    assert_eq!(of("videos.visibility_timeout = 2 min"), Verdict::Watch);
    assert_eq!(of("videos-to-encoder.idempotent = yes"), Verdict::Watch);
    // Amazon SQS waits 30 s when nobody says otherwise.
    assert_eq!(of("videos.visibility_timeout =; encoder.service_time = 1 s"), Verdict::Fine);
}

#[test]
fn calls_that_take_until_their_timeout_are_counted() {
    let board = with(
        &sketch("app:client -> jobs:queue -> sender:worker -> mail:third-party"),
        "order.rate = 1/s; sender-to-mail.timeout = 20 s; sender-to-mail.retries = 1",
    );
    assert_eq!(verdict(&board, RULE, "jobs-to-sender"), Verdict::Watch);
    near(number(&board, RULE, "jobs-to-sender", "at longest"), 40.01);
    fixes_cure(&board, RULE, "jobs-to-sender");
    let quick = with(&board, "sender-to-mail.timeout = 2 s");
    assert_eq!(verdict(&quick, RULE, "jobs-to-sender"), Verdict::Fine);
}

#[test]
fn without_a_time_nobody_knows() {
    let board = with(
        &sketch("app:client -> jobs:queue -> tool:service"),
        "order.rate = 1/s; jobs-to-tool.interaction = message; tool.service_time = 0 s",
    );
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "jobs-to-tool");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "service_time"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&videos(), RULE, "videos-to-encoder");
}

#[test]
fn a_store_that_cannot_keep_up_makes_a_backlog_and_no_second_delivery() {
    // The 1,000 slots wait for a store of 20,000/s: each delivery takes 1,000 ÷ 20,000/s = 50 ms.
    let board = with(
        &sketch("app:client -> jobs:queue -> sender:worker -> db:relational-db"),
        "order.rate = 30,000/s; sender.slots = 1,000; db.service_time = 5 ms",
    );
    assert_eq!(verdict(&board, RULE, "jobs-to-sender"), Verdict::Fine);
    let backlog = verdict(&board, "over-capacity", "db");
    assert_eq!(backlog, Verdict::Breaks);
}
