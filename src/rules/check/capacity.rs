//! What a node can do, when more arrives than that; else how busy it is.

use super::setting::{Setting, mean, per_second};
use super::{Pair, Unchecked};
use crate::model::Unit;

const THROUGH: f64 = 0.02;
const BUSY: f64 = 0.03;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let (Some(node), Some(arrivals), Some(capacity)) =
        (setting.node(0), setting.number("arrivals"), setting.number("capacity"))
    else {
        return Err(Unchecked::Nothing("nobody has said how much arrives, or how much it can do"));
    };
    let runs = setting.play((50_000.0 / arrivals.max(1.0)).clamp(60.0, 900.0), 0.1, &[])?;
    if arrivals >= capacity {
        let through = mean(&runs, |run| {
            per_second(&run.pool(node)?.answered, run.step, run.seconds / 2.0, run.seconds)
        });
        let pair = through.map(|simulated| Pair {
            what: "it does",
            formula: capacity,
            simulated,
            unit: Unit::PerSecond,
            tolerance: THROUGH,
            leaves_out: "it counts calls at rest; in the run they wait for others, or less arrives because somebody in front is full",
            said: None,
        });
        return pair.map(|pair| vec![pair]).ok_or(Unchecked::Nothing("the run was too short"));
    }
    let Some(busy) = setting.number("utilisation").filter(|busy| *busy > 0.0) else {
        return Err(Unchecked::Nothing("it has slots without limit"));
    };
    let simulated = mean(&runs, |run| {
        let pool = run.pool(node)?;
        let slots = pool.slots.first().copied().filter(|slots| slots.is_finite())?;
        Some(pool.busy_seconds / (0.9 * run.seconds * slots))
    });
    let pair = simulated.map(|simulated| Pair {
        what: "busy",
        formula: busy,
        simulated,
        unit: Unit::Share,
        tolerance: BUSY,
        leaves_out: "it counts calls at rest; in the run slots are held while what is called makes them wait",
        said: None,
    });
    pair.map(|pair| vec![pair]).ok_or(Unchecked::Nothing("it has slots without limit"))
}
