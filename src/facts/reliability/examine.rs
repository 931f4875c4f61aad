//! One flow looked at closely: what most of its failures come from, and what fails it together.
//!
//! This is made when somebody asks, not at every change of the board.

use std::collections::BTreeSet;

use super::cuts::{CutSet, CutSets};
use super::diagram::{Diagram, TooLarge};
use super::tree::{EventId, Tree};
use super::wiring::{Cause, FlowTree, Grain, Wiring};
use super::zones::{ZONE_DARK, Zone, Zones};
use crate::facts::Facts;
use crate::model::Board;

/// Something people can name that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A node with all its copies.
    Node(u32),
    /// A zone.
    Zone(Zone),
}

/// How much a part matters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Importance {
    /// The part.
    pub part: Part,
    /// Share of the unavailability that would be gone if it never failed.
    pub share: f64,
    /// P(the flow fails | the part's likeliest event) − P(the flow fails | without it).
    pub birnbaum: f64,
}

/// A flow looked at closely.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Share of requests that fail.
    pub unavailability: f64,
    /// Its parts, what matters most first.
    pub importance: Vec<Importance>,
    /// Birnbaum's importance of every event.
    pub birnbaum: Vec<f64>,
    /// What fails it together, up to [`Self::order`] events; ways of requests all count.
    pub cuts: CutSets,
    /// Most events of a cut set that were looked for.
    pub order: usize,
    /// What each event is.
    pub causes: Vec<Cause>,
    /// The fault tree.
    pub tree: Tree,
}

/// Most nodes of one diagram that somebody asked for.
const MOST_NODES: usize = 200_000;

/// Looks closely at a flow, by its place among the facts; none when nothing can fail it.
///
/// # Errors
///
/// [`TooLarge`] when its fault tree is too intertwined.
pub fn examine(
    board: &Board,
    facts: &Facts,
    flow: usize,
    order: usize,
) -> Result<Option<Examined>, TooLarge> {
    examine_with(board, facts, flow, order, Grain { each_copy: true, zone_dark: ZONE_DARK })
}

/// The same, as finely as one likes.
///
/// # Errors
///
/// As [`examine`].
pub fn examine_with(
    board: &Board,
    facts: &Facts,
    flow: usize,
    order: usize,
    grain: Grain,
) -> Result<Option<Examined>, TooLarge> {
    let zones = Zones::of(board);
    let Some(demand) = facts.flows.get(flow) else { return Ok(None) };
    let FlowTree { tree, top, causes } = Wiring::new(board, facts, &zones, grain).of_flow(demand);
    let diagram = Diagram::of(&tree, top, MOST_NODES)?;
    if diagram.is_empty() {
        return Ok(None);
    }
    let unavailability = diagram.probability(tree.probabilities());
    let birnbaum = diagram.birnbaum(tree.probabilities());
    let importance = importance(&diagram, &tree, &causes, &birnbaum, unavailability);
    let every_way = Diagram::of_every_way(&tree, top, MOST_NODES)?;
    let cuts = every_way.cut_sets(order, tree.probabilities(), MOST_NODES)?;
    Ok(Some(Examined { unavailability, importance, birnbaum, cuts, order, causes, tree }))
}

impl Examined {
    /// What an event is.
    pub fn cause(&self, event: EventId) -> Cause {
        self.causes.get(event.0 as usize).copied().unwrap_or(Cause::Way)
    }

    /// Nodes that fail the flow alone, shared causes of several copies left out.
    pub fn alone(&self) -> BTreeSet<u32> {
        let single = self.cuts.sets.iter().filter_map(|set| match set.events.as_slice() {
            [one] => Some(self.cause(*one)),
            _ => None,
        });
        let own = single.filter(|cause| !matches!(cause, Cause::Shared(_)));
        own.filter_map(Cause::node).collect()
    }

    /// The likeliest two that fail it together and not alone, alike ones added up, with their share
    /// of the unavailability.
    pub fn worst_pair(&self) -> Option<(Cause, Cause, f64)> {
        let mut pairs: Vec<(Cause, Cause, f64)> = Vec::new();
        for CutSet { events, probability } in &self.cuts.sets {
            let [a, b] = events.as_slice() else { continue };
            let (a, b) = (alike(self.cause(*a)), alike(self.cause(*b)));
            let (a, b) = (a.min(b), a.max(b));
            match pairs.iter_mut().find(|pair| (pair.0, pair.1) == (a, b)) {
                Some(pair) => pair.2 += probability,
                None => pairs.push((a, b, *probability)),
            }
        }
        let worst = pairs.into_iter().max_by(|a, b| a.2.total_cmp(&b.2))?;
        (self.unavailability > 0.0)
            .then(|| (worst.0, worst.1, (worst.2 / self.unavailability).min(1.0)))
    }
}

/// Copies of one node fail alike.
fn alike(cause: Cause) -> Cause {
    match cause {
        Cause::Copy(node, _) => Cause::Copy(node, 0),
        cause => cause,
    }
}

fn importance(
    diagram: &Diagram,
    tree: &Tree,
    causes: &[Cause],
    birnbaum: &[f64],
    unavailability: f64,
) -> Vec<Importance> {
    let part_of = |cause: &Cause| match *cause {
        Cause::Zone(zone) => Some(Part::Zone(zone)),
        cause => cause.node().map(Part::Node),
    };
    let parts: BTreeSet<Part> = causes.iter().filter_map(part_of).collect();
    let mut ranked: Vec<Importance> = parts
        .into_iter()
        .map(|part| {
            let mut without = tree.probabilities().to_vec();
            let mut most = 0.0_f64;
            let own = causes.iter().enumerate().filter(|(_, cause)| part_of(cause) == Some(part));
            for (event, _) in own {
                if let Some(p) = without.get_mut(event) {
                    *p = 0.0;
                }
                most = most.max(birnbaum.get(event).copied().unwrap_or(0.0));
            }
            let gone = unavailability - diagram.probability(&without);
            let share = if unavailability > 0.0 { gone / unavailability } else { 0.0 };
            Importance { part, share: share.clamp(0.0, 1.0), birnbaum: most }
        })
        .collect();
    ranked.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.part.cmp(&b.part)));
    ranked
}
