//! Summaries of timelines made by hand, with numbers one can check in one's head.

#![expect(clippy::float_cmp, reason = "counts made by hand are exact")]

use super::*;
use crate::facts::{Facts, Moment, Sheet};
use crate::file::templates;
use crate::model::units::Seconds;
use crate::model::{Change, Known, Span};
use crate::simulate::{EffectCount, FlowTrack, LinkTrack, Outcomes, Saturated};

/// One step a second.
const STEPS: usize = 60;
const ORDERS: usize = 2;

struct Played {
    board: Board,
    system: System,
    scenario: Scenario,
    plan: Plan,
    timeline: Timeline,
}

impl Played {
    fn summary(&self) -> Summary {
        let Self { board, system, scenario, plan, timeline } = self;
        Summary::of(board, system, scenario, plan, timeline)
    }

    fn says(&self) -> String {
        self.summary().says.join("\n")
    }
}

fn slow(from: Option<f64>, until: Option<f64>) -> Scenario {
    let known = |t: f64| Known::stated(Seconds(t));
    let span = Span { from: from.map(known), until: until.map(known) };
    let takes = Known::stated(Seconds(5.0));
    let change = Change::Slow { node: "inventory".into(), takes, span };
    Scenario::of("slow".into(), "Slow".to_owned(), vec![change])
}

/// The flash sale with 200 requests each second, of which as many are answered as `ok` says.
fn played(scenario: Scenario, ok: impl Fn(usize) -> u32) -> Played {
    let board = templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let mut sheet = Sheet::default();
    let facts = Facts::of(&board, &mut sheet);
    let system = System::of(&board, &facts, Moment::Event);
    let mut plan = Plan::of(&board, &system, &scenario, 1);
    plan.set_length(STEPS as f64);
    let ok: Vec<u32> = (0..STEPS).map(ok).collect();
    let all_ok: u64 = ok.iter().map(|n| u64::from(*n)).sum();
    let flow = FlowTrack {
        begun: vec![200; STEPS],
        failed: ok.iter().map(|ok| 200u32.saturating_sub(*ok)).collect(),
        under_way: vec![0; STEPS],
        median: vec![0.12; STEPS],
        p99: vec![0.3; STEPS],
        all_begun: 200 * STEPS as u64,
        outcomes: Outcomes {
            ok: all_ok,
            rejected: 200 * STEPS as u64 - all_ok,
            ..Outcomes::default()
        },
        ok,
        ..FlowTrack::default()
    };
    let pool = PoolTrack {
        slots: vec![400.0; STEPS],
        busy: vec![24.0; STEPS],
        queue: vec![0.0; STEPS],
        arrived: vec![200; STEPS],
        answered: vec![200; STEPS],
        rejected: vec![0; STEPS],
        ..PoolTrack::default()
    };
    let link =
        LinkTrack { calls: vec![200; STEPS], retries: vec![0; STEPS], ..LinkTrack::default() };
    let timeline = Timeline {
        seed: 1,
        seconds: STEPS as f64,
        step: 1.0,
        pools: vec![pool; system.pools.len()],
        links: vec![link; system.links],
        flows: vec![flow],
        ..Timeline::default()
    };
    Played { board, system, scenario, plan, timeline }
}

#[test]
fn nothing_happens_and_that_is_an_answer() {
    let scenario = Scenario::of("calm".into(), "Calm".to_owned(), Vec::new());
    let played = played(scenario, |_| 200);
    let summary = played.summary();
    assert!(summary.is_calm());
    assert_eq!(summary.recovery, Recovery::Calm);
    assert!(summary.marks.is_empty());
    let flow = &summary.flows[0];
    assert_eq!((flow.offered, flow.goodput, flow.goodput_before), (200.0, 200.0, None));
    assert_eq!(flow.attempts, Some(1.0));
    assert!(played.says().contains("Place an order: all 200/s are answered"), "{}", played.says());
}

#[test]
fn the_first_pool_to_fill_up_is_named_with_its_time_and_what_it_does_then() {
    let mut played = played(slow(Some(10.0), None), |step| if step < 12 { 200 } else { 80 });
    played.timeline.saturated = vec![Saturated { pool: ORDERS as u32, at: 12.0 }];
    let orders = &mut played.timeline.pools[ORDERS];
    for step in 12..STEPS {
        orders.busy[step] = 400.0;
        orders.queue[step] = 100.0;
        orders.rejected[step] = 120;
        orders.answered[step] = 80;
    }
    let summary = played.summary();
    let full = summary.first_full().unwrap();
    assert_eq!((full.name.as_str(), full.at, full.after), ("Orders", 12.0, 2.0));
    let orders = &summary.pools[ORDERS];
    assert_eq!(orders.peak_busy, Some(1.0));
    assert_eq!((orders.peak_line, orders.peak_line_at), (100.0, 12.0));
    assert!((orders.refused_share - 0.6).abs() < 1e-9);
    assert!((orders.answers_per_second - 80.0).abs() < 1e-9);
    assert_eq!(orders.refused, 48 * 120);
    let flow = &summary.flows[0];
    assert_eq!((flow.offered, flow.goodput, flow.goodput_before), (200.0, 80.0, Some(200.0)));
    assert_eq!(summary.recovery, Recovery::Lasting);
    let marks: Vec<String> =
        summary.marks.iter().map(|mark| format!("{} {}", mark.at, mark.text)).collect();
    assert_eq!(
        marks,
        ["10 Inventory takes 5 s", "12 Orders is full", "12.5 Orders turns the first away"]
    );
    let says = played.says();
    assert!(
        says.starts_with("Orders is full after 2 s, then answers 80/s and turns 60 % away"),
        "{says}"
    );
    assert!(says.contains("of 200/s 80/s are answered"), "{says}");
    assert!(says.contains("48 % were turned away"), "{says}");
}

#[test]
fn it_recovers_when_goodput_is_back_and_stays() {
    let ok = |step: usize| if (10..30).contains(&step) { 80 } else { 200 };
    let summary = played(slow(Some(10.0), Some(25.0)), ok).summary();
    assert_eq!(summary.phases.over, Some(25.0));
    let Recovery::Recovered { at, after } = summary.recovery else {
        panic!("{:?}", summary.recovery)
    };
    // A look takes three seconds at least, and all of them have to be good.
    assert!((29.0..=30.0).contains(&at) && (after - (at - 25.0)).abs() < 1e-9, "{at} {after}");
    assert_eq!(summary.marks.last().unwrap().sort, MarkSort::Recovered);
    assert!(summary.marks.iter().any(|mark| mark.text == "Inventory is as before"));
}

#[test]
fn it_does_not_recover_when_goodput_stays_away() {
    let ok = |step: usize| if step < 10 { 200 } else { 20 };
    let played = played(slow(Some(10.0), Some(25.0)), ok);
    let summary = played.summary();
    assert_eq!(summary.recovery, Recovery::NotRecovered { watched: 35.0, share: 0.1 });
    assert!(
        played
            .says()
            .contains("It has not recovered 35 s after it was over: 10 % of the goodput is back")
    );
    assert!(!summary.is_calm());
}

#[test]
fn a_change_at_the_start_is_judged_by_what_is_offered() {
    let ok = |step: usize| if step < 20 { 20 } else { 200 };
    let summary = played(slow(None, Some(20.0)), ok).summary();
    assert_eq!(summary.phases.before, None);
    assert_eq!(summary.recovery, Recovery::Recovered { at: 20.0, after: 0.0 });
    let lost = |step: usize| if step < 20 { 200 } else { 20 };
    let summary = played(slow(None, Some(20.0)), lost).summary();
    assert!(matches!(summary.recovery, Recovery::NotRecovered { .. }));
}

#[test]
fn what_happens_twice_is_counted() {
    let mut played = played(slow(Some(10.0), None), |_| 200);
    let mut again = vec![0; STEPS];
    again[20] = 412;
    played.timeline.flows[0].effects = vec![EffectCount {
        effect: Effect::Charge,
        happened: vec![200; STEPS],
        again,
        recognised: 0,
    }];
    played.timeline.flows[0].stale_reads = 7;
    played.timeline.flows[0].reads = 1000;
    played.timeline.links[0].retries = vec![50; STEPS];
    let summary = played.summary();
    let effect = summary.flows[0].effects[0];
    assert_eq!((effect.happened, effect.again), (12_000, 412));
    assert_eq!(summary.flows[0].attempts, Some(1.25));
    assert!(
        summary.marks.iter().any(
            |mark| mark.at == 20.5 && mark.text == "Place an order: the first is charged twice"
        )
    );
    let says = played.says();
    assert!(
        says.contains("Charged twice: 412 of 12,000 charges were repeats, for 11,588 requests"),
        "{says}"
    );
    assert!(says.contains("7 of 1,000 reads saw old data"), "{says}");
    assert!(!summary.is_calm());
}

#[test]
fn what_happens_for_nothing_is_counted() {
    let mut played = played(slow(None, None), |step| if step < 30 { 200 } else { 0 });
    played.timeline.flows[0].effects = vec![EffectCount {
        effect: Effect::Charge,
        happened: vec![200; STEPS],
        again: vec![0; STEPS],
        recognised: 0,
    }];
    let says = played.says();
    assert!(says.contains("At least 6,000 are charged and get no answer"), "{says}");
}

#[test]
fn what_is_down_is_not_full() {
    let mut played = played(slow(Some(10.0), None), |step| if step < 10 { 200 } else { 0 });
    played.timeline.saturated = vec![Saturated { pool: ORDERS as u32, at: 10.0 }];
    played.timeline.pools[ORDERS].slots[10..].fill(0.0);
    let summary = played.summary();
    assert!(summary.full.is_empty());
    assert!(summary.pools[ORDERS].peak_busy.is_some_and(|busy| busy < 0.1));
}

#[test]
fn an_empty_run_says_nothing_that_is_not_so() {
    let board = Board::default();
    let scenario = Scenario::of("calm".into(), String::new(), Vec::new());
    let plan = Plan::calm(0.0, 1);
    let summary = Summary::of(&board, &System::default(), &scenario, &plan, &Timeline::default());
    assert!(summary.says.is_empty() && summary.flows.is_empty() && summary.full.is_empty());
}
