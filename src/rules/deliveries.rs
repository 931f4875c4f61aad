//! Ways messages take from what keeps them to whoever handles them.

use crate::facts::{FlowDemand, Moment, Quantity};
use crate::model::{Interaction, Link, Node};

use super::ask::Ask;

/// One way from a queue to who handles what it holds.
#[derive(Clone, Copy)]
pub(super) struct Delivery<'a> {
    /// The queue, by its place on the board.
    pub queue: u32,
    /// The same.
    pub from: &'a Node,
    /// The link messages are handed over by.
    pub index: u32,
    /// The same.
    pub link: &'a Link,
    /// Who handles them, by its place on the board.
    pub taker: u32,
    /// The same.
    pub to: &'a Node,
}

/// The delivery over a link; none when it hands over no messages.
pub(super) fn delivery<'a>(ask: &Ask<'a>, index: u32) -> Option<Delivery<'a>> {
    let link = ask.link(index)?;
    if link.interaction != Interaction::Message {
        return None;
    }
    let (queue, taker) = ask.facts.network.ends(index)?;
    let (from, to) = (ask.node(queue)?, ask.node(taker)?);
    let hands_over = from.kind.behavior.delivers_later && !to.kind.behavior.delivers_later;
    hands_over.then_some(Delivery { queue, from, index, link, taker, to })
}

/// What a taker can do, where no more copies of it work than the queue has parts.
pub(super) fn handles(ask: &mut Ask<'_>, way: &Delivery<'_>) -> Option<Quantity> {
    let capacity = ask.facts.node(way.taker)?.capacity?;
    let Some(parts) = way.from.partitions else { return Some(capacity) };
    let copies = way.to.replicas();
    if parts.base() >= copies.base() {
        return Some(capacity);
    }
    let parts = ask.sheet.input(crate::facts::Place::Node(way.queue), "partitions", parts);
    let copies = ask.sheet.input(crate::facts::Place::Node(way.taker), "replicas", copies);
    let working = ask.sheet.div(parts, copies);
    let capacity = ask.sheet.mul(capacity, working);
    let place = crate::facts::Place::Node(way.taker);
    Some(ask.sheet.named("what the copies with a part of the queue can do", place, capacity))
}

/// Messages a second that arrive for a taker: what comes over the link, or all that comes to the
/// queue when no flow says who takes it.
pub(super) fn arrive(ask: &Ask<'_>, way: &Delivery<'_>, moment: Moment) -> Option<Quantity> {
    if ask.facts.flows_over(way.index).next().is_some() {
        ask.facts.node(way.taker)?.arrivals.at(moment)
    } else {
        ask.facts.node(way.queue)?.arrivals.at(moment)
    }
}

/// The links a taker uses for one message, and what they lead to, the delivery first.
pub(super) fn caused_by(demand: &FlowDemand, way: &Delivery<'_>) -> Vec<u32> {
    let mut links = vec![way.index];
    let mut todo = vec![way.taker];
    let mut seen = vec![way.taker];
    while let Some(node) = todo.pop() {
        for used in demand.out(node).filter(|used| !used.leads_back) {
            links.push(used.link);
            if !seen.contains(&used.to) {
                seen.push(used.to);
                todo.push(used.to);
            }
        }
    }
    links
}
