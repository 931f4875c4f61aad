//! A slow node: when its callers are full.

use super::setting::{Setting, from, mean};
use super::{Pair, Unchecked};
use crate::model::Unit;
use crate::simulate::What;

const TOLERANCE: f64 = 0.15;
const LEAVES_OUT: &str =
    "it lets each caller fill at its usual rate, whatever is refused or tried again meanwhile";

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let full: Vec<f64> = setting
        .answer
        .numbers
        .iter()
        .filter(|number| number.name == "full after" && number.value.value.is_finite())
        .map(|number| number.value.value)
        .collect();
    let (Some(node), Some(first), Some(last)) = (setting.node(0), full.first(), full.last()) else {
        return Err(Unchecked::Nothing("the answer says that nobody fills up"));
    };
    let Some(slow) = setting.slow_for(node) else {
        return Err(Unchecked::Nothing("nobody has said how slow it gets"));
    };
    let begins = 2.0;
    let length = (begins + 3.0 * last).max(30.0);
    let slows = from(begins, What::Slow { pool: node, takes: slow });
    let nodes = setting.system.nodes as u32;
    let runs = setting.play(length, 0.0, &[slows])?;
    let nth = |n: usize| {
        mean(&runs, |run| {
            let callers =
                run.saturated.iter().filter(|full| full.pool != node && full.pool < nodes);
            Some((callers.map(|full| full.at).nth(n)? - begins).max(0.0))
        })
    };
    let pair = |what, formula, simulated| Pair {
        what,
        formula,
        simulated,
        unit: Unit::Seconds,
        tolerance: TOLERANCE,
        leaves_out: LEAVES_OUT,
        said: None,
    };
    let Some(simulated) = nth(0) else {
        return Err(Unchecked::Nothing("in the simulation nobody fills up"));
    };
    let mut pairs = vec![pair("first caller full after", *first, simulated)];
    if full.len() > 1
        && let Some(simulated) = nth(full.len() - 1)
    {
        pairs.push(pair("last caller full after", *last, simulated));
    }
    Ok(pairs)
}
