//! Tests of the rule single-point-of-failure.

use super::*;
const RULE: &str = "single-point-of-failure";

#[test]
fn one_copy_takes_its_flow_with_it() {
    let board = with(&chain(), "api.availability = 99.5 %");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
    // 0.5 % of 730 h.
    near(number(&board, RULE, "api", "downtime a month"), 0.005 * 730.0 * 3600.0);
    near(number(&board, RULE, "api", "share lost"), 1.0);
    near(number(&board, RULE, "api", "failed requests"), 25.0 * 0.005 * 730.0 * 3600.0);
}

#[test]
fn two_copies_are_left_alone() {
    assert_eq!(verdict(&with(&chain(), "api.replicas = 2"), RULE, "api"), Verdict::Fine);
}

#[test]
fn copies_of_a_store_need_a_failover() {
    let board = with(&chain(), "db.replicas = 2");
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
    assert_eq!(verdict(&with(&board, "db.failover = automatic"), RULE, "db"), Verdict::Fine);
}

#[test]
fn a_fallback_makes_a_part_soft() {
    let board = with(&chain(), "api-to-inventory.fallback = cached");
    assert_eq!(verdict(&board, RULE, "inventory"), Verdict::Fine);
}

#[test]
fn a_prototype_is_only_watched() {
    let board = with(&chain(), "order.prototype = yes; order.review_by = 2027-01-01");
    assert_eq!(verdict(&board, RULE, "api"), Verdict::Watch);
}

#[test]
fn it_asks_even_when_no_flow_is_described() {
    let mut board = chain();
    board.flows.retain(|_| false);
    assert_eq!(verdict(&board, RULE, "db"), Verdict::Breaks);
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&chain(), RULE, "api");
    fixes_cure(&chain(), RULE, "db");
    let outside = with(&sketch("browser:client -> api -> payment:third-party"), LOADED);
    fixes_cure(&outside, RULE, "payment");
}

#[test]
fn it_says_what_the_fault_tree_says() {
    for template in crate::file::templates::ALL {
        agrees(&template.read().unwrap().board);
    }
    agrees(&chain());
    agrees(&with(&chain(), "api.replicas = 2; api-to-inventory.fallback = cached"));
    let shop = "browser:client -> balancer:load-balancer -> api -> db:relational-db; \
                api -> q:queue -> w:worker -> mail:third-party; api -> cache:cache; api -> db";
    agrees(&sketch(shop));
    agrees(&with(&sketch(shop), "api.replicas = 3; db.failover = automatic; q.replicas = 2"));
}

/// Nodes without which a flow stops, and that nothing takes over from, are the cut sets of order 1.
fn agrees(board: &Board) {
    let facts = crate::facts::Facts::of(board, &mut crate::facts::Sheet::default());
    for (i, flow) in facts.flows.iter().enumerate() {
        let by_hand: std::collections::BTreeSet<u32> = facts.reach[i]
            .hard
            .iter()
            .copied()
            .filter(|node| !crate::facts::takes_over(board.nodes.at(*node as usize).unwrap()))
            .collect();
        let examined = crate::facts::reliability::examine(board, &facts, i, 1).unwrap();
        let alone = examined.map(|examined| examined.alone()).unwrap_or_default();
        assert_eq!(alone, by_hand, "{:?}", flow.place);
    }
}
