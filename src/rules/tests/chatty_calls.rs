//! Tests of the rule chatty-calls.

use super::*;
const RULE: &str = "chatty-calls";

fn page() -> Board {
    with(
        &sketch("browser:client -> shop -> catalogue"),
        "order.rate = 10/s; order.latency_objective = 300 ms; shop-to-catalogue.calls = x45; shop-to-catalogue.network = 500 us; catalogue.service_time = 1 ms",
    )
}

#[test]
fn forty_five_calls_add_up() {
    let board = page();
    assert_eq!(verdict(&board, RULE, "shop-to-catalogue"), Verdict::Watch);
    near(number(&board, RULE, "shop-to-catalogue", "all of them"), 0.067_5);
    near(number(&board, RULE, "shop-to-catalogue", "share"), 0.225);
    fixes_cure(&board, RULE, "shop-to-catalogue");
    let alone = with(&board, "order.latency_objective =");
    assert_eq!(verdict(&alone, RULE, "shop-to-catalogue"), Verdict::Watch);
}

#[test]
fn few_calls_and_quick_ones_are_quiet() {
    let quick = with(&page(), "order.latency_objective = 3 s");
    assert_eq!(verdict(&quick, RULE, "shop-to-catalogue"), Verdict::Fine);
    for stated in [
        "shop-to-catalogue.calls = x9",
        "shop-to-catalogue.calls = x200",
        "shop-to-catalogue.parallel = all",
    ] {
        let review = Review::of(&with(&page(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}
