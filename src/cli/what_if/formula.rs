//! The closed form beside the simulation: what the rules say of the same scenario at the same load.

use super::play::{Played, Stage};
use crate::export::plots::FormulaMark;
use crate::facts::solver::{self, Outside};
use crate::facts::system::{Arrivals, Gate, Work};
use crate::facts::{Moment, System};
use crate::model::{Change, Known, Unit};
use crate::rules::{Answer, Review};
use crate::simulate::What;
use crate::simulate::summary::MarkSort;

/// A number that both know.
pub(super) struct Both {
    /// What it is: "Orders is full after".
    pub what: String,
    /// What it measures.
    pub unit: Unit,
    /// By formula, in base units.
    pub formula: f64,
    /// In the run of the first seed; `None` when it did not happen there.
    pub simulated: Option<f64>,
    /// The rule whose formula it is; the solver's own without one.
    pub rule: Option<&'static str>,
    /// Why the formula is not to be relied on here.
    pub outside: Option<&'static str>,
    /// The mark in time it belongs to, and when the formula says it is.
    pub mark: Option<(MarkSort, f64)>,
}

/// Difference that is never remarked on, as a share: what the formulas promise at high load.
const TOLERATED: f64 = 0.1;

impl Both {
    /// True when formula and simulation differ by more than they may: a tenth, and what chance
    /// explains in a run of so many requests.
    pub(super) fn disagree(&self, requests: f64) -> bool {
        let Some(simulated) = self.simulated else { return true };
        let most = TOLERATED + 2.0 / requests.max(1.0).sqrt();
        (simulated - self.formula).abs() > most * self.formula.abs()
    }
}

/// Every number of the scenario that a rule computes too.
pub(super) fn both(played: &Played) -> Vec<Both> {
    let stage = &played.stage;
    let Some(review) = review(stage) else { return Vec::new() };
    let mut all = Vec::new();
    for answer in review.answers() {
        match answer.rule.id {
            "thread-pool-exhaustion" => pool(played, answer, &mut all),
            "hot-row-lock" => lock(played, answer, &mut all),
            _ => {}
        }
    }
    steady(played, &mut all);
    all
}

/// The times among them, for the plots.
pub(super) fn marks(played: &Played) -> Vec<FormulaMark> {
    let times = both(played).into_iter().filter_map(|both| {
        let (sort, at) = both.mark?;
        Some(FormulaMark { sort, at, text: both.what })
    });
    times.collect()
}

/// The board asked about this scenario alone, at the load it is played at. None where rules and
/// simulation would not speak of the same load: at one flow's multiple, or one that begins later.
fn review(stage: &Stage) -> Option<Review> {
    let mut board = stage.board.clone();
    board.scenarios = std::iter::once(stage.scenario.clone()).collect();
    let mut moment = stage.moment;
    for change in &stage.scenario.changes {
        let Change::Traffic { flow, times, span } = change else { continue };
        if stage.moment != Moment::Now || !span.is_whole() {
            return None;
        }
        moment = Moment::Event;
        let every: Vec<_> = board.flows.iter().map(|flow| flow.id.clone()).collect();
        for id in every {
            let event = flow.as_ref().is_none_or(|flow| *flow == id).then_some(*times);
            board.flows.change(id.as_str(), |flow| flow.event = event);
        }
    }
    Some(Review::at(&board, Some(moment)))
}

/// When the answer speaks of a node that a change makes slow: when the change begins.
fn slow_from(stage: &Stage, answer: &Answer) -> Option<f64> {
    let slow = answer.subjects.get(1)?;
    stage.scenario.changes.iter().find_map(|change| match change {
        Change::Slow { node, span, .. } if node.as_str() == slow.as_str() => {
            Some(span.from.map_or(0.0, Known::base))
        }
        _ => None,
    })
}

fn pool(played: &Played, answer: &Answer, all: &mut Vec<Both>) {
    let Some(from) = slow_from(&played.stage, answer) else { return };
    let summary = &played.summary;
    let subject = answer.subjects.first();
    let Some(pool) =
        summary.pools.iter().find(|p| p.gate.is_none() && p.element.as_ref() == subject)
    else {
        return;
    };
    let mut add = |name: &str, what: String, simulated: Option<f64>, mark: Option<MarkSort>| {
        let Some(number) = answer.number(name).filter(|number| number.value.is_finite()) else {
            return;
        };
        all.push(Both {
            what,
            unit: number.unit,
            formula: number.value,
            simulated,
            rule: Some(answer.rule.id),
            outside: None,
            mark: mark.map(|sort| (sort, from + number.value)),
        });
    };
    let full = summary.full.iter().find(|full| full.pool == pool.pool).map(|full| full.at - from);
    let name = &pool.name;
    add("full after", format!("{name} is full after"), full, Some(MarkSort::Full(pool.pool)));
    add("sustained", format!("{name} answers"), Some(pool.answers_per_second), None);
    // The formula knows no retries: both are of first attempts.
    let first = answer.number("sustained").zip(answer.number("refused"));
    let first = first.map(|(through, refused)| through.value / (1.0 - refused.value));
    let left = first.filter(|first| *first > 0.0 && first.is_finite());
    let left = left.map(|first| (1.0 - pool.answers_per_second / first).max(0.0));
    add("refused", format!("{name} has no slot for (first attempts)"), left, None);
}

/// A crowd at one lock: the last and the mean wait.
fn lock(played: &Played, answer: &Answer, all: &mut Vec<Both>) {
    let crowds = |change: &Change| matches!(change, Change::Burst { .. });
    if !played.stage.scenario.changes.iter().any(crowds) {
        return;
    }
    let subject = answer.subjects.first();
    let found = played
        .summary
        .pools
        .iter()
        .find(|pool| pool.gate == Some(Gate::Lock) && pool.element.as_ref() == subject);
    let Some(pool) = found else { return };
    let Some(track) = played.timeline.pool(pool.pool) else { return };
    let waited = (track.wait.count > 0).then_some(track.wait.most);
    if let Some(last) = answer.number("last waits").filter(|last| last.value.is_finite()) {
        let crowd = answer.number("burst").map_or(0.0, |crowd| crowd.value);
        // Who is turned away before the lock does not wait at it.
        let at_lock = pool.peak_line.round();
        let reach = if at_lock < 0.95 * crowd {
            format!(" ({} get there at once)", Unit::Count.about(at_lock))
        } else {
            String::new()
        };
        let crowd = Unit::Count.about(crowd);
        all.push(Both {
            what: format!("Last of {crowd} at the lock waits{reach}"),
            unit: last.unit,
            formula: last.value,
            simulated: waited,
            rule: Some(answer.rule.id),
            outside: None,
            mark: None,
        });
    }
}

/// Busiest pools of which both say how busy they are.
const MOST_POOLS: usize = 3;

/// What the solver says of the long run, where nothing changes during the run.
fn steady(played: &Played, all: &mut Vec<Both>) {
    let Played { stage, summary, .. } = played;
    let Some(system) = changed(stage) else { return };
    let solution = solver::solve(&system);
    let mut add = |what: String, unit: Unit, formula: f64, simulated: Option<f64>, outside| {
        // What grows without end has no value in the long run, and a run of a minute no long run.
        if formula.is_finite() {
            all.push(Both { what, unit, formula, simulated, rule: None, outside, mark: None });
        }
    };
    for (flow, solved) in summary.flows.iter().zip(&solution.routes).filter(|(f, _)| f.begun > 0) {
        let outside = solved.outside.map(Outside::reason);
        let name = &flow.name;
        add(
            format!("{name} is answered"),
            Unit::PerSecond,
            solved.throughput,
            Some(flow.goodput),
            outside,
        );
        add(format!("{name} takes, mean"), Unit::Seconds, solved.response.mean, flow.mean, outside);
    }
    let mut pools: Vec<_> = summary.pools.iter().zip(&solution.pools).collect();
    pools.retain(|(pool, solved)| pool.busy.is_some() && solved.utilisation > 0.0);
    pools.sort_by(|a, b| b.1.utilisation.total_cmp(&a.1.utilisation).then(a.0.pool.cmp(&b.0.pool)));
    for (pool, solved) in pools.into_iter().take(MOST_POOLS) {
        let outside = solved.outside.map(Outside::reason);
        add(
            format!("{} is busy", pool.name),
            Unit::Share,
            solved.utilisation.min(1.0),
            pool.busy,
            outside,
        );
    }
}

/// The system as it is during the whole run; `None` where something begins, ends, or happens once.
fn changed(stage: &Stage) -> Option<System> {
    let mut system = stage.system.clone();
    for happening in &stage.plan.happenings {
        if happening.from > 0.0 || happening.until < stage.plan.seconds {
            return None;
        }
        match happening.what {
            What::Traffic { route, times } => {
                for (i, of) in system.routes.iter_mut().enumerate() {
                    if route.is_none_or(|route| route as usize == i) {
                        of.arrivals = match of.arrivals {
                            Arrivals::Unknown => Arrivals::Unknown,
                            Arrivals::Open(rate) => Arrivals::Open(rate * times),
                            Arrivals::Closed { users, think } => {
                                Arrivals::Closed { users: (users * times).round(), think }
                            }
                        };
                    }
                }
            }
            What::Works { pool, work } => system.pools.get_mut(pool as usize)?.work = work,
            What::Slow { pool, takes } => {
                system.pools.get_mut(pool as usize)?.work = Work::constant(takes);
                for route in &mut system.routes {
                    route.calls.retain(|call| call.from != pool);
                }
                system.index();
            }
            What::Lag { link, takes } => {
                let calls = system.routes.iter_mut().flat_map(|route| &mut route.calls);
                calls
                    .filter(|call| call.link == link && call.outer)
                    .for_each(|c| c.network = takes);
            }
            What::Fails { pool, share } => system.pools.get_mut(pool as usize)?.errors = share,
            What::Down { pool, replicas: Some(away) } => {
                let pool = system.pools.get_mut(pool as usize)?;
                pool.replicas = pool.replicas.checked_sub(away).filter(|left| *left > 0)?;
            }
            What::Down { replicas: None, .. }
            | What::AnswersLost { .. }
            | What::Cold { .. }
            | What::Burst { .. }
            | What::Deploy { .. } => return None,
        }
    }
    Some(system)
}
