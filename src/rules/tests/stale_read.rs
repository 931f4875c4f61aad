//! Tests of the rule stale-read.

use super::*;
const RULE: &str = "stale-read";

fn replica() -> Board {
    with(
        &sketch(
            "browser:client -> shop -> replica:relational-db; shop -> db:relational-db -> replica",
        ),
        "order.rate = 25/s; order.consistency = read your writes; order.read_after_write = 200 ms; db-to-replica.interaction = replicate; shop-to-db.interaction = write; replica.replication_lag = 500 ms",
    )
}

fn cache() -> Board {
    with(
        &sketch("browser:client -> shop -> kept:cache"),
        "order.rate = 1/s; order.consistency = eventual; order.freshness = 10 s; kept.ttl = 60 s",
    )
}

#[test]
fn a_redirect_is_quicker_than_the_lag() {
    let board = replica();
    assert_eq!(verdict(&board, RULE, "replica"), Verdict::Breaks);
    near(number(&board, RULE, "replica", "lag"), 0.5);
    near(number(&board, RULE, "replica", "reads a day"), 2_160_000.0);
}

#[test]
fn what_has_caught_up_or_may_be_old_is_fine() {
    for stated in [
        "order.read_after_write = 1 s",
        "order.consistency = eventual",
        "order.consistency = eventual; order.freshness = 1 s",
    ] {
        assert_eq!(verdict(&with(&replica(), stated), RULE, "replica"), Verdict::Fine, "{stated}");
    }
    assert_eq!(verdict(&with(&cache(), "kept.invalidated = yes"), RULE, "kept"), Verdict::Fine);
}

#[test]
fn the_latest_write_of_anyone_is_not_in_a_copy() {
    let board = with(&replica(), "order.consistency = strong");
    assert_eq!(verdict(&board, RULE, "replica"), Verdict::Breaks);
}

#[test]
fn a_copy_older_than_it_may_be_breaks() {
    assert_eq!(verdict(&cache(), RULE, "kept"), Verdict::Breaks);
    let mut before = Verdict::Fine;
    for ttl in [1, 5, 10, 20, 60] {
        let now = verdict(&with(&cache(), &format!("kept.ttl = {ttl} s")), RULE, "kept");
        assert!(now <= before);
        before = now;
    }
}

#[test]
fn what_decides_is_asked_for() {
    for (stated, key) in [
        ("replica.replication_lag =", "replication_lag"),
        ("order.read_after_write =", "read_after_write"),
        ("order.consistency =", "consistency"),
    ] {
        let review = Review::of(&with(&replica(), stated));
        let asked = answer(&review, RULE, "replica");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}

#[test]
fn its_fixes_cure_it() {
    fixes_cure(&replica(), RULE, "replica");
    fixes_cure(&cache(), RULE, "kept");
}
