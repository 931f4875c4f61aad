//! Tests of the rule spike-outruns-autoscaling.

use super::*;
const RULE: &str = "spike-outruns-autoscaling";

/// The published vector: 200/s against 60/s for 180 s, then 240/s.
fn sale() -> Board {
    with(
        &with(&sketch("browser:client -> api"), LOADED),
        "api.slots = 6; api.service_time = 100 ms; api.max_replicas = 4; api.scale_up_time = 3 min",
    )
}

#[test]
fn the_first_three_minutes_find_no_room() {
    let board = sale();
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
    near(number(&board, RULE, "api", "deficit"), 25_200.0);
    near(number(&board, RULE, "api", "most"), 240.0);
    near(number(&board, RULE, "api", "drained after"), 630.0);
}

#[test]
fn even_all_copies_may_not_be_enough() {
    let review = Review::of(&with(&sale(), "api.max_replicas = 3"));
    let asked = answer(&review, RULE, "api");
    assert_eq!(asked.verdict, Verdict::Breaks);
    assert!(review.sentence(asked).contains("even all copies"));
}

#[test]
fn enough_copies_shedding_and_patient_messages_are_fine() {
    let board = with(&sale(), "api.replicas = 4; api.max_replicas = 8");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Fine);
    assert_eq!(verdict(&with(&sale(), "api.limit = 50/s"), RULE, "api"), Verdict::Fine);
    let messages = with(
        &with(&sketch("browser:client -> q:queue -> api:worker"), LOADED),
        "api.slots = 6; api.service_time = 100 ms; api.max_replicas = 4; api.scale_up_time = 3 min; order.acceptable_delay = 5 min",
    );
    assert_eq!(verdict(&messages, RULE, "api"), Verdict::Fine);
    let hurry = with(&messages, "order.acceptable_delay = 1 min");
    assert_eq!(verdict(&hurry, RULE, "api"), Verdict::Breaks);
}

#[test]
fn what_decides_is_asked_for() {
    let review = Review::of(&with(&sale(), "api.scale_up_time ="));
    let asked = answer(&review, RULE, "api");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "scale_up_time"));
    assert_eq!(verdict(&with(&sale(), "order.rate ="), RULE, "api"), Verdict::Unknown);
    let fixed = with(&sale(), "api.max_replicas =");
    assert!(Review::of(&fixed).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&sale(), RULE, "api");
    fixes_cure(&with(&sale(), "api.capacity = 60/s"), RULE, "api");
}
