//! Tests of the rule availability-below-objective.

use super::*;
const RULE: &str = "availability-below-objective";
const STATED: &str =
    "api.availability = 99.9 %; inventory.availability = 99.9 %; db.availability = 99.9 %";

#[test]
fn parts_in_a_row_multiply() {
    let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Breaks);
    near(number(&board, RULE, "order", "availability"), 0.999_f64.powi(3));
    near(number(&board, RULE, "order", "error budget"), 0.001 * 730.0 * 3600.0);
}

#[test]
fn sixteen_parts_at_three_nines_are_away_half_a_day_a_month() {
    let text: Vec<String> = (0..16).map(|i| format!("s{i}")).collect();
    let board = sketch(&format!("browser:client -> {}", text.join(" -> ")));
    let stated: String = text.iter().map(|s| format!("{s}.availability = 99.9 %;")).collect();
    let board = with(&board, &format!("{stated} order.availability_objective = 99 %"));
    near(number(&board, RULE, "order", "availability"), 0.999_f64.powi(16));
    let hours = number(&board, RULE, "order", "downtime a month") / 3600.0;
    assert!((hours - 11.59).abs() < 0.01, "{hours}");
}

#[test]
fn an_objective_that_is_met_is_fine_and_a_missing_one_is_asked_for() {
    let board = with(&chain(), STATED);
    assert_eq!(
        verdict(&with(&board, "order.availability_objective = 99 %"), RULE, "order"),
        Verdict::Fine
    );
    assert_eq!(verdict(&board, RULE, "order"), Verdict::Unknown);
}

#[test]
fn the_first_fix_cures_it() {
    let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "order");
    let fix = review.fixes(asked).remove(0);
    assert!(review.effect(&fix).resolves.contains(&asked.fingerprint()), "{}", fix.title);
}
