//! Tests of the rule tangled-flow.

use super::*;
const RULE: &str = "tangled-flow";

fn said<'a>(review: &'a Review, words: &str) -> Option<&'a Answer> {
    review.answers().iter().find(|a| a.rule.id == RULE && review.sentence(a).contains(words))
}

fn cured(board: &Board, words: &str) {
    let review = Review::of(board);
    let asked = said(&review, words).unwrap_or_else(|| panic!("nobody says {words}"));
    assert_eq!(asked.verdict, Verdict::Watch);
    let fixes = review.fixes(asked);
    assert!(!fixes.is_empty(), "{words}");
    for fix in fixes {
        let mut changed = board.clone();
        apply_all(&mut changed, &fix.edits).unwrap();
        let after = Review::of(&changed);
        let now = after.find(&asked.fingerprint()).map_or(Verdict::Fine, |a| a.verdict);
        assert_eq!(now, Verdict::Fine, "{}", fix.title);
    }
}

#[test]
fn a_link_that_no_request_reaches_is_named() {
    let board = sketch("a:client -> b -> c; d -> e; c -> d2; flow half = a-to-b, d-to-e");
    // A flow that begins at two places reaches both; one in a circle of its own is never entered.
    assert_eq!(verdict(&board, RULE, "half"), Verdict::Fine);
    let circle = sketch("a:client -> b; c -> d -> c; flow lost = a-to-b, c-to-d, d-to-c");
    let review = Review::of(&circle);
    let asked = answer(&review, RULE, "lost");
    assert_eq!(asked.verdict, Verdict::Watch);
    assert!(review.sentence(asked).contains("c → d and d → c"));
    fixes_cure(&circle, RULE, "lost");
}

#[test]
fn parts_without_links_circles_and_tied_tables_are_knots() {
    let alone = with(&sketch("a:client -> b -> c -> d -> e -> f; g"), "order.rate = 1/s");
    cured(&alone, "No link touches g");
    let knot = sketch("a:client -> b -> c -> d -> e -> b; e -> f");
    cured(&knot, "circle of 4");
    let tied = with(&chain(), "db.tied_tables = 312");
    cured(&tied, "312 tables");
}

#[test]
fn more_than_three_links_a_part_are_dense() {
    let mut drawn = String::from("a:client -> n0");
    for i in 0..7 {
        for j in 0..7 {
            if i < j {
                drawn.push_str(&format!("; n{i} -> n{j}; n{i} -> m{j}; m{i} -> m{j}"));
            }
        }
    }
    let review = Review::of(&sketch(&drawn));
    assert!(said(&review, "links to each part").is_some());
}

#[test]
fn small_boards_and_straight_flows_are_fine() {
    let review = Review::of(&sketch("a:client -> b; c"));
    assert!(review.answers().iter().all(|a| a.rule.id != RULE || a.verdict == Verdict::Fine));
    near(number(&chain(), RULE, "order", "steps"), 3.0);
}

#[test]
fn one_of_several_flows_without_links_means_nothing() {
    let mut board = sketch("a:client -> b; flow other = a-to-b");
    board.flows.change("order", |flow| flow.links.clear());
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Watch);
}
