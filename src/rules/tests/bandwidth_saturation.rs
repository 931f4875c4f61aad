//! Tests of the rule bandwidth-saturation.

use super::*;
const RULE: &str = "bandwidth-saturation";

/// 4 MiB read and written again on each of 50 page loads a second.
fn state() -> Board {
    with(
        &sketch("browser:client -> shop -> state:cache"),
        "order.rate = 50/s; shop-to-state.payload = 4 MiB; shop-to-state.calls = x2; state.bandwidth = 1 Gbit/s; shop.bandwidth = 10 Gbit/s",
    )
}

#[test]
fn four_mebibytes_twice_on_every_page_are_three_gigabits() {
    let board = state();
    assert_eq!(verdict(&board, RULE, "state"), Verdict::Breaks);
    near(number(&board, RULE, "state", "traffic") * 8.0, 3.355_443_2e9);
    near(number(&board, RULE, "state", "one takes"), 0.033_554_432);
    let review = Review::of(&board);
    let said = review.sentence(answer(&review, RULE, "state"));
    assert!(said.contains("3.36 Gbit/s") && said.contains("34 ms"), "{said}");
}

#[test]
fn copies_of_a_service_have_a_link_each() {
    let board = with(&state(), "shop.bandwidth = 1 Gbit/s; shop.replicas = 10");
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Fine);
    near(number(&board, RULE, "shop", "link"), 1.25e9);
}

#[test]
fn half_a_link_is_watched_and_less_is_fine() {
    let at = |rate: f64| verdict(&with(&state(), &format!("order.rate = {rate}/s")), RULE, "state");
    assert_eq!([at(1.0), at(8.0), at(11.0)], [Verdict::Fine, Verdict::Watch, Verdict::Breaks]);
}

#[test]
fn a_link_nobody_stated_is_asked_for_when_it_matters() {
    let review = Review::of(&with(&state(), "state.bandwidth ="));
    let asked = answer(&review, RULE, "state");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "bandwidth"));
    let little = with(&state(), "state.bandwidth =; order.rate = 1/s");
    assert_eq!(verdict(&little, RULE, "state"), Verdict::Fine);
    assert_eq!(verdict(&with(&state(), "order.rate ="), RULE, "state"), Verdict::Unknown);
    assert!(Review::of(&chain()).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&state(), RULE, "state");
}
