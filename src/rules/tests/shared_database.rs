//! Tests of the rule shared-database.

use super::*;
const RULE: &str = "shared-database";

fn two_teams() -> Board {
    with(
        &sketch("browser:client -> orders -> db:relational-db; browser -> billing -> db"),
        "order.rate = 10/s; orders-to-db.interaction = write; billing-to-db.interaction = write; billing-to-db.calls = x3; orders.team = shop; billing.team = finance",
    )
}

#[test]
fn two_teams_that_write_hold_each_other() {
    let board = two_teams();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "share"), 0.75);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "db");
    assert_eq!(
        review.question(asked),
        "What happens to orders when billing changes db or doubles its load?"
    );
}

#[test]
fn one_team_or_one_writer_is_fine() {
    assert_eq!(verdict(&with(&two_teams(), "billing.team = shop"), RULE, "db"), Verdict::Fine);
    let one = with(&two_teams(), "billing-to-db.interaction = read");
    assert!(Review::of(&one).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn nobody_has_said_whose_they_are() {
    let review = Review::of(&with(&two_teams(), "billing.team ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "team"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&two_teams(), RULE, "db");
}
