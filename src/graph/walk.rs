//! What is in reach of some nodes, in an order in which callers come before the nodes they call.

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsEvent, EdgeFiltered, depth_first_search};

/// Nodes in reach of the starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// In reach, callers first. Links that lead back into a walk under way do not count for the order.
    pub order: Vec<u32>,
    /// Pairs of nodes whose links lead back: tail and head, sorted.
    pub back: Vec<(u32, u32)>,
}

impl Walk {
    pub(super) fn along(
        graph: &DiGraph<(), u32, u32>,
        starts: &[u32],
        follow: impl Fn(u32) -> bool,
    ) -> Self {
        let filtered = EdgeFiltered::from_fn(graph, |edge| follow(*edge.weight()));
        let starts: Vec<NodeIndex> = starts
            .iter()
            .filter(|start| (**start as usize) < graph.node_count())
            .map(|start| NodeIndex::new(*start as usize))
            .collect();
        let mut walk = Self::default();
        depth_first_search(&filtered, starts, |event| match event {
            DfsEvent::Finish(node, _) => walk.order.push(node.index() as u32),
            DfsEvent::BackEdge(from, to) => {
                walk.back.push((from.index() as u32, to.index() as u32));
            }
            DfsEvent::Discover(..) | DfsEvent::TreeEdge(..) | DfsEvent::CrossForwardEdge(..) => {}
        });
        walk.order.reverse();
        walk.back.sort_unstable();
        walk.back.dedup();
        walk
    }

    /// True when the link between these nodes leads back.
    pub fn leads_back(&self, from: u32, to: u32) -> bool {
        self.back.binary_search(&(from, to)).is_ok()
    }
}
