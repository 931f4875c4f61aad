//! Availability: of each node, and what each flow cannot do without.

use super::{Facts, Maybe, Place, Sheet, link_at, node_at};
use crate::model::node::Failover;
use crate::model::{Board, Interaction, Node, Unit};

/// Availability of a node.
#[derive(Clone, Copy, Debug, Default)]
pub struct NodeAvailability {
    /// Share of time one replica is up.
    pub one: Maybe,
    /// Share of time the node as a whole is up, replicas and failover included.
    pub all: Maybe,
}

/// What a flow cannot do without.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Nodes whose failure fails the flow, in the order requests come to them; where it begins excluded.
    pub hard: Vec<u32>,
    /// The same, sorted.
    sorted: Vec<u32>,
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
const REDUNDANT: &str =
    "one of n with shared causes: 1 − ((1 − β)·u)ⁿ − β·u, u = 1 − A (beta factor, IEC 61508-6)";

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

pub(super) fn nodes(board: &Board, sheet: &mut Sheet) -> Vec<NodeAvailability> {
    board.nodes.iter().enumerate().map(|(i, node)| one(node, i as u32, sheet)).collect()
}

fn one(node: &Node, index: u32, sheet: &mut Sheet) -> NodeAvailability {
    let place = Place::Node(index);
    let stated = node.availability;
    let Some(up) = sheet.stated_or_assumed(node, place, "availability", stated) else {
        return NodeAvailability::default();
    };
    let copies = node.replicas().base().max(if node.failover == Some(Failover::Automatic) {
        2.0
    } else {
        1.0
    });
    if !takes_over(node) || copies < 2.0 {
        return NodeAvailability { one: Some(up), all: Some(up) };
    }
    let shared = match node.shared_cause {
        Some(beta) => sheet.input(place, "shared_cause", beta),
        None => sheet.guess(
            SHARED_CAUSE,
            Unit::Share,
            "share of failures that take all replicas at once",
        ),
    };
    let copies = match node.replicas {
        Some(replicas) if replicas.base() >= 2.0 => sheet.input(place, "replicas", replicas),
        _ => sheet.constant(2.0, Unit::Count, "primary and standby"),
    };
    let down = 1.0 - up.value;
    let value = 1.0 - ((1.0 - shared.value) * down).powf(copies.value) - shared.value * down;
    let all = sheet.formula(
        "redundant",
        REDUNDANT,
        &[up, copies, shared],
        value.clamp(0.0, 1.0),
        Unit::Share,
    );
    NodeAvailability { one: Some(up), all: Some(sheet.named("availability", place, all)) }
}

/// Follows the links that fail a flow when they fail.
pub(super) fn reach(board: &Board, facts: &Facts) -> Vec<Reach> {
    facts
        .flows
        .iter()
        .map(|flow| {
            let mut in_reach = vec![false; board.nodes.len()];
            let mut todo: Vec<(u32, bool)> =
                flow.starts.iter().map(|start| (*start, true)).collect();
            while let Some((node, goes_on)) = todo.pop() {
                match in_reach.get_mut(node as usize) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                if !goes_on {
                    continue;
                }
                for used in flow.out(node) {
                    let Some(link) = link_at(board, used.link) else { continue };
                    if reads_aside(board, flow, node, link, used.to) {
                        continue;
                    }
                    if link.is_hard() {
                        todo.push((used.to, true));
                    } else if hands_over(board, link, used.to) {
                        todo.push((used.to, false));
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
            Reach { hard, sorted }
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
