//! Tests of the rule broker-for-trickle.

use super::*;
const RULE: &str = "broker-for-trickle";

fn school() -> Board {
    with(
        &sketch("students:client -> enrolment -> events:stream -> mailer:worker"),
        "order.rate = 100/h",
    )
}

#[test]
fn a_stream_platform_for_a_hundred_messages_an_hour() {
    let board = school();
    assert_eq!(verdict(&board, RULE, "events"), Verdict::Watch);
    let used = number(&board, RULE, "events", "used");
    assert!((used / 3.5e-8 - 1.0).abs() < 0.02, "{used}");
    fixes_cure(&board, RULE, "events");
    let review = Review::of(&board);
    assert!(review.counterfactual(answer(&review, RULE, "events")).is_some());
}

#[test]
fn load_replay_many_takers_teams_and_reasons_are_fine() {
    let of = |stated: &str| verdict(&with(&school(), stated), RULE, "events");
    assert_eq!(of("order.rate = 10,000/s"), Verdict::Fine);
    assert_eq!(of("events.capacity = 10/s"), Verdict::Fine);
    assert_eq!(of("events.replay = yes"), Verdict::Fine);
    assert_eq!(of("events.required_for = audit"), Verdict::Fine);
    let many = with(
        &sketch(
            "students:client -> enrolment -> events:stream -> a:worker; events -> b:worker; events -> c:worker",
        ),
        "order.rate = 100/h",
    );
    assert_eq!(verdict(&many, RULE, "events"), Verdict::Fine);
    let teams = with(
        &sketch("students:client -> enrolment -> events:stream -> a:worker; events -> b:worker"),
        "order.rate = 100/h; a.team = mail; b.team = data",
    );
    assert_eq!(verdict(&teams, RULE, "events"), Verdict::Fine);
}

#[test]
fn a_queue_is_asked_about_only_when_one_runs_it_oneself() {
    let queue = with(
        &sketch("students:client -> enrolment -> events:queue -> mailer:worker"),
        "order.rate = 100/h",
    );
    assert!(!Review::of(&queue).answers().iter().any(|a| a.rule.id == RULE));
    let own = with(&queue, "events.technologies = RabbitMQ");
    assert_eq!(verdict(&own, RULE, "events"), Verdict::Watch);
    fixes_cure(&own, RULE, "events");
}

#[test]
fn without_a_rate_nobody_knows() {
    let review = Review::of(&with(&school(), "order.rate ="));
    let asked = answer(&review, RULE, "events");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
