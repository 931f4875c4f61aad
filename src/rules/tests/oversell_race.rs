//! Tests of the rule oversell-race.

use super::*;
const RULE: &str = "oversell-race";
const LINK: &str = "shop-to-stock";

fn race() -> Board {
    with(
        &with(&sketch("browser:client -> shop -> stock:relational-db"), LOADED),
        "order.hot_key_share = 20 %; shop-to-stock.interaction = write; shop-to-stock.effect = reserves stock; shop-to-stock.window = 200 ms",
    )
}

#[test]
fn eight_too_many_are_sold() {
    let board = race();
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    near(number(&board, RULE, LINK, "hottest item gets"), 40.0);
    near(number(&board, RULE, LINK, "too many"), 8.0);
}

#[test]
fn guards_keep_it_quiet() {
    for guard in ["compare_and_set = yes", "unique_constraint = yes", "interaction = lock"] {
        let board = with(&race(), &format!("shop-to-stock.{guard}"));
        assert_eq!(verdict(&board, RULE, LINK), Verdict::Fine, "{guard}");
    }
    assert_eq!(
        verdict(&with(&race(), "shop-to-stock.overbooking = 10"), RULE, LINK),
        Verdict::Fine
    );
}

#[test]
fn a_race_that_is_hardly_ever_lost_is_watched() {
    let board = with(&race(), "order.rate = 20/day; order.event =");
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Watch);
}

#[test]
fn what_decides_is_asked_for() {
    let unknown = with(&race(), "shop-to-stock.window =");
    assert_eq!(verdict(&unknown, RULE, LINK), Verdict::Unknown);
    let unguarded = with(&unknown, "shop-to-stock.compare_and_set = no");
    assert_eq!(verdict(&unguarded, RULE, LINK), Verdict::Breaks);
    let review = Review::of(&with(&race(), "order.hot_key_share ="));
    let asked = answer(&review, RULE, LINK);
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "hot_key_share"));
}

#[test]
fn a_flow_that_reserves_stock_says_so_for_its_write() {
    let board = with(&race(), "shop-to-stock.effect =; order.side_effect = reserves stock");
    assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
    let other = with(&race(), "shop-to-stock.effect = changes a counter");
    assert!(Review::of(&other).answers().iter().all(|a| a.rule.id != RULE));
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&race(), RULE, LINK);
}
