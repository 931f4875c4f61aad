//! Columns: which link is turned round so that nothing goes in circles, and how far to the right
//! each node stands.

use super::Edge;
use crate::model::Point;

/// Rounds in which nodes are drawn towards their neighbours.
const ROUNDS: usize = 12;

/// A graph without circles: for each node whom it comes before.
pub(super) struct Forward {
    pub(super) after: Vec<Vec<usize>>,
    pub(super) before: Vec<Vec<usize>>,
}

impl Forward {
    /// The links of `n` nodes, those that close a circle turned round. Which these are follows the
    /// drawing: one starts where nothing arrives, and at the left.
    pub(super) fn of(n: usize, at: &[Point], edges: &[Edge]) -> Self {
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); n];
        let mut arriving = vec![0_usize; n];
        for edge in edges.iter().filter(|edge| edge.from != edge.to) {
            if let (Some(out), Some(arriving)) = (out.get_mut(edge.from), arriving.get_mut(edge.to))
            {
                out.push(edge.to);
                *arriving += 1;
            }
        }
        let x = |i: &usize| at.get(*i).map_or(0.0, |p| p.x);
        let y = |i: &usize| at.get(*i).map_or(0.0, |p| p.y);
        let mut starts: Vec<usize> = (0..n).collect();
        let is_source = |i: &usize| arriving.get(*i) == Some(&0);
        starts.sort_by(|a, b| {
            is_source(b).cmp(&is_source(a)).then(x(a).total_cmp(&x(b))).then(y(a).total_cmp(&y(b)))
        });
        // 0: not seen, 1: on the way, 2: done.
        let mut seen = vec![0_u8; n];
        let mut forward = Self { after: vec![Vec::new(); n], before: vec![Vec::new(); n] };
        for start in starts {
            let mut way: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((node, next)) = way.last_mut() {
                let node = *node;
                if *next == 0 {
                    if seen.get(node) != Some(&0) {
                        way.pop();
                        continue;
                    }
                    mark(&mut seen, node, 1);
                }
                let Some(to) = out.get(node).and_then(|out| out.get(*next)).copied() else {
                    mark(&mut seen, node, 2);
                    way.pop();
                    continue;
                };
                *next += 1;
                match seen.get(to) {
                    Some(1) => forward.add(to, node),
                    Some(0) => {
                        forward.add(node, to);
                        way.push((to, 0));
                    }
                    _ => forward.add(node, to),
                }
            }
        }
        forward
    }

    fn add(&mut self, from: usize, to: usize) {
        if let Some(after) = self.after.get_mut(from) {
            after.push(to);
        }
        if let Some(before) = self.before.get_mut(to) {
            before.push(from);
        }
    }

    /// The column of each node: as far left as possible, then drawn to where its links are short.
    pub(super) fn columns(&self) -> Vec<usize> {
        let order = self.in_order();
        let mut column = vec![0_i64; self.after.len()];
        let of = |column: &[i64], list: &[usize]| -> Vec<i64> {
            list.iter().filter_map(|i| column.get(*i).copied()).collect()
        };
        for node in &order {
            let before = of(&column, self.before.get(*node).map_or(&[], Vec::as_slice));
            set(&mut column, *node, before.into_iter().max().map_or(0, |most| most + 1));
        }
        for round in 0..ROUNDS {
            let mut moved = false;
            let nodes: Vec<usize> =
                if round % 2 == 0 { order.iter().rev().copied().collect() } else { order.clone() };
            for node in nodes {
                let before = of(&column, self.before.get(node).map_or(&[], Vec::as_slice));
                let after = of(&column, self.after.get(node).map_or(&[], Vec::as_slice));
                let least = before.iter().max().map(|most| most + 1);
                let most = after.iter().min().map(|least| least - 1);
                let here = column.get(node).copied().unwrap_or(0);
                let best = match before.len().cmp(&after.len()) {
                    std::cmp::Ordering::Less => most.unwrap_or(here),
                    std::cmp::Ordering::Greater => least.unwrap_or(here),
                    std::cmp::Ordering::Equal => here,
                };
                if best != here {
                    set(&mut column, node, best);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let first = column.iter().min().copied().unwrap_or(0);
        column.into_iter().map(|at| usize::try_from(at - first).unwrap_or(0)).collect()
    }

    /// Every node after all that come before it.
    fn in_order(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = self.before.iter().map(Vec::len).collect();
        let mut ready: Vec<usize> =
            (0..waiting.len()).filter(|i| waiting.get(*i) == Some(&0)).collect();
        let mut order = Vec::with_capacity(waiting.len());
        while let Some(node) = ready.pop() {
            order.push(node);
            for to in self.after.get(node).map_or(&[][..], Vec::as_slice) {
                if let Some(left) = waiting.get_mut(*to) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push(*to);
                    }
                }
            }
        }
        order
    }
}

fn mark(seen: &mut [u8], node: usize, as_what: u8) {
    if let Some(seen) = seen.get_mut(node) {
        *seen = as_what;
    }
}

fn set(column: &mut [i64], node: usize, to: i64) {
    if let Some(column) = column.get_mut(node) {
        *column = to;
    }
}
