//! Tests of decisions: what closes a question, and what opens it again.

use super::*;
use crate::model::decision::Ruling;
use crate::model::{Day, Decision};
use crate::rules::{Reopened, State};

fn small() -> Board {
    with(
        &sketch("browser:client -> api"),
        "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms",
    )
}

/// The board with one decision about its capacity.
fn decided(ruling: Ruling, change: impl FnOnce(&mut Decision)) -> Board {
    let mut board = small();
    let review = Review::of(&board);
    let asked = answer(&review, "over-capacity", "api");
    let mut decision = review.decision(asked, ruling, "We sell out anyway".to_owned());
    change(&mut decision);
    board.decisions.put(decision);
    board
}

fn state(board: &Board, today: &str) -> State {
    let today = Day::parse(today).unwrap();
    Review::asked(board, crate::rules::Scope { moment: None, today: Some(today), strict: true })
        .standings()[0]
        .state
        .clone()
}

#[test]
fn a_decision_closes_its_question_until_its_day_comes() {
    let board = decided(Ruling::Accepted, |d| d.review_by = Day::parse("2026-12-01").ok());
    assert_eq!(state(&board, "2026-11-30"), State::Settled);
    let open = state(&board, "2026-12-01");
    let State::Reopened(why) = open else { panic!("{open:?}") };
    assert_eq!(why.sentence(Ruling::Accepted), "accepted until 2026-12-01");
}

#[test]
fn more_load_than_was_accepted_opens_it_again() {
    let board = decided(Ruling::Accepted, |_| {});
    assert_eq!(state(&with(&board, "order.event = x9.5"), "2026-01-01"), State::Settled);
    let State::Reopened(why) = state(&with(&board, "order.event = x10"), "2026-01-01") else {
        panic!("still settled")
    };
    assert_eq!(why.sentence(Ruling::Accepted), "accepted at 80/s; now 100/s");
}

#[test]
fn a_condition_opens_it_when_it_fails_and_says_so_when_it_cannot_be_read() {
    let accepted = |condition: &str| {
        let condition = condition.to_owned();
        decided(Ruling::Accepted, |d| d.condition = Some(condition))
    };
    assert_eq!(state(&accepted("event <= 90/s"), "2026-01-01"), State::Settled);
    assert_eq!(state(&accepted("capacity >= 40/s"), "2026-01-01"), State::Settled);
    let board = with(&accepted("event <= 90/s"), "order.event = x12");
    let State::Reopened(why) = state(&board, "2026-01-01") else { panic!("still settled") };
    assert_eq!(
        why.sentence(Ruling::Accepted),
        "accepted as long as event <= 90/s; now event is 120/s"
    );
    for strange in ["event", "<= 5", "moon <= 3", "event <= 40 ms"] {
        let state = state(&accepted(strange), "2026-01-01");
        assert!(matches!(state, State::Reopened(Reopened::Unreadable(_))), "{strange}: {state:?}");
    }
}

#[test]
fn a_worse_verdict_opens_it_and_what_is_fixed_stays_closed() {
    let mut board = with(&small(), "order.event = x1; order.growth = 150 %");
    let review = Review::of(&board);
    let asked = answer(&review, "over-capacity", "api");
    assert_eq!(asked.verdict, Verdict::Watch);
    let decision = review.decision(asked, Ruling::Assumption, "We will not grow".to_owned());
    board.decisions.put(decision);
    assert_eq!(state(&board, "2026-01-01"), State::Settled);
    let worse = state(&with(&board, "order.rate = 50/s"), "2026-01-01");
    assert!(matches!(worse, State::Reopened(Reopened::Verdict { .. })), "{worse:?}");

    let fixed = decided(Ruling::Fixed, |_| {});
    assert!(matches!(state(&fixed, "2026-01-01"), State::Reopened(Reopened::NotFixed(_))));
    assert_eq!(state(&with(&fixed, "api.slots = 40"), "2026-01-01"), State::Settled);
}

#[test]
fn a_question_that_nobody_asks_any_more_is_stale() {
    let mut board = decided(Ruling::NotApplicable, |_| {});
    apply_all(
        &mut board,
        &[crate::edit::Edit::Remove(vec![crate::model::NodeId::new("api").into()])],
    )
    .unwrap();
    assert_eq!(state(&board, "2026-01-01"), State::Stale);
}
