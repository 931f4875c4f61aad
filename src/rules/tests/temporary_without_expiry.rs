//! Tests of the rule temporary-without-expiry.

use super::*;
use crate::model::{Day, Note, Point};
const RULE: &str = "temporary-without-expiry";

fn shop() -> Board {
    with(
        &sketch(
            "browser:client -> shop -> state:cache; browser -> help; flow read = browser-to-help",
        ),
        "order.rate = 63/s; read.rate = 37/s; state.temporary_since = 2021-03-01",
    )
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn on(board: &Board, today: &str) -> Review {
    Review::asked(
        board,
        crate::rules::Scope { moment: None, today: Some(day(today)), strict: true },
    )
}

#[test]
fn five_years_later_most_of_it_rests_on_it() {
    // The order uses every link; reading only the help.
    let mut board = shop();
    board
        .flows
        .change("order", |flow| flow.links.retain(|link| link.as_str() != "browser-to-help"));
    let review = on(&board, "2026-03-01");
    let asked = answer(&review, RULE, "state");
    assert_eq!(asked.verdict, Verdict::Watch);
    near(asked.number("age").unwrap().value, 1_826.0 * 86_400.0);
    near(asked.number("share").unwrap().value, 0.63);
    near(asked.number("look again at").unwrap().value, 126.0);
    assert!(review.sentence(asked).contains("5 years"), "{}", review.sentence(asked));
}

#[test]
fn a_day_in_the_future_is_fine_until_it_has_passed() {
    let board = with(&shop(), "state.review_by = 2026-12-01");
    let verdict = |today| answer(&on(&board, today), RULE, "state").verdict;
    assert_eq!(verdict("2026-11-24"), Verdict::Fine);
    assert_eq!(verdict("2026-12-02"), Verdict::Watch);
    let review = on(&board, "2026-12-11");
    near(answer(&review, RULE, "state").number("late").unwrap().value, 10.0 * 86_400.0);
}

#[test]
fn links_and_notes_age_too() {
    let mut board = with(&shop(), "shop-to-state.temporary_since = 2024-01-01");
    let mut note = Note::bare("todo".into(), "TODO: split it".to_owned(), Point::default(), None);
    note.temporary_since = Some(day("2021-05-01"));
    board.notes.put(note);
    let review = on(&board, "2026-11-24");
    assert_eq!(answer(&review, RULE, "shop-to-state").verdict, Verdict::Watch);
    let note = answer(&review, RULE, "todo");
    assert!(review.sentence(note).contains("5.6 years"), "{}", review.sentence(note));
}

#[test]
fn without_a_day_nothing_has_an_age() {
    let review = Review::of(&shop());
    let asked = answer(&review, RULE, "state");
    assert!(asked.verdict == Verdict::Watch && asked.number("age").is_none());
    assert!(review.fixes(asked).is_empty());
}

#[test]
fn its_fix_cures_it() {
    let review = on(&shop(), "2026-11-24");
    let asked = answer(&review, RULE, "state");
    let fix = &review.fixes(asked)[0];
    assert!(fix.title.contains("2027-02-22"), "{}", fix.title);
    let mut changed = shop();
    apply_all(&mut changed, &fix.edits).unwrap();
    assert_eq!(answer(&on(&changed, "2026-11-24"), RULE, "state").verdict, Verdict::Fine);
    assert!(review.effect(fix).resolves.contains(&asked.fingerprint()));
}
