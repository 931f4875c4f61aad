//! What running things costs a month, as data: where each price was read, and when.
//!
//! List prices of one vendor in one region, to compare sizes with, not to plan a budget: what a node
//! states always counts more.

use crate::facts::{Place, Quantity, Sheet};
use crate::model::attribute::Assumed;
use crate::model::{Board, Node, Provenance, Unit};

/// A price.
#[derive(Clone, Copy, Debug)]
pub struct Price {
    /// What is paid for.
    pub what: &'static str,
    /// Dollars a month of 730 hours.
    pub a_month: f64,
    /// Where it was read, and when.
    pub source: &'static str,
}

const HOURS_A_MONTH: f64 = 730.0;

/// One machine with 2 cores and 8 GiB.
pub(super) const MACHINE: Price = Price {
    what: "one small machine",
    a_month: 0.096 * HOURS_A_MONTH,
    source: "Amazon EC2 m5.large, $0.096 an hour on demand in us-east-1 (third-party price pages, November 2026; check before you rely on it)",
};

/// The control plane of a cluster.
pub(super) const CONTROL_PLANE: Price = Price {
    what: "control plane of a cluster",
    a_month: 0.10 * HOURS_A_MONTH,
    source: "Amazon EKS, $0.10 an hour for a cluster (third-party price pages, November 2026; check before you rely on it)",
};

/// A gateway to the outside in one zone.
pub(super) const NAT_GATEWAY: Price = Price {
    what: "gateway to the outside of one zone",
    a_month: 0.045 * HOURS_A_MONTH,
    source: "Amazon VPC NAT gateway, $0.045 an hour and $0.045 a GB (third-party price pages, November 2026; check before you rely on it)",
};

/// Every price.
pub static PRICES: &[Price] = &[MACHINE, CONTROL_PLANE, NAT_GATEWAY];

/// What a node costs a month: as stated; by the price list only where no node states anything.
///
/// People and what somebody else runs by the request have no price of their own.
pub(super) fn of_node(
    board: &Board,
    index: u32,
    by_list: bool,
    sheet: &mut Sheet,
) -> Option<Quantity> {
    let node = board.nodes.at(index as usize)?;
    let place = Place::Node(index);
    if let Some(cost) = node.cost {
        return Some(sheet.input(place, "cost", cost));
    }
    if !by_list || !has_a_machine(node) {
        return None;
    }
    let assumed = Assumed {
        value: MACHINE.a_month,
        provenance: Provenance::SourcedDefault,
        source: MACHINE.source,
    };
    let one = sheet.assumed(place, "cost", Unit::Money, assumed);
    Some(match node.replicas {
        Some(replicas) => {
            let replicas = sheet.input(place, "replicas", replicas);
            sheet.mul(one, replicas)
        }
        None => one,
    })
}

fn has_a_machine(node: &Node) -> bool {
    let does = node.kind.behavior;
    !does.starts_requests && !does.outside_control && !does.spans_zones
}

/// Whether prices have to come from the list, because nobody stated any.
pub(super) fn by_list(board: &Board) -> bool {
    !board.nodes.iter().any(|node| node.cost.is_some())
}

/// Whether a node says that it runs in a cluster of its own making.
pub(super) fn in_a_cluster(node: &Node) -> bool {
    super::technology::tagged(node, &["k8s", "kubernetes"])
}

/// What a board costs a month in dollars.
pub(super) fn of_board(board: &Board) -> f64 {
    let mut sheet = Sheet::default();
    let by_list = by_list(board);
    let nodes: f64 = (0..board.nodes.len() as u32)
        .filter_map(|node| of_node(board, node, by_list, &mut sheet))
        .map(|cost| cost.value)
        .sum();
    let cluster = by_list && board.nodes.iter().any(in_a_cluster);
    nodes + if cluster { CONTROL_PLANE.a_month } else { 0.0 }
}
