//! What must hold between the answers of a board and of the same board changed.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;

use loadbearing::edit::{Edit, apply_all};
use loadbearing::file::{read, templates, write};
use loadbearing::model::{Board, ElementId, Items};
use loadbearing::rules::{Answer, Direction, Review, Verdict};

fn boards() -> Vec<(&'static str, Board)> {
    templates::ALL.iter().map(|t| (t.slug, t.read().unwrap().board)).collect()
}

fn changed(board: &Board, edits: &[Edit]) -> Board {
    let mut board = board.clone();
    apply_all(&mut board, edits).unwrap();
    board
}

fn set(of: impl Into<ElementId>, key: &str, to: String) -> Edit {
    Edit::Set { of: of.into(), key: key.to_owned(), to: Some(to) }
}

fn clear(of: impl Into<ElementId>, key: &str) -> Edit {
    Edit::Set { of: of.into(), key: key.to_owned(), to: None }
}

/// The board with the load of every flow multiplied.
fn louder(board: &Board, times: f64) -> Board {
    let mut edits = Vec::new();
    for flow in board.flows.iter() {
        if let Some(rate) = flow.rate {
            edits.push(set(flow.id.clone(), "rate", format!("{}/s", rate.base() * times)));
        }
        if let Some(users) = flow.users {
            edits.push(set(
                flow.id.clone(),
                "users",
                format!("{}", (users.base() * times).round()),
            ));
        }
    }
    changed(board, &edits)
}

#[test]
fn more_load_never_improves_a_verdict() {
    for (slug, board) in boards() {
        let mut before = Review::of(&board);
        for times in [2.0, 10.0] {
            let after = Review::of(&louder(&board, times));
            for was in before.answers() {
                // More events make a poll find something; more use is what a big board is for; and
                // a guess that decided no longer does once its verdict is settled.
                let other = matches!(was.rule.id, "polling-load" | "decisive-number-is-a-guess");
                if other || was.direction == Direction::Over {
                    continue;
                }
                let Some(now) = after.find(&was.fingerprint()) else { continue };
                let open = |answer: &Answer| answer.verdict != Verdict::Unknown;
                assert!(
                    now.verdict <= was.verdict || !open(was) || !open(now),
                    "{slug}: {} goes from {:?} to {:?} at {times}×: {}",
                    was.fingerprint(),
                    was.verdict,
                    now.verdict,
                    after.sentence(now)
                );
            }
            before = after;
        }
    }
}

#[test]
fn more_replicas_never_make_a_single_point_of_failure() {
    let alone = |review: &Review| -> BTreeMap<String, Verdict> {
        let answers = review.answers().iter().filter(|a| a.rule.id == "single-point-of-failure");
        answers.map(|a| (a.fingerprint().to_string(), a.verdict)).collect()
    };
    for (slug, board) in boards() {
        let before = alone(&Review::of(&board));
        for node in board.nodes.iter().filter(|n| !n.kind.behavior.starts_requests) {
            let copies = node.replicas().base() + 1.0;
            let more = changed(&board, &[set(node.id.clone(), "replicas", format!("{copies}"))]);
            let after = alone(&Review::of(&more));
            for (question, was) in &before {
                let now = after.get(question).copied().unwrap_or(Verdict::Fine);
                assert!(now >= *was, "{slug}: {question} with more copies of {}", node.id);
            }
        }
    }
}

#[test]
fn without_a_retry_no_amplification_is_larger() {
    let attempts = |review: &Review| -> BTreeMap<String, f64> {
        let answers = review.answers().iter().filter(|a| a.rule.id == "retry-amplification");
        let number = |a: &Answer| a.numbers.iter().map(|n| n.value.value).fold(0.0, f64::max);
        answers.map(|a| (a.fingerprint().to_string(), number(a))).collect()
    };
    for (slug, board) in boards() {
        let before = attempts(&Review::of(&board));
        for link in board.links.iter().filter(|link| link.retries() > 0.0) {
            let calm = changed(&board, &[clear(link.id.clone(), "retries")]);
            let after = attempts(&Review::of(&calm));
            for (question, now) in &after {
                let was = before.get(question).copied().unwrap_or(f64::INFINITY);
                assert!(*now <= was + 1e-9, "{slug}: {question} without {}", link.id);
            }
        }
    }
}

/// How many answers of each rule came to which verdict, whatever they are about is called.
fn verdicts(review: &Review) -> BTreeMap<(&'static str, Verdict), usize> {
    let mut all = BTreeMap::new();
    for answer in review.answers() {
        *all.entry((answer.rule.id, answer.verdict)).or_default() += 1;
    }
    all
}

#[test]
fn renaming_changes_no_verdict() {
    for (slug, board) in boards() {
        let mut renamed = board.clone();
        for node in board.nodes.iter() {
            let mut node = node.clone();
            node.name = format!("Renamed {}", node.id);
            renamed.nodes.put(node);
        }
        assert_eq!(verdicts(&Review::of(&board)), verdicts(&Review::of(&renamed)), "{slug}");
    }
}

#[test]
fn the_order_in_the_file_changes_no_verdict() {
    for (slug, board) in boards() {
        let mut turned = Board { nodes: Items::default(), ..board.clone() };
        for node in board.nodes.iter().rev() {
            turned.nodes.put(node.clone());
        }
        // And it can be written and read again.
        let turned = read(&write(&turned)).unwrap().board;
        let (was, now) = (verdicts(&Review::of(&board)), verdicts(&Review::of(&turned)));
        assert_eq!(was, now, "{slug}");
    }
}
