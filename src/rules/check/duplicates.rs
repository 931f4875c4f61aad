//! Effects that happen twice when answers are lost.

use super::setting::{Setting, from, mean};
use super::{Pair, Unchecked};
use crate::model::Unit;
use crate::simulate::What;

const TOLERANCE: f64 = 0.03;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let found = setting.route().and_then(|route| Some((route, setting.lost(route)?)));
    let (Some((route, (link, share))), Some(formula)) = (found, setting.number("per request"))
    else {
        return Err(Unchecked::Nothing("no scenario says how many answers are lost"));
    };
    let rate = setting.rate(route);
    if rate <= 0.0 {
        return Err(Unchecked::Nothing("nobody has said how many requests there are"));
    }
    let lost = from(0.0, What::AnswersLost { link, share });
    let runs = setting.play((20_000.0 / rate).clamp(60.0, 600.0), 0.0, &[lost])?;
    // Of the flow's effects the one the answer is about; a flow rarely has two.
    let effect = setting.link(0).and_then(|link| {
        setting.review.board().links.at(link as usize).and_then(|link| link.effect)
    });
    let simulated = mean(&runs, |run| {
        let effects = &run.flows.get(route as usize)?.effects;
        let count =
            effects.iter().find(|count| effect.is_none_or(|effect| count.effect == effect))?;
        let once = count.all().saturating_sub(count.repeats());
        (once > 0).then(|| count.all() as f64 / once as f64)
    });
    let pair = simulated.map(|simulated| Pair {
        what: "times it happens a request",
        formula,
        simulated,
        unit: Unit::Count,
        tolerance: TOLERANCE,
        leaves_out: "it counts lost answers only; at this load second attempts are also refused, or made because the first one timed out",
        said: None,
    });
    pair.map(|pair| vec![pair]).ok_or(Unchecked::Nothing("in the run it never happens"))
}
