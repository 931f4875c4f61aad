//! Tests of the rule one-database-for-everything.

use super::*;
use crate::rules::Direction;
const RULE: &str = "one-database-for-everything";

fn everything() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 25/s; db.data.orders.access = oltp; db.data.audit.access = append; db.data.chat.access = chat; db.data.uploads.access = blob; db.tables = 400; db.tied_tables = 312",
    )
}

#[test]
fn four_kinds_used_in_four_ways_take_each_other_along() {
    let board = everything();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "kinds"), 4.0);
    near(number(&board, RULE, "db", "ways"), 4.0);
    near(number(&board, RULE, "db", "share lost"), 1.0);
    let review = Review::of(&board);
    let said = review.sentence(answer(&review, RULE, "db"));
    assert!(said.contains("312 of 400 tables cannot move separately"), "{said}");
}

#[test]
fn what_is_not_a_record_pushes_it_over() {
    let board = with(
        &everything(),
        "db.capacity = 1000/s; db.data.orders.writes = 200/s; db.data.chat.writes = 600/s; db.data.audit.writes = 400/s",
    );
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "demand"), 1200.0);
    near(number(&board, RULE, "db", "records"), 200.0);
}

#[test]
fn tied_tables_are_estimated_from_their_keys() {
    let board = with(&everything(), "db.tied_tables =; db.foreign_keys = 400");
    // 2·400/400 = 2 keys a table: S = 0.7968.
    near(number(&board, RULE, "db", "tied"), 319.0);
    let many = with(&sketch("browser:client -> shop -> db:relational-db"), "db.tables = 400");
    assert_eq!(verdict(&many, RULE, "db"), Verdict::Watch);
    let alike = with(&many, "db.data.orders.access = oltp");
    assert_eq!(verdict(&alike, RULE, "db"), Verdict::Fine);
}

#[test]
fn a_small_database_is_the_right_size_and_says_so() {
    let board = with(
        &sketch("browser:client -> school -> db:relational-db"),
        "order.rate = 0.028/s; order.growth = 10 %; db.data.students.size = 1 GB; db.data.grades.size = 2 GB; db.data.grades.growth = 100 %",
    );
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.direction), (Verdict::Fine, Direction::Over));
    near(number(&board, RULE, "db", "data in two years"), 9e9);
    assert!(review.sentence(asked).starts_with("One database is the right size"));
    let large = with(&board, "db.data.grades.size = 100 GB");
    let review = Review::of(&large);
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.direction), (Verdict::Fine, Direction::Under));
}

#[test]
fn a_database_nobody_described_is_not_asked() {
    assert!(Review::of(&chain()).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&everything(), RULE, "db");
}
