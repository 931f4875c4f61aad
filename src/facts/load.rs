//! Load of nodes when nothing waits: how long a slot is held, how many are busy, how much a pool can do.
//! What waits make of it stands in [`under_load`](super::under_load).
//!
//! A blocking node holds its slot while it waits for the nodes it calls: occupancy follows from
//! Little's law over the whole hold, not over own work alone.

use super::demand::{Use, Visit};
use super::{
    AtMoments, Facts, FlowDemand, Maybe, Moment, Place, Quantity, Sheet, link_at, node_at,
};
use crate::model::{Board, Interaction, Link, Node, Unit};

/// Load of a node.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeLoad {
    /// Requests per second that arrive; `None` while no flow with a rate comes here.
    pub arrivals: AtMoments<Maybe>,
    /// Slots of all replicas together; `None` when the kind has no natural limit.
    pub slots: Maybe,
    /// Own work per request.
    pub own: Maybe,
    /// Time a slot is held per request when nothing waits.
    pub hold_at_rest: Maybe,
    /// Requests per second it can do when nothing it calls is slow.
    pub capacity: Maybe,
    /// Share of its capacity in use.
    pub utilisation: AtMoments<Maybe>,
    /// Busy slots when nothing it calls is slow.
    pub busy_at_rest: AtMoments<Maybe>,
    /// Time a slot is held under load, waits of the callees included.
    pub hold: AtMoments<Maybe>,
    /// Mean wait for a slot.
    pub wait: AtMoments<Maybe>,
}

/// Times at rest of every flow's visits, callees first.
pub(super) fn rest(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    let own: Vec<Maybe> =
        (0..board.nodes.len() as u32).map(|i| own_work(board, sheet, i)).collect();
    for (load, own) in facts.nodes.iter_mut().zip(&own) {
        load.own = *own;
    }
    for flow in &mut facts.flows {
        for at in (0..flow.visits.len()).rev() {
            let Some(node) = flow.visits.get(at).map(|visit| visit.node) else { continue };
            let own = own.get(node as usize).copied().flatten();
            let answer = answer_time(board, flow, node, own, sheet, &|used, sheet| {
                time_at_rest(board, flow, used, &facts.nodes, sheet)
            });
            let answer = answer
                .map(|answer| sheet.named("time to answer at rest", Place::Node(node), answer));
            if let Some(visit) = flow.visits.get_mut(at) {
                visit.at_rest = answer;
            }
        }
    }
}

fn own_work(board: &Board, sheet: &mut Sheet, index: u32) -> Maybe {
    let node = node_at(board, index)?;
    let place = Place::Node(index);
    sheet.stated_or_assumed(node, place, "service_time", node.service_time)
}

/// Own work and the calls it waits for: one after the other, groups in parallel by their slowest.
pub(super) fn answer_time(
    board: &Board,
    flow: &FlowDemand,
    node: u32,
    own: Maybe,
    sheet: &mut Sheet,
    time: &dyn Fn(&Use, &mut Sheet) -> Maybe,
) -> Maybe {
    let mut terms: Vec<Quantity> = own.into_iter().collect();
    let mut groups: Vec<(&str, Quantity)> = Vec::new();
    for used in flow.out(node) {
        let Some(one) = time(used, sheet) else { continue };
        let all = used.per_visit.map_or(one, |times| sheet.mul(times, one));
        let group = link_at(board, used.link).and_then(|link| link.parallel.as_deref());
        match group {
            None => terms.push(all),
            Some(group) => match groups.iter_mut().find(|(name, _)| *name == group) {
                Some((_, slowest)) => *slowest = sheet.max(*slowest, all),
                None => groups.push((group, all)),
            },
        }
    }
    terms.extend(groups.into_iter().map(|(_, slowest)| slowest));
    (!terms.is_empty()).then(|| sheet.sum(&terms, Unit::Seconds))
}

/// How long one use of a link keeps its tail, when nothing waits; `None` when the tail does not wait.
fn time_at_rest(
    board: &Board,
    flow: &FlowDemand,
    used: &Use,
    nodes: &[NodeLoad],
    sheet: &mut Sheet,
) -> Maybe {
    let link = link_at(board, used.link)?;
    let there = match far_end(board, link, used) {
        FarEnd::Nothing => None,
        FarEnd::Handover => nodes.get(used.to as usize).and_then(|load| load.own),
        FarEnd::Lock => lock_hold(board, used.link, sheet),
        FarEnd::Answer => {
            let visit = flow.visits_of(used.to).filter(|_| !used.leads_back);
            visit
                .and_then(|visit| visit.at_rest)
                .or_else(|| nodes.get(used.to as usize).and_then(|load| load.own))
        }
    };
    with_network(link, used.link, there, sheet)
}

/// What a tail waits for at the other end of a link.
pub(super) enum FarEnd {
    /// It does not wait.
    Nothing,
    /// Until the message is accepted.
    Handover,
    /// Until the lock was held and released.
    Lock,
    /// Until the answer arrives.
    Answer,
}

pub(super) fn far_end(board: &Board, link: &Link, used: &Use) -> FarEnd {
    match link.interaction {
        _ if link.holds_item().is_some() => FarEnd::Lock,
        interaction if interaction.caller_waits() => FarEnd::Answer,
        Interaction::Message
            if node_at(board, used.to).is_some_and(|node| node.kind.behavior.delivers_later) =>
        {
            FarEnd::Handover
        }
        _ => FarEnd::Nothing,
    }
}

pub(super) fn lock_hold(board: &Board, link: u32, sheet: &mut Sheet) -> Maybe {
    let hold = link_at(board, link)?.lock_hold?;
    Some(sheet.input(Place::Link(link), "lock_hold", hold))
}

pub(super) fn with_network(link: &Link, index: u32, there: Maybe, sheet: &mut Sheet) -> Maybe {
    let Some(network) = link.network else { return there };
    let network = sheet.input(Place::Link(index), "network", network);
    match there {
        Some(there) => Some(sheet.add(there, network)),
        None => link.interaction.caller_waits().then_some(network),
    }
}

/// Slots, capacity, utilisation and busy slots of every node, from holds at rest.
pub(super) fn pools(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    for index in 0..board.nodes.len() as u32 {
        let Some(node) = node_at(board, index) else { continue };
        let place = Place::Node(index);
        let hold = hold_of(node, index, facts, sheet, &|visit| visit.at_rest, Moment::Now)
            .map(|hold| sheet.named("hold at rest", place, hold));
        let slots = slots_of(node, index, sheet);
        let capacity = capacity_of(node, index, slots, hold, sheet);
        let Some(load) = facts.nodes.get_mut(index as usize) else { continue };
        load.slots = slots;
        load.hold_at_rest = hold;
        load.capacity = capacity;
        let mut last: Option<(Maybe, Maybe, Maybe)> = None;
        for moment in Moment::ALL {
            let arrivals = load.arrivals.at(moment);
            let (utilisation, busy) = match last {
                Some((same, utilisation, busy)) if same == arrivals => (utilisation, busy),
                _ => (
                    arrivals.zip(capacity).map(|(arrivals, capacity)| {
                        let ratio = sheet.div(arrivals, capacity);
                        let share = sheet.in_unit(ratio, Unit::Share);
                        sheet.named("utilisation", place, share)
                    }),
                    arrivals.zip(hold).map(|(arrivals, hold)| {
                        let busy = sheet.mul(arrivals, hold);
                        sheet.named("busy slots at rest", place, busy)
                    }),
                ),
            };
            load.utilisation.set(moment, utilisation);
            load.busy_at_rest.set(moment, busy);
            last = Some((arrivals, utilisation, busy));
        }
    }
}

fn slots_of(node: &Node, index: u32, sheet: &mut Sheet) -> Maybe {
    let place = Place::Node(index);
    let each = sheet.stated_or_assumed(node, place, "slots", node.slots)?;
    // A standby does no work until it takes over.
    let active =
        node.replicas.filter(|_| !(node.kind.behavior.keeps_state && node.failover.is_some()));
    let all = match active {
        Some(replicas) => {
            let replicas = sheet.input(place, "replicas", replicas);
            sheet.mul(replicas, each)
        }
        None => each,
    };
    Some(sheet.named("slots", place, all))
}

fn capacity_of(node: &Node, index: u32, slots: Maybe, hold: Maybe, sheet: &mut Sheet) -> Maybe {
    let place = Place::Node(index);
    if let Some(stated) = node.capacity {
        return Some(sheet.input(place, "capacity", stated));
    }
    let (slots, hold) = (slots?, hold?);
    if hold.value <= 0.0 {
        return None;
    }
    let capacity = sheet.div(slots, hold);
    Some(sheet.named("capacity", place, capacity))
}

/// Time a slot is held per request: own work alone, or for a blocking node its whole time to
/// answer; a mean over its flows, weighted by their rates where they differ.
///
/// Links that lock or hand over hold a slot for the time of the link instead of own work.
fn hold_of(
    node: &Node,
    index: u32,
    facts: &Facts,
    sheet: &mut Sheet,
    of_visit: &dyn Fn(&Visit) -> Maybe,
    moment: Moment,
) -> Maybe {
    let own = facts.node(index)?.own;
    let mut terms: Vec<(Quantity, Maybe)> = Vec::new();
    for (at, flow) in facts.flows_through(index) {
        let Some(visit) = flow.visits_of(index) else { continue };
        let answer = if node.blocks() { of_visit(visit) } else { own };
        // A store is occupied by a lock for as long as the lock is held.
        let hold = lock_occupancy(index, at, facts).or(answer);
        let Some(hold) = hold else { continue };
        let weight = match (flow.rate.at(moment), visit.times) {
            (Some(rate), Some(times)) => Some(sheet.mul(rate, times)),
            (rate, _) => rate,
        };
        terms.push((hold, weight));
    }
    // A flow without a rate says nothing about the mean while others do.
    if terms.iter().any(|(_, weight)| weight.is_some()) {
        terms.retain(|(_, weight)| weight.is_some());
    }
    let first = terms.first()?.0;
    if terms.iter().all(|(hold, _)| (hold.value - first.value).abs() < 1e-15) {
        return Some(first);
    }
    weighted_mean(&terms, sheet).or(Some(first))
}

/// Hold of the locks that one flow takes at a node, when all its uses of the node are locks.
fn lock_occupancy(node: u32, flow: usize, facts: &Facts) -> Maybe {
    let mut hold = None;
    for step in facts.network.incoming(node) {
        if facts.uses(flow, step.link) {
            let lock = facts.locks.get(step.link as usize)?.as_ref()?;
            hold = hold.or(lock.hold);
        }
    }
    hold
}

fn weighted_mean(terms: &[(Quantity, Maybe)], sheet: &mut Sheet) -> Maybe {
    let mut weights = Vec::new();
    let mut products = Vec::new();
    for (hold, weight) in terms {
        let weight = (*weight)?;
        weights.push(weight);
        products.push(sheet.mul(weight, *hold));
    }
    let total = sheet.sum(&weights, Unit::PerSecond);
    let occupied = sheet.sum(&products, Unit::Count);
    (total.value > 0.0).then(|| sheet.div(occupied, total))
}
