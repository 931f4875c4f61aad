//! Layers that try again, along the calls of one flow.

use std::collections::HashMap;

use crate::facts::{FlowDemand, Place, Quantity};
use crate::model::{Change, Known, Link, LinkId, Unit};

use super::ask::Ask;

/// One layer that tries again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    /// The link.
    pub link: u32,
    /// Most attempts for one request: one plus its retries, or one plus its budget.
    pub attempts: Quantity,
    /// True when a budget or a breaker keeps it from multiplying without end.
    pub bounded: bool,
}

/// The layers on the way from a flow's start to a link, which itself counts; the way with the
/// largest product where several lead there. None when no way leads there.
///
/// Without a link: the way with the largest product anywhere on the flow.
pub(super) fn worst_way(
    ask: &mut Ask<'_>,
    flow: &FlowDemand,
    to: Option<u32>,
) -> Option<Vec<Layer>> {
    // The largest product of attempts into each node, and the link it comes by.
    let mut best: HashMap<u32, (f64, Option<u32>)> =
        flow.starts.iter().map(|start| (*start, (1.0, None))).collect();
    let mut last: Option<(f64, u32)> = None;
    // Visits come callers first, so every way into a node is known before its calls are looked at.
    for visit in &flow.visits {
        let Some((so_far, _)) = best.get(&visit.node).copied() else { continue };
        for used in flow.out(visit.node).filter(|used| !used.leads_back) {
            let Some(link) = ask.link(used.link) else { continue };
            let product = so_far * attempts_of(link);
            if to.is_none_or(|to| to == used.link) && last.is_none_or(|(most, _)| product > most) {
                last = Some((product, used.link));
            }
            let entry = best.entry(used.to).or_insert((0.0, None));
            if product > entry.0 {
                *entry = (product, Some(used.link));
            }
        }
    }
    let mut way = Vec::new();
    let mut next = last.map(|(_, link)| link);
    while let Some(index) = next {
        if ask.link(index).is_some_and(|link| attempts_of(link) > 1.0) {
            way.push(index);
        }
        let (from, _) = ask.facts.network.ends(index)?;
        next = best.get(&from).and_then(|(_, by)| *by);
    }
    way.reverse();
    Some(way.into_iter().filter_map(|link| layer(ask, link)).collect())
}

/// Most attempts over one link: one plus the retries of a tail that waits.
fn attempts_of(link: &Link) -> f64 {
    1.0 + if link.interaction.caller_waits() { link.retries() } else { 0.0 }
}

fn layer(ask: &mut Ask<'_>, index: u32) -> Option<Layer> {
    let link = ask.link(index)?;
    let place = Place::Link(index);
    let one = ask.sheet.constant(1.0, Unit::Factor, "1");
    if let Some(budget) = link.retry_budget {
        let budget = ask.sheet.input(place, "retry_budget", budget);
        let budget = ask.sheet.in_unit(budget, Unit::Factor);
        return Some(Layer { link: index, attempts: ask.sheet.add(one, budget), bounded: true });
    }
    let retries = ask.sheet.input(place, "retries", link.retries?);
    let retries = ask.sheet.in_unit(retries, Unit::Factor);
    let attempts = ask.sheet.add(one, retries);
    Some(Layer {
        link: index,
        attempts: ask.sheet.named("attempts", place, attempts),
        bounded: link.breaker == Some(true),
    })
}

/// Most attempts at the end of the layers for one request at their start.
pub(super) fn product(ask: &mut Ask<'_>, place: Place, layers: &[Layer]) -> Quantity {
    let attempts: Vec<Quantity> = layers.iter().map(|layer| layer.attempts).collect();
    let all = ask.sheet.product(&attempts, Unit::Factor);
    let all = ask.sheet.in_unit(all, Unit::Count);
    ask.sheet.named("most attempts for one request", place, all)
}

/// Share of a link's attempts whose answer is lost, from a scenario of the board.
pub(super) fn lost_share(ask: &mut Ask<'_>, link: &LinkId) -> Option<Quantity> {
    let (index, share) = ask.board.scenarios.iter().enumerate().find_map(|(i, scenario)| {
        scenario.changes.iter().find_map(|change| match change {
            Change::AnswersLost { link: lost, share, .. } if lost == link => {
                Some((i as u32, *share))
            }
            _ => None,
        })
    })?;
    Some(ask.sheet.input(Place::Scenario(index), "share of answers lost", share))
}

/// Attempts of one layer when a share q of its answers is lost: 1 + q + … + qʳ.
pub(super) fn expected_attempts(ask: &mut Ask<'_>, layer: &Layer, lost: Quantity) -> Quantity {
    let retries = ask.link(layer.link).map_or(0.0, |link| link.retries.map_or(0.0, Known::base));
    let q = lost.value;
    let value = if (1.0 - q).abs() < 1e-12 {
        retries + 1.0
    } else {
        (1.0 - q.powf(retries + 1.0)) / (1.0 - q)
    };
    let value = value.min(layer.attempts.value);
    let sum = ask.sheet.formula(
        "1 + q + … + qʳ",
        "geometric sum: an attempt follows each one that is lost, up to r retries",
        &[lost, layer.attempts],
        value,
        Unit::Factor,
    );
    ask.sheet.named("attempts when answers are lost", Place::Link(layer.link), sum)
}
