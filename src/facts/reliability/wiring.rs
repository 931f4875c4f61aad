//! The fault tree of one flow, read from the board.
//!
//! A flow fails when a node it needs is down. A node is down when too few of its copies are up; a
//! copy is down by itself, with its zone, or with all copies at once of a shared cause. What it
//! takes only for a share of requests fails only those: a link with a probability is a coin flip of
//! its own, a link of a group takes the group's share, and several places where requests begin share
//! them evenly. One flip stands for all uses of a link by one request.

use std::collections::{BTreeMap, BTreeSet};

use super::copies::Copies;
use super::tree::{EventId, Term, Tree};
use super::zones::{Zone, Zones};
use crate::facts::availability::{Dependence, dependence};
use crate::facts::{Facts, FlowDemand, Use, link_at, node_at};
use crate::model::Board;

/// What an event of a flow's tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A node as a whole: its only copy, or too many of them.
    Node(u32),
    /// One copy of a node, counted from 0.
    Copy(u32, u32),
    /// All copies of a node that stand in one zone.
    CopiesIn(u32, Zone),
    /// What takes all copies of a node at once: a bad deploy, an expired certificate.
    Shared(u32),
    /// A zone is dark.
    Zone(Zone),
    /// Not a failure: the request takes this way.
    Way,
}

impl Cause {
    /// The node it is part of.
    pub fn node(self) -> Option<u32> {
        match self {
            Self::Node(node)
            | Self::Copy(node, _)
            | Self::CopiesIn(node, _)
            | Self::Shared(node) => Some(node),
            Self::Zone(_) | Self::Way => None,
        }
    }
}

/// How finely a tree is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grain {
    /// Whether each copy is an event of its own; else copies that fail alike are one event.
    pub each_copy: bool,
    /// Share of time a zone is dark.
    pub zone_dark: f64,
}

/// A fault tree whose events have a meaning.
#[derive(Clone, Debug, Default)]
pub struct FlowTree {
    /// The tree.
    pub tree: Tree,
    /// A request of the flow fails.
    pub top: Term,
    /// What each event is.
    pub causes: Vec<Cause>,
}

/// Most copies of a node that are told apart; more are one event.
const MOST_APART: u32 = 8;

/// Makes one tree.
pub(super) struct Wiring<'a> {
    board: &'a Board,
    facts: &'a Facts,
    zones: &'a Zones,
    grain: Grain,
    made: FlowTree,
    dark: BTreeMap<Zone, Term>,
    down: BTreeMap<u32, Term>,
}

impl<'a> Wiring<'a> {
    pub(super) fn new(board: &'a Board, facts: &'a Facts, zones: &'a Zones, grain: Grain) -> Self {
        let mut made = FlowTree::default();
        made.top = made.tree.never();
        Self { board, facts, zones, grain, made, dark: BTreeMap::new(), down: BTreeMap::new() }
    }

    /// The tree in which a request fails when any of these nodes is down.
    pub(super) fn of_nodes(mut self, nodes: &[u32]) -> FlowTree {
        let down: Vec<Term> = nodes.iter().map(|node| self.down(*node)).collect();
        self.made.top = self.made.tree.any(&down);
        self.made
    }

    /// The tree of a flow, with the ways its requests take.
    pub(super) fn of_flow(mut self, flow: &FlowDemand) -> FlowTree {
        let never = self.made.top;
        let mut fails: BTreeMap<u32, Term> = BTreeMap::new();
        // Callees stand after their callers.
        for visit in flow.visits.iter().rev() {
            let mut parts = Vec::new();
            if !flow.starts.contains(&visit.node) {
                parts.push(self.down(visit.node));
            }
            let mut groups: BTreeMap<&str, Vec<(f64, Term)>> = BTreeMap::new();
            for used in flow.out(visit.node) {
                let what = match dependence(self.board, flow, used) {
                    Dependence::None => never,
                    Dependence::Itself => self.down(used.to),
                    // What leads back is already on the way here.
                    Dependence::Whole => fails.get(&used.to).copied().unwrap_or(never),
                };
                let group = link_at(self.board, used.link).and_then(|link| link.one_of.as_deref());
                let share = share_of(used);
                match group {
                    Some(group) => groups.entry(group).or_default().push((share, what)),
                    None if what == never => {}
                    None if share >= 1.0 => parts.push(what),
                    None => parts.push(self.choice(share, what, never)),
                }
            }
            for ways in groups.into_values() {
                parts.push(self.one_of(&ways));
            }
            let fails_here = self.made.tree.any(&parts);
            fails.insert(visit.node, fails_here);
        }
        let each = 1.0 / flow.starts.len().max(1) as f64;
        let starts: Vec<(f64, Term)> = flow
            .starts
            .iter()
            .map(|start| (each, fails.get(start).copied().unwrap_or(never)))
            .collect();
        self.made.top = self.one_of(&starts);
        self.made
    }

    /// Exactly one of some ways; what is missing to one fails nobody, what is too much is scaled.
    fn one_of(&mut self, ways: &[(f64, Term)]) -> Term {
        let all: f64 = ways.iter().map(|(share, _)| share).sum();
        let scale = if all > 1.0 { 1.0 / all } else { 1.0 };
        let never = self.made.tree.never();
        // Each way is taken with its share of what the ways before it leave.
        let mut shares = Vec::with_capacity(ways.len());
        let mut before = 0.0;
        for (share, what) in ways {
            let rest = 1.0 - before;
            shares.push((if rest > 0.0 { (share * scale / rest).min(1.0) } else { 1.0 }, *what));
            before += share * scale;
        }
        let mut fails = never;
        for (share, what) in shares.into_iter().rev() {
            fails = if share >= 1.0 - 1e-12 { what } else { self.choice(share, what, fails) };
        }
        fails
    }

    fn choice(&mut self, share: f64, yes: Term, no: Term) -> Term {
        self.made.causes.push(Cause::Way);
        self.made.tree.choice(share, yes, no)
    }

    fn event(&mut self, cause: Cause, probability: f64) -> Term {
        self.made.causes.push(cause);
        let (EventId(event), term) = self.made.tree.event(probability);
        debug_assert_eq!(event as usize + 1, self.made.causes.len());
        term
    }

    fn zone(&mut self, zone: Zone) -> Term {
        if let Some(known) = self.dark.get(&zone) {
            return *known;
        }
        let term = self.event(Cause::Zone(zone), self.grain.zone_dark);
        self.dark.insert(zone, term);
        term
    }

    /// A node is down. What nobody knows the availability of counts as up.
    fn down(&mut self, node: u32) -> Term {
        if let Some(known) = self.down.get(&node) {
            return *known;
        }
        let copies = self.facts.availability.get(node as usize).and_then(|a| a.copies);
        let term = match (copies, node_at(self.board, node)) {
            (Some(copies), Some(this)) => {
                let zones = self.zones.of_node(this);
                self.too_few(node, copies, &zones)
            }
            _ => self.made.tree.never(),
        };
        self.down.insert(node, term);
        term
    }

    fn too_few(&mut self, node: u32, copies: Copies, zones: &[Zone]) -> Term {
        let apart = self.grain.each_copy && copies.count <= MOST_APART;
        if zones.is_empty() && (copies.count < 2 || !apart) {
            return self.event(Cause::Node(node), 1.0 - copies.up(0, 0.0));
        }
        let shared = copies.shared();
        let mut parts = Vec::new();
        if shared > 0.0 {
            parts.push(self.event(Cause::Shared(node), shared));
        }
        let enough_fail = copies.count - copies.needed + 1;
        if zones.is_empty() {
            let each: Vec<Term> = (0..copies.count)
                .map(|copy| self.event(Cause::Copy(node, copy), copies.alone()))
                .collect();
            parts.push(self.made.tree.at_least(enough_fail, &each));
            return self.made.tree.any(&parts);
        }
        let own = copies.apart_from_zone(self.grain.zone_dark);
        let n_zones = zones.len() as u32;
        if copies.needed == 1 && !apart {
            let gone = self.zones_gone(node, copies, zones, own);
            parts.push(gone);
            return self.made.tree.any(&parts);
        }
        let mut each = Vec::new();
        for copy in 0..copies.count {
            let zone = zones.get((copy % n_zones) as usize).copied().unwrap_or(Zone(0));
            let dark = self.zone(zone);
            let cause = if copies.count == 1 { Cause::Node(node) } else { Cause::Copy(node, copy) };
            let alone = self.event(cause, own);
            each.push(self.made.tree.any(&[dark, alone]));
        }
        parts.push(self.made.tree.at_least(enough_fail, &each));
        self.made.tree.any(&parts)
    }

    /// In every zone with copies of a node the zone is dark or all of them are down.
    fn zones_gone(&mut self, node: u32, copies: Copies, zones: &[Zone], own: f64) -> Term {
        let spread: Vec<u32> = copies.spread(zones.len() as u32).collect();
        let mut gone = Vec::new();
        for (zone, here) in zones.iter().zip(spread).filter(|(_, here)| *here > 0) {
            let dark = self.zone(*zone);
            let cause =
                if copies.count == 1 { Cause::Node(node) } else { Cause::CopiesIn(node, *zone) };
            let all = self.event(cause, own.powf(f64::from(here)));
            gone.push(self.made.tree.any(&[dark, all]));
        }
        self.made.tree.all(&gone)
    }
}

/// Share of requests at its tail that use a link at least once.
pub(super) fn share_of(used: &Use) -> f64 {
    used.per_visit.map_or(1.0, |times| times.value.clamp(0.0, 1.0))
}

/// Whether requests of a flow go different ways, or begin in different places.
pub(super) fn has_ways(board: &Board, flow: &FlowDemand) -> bool {
    flow.starts.len() > 1
        || flow
            .links
            .iter()
            .any(|used| share_of(used) < 1.0 && dependence(board, flow, used) != Dependence::None)
}

/// Nodes that share a zone with another of these.
pub(super) fn sharing_zones(board: &Board, zones: &Zones, nodes: &[u32]) -> BTreeSet<u32> {
    let mut in_zone: BTreeMap<Zone, Vec<u32>> = BTreeMap::new();
    for node in nodes {
        let Some(this) = node_at(board, *node) else { continue };
        for zone in zones.of_node(this) {
            in_zone.entry(zone).or_default().push(*node);
        }
    }
    in_zone.into_values().filter(|nodes| nodes.len() > 1).flatten().collect()
}
