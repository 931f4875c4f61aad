//! Everything a run measured over time, one series a name: what CSV and JSON write.

use super::play::Played;
use crate::facts::system::Gate;
use crate::model::ElementId;
use crate::simulate::summary::PoolSummary;

/// A number over time.
pub(super) struct Series {
    /// Id of the element; of a gate the link's.
    pub element: String,
    /// What is measured: `answered`.
    pub name: String,
    /// Its unit in base units: `1/s`, `s`, `count`, `share`.
    pub unit: &'static str,
    /// One number a step; not a number where there is none.
    pub values: Vec<f64>,
}

/// Every series of a run: flows, then nodes and gates, then links.
pub(super) fn of(played: &Played) -> Vec<Series> {
    let Played { stage, timeline, summary, .. } = played;
    let mut all = Vec::new();
    let per_second =
        |steps: &[u32]| steps.iter().map(|n| f64::from(*n) / timeline.step).collect::<Vec<f64>>();
    let mut add = |element: &str, name: String, unit: &'static str, values: Vec<f64>| {
        all.push(Series { element: element.to_owned(), name, unit, values });
    };
    for (flow, track) in summary.flows.iter().zip(&timeline.flows) {
        let id = id_of(flow.element.as_ref(), &flow.name);
        add(&id, "begun".to_owned(), "1/s", per_second(&track.begun));
        add(&id, "answered".to_owned(), "1/s", per_second(&track.ok));
        add(&id, "unanswered".to_owned(), "1/s", per_second(&track.failed));
        let under_way = track.under_way.iter().map(|n| f64::from(*n)).collect();
        add(&id, "under way".to_owned(), "count", under_way);
        add(&id, "median".to_owned(), "s", track.median.clone());
        add(&id, "p99".to_owned(), "s", track.p99.clone());
        for effect in &track.effects {
            let what = effect.effect.plural();
            add(&id, what.to_owned(), "1/s", per_second(&effect.happened));
            add(&id, format!("{what} again"), "1/s", per_second(&effect.again));
        }
    }
    for (pool, track) in summary.pools.iter().zip(&timeline.pools) {
        let id = id_of(pool.element.as_ref(), &pool.name);
        let name = |what: &str| match gate_word(pool) {
            Some(gate) => format!("{gate} {what}"),
            None => what.to_owned(),
        };
        add(&id, name("slots"), "count", track.slots.clone());
        add(&id, name("busy"), "count", track.busy.clone());
        add(&id, name("line"), "count", track.queue.clone());
        add(&id, name("arrived"), "1/s", per_second(&track.arrived));
        add(&id, name("answered"), "1/s", per_second(&track.answered));
        add(&id, name("refused"), "1/s", per_second(&track.rejected));
        if track.hit_ratio.iter().any(|ratio| ratio.is_finite()) {
            add(&id, name("hit ratio"), "share", track.hit_ratio.clone());
        }
    }
    for (link, track) in stage.board.links.iter().zip(&timeline.links) {
        let id = link.id.as_str();
        add(id, "calls".to_owned(), "1/s", per_second(&track.calls));
        add(id, "retries".to_owned(), "1/s", per_second(&track.retries));
        add(id, "timed out".to_owned(), "1/s", per_second(&track.timed_out));
        add(id, "failed".to_owned(), "1/s", per_second(&track.failed));
        if track.open.iter().any(|open| *open > 0.0) {
            add(id, "breaker open".to_owned(), "share", track.open.clone());
        }
    }
    all
}

pub(super) fn id_of(element: Option<&ElementId>, name: &str) -> String {
    element.map_or_else(|| name.to_owned(), |element| element.as_str().to_owned())
}

/// What sort of gate a pool is, as files write it.
pub(super) fn gate_word(pool: &PoolSummary) -> Option<&'static str> {
    pool.gate.map(|gate| match gate {
        Gate::Lock => "lock",
        Gate::Connections => "connections",
        Gate::Bulkhead => "bulkhead",
    })
}
