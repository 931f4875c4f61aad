//! Tests of the rule local-state-behind-load-balancer.

use super::*;
const RULE: &str = "local-state-behind-load-balancer";

fn list() -> Board {
    with(
        &sketch("browser:client -> balancer:load-balancer -> shop"),
        "order.rate = 20/s; shop.replicas = 4; shop.state = per instance; shop.data.visitors.writes = 8/s",
    )
}

#[test]
fn three_times_in_four_it_is_not_there() {
    let board = list();
    assert_eq!(verdict(&board, RULE, "shop"), Verdict::Breaks);
    near(number(&board, RULE, "shop", "misses own"), 0.75);
    near(number(&board, RULE, "shop", "drift apart by"), 6.0);
    fixes_cure(&board, RULE, "shop");
}

#[test]
fn one_copy_and_sticky_sessions_are_watched() {
    for stated in ["shop.replicas = 1", "shop.routed_by_key = yes"] {
        let board = with(&list(), stated);
        assert_eq!(verdict(&board, RULE, "shop"), Verdict::Watch, "{stated}");
        fixes_cure(&board, RULE, "shop");
    }
    let grows = with(&list(), "shop.replicas = 1; shop.max_replicas = 4");
    assert_eq!(verdict(&grows, RULE, "shop"), Verdict::Breaks);
}

#[test]
fn shared_or_disposable_state_is_quiet() {
    let disposable = with(&list(), "shop.data.visitors.disposable = yes");
    assert_eq!(verdict(&disposable, RULE, "shop"), Verdict::Fine);
    for stated in ["shop.state = shared", "shop.state = none", "shop.state ="] {
        let review = Review::of(&with(&list(), stated));
        assert!(!review.answers().iter().any(|a| a.rule.id == RULE), "{stated}");
    }
}
