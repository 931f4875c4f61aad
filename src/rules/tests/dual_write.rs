//! Tests of the rule dual-write.

use super::*;
const RULE: &str = "dual-write";

fn two_writes() -> Board {
    with(
        &sketch("browser:client -> orders -> db:relational-db; orders -> events:queue"),
        "order.rate = 25/s; orders-to-db.interaction = write",
    )
}

#[test]
fn a_crash_between_two_writes_leaves_22_requests_a_day_half_done() {
    let board = two_writes();
    assert_eq!(verdict(&board, RULE, "orders"), Verdict::Breaks);
    near(number(&board, RULE, "orders", "half done a day"), 21.6);
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "orders");
    assert_eq!(
        review.question(asked),
        "What happens when orders dies between writing to db and to events?"
    );
}

#[test]
fn an_outbox_ties_them_together() {
    let board = with(&two_writes(), "orders-to-events.outbox = yes");
    assert_eq!(verdict(&board, RULE, "orders"), Verdict::Fine);
}

#[test]
fn copies_and_files_can_be_made_again() {
    for (drawn, id) in [
        ("browser:client -> orders -> db:relational-db; orders -> kept:cache", "kept"),
        ("browser:client -> orders -> db:relational-db; orders -> found:search", "found"),
        ("browser:client -> orders -> db:relational-db; orders -> files:object-store", "files"),
    ] {
        let stated =
            format!("orders-to-db.interaction = write; orders-to-{id}.interaction = write");
        assert_eq!(verdict(&with(&sketch(drawn), &stated), RULE, "orders"), Verdict::Fine, "{id}");
    }
}

#[test]
fn a_message_that_comes_again_finishes_both() {
    let board = with(
        &sketch("a:client -> q:queue -> w:worker -> db:relational-db; w -> out:queue"),
        "order.rate = 1/s; w-to-db.interaction = write; w-to-db.idempotent = yes; w-to-out.idempotency_key = yes",
    );
    assert_eq!(verdict(&board, RULE, "w"), Verdict::Fine);
    assert_eq!(verdict(&with(&board, "w-to-db.idempotent = no"), RULE, "w"), Verdict::Breaks);
}

#[test]
fn one_write_or_alternatives_are_not_asked() {
    let reads = with(&two_writes(), "orders-to-db.interaction = read");
    let either = with(&two_writes(), "orders-to-db.one_of = way; orders-to-events.one_of = way");
    for board in [reads, either] {
        assert!(Review::of(&board).answers().iter().all(|a| a.rule.id != RULE));
    }
}

#[test]
fn without_a_rate_nothing_is_counted() {
    let review = Review::of(&with(&two_writes(), "order.rate ="));
    let asked = answer(&review, RULE, "orders");
    assert_eq!((asked.verdict, asked.numbers.len()), (Verdict::Breaks, 0));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&two_writes(), RULE, "orders");
}
