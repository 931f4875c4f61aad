//! Formula and simulation on boards where both are right, and where one is known not to be.

use super::*;
use crate::rules;

fn flash_sale() -> Review {
    Review::of(&crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board)
}

fn checked(review: &Review, rule: &str, subject: &str) -> Vec<Agreement> {
    let answer = review
        .answers()
        .iter()
        .find(|a| a.rule.id == rule && a.subjects.iter().any(|s| s.as_str() == subject))
        .unwrap();
    review.check(answer, &mut |_| true).unwrap().unwrap()
}

#[test]
fn every_check_is_of_a_rule() {
    for check in ALL {
        assert!(rules::by_id(check.rule).is_some(), "{}", check.rule);
    }
}

fn of(checked: &[Agreement], what: &str) -> Agreement {
    checked.iter().find(|one| one.what == what).unwrap_or_else(|| panic!("no {what}")).clone()
}

#[test]
fn the_pool_of_the_flash_sale_is_full_when_the_formula_says() {
    let checked = checked(&flash_sale(), "thread-pool-exhaustion", "orders-to-inventory");
    let full = of(&checked, "pool full after");
    assert!(full.agrees, "{}", full.sentence);
    assert!((1.8..2.1).contains(&full.simulated), "{}", full.sentence);
    assert!(of(&checked, "then gets through").agrees, "{checked:?}");
    assert!(of(&checked, "refused or left waiting").agrees, "{checked:?}");
}

#[test]
fn the_last_of_five_hundred_has_the_lock_after_as_many_holds() {
    let checked = checked(&flash_sale(), "hot-row-lock", "inventory-to-stock");
    let last = of(&checked, "the last of them has it after");
    assert!(last.agrees, "{}", last.sentence);
    // Those who give up come again and want the hottest item: less than the cap gets through.
    let through = of(&checked, "all together get through");
    assert!(!through.agrees && through.simulated < through.formula, "{}", through.sentence);
    assert!(through.sentence.contains("they differ by"), "{}", through.sentence);
}

#[test]
fn worked_examples_agree_where_the_formula_is_all_there_is() {
    let cases = [
        ("latency-budget-exceeded", "order", "mean time to answer"),
        ("hot-row-lock", "shop-to-stock", "all together get through"),
        ("over-capacity", "api", "it does"),
        ("retry-amplification", "order", "attempts at the bottom when nothing answers"),
        ("retry-duplicates-effect", "shop-to-payment", "times it happens a request"),
        ("slow-dependency-cascade", "inventory", "first caller full after"),
        ("backlog-drain-time", "events", "left then"),
        ("backlog-drain-time", "events", "gone after"),
        ("cache-stampede", "cache", "make the same thing"),
        ("cold-cache-overload", "cache", "its store is full while it is empty, and does"),
    ];
    for (rule, subject, what) in cases {
        let board = rules::by_id(rule).unwrap().example.board().unwrap();
        let checked = checked(&Review::of(&board), rule, subject);
        let agreement = of(&checked, what);
        assert!(agreement.agrees, "{rule}: {}", agreement.sentence);
        assert!(!agreement.sentence.contains("differ"), "{}", agreement.sentence);
    }
}

#[test]
fn a_difference_is_said_with_its_size_and_its_reason() {
    let apart = |simulated: f64| {
        agreement(Pair {
            what: "it does",
            formula: 100.0,
            simulated,
            unit: Unit::PerSecond,
            tolerance: 0.08,
            leaves_out: "it is a guess",
            said: None,
        })
    };
    assert_eq!(apart(107.0).sentence, "it does: formula 100/s, simulated 107/s");
    assert_eq!(
        apart(130.0).sentence,
        "it does: formula 100/s, simulated 130/s; they differ by 30 %, more than the 8 % this formula is good for: it is a guess"
    );
    assert!(apart(900.0).sentence.contains("by a factor of 9,"), "{}", apart(900.0).sentence);
    assert!(!apart(f64::INFINITY).agrees && !apart(0.0).agrees);
}

#[test]
fn a_check_can_be_called_off() {
    let review = flash_sale();
    let answer = review.answers().iter().find(|a| a.rule.id == "hot-row-lock").unwrap();
    let stopped = review.check(answer, &mut |_| false).unwrap();
    assert_eq!(stopped, Err(Unchecked::Stopped(Stopped::Cancelled)));
}

#[test]
fn checking_twice_gives_the_same() {
    let review = flash_sale();
    let once = || checked(&review, "thread-pool-exhaustion", "orders-to-inventory");
    assert_eq!(once(), once());
}

#[test]
fn below_a_third_it_comes_back_and_above_it_does_not() {
    // 300/s can be done, two retries after half a second: the bound is 100/s.
    let drawn = crate::rules::sketch::sketch("browser:client -> api");
    let board = |rate: &str| {
        let stated = format!(
            "order.rate = {rate}; api.slots = 3; api.service_time = 10 ms; \
             browser-to-api.timeout = 500 ms; browser-to-api.retries = 2"
        );
        Review::of(&crate::rules::sketch::with(&drawn, &stated))
    };
    let back = |rate: &str| {
        let checked = checked(&board(rate), "metastable-overload", "browser-to-api");
        assert!(checked[0].agrees, "{}", checked[0].sentence);
        checked[0].simulated
    };
    assert!((back("95/s") - 5.0).abs() < 1e-9);
    assert!(back("105/s") < 1.0);
}

#[test]
fn a_store_that_survives_is_asked_for_all_that_is_read() {
    let board = crate::rules::by_id("cold-cache-overload").unwrap().example.board().unwrap();
    let board = crate::rules::sketch::with(&board, "db.capacity = 20,000/s; shop.slots = 10,000");
    let checked = checked(&Review::of(&board), "cold-cache-overload", "cache");
    let asked = of(&checked, "its store is asked, while it is empty");
    assert!(asked.agrees && (asked.formula - 10_000.0).abs() < 1e-6, "{}", asked.sentence);
}

#[test]
fn a_long_outage_is_played_shorter_and_says_so() {
    let board = crate::rules::by_id("backlog-drain-time").unwrap().example.board().unwrap();
    let board = crate::rules::sketch::with(
        &board,
        "order.rate = 5,000/s; order.event =; order.event_length =; mailer.capacity = 15,000/s",
    );
    let checked = checked(&Review::of(&board), "backlog-drain-time", "events");
    let left = of(&checked, "left of a shorter one");
    assert!(left.agrees && left.formula < 3_000_000.0, "{}", left.sentence);
}

#[test]
fn one_makes_it_where_the_others_wait() {
    let board = crate::rules::by_id("cache-stampede").unwrap().example.board().unwrap();
    let review = Review::of(&crate::rules::sketch::with(&board, "cache.coalescing = yes"));
    let answer = review.answers().iter().find(|a| a.rule.id == "cache-stampede").unwrap();
    assert!(matches!(review.check(answer, &mut |_| true), Some(Err(Unchecked::Nothing(_)))));
}
