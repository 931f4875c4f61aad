//! Tests of the rule metastable-overload.

use super::*;
const RULE: &str = "metastable-overload";

/// 300/s can be done; two retries after half a second.
fn retried(rate: &str) -> Board {
    let board = sketch("browser:client -> api");
    with(
        &board,
        &format!(
            "order.rate = {rate}; api.slots = 3; api.service_time = 10 ms; \
             browser-to-api.timeout = 500 ms; browser-to-api.retries = 2"
        ),
    )
}

#[test]
fn above_a_third_of_what_it_can_do_it_stays_down() {
    let board = retried("105/s");
    assert_eq!(verdict(&board, RULE, "browser-to-api"), Verdict::Breaks);
    near(number(&board, RULE, "browser-to-api", "can do"), 300.0);
    near(number(&board, RULE, "browser-to-api", "with all retries"), 315.0);
    near(number(&board, RULE, "browser-to-api", "comes back below"), 100.0);
    assert_eq!(verdict(&retried("95/s"), RULE, "browser-to-api"), Verdict::Watch);
    assert_eq!(verdict(&retried("79/s"), RULE, "browser-to-api"), Verdict::Fine);
}

#[test]
fn close_to_full_it_fills_up_without_a_spike() {
    let said = |rate: &str| {
        let review = Review::of(&retried(rate));
        review.sentence(answer(&review, RULE, "browser-to-api"))
    };
    assert!(said("150/s").starts_with("Probably not: 150/s arrive"), "{}", said("150/s"));
    assert!(said("299/s").starts_with("No: 299/s arrive"), "{}", said("299/s"));
}

#[test]
fn what_ends_retries_or_useless_work_keeps_it_quiet() {
    for guard in [
        "browser-to-api.retry_budget = 10 %",
        "browser-to-api.breaker = yes",
        "browser-to-api.cancel = yes",
        "api.queue_limit = 100",
        "api.limit = 250/s",
    ] {
        let board = with(&retried("150/s"), guard);
        assert_eq!(verdict(&board, RULE, "browser-to-api"), Verdict::Fine, "{guard}");
    }
    // A line of 200 takes longer than anybody waits.
    let long = with(&retried("150/s"), "api.queue_limit = 200");
    assert_eq!(verdict(&long, RULE, "browser-to-api"), Verdict::Breaks);
}

#[test]
fn the_least_of_everything_behind_the_call_counts() {
    let board = sketch("browser:client -> api -> db:relational-db");
    let stated = "order.rate = 60/s; api.slots = 100; api.service_time = 1 ms; db.slots = 1; \
                  db.service_time = 10 ms; browser-to-api.timeout = 1 s; browser-to-api.retries = 1";
    let board = with(&board, stated);
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "comes back below"), 50.0);
}

#[test]
fn growth_alone_is_watched_and_a_missing_rate_asked_for() {
    let grows = with(&retried("70/s"), "order.growth = 50 %");
    assert_eq!(verdict(&grows, RULE, "browser-to-api"), Verdict::Watch);
    let mut unknown = retried("70/s");
    unknown.flows.change("order", |flow| flow.rate = None);
    assert_eq!(verdict(&unknown, RULE, "browser-to-api"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&retried("150/s"), RULE, "browser-to-api");
}
