//! Tests of the rule hot-partition.

use super::*;
const RULE: &str = "hot-partition";

fn orders() -> Board {
    with(
        &sketch("browser:client -> shop -> orders:relational-db"),
        "order.rate = 6000/s; order.hot_key_share = 20 %; orders.partitions = 50; orders.partition_limit = 1000/s",
    )
}

#[test]
fn fifty_partitions_do_what_five_do() {
    let board = orders();
    assert_eq!(verdict(&board, RULE, "orders"), Verdict::Breaks);
    near(number(&board, RULE, "orders", "hottest key gets"), 1_200.0);
    near(number(&board, RULE, "orders", "effective"), 5_000.0);
    fixes_cure(&board, RULE, "orders");
}

#[test]
fn from_half_a_partition_on_it_is_watched_and_below_it_is_quiet() {
    let of =
        |rate: &str| verdict(&with(&orders(), &format!("order.rate = {rate}")), RULE, "orders");
    assert_eq!(of("3000/s"), Verdict::Watch);
    assert_eq!(of("2000/s"), Verdict::Fine);
    fixes_cure(&with(&orders(), "order.rate = 3000/s"), RULE, "orders");
    let review = Review::of(&with(&orders(), "orders.partition_limit ="));
    assert!(!review.answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_a_share_or_a_rate_nobody_knows() {
    for (stated, key) in [("order.hot_key_share =", "hot_key_share"), ("order.rate =", "rate")] {
        let review = Review::of(&with(&orders(), stated));
        let asked = answer(&review, RULE, "orders");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}
