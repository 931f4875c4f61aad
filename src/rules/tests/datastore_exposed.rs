//! Tests of the rule datastore-exposed.

use super::*;
const RULE: &str = "datastore-exposed";

fn exposed() -> Board {
    with(
        &sketch("app:client -> db:relational-db"),
        "order.users = 2000; order.think_time = 9 s; db.max_connections = 100",
    )
}

#[test]
fn a_client_at_the_database_breaks() {
    let board = exposed();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "users"), 2000.0);
    let review = Review::of(&with(&board, "db.max_connections ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.numbers.len()), (Verdict::Breaks, 0));
    let partner = sketch("partner:third-party -> db:relational-db");
    assert_eq!(verdict(&partner, RULE, "db"), Verdict::Breaks);
}

#[test]
fn files_are_lent_and_services_queues_and_networks_stand_in_between() {
    assert_eq!(verdict(&sketch("app:client -> files:object-store"), RULE, "files"), Verdict::Fine);
    for drawn in [
        "app:client -> api -> db:relational-db",
        "app:client -> q:queue",
        "edge:cdn -> f:object-store",
    ] {
        let review = Review::of(&sketch(drawn));
        assert!(review.answers().iter().all(|a| a.rule.id != RULE), "{drawn}");
    }
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&exposed(), RULE, "db");
}
