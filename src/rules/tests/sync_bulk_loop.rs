//! Tests of the rule sync-bulk-loop.

use super::*;
const RULE: &str = "sync-bulk-loop";

fn campaign() -> Board {
    with(
        &sketch("admin:client -> balancer:load-balancer -> campaign -> mail:third-party"),
        "order.rate = 1/h; campaign-to-mail.calls = x10,000; mail.service_time = 100 ms; balancer-to-campaign.timeout = 30 s",
    )
}

#[test]
fn ten_thousand_mails_take_longer_than_anybody_waits() {
    let board = campaign();
    assert_eq!(verdict(&board, RULE, "campaign-to-mail"), Verdict::Breaks);
    near(number(&board, RULE, "campaign-to-mail", "all of them"), 1_000.0);
    near(number(&board, RULE, "campaign-to-mail", "done by then"), 300.0);
    fixes_cure(&board, RULE, "campaign-to-mail");
    // 45 s for all of them is 4.5 ms for each, and 6,666 are done within 30 s.
    let quick = with(&board, "mail.service_time = 4.5 ms");
    near(number(&quick, RULE, "campaign-to-mail", "all of them"), 45.0);
    near(number(&quick, RULE, "campaign-to-mail", "done by then"), 6_666.0);
}

#[test]
fn near_the_timeout_and_without_one_it_is_watched() {
    let of = |stated: &str| verdict(&with(&campaign(), stated), RULE, "campaign-to-mail");
    assert_eq!(of("mail.service_time = 1 ms"), Verdict::Watch);
    assert_eq!(of("balancer-to-campaign.timeout ="), Verdict::Watch);
    fixes_cure(&with(&campaign(), "balancer-to-campaign.timeout ="), RULE, "campaign-to-mail");
}

#[test]
fn a_short_loop_and_a_queue_are_quiet() {
    let board = with(&campaign(), "campaign-to-mail.calls = x100; mail.service_time = 10 ms");
    assert_eq!(verdict(&board, RULE, "campaign-to-mail"), Verdict::Fine);
    let queued = with(
        &sketch("admin:client -> campaign -> mails:queue -> sender:worker -> mail:third-party"),
        "order.rate = 1/h; campaign-to-mails.calls = x10,000",
    );
    assert!(!Review::of(&queued).answers().iter().any(|a| a.rule.id == RULE));
    let few = with(&campaign(), "campaign-to-mail.calls = x20");
    assert!(!Review::of(&few).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_number_or_a_time_nobody_knows() {
    let grows =
        with(&campaign(), "campaign-to-mail.calls =; campaign-to-mail.calls_per = recipient");
    for (board, key) in [
        (grows, "calls"),
        (with(&campaign(), "mail.service_time =; mail.service_time ="), "service_time"),
    ] {
        let review = Review::of(&board);
        let asked = answer(&review, RULE, "campaign-to-mail");
        if key == "calls" || asked.verdict == Verdict::Unknown {
            assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
        }
    }
}
