//! Tests of the rule store-access-mismatch.

use super::*;
const RULE: &str = "store-access-mismatch";

fn products() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "order.rate = 10/s; db.data.products.access = search; db.data.products.items = 2M; db.data.products.item_size = 2 kB",
    )
}

#[test]
fn two_million_products_take_four_seconds_to_filter() {
    let board = products();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    near(number(&board, RULE, "db", "size"), 4e9);
    near(number(&board, RULE, "db", "scan"), 4.0);
    near(number(&board, RULE, "db", "scan at ten times"), 40.0);
    let review = Review::of(&board);
    assert_eq!(
        review.question(answer(&review, RULE, "db")),
        "What happens when someone filters products by any attribute in db?"
    );
}

#[test]
fn more_questions_than_the_cores_scan_break() {
    let board = with(&products(), "db.cores = 8; db.data.products.reads = 3/s");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    near(number(&board, RULE, "db", "ceiling"), 2.0);
}

#[test]
fn an_index_or_little_data_is_enough() {
    let indexed = with(&products(), "db.data.products.indexed = yes");
    assert_eq!(verdict(&indexed, RULE, "db"), Verdict::Fine);
    let few = with(&products(), "db.data.products.items = 20k");
    assert_eq!(verdict(&few, RULE, "db"), Verdict::Fine);
    let patient = with(&products(), "order.latency_objective = 5 s");
    assert_eq!(verdict(&patient, RULE, "db"), Verdict::Fine);
}

#[test]
fn conversations_are_counted_by_what_they_come_to() {
    let chat = with(
        &sketch("browser:client -> shop -> db:relational-db"),
        "db.data.messages.access = chat; db.data.messages.item_size = 1 kB; db.data.messages.writes = 50/s",
    );
    assert_eq!(verdict(&chat, RULE, "db"), Verdict::Watch);
    near(number(&chat, RULE, "db", "size in two years"), 50.0 * 1000.0 * 730.0 * 86_400.0);
    let quiet = with(&chat, "db.data.messages.writes = 1/s");
    assert_eq!(verdict(&quiet, RULE, "db"), Verdict::Fine);
    fixes_cure(&chat, RULE, "db");
}

#[test]
fn a_store_made_for_it_is_not_asked_and_files_have_a_rule_of_their_own() {
    for drawn in ["search = search", "relational-db = blob"] {
        let (kind, access) = drawn.split_once(" = ").unwrap();
        let board = with(
            &sketch(&format!("a:client -> s -> x:{kind}")),
            &format!("x.data.things.access = {access}; x.data.things.size = 4 TB"),
        );
        assert!(Review::of(&board).answers().iter().all(|a| a.rule.id != RULE), "{drawn}");
    }
}

#[test]
fn single_records_in_a_search_index_are_watched() {
    let board = with(&sketch("a:client -> s -> x:search"), "x.data.orders.access = oltp");
    assert_eq!(verdict(&board, RULE, "x"), Verdict::Watch);
    fixes_cure(&board, RULE, "x");
}

#[test]
fn without_their_amount_it_is_unknown() {
    assert_eq!(
        verdict(&with(&products(), "db.data.products.items ="), RULE, "db"),
        Verdict::Unknown
    );
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&products(), RULE, "db");
}
