//! A pool whose callee is slow: when it is full, and what gets through then.

use super::setting::{Setting, from, mean, per_second};
use super::{Pair, Unchecked};
use crate::model::Unit;
use crate::simulate::{PoolTrack, What};

/// The fluid formula counts arrivals and departures as if they came evenly.
const FULL: f64 = 0.1;
const THROUGH: f64 = 0.05;
const LEAVES_OUT: &str =
    "it counts first attempts at an even rate, and what else is slow or full is left out";
const NOT_FULL: &str = "the answer says that it does not fill up";

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(caller), Some(callee)) = (setting.node(0), setting.node(1)) else {
        return Err(Unchecked::Nothing("the call is not on the board"));
    };
    let (Some(fills), Some(sustained)) =
        (setting.number("full after"), setting.number("sustained"))
    else {
        return Err(Unchecked::Nothing(NOT_FULL));
    };
    let Some(slow) = setting.slow_for(callee) else { return Err(Unchecked::Nothing(NOT_FULL)) };
    // As many busy slots as usual before it becomes slow.
    let begins = (10.0 * setting.number("hold at rest").unwrap_or(0.1)).clamp(0.5, 30.0);
    let hold = setting.number("slots").unwrap_or(1.0) / sustained.max(1e-9);
    let length = begins + fills + 12.0 * hold.min(60.0);
    let slows = from(begins, What::Slow { pool: callee, takes: slow });
    let runs = setting.play(length.max(30.0), 0.0, &[slows])?;
    let full = mean(&runs, |run| {
        let full = run.saturated.iter().find(|full| full.pool == caller)?;
        Some((full.at - begins).max(0.0))
    });
    let Some(full) = full else {
        return Err(Unchecked::Nothing(
            "in the simulation it does not fill up: what is in front of it lets less through",
        ));
    };
    // Whole rounds of the slow call, which ends in waves.
    let through = mean(&runs, |run| {
        let rounds = ((run.seconds - begins - full) / hold).floor().min(6.0);
        let since = if rounds >= 1.0 { run.seconds - rounds * hold } else { begins + full };
        leaves(run.pool(caller)?, run.step, since, run.seconds)
    });
    let mut pairs = vec![Pair {
        what: "pool full after",
        formula: fills,
        simulated: full,
        unit: Unit::Seconds,
        tolerance: FULL,
        leaves_out: LEAVES_OUT,
        said: None,
    }];
    if let Some(through) = through {
        pairs.push(Pair {
            what: "then gets through",
            formula: sustained,
            simulated: through,
            unit: Unit::PerSecond,
            tolerance: THROUGH,
            leaves_out: LEAVES_OUT,
            said: None,
        });
        if let Some(refused) = setting.number("refused").filter(|refused| *refused < 1.0) {
            let arrives = sustained / (1.0 - refused);
            pairs.push(Pair {
                what: "refused or left waiting",
                formula: refused,
                simulated: (1.0 - through / arrives).clamp(0.0, 1.0),
                unit: Unit::Share,
                tolerance: THROUGH,
                leaves_out: LEAVES_OUT,
                said: None,
            });
        }
    }
    Ok(pairs)
}

/// Requests that give their slot back, answered or not, per second: what comes and is neither turned
/// away nor left in line.
fn leaves(pool: &PoolTrack, step: f64, since: f64, until: f64) -> Option<f64> {
    let come = per_second(&pool.arrived, step, since, until)?;
    let refused = per_second(&pool.rejected, step, since, until)?;
    let at = |time: f64| {
        let last = pool.queue.len().saturating_sub(1);
        pool.queue.get(((time / step) as usize).min(last)).copied().unwrap_or(0.0)
    };
    let longer = (at(until) - at(since)) / (until - since).max(step);
    Some((come - refused - longer).max(0.0))
}
