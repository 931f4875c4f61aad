//! Tests of the rule backlog-drain-time.

use super::*;
const RULE: &str = "backlog-drain-time";

fn mails() -> Board {
    with(
        &sketch("shop:client -> events:queue -> mailer:worker"),
        "order.rate = 100/s; order.event = x5; order.event_length = 10 min; order.acceptable_delay = 5 min; mailer.capacity = 300/s",
    )
}

#[test]
fn an_event_leaves_a_backlog() {
    // 500/s against 300/s for 600 s, then 100/s.
    let board = mails();
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Watch);
    near(number(&board, RULE, "events", "backlog"), 120_000.0);
    near(number(&board, RULE, "events", "drained after"), 600.0);
    near(number(&board, RULE, "events", "newest waits"), 400.0);
    fixes_cure(&board, RULE, "events");
}

#[test]
fn an_outage_leaves_a_backlog() {
    let board =
        with(&mails(), "order.event =; order.event_length =; order.acceptable_delay = 3 min");
    near(number(&board, RULE, "events", "backlog"), 60_000.0);
    near(number(&board, RULE, "events", "newest waits"), 200.0);
    near(number(&board, RULE, "events", "drained after"), 300.0);
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Watch);
    fixes_cure(&board, RULE, "events");
}

#[test]
fn what_the_taker_calls_sets_the_pace() {
    let board = with(
        &sketch("shop:client -> events:queue -> mailer:worker -> mail:third-party"),
        "order.rate = 10/s; mailer.slots = 100; mailer.service_time = 1 ms; mail.service_time = 1 ms; mail.capacity = 50/s; mailer-to-mail.calls = x2; order.acceptable_delay = 2 min",
    );
    near(number(&board, RULE, "events", "handled"), 25.0);
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Watch);
    fixes_cure(&board, RULE, "events");
}

#[test]
fn in_time_or_kept_long_enough_is_fine_and_thrown_away_is_not() {
    let of = |stated: &str| verdict(&with(&mails(), stated), RULE, "events");
    assert_eq!(of("order.acceptable_delay = 1 h"), Verdict::Fine);
    assert_eq!(of("order.acceptable_delay =; events.retention = 4 days"), Verdict::Fine);
    assert_eq!(of("order.acceptable_delay =; events.retention = 3 min"), Verdict::Breaks);
    fixes_cure(
        &with(&mails(), "events.retention = 3 min; order.acceptable_delay ="),
        RULE,
        "events",
    );
}

#[test]
fn without_a_need_or_a_rate_nobody_knows() {
    for (stated, key) in
        [("order.acceptable_delay =", "acceptable_delay"), ("order.rate =", "rate")]
    {
        let review = Review::of(&with(&mails(), stated));
        let asked = answer(&review, RULE, "events");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}
