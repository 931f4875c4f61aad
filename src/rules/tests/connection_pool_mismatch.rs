//! Tests of the rule connection-pool-mismatch.

use super::*;
const RULE: &str = "connection-pool-mismatch";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 10/s; shop.replicas = 3; shop.max_replicas = 30; shop-to-db.connections = 10; db.max_connections = 100",
    )
}

#[test]
fn the_eleventh_copy_cannot_connect() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "wanted"), 300.0);
    fixes_cure(&board, RULE, "db");
    let all = with(&board, "shop.replicas = 30");
    assert_eq!(verdict(&all, RULE, "db"), Verdict::Breaks);
    fixes_cure(&all, RULE, "db");
    let close = with(&board, "shop.max_replicas = 9");
    assert_eq!(verdict(&close, RULE, "db"), Verdict::Watch);
    // As many as HikariCP keeps, where nobody says how many.
    let usual = with(&board, "shop-to-db.connections =");
    near(number(&usual, RULE, "db", "wanted"), 300.0);
}

#[test]
fn a_pooler_and_room_are_quiet() {
    let of = |stated: &str| verdict(&with(&shop(), stated), RULE, "db");
    assert_eq!(of("db.pooler = yes"), Verdict::Fine);
    assert_eq!(of("db.max_connections = 400"), Verdict::Fine);
    let silent = with(&shop(), "shop-to-db.connections =; db.max_connections =");
    assert!(!Review::of(&silent).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_what_it_accepts_nobody_knows() {
    let review = Review::of(&with(&shop(), "db.max_connections ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "max_connections"));
}
