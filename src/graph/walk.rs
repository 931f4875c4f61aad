//! What is in reach of some nodes, in an order in which callers come before the nodes they call.

use std::collections::HashMap;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{DfsPostOrder, EdgeFiltered, IntoNeighbors};

/// Nodes in reach of the starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// In reach, callers first. Links that lead back into a walk under way do not count for the order.
    pub order: Vec<u32>,
    /// Pairs of nodes whose links lead back: tail and head, sorted.
    pub back: Vec<(u32, u32)>,
}

impl Walk {
    /// Without recursion: a chain of links may be as long as a file allows.
    pub(super) fn along(
        graph: &DiGraph<(), u32, u32>,
        starts: &[u32],
        follow: impl Fn(u32) -> bool,
    ) -> Self {
        let filtered = EdgeFiltered::from_fn(graph, |edge| follow(*edge.weight()));
        let mut walk = Self::default();
        let mut finished: HashMap<u32, usize> = HashMap::new();
        let mut search = DfsPostOrder::empty(&filtered);
        for start in starts.iter().filter(|start| (**start as usize) < graph.node_count()) {
            search.move_to(NodeIndex::new(*start as usize));
            while let Some(node) = search.next(&filtered) {
                finished.insert(node.index() as u32, walk.order.len());
                walk.order.push(node.index() as u32);
            }
        }
        // A depth-first search finishes a node after everything it leads to, except what it leads
        // back to.
        for (at, node) in walk.order.iter().enumerate() {
            for next in (&filtered).neighbors(NodeIndex::new(*node as usize)) {
                let next = next.index() as u32;
                if finished.get(&next).is_some_and(|finish| *finish >= at) {
                    walk.back.push((*node, next));
                }
            }
        }
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
