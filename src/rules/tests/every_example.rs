//! What holds for the worked example of every rule, with its numbers turned up, down and away.

use super::*;
use crate::rules::Direction;

fn examples() -> impl Iterator<Item = (&'static str, Board)> {
    ALL.iter().map(|rule| (rule.id, rule.example.board().unwrap()))
}

/// The board with the load of every flow multiplied.
fn louder(board: &Board, times: f64) -> Board {
    let mut board = board.clone();
    board.flows.change_where(
        |_| true,
        |flow| {
            if let Some(rate) = &mut flow.rate {
                rate.value.0 *= times;
            }
            if let Some(users) = &mut flow.users {
                users.value.0 *= times;
            }
        },
    );
    board
}

#[test]
fn more_load_never_improves_an_answer() {
    for (id, board) in examples() {
        let mut before = Review::of(&board);
        for times in [2.0, 10.0, 100.0] {
            let after = Review::of(&louder(&board, times));
            for was in before.answers() {
                // More events make a poll find something; more use is what a big board is for.
                if was.rule.id == "polling-load" || was.direction == Direction::Over {
                    continue;
                }
                let now = after.find(&was.fingerprint());
                let Some(now) = now.filter(|now| now.direction != Direction::Over) else {
                    continue;
                };
                let open = |answer: &Answer| answer.verdict != Verdict::Unknown;
                assert!(
                    now.verdict <= was.verdict || !open(was) || !open(now),
                    "{id}: {} goes from {:?} to {:?} at {times}×",
                    was.fingerprint(),
                    was.verdict,
                    now.verdict
                );
            }
            before = after;
        }
    }
}

#[test]
fn texts_stay_whole_whatever_the_numbers_are() {
    for (id, board) in examples() {
        for times in [1.0, 0.0, 1e-9, 1e6] {
            let review = Review::of(&louder(&board, times));
            for answer in review.answers() {
                for text in [review.question(answer), review.sentence(answer)] {
                    let gap = text.contains("an unknown number") || text.contains(['{', '}']);
                    assert!(!gap && !text.contains("NaN"), "{id} {times}: {text}");
                }
                for fix in review.fixes(answer) {
                    let mut changed = review.board().clone();
                    let applied = apply_all(&mut changed, &fix.edits);
                    assert!(applied.is_ok(), "{id} {times}: {}: {applied:?}", fix.title);
                }
            }
        }
    }
}

#[test]
fn an_example_without_one_of_its_numbers_still_answers() {
    for rule in ALL {
        let statements: Vec<&str> = rule.example.stated.split(';').collect();
        for left_out in 0..statements.len() {
            let mut stated = statements.clone();
            stated.remove(left_out);
            let drawn = sketch(rule.example.drawn);
            // Some statements name what another one brings.
            let Some(board) = crate::rules::example::with(&drawn, &stated.join(";")) else {
                continue;
            };
            let review = Review::of(&board);
            for answer in review.answers() {
                let text = review.sentence(answer);
                let gap = text.contains("an unknown number") || text.contains(['{', '}']);
                assert!(!gap, "{} without {}: {text}", rule.id, statements[left_out]);
                assert!(
                    answer.verdict != Verdict::Unknown
                        || !answer.missing.is_empty()
                        || answer.rule.id == "unanswered-question",
                    "{} without {}: {text} asks for nothing",
                    rule.id,
                    statements[left_out]
                );
            }
        }
    }
}
