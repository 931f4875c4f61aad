//! Tests of the rule giant-cache-key.

use super::*;
use crate::model::{Interaction, Link};
const RULE: &str = "giant-cache-key";
const LINK: &str = "web-to-state";

/// The whole state of an application in one value, read and rewritten on every page.
fn state() -> Board {
    let mut board = with(
        &sketch("browser:client -> web -> state:cache"),
        "order.rate = 50/s; order.hot_key_share = 100 %; web-to-state.interaction = write; web-to-state.payload = 4 MiB; web-to-state.changed = 1 KiB",
    );
    let read =
        Link::bare("read".into(), "web".into(), "state".into(), Interaction::Read, String::new());
    board.links.put(read);
    board.flows.change("order", |flow| flow.links.push("read".into()));
    board
}

#[test]
fn four_mebibytes_fifty_times_a_second_each_way() {
    let board = state();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    // 3.355 Gbit/s; 33.55 ms a transfer on a link of 1 Gbit/s.
    near(number(&board, RULE, LINK, "moved"), 4_194_304.0 * 100.0);
    assert!((number(&board, RULE, LINK, "moved") * 8.0 / 1e9 - 3.355).abs() < 0.001);
    assert!((number(&board, RULE, LINK, "each takes") - 0.033_55).abs() < 1e-5);
    near(number(&board, RULE, LINK, "rewritten"), 4_096.0);
    fixes_cure(&board, RULE, LINK);
}

#[test]
fn the_item_size_of_the_data_counts_when_no_payload_is_stated() {
    let board = with(
        &state(),
        "web-to-state.payload =; order.hot_key_share =; state.data.session.item_size = 4 MB; state.data.session.size = 4 MB",
    );
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    near(number(&board, RULE, LINK, "size"), 4e6);
}

#[test]
fn small_rare_and_light_values_are_not_as_bad() {
    let of = |stated: &str| verdict(&with(&state(), stated), RULE, LINK);
    assert_eq!(of("web-to-state.payload = 10 kB"), Verdict::Fine);
    assert_eq!(of("order.rate = 20/day"), Verdict::Fine);
    assert_eq!(of("order.hot_key_share = 0.1 %"), Verdict::Watch);
    assert_eq!(of("state.bandwidth = 1,000 Gbit/s"), Verdict::Watch);
}

#[test]
fn without_a_size_or_a_share_nobody_knows() {
    let missing = |stated: &str| {
        let review = Review::of(&with(&state(), stated));
        let asked = answer(&review, RULE, LINK);
        assert_eq!(asked.verdict, Verdict::Unknown);
        asked.missing[0].key
    };
    assert_eq!(missing("web-to-state.payload ="), "payload");
    assert_eq!(missing("order.hot_key_share ="), "hot_key_share");
    assert_eq!(missing("order.rate ="), "rate");
}
