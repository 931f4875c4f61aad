//! Caches and the stores they stand in front of.

use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Unit};

use super::ask::Ask;

/// A cache and one store that is asked what it does not have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behind {
    /// The store, by its place on the board.
    pub store: u32,
    /// The link that reads it on a miss.
    pub link: u32,
    /// The link by which the cache is asked: the one beside the reading link, none when the cache
    /// itself reads the store.
    pub asked: Option<u32>,
}

/// True for what answers reads from a copy.
pub(super) fn is_copy(ask: &Ask<'_>, node: u32) -> bool {
    ask.node(node).is_some_and(|node| node.kind.behavior.answers_from_copy)
}

fn reads(ask: &Ask<'_>, link: u32) -> bool {
    ask.link(link).is_some_and(|link| {
        matches!(link.interaction, Interaction::Read | Interaction::Call | Interaction::Poll)
    })
}

/// The stores behind a cache: what it reads itself, and what its readers read beside it.
pub(super) fn behind(ask: &Ask<'_>, cache: u32) -> Vec<Behind> {
    let network = &ask.facts.network;
    let used = |link: u32| ask.facts.flows_over(link).next().is_some();
    let mut stores: Vec<Behind> = network
        .out(cache)
        .iter()
        .filter(|step| reads(ask, step.link) && used(step.link) && !is_copy(ask, step.node))
        .map(|step| Behind { store: step.node, link: step.link, asked: None })
        .collect();
    if !stores.is_empty() {
        return stores;
    }
    for reader in network.incoming(cache).iter().filter(|step| is_read(ask, step.link)) {
        for step in network.out(reader.node) {
            let keeps = ask.node(step.node).is_some_and(|node| node.kind.behavior.keeps_state);
            let store = keeps && !is_copy(ask, step.node) && is_read(ask, step.link);
            if store && shares_a_flow(ask, step.link, reader.link) {
                stores.push(Behind { store: step.node, link: step.link, asked: Some(reader.link) });
            }
        }
    }
    stores
}

/// True when the reads of a link happen only when a cache beside it has no answer.
pub(super) fn is_behind_a_cache(ask: &Ask<'_>, from: u32, link: u32) -> bool {
    is_copy(ask, from)
        || ask.facts.network.out(from).iter().any(|step| {
            step.link != link
                && is_copy(ask, step.node)
                && is_read(ask, step.link)
                && shares_a_flow(ask, step.link, link)
        })
}

fn is_read(ask: &Ask<'_>, link: u32) -> bool {
    ask.link(link).is_some_and(|link| link.interaction == Interaction::Read)
}

fn shares_a_flow(ask: &Ask<'_>, a: u32, b: u32) -> bool {
    ask.facts.flows_over(a).any(|(flow, ..)| ask.facts.uses(flow, b))
}

/// Reads a second that a cache is asked for a store.
pub(super) fn asked(
    ask: &mut Ask<'_>,
    cache: u32,
    behind: &Behind,
    moment: Moment,
) -> Option<Quantity> {
    if let Some(link) = behind.asked {
        return ask.facts.link_rate(link, moment);
    }
    let facts = ask.facts;
    let mut terms = Vec::new();
    for step in facts.network.incoming(cache) {
        if reads(ask, step.link) && facts.flows_over(step.link).next().is_some() {
            terms.push(facts.link_rate(step.link, moment)?);
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

/// What comes to a store at a moment by other ways than past a cache, when anything does.
pub(super) fn other_load(
    ask: &mut Ask<'_>,
    stores: &[Behind],
    store: u32,
    moment: Moment,
) -> Option<Quantity> {
    let facts = ask.facts;
    let past = |link: u32| stores.iter().any(|b| b.store == store && b.link == link);
    let mut terms = Vec::new();
    for step in facts.network.incoming(store) {
        if !past(step.link) {
            terms.extend(facts.link_rate(step.link, moment));
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

/// What would reach a store at a moment if nothing were answered from a cache: the reads the cache
/// is asked for it, and all that comes to it.
pub(super) fn without(
    ask: &mut Ask<'_>,
    cache: u32,
    stores: &[Behind],
    store: u32,
    moment: Moment,
) -> Option<(Quantity, Quantity)> {
    let mut reads: Option<Quantity> = None;
    for behind in stores.iter().filter(|behind| behind.store == store) {
        let more = asked(ask, cache, behind, moment)?;
        reads = Some(reads.map_or(more, |known| ask.sheet.add(known, more)));
        // What the cache reads itself is asked of it once, over however many links.
        if behind.asked.is_none() {
            break;
        }
    }
    let reads = reads?;
    let all = match other_load(ask, stores, store, moment) {
        Some(other) => ask.sheet.add(reads, other),
        None => reads,
    };
    Some((reads, ask.sheet.named("load without the cache", Place::Node(store), all)))
}
