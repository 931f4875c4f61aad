//! Every rule: fires with its exact numbers, stays quiet, says unknown without its input, and each
//! fix cures it without making another verdict worse unannounced.

use super::sketch::{sketch, with};
use super::{ALL, Answer, Review, Verdict};
use crate::edit::apply_all;
use crate::model::{Board, Change, Scenario, ScenarioId, Span, Value};

const LOADED: &str = "order.rate = 25/s; order.event = x8";

fn chain() -> Board {
    with(&sketch("browser:client -> api -> inventory -> db:relational-db"), LOADED)
}

fn answer<'a>(review: &'a Review, rule: &str, subject: &str) -> &'a Answer {
    review
        .answers()
        .iter()
        .find(|a| a.rule.id == rule && a.subjects.iter().any(|s| s.as_str() == subject))
        .unwrap_or_else(|| panic!("{rule} said nothing about {subject}"))
}

fn verdict(board: &Board, rule: &str, subject: &str) -> Verdict {
    answer(&Review::of(board), rule, subject).verdict
}

fn number(board: &Board, rule: &str, subject: &str, name: &str) -> f64 {
    let review = Review::of(board);
    answer(&review, rule, subject).number(name).unwrap_or_else(|| panic!("no {name}")).value
}

fn near(reached: f64, expected: f64) {
    assert!(
        (reached - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{reached} instead of {expected}"
    );
}

/// Every fix of an answer makes its verdict better, and says which others get worse.
fn fixes_cure(board: &Board, rule: &str, subject: &str) {
    let review = Review::of(board);
    let asked = answer(&review, rule, subject);
    let fixes = review.fixes(asked);
    assert!(!fixes.is_empty(), "{rule} has no fix for {subject}");
    for fix in fixes {
        let mut changed = board.clone();
        apply_all(&mut changed, &fix.edits).unwrap_or_else(|e| panic!("{}: {e}", fix.title));
        let after = Review::of(&changed);
        let now = after.find(&asked.fingerprint()).map_or(Verdict::Fine, |a| a.verdict);
        assert!(now > asked.verdict, "{} leaves it at {now:?}", fix.title);
        let announced = review.effect(&fix).worsens;
        for worse in after.answers().iter().filter(|a| a.verdict <= Verdict::Watch) {
            let before = review.find(&worse.fingerprint()).map_or(Verdict::Fine, |a| a.verdict);
            let told = announced.contains(&worse.fingerprint());
            assert!(
                worse.verdict >= before || told,
                "{} worsens {} unannounced",
                fix.title,
                worse.fingerprint()
            );
        }
    }
}

fn scenario(board: &Board, changes: Vec<Change>) -> Board {
    let mut board = board.clone();
    board.scenarios.put(Scenario {
        id: ScenarioId::new("what-if"),
        name: "What if".to_owned(),
        changes,
    });
    board
}

mod single_point_of_failure {
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
}

mod availability_below_objective {
    use super::*;
    const RULE: &str = "availability-below-objective";
    const STATED: &str =
        "api.availability = 99.9 %; inventory.availability = 99.9 %; db.availability = 99.9 %";

    #[test]
    fn parts_in_a_row_multiply() {
        let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
        assert_eq!(verdict(&board, RULE, "order"), Verdict::Breaks);
        near(number(&board, RULE, "order", "availability"), 0.999_f64.powi(3));
        near(number(&board, RULE, "order", "error budget"), 0.001 * 730.0 * 3600.0);
    }

    #[test]
    fn sixteen_parts_at_three_nines_are_away_half_a_day_a_month() {
        let text: Vec<String> = (0..16).map(|i| format!("s{i}")).collect();
        let board = sketch(&format!("browser:client -> {}", text.join(" -> ")));
        let stated: String = text.iter().map(|s| format!("{s}.availability = 99.9 %;")).collect();
        let board = with(&board, &format!("{stated} order.availability_objective = 99 %"));
        near(number(&board, RULE, "order", "availability"), 0.999_f64.powi(16));
        let hours = number(&board, RULE, "order", "downtime a month") / 3600.0;
        assert!((hours - 11.59).abs() < 0.01, "{hours}");
    }

    #[test]
    fn an_objective_that_is_met_is_fine_and_a_missing_one_is_asked_for() {
        let board = with(&chain(), STATED);
        assert_eq!(
            verdict(&with(&board, "order.availability_objective = 99 %"), RULE, "order"),
            Verdict::Fine
        );
        assert_eq!(verdict(&board, RULE, "order"), Verdict::Unknown);
    }

    #[test]
    fn the_first_fix_cures_it() {
        let board = with(&with(&chain(), STATED), "order.availability_objective = 99.9 %");
        let review = Review::of(&board);
        let asked = answer(&review, RULE, "order");
        let fix = review.fixes(asked).remove(0);
        assert!(review.effect(&fix).resolves.contains(&asked.fingerprint()), "{}", fix.title);
    }
}

mod no_headroom_after_loss {
    use super::*;
    const RULE: &str = "no-headroom-after-loss";

    fn three_at_seventy_percent() -> Board {
        let board = sketch("browser:client -> api");
        with(
            &board,
            "api.replicas = 3; api.slots = 10; api.service_time = 100 ms; order.rate = 210/s; api.queue_limit = 150",
        )
    }

    #[test]
    fn three_at_seventy_percent_are_too_few_when_one_dies() {
        let board = three_at_seventy_percent();
        assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
        near(number(&board, RULE, "api", "survivors"), 1.05);
        near(number(&board, RULE, "api", "overflow"), 10.0);
        near(number(&board, RULE, "api", "queue full after"), 15.0);
    }

    #[test]
    fn four_are_enough_and_shedding_is_too() {
        let board = three_at_seventy_percent();
        assert_eq!(verdict(&with(&board, "api.replicas = 4"), RULE, "api"), Verdict::Fine);
        assert_eq!(verdict(&with(&board, "api.limit = 150/s"), RULE, "api"), Verdict::Fine);
    }

    #[test]
    fn growth_alone_is_watched() {
        let board = with(&three_at_seventy_percent(), "order.rate = 150/s; order.growth = 50 %");
        assert_eq!(verdict(&board, RULE, "api"), Verdict::Watch);
    }

    #[test]
    fn without_a_rate_it_is_unknown() {
        let board = with(&sketch("browser:client -> api"), "api.replicas = 3");
        assert_eq!(verdict(&board, RULE, "api"), Verdict::Unknown);
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&three_at_seventy_percent(), RULE, "api");
    }
}

mod latency_budget_exceeded {
    use super::*;
    const RULE: &str = "latency-budget-exceeded";

    fn constant() -> Board {
        let board = with(&sketch("browser:client -> a -> b; a -> c"), "order.rate = 1/s");
        let constant = "a.service_time_scv = x0; b.service_time_scv = x0; c.service_time_scv = x0";
        with(
            &board,
            &format!(
                "a.service_time = 100 ms; b.service_time = 200 ms; c.service_time = 300 ms; {constant}"
            ),
        )
    }

    #[test]
    fn hops_add_up() {
        let board = with(&constant(), "order.latency_objective = 500 ms");
        assert_eq!(verdict(&board, RULE, "order"), Verdict::Breaks);
        near(number(&board, RULE, "order", "p99"), 0.6);
    }

    #[test]
    fn of_calls_at_the_same_time_the_slowest_counts() {
        let board = with(
            &constant(),
            "order.latency_objective = 1 s; a-to-b.parallel = both; a-to-c.parallel = both",
        );
        near(number(&board, RULE, "order", "mean"), 0.4);
    }

    #[test]
    fn variable_hops_have_a_tail() {
        // One exponential hop of 100 ms: 100 + 2.326 × 100.
        let board = with(
            &sketch("browser:client -> a"),
            "order.rate = 0.01/s; a.service_time = 100 ms; order.latency_objective = 1 s",
        );
        let p99 = number(&board, RULE, "order", "p99");
        assert!((p99 - 0.332_63).abs() < 1e-4, "{p99}");
        assert_eq!(verdict(&board, RULE, "order"), Verdict::Fine);
    }

    #[test]
    fn near_the_objective_is_watched_and_no_objective_is_unknown() {
        assert_eq!(
            verdict(&with(&constant(), "order.latency_objective = 700 ms"), RULE, "order"),
            Verdict::Watch
        );
        assert_eq!(verdict(&constant(), RULE, "order"), Verdict::Unknown);
    }

    #[test]
    fn making_the_calls_at_the_same_time_cures_it() {
        let board = with(&constant(), "order.latency_objective = 590 ms");
        let review = Review::of(&board);
        let asked = answer(&review, RULE, "order");
        let fix = review.fixes(asked).remove(0);
        assert!(review.effect(&fix).resolves.contains(&asked.fingerprint()), "{}", fix.title);
    }
}

mod timeout_inversion {
    use super::*;
    const RULE: &str = "timeout-inversion";

    fn balancer() -> Board {
        let board =
            with(&sketch("browser:client -> lb:load-balancer -> api -> mail:third-party"), LOADED);
        with(
            &board,
            "lb-to-api.timeout = 30 s; api-to-mail.timeout = 15 s; api-to-mail.retries = 2; api.service_time = 10 ms; lb-to-api.retries = 1",
        )
    }

    #[test]
    fn three_attempts_of_fifteen_seconds_outlast_thirty() {
        let board = balancer();
        assert_eq!(verdict(&board, RULE, "lb-to-api"), Verdict::Breaks);
        near(number(&board, RULE, "lb-to-api", "inner worst case"), 45.01);
        near(number(&board, RULE, "lb-to-api", "wasted"), 15.01);
    }

    #[test]
    fn a_call_without_a_timeout_has_no_end() {
        let mut board = balancer();
        board.links.change("api-to-mail", |link| link.timeout = None);
        assert!(number(&board, RULE, "lb-to-api", "inner worst case").is_infinite());
    }

    #[test]
    fn nested_timeouts_and_cancelling_are_fine() {
        assert_eq!(
            verdict(&with(&balancer(), "api-to-mail.timeout = 9 s"), RULE, "lb-to-api"),
            Verdict::Fine
        );
        assert_eq!(
            verdict(&with(&balancer(), "lb-to-api.cancel = yes"), RULE, "lb-to-api"),
            Verdict::Fine
        );
    }

    #[test]
    fn without_retry_or_effect_it_is_only_watched() {
        assert_eq!(
            verdict(&with(&balancer(), "lb-to-api.retries = 0"), RULE, "lb-to-api"),
            Verdict::Watch
        );
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&balancer(), RULE, "lb-to-api");
    }
}

mod thread_pool_exhaustion {
    use super::*;
    const RULE: &str = "thread-pool-exhaustion";

    /// The published vector: 400 slots, 200/s, 0.12 s, then 5 s.
    fn vector() -> Board {
        let board = with(&sketch("browser:client -> orders -> inventory"), LOADED);
        let board = with(
            &board,
            "orders.replicas = 2; orders.slots = 200; orders.service_time = 60 ms; inventory.service_time = 60 ms; inventory.replicas = 2",
        );
        let takes = Value::parse("5 s").unwrap();
        scenario(
            &board,
            vec![Change::Slow { node: "inventory".into(), takes, span: Span::default() }],
        )
    }

    #[test]
    fn a_slow_callee_fills_the_pool() {
        let board = vector();
        assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Breaks);
        let n = |name| number(&board, RULE, "orders-to-inventory", name);
        near(n("hold at rest"), 0.12);
        near(n("busy at rest"), 24.0);
        near(n("critical hold"), 2.0);
        near(n("full after"), 1.88);
        near(n("sustained"), 80.0);
        near(n("refused"), 0.6);
        near(n("busy when slow"), 24.0 + 200.0 * 4.94);
    }

    #[test]
    fn a_slowness_nobody_stated_is_watched() {
        let mut board = vector();
        board.scenarios.retain(|_| false);
        let board = with(&board, "orders-to-inventory.timeout = 5 s");
        assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Watch);
    }

    #[test]
    fn guards_and_enough_slots_keep_it_quiet() {
        for guard in ["timeout = 900 ms", "breaker = yes", "bulkhead = 20"] {
            let board = with(&vector(), &format!("orders-to-inventory.{guard}"));
            assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Fine, "{guard}");
        }
        assert_eq!(
            verdict(&with(&vector(), "orders.slots = 600"), RULE, "orders-to-inventory"),
            Verdict::Fine
        );
    }

    #[test]
    fn a_node_that_does_not_block_is_not_asked() {
        let review = Review::of(&with(&vector(), "orders.blocking = no"));
        assert!(
            !review
                .answers()
                .iter()
                .any(|a| a.rule.id == RULE && a.subjects[0].as_str() == "orders")
        );
    }

    #[test]
    fn without_a_rate_it_is_unknown() {
        let mut board = vector();
        board.flows.change("order", |flow| flow.rate = None);
        assert_eq!(verdict(&board, RULE, "orders-to-inventory"), Verdict::Unknown);
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&vector(), RULE, "orders-to-inventory");
    }
}

mod slow_dependency_cascade {
    use super::*;
    const RULE: &str = "slow-dependency-cascade";

    fn tower() -> Board {
        let board =
            with(&sketch("browser:client -> shop -> orders -> inventory"), "order.rate = 100/s");
        let board = with(
            &board,
            "shop.slots = 100; orders.slots = 100; shop.service_time = 100 ms; orders.service_time = 100 ms; inventory.service_time = 100 ms; inventory.replicas = 3",
        );
        let takes = Value::parse("10 s").unwrap();
        scenario(
            &board,
            vec![Change::Slow { node: "inventory".into(), takes, span: Span::default() }],
        )
    }

    #[test]
    fn it_climbs_level_by_level() {
        let board = tower();
        let review = Review::of(&board);
        let asked = answer(&review, RULE, "inventory");
        assert_eq!(asked.verdict, Verdict::Breaks);
        let full: Vec<f64> = asked
            .numbers
            .iter()
            .filter(|n| n.name == "full after")
            .map(|n| n.value.value)
            .collect();
        // Orders: 100/s × 0.2 s = 20 of 100 busy, full after 0.8 s.
        near(full[0], 0.8);
    }

    #[test]
    fn a_breaker_cuts_it_off() {
        assert_eq!(
            verdict(&with(&tower(), "orders-to-inventory.breaker = yes"), RULE, "inventory"),
            Verdict::Fine
        );
    }

    #[test]
    fn without_a_rate_nobody_asks() {
        let mut board = tower();
        board.flows.change("order", |flow| flow.rate = None);
        assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&tower(), RULE, "inventory");
    }
}

mod hot_row_lock {
    use super::*;
    const RULE: &str = "hot-row-lock";
    const LINK: &str = "stock-to-db";

    fn lock() -> Board {
        let board = with(&sketch("browser:client -> stock -> db:relational-db"), LOADED);
        with(
            &board,
            "stock-to-db.interaction = lock; stock-to-db.lock_scope = row; stock-to-db.lock_hold = 50 ms; order.hot_key_share = 20 %",
        )
    }

    #[test]
    fn the_hottest_row_is_the_capacity_of_everything() {
        let board = lock();
        assert_eq!(verdict(&board, RULE, LINK), Verdict::Breaks);
        near(number(&board, RULE, LINK, "one lock serves"), 20.0);
        near(number(&board, RULE, LINK, "hottest item gets"), 40.0);
        near(number(&board, RULE, LINK, "all together"), 100.0);
        near(number(&board, RULE, LINK, "wait after a minute"), 60.0);
    }

    #[test]
    fn five_hundred_at_once_wait_in_line() {
        let people = Value::parse("500").unwrap();
        let board = scenario(
            &lock(),
            vec![Change::Burst { flow: "order".into(), people, span: Span::default() }],
        );
        let board = with(&board, "stock-to-db.lock_timeout = 5 s");
        near(number(&board, RULE, LINK, "last waits"), 25.0);
        near(number(&board, RULE, LINK, "mean waits"), 12.525);
        near(number(&board, RULE, LINK, "served before the lock timeout"), 100.0);
        fixes_cure(&board, RULE, LINK);
    }

    #[test]
    fn waits_below_saturation_are_those_of_constant_service() {
        // ρ = 0.8: ρh/(2(1 − ρ)) = 0.1 s on the hottest row.
        let board =
            with(&lock(), "order.event = x1; order.rate = 16/s; order.hot_key_share = 100 %");
        let review = Review::of(&board);
        let wait =
            review.facts().locks[1].unwrap().mean_wait.at(crate::facts::Moment::Now).unwrap();
        near(wait.value, 0.1);
        assert_eq!(verdict(&board, RULE, LINK), Verdict::Watch);
    }

    #[test]
    fn a_short_hold_is_fine_and_missing_numbers_are_asked_for() {
        assert_eq!(
            verdict(&with(&lock(), "stock-to-db.lock_hold = 5 ms"), RULE, LINK),
            Verdict::Fine
        );
        let mut board = lock();
        board.flows.change("order", |flow| flow.hot_key_share = None);
        let review = Review::of(&board);
        let asked = answer(&review, RULE, LINK);
        assert_eq!(asked.verdict, Verdict::Unknown);
        assert_eq!(asked.missing[0].key, "hot_key_share");
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&lock(), RULE, LINK);
    }
}

mod over_capacity {
    use super::*;
    const RULE: &str = "over-capacity";

    fn small() -> Board {
        let board = with(
            &sketch("browser:client -> api"),
            "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms",
        );
        with(&board, "api.queue_limit = 80")
    }

    #[test]
    fn more_arrives_than_it_can_do() {
        let board = small();
        assert_eq!(verdict(&board, RULE, "api"), Verdict::Breaks);
        near(number(&board, RULE, "api", "capacity"), 40.0);
        near(number(&board, RULE, "api", "too much"), 40.0);
        near(number(&board, RULE, "api", "queue full after"), 2.0);
        let review = Review::of(&board);
        near(answer(&review, RULE, "api").breaks_at.unwrap().value, 4.0);
    }

    #[test]
    fn waits_are_those_of_the_pool() {
        // Ten slots at 0.8: C = 0.40918, wait = C/(c − a) × S = 0.020459 s.
        let board = with(
            &sketch("browser:client -> api"),
            "order.rate = 80/s; api.slots = 10; api.service_time = 100 ms",
        );
        let wait = number(&board, RULE, "api", "mean wait");
        assert!((wait - 0.020_459).abs() < 1e-6, "{wait}");
    }

    #[test]
    fn a_closed_loop_offers_what_its_users_can() {
        let board = with(
            &sketch("browser:client -> api"),
            "order.users = 2,000; order.think_time = 9 s; api.service_time = 1 s",
        );
        near(number(&board, RULE, "api", "arrivals"), 200.0);
    }

    #[test]
    fn room_enough_is_fine_growth_is_watched_and_no_rate_is_unknown() {
        assert_eq!(verdict(&with(&small(), "api.slots = 40"), RULE, "api"), Verdict::Fine);
        assert_eq!(
            verdict(&with(&small(), "order.event = x1; order.growth = 150 %"), RULE, "api"),
            Verdict::Watch
        );
        let board = with(&sketch("browser:client -> api"), "api.slots = 4");
        assert_eq!(verdict(&board, RULE, "api"), Verdict::Unknown);
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&small(), RULE, "api");
    }
}

mod retry_amplification {
    use super::*;
    const RULE: &str = "retry-amplification";

    fn layers(retries: [u32; 3]) -> Board {
        let board = with(&sketch("browser:client -> a -> b -> c"), LOADED);
        let [x, y, z] = retries;
        with(
            &board,
            &format!("browser-to-a.retries = {x}; a-to-b.retries = {y}; b-to-c.retries = {z}"),
        )
    }

    #[test]
    fn layers_multiply() {
        near(number(&layers([3, 3, 3]), RULE, "order", "worst case"), 64.0);
        near(number(&layers([2, 2, 1]), RULE, "order", "worst case"), 18.0);
        assert_eq!(verdict(&layers([2, 2, 1]), RULE, "order"), Verdict::Breaks);
    }

    #[test]
    fn one_layer_and_budgets_are_fine() {
        assert_eq!(verdict(&layers([2, 0, 0]), RULE, "order"), Verdict::Fine);
        let budget = "browser-to-a.retry_budget = 10 %; a-to-b.retry_budget = 10 %; b-to-c.retry_budget = 10 %";
        assert_eq!(verdict(&with(&layers([3, 3, 3]), budget), RULE, "order"), Verdict::Fine);
    }

    #[test]
    fn lost_answers_add_load() {
        let share = Value::parse("50 %").unwrap();
        let change =
            Change::AnswersLost { link: "browser-to-a".into(), share, span: Span::default() };
        let board = scenario(&layers([3, 1, 0]), vec![change]);
        // p = 0.5, three retries: 1.875 attempts of 200/s.
        near(number(&board, RULE, "order", "offered with retries"), 375.0);
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&layers([2, 2, 1]), RULE, "order");
        fixes_cure(&layers([4, 0, 0]), RULE, "order");
    }
}

mod retry_duplicates_effect {
    use super::*;
    const RULE: &str = "retry-duplicates-effect";

    fn charge() -> Board {
        let board = with(&sketch("browser:client -> api -> bank:third-party"), LOADED);
        let board = with(&board, "browser-to-api.retries = 1; api-to-bank.effect = charges a card");
        let share = Value::parse("40 %").unwrap();
        scenario(
            &board,
            vec![Change::AnswersLost {
                link: "browser-to-api".into(),
                share,
                span: Span::default(),
            }],
        )
    }

    #[test]
    fn a_lost_answer_charges_twice() {
        let board = charge();
        assert_eq!(verdict(&board, RULE, "api-to-bank"), Verdict::Breaks);
        near(number(&board, RULE, "api-to-bank", "per request"), 1.4);
        near(number(&board, RULE, "api-to-bank", "duplicates"), 80.0);
    }

    #[test]
    fn a_key_or_no_retry_keeps_it_quiet() {
        for quiet in [
            "api-to-bank.idempotency_key = yes",
            "api-to-bank.unique_constraint = yes",
            "browser-to-api.retries = 0",
            "order.idempotency_key = yes",
        ] {
            assert_eq!(
                verdict(&with(&charge(), quiet), RULE, "api-to-bank"),
                Verdict::Fine,
                "{quiet}"
            );
        }
    }

    #[test]
    fn how_many_is_left_open_while_nobody_says_how_many_answers_are_lost() {
        let mut board = charge();
        board.scenarios.retain(|_| false);
        let review = Review::of(&board);
        let asked = answer(&review, RULE, "api-to-bank");
        assert_eq!(asked.verdict, Verdict::Breaks);
        assert!(asked.number("duplicates").is_none());
        near(asked.number("worst case").unwrap().value, 2.0);
    }

    #[test]
    fn its_fixes_cure_it() {
        fixes_cure(&charge(), RULE, "api-to-bank");
    }
}

mod unanswered_question {
    use super::*;
    const RULE: &str = "unanswered-question";

    #[test]
    fn the_number_that_settles_most_comes_first() {
        let board = sketch("browser:client -> api -> inventory -> db:relational-db");
        let review = Review::of(&board);
        let asked: Vec<&Answer> = review.answers().iter().filter(|a| a.rule.id == RULE).collect();
        assert_eq!(asked[0].missing[0].key, "rate");
        assert!(asked[0].number("answers").unwrap().value >= 5.0);
    }

    #[test]
    fn nothing_open_nothing_asked() {
        let board =
            with(&chain(), "order.latency_objective = 10 s; order.availability_objective = 90 %");
        assert!(!Review::of(&board).answers().iter().any(|a| a.rule.id == RULE));
    }

    #[test]
    fn a_board_without_flows_is_asked_for_one() {
        let mut board = chain();
        board.flows.retain(|_| false);
        assert!(
            Review::of(&board)
                .answers()
                .iter()
                .any(|a| a.rule.id == RULE && a.subjects[0].as_str() == "board")
        );
    }
}

#[test]
fn every_rule_has_its_texts() {
    for rule in ALL {
        for text in [
            rule.asks,
            rule.why,
            rule.computes,
            rule.quiet_when,
            rule.misses,
            rule.story,
            rule.step,
        ] {
            assert!(!text.is_empty(), "{}", rule.id);
        }
        assert!(rule.asks.ends_with('?'), "{}", rule.id);
        assert!(!rule.sources.is_empty(), "{}", rule.id);
        for cause in rule.follows {
            assert!(super::by_id(cause).is_some(), "{} follows {cause}", rule.id);
        }
    }
}

#[test]
fn every_question_has_a_fingerprint_of_its_own() {
    for template in crate::file::templates::ALL {
        let review = Review::of(&template.read().unwrap().board);
        let mut seen = std::collections::BTreeSet::new();
        for answer in review.answers() {
            assert!(seen.insert(answer.fingerprint()), "{} twice", answer.fingerprint());
        }
    }
}

#[test]
fn texts_are_filled_without_gaps() {
    let board = crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    for board in [board, chain(), sketch("a:client -> b -> c -> b")] {
        let review = Review::of(&board);
        for answer in review.answers() {
            for text in [review.question(answer), review.sentence(answer)] {
                assert!(
                    !text.contains("an unknown number") && !text.contains(['{', '}']),
                    "{}: {text}",
                    answer.rule.id
                );
            }
        }
    }
}

#[test]
fn strange_boards_yield_answers_without_nan() {
    for text in [
        "a:client -> b -> c -> a",
        "a:client -> b -> b2 -> b; b -> c:queue -> d:worker -> b",
        "x -> y",
        "q:queue -> w:worker",
    ] {
        let board = with(&sketch(text), "order.rate = 1/s");
        let review = Review::of(&board);
        for answer in review.answers() {
            for number in review.numbers(answer) {
                assert!(!number.value.is_nan(), "{} {}", answer.rule.id, number.name);
            }
            assert!(review.why(answer).iter().all(|line| !line.text.contains("NaN")));
        }
    }
}

#[test]
fn a_loop_that_feeds_itself_is_over_capacity_and_one_that_dies_out_is_counted() {
    let board =
        with(&sketch("a:client -> b -> c -> b"), "order.rate = 1/s; c-to-b.probability = 50 %");
    // Visits of b: 1 + ½ + ¼ + … = 2.
    near(number(&board, "over-capacity", "b", "arrivals"), 2.0);
    let endless = with(&board, "c-to-b.probability = 100 %");
    assert_eq!(verdict(&endless, "over-capacity", "b"), Verdict::Breaks);
}

#[test]
fn a_very_long_chain_is_answered_without_running_out_of_stack() {
    let names: Vec<String> = (0..10_000).map(|i| format!("s{i}")).collect();
    let nodes = std::iter::once("browser")
        .chain(names.iter().map(String::as_str))
        .map(|name| {
            let kind =
                crate::model::kinds::by_slug(if name == "browser" { "client" } else { "service" });
            crate::model::Node::bare(
                name.into(),
                kind.unwrap(),
                name.to_owned(),
                crate::model::Point::default(),
                None,
                false,
                Vec::new(),
            )
        })
        .collect();
    let links = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let from = if i == 0 { "browser".to_owned() } else { format!("s{}", i - 1) };
            let mut link = crate::model::Link::bare(
                format!("l{i}").as_str().into(),
                from.as_str().into(),
                name.as_str().into(),
                crate::model::Interaction::Call,
                String::new(),
            );
            link.calls = Value::parse("x1").ok();
            link.retries = Value::parse("1").ok();
            link
        })
        .collect();
    let mut flow = crate::model::Flow::bare("order".into(), "Order".to_owned(), Vec::new());
    flow.rate = Value::parse("1/s").ok();
    let board = Board { nodes, links, flows: std::iter::once(flow).collect(), ..Board::default() };
    let review = Review::of(&board);
    let last = answer(&review, "availability-below-objective", "order");
    assert!(!review.why(last).is_empty());
    let worst = answer(&review, "retry-amplification", "order");
    assert!(review.sentence(worst).contains("without limit"), "{}", review.sentence(worst));
}

/// What once went wrong.
mod regressions {
    use super::*;

    #[test]
    fn a_loop_that_loses_one_in_a_hundred_is_counted() {
        let board =
            with(&sketch("a:client -> b -> c -> b"), "order.rate = 1/s; c-to-b.probability = 99 %");
        let arrivals = number(&board, "over-capacity", "b", "arrivals");
        assert!((arrivals - 100.0).abs() < 1e-3, "{arrivals}");
    }

    #[test]
    fn a_load_without_limit_proposes_no_number_of_copies() {
        let board = with(
            &sketch("a:client -> b -> c -> b"),
            "order.rate = 1/s; c-to-b.probability = 100 %",
        );
        let review = Review::of(&board);
        for answer in review.answers() {
            assert!(
                review.fixes(answer).iter().all(|fix| !fix.title.contains(" 0 ")),
                "{}",
                answer.rule.id
            );
        }
        assert!(!review.sentence(answer(&review, "over-capacity", "b")).contains("without limit"));
    }

    #[test]
    fn a_call_that_never_happens_adds_no_time() {
        let board = with(
            &sketch("a:client -> b; a -> c"),
            "order.rate = 100/s; a-to-c.calls = x0; order.latency_objective = 1 s",
        );
        let board = with(&board, "b.slots = 1; b.service_time = 50 ms");
        assert_eq!(verdict(&board, "latency-budget-exceeded", "order"), Verdict::Breaks);
    }

    #[test]
    fn calls_pauses_and_every_flow_count_for_the_longest_time() {
        let board = with(
            &sketch("a:client -> b -> c"),
            "order.rate = 1/s; a-to-b.timeout = 3 s; b-to-c.timeout = 1 s",
        );
        let ten = with(&board, "b-to-c.calls = x10; b.service_time = 0 s");
        assert!(
            (number(&ten, "timeout-inversion", "a-to-b", "inner worst case") - 10.0).abs() < 1e-9
        );
        let doubling = with(
            &board,
            "b-to-c.retries = 6; b-to-c.backoff = exponential; b-to-c.backoff_base = 1 s; b.service_time = 0 s",
        );
        near(number(&doubling, "timeout-inversion", "a-to-b", "inner worst case"), 7.0 + 63.0);
    }

    #[test]
    fn no_fix_sets_a_timeout_below_the_usual_time_of_a_call() {
        let board = with(
            &sketch("a:client -> b -> c"),
            "order.rate = 900/s; b.slots = 200; c.service_time = 200 ms",
        );
        let review = Review::of(&board);
        let fixes = review.fixes(answer(&review, "thread-pool-exhaustion", "b-to-c"));
        assert!(fixes.iter().all(|fix| !fix.title.starts_with("Give up")), "{fixes:?}");
    }

    #[test]
    fn an_admission_limit_above_the_survivors_sheds_nothing() {
        let board = with(
            &sketch("a:client -> b"),
            "order.rate = 210/s; b.replicas = 3; b.slots = 10; b.service_time = 100 ms; b.limit = 1000/s",
        );
        assert_eq!(verdict(&board, "no-headroom-after-loss", "b"), Verdict::Breaks);
    }

    #[test]
    fn a_timeout_beside_the_lock_is_no_measure_of_patience() {
        let people = Value::parse("10").unwrap();
        let board = with(
            &sketch("browser:client -> stock -> db:relational-db; stock -> other"),
            "order.rate = 1/s; order.hot_key_share = 10 %",
        );
        let board = with(
            &board,
            "stock-to-db.interaction = lock; stock-to-db.lock_hold = 50 ms; stock-to-other.timeout = 50 ms",
        );
        let board = scenario(
            &board,
            vec![Change::Burst { flow: "order".into(), people, span: Span::default() }],
        );
        assert_eq!(verdict(&board, "hot-row-lock", "stock-to-db"), Verdict::Fine);
        let hasty = with(&board, "browser-to-stock.timeout = 50 ms");
        assert_eq!(verdict(&hasty, "hot-row-lock", "stock-to-db"), Verdict::Breaks);
    }

    #[test]
    fn a_standby_adds_no_capacity() {
        let board = with(
            &sketch("a:client -> db:relational-db"),
            "order.rate = 1/s; db.slots = 10; db.service_time = 100 ms",
        );
        let twin = with(&board, "db.replicas = 2; db.failover = automatic");
        near(number(&board, "over-capacity", "db", "capacity"), 100.0);
        near(number(&twin, "over-capacity", "db", "capacity"), 100.0);
    }

    #[test]
    fn two_clients_share_the_rate_of_their_flow() {
        let board = with(&sketch("a:client -> api; b:client -> api"), "order.rate = 10/s");
        near(number(&board, "over-capacity", "api", "arrivals"), 10.0);
    }

    #[test]
    fn two_years_are_never_milder_than_the_event_they_contain() {
        let board = with(
            &sketch("a:client -> api"),
            "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms",
        );
        let review = Review::at(&board, Some(crate::facts::Moment::TwoYears));
        assert_eq!(answer(&review, "over-capacity", "api").verdict, Verdict::Breaks);
    }

    #[test]
    fn what_gets_through_counts_the_whole_hold_when_the_call_is_not_most_of_it() {
        let board = with(
            &sketch("a:client -> api -> db:relational-db"),
            "order.rate = 800/s; api.replicas = 2; api.slots = 32; api.service_time = 41 ms; db.service_time = 5 ms",
        );
        near(number(&board, "thread-pool-exhaustion", "api-to-db", "sustained"), 64.0 / 0.091);
    }

    #[test]
    fn a_cache_beside_a_store_is_not_needed() {
        let board = with(
            &sketch("a:client -> api -> db:relational-db; api -> kept:cache"),
            "order.rate = 1/s",
        );
        assert_eq!(verdict(&board, "single-point-of-failure", "kept"), Verdict::Fine);
    }
}
