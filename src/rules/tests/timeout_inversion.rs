//! Tests of the rule timeout-inversion.

use super::*;
const RULE: &str = "timeout-inversion";

fn balancer() -> Board {
    let board =
        with(&sketch("browser:client -> lb:load-balancer -> api -> mail:third-party"), LOADED);
    with(
        &board,
        "lb-to-api.timeout = 30 s; api-to-mail.timeout = 15 s; api-to-mail.retries = 2; api.service_time = 10 ms; lb-to-api.retries = 1",
    )
}

#[test]
fn three_attempts_of_fifteen_seconds_outlast_thirty() {
    let board = balancer();
    assert_eq!(verdict(&board, RULE, "lb-to-api"), Verdict::Breaks);
    near(number(&board, RULE, "lb-to-api", "inner worst case"), 45.01);
    near(number(&board, RULE, "lb-to-api", "wasted"), 15.01);
}

#[test]
fn a_call_without_a_timeout_has_no_end() {
    let mut board = balancer();
    board.links.change("api-to-mail", |link| link.timeout = None);
    assert!(number(&board, RULE, "lb-to-api", "inner worst case").is_infinite());
}

#[test]
fn nested_timeouts_and_cancelling_are_fine() {
    assert_eq!(
        verdict(&with(&balancer(), "api-to-mail.timeout = 9 s"), RULE, "lb-to-api"),
        Verdict::Fine
    );
    assert_eq!(
        verdict(&with(&balancer(), "lb-to-api.cancel = yes"), RULE, "lb-to-api"),
        Verdict::Fine
    );
}

#[test]
fn without_retry_or_effect_it_is_only_watched() {
    assert_eq!(
        verdict(&with(&balancer(), "lb-to-api.retries = 0"), RULE, "lb-to-api"),
        Verdict::Watch
    );
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&balancer(), RULE, "lb-to-api");
}
