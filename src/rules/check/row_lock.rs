//! Many who want the same item: when the last of them had the lock, and what the lock lets through.

use super::setting::{Setting, from, mean, per_second};
use super::{Pair, Unchecked};
use crate::facts::system::Gate;
use crate::model::Unit;
use crate::simulate::{Timeline, What};

/// Holds are constant and one follows the other.
const BURST: f64 = 0.01;
const CAP: f64 = 0.05;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let Some(gate) = setting.link(0).and_then(|link| setting.system.gate(link, Gate::Lock)) else {
        return Err(Unchecked::Nothing("nobody has said how long the lock is held"));
    };
    let Some(route) = setting.route() else {
        return Err(Unchecked::Nothing("no flow takes the lock"));
    };
    let mut pairs = Vec::new();
    if let (Some(people), Some(last)) = (setting.number("burst"), setting.number("last waits")) {
        let quiet = from(0.0, What::Traffic { route: None, times: 0.0 });
        let crowd = What::Burst { route, people: people as u32, same_item: true };
        let runs = setting.play(1.2 * last + 5.0, 0.0, &[quiet, from(0.0, crowd)])?;
        let served = mean(&runs, |run| served_by(run, gate, people));
        pairs.push(Pair {
            what: "the last of them has it after",
            formula: last,
            simulated: served.unwrap_or(f64::INFINITY),
            unit: Unit::Seconds,
            tolerance: BURST,
            leaves_out: "it counts the time at the lock only; in the run some are refused, give up or come late",
            said: None,
        });
    }
    let (cap, offered) = (setting.number("all together"), setting.rate(route));
    if let Some(cap) = cap.filter(|cap| *cap < offered) {
        let runs = setting.play(180.0, 0.0, &[])?;
        let through = mean(&runs, |run| {
            per_second(&run.pool(gate)?.answered, run.step, run.seconds / 2.0, run.seconds)
        });
        if let Some(simulated) = through {
            pairs.push(Pair {
                what: "all together get through",
                formula: cap,
                simulated,
                unit: Unit::PerSecond,
                tolerance: CAP,
                leaves_out: "it leaves out that those who gave up come again and want the hottest item more often, and slots that are full before",
                said: None,
            });
        }
    }
    if pairs.is_empty() {
        return Err(Unchecked::Nothing("the lock is not the limit, and no crowd is stated"));
    }
    Ok(pairs)
}

/// When so many had the lock.
fn served_by(run: &Timeline, gate: u32, people: f64) -> Option<f64> {
    let mut served = 0.0;
    for (step, count) in run.pool(gate)?.answered.iter().enumerate() {
        let here = f64::from(*count);
        if served + here >= people && here > 0.0 {
            return Some((step as f64 + (people - served) / here) * run.step);
        }
        served += here;
    }
    None
}
