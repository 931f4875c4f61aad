//! Tests of the rule client-retry-after-timeout.

use super::*;
const RULE: &str = "client-retry-after-timeout";

fn mails() -> Board {
    with(
        &sketch("ceo:client -> balancer:load-balancer -> api -> mail:third-party"),
        "order.rate = 1/min; ceo-to-balancer.timeout = 35 s; ceo-to-balancer.retries = 1; balancer-to-api.timeout = 30 s; balancer-to-api.retries = 1; api-to-mail.calls = x10,000; mail.service_time = 4.5 ms; api-to-mail.effect = sends an e-mail",
    )
}

#[test]
fn some_get_four_and_the_ceo_twelve() {
    // The balancer cuts off at 30 s what takes 45 s; the browser's 35 s are then enough.
    let board = with(&mails(), "ceo-to-balancer.timeout = 25 s; api-to-mail.repeats = 3");
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Breaks);
    near(number(&board, RULE, "order", "copies"), 4.0);
    near(number(&board, RULE, "order", "copies over lists"), 12.0);
    fixes_cure(&board, RULE, "order");
}

#[test]
fn a_layer_counts_only_when_it_gives_up_first() {
    near(number(&mails(), RULE, "order", "copies"), 2.0);
    near(number(&mails(), RULE, "order", "gives up after"), 30.0);
    let goes_on = number(&mails(), RULE, "order", "goes on for");
    assert!((goes_on - 45.0).abs() < 0.1, "{goes_on}");
    fixes_cure(&mails(), RULE, "order");
}

#[test]
fn a_scenario_that_slows_a_call_makes_people_give_up() {
    let board = with(
        &sketch("browser:client -> shop -> payment:third-party"),
        "order.rate = 1/s; browser-to-shop.timeout = 3 s; browser-to-shop.retries = 2; shop-to-payment.effect = charges a card; payment.service_time = 50 ms",
    );
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Fine);
    let slow = with(&board, "scenario.slow.payment = 5 s");
    assert_eq!(verdict(&slow, RULE, "order"), Verdict::Breaks);
    near(number(&slow, RULE, "order", "copies"), 3.0);
    near(number(&slow, RULE, "order", "goes on for"), 5.01);
    // A timeout of the call in between ends the work before the browser gives up.
    let cut = with(&slow, "shop-to-payment.timeout = 1 s");
    assert_eq!(verdict(&cut, RULE, "order"), Verdict::Fine);
    // Nobody tries again by itself, but people press reload.
    let reload = with(&slow, "browser-to-shop.retries =");
    assert_eq!(verdict(&reload, RULE, "order"), Verdict::Watch);
    fixes_cure(&reload, RULE, "order");
}

#[test]
fn keys_and_cancelled_work_are_fine() {
    let of = |stated: &str| verdict(&with(&mails(), stated), RULE, "order");
    assert_eq!(of("order.idempotency_key = yes"), Verdict::Fine);
    assert_eq!(of("api-to-mail.unique_constraint = yes"), Verdict::Fine);
    assert_eq!(of("balancer-to-api.cancel = yes"), Verdict::Fine);
}

#[test]
fn without_an_effect_nobody_asks() {
    let board = with(&mails(), "api-to-mail.effect =");
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
}
