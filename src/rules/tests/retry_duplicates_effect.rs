//! Tests of the rule retry-duplicates-effect.

use super::*;
const RULE: &str = "retry-duplicates-effect";

fn charge() -> Board {
    let board = with(&sketch("browser:client -> api -> bank:third-party"), LOADED);
    let board = with(&board, "browser-to-api.retries = 1; api-to-bank.effect = charges a card");
    let share = Value::parse("40 %").unwrap();
    scenario(
        &board,
        vec![Change::AnswersLost { link: "browser-to-api".into(), share, span: Span::default() }],
    )
}

#[test]
fn a_lost_answer_charges_twice() {
    let board = charge();
    assert_eq!(verdict(&board, RULE, "api-to-bank"), Verdict::Breaks);
    near(number(&board, RULE, "api-to-bank", "per request"), 1.4);
    near(number(&board, RULE, "api-to-bank", "duplicates"), 80.0);
}

#[test]
fn a_key_or_no_retry_keeps_it_quiet() {
    for quiet in [
        "api-to-bank.idempotency_key = yes",
        "api-to-bank.unique_constraint = yes",
        "browser-to-api.retries = 0",
        "order.idempotency_key = yes",
    ] {
        assert_eq!(verdict(&with(&charge(), quiet), RULE, "api-to-bank"), Verdict::Fine, "{quiet}");
    }
}

#[test]
fn how_many_is_left_open_while_nobody_says_how_many_answers_are_lost() {
    let mut board = charge();
    board.scenarios.retain(|_| false);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "api-to-bank");
    assert_eq!(asked.verdict, Verdict::Breaks);
    assert!(asked.number("duplicates").is_none());
    near(asked.number("worst case").unwrap().value, 2.0);
}

#[test]
fn a_repeated_call_to_somebody_else_is_unknown_until_its_effect_is_said() {
    let board = with(&sketch("browser:client -> api -> bank:third-party"), LOADED);
    let quiet = Review::of(&board);
    assert!(quiet.answers().iter().all(|answer| answer.rule.id != RULE));
    let again = with(&board, "api-to-bank.retries = 1");
    let review = Review::of(&again);
    let asked = answer(&review, RULE, "api-to-bank");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "effect"));
    let safe = Review::of(&with(&again, "api-to-bank.idempotent = yes"));
    assert!(safe.answers().iter().all(|answer| answer.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&charge(), RULE, "api-to-bank");
}
