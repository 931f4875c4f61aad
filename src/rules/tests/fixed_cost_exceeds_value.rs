//! Tests of the rule fixed-cost-exceeds-value.

use super::*;
use crate::rules::PRICES;
const RULE: &str = "fixed-cost-exceeds-value";

fn school() -> Board {
    with(
        &sketch("students:client -> gateway -> enrolment -> db:relational-db"),
        "order.rate = 100/h; order.users = 200; board.budget = $300; gateway.cost = $200; enrolment.cost = $220; db.cost = $172",
    )
}

#[test]
fn a_school_pays_more_than_its_budget() {
    let board = school();
    assert_eq!(verdict(&board, RULE, "board"), Verdict::Watch);
    near(number(&board, RULE, "board", "cost"), 592.0);
    near(number(&board, RULE, "board", "for each"), 2.96);
    assert_eq!(answer(&Review::of(&board), RULE, "board").direction, crate::rules::Direction::Over);
    fixes_cure(&with(&board, "board.budget = $400"), RULE, "board");
}

#[test]
fn the_platform_of_the_school_costs_what_the_list_says() {
    let of = |what: &str| PRICES.iter().find(|price| price.what.contains(what)).unwrap().a_month;
    // Control plane, six machines and three gateways to the outside.
    let month = of("control plane") + 6.0 * of("machine") + 3.0 * of("gateway");
    assert!((month - 592.0).abs() < 1.0, "{month}");
    assert!(PRICES.iter().all(|price| !price.source.is_empty()));
}

#[test]
fn without_stated_costs_the_price_list_is_asked() {
    let board = with(
        &sketch("students:client -> enrolment -> db:relational-db"),
        "order.rate = 100/h; board.budget = $100; enrolment.replicas = 2",
    );
    near(number(&board, RULE, "board", "cost"), 3.0 * 0.096 * 730.0);
    assert_eq!(verdict(&board, RULE, "board"), Verdict::Watch);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "board");
    assert_eq!(review.confidence(asked), crate::model::Provenance::SourcedDefault);
}

#[test]
fn idle_parts_are_named() {
    let mut board = school();
    board.budget = None;
    assert_eq!(verdict(&board, RULE, "board"), Verdict::Watch);
    near(number(&board, RULE, "board", "idle"), 592.0);
    fixes_cure(&board, RULE, "board");
}

#[test]
fn a_budget_that_holds_parts_in_use_and_reasons_are_fine() {
    assert_eq!(verdict(&with(&school(), "board.budget = $600"), RULE, "board"), Verdict::Fine);
    let mut board = school();
    board.budget = None;
    assert_eq!(verdict(&with(&board, "order.rate = 2,000/s"), RULE, "board"), Verdict::Fine);
    let required = "gateway.required_for = isolation; enrolment.required_for = compliance";
    assert_eq!(verdict(&with(&board, required), RULE, "board"), Verdict::Fine);
    // Nothing is smaller than one service and one store.
    let small = with(
        &sketch("staff:client -> tool -> db:relational-db"),
        "order.rate = 1/min; tool.cost = $70; db.cost = $70",
    );
    assert_eq!(verdict(&small, RULE, "board"), Verdict::Fine);
    // Nobody states a cost or a budget.
    let none = sketch("students:client -> enrolment");
    assert!(!Review::of(&none).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_rate_nobody_knows() {
    let mut board = with(&school(), "order.rate =; order.users =");
    board.budget = None;
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "board");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}
