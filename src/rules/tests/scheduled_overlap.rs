//! Tests of the rule scheduled-overlap.

use super::*;
const RULE: &str = "scheduled-overlap";

fn mails() -> Board {
    with(
        &sketch("nightly:scheduler -> mailer"),
        "nightly.interval = 10 min; nightly.service_time = 0 s; nightly-to-mailer.calls = x10000; mailer.service_time = 100 ms",
    )
}

#[test]
fn ten_thousand_mails_take_longer_than_ten_minutes() {
    let board = mails();
    assert_eq!(verdict(&board, RULE, "nightly"), Verdict::Breaks);
    near(number(&board, RULE, "nightly", "takes"), 1000.0);
    near(number(&board, RULE, "nightly", "at once"), 2.0);
}

#[test]
fn every_copy_runs_its_own_clock_without_a_lease() {
    let board = with(&mails(), "nightly.interval = 1 d; nightly.replicas = 3");
    assert_eq!(verdict(&board, RULE, "nightly"), Verdict::Watch);
    near(number(&board, RULE, "nightly", "copies"), 3.0);
    for one in ["lease = yes", "singleton = yes", "failover = automatic"] {
        let board = with(&board, &format!("nightly.{one}"));
        assert_eq!(verdict(&board, RULE, "nightly"), Verdict::Fine, "{one}");
    }
    fixes_cure(&board, RULE, "nightly");
}

#[test]
fn half_the_interval_is_watched_and_a_lease_holds_the_next_run_back() {
    assert_eq!(
        verdict(&with(&mails(), "nightly.interval = 30 min"), RULE, "nightly"),
        Verdict::Watch
    );
    assert_eq!(verdict(&with(&mails(), "nightly.interval = 1 h"), RULE, "nightly"), Verdict::Fine);
    assert_eq!(verdict(&with(&mails(), "nightly.lease = yes"), RULE, "nightly"), Verdict::Watch);
}

#[test]
fn without_an_interval_it_is_unknown() {
    let review = Review::of(&with(&mails(), "nightly.interval ="));
    let asked = answer(&review, RULE, "nightly");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "interval"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&mails(), RULE, "nightly");
    fixes_cure(&with(&mails(), "nightly.replicas = 2"), RULE, "nightly");
    fixes_cure(&with(&mails(), "nightly.lease = yes"), RULE, "nightly");
}
