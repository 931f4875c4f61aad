//! How long a flow takes when everything works.

use super::setting::{Setting, mean};
use super::{Pair, Unchecked};
use crate::model::Unit;

const MEAN: f64 = 0.08;
const P99: f64 = 0.25;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let Some(route) = setting.route().filter(|route| setting.rate(*route) > 0.0) else {
        return Err(Unchecked::Nothing("nobody has said how many requests there are"));
    };
    let (Some(expected), Some(p99)) = (setting.number("mean"), setting.number("p99")) else {
        return Err(Unchecked::Nothing(
            "requests queue without end: it depends on how long one looks",
        ));
    };
    let seconds = (50_000.0 / setting.rate(route)).clamp(60.0, 3600.0);
    let runs = setting.play(seconds, 0.1, &[])?;
    let of = |read: fn(&crate::simulate::Histogram) -> f64| {
        mean(&runs, |run| {
            let response = &run.flows.get(route as usize)?.response;
            (response.count > 0).then(|| read(response))
        })
    };
    let mut pairs = Vec::new();
    pairs.extend(of(crate::simulate::Histogram::mean).map(|simulated| Pair {
        what: "mean time to answer",
        formula: expected,
        simulated,
        unit: Unit::Seconds,
        tolerance: MEAN,
        leaves_out: "it adds up hops as if each were alone; in the run slots are held while others wait",
        said: None,
    }));
    pairs.extend(of(|response| response.quantile(0.99)).map(|simulated| Pair {
        what: "p99",
        formula: p99,
        simulated,
        unit: Unit::Seconds,
        tolerance: P99,
        leaves_out: "it takes hops as independent and their sum as normal",
        said: None,
    }));
    if pairs.is_empty() {
        return Err(Unchecked::Nothing("in the run nothing is answered"));
    }
    Ok(pairs)
}
