//! Availability of each node, and what each flow cannot do without.

use super::reliability::{Copies, ZONE_DARK, ZONE_DARK_LABEL, Zones};
use super::{Facts, Maybe, Moment, Place, Sheet, link_at, node_at};
use crate::model::node::Failover;
use crate::model::{Board, Interaction, Node, Unit};

/// Availability of a node.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeAvailability {
    /// Share of time one replica is up.
    pub one: Maybe,
    /// Share of time the node as a whole is up, replicas and failover included.
    pub all: Maybe,
    /// Its copies: those that take over when one goes.
    pub copies: Option<Copies>,
}

/// What a flow cannot do without.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Nodes whose failure fails the flow, in the order requests come to them; where it begins excluded.
    pub hard: Vec<u32>,
    /// The same, sorted.
    sorted: Vec<u32>,
    /// Share of requests that find everything they need up.
    pub up: Maybe,
    /// Whether that is exact or a bound.
    pub method: Method,
}

/// How the availability of a flow was computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// Nothing is shared: parts in a row multiply.
    #[default]
    Product,
    /// From the fault tree, shared parts counted once.
    Exact,
    /// The fault tree is too intertwined; it is at least the product, which counts shared parts
    /// several times.
    AtLeast,
}

impl Reach {
    /// True when the flow cannot do without a node.
    pub fn needs(&self, node: u32) -> bool {
        self.sorted.binary_search(&node).is_ok()
    }
}

/// Share of failures that take all replicas at once while nobody says otherwise: 5 %, the low end
/// of the beta factors of IEC 61508-6 annex D.
const SHARED_CAUSE: f64 = 0.05;
/// More copies than this are computed as this many.
const MOST_COPIES: f64 = 256.0;
const REDUNDANT: &str = "enough of n copies up: (1 − β·u) × P(binomial(n, 1 − (1 − β)·u) ≥ needed), u = 1 − A (beta factor, IEC 61508-6); copies in one zone go dark together";

/// True when another replica or a standby takes over by itself.
pub(crate) fn takes_over(node: &Node) -> bool {
    if node.singleton == Some(true) {
        return false;
    }
    match node.failover {
        Some(Failover::Automatic) => true,
        Some(Failover::None | Failover::Manual) => false,
        // Copies of a store need a switch; copies of a service stand behind whoever calls them.
        None => node.replicas().base() >= 2.0 && !node.kind.behavior.keeps_state,
    }
}

pub(super) fn nodes(board: &Board, facts: &Facts, sheet: &mut Sheet) -> Vec<NodeAvailability> {
    let zones = Zones::of(board);
    board
        .nodes
        .iter()
        .enumerate()
        .map(|(i, node)| one(node, i as u32, facts, &zones, sheet))
        .collect()
}

fn one(
    node: &Node,
    index: u32,
    facts: &Facts,
    zones: &Zones,
    sheet: &mut Sheet,
) -> NodeAvailability {
    let place = Place::Node(index);
    let stated = node.availability;
    let Some(up) = sheet.stated_or_assumed(node, place, "availability", stated) else {
        return NodeAvailability::default();
    };
    let automatic = node.failover == Some(Failover::Automatic);
    let count = node.replicas().base().max(if automatic { 2.0 } else { 1.0 });
    let redundant = takes_over(node) && count >= 2.0;
    let n_zones = zones.of_node(node).len() as u32;
    let mut copies = Copies { count: 1, needed: 1, one_down: 1.0 - up.value, beta: 0.0 };
    // In a drawn zone a single copy is away at least as long as its zone.
    if !redundant && (n_zones == 0 || copies.one_down >= ZONE_DARK) {
        return NodeAvailability { one: Some(up), all: Some(up), copies: Some(copies) };
    }
    let mut operands = vec![up];
    if redundant {
        let shared = match node.shared_cause {
            Some(beta) => sheet.input(place, "shared_cause", beta),
            None => sheet.guess(
                SHARED_CAUSE,
                Unit::Share,
                "share of failures that take all replicas at once",
            ),
        };
        let n = match node.replicas {
            Some(replicas) if replicas.base() >= 2.0 => sheet.input(place, "replicas", replicas),
            _ => sheet.constant(2.0, Unit::Count, "primary and standby"),
        };
        operands.extend([n, shared]);
        copies.beta = shared.value.clamp(0.0, 1.0);
        copies.count = count.min(MOST_COPIES) as u32;
        let needed = needed(node, index, facts, count, sheet);
        operands.extend(needed);
        let share = needed.map_or(0.0, |needed| needed.value / count);
        copies.needed = ((share * f64::from(copies.count)).ceil() as u32).clamp(1, copies.count);
    }
    if n_zones > 0 {
        operands.push(sheet.guess(ZONE_DARK, Unit::Share, ZONE_DARK_LABEL));
    }
    let value = copies.up(n_zones, ZONE_DARK);
    let all = sheet.formula("redundant", REDUNDANT, &operands, value, Unit::Share);
    let all = sheet.named("availability", place, all);
    NodeAvailability { one: Some(up), all: Some(all), copies: Some(copies) }
}

/// Copies that must be up to carry today's load; none when one is enough. A standby does no work.
fn needed(node: &Node, index: u32, facts: &Facts, count: f64, sheet: &mut Sheet) -> Maybe {
    if node.kind.behavior.keeps_state {
        return None;
    }
    let load = facts.node(index)?;
    let (arrivals, capacity) = (load.arrivals.at(Moment::Now)?, load.capacity?);
    let each = capacity.value / node.replicas().base().max(1.0);
    if each <= 0.0 || !each.is_finite() || arrivals.value < each {
        return None;
    }
    let value = ((arrivals.value / each).floor() + 1.0).min(count);
    let needed = sheet.formula(
        "copies that carry it",
        "the fewest copies that are less than full with today's load",
        &[arrivals, capacity],
        value,
        Unit::Count,
    );
    Some(sheet.named("copies needed", Place::Node(index), needed))
}

/// What a failure at the head of a link does to its tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dependence {
    /// The tail goes on.
    None,
    /// The tail fails when the head or anything it needs fails.
    Whole,
    /// The tail fails when the head itself does: it must accept a message.
    Itself,
}

/// How a flow depends on what a link leads to.
pub(super) fn dependence(board: &Board, flow: &super::FlowDemand, used: &super::Use) -> Dependence {
    let Some(link) = link_at(board, used.link) else { return Dependence::None };
    if reads_aside(board, flow, used.from, link, used.to) {
        Dependence::None
    } else if link.is_hard() {
        Dependence::Whole
    } else if hands_over(board, link, used.to) {
        Dependence::Itself
    } else {
        Dependence::None
    }
}

/// Follows the links that fail a flow when they fail.
pub(super) fn reach(board: &Board, facts: &Facts) -> Vec<Reach> {
    facts
        .flows
        .iter()
        .map(|flow| {
            let mut in_reach = vec![false; board.nodes.len()];
            let mut went_on = vec![false; board.nodes.len()];
            let mut todo: Vec<(u32, bool)> =
                flow.starts.iter().map(|start| (*start, true)).collect();
            while let Some((node, goes_on)) = todo.pop() {
                let at = node as usize;
                let (Some(seen), Some(gone)) = (in_reach.get_mut(at), went_on.get_mut(at)) else {
                    continue;
                };
                *seen = true;
                // A queue may be handed something here and be waited for there.
                if !goes_on || std::mem::replace(gone, true) {
                    continue;
                }
                for used in flow.out(node) {
                    match dependence(board, flow, used) {
                        Dependence::Whole => todo.push((used.to, true)),
                        Dependence::Itself => todo.push((used.to, false)),
                        Dependence::None => {}
                    }
                }
            }
            let hard: Vec<u32> = flow
                .visits
                .iter()
                .map(|visit| visit.node)
                .filter(|node| {
                    in_reach.get(*node as usize).copied().unwrap_or(false)
                        && !flow.starts.contains(node)
                })
                .collect();
            let mut sorted = hard.clone();
            sorted.sort_unstable();
            Reach { hard, sorted, ..Reach::default() }
        })
        .collect()
}

/// A message must at least be accepted: the queue is needed, whoever reads it is not.
fn hands_over(board: &Board, link: &crate::model::Link, to: u32) -> bool {
    link.interaction == Interaction::Message
        && link.fallback.is_none()
        && link.result_needed != Some(false)
        && node_at(board, to).is_some_and(|node| node.kind.behavior.delivers_later)
}

/// A cache beside a store: when it is away the reads go to the store.
fn reads_aside(
    board: &Board,
    flow: &super::FlowDemand,
    from: u32,
    link: &crate::model::Link,
    to: u32,
) -> bool {
    let copy =
        |node: u32| node_at(board, node).is_some_and(|node| node.kind.behavior.answers_from_copy);
    let store = |node: u32| node_at(board, node).is_some_and(|node| node.kind.behavior.keeps_state);
    link.interaction == Interaction::Read
        && copy(to)
        && flow.out(from).any(|used| store(used.to) && !copy(used.to))
}
