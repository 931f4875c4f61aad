//! Tests of the rule lock-without-expiry-or-fence.

use super::*;
const RULE: &str = "lock-without-expiry-or-fence";

fn locks() -> Board {
    with(
        &sketch("browser:client -> shop -> locks:cache"),
        "order.rate = 50/s; shop-to-locks.interaction = lock; shop-to-locks.lock_scope = key; shop-to-locks.lock_hold = 2 s; shop-to-locks.lock_ttl = 10 s",
    )
}

#[test]
fn two_hold_it_at_once() {
    let board = locks();
    assert_eq!(verdict(&board, RULE, "shop-to-locks"), Verdict::Breaks);
    let share = (-5.0_f64).exp();
    near(number(&board, RULE, "shop-to-locks", "too long"), share);
    near(number(&board, RULE, "shop-to-locks", "doubles a day"), 50.0 * 86_400.0 * share);
    fixes_cure(&board, RULE, "shop-to-locks");
}

#[test]
fn without_an_expiry_it_is_stuck_and_a_long_one_is_watched() {
    let stuck = with(&locks(), "shop-to-locks.lock_ttl =; shop-to-locks.lock_fenced = no");
    assert_eq!(verdict(&stuck, RULE, "shop-to-locks"), Verdict::Breaks);
    fixes_cure(&stuck, RULE, "shop-to-locks");
    let long = with(&locks(), "shop-to-locks.lock_hold = 100 ms");
    assert_eq!(verdict(&long, RULE, "shop-to-locks"), Verdict::Watch);
    fixes_cure(&long, RULE, "shop-to-locks");
}

#[test]
fn a_token_harmless_work_and_database_locks_are_quiet() {
    for stated in ["lock_fenced = yes", "idempotent = yes", "unique_constraint = yes"] {
        let board = with(&locks(), &format!("shop-to-locks.{stated}"));
        assert_eq!(verdict(&board, RULE, "shop-to-locks"), Verdict::Fine, "{stated}");
    }
    let row = Review::of(&with(&locks(), "shop-to-locks.lock_scope = row"));
    assert!(!row.answers().iter().any(|a| a.rule.id == RULE));
}

#[test]
fn without_an_expiry_or_a_hold_nobody_knows() {
    for (stated, key) in
        [("shop-to-locks.lock_ttl =", "lock_ttl"), ("shop-to-locks.lock_hold =", "lock_hold")]
    {
        let review = Review::of(&with(&locks(), stated));
        let asked = answer(&review, RULE, "shop-to-locks");
        assert_eq!((asked.verdict, asked.missing[0].key), (Verdict::Unknown, key));
    }
}
