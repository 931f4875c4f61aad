//! Tests of the rule work-not-needed-for-response.

use super::*;
const RULE: &str = "work-not-needed-for-response";

fn mails() -> Board {
    with(
        &sketch("browser:client -> shop -> mail:third-party"),
        "order.rate = 50/s; shop.service_time = 20 ms; mail.service_time = 180 ms; shop-to-mail.result_needed = no",
    )
}

#[test]
fn the_buyer_waits_for_the_mail() {
    let board = mails();
    assert_eq!(verdict(&board, RULE, "shop-to-mail"), Verdict::Watch);
    near(number(&board, RULE, "shop-to-mail", "time for it"), 0.18);
    near(number(&board, RULE, "shop-to-mail", "caller takes"), 0.2);
    near(number(&board, RULE, "shop-to-mail", "share of it"), 0.9);
    near(number(&board, RULE, "shop-to-mail", "slots held"), 9.0);
    fixes_cure(&board, RULE, "shop-to-mail");
}

#[test]
fn what_is_cheap_or_needed_is_quiet() {
    let cheap = with(&mails(), "mail.service_time = 2 ms");
    assert_eq!(verdict(&cheap, RULE, "shop-to-mail"), Verdict::Fine);
    for stated in ["shop-to-mail.result_needed =", "shop-to-mail.result_needed = yes"] {
        let review = Review::of(&with(&mails(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}

#[test]
fn without_a_rate_nobody_knows() {
    let review = Review::of(&with(&mails(), "order.rate ="));
    let asked = answer(&review, RULE, "shop-to-mail");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
