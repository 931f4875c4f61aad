//! A run in a few numbers and a few sentences: what filled up first, who was turned away, what
//! happened twice, and whether it recovered.
//!
//! Pure data and text for the window, the command line and the plots; nothing here prints.

mod phases;
mod recovery;
mod says;
mod tell;
#[cfg(test)]
mod tests;

pub use phases::{Phases, Window};
pub use recovery::Recovery;
pub use says::percent;
pub use tell::{Mark, MarkSort};

use super::{Plan, PoolTrack, Timeline};
use crate::facts::system::{Gate, Pool, Route};
use crate::facts::{Place, System};
use crate::model::link::Effect;
use crate::model::{Board, ElementId, Scenario};

/// What a run comes down to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Before, while and after something happens.
    pub phases: Phases,
    /// Pools that filled up, in the order they did.
    pub full: Vec<Full>,
    /// One for each pool, in the system's order.
    pub pools: Vec<PoolSummary>,
    /// One for each route, in the system's order.
    pub flows: Vec<FlowSummary>,
    /// Whether things are as before once nothing happens any more.
    pub recovery: Recovery,
    /// What happened when, in the order it did.
    pub marks: Vec<Mark>,
    /// The same in sentences without periods, the most important first.
    pub says: Vec<String>,
}

/// A pool that filled up.
#[derive(Clone, Debug, PartialEq)]
pub struct Full {
    /// The pool.
    pub pool: u32,
    /// What people call it.
    pub name: String,
    /// When, in seconds.
    pub at: f64,
    /// How long after the first change began, in seconds; negative when it was full before.
    pub after: f64,
}

/// How a pool fared.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolSummary {
    /// The pool.
    pub pool: u32,
    /// What people call it.
    pub name: String,
    /// The node, or the link whose gate it is.
    pub element: Option<ElementId>,
    /// What sort of gate it is; `None` for a node.
    pub gate: Option<Gate>,
    /// Most slots it had; `None` without limit.
    pub slots: Option<f64>,
    /// Most of its slots that were busy over one step, as a share; `None` without limit.
    pub peak_busy: Option<f64>,
    /// Share of its slots that were busy, in the steady part; `None` without limit.
    pub busy: Option<f64>,
    /// Longest line, mean over one step.
    pub peak_line: f64,
    /// When the line was longest, in seconds.
    pub peak_line_at: f64,
    /// Requests that came, over the whole run.
    pub arrived: u64,
    /// Requests that were answered, over the whole run.
    pub answered: u64,
    /// Requests turned away or dropped, over the whole run.
    pub refused: u64,
    /// Share of what came that was turned away, in the steady part.
    pub refused_share: f64,
    /// Requests that came, per second, in the steady part.
    pub arrives_per_second: f64,
    /// Requests that were answered, per second, in the steady part.
    pub answers_per_second: f64,
}

/// How a flow fared.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowSummary {
    /// Its place among the routes.
    pub route: u32,
    /// What people call it.
    pub name: String,
    /// The flow on the board, when it stands there.
    pub element: Option<ElementId>,
    /// Requests that began, per second, in the steady part.
    pub offered: f64,
    /// Requests answered, per second, in the steady part.
    pub goodput: f64,
    /// Requests answered, per second, before anything happened.
    pub goodput_before: Option<f64>,
    /// Requests that began, over the whole run.
    pub begun: u64,
    /// Requests answered.
    pub ok: u64,
    /// Requests turned away.
    pub refused: u64,
    /// Requests given up by who waited.
    pub timed_out: u64,
    /// Requests that failed otherwise.
    pub failed: u64,
    /// Requests still on their way at the end.
    pub under_way: u64,
    /// Mean time to answer, in seconds; `None` when nothing was answered.
    pub mean: Option<f64>,
    /// Median time to answer, in seconds; `None` when nothing was answered.
    pub median: Option<f64>,
    /// Time that 99 of 100 answers took at most, in seconds.
    pub p99: Option<f64>,
    /// Attempts for one request where it enters, retries included.
    pub attempts: Option<f64>,
    /// What happened in the world.
    pub effects: Vec<EffectSummary>,
    /// Reads that saw old data.
    pub stale_reads: u64,
    /// Reads in all.
    pub reads: u64,
}

/// What happened in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectSummary {
    /// What.
    pub effect: Effect,
    /// How often, repeats included.
    pub happened: u64,
    /// How often again for the same request.
    pub again: u64,
    /// Repeats that were recognised and did nothing.
    pub recognised: u64,
}

impl FlowSummary {
    /// Requests that ended.
    pub fn ended(&self) -> u64 {
        self.ok + self.refused + self.timed_out + self.failed
    }

    /// A number of requests as a share of those that ended; zero while none did.
    pub fn share(&self, requests: u64) -> f64 {
        ratio(requests, self.ended()).unwrap_or(0.0)
    }
}

impl Summary {
    /// What a run of a scenario comes down to; `board` and `system` are those it was played on.
    pub fn of(
        board: &Board,
        system: &System,
        scenario: &Scenario,
        plan: &Plan,
        timeline: &Timeline,
    ) -> Self {
        let phases = Phases::of(system, plan, timeline);
        let pools: Vec<PoolSummary> = system
            .pools
            .iter()
            .zip(&timeline.pools)
            .enumerate()
            .map(|(i, (pool, track))| pool_summary(board, pool, i as u32, track, &phases))
            .collect();
        let flows: Vec<FlowSummary> = (0..system.routes.len() as u32)
            .filter_map(|route| flow_summary(board, system, timeline, route, &phases))
            .collect();
        let full = timeline
            .saturated
            .iter()
            .filter_map(|full| {
                // What is down has no slots to fill.
                let step = (full.at / timeline.step) as usize;
                let slots = timeline.pool(full.pool)?.slots.get(step).copied();
                if slots.is_some_and(|slots| slots <= 0.0) {
                    return None;
                }
                let name = pools.get(full.pool as usize)?.name.clone();
                let after = full.at - phases.begins.unwrap_or(0.0);
                Some(Full { pool: full.pool, name, at: full.at, after })
            })
            .collect();
        let recovery = Recovery::of(system, &phases, timeline);
        let mut summary =
            Self { phases, full, pools, flows, recovery, marks: Vec::new(), says: Vec::new() };
        summary.marks = tell::marks(board, system, scenario, timeline, &summary);
        summary.says = says::sentences(&summary);
        summary
    }

    /// The first pool that filled up once something happened; the first of all when none did.
    pub fn first_full(&self) -> Option<&Full> {
        self.full.iter().find(|full| full.after >= 0.0).or(self.full.first())
    }

    /// True when nothing that happened kept anybody from an answer or was done twice.
    pub fn is_calm(&self) -> bool {
        self.full.is_empty()
            && self.flows.iter().all(|flow| {
                flow.share(flow.ok) >= 0.995 && flow.effects.iter().all(|effect| effect.again == 0)
            })
    }
}

/// What people call a pool: its node, or the gate in front of a link by the node behind it.
pub fn pool_name(board: &Board, pool: &Pool) -> String {
    let element = element_of(board, pool);
    let name = element.as_ref().map_or_else(|| "?".to_owned(), |element| board.name_of(element));
    let (Some(gate), Some(ElementId::Link(id))) = (pool.gate, &element) else { return name };
    let Some(link) = board.links.get(id.as_str()) else { return name };
    let behind = board.name_of(&link.to.clone().into());
    let what = match gate {
        Gate::Lock => format!("Lock on {behind}"),
        Gate::Connections => format!("Connections to {behind}"),
        Gate::Bulkhead => format!("Bulkhead to {behind}"),
    };
    if board.links.iter().filter(|other| other.to == link.to).count() < 2 {
        return what;
    }
    format!("{what} ({})", board.name_of(&link.from.clone().into()))
}

/// What people call a route: its flow, or who begins it.
pub fn route_name(board: &Board, system: &System, route: &Route) -> String {
    if let Some(element) = flow_element(board, route) {
        return board.name_of(&element);
    }
    let start = route.starts.first().and_then(|(pool, _)| system.pools.get(*pool as usize));
    start.map_or_else(
        || "Requests".to_owned(),
        |pool| format!("Requests of {}", pool_name(board, pool)),
    )
}

fn element_of(board: &Board, pool: &Pool) -> Option<ElementId> {
    match pool.place {
        Place::Node(i) => board.nodes.at(i as usize).map(|node| node.id.clone().into()),
        Place::Link(i) => board.links.at(i as usize).map(|link| link.id.clone().into()),
        Place::Flow(_) | Place::Scenario(_) | Place::Board => None,
    }
}

fn flow_element(board: &Board, route: &Route) -> Option<ElementId> {
    board.flows.at(route.flow? as usize).map(|flow| flow.id.clone().into())
}

fn pool_summary(
    board: &Board,
    pool: &Pool,
    index: u32,
    track: &PoolTrack,
    phases: &Phases,
) -> PoolSummary {
    let steady = &phases.steady;
    let slots = track.slots.iter().copied().fold(0.0, f64::max);
    let slots = if track.slots.is_empty() { pool.all_slots() } else { slots };
    // A step in which all replicas are away has no slots: none of them are busy.
    let share = |(busy, slots): (&f64, &f64)| match *slots {
        slots if slots.is_infinite() => f64::NAN,
        slots if slots > 0.0 => (busy / slots).min(1.0),
        _ => 0.0,
    };
    let shares: Vec<f64> = track.busy.iter().zip(&track.slots).map(share).collect();
    let peak_busy = shares.iter().copied().fold(0.0, f64::max);
    let (mut longest_at, mut peak_line) = (0, 0.0);
    for (step, line) in track.queue.iter().enumerate() {
        if *line > peak_line {
            (longest_at, peak_line) = (step, *line);
        }
    }
    let arrived = steady.total(&track.arrived);
    PoolSummary {
        pool: index,
        name: pool_name(board, pool),
        element: element_of(board, pool),
        gate: pool.gate,
        slots: slots.is_finite().then_some(slots),
        peak_busy: slots.is_finite().then_some(peak_busy),
        busy: steady.mean(&shares),
        peak_line,
        peak_line_at: longest_at as f64 * phases.step,
        arrived: all(&track.arrived),
        answered: all(&track.answered),
        refused: all(&track.rejected),
        refused_share: ratio(steady.total(&track.rejected), arrived).unwrap_or(0.0).min(1.0),
        arrives_per_second: steady.per_second(&track.arrived),
        answers_per_second: steady.per_second(&track.answered),
    }
}

fn flow_summary(
    board: &Board,
    system: &System,
    timeline: &Timeline,
    index: u32,
    phases: &Phases,
) -> Option<FlowSummary> {
    let route = system.routes.get(index as usize)?;
    let track = timeline.flows.get(index as usize)?;
    let ended = track.outcomes;
    let answered = |q: f64| (track.response.count > 0).then(|| track.response.quantile(q));
    let effects = track.effects.iter().map(|count| EffectSummary {
        effect: count.effect,
        happened: count.all(),
        again: count.repeats(),
        recognised: count.recognised,
    });
    Some(FlowSummary {
        route: index,
        name: route_name(board, system, route),
        element: flow_element(board, route),
        offered: phases.steady.per_second(&track.begun),
        goodput: phases.steady.per_second(&track.ok),
        goodput_before: phases.before.as_ref().map(|before| before.per_second(&track.ok)),
        begun: track.all_begun,
        ok: ended.ok,
        refused: ended.rejected,
        timed_out: ended.timed_out,
        failed: ended.failed,
        under_way: track.all_begun.saturating_sub(ended.ended()),
        mean: (track.response.count > 0).then(|| track.response.mean()),
        median: answered(0.5),
        p99: answered(0.99),
        attempts: attempts(route, timeline),
        effects: effects.collect(),
        stale_reads: track.stale_reads,
        reads: track.reads,
    })
}

/// Attempts per request over the links by which requests enter.
fn attempts(route: &Route, timeline: &Timeline) -> Option<f64> {
    let enters = route.starts.iter().flat_map(|(start, _)| route.calls_of(*start));
    let (mut first, mut more) = (0, 0);
    for call in enters.filter(|call| call.outer) {
        let track = timeline.links.get(call.link as usize)?;
        first += all(&track.calls);
        more += all(&track.retries);
    }
    ratio(first + more, first)
}

fn all(steps: &[u32]) -> u64 {
    steps.iter().map(|n| u64::from(*n)).sum()
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
