//! Tests of the rule over-capacity.

use super::*;
const RULE: &str = "over-capacity";

fn small() -> Board {
    let board = with(
        &sketch("browser:client -> api"),
        "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms",
    );
    with(&board, "api.queue_limit = 80")
}

#[test]
fn more_arrives_than_it_can_do() {
    let board = small();
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
    near(number(&board, RULE, "api", "capacity"), 40.0);
    near(number(&board, RULE, "api", "too much"), 40.0);
    near(number(&board, RULE, "api", "queue full after"), 2.0);
    let review = Review::of(&board);
    near(answer(&review, RULE, "api").breaks_at.unwrap().value, 4.0);
}

#[test]
fn waits_are_those_of_the_pool() {
    // Ten slots at 0.8: C = 0.40918, wait = C/(c − a) × S = 0.020459 s.
    let board = with(
        &sketch("browser:client -> api"),
        "order.rate = 80/s; api.slots = 10; api.service_time = 100 ms",
    );
    let wait = number(&board, RULE, "api", "mean wait");
    assert!((wait - 0.020_459).abs() < 1e-6, "{wait}");
}

#[test]
fn a_closed_loop_offers_what_its_users_can() {
    let board = with(
        &sketch("browser:client -> api"),
        "order.users = 2,000; order.think_time = 9 s; api.service_time = 1 s",
    );
    let room = with(&board, "api.slots = 2,000");
    near(number(&room, RULE, "api", "arrivals"), 200.0);
    // With 200 slots for 200 busy ones some wait, and so ask less often.
    let few = number(&board, RULE, "api", "arrivals");
    assert!((195.0..199.0).contains(&few), "{few}");
}

#[test]
fn room_enough_is_fine_growth_is_watched_and_no_rate_is_unknown() {
    assert_eq!(verdict(&with(&small(), "api.slots = 40"), RULE, "api"), Verdict::Fine);
    assert_eq!(
        verdict(&with(&small(), "order.event = x1; order.growth = 150 %"), RULE, "api"),
        Verdict::Watch
    );
    let board = with(&sketch("browser:client -> api"), "api.slots = 4");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&small(), RULE, "api");
}
