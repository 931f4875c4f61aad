//! The hottest key expires: how many make the same thing at the same time.

use super::setting::{Setting, all, mean};
use super::{Pair, Unchecked};
use crate::facts::system::{Arrivals, Cached, Keys, Work};
use crate::model::Unit;
use crate::simulate::{Happening, What};

const TOLERANCE: f64 = 0.15;
/// When it expires, in seconds.
const EXPIRES: f64 = 5.0;
const LEAVES_OUT: &str = "it lets all of them take as long as one alone; in the run they wait for slots, or give up and come again";

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(cache), Some(store), Some(wanted), Some(takes), Some(at_once)) = (
        setting.node(0),
        setting.node(1),
        setting.number("want it"),
        setting.number("takes"),
        setting.number("at once"),
    ) else {
        return Err(Unchecked::Nothing("nobody has said how many want the same key"));
    };
    if at_once < 2.0 {
        return Err(Unchecked::Nothing("hardly two of them meet"));
    }
    // Everybody wants the one key, which the cache keeps until it expires; making it takes as long
    // every time.
    let flows = setting.answer.flows.clone();
    let rates: f64 = flows.iter().map(|route| setting.rate(*route)).sum();
    for (at, route) in setting.system.routes.iter_mut().enumerate() {
        let here = flows.contains(&(at as u32));
        route.keys = Keys::Hot { share: 1.0, others: Some(1.0) };
        if let Arrivals::Open(rate) = route.arrivals {
            let part = if rates > 0.0 { wanted / rates } else { 0.0 };
            route.arrivals = Arrivals::Open(if here { rate * part } else { 0.0 });
        }
    }
    if let Some(pool) = setting.system.pools.get_mut(cache as usize) {
        let cached = pool.cached.unwrap_or_default();
        pool.cached = Some(Cached { entries: Some(1e3), ttl: None, hit_ratio: None, ..cached });
    }
    if let Some(pool) = setting.system.pools.get_mut(store as usize) {
        pool.work = Work::constant(pool.work.mean);
    }
    let cold = Happening { from: EXPIRES, until: f64::INFINITY, what: What::Cold { pool: cache } };
    let end = EXPIRES + (4.0 * takes).max(1.0);
    let runs = setting.play_whole(end, super::setting::SEEDS, &[cold])?;
    let simulated = mean(&runs, |run| {
        let first = (EXPIRES / run.step).floor() as usize;
        Some(all(run.pool(store)?.arrived.get(first..)?))
    });
    let pair = simulated.map(|simulated| Pair {
        what: "make the same thing",
        formula: at_once,
        simulated,
        unit: Unit::Count,
        tolerance: TOLERANCE,
        leaves_out: LEAVES_OUT,
        said: None,
    });
    pair.map(|pair| vec![pair]).ok_or(Unchecked::Nothing("the run was too short"))
}
