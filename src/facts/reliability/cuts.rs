//! Minimal cut sets: the smallest sets of events that make the top fail, by how many it takes.
//!
//! Rauzy's `minsol` turns the decision diagram of a tree in which more failures never help into a
//! diagram of its minimal solutions, which shares what they have in common.

use std::cmp::Ordering;

use super::diagram::{Diagram, Map, NO, TooLarge, YES};
use super::tree::EventId;

/// Minimal cut sets up to some order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CutSets {
    /// How many there are of one event, of two, and so on.
    pub by_order: Vec<u64>,
    /// The sets themselves, the likeliest first.
    pub sets: Vec<CutSet>,
}

/// Events that make the top fail when they happen together, and none of them can be left out.
#[derive(Clone, Debug, PartialEq)]
pub struct CutSet {
    /// The events, in the order they were added.
    pub events: Vec<EventId>,
    /// How likely they happen together.
    pub probability: f64,
}

impl CutSets {
    /// How many there are in all.
    pub fn count(&self) -> u64 {
        self.by_order.iter().sum()
    }
}

/// Most sets that are listed.
const MOST_LISTED: usize = 2_000;

impl Diagram {
    /// Minimal cut sets of at most `order` events. The diagram must have been made with
    /// [`Diagram::of_every_way`].
    ///
    /// # Errors
    ///
    /// [`TooLarge`] when more than `most` nodes would be needed.
    pub fn cut_sets(
        &self,
        order: usize,
        probabilities: &[f64],
        most: usize,
    ) -> Result<CutSets, TooLarge> {
        let mut solver = Solver { diagram: self, sets: Sets::new(most), solved: Map::default() };
        let top = solver.minimal(self.top, order as u32)?;
        let sets = solver.sets;
        let by_order = sets.count(top, order);
        let mut listed = Vec::new();
        sets.list(top, &mut Vec::new(), &mut listed);
        let mut found: Vec<CutSet> = listed
            .into_iter()
            .map(|ranks| {
                let mut events: Vec<EventId> =
                    ranks.into_iter().map(|rank| self.event_at(rank)).collect();
                events.sort_unstable();
                let p = |event: &EventId| probabilities.get(event.0 as usize).copied();
                let probability = events.iter().filter_map(p).product();
                CutSet { events, probability }
            })
            .collect();
        found.sort_by(|a, b| {
            b.probability.total_cmp(&a.probability).then_with(|| a.events.cmp(&b.events))
        });
        Ok(CutSets { by_order, sets: found })
    }
}

/// Families of sets as a diagram: sets with the event, and sets without.
struct Sets {
    /// Rank, sets that hold its event (without it), sets that do not.
    nodes: Vec<(u32, u32, u32)>,
    unique: Map<(u32, u32, u32), u32>,
    without: Map<(u32, u32), u32>,
    most: usize,
}

struct Solver<'d> {
    diagram: &'d Diagram,
    sets: Sets,
    /// Minimal solutions of a node of the diagram with at most so many events.
    solved: Map<(u32, u32), u32>,
}

impl Solver<'_> {
    fn minimal(&mut self, node: u32, order: u32) -> Result<u32, TooLarge> {
        match node {
            NO | YES => return Ok(node),
            _ if order == 0 => return Ok(self.minimal_of_none(node)),
            _ => {}
        }
        if let Some(known) = self.solved.get(&(node, order)) {
            return Ok(*known);
        }
        let Some(branch) = self.diagram.branches.get(node as usize).copied() else { return Ok(NO) };
        let lo = self.minimal(branch.lo, order)?;
        let hi = self.minimal(branch.hi, order - 1)?;
        let hi = self.sets.without(hi, lo)?;
        let solved = self.sets.node(branch.rank, hi, lo)?;
        self.solved.insert((node, order), solved);
        Ok(solved)
    }

    /// Whether the top fails when nothing more happens.
    fn minimal_of_none(&self, node: u32) -> u32 {
        let mut at = node;
        while at > YES {
            at = self.diagram.branches.get(at as usize).map_or(NO, |branch| branch.lo);
        }
        at
    }
}

impl Sets {
    fn new(most: usize) -> Self {
        Self {
            // No sets; only the empty set.
            nodes: vec![(u32::MAX, NO, NO), (u32::MAX, YES, YES)],
            unique: Map::default(),
            without: Map::default(),
            most,
        }
    }

    fn at(&self, node: u32) -> (u32, u32, u32) {
        self.nodes.get(node as usize).copied().unwrap_or((u32::MAX, NO, NO))
    }

    fn node(&mut self, rank: u32, hi: u32, lo: u32) -> Result<u32, TooLarge> {
        if hi == NO {
            return Ok(lo);
        }
        let key = (rank, hi, lo);
        if let Some(known) = self.unique.get(&key) {
            return Ok(*known);
        }
        if self.nodes.len() >= self.most {
            return Err(TooLarge { most: self.most });
        }
        let node = self.nodes.len() as u32;
        self.nodes.push(key);
        self.unique.insert(key, node);
        Ok(node)
    }

    /// Sets of `f` that hold no set of `g`.
    fn without(&mut self, f: u32, g: u32) -> Result<u32, TooLarge> {
        match (f, g) {
            (NO, _) | (_, YES) => return Ok(NO),
            (f, NO) => return Ok(f),
            _ => {}
        }
        if let Some(known) = self.without.get(&(f, g)) {
            return Ok(*known);
        }
        let (f_rank, f1, f0) = self.at(f);
        let (g_rank, g1, g0) = self.at(g);
        let left = match f_rank.cmp(&g_rank) {
            Ordering::Less => {
                let hi = self.without(f1, g)?;
                let lo = self.without(f0, g)?;
                self.node(f_rank, hi, lo)?
            }
            Ordering::Greater => self.without(f, g0)?,
            Ordering::Equal => {
                let hi = self.without(f1, g1)?;
                let hi = self.without(hi, g0)?;
                let lo = self.without(f0, g0)?;
                self.node(f_rank, hi, lo)?
            }
        };
        self.without.insert((f, g), left);
        Ok(left)
    }

    /// How many sets there are of each size, from one up.
    fn count(&self, top: u32, order: usize) -> Vec<u64> {
        let mut counts: Vec<Vec<u64>> = vec![vec![0; order + 1], vec![0; order + 1]];
        if let Some(one) = counts.get_mut(YES as usize).and_then(|counts| counts.first_mut()) {
            *one = 1;
        }
        for (_, hi, lo) in self.nodes.iter().skip(2) {
            let at = |node: u32, size: usize| {
                counts.get(node as usize).and_then(|c| c.get(size)).copied().unwrap_or(0)
            };
            let mut sizes = Vec::with_capacity(order + 1);
            for size in 0..=order {
                let with = if size == 0 { 0 } else { at(*hi, size - 1) };
                sizes.push(at(*lo, size).saturating_add(with));
            }
            counts.push(sizes);
        }
        let mut by_order = counts.get(top as usize).cloned().unwrap_or_default();
        if !by_order.is_empty() {
            by_order.remove(0);
        }
        while by_order.last() == Some(&0) {
            by_order.pop();
        }
        by_order
    }

    fn list(&self, node: u32, path: &mut Vec<u32>, out: &mut Vec<Vec<u32>>) {
        if out.len() >= MOST_LISTED || node == NO {
            return;
        }
        if node == YES {
            out.push(path.clone());
            return;
        }
        let (rank, hi, lo) = self.at(node);
        path.push(rank);
        self.list(hi, path, out);
        path.pop();
        self.list(lo, path, out);
    }
}
