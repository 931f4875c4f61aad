//! Whether it comes back: ten seconds at a fifth of its speed, and five minutes to recover.

use super::setting::{Setting, per_second};
use super::{Pair, Unchecked};
use crate::facts::system::Work;
use crate::model::Unit;
use crate::rules::Verdict;
use crate::simulate::{Happening, What};

/// When it becomes slow, and when it is as before, in seconds.
const SLOW: (f64, f64) = (20.0, 30.0);
/// How many times as long its work takes meanwhile.
const TIMES: f64 = 5.0;
/// How long it has to recover, in seconds.
const WATCHED: f64 = 300.0;
/// How long it is looked at in the end, in seconds.
const LOOK: f64 = 30.0;
/// Share of requests answered then that counts as recovered.
const ENOUGH: f64 = 0.9;
/// Seeds it is played with: either comes back or not, and a mean would say nothing.
const SEEDS: u64 = 5;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(link), Some(pool)) = (setting.link(0), setting.node(1)) else {
        return Err(Unchecked::Nothing("the call is not on the board"));
    };
    if setting.number("arrivals").is_none() {
        return Err(Unchecked::Nothing("nobody has said how many requests there are"));
    }
    let usual = setting.system.pools.get(pool as usize).map_or(Work::NONE, |pool| pool.work);
    let work = Work { mean: usual.mean * TIMES, ..usual };
    let slow = Happening { from: SLOW.0, until: SLOW.1, what: What::Works { pool, work } };
    let end = SLOW.1 + WATCHED;
    let runs = setting.play_whole(end, SEEDS, &[slow])?;
    let back = runs.iter().filter(|run| {
        let Some(track) = run.links.get(link as usize) else { return false };
        let of = |counts: &[u32]| per_second(counts, run.step, run.seconds - LOOK, run.seconds);
        let (asked, ok) = (of(&track.calls).unwrap_or(0.0), of(&track.ok).unwrap_or(0.0));
        ok >= ENOUGH * asked
    });
    let back = back.count() as f64;
    let n = SEEDS as f64;
    let told = "ten seconds at a fifth of its speed";
    let may_stay = setting.answer.verdict == Verdict::Breaks || setting.is_full_at_rest();
    if may_stay {
        let said = format!(
            "after {told}: formula it may stay down, simulated it comes back with {back} of {n} seeds"
        );
        return Ok(vec![Pair { said: Some(said), ..pair(back, back) }]);
    }
    let said =
        format!("after {told}: formula it comes back, simulated it does with {back} of {n} seeds");
    Ok(vec![Pair { said: Some(said), ..pair(n, back) }])
}

fn pair(formula: f64, simulated: f64) -> Pair {
    Pair {
        what: "seeds with which it comes back",
        formula,
        simulated,
        unit: Unit::Count,
        tolerance: 0.0,
        leaves_out: "it looks at one call; in the run other layers try again too, or something else stays full",
        said: None,
    }
}
