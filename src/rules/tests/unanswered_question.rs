//! Tests of the rule unanswered-question.

use super::*;
const RULE: &str = "unanswered-question";

#[test]
fn the_number_that_settles_most_comes_first() {
    let board = sketch("browser:client -> api -> inventory -> db:relational-db");
    let review = Review::of(&board);
    let asked: Vec<&Answer> = review.answers().iter().filter(|a| a.rule.id == RULE).collect();
    assert_eq!((asked[0].verdict, asked[0].missing[0].key), (Verdict::Unknown, "rate"));
    assert!(asked[0].number("answers").unwrap().value >= 5.0);
}

#[test]
fn nothing_open_nothing_asked() {
    let board =
        with(&chain(), "order.latency_objective = 10 s; order.availability_objective = 90 %");
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn a_board_without_flows_is_asked_for_one() {
    let mut board = chain();
    board.flows.retain(|_| false);
    assert!(
        Review::of(&board)
            .answers()
            .iter()
            .any(|a| a.rule.id == RULE && a.subjects[0].as_str() == "board")
    );
}
