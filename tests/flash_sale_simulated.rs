//! The article's story, played in time: what the closed forms say comes out of single requests.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

use loadbearing::edit::{Edit, apply_all};
use loadbearing::facts::{Facts, Moment, Sheet, System};
use loadbearing::file::templates;
use loadbearing::model::units::Share;
use loadbearing::model::{Board, Change, ElementId, FlowId, LinkId, NodeId};
use loadbearing::simulate::{self, Plan, Timeline};

fn board(slug: &str) -> Board {
    templates::by_slug(slug).unwrap().read().unwrap().board
}

fn set(board: &Board, of: impl Into<ElementId>, key: &str, to: Option<&str>) -> Board {
    let mut board = board.clone();
    let edit = Edit::Set { of: of.into(), key: key.to_owned(), to: to.map(str::to_owned) };
    apply_all(&mut board, &[edit]).unwrap();
    board
}

fn link(id: &str) -> ElementId {
    LinkId::new(id).into()
}

fn flow(id: &str) -> ElementId {
    FlowId::new(id).into()
}

fn node(id: &str) -> ElementId {
    NodeId::new(id).into()
}

/// A board, a scenario of it, played.
struct Played {
    board: Board,
    run: Timeline,
}

impl Played {
    fn of(board: Board, moment: Moment, scenario: &str, seconds: f64, seed: u64) -> Self {
        let facts = Facts::of(&board, &mut Sheet::default());
        let system = System::of(&board, &facts, moment);
        let scenario = board.scenarios.get(scenario).unwrap();
        let mut plan = Plan::of(&board, &system, scenario, seed);
        plan.set_length(seconds);
        let run = simulate::run(&system, &plan, &mut |_| true).unwrap();
        Self { board, run }
    }

    fn number(&self, node: &str) -> u32 {
        self.board.nodes.position(node).unwrap() as u32
    }

    fn pool(&self, node: &str) -> &simulate::PoolTrack {
        &self.run.pools[self.number(node) as usize]
    }

    /// When a node was full for good, in seconds.
    fn full(&self, node: &str) -> f64 {
        let pool = self.number(node);
        self.run.saturated.iter().find(|saturated| saturated.pool == pool).unwrap().at
    }

    /// The lock in front of the only link that has one.
    fn lock(&self) -> u32 {
        self.board.nodes.len() as u32
    }

    /// A second's worth of a track, from one time to another.
    fn rate(&self, track: &[u32], from: f64, until: f64) -> f64 {
        let step = |time: f64| (time / self.run.step).round() as usize;
        let all: f64 = track[step(from)..step(until)].iter().map(|n| f64::from(*n)).sum();
        all / (until - from)
    }
}

const SEEDS: [u64; 3] = [1, 2, 3];

fn mean_of(seeds: impl IntoIterator<Item = u64>, of: impl Fn(u64) -> f64) -> f64 {
    let all: Vec<f64> = seeds.into_iter().map(of).collect();
    all.iter().sum::<f64>() / all.len() as f64
}

fn near(reached: f64, expected: f64, share: f64) {
    assert!((reached - expected).abs() <= share * expected, "{reached} instead of {expected}");
}

/// With so many slots in each of two replicas, a slow inventory fills them in slots / 200 seconds
/// (the formula's 1.88 s begin with 24 busy slots, a run begins with none), and then they are done
/// with slots / 5.06 s; inventory's own 400 slots allow 400 / 5 s.
#[test]
fn the_pool_fills_and_then_lets_through_what_its_slots_allow() {
    for (each, full, done) in [("200", 2.0, 400.0 / 5.0), ("100", 1.0, 200.0 / 5.06)] {
        let board = set(&board("flash-sale"), node("orders"), "slots", Some(each));
        let played = |seed| Played::of(board.clone(), Moment::Event, "inventory-slows", 60.0, seed);
        near(mean_of(SEEDS, |seed| played(seed).full("orders")), full, 0.08);
        let answered = |seed| {
            let played = played(seed);
            played.rate(&played.pool("orders").answered, 10.0, 60.0)
        };
        near(mean_of(SEEDS, answered), done, 0.02);
    }
}

/// Of 200 attempts a second 80 are taken: 60 % are refused. The browser tries each of them once
/// more, and then orders sees 400 attempts a second and refuses 80 % of them.
#[test]
fn what_the_pool_refuses_and_what_trying_again_makes_of_it() {
    for (retries, refused) in [(None, 0.6), (Some("1"), 0.8)] {
        let board = set(&board("flash-sale"), link("browser-to-balancer"), "retries", retries);
        let share = |seed| {
            let played = Played::of(board.clone(), Moment::Event, "inventory-slows", 60.0, seed);
            let orders = played.pool("orders");
            played.rate(&orders.rejected, 10.0, 60.0) / played.rate(&orders.arrived, 10.0, 60.0)
        };
        near(mean_of(SEEDS, share), refused, 0.02);
    }
}

/// Nobody waits 5 s for an answer that comes after 5.06 s: every card that is charged is charged for
/// somebody who was told that it failed, and some are charged twice.
#[test]
fn cards_are_charged_for_orders_nobody_waits_for_any_more() {
    let played = Played::of(board("flash-sale"), Moment::Event, "inventory-slows", 60.0, 1);
    let flow = &played.run.flows[0];
    let charges = &flow.effects[0];
    assert_eq!(flow.outcomes.ok, 0);
    near(charges.all() as f64, 80.0 * 55.0, 0.02);
    assert!(charges.repeats() > 100, "{}", charges.repeats());
    assert_eq!(charges.recognised, 0);
}

/// 40 % of answers are lost, everybody tries once more: 1.4 charges an order, 0.4 of them again.
#[test]
fn lost_answers_charge_two_in_five_orders_twice() {
    for (lost, again) in [(0.4, 0.4), (0.1, 0.1)] {
        let mut board = board("flash-sale");
        board.scenarios.change("answers-lost", |scenario| {
            for change in &mut scenario.changes {
                if let Change::AnswersLost { share, .. } = change {
                    share.value = Share(lost);
                }
            }
        });
        let played = |seed| Played::of(board.clone(), Moment::Now, "answers-lost", 300.0, seed);
        let charged = |seed| {
            let played = played(seed);
            let charges = &played.run.flows[0].effects[0];
            charges.all() as f64 / (charges.all() - charges.repeats()) as f64
        };
        near(mean_of(SEEDS, charged), 1.0 + again, 0.02);
    }
}

/// 500 people, one row, one after the other: the last order is done after 500 holds. Everybody who
/// tries again after 3 s takes the place of one who was served by then, so that all of it takes 3 s
/// longer.
#[test]
fn the_last_of_500_buyers_waits_for_all_the_others() {
    for (hold, retries, last) in [
        ("50 ms", None, 25.0),
        ("20 ms", None, 10.0),
        ("50 ms", Some("1"), 25.0 + 3.0),
        ("20 ms", Some("1"), 10.0 + 3.0),
    ] {
        let board = set(&board("flash-sale"), link("inventory-to-stock"), "lock_hold", Some(hold));
        let board = set(&board, link("browser-to-balancer"), "retries", retries);
        let board = set(&board, flow("place-an-order"), "rate", Some("0/s"));
        let played = Played::of(board, Moment::Now, "five-hundred-buyers", 60.0, 1);
        let reached = played.run.flows[0].settled.most;
        // The payment and the way there, a tenth of a second and sometimes three, come on top.
        assert!((last..last + 0.5).contains(&reached), "{reached} instead of {last}");
        assert_eq!(played.run.flows[0].all_begun, 500);
        assert_eq!(played.run.saturated.first().unwrap().pool, played.lock());
    }
}

/// Whatever happens to the fixed shop: the pool does not fill, and no card is charged twice.
#[test]
fn the_fixed_shop_refuses_nobody_and_charges_nobody_twice() {
    let fixed = board("flash-sale-fixed");
    let scenarios: Vec<String> =
        fixed.scenarios.iter().map(|scenario| scenario.id.as_str().to_owned()).collect();
    assert_eq!(scenarios.len(), 3);
    for scenario in scenarios {
        let played = Played::of(fixed.clone(), Moment::Event, &scenario, 60.0, 1);
        assert_eq!(played.pool("orders").outcomes.rejected, 0, "{scenario}");
        let flow = &played.run.flows[0];
        for effect in &flow.effects {
            assert_eq!(effect.repeats(), 0, "{scenario}");
        }
        if scenario == "answers-lost" {
            // Repeats reach the till, and are recognised there.
            near(flow.effects[0].recognised as f64, 0.4 * 200.0 * 57.0, 0.05);
        }
    }
}
