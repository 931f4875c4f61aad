//! A queue whose taker was away, or an event too large for it: what is left, and when it is gone.

use super::setting::{Setting, all, mean};
use super::{Pair, Unchecked};
use crate::facts::Moment;
use crate::model::Unit;
use crate::simulate::{Happening, Timeline, What};

/// Messages come and go as if evenly.
const TOLERANCE: f64 = 0.05;
/// Seconds before it begins.
const BEFORE: f64 = 10.0;
const LEAVES_OUT: &str =
    "it lets messages come and go evenly, and takes no other time for what is delivered again";

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(queue), Some(taker), Some(backlog), Some(drained)) = (
        setting.node(0),
        setting.node(1),
        setting.number("backlog"),
        setting.number("drained after"),
    ) else {
        return Err(Unchecked::Nothing(
            "nobody has said how much comes and how fast it is handled",
        ));
    };
    let Some(lasts) = setting.number("time away").or(setting.number("event lasts")) else {
        return Err(Unchecked::Nothing("nothing is left over"));
    };
    let away = setting.number("time away").is_some();
    // A shorter one is played where all of it would take too long; what is left grows with it.
    let plan = |part: f64| {
        let until = BEFORE + part * lasts;
        let end = until + 1.1 * part * drained + 5.0;
        (until, end)
    };
    let happenings = |setting: &Setting<'_>, until: f64| {
        let mut all = usual(setting, if away { None } else { Some((BEFORE, until)) });
        if away {
            let what = What::Down { pool: taker, replicas: None };
            all.push(Happening { from: BEFORE, until, what });
        }
        all
    };
    let mut part = 1.0;
    let (until, end) = plan(part);
    let share = setting.share_that_can_be_played(end, &happenings(setting, until));
    if share < 1.0 {
        part = share * 0.9;
    }
    let (until, end) = plan(part);
    let runs = setting.play_whole(end, super::setting::SEEDS, &happenings(setting, until))?;
    let left = mean(&runs, |run| waiting(run, queue, taker, until));
    let gone = mean(&runs, |run| {
        let usual = waiting(run, queue, taker, BEFORE)?;
        let few = usual.max(0.0) + 0.01 * part * backlog;
        let first = (until / run.step).ceil() as usize;
        let mut steps = (first..run.steps()).map(|step| (step as f64 + 1.0) * run.step);
        steps
            .find(|at| waiting(run, queue, taker, *at).is_some_and(|w| w <= few))
            .map(|at| at - until)
    });
    let pair = |what, formula, simulated, unit| Pair {
        what,
        formula,
        simulated,
        unit,
        tolerance: TOLERANCE,
        leaves_out: LEAVES_OUT,
        said: None,
    };
    let short = part < 1.0;
    let mut pairs = Vec::new();
    if let Some(left) = left {
        let what = if short { "left of a shorter one" } else { "left then" };
        pairs.push(pair(what, part * backlog, left, Unit::Count));
    }
    if let Some(gone) = gone {
        let what = if short { "gone after a shorter one" } else { "gone after" };
        pairs.push(pair(what, part * drained, gone, Unit::Seconds));
    }
    if pairs.is_empty() {
        return Err(Unchecked::Nothing("in the simulation nothing is left over"));
    }
    Ok(pairs)
}

/// Arrivals as they usually are, with the event between two times.
fn usual(setting: &Setting<'_>, event: Option<(f64, f64)>) -> Vec<Happening> {
    let facts = setting.review.facts();
    let rate = |route: u32, moment: Moment| {
        facts.flows.get(route as usize)?.rate.at(moment).map(|rate| rate.value)
    };
    let usually = setting.number("usually come");
    let mut all = Vec::new();
    for route in &setting.answer.flows {
        let (Some(here), Some(now)) =
            (rate(*route, setting.answer.moment), rate(*route, Moment::Now))
        else {
            continue;
        };
        // Where an event has a length it is no state of affairs: the rest is as today.
        let of_today = event.is_some() || usually.is_some_and(|u| u < 0.999 * here);
        if !of_today || here <= 0.0 {
            continue;
        }
        let what = What::Traffic { route: Some(*route), times: now / here };
        match event {
            Some((from, until)) => {
                all.push(Happening { from: 0.0, until: from, what });
                all.push(Happening { from: until, until: f64::INFINITY, what });
            }
            None => all.push(Happening { from: 0.0, until: f64::INFINITY, what }),
        }
    }
    all
}

/// Messages that came and are not answered yet: in the queue, on their way, or in line at the taker.
fn waiting(run: &Timeline, queue: u32, taker: u32, at: f64) -> Option<f64> {
    let steps = (at / run.step).round() as usize;
    let came = run.pool(queue)?.arrived.get(..steps.min(run.steps()))?;
    let done = run.pool(taker)?.answered.get(..steps.min(run.steps()))?;
    Some(all(came) - all(done))
}
