//! Properties of boards made by chance: what is written is read, what was done is undone.

use loadbearing::edit::History;
use loadbearing::file::{read, write};
use loadbearing::model::Rect;
use loadbearing::rules::Review;
use loadbearing::scene::{Geometry, Show, build};
use proptest::prelude::*;

use crate::dice::{Dice, board, step};

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_and_written_the_same(tape in prop::collection::vec(any::<u16>(), 0..500)) {
        let drawn = board(&mut Dice::of_tape(tape));
        let text = write(&drawn);
        let first = read(&text).unwrap();
        if first.repairs.is_empty() {
            prop_assert_eq!(&write(&first.board), &text);
        }
        let second = read(&write(&first.board)).unwrap();
        prop_assert_eq!(&second.repairs, &[]);
        prop_assert_eq!(&write(&second.board), &write(&first.board));
    }

    #[test]
    fn undoing_all_gives_the_first_bytes_and_redoing_all_the_last(seed in any::<u64>()) {
        let mut dice = Dice::seeded(seed);
        let drawn = board(&mut dice);
        let first = write(&drawn);
        let mut history = History::new(drawn);
        for _ in 0..30 {
            let step = step(&mut dice, history.board());
            let before = write(history.board());
            if history.apply(&step).is_err() {
                prop_assert_eq!(&write(history.board()), &before, "a step that fails changes nothing");
            }
        }
        let last = write(history.board());
        while history.undo().is_some() {}
        prop_assert_eq!(&write(history.board()), &first);
        while history.redo().is_some() {}
        prop_assert_eq!(&write(history.board()), &last);
    }
}

#[test]
fn most_steps_made_by_chance_do_something() {
    let mut dice = Dice::seeded(7);
    let mut history = History::new(board(&mut dice));
    let mut applied = 0;
    for _ in 0..400 {
        let step = step(&mut dice, history.board());
        applied += usize::from(matches!(history.apply(&step), Ok(true)));
    }
    assert!(applied > 150, "only {applied} of 400 steps did something");
}

#[test]
fn strange_boards_are_asked_and_drawn_without_panic() {
    for seed in 0..150 {
        let drawn = board(&mut Dice::seeded(seed));
        let review = Review::of(&drawn);
        for answer in review.answers() {
            assert!(!review.question(answer).is_empty(), "seed {seed}: {answer:?}");
            assert!(!review.sentence(answer).is_empty(), "seed {seed}: {answer:?}");
        }
        let show = Show { answers: Some(&review), ..Show::default() };
        let scene = build(&drawn, &Geometry::of(&drawn), show);
        let finite = |bounds: Rect| bounds.min.is_finite() && bounds.max.is_finite();
        assert!(scene.bounds.is_none_or(finite), "seed {seed}");
    }
}
