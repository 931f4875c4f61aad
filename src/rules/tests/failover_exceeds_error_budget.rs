//! Tests of the rule failover-exceeds-error-budget.

use super::*;
const RULE: &str = "failover-exceeds-error-budget";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 100/s; order.availability_objective = 99.99 %; db.failover = automatic; db.failover_time = 2 min; db.failovers_per_month = 2",
    )
}

#[test]
fn two_failovers_use_up_a_month_of_four_nines() {
    // 2 × 120 s of 262.8 s.
    let board = shop();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "budget"), 262.8);
    near(number(&board, RULE, "db", "of the budget"), 240.0 / 262.8);
    near(number(&board, RULE, "db", "failed requests"), 24_000.0);
    fixes_cure(&board, RULE, "db");
    let often = with(&board, "db.failovers_per_month = 3; db.failover = manual");
    assert_eq!(verdict(&often, RULE, "db"), Verdict::Breaks);
    fixes_cure(&often, RULE, "db");
}

#[test]
fn writes_that_were_acknowledged_are_lost() {
    let board = with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 100/s; order.availability_objective = 99.99 %; db.failover = automatic; db.failover_time = 2 min; db.replication_lag = 500 ms; shop-to-db.interaction = write",
    );
    near(number(&board, RULE, "db", "writes lost each time"), 50.0);
}

#[test]
fn a_modest_objective_and_a_quick_failover_are_quiet() {
    let of = |stated: &str| verdict(&with(&shop(), stated), RULE, "db");
    assert_eq!(of("db.failover_time = 30 s"), Verdict::Fine);
    assert_eq!(of("order.availability_objective = 99.9 %"), Verdict::Fine);
    for stated in ["order.availability_objective =", "db.failover ="] {
        let review = Review::of(&with(&shop(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}

#[test]
fn without_a_time_nobody_knows() {
    let review = Review::of(&with(&shop(), "db.failover_time ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "failover_time"));
}
