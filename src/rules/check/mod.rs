//! Answers checked by a simulation: formula and simulator side by side, one rule a file.
//!
//! A check plays what an answer is about and reads the same numbers off the run. Each number says
//! how far its formula is good for; beyond that the text says so and why. Nothing here changes an
//! answer: whoever reads it decides whom to believe.

mod attempts;
mod backlog;
mod capacity;
mod cascade;
mod cold;
mod duplicates;
mod latency;
mod pool_full;
mod recovery;
mod row_lock;
mod setting;
mod stampede;

use super::{Answer, Review};
use crate::model::Unit;
use crate::simulate::Stopped;
use setting::Setting;

/// How an answer of one rule is checked.
struct Check {
    /// The rule.
    rule: &'static str,
    run: fn(&mut Setting<'_>) -> Result<Vec<Pair>, Unchecked>,
}

/// Every check.
static ALL: &[Check] = &[
    Check { rule: "latency-budget-exceeded", run: latency::run },
    Check { rule: "thread-pool-exhaustion", run: pool_full::run },
    Check { rule: "slow-dependency-cascade", run: cascade::run },
    Check { rule: "hot-row-lock", run: row_lock::run },
    Check { rule: "over-capacity", run: capacity::run },
    Check { rule: "retry-amplification", run: attempts::run },
    Check { rule: "retry-duplicates-effect", run: duplicates::run },
    Check { rule: "metastable-overload", run: recovery::run },
    Check { rule: "backlog-drain-time", run: backlog::run },
    Check { rule: "cache-stampede", run: stampede::run },
    Check { rule: "cold-cache-overload", run: cold::run },
];

/// A number by formula and by simulation.
#[derive(Clone, Debug)]
struct Pair {
    what: &'static str,
    formula: f64,
    simulated: f64,
    unit: Unit,
    /// How far the formula is good for, as a share of it.
    tolerance: f64,
    /// Why they may differ: what the formula leaves out.
    leaves_out: &'static str,
    /// Both in words, where numbers alone do not say it.
    said: Option<String>,
}

/// A number by formula and by simulation, ready to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// What is compared: "pool full after".
    pub what: &'static str,
    /// By formula, in base units.
    pub formula: f64,
    /// By simulation, in base units; the mean over the seeds.
    pub simulated: f64,
    /// What it measures.
    pub unit: Unit,
    /// How far the formula is good for, as a share of it.
    pub tolerance: f64,
    /// Whether they are that close.
    pub agrees: bool,
    /// Both in a sentence, with the reason where they differ.
    pub sentence: String,
}

/// Why an answer could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unchecked {
    /// Whoever asked did not want it any more, or there is nothing to play.
    #[error("{0}")]
    Stopped(#[from] Stopped),
    /// There is nothing to compare.
    #[error("{0}")]
    Nothing(&'static str),
}

impl Review {
    /// Whether answers of this rule can be checked by a simulation.
    pub fn can_check(&self, answer: &Answer) -> bool {
        find(answer).is_some()
    }

    /// Plays what an answer is about and compares its numbers; `None` when its rule has no
    /// simulation. `goes_on` is asked now and then with the share that is done.
    pub fn check(
        &self,
        answer: &Answer,
        goes_on: &mut dyn FnMut(f64) -> bool,
    ) -> Option<Result<Vec<Agreement>, Unchecked>> {
        let check = find(answer)?;
        let mut setting = Setting::of(self, answer, goes_on);
        Some((check.run)(&mut setting).map(|pairs| pairs.into_iter().map(agreement).collect()))
    }
}

fn find(answer: &Answer) -> Option<&'static Check> {
    ALL.iter().find(|check| check.rule == answer.rule.id)
}

fn agreement(pair: Pair) -> Agreement {
    let Pair { what, formula, simulated, unit, tolerance, leaves_out, said } = pair;
    let difference = (simulated - formula).abs() / formula.abs().max(1e-12);
    let agrees = difference <= tolerance;
    let mut sentence = said.unwrap_or_else(|| {
        format!("{what}: formula {}, simulated {}", unit.about(formula), unit.about(simulated))
    });
    if !agrees && tolerance <= 0.0 {
        sentence.push_str(&format!("; the formula leaves out why: {leaves_out}"));
    } else if !agrees {
        sentence.push_str(&format!(
            "; they differ {}, more than the {} this formula is good for: {leaves_out}",
            apart(difference, simulated / formula),
            Unit::Share.about(tolerance),
        ));
    }
    Agreement { what, formula, simulated, unit, tolerance, agrees, sentence }
}

/// "by 30 %", and for what is several times as much "by a factor of 17".
fn apart(difference: f64, times: f64) -> String {
    if difference <= 1.0 || !times.is_finite() || times <= 0.0 {
        return format!("by {}", Unit::Share.about((difference * 100.0).round() / 100.0));
    }
    format!("by a factor of {}", Unit::Count.about(times.round()))
}

#[cfg(test)]
mod tests;
