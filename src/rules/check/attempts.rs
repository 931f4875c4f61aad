//! Attempts: how many follow when answers are lost, and how many when nothing answers at all.

use super::setting::{Setting, all, from, mean};
use super::{Pair, Unchecked};
use crate::facts::link_at;
use crate::model::{Board, Unit};
use crate::simulate::{Happening, What};

const TOLERANCE: f64 = 0.02;

pub(super) fn run(setting: &mut Setting<'_>) -> Result<Vec<Pair>, Unchecked> {
    let Some(route) = setting.route() else {
        return Err(Unchecked::Nothing("no flow tries again"));
    };
    let rate = setting.rate(route);
    if rate <= 0.0 {
        return Err(Unchecked::Nothing("nobody has said how many requests there are"));
    }
    let mut pairs = Vec::new();
    if let (Some((link, share)), Some(formula)) =
        (setting.lost(route), setting.number("attempts expected"))
    {
        let lost = from(0.0, What::AnswersLost { link, share });
        let runs = setting.play((20_000.0 / rate).clamp(30.0, 600.0), 0.0, &[lost])?;
        let simulated = mean(&runs, |run| {
            let track = run.links.get(link as usize)?;
            let first = all(&track.calls);
            (first > 0.0).then(|| (first + all(&track.retries)) / first)
        });
        pairs.extend(simulated.map(|simulated| Pair {
            what: "attempts a request when answers are lost",
            formula,
            simulated,
            unit: Unit::Count,
            tolerance: TOLERANCE,
            leaves_out: "it counts lost answers only; in the run requests also time out or are refused at this load",
            said: None,
        }));
    }
    if let (Some(worst), Some(last)) = (setting.number("worst case"), deepest(setting, route)) {
        pairs.extend(at_worst(setting, route, last, worst)?);
    }
    if pairs.is_empty() {
        return Err(Unchecked::Nothing("nobody tries again"));
    }
    Ok(pairs)
}

/// The last link on the flow that tries again, callers first.
fn deepest(setting: &Setting<'_>, route: u32) -> Option<u32> {
    let board: &Board = setting.review.board();
    let flow = setting.review.facts().flows.get(route as usize)?;
    let tries = |link: u32| {
        link_at(board, link)
            .is_some_and(|link| link.retries() >= 1.0 && link.interaction.caller_waits())
    };
    let order = flow.visits.iter().flat_map(|visit| flow.out(visit.node));
    order.filter(|used| tries(used.link)).last().map(|used| used.link)
}

/// Nothing behind the last retrying link answers, at a load that fills nobody.
fn at_worst(
    setting: &mut Setting<'_>,
    route: u32,
    last: u32,
    worst: f64,
) -> Result<Option<Pair>, Unchecked> {
    let Some((_, head)) = setting.review.facts().network.ends(last) else { return Ok(None) };
    let times = (1.0 / setting.rate(route)).min(1.0);
    let gentle = from(0.0, What::Traffic { route: Some(route), times });
    let fails = from(0.0, What::Fails { pool: head, share: 1.0 });
    // One flow at a time.
    let others = (0..setting.system.routes.len() as u32).filter(|other| *other != route);
    let silent = others.map(|other| from(0.0, What::Traffic { route: Some(other), times: 0.0 }));
    let happenings: Vec<Happening> = [gentle, fails].into_iter().chain(silent).collect();
    let runs = setting.play(300.0, 0.0, &happenings)?;
    let simulated = mean(&runs, |run| {
        let track = run.links.get(last as usize)?;
        let ended = run.flows.get(route as usize)?.outcomes.ended();
        (ended > 0).then(|| (all(&track.calls) + all(&track.retries)) / ended as f64)
    });
    Ok(simulated.map(|simulated| Pair {
        what: "attempts at the bottom when nothing answers",
        formula: worst,
        simulated,
        unit: Unit::Count,
        tolerance: TOLERANCE,
        leaves_out: "it counts every retry; in the run callers give up before all are made, or budgets and breakers end them",
        said: None,
    }))
}
