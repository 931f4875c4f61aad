//! Tests of the rule retry-amplification.

use super::*;
const RULE: &str = "retry-amplification";

fn layers(retries: [u32; 3]) -> Board {
    let board = with(&sketch("browser:client -> a -> b -> c"), LOADED);
    let [x, y, z] = retries;
    with(&board, &format!("browser-to-a.retries = {x}; a-to-b.retries = {y}; b-to-c.retries = {z}"))
}

#[test]
fn layers_multiply() {
    near(number(&layers([3, 3, 3]), RULE, "order", "worst case"), 64.0);
    near(number(&layers([2, 2, 1]), RULE, "order", "worst case"), 18.0);
    assert_eq!(verdict(&layers([2, 2, 1]), RULE, "order"), Verdict::Breaks);
}

#[test]
fn one_layer_and_budgets_are_fine() {
    assert_eq!(verdict(&layers([2, 0, 0]), RULE, "order"), Verdict::Fine);
    let budget =
        "browser-to-a.retry_budget = 10 %; a-to-b.retry_budget = 10 %; b-to-c.retry_budget = 10 %";
    assert_eq!(verdict(&with(&layers([3, 3, 3]), budget), RULE, "order"), Verdict::Fine);
}

#[test]
fn lost_answers_add_load() {
    let share = Value::parse("50 %").unwrap();
    let change = Change::AnswersLost { link: "browser-to-a".into(), share, span: Span::default() };
    let board = scenario(&layers([3, 1, 0]), vec![change]);
    // p = 0.5, three retries: 1.875 attempts of 200/s.
    near(number(&board, RULE, "order", "offered with retries"), 375.0);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&layers([2, 2, 1]), RULE, "order");
    fixes_cure(&layers([4, 0, 0]), RULE, "order");
}
