//! Reliability of flows, exactly: fault trees read from the board, and decision diagrams of them.
//!
//! Events are independent; what depends on each other shares an event. The diagram is our own: each
//! function of `biodivine-lib-bdd` 0.6 is an array of its own that every operation copies, `oxidd`
//! 0.13 sets up a manager with tables and threads and brings fifteen crates, and neither makes
//! minimal cut sets, which are half of what is here.

mod copies;
mod cuts;
mod diagram;
mod examine;
mod tree;
mod wiring;
mod zones;

pub use copies::Copies;
pub use cuts::{CutSet, CutSets};
pub use diagram::{Diagram, TooLarge};
pub use examine::{Examined, Importance, Part, examine, examine_with};
pub use tree::{EventId, Term, Tree};
pub use wiring::{Cause, FlowTree, Grain};
pub(super) use zones::ZONE_DARK_LABEL;
pub use zones::{ZONE_DARK, Zone, Zones};

use super::availability::{Method, Reach};
use super::{Facts, FlowDemand, Quantity, Sheet};
use crate::model::{Board, Unit};
use wiring::Wiring;

/// Most nodes of all diagrams that are made at every change of the board; a flow that needs more
/// than is left gets a bound.
const MOST_NODES: usize = 20_000;

const EXACT: &str = "P = p·P(hi) + (1 − p)·P(lo) over the binary decision diagram of everything the flow needs, shared parts counted once (Bryant 1986, Rauzy 1993)";
const BOUND: &str = "at least the product, which counts shared parts several times (Esary and Proschan 1963); the exact number would take too long";

/// Fills in how many requests of each flow find everything they need up.
pub(super) fn flows(board: &Board, facts: &Facts, reach: &mut [Reach], sheet: &mut Sheet) {
    let zones = Zones::of(board);
    let mut left = MOST_NODES;
    for (flow, reach) in facts.flows.iter().zip(reach) {
        let known = |node: &u32| facts.availability.get(*node as usize).and_then(|a| a.all);
        let parts: Vec<Quantity> = reach.hard.iter().filter_map(known).collect();
        if parts.is_empty() {
            continue;
        }
        let has_ways = wiring::has_ways(board, flow);
        let sharing = wiring::sharing_zones(board, &zones, &reach.hard);
        if !has_ways && sharing.is_empty() {
            let up = sheet.product(&parts, Unit::Share);
            reach.up = Some(sheet.named("availability", flow.place, up));
            continue;
        }
        let grain = Grain { each_copy: false, zone_dark: ZONE_DARK };
        let wiring = Wiring::new(board, facts, &zones, grain);
        let product: f64 = parts.iter().map(|part| part.value).product();
        let (tree, beside) = if has_ways {
            (wiring.of_flow(flow), 1.0)
        } else {
            // What shares nothing multiplies; only the rest needs a diagram.
            let (inside, outside): (Vec<u32>, Vec<u32>) =
                reach.hard.iter().partition(|node| sharing.contains(node));
            let beside = outside.iter().filter_map(known).map(|part| part.value).product();
            (wiring.of_nodes(&inside), beside)
        };
        let diagram = Diagram::of(&tree.tree, tree.top, left);
        let operands = operands(flow, &parts, !sharing.is_empty(), sheet);
        let (value, method, source) = match &diagram {
            Ok(diagram) => {
                left = left.saturating_sub(diagram.len());
                let down = diagram.probability(tree.tree.probabilities());
                (beside * (1.0 - down), Method::Exact, EXACT)
            }
            Err(TooLarge { .. }) => (product, Method::AtLeast, BOUND),
        };
        let up = sheet.formula(
            "all it needs is up",
            source,
            &operands,
            value.clamp(0.0, 1.0),
            Unit::Share,
        );
        reach.up = Some(sheet.named("availability", flow.place, up));
        reach.method = method;
    }
}

/// What the exact number is made of: the parts, the shares of requests that need them, the zones.
fn operands(
    flow: &FlowDemand,
    parts: &[Quantity],
    shares_zones: bool,
    sheet: &mut Sheet,
) -> Vec<Quantity> {
    let mut operands = parts.to_vec();
    operands.extend(
        flow.links.iter().filter(|used| wiring::share_of(used) < 1.0).filter_map(|u| u.per_visit),
    );
    if flow.starts.len() > 1 {
        operands.push(sheet.guess(
            1.0 / flow.starts.len() as f64,
            Unit::Factor,
            "an even split over where requests begin",
        ));
    }
    if shares_zones {
        operands.push(sheet.guess(ZONE_DARK, Unit::Share, ZONE_DARK_LABEL));
    }
    operands
}

#[cfg(test)]
mod tests;
