//! The article's story as one board: every number in the answer is computed from the inputs, and a
//! change of an input changes it as an independent closed form says.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use loadbearing::edit::{Edit, apply_all};
use loadbearing::file::templates;
use loadbearing::model::{Board, ElementId, FlowId, LinkId, NodeId};
use loadbearing::rules::{Answer, Review, Verdict};

fn flash_sale() -> Board {
    templates::by_slug("flash-sale").unwrap().read().unwrap().board
}

fn set(board: &Board, of: impl Into<ElementId>, key: &str, to: &str) -> Board {
    let mut board = board.clone();
    let edit = Edit::Set { of: of.into(), key: key.to_owned(), to: Some(to.to_owned()) };
    apply_all(&mut board, &[edit]).unwrap();
    board
}

fn number(review: &Review, rule: &str, subject: &str, name: &str) -> f64 {
    let answer = find(review, rule, subject);
    answer.number(name).unwrap_or_else(|| panic!("{rule} has no {name}")).value
}

fn find<'a>(review: &'a Review, rule: &str, subject: &str) -> &'a Answer {
    review
        .answers()
        .iter()
        .find(|a| a.rule.id == rule && a.subjects.iter().any(|s| s.as_str() == subject))
        .unwrap_or_else(|| panic!("{rule} said nothing about {subject}"))
}

fn near(reached: f64, expected: f64) {
    assert!(
        (reached - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{reached} instead of {expected}"
    );
}

const POOL: (&str, &str) = ("thread-pool-exhaustion", "orders-to-inventory");
const LOCK: (&str, &str) = ("hot-row-lock", "inventory-to-stock");
const TWICE: (&str, &str) = ("retry-duplicates-effect", "orders-to-payment");

#[test]
fn one_story_of_five_steps_ends_with_being_charged_twice() {
    let review = Review::of(&flash_sale());
    assert_eq!(review.stories().len(), 1);
    let story = &review.stories()[0];
    let steps: Vec<&str> = story.steps.iter().map(|step| step.label).collect();
    assert_eq!(
        steps,
        ["row lock", "slow dependency", "pool full", "timeouts and retries", "done twice"]
    );
}

#[test]
fn the_pool_fills_as_littles_law_says_when_any_input_changes() {
    let board = flash_sale();
    let slow = |takes: &str| {
        let mut board = board.clone();
        let mut scenario = board.scenarios.get("inventory-slows").unwrap().clone();
        if let Some(loadbearing::model::Change::Slow { takes: known, .. }) =
            scenario.changes.first_mut()
        {
            *known = loadbearing::model::Value::parse(takes).unwrap();
        }
        board.scenarios.put(scenario);
        board
    };
    let node = |id: &str| NodeId::new(id);
    let link = |id: &str| LinkId::new(id);
    let flow = FlowId::new("place-an-order");
    // (board, rate now, event, slots, own, inventory's own, lock hold, payment, slow call)
    let base = (25.0, 8.0, 400.0, 0.010, 0.010, 0.050, 0.050, 5.0);
    let cases = [
        (board.clone(), base),
        (
            set(&board, flow.clone(), "rate", "50/s"),
            (50.0, 8.0, 400.0, 0.010, 0.010, 0.050, 0.050, 5.0),
        ),
        (set(&board, flow, "event", "x6"), (25.0, 6.0, 400.0, 0.010, 0.010, 0.050, 0.050, 5.0)),
        (
            set(&board, node("orders"), "slots", "150"),
            (25.0, 8.0, 300.0, 0.010, 0.010, 0.050, 0.050, 5.0),
        ),
        (
            set(&board, node("orders"), "replicas", "3"),
            (25.0, 8.0, 600.0, 0.010, 0.010, 0.050, 0.050, 5.0),
        ),
        (
            set(&board, node("orders"), "service_time", "20 ms"),
            (25.0, 8.0, 400.0, 0.020, 0.010, 0.050, 0.050, 5.0),
        ),
        (
            set(&board, node("inventory"), "service_time", "30 ms"),
            (25.0, 8.0, 400.0, 0.010, 0.030, 0.050, 0.050, 5.0),
        ),
        (
            set(&board, link("inventory-to-stock"), "lock_hold", "80 ms"),
            (25.0, 8.0, 400.0, 0.010, 0.010, 0.080, 0.050, 5.0),
        ),
        (
            set(&board, node("payment"), "service_time", "90 ms"),
            (25.0, 8.0, 400.0, 0.010, 0.010, 0.050, 0.090, 5.0),
        ),
        (slow("8 s"), (25.0, 8.0, 400.0, 0.010, 0.010, 0.050, 0.050, 8.0)),
    ];
    for (board, (rate, event, slots, own, inventory, lock, payment, slow)) in cases {
        let review = Review::of(&board);
        let n = |name| number(&review, POOL.0, POOL.1, name);
        let peak = rate * event;
        let call = inventory + lock;
        let hold = own + call + payment;
        let busy = peak * hold;
        near(n("hold at rest"), hold);
        near(n("busy at rest"), busy);
        near(n("slots"), slots);
        near(n("critical hold"), slots / peak);
        near(n("full after"), (slots - busy) / peak);
        near(n("sustained"), slots / slow);
        near(n("refused"), 1.0 - slots / slow / peak);
    }
}

#[test]
fn the_stated_numbers_of_the_story_appear() {
    let review = Review::of(&flash_sale());
    let pool = |name| number(&review, POOL.0, POOL.1, name);
    near(pool("hold at rest"), 0.12);
    near(pool("busy at rest"), 24.0);
    near(pool("slots"), 400.0);
    near(pool("critical hold"), 2.0);
    near(pool("full after"), 1.88);
    near(pool("sustained"), 80.0);
    near(pool("refused"), 0.6);
    let lock = |name| number(&review, LOCK.0, LOCK.1, name);
    near(lock("one lock serves"), 20.0);
    near(lock("hottest item gets"), 40.0);
    near(lock("all together"), 100.0);
    near(lock("last waits"), 25.0);
    near(lock("mean waits"), 12.525);
    near(lock("wait after a minute"), 60.0);
    near(number(&review, "retry-amplification", "place-an-order", "worst case"), 4.0);
    near(number(&review, "retry-amplification", "place-an-order", "offered with retries"), 280.0);
    near(number(&review, TWICE.0, TWICE.1, "per request"), 1.4);
    near(number(&review, TWICE.0, TWICE.1, "duplicates"), 80.0);
}

#[test]
fn the_lock_and_the_duplicates_follow_their_inputs() {
    let board = flash_sale();
    let flow = FlowId::new("place-an-order");
    let hot = Review::of(&set(&board, flow.clone(), "hot_key_share", "10 %"));
    near(number(&hot, LOCK.0, LOCK.1, "hottest item gets"), 20.0);
    near(number(&hot, LOCK.0, LOCK.1, "all together"), 200.0);
    let hold = Review::of(&set(&board, LinkId::new("inventory-to-stock"), "lock_hold", "20 ms"));
    near(number(&hold, LOCK.0, LOCK.1, "one lock serves"), 50.0);
    near(number(&hold, LOCK.0, LOCK.1, "last waits"), 10.0);
    let retries = Review::of(&set(&board, LinkId::new("browser-to-balancer"), "retries", "2"));
    near(number(&retries, TWICE.0, TWICE.1, "per request"), 1.0 + 0.4 + 0.16);
    near(number(&retries, "retry-amplification", "place-an-order", "worst case"), 6.0);
    // Replicas do not help a row lock.
    let more = Review::of(&set(&board, NodeId::new("orders"), "replicas", "20"));
    near(number(&more, LOCK.0, LOCK.1, "all together"), 100.0);
}

#[test]
fn the_fixed_twin_is_quiet() {
    let review = Review::of(&templates::by_slug("flash-sale-fixed").unwrap().read().unwrap().board);
    let loud: Vec<String> = review
        .answers()
        .iter()
        .filter(|a| matches!(a.verdict, Verdict::Breaks | Verdict::Watch))
        .map(|a| a.fingerprint().to_string())
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn every_fix_of_the_flash_sale_resolves_its_own_question() {
    let board = flash_sale();
    let review = Review::of(&board);
    for answer in review.answers() {
        for fix in review.fixes(answer) {
            let mut changed = board.clone();
            apply_all(&mut changed, &fix.edits).unwrap_or_else(|e| panic!("{}: {e}", fix.title));
            let after = Review::of(&changed);
            let verdict = after.find(&answer.fingerprint()).map_or(Verdict::Fine, |a| a.verdict);
            assert!(
                verdict > answer.verdict,
                "{} leaves {} at {verdict:?}",
                fix.title,
                answer.fingerprint()
            );
        }
    }
}
