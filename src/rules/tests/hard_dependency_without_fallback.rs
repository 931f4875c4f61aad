//! Tests of the rule hard-dependency-without-fallback.

use super::*;
const RULE: &str = "hard-dependency-without-fallback";
const LINK: &str = "shop-to-recommendations";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> recommendations:third-party"),
        "order.rate = 10/s; order.availability_objective = 99.9 %; recommendations.availability = 99.5 %; shop-to-recommendations.timeout = 2 s; shop-to-recommendations.retries = 1",
    )
}

#[test]
fn somebody_elses_outage_is_yours() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    near(number(&board, RULE, LINK, "downtime a month"), 730.0 * 3600.0 * 0.005);
    near(number(&board, RULE, LINK, "each failing call holds a slot"), 4.0);
    near(number(&board, RULE, LINK, "slots held while it is away"), 40.0);
    fixes_cure(&board, RULE, LINK);
    let modest = with(&board, "order.availability_objective =");
    assert_eq!(verdict(&modest, RULE, LINK), Verdict::Watch);
    fixes_cure(&modest, RULE, LINK);
}

#[test]
fn what_can_do_without_is_quiet() {
    for stated in
        ["fallback = cached", "breaker = yes", "result_needed = no", "effect = charges a card"]
    {
        let board = with(&shop(), &format!("{LINK}.{stated}"));
        assert_eq!(verdict(&board, RULE, LINK), Verdict::Fine, "{stated}");
    }
    let queued =
        sketch("browser:client -> shop -> mails:queue -> sender:worker -> mail:third-party");
    let queued = with(&queued, "order.rate = 1/s");
    assert!(!Review::of(&queued).answers().iter().any(|a| a.rule.id == RULE));
}
