//! Every rule: fires with its exact numbers, stays quiet, says unknown without its input, and each
//! fix cures it without making another verdict worse unannounced.

mod availability_below_objective;
mod backlog_drain_time;
mod bandwidth_saturation;
mod blind_failure;
mod blob_lost_update;
mod blobs_in_database;
mod blocking_migration;
mod broker_for_trickle;
mod cache_does_not_help;
mod cache_stampede;
mod chatty_calls;
mod client_retry_after_timeout;
mod cold_cache_overload;
mod connection_pool_mismatch;
mod datastore_exposed;
mod decided;
mod decisive_number_is_a_guess;
mod distributed_transaction;
mod dual_write;
mod duplicate_delivery;
mod every_example;
mod failover_exceeds_error_budget;
mod fan_out_tail;
mod fixed_cost_exceeds_value;
mod giant_cache_key;
mod global_lock;
mod growth_outruns_capacity;
mod hard_dependency_without_fallback;
mod hop_tax;
mod hot_partition;
mod hot_row_lock;
mod latency_budget_exceeded;
mod local_state_behind_load_balancer;
mod lock_held_across_remote_call;
mod lock_without_expiry_or_fence;
mod logic_in_database;
mod metastable_overload;
mod no_admission_control;
mod no_headroom_after_loss;
mod one_database_for_everything;
mod ordering_lost;
mod over_capacity;
mod oversell_race;
mod pattern_without_requirement;
mod poison_message;
mod polling_load;
mod queue_grows_forever;
mod redelivery_before_done;
mod regressions;
mod retry_amplification;
mod retry_duplicates_effect;
mod retry_without_jitter;
mod scale_out_does_not_help;
mod scheduled_overlap;
mod sensitivity;
mod service_sprawl;
mod shared_database;
mod single_point_of_failure;
mod single_zone;
mod slow_dependency_cascade;
mod spike_outruns_autoscaling;
mod stale_read;
mod store_access_mismatch;
mod sync_bulk_loop;
mod sync_cycle;
mod system_of_record_without_restore;
mod tangled_flow;
mod temporary_without_expiry;
mod thread_pool_exhaustion;
mod timeout_inversion;
mod timeout_missing;
mod unanswered_question;
mod uncached_read_hotspot;
mod volatile_system_of_record;
mod work_not_needed_for_response;

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
        length: None,
    });
    board
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
fn every_rule_has_an_example_on_which_it_says_something() {
    for rule in ALL {
        let board = rule.example.board().unwrap_or_else(|| panic!("{}: no board", rule.id));
        let review = Review::of(&board);
        let open = |a: &&Answer| a.rule.id == rule.id && a.verdict != Verdict::Fine;
        let said = review.answers().iter().find(open);
        let said = said.unwrap_or_else(|| panic!("{} says nothing about its example", rule.id));
        assert!(!review.sentence(said).is_empty(), "{}", rule.id);
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
