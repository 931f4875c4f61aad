//! A fault tree as a binary decision diagram: its probability is then one pass, however often an
//! event stands in the tree.
//!
//! Bryant, Graph-Based Algorithms for Boolean Function Manipulation, 1986; Rauzy, New Algorithms
//! for Fault Trees Analysis, 1993.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::tree::{EventId, Gate, Term, Tree};

/// The diagram became larger than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is too intertwined: the diagram has more than {most} nodes")]
pub struct TooLarge {
    /// Most nodes it may have.
    pub most: usize,
}

/// Does not happen.
pub(super) const NO: u32 = 0;
/// Happens.
pub(super) const YES: u32 = 1;

/// "If this event happens then `hi`, else `lo`."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Branch {
    /// Rank of the event in the order of the diagram.
    pub rank: u32,
    pub hi: u32,
    pub lo: u32,
}

/// A reduced, ordered diagram of one tree.
#[derive(Clone, Debug)]
pub struct Diagram {
    pub(super) branches: Vec<Branch>,
    pub(super) top: u32,
    /// The events, by rank.
    pub(super) order: Vec<u32>,
}

impl Diagram {
    /// The diagram of a term. Branches of a choice are told apart.
    ///
    /// # Errors
    ///
    /// [`TooLarge`] when it would have more than `most` nodes.
    pub fn of(tree: &Tree, top: Term, most: usize) -> Result<Self, TooLarge> {
        Self::build(tree, top, most, false)
    }

    /// The diagram in which every way a request may take counts: what fails *some* requests.
    /// It has no choices, so that more failures never make it work again.
    ///
    /// # Errors
    ///
    /// As [`Self::of`].
    pub fn of_every_way(tree: &Tree, top: Term, most: usize) -> Result<Self, TooLarge> {
        Self::build(tree, top, most, true)
    }

    fn build(tree: &Tree, top: Term, most: usize, every_way: bool) -> Result<Self, TooLarge> {
        let order = tree.order(top);
        let mut rank_of = vec![u32::MAX; tree.events()];
        for (rank, event) in order.iter().enumerate() {
            if let Some(slot) = rank_of.get_mut(*event as usize) {
                *slot = rank as u32;
            }
        }
        // Building goes as deep as there are events.
        if order.len() > MOST_EVENTS {
            return Err(TooLarge { most });
        }
        let mut builder = Builder::new(most);
        let mut made: Vec<u32> = Vec::with_capacity(tree.gates.len());
        for gate in &tree.gates {
            let of = |term: Term| made.get(term.0 as usize).copied().unwrap_or(NO);
            let event = |event: u32| rank_of.get(event as usize).copied().unwrap_or(u32::MAX);
            let node = match *gate {
                Gate::Never => NO,
                Gate::Event(e) if event(e) == u32::MAX => NO,
                Gate::Event(e) => builder.branch(event(e), YES, NO)?,
                Gate::Choice { event: e, .. } if event(e) == u32::MAX => NO,
                Gate::Choice { yes, no, .. } if every_way => builder.or(of(yes), of(no))?,
                Gate::Choice { event: e, yes, no } => {
                    let chosen = builder.branch(event(e), YES, NO)?;
                    builder.ite(chosen, of(yes), of(no))?
                }
                Gate::AtLeast { k, from, len } => {
                    let inputs: Vec<u32> =
                        tree.inputs(from, len).iter().map(|term| of(*term)).collect();
                    builder.at_least(k as usize, &inputs)?
                }
            };
            made.push(node);
        }
        let top = made.get(top.0 as usize).copied().unwrap_or(NO);
        Ok(Self { branches: builder.branches, top, order })
    }

    /// How many nodes it took to make.
    pub fn len(&self) -> usize {
        self.branches.len()
    }

    /// True when nothing can make the top fail, or nothing is needed for it.
    pub fn is_empty(&self) -> bool {
        self.top == NO || self.top == YES
    }

    fn probability_at(&self, rank: u32, probabilities: &[f64]) -> f64 {
        let event = self.order.get(rank as usize).copied().unwrap_or(0);
        probabilities.get(event as usize).copied().unwrap_or(0.0)
    }

    /// Probability of every node of the diagram; what is below stands before.
    fn values(&self, probabilities: &[f64]) -> Vec<f64> {
        let mut values: Vec<f64> = Vec::with_capacity(self.branches.len());
        for (i, branch) in self.branches.iter().enumerate() {
            let value = match i as u32 {
                NO => 0.0,
                YES => 1.0,
                _ => {
                    let p = self.probability_at(branch.rank, probabilities);
                    let of = |node: u32| values.get(node as usize).copied().unwrap_or(0.0);
                    p * of(branch.hi) + (1.0 - p) * of(branch.lo)
                }
            };
            values.push(value);
        }
        values
    }

    /// How likely the top fails: P = p·P(hi) + (1 − p)·P(lo).
    pub fn probability(&self, probabilities: &[f64]) -> f64 {
        self.values(probabilities).get(self.top as usize).copied().unwrap_or(0.0)
    }

    /// Birnbaum's importance of every event: P(top | it happens) − P(top | it does not).
    pub fn birnbaum(&self, probabilities: &[f64]) -> Vec<f64> {
        let values = self.values(probabilities);
        let of = |node: u32| values.get(node as usize).copied().unwrap_or(0.0);
        // How likely the walk from the top comes to a node, times nothing else.
        let mut reached = vec![0.0; self.branches.len()];
        if let Some(top) = reached.get_mut(self.top as usize) {
            *top = 1.0;
        }
        let mut importance = vec![0.0; probabilities.len()];
        for (i, branch) in self.branches.iter().enumerate().skip(2).rev() {
            let here = reached.get(i).copied().unwrap_or(0.0);
            if here == 0.0 {
                continue;
            }
            let p = self.probability_at(branch.rank, probabilities);
            for (node, share) in [(branch.hi, p), (branch.lo, 1.0 - p)] {
                if let Some(slot) = reached.get_mut(node as usize) {
                    *slot += here * share;
                }
            }
            let event = self.order.get(branch.rank as usize).copied().unwrap_or(0);
            if let Some(slot) = importance.get_mut(event as usize) {
                *slot += here * (of(branch.hi) - of(branch.lo));
            }
        }
        importance
    }

    /// The event at a rank.
    pub(super) fn event_at(&self, rank: u32) -> EventId {
        EventId(self.order.get(rank as usize).copied().unwrap_or(0))
    }
}

/// Most events of one diagram.
const MOST_EVENTS: usize = 2_000;

/// Makes nodes and remembers them.
struct Builder {
    branches: Vec<Branch>,
    unique: Map<Branch, u32>,
    memo: Map<(u32, u32, u32), u32>,
    most: usize,
}

impl Builder {
    fn new(most: usize) -> Self {
        let end = Branch { rank: u32::MAX, hi: NO, lo: NO };
        Self {
            branches: vec![end, Branch { hi: YES, lo: YES, ..end }],
            unique: Map::default(),
            memo: Map::default(),
            most,
        }
    }

    fn at(&self, node: u32) -> Branch {
        let end = Branch { rank: u32::MAX, hi: node, lo: node };
        self.branches.get(node as usize).copied().unwrap_or(end)
    }

    fn branch(&mut self, rank: u32, hi: u32, lo: u32) -> Result<u32, TooLarge> {
        if hi == lo {
            return Ok(hi);
        }
        let branch = Branch { rank, hi, lo };
        if let Some(known) = self.unique.get(&branch) {
            return Ok(*known);
        }
        if self.branches.len() >= self.most {
            return Err(TooLarge { most: self.most });
        }
        let node = self.branches.len() as u32;
        self.branches.push(branch);
        self.unique.insert(branch, node);
        Ok(node)
    }

    /// If `f` then `g` else `h`.
    fn ite(&mut self, f: u32, g: u32, h: u32) -> Result<u32, TooLarge> {
        match (f, g, h) {
            (YES, g, _) => return Ok(g),
            (NO, _, h) => return Ok(h),
            (f, YES, NO) => return Ok(f),
            (_, g, h) if g == h => return Ok(g),
            _ => {}
        }
        if let Some(known) = self.memo.get(&(f, g, h)) {
            return Ok(*known);
        }
        let rank = self.at(f).rank.min(self.at(g).rank).min(self.at(h).rank);
        let split = |node: u32| {
            let branch = self.at(node);
            if branch.rank == rank { (branch.hi, branch.lo) } else { (node, node) }
        };
        let ((f1, f0), (g1, g0), (h1, h0)) = (split(f), split(g), split(h));
        let hi = self.ite(f1, g1, h1)?;
        let lo = self.ite(f0, g0, h0)?;
        let node = self.branch(rank, hi, lo)?;
        self.memo.insert((f, g, h), node);
        Ok(node)
    }

    fn or(&mut self, a: u32, b: u32) -> Result<u32, TooLarge> {
        self.ite(a, YES, b)
    }

    /// At least `k` of the inputs: a table of how many are still missing, from the last input up.
    fn at_least(&mut self, k: usize, inputs: &[u32]) -> Result<u32, TooLarge> {
        if k > inputs.len() {
            return Ok(NO);
        }
        // missing[j]: what is left of the inputs yields at least j.
        let mut missing = vec![NO; k + 1];
        if let Some(none) = missing.first_mut() {
            *none = YES;
        }
        for input in inputs.iter().rev() {
            for j in (1..=k).rev() {
                let at = |j: usize| missing.get(j).copied().unwrap_or(NO);
                let node = self.ite(*input, at(j - 1), at(j))?;
                if let Some(slot) = missing.get_mut(j) {
                    *slot = node;
                }
            }
        }
        Ok(missing.get(k).copied().unwrap_or(NO))
    }
}

/// A table that gives the same answers in every run; it is never walked.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// Mixes small numbers: keys here are places in a table, made by nobody who means harm.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
