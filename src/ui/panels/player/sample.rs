//! A run made up for tests: a pool of 400 slots fills within two seconds, then 80 of 200 get through.

use crate::facts::{Facts, Moment, Sheet, System};
use crate::model::Board;
use crate::simulate::{EffectCount, FlowTrack, LinkTrack, Plan, PoolTrack, Saturated, Timeline};
use crate::ui::{Asked, Run};

/// The flash sale.
pub(crate) fn board() -> Board {
    crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board
}

/// A run of its first scenario.
pub(crate) fn run() -> Run {
    let board = board();
    let scenario = board.scenarios.at(0).unwrap().clone();
    let asked = Asked::usual(&board, scenario);
    let facts = Facts::of(&board, &mut Sheet::default());
    let system = System::of(&board, &facts, Moment::Event);
    let plan = Plan::of(&board, &system, &asked.scenario, asked.seed);
    let steps = (plan.seconds / plan.step).round() as usize;
    let full_at = (2.0 / plan.step).round() as usize;
    let each = |before: u32, after: u32| -> Vec<u32> {
        (0..steps).map(|i| if i < full_at { before } else { after }).collect()
    };
    let pool = |i: usize, slots: Option<f64>| -> PoolTrack {
        let slots = slots.unwrap_or(f64::INFINITY);
        let orders = i == 2;
        let busy = |step: usize| {
            let share = (step as f64 / full_at as f64).min(1.0);
            if orders { 24.0 + 376.0 * share } else { 5.0 }
        };
        let line = |step: usize| if orders && step >= full_at { 100.0 } else { 0.0 };
        PoolTrack {
            slots: vec![slots; steps],
            busy: (0..steps).map(busy).collect(),
            queue: (0..steps).map(line).collect(),
            arrived: vec![20; steps],
            answered: each(20, 8),
            rejected: each(0, if orders { 12 } else { 0 }),
            hit_ratio: vec![f64::NAN; steps],
            ..PoolTrack::default()
        }
    };
    let pools: Vec<PoolTrack> = system
        .pools
        .iter()
        .enumerate()
        .map(|(i, p)| pool(i, Some(p.all_slots()).filter(|slots| slots.is_finite())))
        .collect();
    let link = LinkTrack {
        calls: vec![20; steps],
        retries: each(0, 12),
        ok: each(20, 8),
        timed_out: each(0, 10),
        failed: each(0, 2),
        open: vec![0.0; steps],
        under_way: each(2, 100),
    };
    let flow = FlowTrack {
        begun: vec![20; steps],
        ok: each(20, 8),
        failed: each(0, 12),
        under_way: each(2, 100),
        median: vec![0.3; steps],
        p99: vec![1.5; steps],
        all_begun: 20 * steps as u64,
        effects: vec![EffectCount {
            effect: crate::model::Effect::Charge,
            happened: each(20, 8),
            again: each(0, 3),
            recognised: 0,
        }],
        ..FlowTrack::default()
    };
    let timeline = Timeline {
        seed: asked.seed,
        seconds: plan.seconds,
        step: plan.step,
        pools,
        links: vec![link; system.links],
        flows: vec![flow; system.routes.len()],
        saturated: vec![Saturated { pool: 2, at: 2.0 }],
        events: 1,
    };
    Run::made_of(&board, &asked, (system, plan), timeline)
}
