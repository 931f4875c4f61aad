//! Tests of the rule blind-failure.

use super::*;
const RULE: &str = "blind-failure";

fn shop() -> Board {
    with(
        &sketch("browser:client -> shop -> db:relational-db; shop -> chat"),
        "order.rate = 10/s; shop.health_check = yes; shop.alert = yes; db.alert = no; chat.alert = yes",
    )
}

#[test]
fn nobody_told_is_watched() {
    let board = shop();
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Watch);
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Fine);
    fixes_cure(&board, RULE, "db");
}

#[test]
fn an_alert_or_a_way_in_through_what_has_failed_breaks() {
    // The chat cannot send anything without the shop's database.
    let board = with(&shop(), "db.alert = yes; db.alert_through = Shop");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    fixes_cure(&board, RULE, "db");
    let locked = with(&shop(), "shop.recovery_needs = vpn, shop");
    assert_eq!(verdict(&locked, RULE, "shop"), Verdict::Breaks);
    fixes_cure(&locked, RULE, "shop");
    let outside = with(&shop(), "shop.recovery_needs = vpn; shop.alert_through = pager");
    assert_eq!(verdict(&outside, RULE, "shop"), Verdict::Fine);
}

#[test]
fn boards_on_which_nobody_speaks_of_it_are_not_asked() {
    let silent = with(&shop(), "shop.health_check =; shop.alert =; db.alert =; chat.alert =");
    assert!(!Review::of(&silent).answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_word_about_the_alert_nobody_knows() {
    let review = Review::of(&with(&shop(), "db.alert ="));
    let asked = answer(&review, RULE, "db");
    assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, "alert"));
}
