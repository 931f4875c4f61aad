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

fn zone(board: &Board, id: &str, around: crate::model::Point) -> Board {
    let mut board = board.clone();
    board.boundaries.put(crate::model::Boundary {
        id: id.into(),
        sort: crate::model::BoundarySort::Zone,
        name: format!("Zone {id}"),
        at: around,
        size: crate::model::Size::new(100.0, 100.0),
    });
    board
}

#[test]
fn parts_in_one_zone_share_its_dark_hours() {
    let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
    let board = zone(&board, "a", crate::model::Point::default());
    // Each part is as reliable as stated; the zone's share of their failures is the same for all.
    let zone_up = 1.0 - 1e-4_f64;
    let own = 0.999 / zone_up;
    near(number(&board, RULE, "order", "availability"), zone_up * own.powi(3));
    let review = Review::of(&board);
    let sentence = review.sentence(answer(&review, RULE, "order"));
    assert!(sentence.contains("Most of it: api 32"), "{sentence}");
}

#[test]
fn copies_spread_over_zones_beat_copies_in_one() {
    let board = with(
        &sketch("browser:client -> api"),
        "order.rate = 25/s; api.replicas = 2; api.availability = 99 %; api.shared_cause = 0 %; \
         order.availability_objective = 99.999 %",
    );
    let spread = with(&zone(&board, "a", crate::model::Point::default()), "api.zones = 2");
    let together = zone(&board, "a", crate::model::Point::default());
    near(number(&spread, RULE, "order", "availability"), 1.0 - 0.01_f64.powi(2));
    let own: f64 = 1.0 - 0.99 / (1.0 - 1e-4);
    near(number(&together, RULE, "order", "availability"), (1.0 - 1e-4) * (1.0 - own * own));
    let review = Review::of(&spread);
    let sentence = review.sentence(answer(&review, RULE, "order"));
    assert!(sentence.contains("These two together: two copies of api"), "{sentence}");
}

#[test]
fn copies_that_carry_the_load_are_needed() {
    let board = with(
        &sketch("browser:client -> api"),
        "order.rate = 150/s; api.replicas = 3; api.slots = 10; api.service_time = 100 ms; \
         api.availability = 99 %; api.shared_cause = 0 %; order.availability_objective = 99.9 %",
    );
    // Two of three: 3·a²·(1 − a) + a³.
    let a: f64 = 0.99;
    near(number(&board, RULE, "order", "availability"), 3.0 * a * a * (1.0 - a) + a.powi(3));
    let light = with(&board, "order.rate = 50/s");
    near(number(&light, RULE, "order", "availability"), 1.0 - 0.01_f64.powi(3));
}

#[test]
fn what_a_tenth_of_requests_needs_fails_a_tenth_of_them() {
    let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
    let board = with(&board, "api-to-inventory.probability = 10 %");
    let a: f64 = 0.999;
    near(number(&board, RULE, "order", "availability"), a * (0.9 + 0.1 * a * a));
}

#[test]
fn alternatives_share_the_requests_and_a_part_behind_both_counts_once() {
    let board = sketch("browser:client -> a -> db:relational-db; browser -> b -> db");
    let board = with(
        &board,
        "a.availability = 99 %; b.availability = 98 %; db.availability = 97 %; \
         browser-to-a.one_of = side; browser-to-b.one_of = side; \
         order.availability_objective = 99 %",
    );
    near(number(&board, RULE, "order", "availability"), 0.97 * (0.5 * 0.99 + 0.5 * 0.98));
}

#[test]
fn a_queue_that_is_handed_something_and_also_waited_for_is_needed_with_what_is_behind_it() {
    let board = sketch("browser:client -> api -> q:queue -> w:worker; browser -> q");
    let stated = "api.availability = 99 %; q.availability = 98 %; w.availability = 97 %; \
                  browser-to-q.interaction = call; q-to-w.interaction = call";
    let board = with(&board, stated);
    near(number(&board, RULE, "order", "availability"), 0.99 * 0.98 * 0.97);
}
