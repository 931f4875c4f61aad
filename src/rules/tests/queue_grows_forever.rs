//! Tests of the rule queue-grows-forever.

use super::*;
const RULE: &str = "queue-grows-forever";

fn mails() -> Board {
    with(
        &sketch("shop:client -> events:queue -> mailer:worker"),
        "order.rate = 500/s; mailer.capacity = 300/s; events.queue_limit = 120,000",
    )
}

#[test]
fn what_arrives_above_what_is_handled_stays() {
    let board = mails();
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Breaks);
    near(number(&board, RULE, "events", "grows by"), 200.0);
    near(number(&board, RULE, "events", "full after"), 600.0);
    let review = Review::of(&board);
    near(answer(&review, RULE, "events").breaks_at.unwrap().value, 0.6);
    // 100 s × 300 ÷ 200.
    near(number(&with(&board, "events.retention = 100 s"), RULE, "events", "lost after"), 150.0);
}

#[test]
fn more_copies_than_parts_stand_idle() {
    let board = with(
        &mails(),
        "mailer.capacity =; mailer.replicas = 8; mailer.service_time = 10 ms; events.partitions = 2",
    );
    near(number(&board, RULE, "events", "handled"), 200.0);
    near(number(&board, RULE, "events", "idle copies"), 6.0);
    assert_eq!(verdict(&with(&board, "events.partitions = 8"), RULE, "events"), Verdict::Fine);
    fixes_cure(&board, RULE, "events");
}

#[test]
fn nobody_takes_what_it_holds() {
    let board =
        with(&sketch("shop:client -> events:queue"), "order.rate = 1/s; events.retention = 4 days");
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Breaks);
    fixes_cure(&board, RULE, "events");
    assert_eq!(verdict(&sketch("shop:client -> events:queue"), RULE, "events"), Verdict::Breaks);
}

#[test]
fn a_short_event_a_limit_and_room_are_fine() {
    let event = with(
        &mails(),
        "order.rate = 100/s; order.event = x5; order.event_length = 10 min; order.acceptable_delay = 10 min",
    );
    // (500 − 300) × 600 s; the last waits 120,000 ÷ 300.
    assert_eq!(verdict(&event, RULE, "events"), Verdict::Fine);
    near(number(&event, RULE, "events", "backlog"), 120_000.0);
    near(number(&event, RULE, "events", "last waits"), 400.0);
    let hasty = with(&event, "order.acceptable_delay = 5 min");
    assert_eq!(verdict(&hasty, RULE, "events"), Verdict::Breaks);
    assert_eq!(verdict(&with(&mails(), "events.limit = 200/s"), RULE, "events"), Verdict::Fine);
    assert_eq!(verdict(&with(&mails(), "order.rate = 100/s"), RULE, "events"), Verdict::Fine);
    let growing = with(&mails(), "order.rate = 200/s; order.growth = 50 %");
    assert_eq!(verdict(&growing, RULE, "events"), Verdict::Watch);
}

#[test]
fn without_a_rate_or_a_time_nobody_knows() {
    let review = Review::of(&with(&mails(), "order.rate ="));
    let asked = answer(&review, RULE, "events");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
    let board = with(
        &sketch("shop:client -> events:queue -> sender:third-party"),
        "order.rate = 1/s; events-to-sender.interaction = message",
    );
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "events");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "capacity"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&mails(), RULE, "events");
    fixes_cure(&with(&mails(), "mailer.capacity =; mailer.service_time = 100 ms"), RULE, "events");
}

#[test]
fn more_load_is_never_better() {
    let verdicts = ["100/s", "290/s", "300/s", "500/s"]
        .map(|rate| verdict(&with(&mails(), &format!("order.rate = {rate}")), RULE, "events"));
    assert!(verdicts.windows(2).all(|pair| pair[1] <= pair[0]), "{verdicts:?}");
}

#[test]
fn an_event_that_just_passes_does_not_hide_growth() {
    let of = |rate: &str| {
        let stated = "order.event = x5; order.event_length = 10 min; order.acceptable_delay = 2 min; order.growth = 50 %";
        verdict(&with(&mails(), &format!("order.rate = {rate}; {stated}")), RULE, "events")
    };
    // 305/s leave little; 686/s in two years too much.
    assert_eq!(
        [of("50/s"), of("61/s"), of("90/s")],
        [Verdict::Watch, Verdict::Watch, Verdict::Breaks]
    );
}
