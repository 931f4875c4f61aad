//! Tests of the rule sync-cycle.

use super::*;
const RULE: &str = "sync-cycle";

fn circle() -> Board {
    with(
        &sketch("browser:client -> orders -> stock -> orders"),
        "order.rate = 10/s; orders.slots = 200; stock.slots = 300",
    )
}

#[test]
fn each_waits_for_the_other() {
    let board = circle();
    assert_eq!(verdict(&board, RULE, "orders"), Verdict::Breaks);
    near(number(&board, RULE, "orders", "safe at once"), 100.0);
    fixes_cure(&board, RULE, "orders");
}

#[test]
fn timeouts_end_it_and_slots_that_are_free_never_begin_it() {
    let limited =
        with(&circle(), "orders-to-stock.timeout = 1 s; stock-to-orders.timeout = 500 ms");
    assert_eq!(verdict(&limited, RULE, "orders"), Verdict::Watch);
    fixes_cure(&limited, RULE, "orders");
    let free = with(&circle(), "orders.blocking = no; stock.blocking = no");
    assert_eq!(verdict(&free, RULE, "orders"), Verdict::Fine);
}

#[test]
fn a_chain_and_a_message_back_are_not_asked() {
    for board in [chain(), sketch("browser:client -> orders -> stock ~> orders")] {
        assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
    }
}

#[test]
fn without_slots_nobody_knows_how_many_fit_in() {
    let board = with(
        &sketch("browser:client -> orders:gateway -> stock:gateway -> orders"),
        "order.rate = 10/s; orders.blocking = yes; stock.blocking = yes",
    );
    let review = Review::of(&board);
    let asked = answer(&review, RULE, "orders");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "slots"));
}
