//! The only room that names petgraph: who is linked to whom, in what order, and what is in reach.
//!
//! It speaks in places of the board's lists (`u32`), knows no numbers and no verdicts, and never
//! fails: links that point nowhere are not part of the network.

mod walk;

use std::collections::HashMap;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeFiltered;

use crate::model::Board;

pub use walk::Walk;

/// The nodes and links of a board as a directed graph.
#[derive(Clone, Debug, Default)]
pub struct Network {
    graph: DiGraph<(), u32, u32>,
    ends: Vec<Option<(u32, u32)>>,
    out: Vec<Vec<Step>>,
    incoming: Vec<Vec<Step>>,
}

/// A link seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The link.
    pub link: u32,
    /// The node at its other end.
    pub node: u32,
}

impl Network {
    /// Reads the network of a board.
    pub fn of(board: &Board) -> Self {
        let places: HashMap<&str, u32> =
            board.nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i as u32)).collect();
        let mut graph = DiGraph::with_capacity(board.nodes.len(), board.links.len());
        for _ in 0..board.nodes.len() {
            graph.add_node(());
        }
        let mut ends = Vec::with_capacity(board.links.len());
        let mut out = vec![Vec::new(); board.nodes.len()];
        let mut incoming = vec![Vec::new(); board.nodes.len()];
        for (i, link) in board.links.iter().enumerate() {
            let both =
                places.get(link.from.as_str()).copied().zip(places.get(link.to.as_str()).copied());
            let both = both.filter(|(from, to)| from != to);
            if let Some((from, to)) = both {
                graph.add_edge(
                    NodeIndex::new(from as usize),
                    NodeIndex::new(to as usize),
                    i as u32,
                );
                let step = |node| Step { link: i as u32, node };
                if let (Some(out), Some(incoming)) =
                    (out.get_mut(from as usize), incoming.get_mut(to as usize))
                {
                    out.push(step(to));
                    incoming.push(step(from));
                }
            }
            ends.push(both);
        }
        Self { graph, ends, out, incoming }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.graph.node_count()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Tail and head of a link; `None` for a link that points nowhere.
    pub fn ends(&self, link: u32) -> Option<(u32, u32)> {
        self.ends.get(link as usize).copied().flatten()
    }

    /// Links that leave a node, in the board's order.
    pub fn out(&self, node: u32) -> &[Step] {
        self.out.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// Links that arrive at a node, in the board's order.
    pub fn incoming(&self, node: u32) -> &[Step] {
        self.incoming.get(node as usize).map_or(&[], Vec::as_slice)
    }

    /// Groups of two nodes or more that lead to each other along the links that `follow` accepts,
    /// each sorted, the largest first.
    pub fn knots(&self, follow: impl Fn(u32) -> bool) -> Vec<Vec<u32>> {
        let filtered = EdgeFiltered::from_fn(&self.graph, |edge| follow(*edge.weight()));
        // Not by recursion: a chain of links may be as long as a file allows.
        let mut knots: Vec<Vec<u32>> = petgraph::algo::kosaraju_scc(&filtered)
            .into_iter()
            .filter(|knot| knot.len() > 1)
            .map(|knot| knot.into_iter().map(|node| node.index() as u32).collect())
            .collect();
        for knot in &mut knots {
            knot.sort_unstable();
        }
        knots.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        knots
    }

    /// Walks from some nodes along the links that `follow` accepts.
    pub fn walk(&self, starts: &[u32], follow: impl Fn(u32) -> bool) -> Walk {
        Walk::along(&self.graph, starts, follow)
    }
}
