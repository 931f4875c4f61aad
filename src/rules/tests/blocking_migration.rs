//! Tests of the rule blocking-migration.

use super::*;
const RULE: &str = "blocking-migration";

fn big() -> Board {
    with(
        &sketch("browser:client -> api -> db:relational-db"),
        "order.rate = 50/s; api-to-db.interaction = write; db.biggest_table_rows = 432000000; db.max_connections = 100",
    )
}

#[test]
fn six_hours_block_a_million_writes_and_two_seconds_take_every_connection() {
    assert_eq!(verdict(&big(), RULE, "db"), Verdict::Breaks);
    near(number(&big(), RULE, "db", "build"), 21_600.0);
    near(number(&big(), RULE, "db", "blocked writes"), 1_080_000.0);
    near(number(&big(), RULE, "db", "connections gone"), 2.0);
}

#[test]
fn online_small_and_read_only_are_fine() {
    for safe in [
        "db.online_migrations = yes",
        "db.biggest_table_rows = 900000",
        "api-to-db.interaction = read",
    ] {
        assert_eq!(verdict(&with(&big(), safe), RULE, "db"), Verdict::Fine, "{safe}");
    }
}

#[test]
fn without_rows_or_a_rate_it_is_unknown() {
    let review = Review::of(&with(&big(), "db.biggest_table_rows =; db.tables = 400"));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "biggest_table_rows"));
    let review = Review::of(&with(&big(), "order.rate ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "rate"));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&big(), RULE, "db");
}
