//! Tests of the rule logic-in-database.

use super::*;
const RULE: &str = "logic-in-database";

fn procedure() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 40/s; db.logic_in_store = yes; db.joins = 11; db.service_time = 250 ms; db.cores = 8",
    )
}

#[test]
fn eleven_tables_at_forty_a_second_are_more_than_eight_cores_do() {
    let board = procedure();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "ceiling"), 32.0);
    near(number(&board, RULE, "db", "busy"), 1.25);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "db");
    near(asked.breaks_at.unwrap().value, 0.8);
    assert_eq!(
        review.question(asked),
        "What happens when the 11-table statement inside db runs 40/s?"
    );
}

#[test]
fn growth_is_watched_and_more_load_is_never_better() {
    let board = with(&procedure(), "order.rate = 20/s; order.growth = 50 %");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    let mut before = Verdict::Fine;
    for rate in [1, 5, 12, 25, 40] {
        let now = verdict(&with(&procedure(), &format!("order.rate = {rate}/s")), RULE, "db");
        assert!(now <= before, "{rate}/s");
        before = now;
    }
}

#[test]
fn seldom_or_light_work_is_where_the_data_is() {
    let seldom = with(&procedure(), "order.rate = 1/s");
    assert_eq!(verdict(&seldom, RULE, "db"), Verdict::Fine);
    let light = with(
        &procedure(),
        "db.logic_in_store =; db.joins = 3; db.service_time = 5 ms; order.rate = 4000/s",
    );
    assert_eq!(verdict(&light, RULE, "db"), Verdict::Fine);
    let plain = with(&procedure(), "db.logic_in_store =; db.joins =");
    assert!(Review::of(&plain).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn without_cores_or_rate_it_is_unknown() {
    let review = Review::of(&with(&procedure(), "db.cores ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "cores"));
    assert_eq!(verdict(&with(&procedure(), "order.rate ="), RULE, "db"), Verdict::Unknown);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&procedure(), RULE, "db");
    fixes_cure(&with(&procedure(), "order.rate = 12/s"), RULE, "db");
}
