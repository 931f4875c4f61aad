//! Tests of the rule service-sprawl.

use super::*;
const RULE: &str = "service-sprawl";

fn school() -> Board {
    with(
        &sketch(
            "students:client -> portal -> courses -> enrolment -> grades -> billing -> db:relational-db",
        ),
        "order.rate = 100/h; board.developers = 2",
    )
}

#[test]
fn two_developers_and_five_services() {
    let board = school();
    assert_eq!(verdict(&board, RULE, "board"), Verdict::Watch);
    near(number(&board, RULE, "board", "each"), 2.5);
    fixes_cure(&board, RULE, "board");
    let review = Review::of(&board);
    let without = review.counterfactual(answer(&review, RULE, "board")).unwrap();
    let hops = without.saved.iter().find(|saved| saved.name.starts_with("hops")).unwrap();
    assert_eq!((hops.with, hops.without), (6.0, 2.0));
    let up = without.saved.iter().find(|saved| saved.name.starts_with("availability")).unwrap();
    assert!(up.without > up.with);
}

#[test]
fn sixteen_in_series_are_down_for_half_a_day() {
    let names: Vec<String> = (0..16).map(|i| format!("s{i}")).collect();
    let mut stated = "board.developers = 2; order.rate = 1/s".to_owned();
    for name in &names {
        stated.push_str(&format!("; {name}.availability = 99.9 %"));
    }
    let board = with(&sketch(&format!("a:client -> {}", names.join(" -> "))), &stated);
    let series = number(&board, RULE, "board", "in series");
    assert!((series - 0.984_12).abs() < 1e-5, "{series}");
}

#[test]
fn one_team_whose_services_fit_one_copy() {
    let owned = "portal.team = it; courses.team = it; enrolment.team = it; grades.team = it; billing.team = it";
    let mut board = with(&school(), owned);
    board.developers = None;
    assert_eq!(verdict(&board, RULE, "board"), Verdict::Watch);
    // 100/h × 10 ms × 5.
    near(number(&board, RULE, "board", "busy"), 100.0 / 3600.0 * 0.05);
    assert_eq!(verdict(&with(&board, "order.rate = 2,000/s"), RULE, "board"), Verdict::Fine);
}

#[test]
fn few_enough_developers_and_teams_are_fine() {
    let of = |stated: &str| verdict(&with(&school(), stated), RULE, "board");
    assert_eq!(of("board.developers = 3"), Verdict::Fine);
    assert_eq!(of("portal.team = a; courses.team = b"), Verdict::Fine);
    assert_eq!(of("grades.required_for = isolation"), Verdict::Fine);
    let small = sketch("students:client -> school -> db:relational-db");
    let review = Review::of(&small);
    let asked = answer(&review, RULE, "board");
    assert_eq!(asked.verdict, Verdict::Fine);
    assert!(review.question(asked).contains("with one service"), "{}", review.question(asked));
}

#[test]
fn without_developers_or_teams_nobody_knows() {
    let mut board = school();
    board.developers = None;
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "board");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "developers"));
}
