//! Tests of turning points: at which value of a guess an answer is another.

use super::*;

#[test]
fn a_guess_says_where_it_would_change_the_answer() {
    // 200 slots at a guessed 10 ms do 20,000/s; at 5,000/s the pool is 70 % busy at 28 ms.
    let board = with(&sketch("browser:client -> api"), "order.rate = 5,000/s; api.slots = 200");
    let review = Review::of(&board);
    let asked = answer(&review, "over-capacity", "api");
    assert_eq!(asked.verdict, Verdict::Fine);
    let flips = review.flips(asked, &mut 1000);
    let flip = flips.iter().find(|flip| flip.key == "service_time").unwrap();
    assert!((flip.at - 0.028).abs() < 0.001, "{flip:?}");
    assert_eq!(flip.verdict, Verdict::Watch);
    assert_eq!(flip.sentence(), "is to be watched above 28 ms; 10 ms is a guess");
    assert_eq!(flip.subject(&board), "service time of api");
}

#[test]
fn a_measured_number_is_no_guess_and_the_budget_is_kept() {
    let board = with(
        &sketch("browser:client -> api"),
        "order.rate = 5,000/s; api.slots = 200; api.service_time = 10 ms (measured)",
    );
    let review = Review::of(&board);
    let asked = answer(&review, "over-capacity", "api");
    assert!(review.flips(asked, &mut 1000).iter().all(|flip| flip.key != "service_time"));
    let board = with(&board, "api.service_time = 10 ms (guess)");
    let review = Review::of(&board);
    assert!(review.flips(answer(&review, "over-capacity", "api"), &mut 0).is_empty());
}

#[test]
fn the_guesses_on_which_most_hangs_come_first() {
    let board = with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 100/s; shop.slots = 8; shop.service_time = 50 ms (guess); db.service_time = 1 ms (guess)",
    );
    let review = Review::of(&board);
    let guesses = review.guesses(&mut 200);
    assert_eq!(guesses[0].key, "service_time");
    assert_eq!(guesses[0].of.as_str(), "shop");
    assert!(guesses[0].turns >= 1);
    // Nobody may be asked: nothing is found, and nothing panics.
    assert!(review.guesses(&mut 0).is_empty());
}

#[test]
fn no_more_than_three_stories_of_a_flow_are_told_first() {
    for template in crate::file::templates::ALL {
        let review = Review::of(&template.read().unwrap().board);
        let first = review.told_first(3);
        assert!(first.len() <= review.stories().len());
        let all = review.told_first(usize::MAX);
        assert_eq!(all.len(), review.stories().len());
        let mut counts = std::collections::BTreeMap::new();
        for at in first {
            let cause = &review.answers()[review.stories()[at].answers[0]];
            *counts.entry(cause.flows.first().copied()).or_insert(0) += 1;
        }
        assert!(counts.values().all(|count| *count <= 3), "{}", template.slug);
    }
}
