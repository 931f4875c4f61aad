//! A cache that is emptied: what its store is asked then.

use super::setting::{Setting, mean, per_second};
use super::{Pair, Unchecked};
use crate::model::Unit;
use crate::simulate::{Happening, What};

const TOLERANCE: f64 = 0.1;
/// When it is emptied, in seconds.
const EMPTIED: f64 = 10.0;
/// Share of the time to fill up in which it counts as empty.
const EMPTY: f64 = 0.05;
/// Seconds in which a cache fills up that says nothing of itself.
const USUAL: f64 = 60.0;
const LEAVES_OUT: &str =
    "in the run what is wanted most is back at once, and callers whose slots are full ask less";

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(cache), Some(store), Some(without)) =
        (setting.node(0), setting.node(1), setting.number("without"))
    else {
        return Err(Unchecked::Nothing("nobody has said how much is read"));
    };
    let Some(pool) = setting.system.pools.get(cache as usize) else {
        return Err(Unchecked::Nothing("the cache is not on the board"));
    };
    let cached = pool.cached.unwrap_or_default();
    let fills = match (cached.entries, cached.ttl) {
        (Some(entries), _) => entries / without.max(1e-9),
        (None, Some(ttl)) if ttl > 0.0 => ttl,
        _ => USUAL,
    };
    // Long enough to count some hundreds, short enough that it is still empty.
    let window = (EMPTY * fills).clamp(200.0 / without.max(1.0), 30.0);
    let cold = Happening { from: EMPTIED, until: f64::INFINITY, what: What::Cold { pool: cache } };
    let runs = setting.play_whole(EMPTIED + window, super::setting::SEEDS, &[cold])?;
    let asked = |from: f64, until: f64| {
        mean(&runs, |run| per_second(&run.pool(store)?.arrived, run.step, from, until))
    };
    let does = || {
        // Until it is full, it does what little it is asked.
        let from = EMPTIED + 0.2 * window;
        mean(&runs, |run| per_second(&run.pool(store)?.answered, run.step, from, EMPTIED + window))
    };
    let pair = |what, formula, simulated, leaves_out| Pair {
        what,
        formula,
        simulated,
        unit: Unit::PerSecond,
        tolerance: TOLERANCE,
        leaves_out,
        said: None,
    };
    // Callers of a store that is full wait for it and ask no more than it does.
    let full = setting.number("store can do").filter(|can| *can <= without);
    let first = match full {
        Some(can) => does().map(|simulated| {
            pair("its store is full while it is empty, and does", can, simulated, LEAVES_OUT)
        }),
        None => asked(EMPTIED, EMPTIED + window).map(|simulated| {
            pair("its store is asked, while it is empty", without, simulated, LEAVES_OUT)
        }),
    };
    let Some(first) = first else {
        return Err(Unchecked::Nothing("the run was too short"));
    };
    let mut pairs = vec![first];
    if let (Some(with), Some(simulated)) = (setting.number("with"), asked(0.0, EMPTIED)) {
        pairs.push(pair(
            "its store is asked before",
            with,
            simulated,
            "it takes the stated hit ratio; in the run it is what so many entries and items make it",
        ));
    }
    Ok(pairs)
}
