//! Tests of the rule blob-lost-update.

use super::*;
use crate::model::{Interaction, Link};
const RULE: &str = "blob-lost-update";
const LINK: &str = "web-to-state";

fn saving() -> Board {
    with(
        &sketch("browser:client -> web -> state:document-db"),
        "order.rate = 50/s; order.hot_key_share = 100 %; web-to-state.interaction = write; web-to-state.window = 80 ms",
    )
}

#[test]
fn most_writes_undo_another_one() {
    let board = saving();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    let share = number(&board, RULE, LINK, "overwritten");
    near(share, 1.0 - (-4.0_f64).exp());
    assert!((share - 0.982).abs() < 0.001);
    let slower = with(&board, "order.rate = 5/s");
    let share = number(&slower, RULE, LINK, "overwritten");
    assert!((share - 0.33).abs() < 0.005, "{share}");
}

#[test]
fn a_large_value_that_its_writer_reads_is_written_back_whole() {
    let board = with(&saving(), "web-to-state.window =");
    assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
    let mut board = with(&board, "web-to-state.payload = 4 MB; web.service_time = 70 ms");
    let read =
        Link::bare("r".into(), "web".into(), "state".into(), Interaction::Read, String::new());
    board.links.put(read);
    board.flows.change("order", |flow| flow.links.push("r".into()));
    // Own work and two uses of the store, 5 ms each.
    near(number(&board, RULE, LINK, "between"), 0.08);
}

#[test]
fn checks_single_writers_and_what_nobody_misses_are_fine() {
    let of = |stated: &str| verdict(&with(&saving(), stated), RULE, LINK);
    assert_eq!(of("web-to-state.compare_and_set = yes"), Verdict::Fine);
    assert_eq!(of("web.slots = 1"), Verdict::Fine);
    assert_eq!(of("state.data.draft.disposable = yes"), Verdict::Fine);
    assert_eq!(of("order.rate = 1/day"), Verdict::Fine);
    assert_eq!(of("order.rate = 1,000/day"), Verdict::Watch);
}

#[test]
fn without_a_rate_or_a_share_nobody_knows() {
    for (stated, key) in [("order.rate =", "rate"), ("order.hot_key_share =", "hot_key_share")] {
        let review = Review::of(&with(&saving(), stated));
        let asked = answer(&review, RULE, LINK);
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&saving(), RULE, LINK);
}
