//! Tests of the rule decisive-number-is-a-guess.

use super::*;
const RULE: &str = "decisive-number-is-a-guess";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop"),
        "order.rate = 100/s; shop.slots = 8; shop.service_time = 40 ms (guess)",
    )
}

#[test]
fn a_guess_that_is_off_by_two_turns_the_verdict() {
    // 200/s can be done at 40 ms: at 80 ms 100/s are too many.
    let board = shop();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Watch);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "shop");
    assert_eq!(asked.detail, Some("service_time"));
    let at = asked.number("turns at").unwrap().value;
    assert!((at - 0.08).abs() < 1e-5, "{at}");
    near(asked.number("now").unwrap().value, 0.04);
    fixes_cure(&board, RULE, "shop");
    let slower = with(&board, "shop.service_time = 81 ms (guess)");
    assert_eq!(verdict(&slower, "over-capacity", "shop"), Verdict::Breaks);
}

#[test]
fn what_is_stated_or_far_from_turning_is_quiet() {
    for stated in
        ["shop.service_time = 40 ms", "shop.service_time = 40 ms (measured)", "order.rate = 10/s"]
    {
        let review = Review::of(&with(&shop(), stated));
        let about = |a: &&Answer| a.rule.id == RULE && a.detail == Some("service_time");
        assert!(review.answers().iter().find(about).is_none(), "{stated}");
    }
}
