//! Decision diagrams against what a tree says when every combination of events is tried.

use proptest::prelude::*;

use super::{Diagram, EventId, Term, Tree};

const ENOUGH: usize = 100_000;

/// What is added to a tree next: which sort, which terms, how many must fail.
type Step = (u8, Vec<prop::sample::Index>, u32, f64);

fn tree_of(n_events: usize, steps: &[Step], with_choices: bool) -> (Tree, Term) {
    let mut tree = Tree::default();
    let mut terms: Vec<Term> =
        (0..n_events).map(|i| tree.event(0.05 + 0.9 * i as f64 / n_events as f64).1).collect();
    for (sort, picks, k, share) in steps {
        let inputs: Vec<Term> = picks.iter().map(|pick| *pick.get(&terms)).collect();
        let made = match sort % 4 {
            0 => tree.any(&inputs),
            1 => tree.all(&inputs),
            2 => tree.at_least(1 + k % inputs.len() as u32, &inputs),
            _ if with_choices => tree.choice(*share, inputs[0], inputs[inputs.len() - 1]),
            _ => tree.any(&inputs),
        };
        terms.push(made);
    }
    let top = terms[terms.len() - 1];
    (tree, top)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        any::<u8>(),
        prop::collection::vec(any::<prop::sample::Index>(), 1..5),
        any::<u32>(),
        0.0..1.0_f64,
    );
    prop::collection::vec(step, 1..9)
}

/// Every combination of events with its probability.
fn states(tree: &Tree) -> impl Iterator<Item = (Vec<bool>, f64)> + '_ {
    let n = tree.events();
    (0..1_u32 << n).map(move |state| {
        let happens: Vec<bool> = (0..n).map(|event| state >> event & 1 == 1).collect();
        let p = happens
            .iter()
            .zip(tree.probabilities())
            .map(|(is, p)| if *is { *p } else { 1.0 - p })
            .product();
        (happens, p)
    })
}

fn brute_force(tree: &Tree, top: Term) -> f64 {
    states(tree).filter(|(happens, _)| tree.fails(top, happens)).map(|(_, p)| p).sum()
}

/// Minimal cut sets as sorted lists of events, by trying everything.
fn brute_force_cuts(tree: &Tree, top: Term) -> Vec<Vec<u32>> {
    let n = tree.events();
    let fails = |state: u32| {
        let happens: Vec<bool> = (0..n).map(|event| state >> event & 1 == 1).collect();
        tree.fails(top, &happens)
    };
    let minimal = |state: &u32| {
        fails(*state)
            && (0..n).all(|event| *state >> event & 1 == 0 || !fails(*state & !(1 << event)))
    };
    let members =
        |state: u32| (0..n as u32).filter(|event| state >> event & 1 == 1).collect::<Vec<u32>>();
    let mut cuts: Vec<Vec<u32>> = (0..1_u32 << n).filter(minimal).map(members).collect();
    cuts.sort();
    cuts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_probability_is_that_of_all_combinations_added_up(
        n_events in 1..8_usize, steps in steps(),
    ) {
        let (tree, top) = tree_of(n_events, &steps, true);
        prop_assume!(tree.events() <= 14);
        let diagram = Diagram::of(&tree, top, ENOUGH).unwrap();
        let exact = diagram.probability(tree.probabilities());
        prop_assert!((exact - brute_force(&tree, top)).abs() < 1e-12);
    }

    #[test]
    fn birnbaums_importance_is_the_difference_an_event_makes(
        n_events in 1..8_usize, steps in steps(),
    ) {
        let (tree, top) = tree_of(n_events, &steps, true);
        let diagram = Diagram::of(&tree, top, ENOUGH).unwrap();
        let importance = diagram.birnbaum(tree.probabilities());
        for (event, reached) in importance.iter().enumerate() {
            let given = |p: f64| {
                let mut probabilities = tree.probabilities().to_vec();
                probabilities[event] = p;
                diagram.probability(&probabilities)
            };
            prop_assert!((reached - (given(1.0) - given(0.0))).abs() < 1e-12);
        }
    }

    #[test]
    fn cut_sets_are_all_the_minimal_ones_and_only_those(
        n_events in 1..9_usize, steps in steps(),
    ) {
        let (tree, top) = tree_of(n_events, &steps, false);
        let diagram = Diagram::of_every_way(&tree, top, ENOUGH).unwrap();
        let cuts = diagram.cut_sets(n_events, tree.probabilities(), ENOUGH).unwrap();
        let mut found: Vec<Vec<u32>> = cuts
            .sets
            .iter()
            .map(|set| set.events.iter().map(|EventId(event)| *event).collect())
            .collect();
        found.sort();
        let expected = brute_force_cuts(&tree, top);
        prop_assert_eq!(cuts.count(), expected.len() as u64);
        prop_assert_eq!(&found, &expected);
        // With a limit it is those below the limit.
        let short = diagram.cut_sets(2, tree.probabilities(), ENOUGH).unwrap();
        prop_assert_eq!(short.count() as usize, expected.iter().filter(|cut| cut.len() <= 2).count());
    }
}

#[test]
fn what_never_fails_has_no_cut_set() {
    let mut tree = Tree::default();
    let never = tree.never();
    let diagram = Diagram::of_every_way(&tree, never, ENOUGH).unwrap();
    assert_eq!(diagram.cut_sets(4, &[], ENOUGH).unwrap().count(), 0);
    assert!(diagram.probability(&[]).abs() < 1e-15);
}

#[test]
fn too_many_nodes_are_refused_and_not_waited_for() {
    // Pairs in an order that no diagram likes: (a1 and b1) or (a2 and b2) or …, all a before all b.
    let mut tree = Tree::default();
    let n = 40;
    let a: Vec<Term> = (0..n).map(|_| tree.event(0.1).1).collect();
    let b: Vec<Term> = (0..n).map(|_| tree.event(0.1).1).collect();
    let first = tree.all(&a);
    let pairs: Vec<Term> = a.iter().zip(&b).map(|(a, b)| tree.all(&[*a, *b])).collect();
    let any = tree.any(&pairs);
    let top = tree.any(&[first, any]);
    assert!(Diagram::of(&tree, top, 10_000).is_err());
}

/// A board with shared parts gives a tree that says what all combinations say: its probability does
/// not depend on how finely copies are told apart.
#[test]
fn coarse_and_fine_trees_of_a_board_agree() {
    use super::{Grain, examine_with};
    use crate::facts::{Facts, Sheet};
    let template = crate::file::templates::by_slug("flash-sale-fixed").unwrap();
    let board = template.read().unwrap().board;
    let facts = Facts::of(&board, &mut Sheet::default());
    let down = |each_copy: bool| {
        let grain = Grain { each_copy, zone_dark: super::ZONE_DARK };
        examine_with(&board, &facts, 0, 3, grain).unwrap().unwrap()
    };
    let (coarse, fine) = (down(false), down(true));
    assert!((coarse.unavailability - fine.unavailability).abs() < 1e-15);
    let up = facts.reach[0].up.unwrap().value;
    assert!((1.0 - up - fine.unavailability).abs() < 1e-14);
    let shares: f64 = fine.importance.iter().map(|importance| importance.share).sum();
    assert!(shares > 0.9, "{shares}");
}
