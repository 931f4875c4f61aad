//! Quantities derived from a board: demand, queueing, locks, latency, availability.
//!
//! Everything here is a pure function of the board. A strange board yields missing or unlimited
//! numbers, never an error.

mod availability;
mod demand;
mod labels;
mod latency;
mod load;
mod locks;
pub mod reliability;
mod sheet;
pub mod solver;
pub mod system;
mod under_load;
mod why;

pub(crate) use availability::takes_over;
pub use availability::{Method, NodeAvailability, Reach};
pub use demand::{FlowDemand, Use};
pub use latency::{Hop, hops, mean, p99};
pub use load::NodeLoad;
pub use locks::LockFacts;
pub(crate) use sheet::Moved;
pub use sheet::{Place, Quantity, Sheet, WhyLine};
pub use solver::mmc::{erlang_b, erlang_c, mean_wait};
pub use solver::{PoolSolution, Solution};
pub use system::System;

use std::sync::Arc;

use crate::graph::Network;
use crate::model::{Board, ElementId, FlowId, Link, Node};

/// The load an answer is computed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// Today's rate.
    Now,
    /// Today's rate times the flow's event multiple.
    Event,
    /// The event after two years of growth.
    TwoYears,
}

impl Moment {
    /// In the order they come.
    pub const ALL: [Self; 3] = [Self::Now, Self::Event, Self::TwoYears];

    /// How it is written on the command line and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Event => "event",
            Self::TwoYears => "two-years",
        }
    }

    /// How it is said in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Event => "at the event",
            Self::TwoYears => "in two years",
        }
    }
}

/// One value for each moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AtMoments<T>([T; 3]);

impl<T: Copy> AtMoments<T> {
    /// The same at every moment.
    pub fn all(value: T) -> Self {
        Self([value; 3])
    }

    /// The value at a moment.
    pub fn at(&self, moment: Moment) -> T {
        let [now, event, two_years] = self.0;
        match moment {
            Moment::Now => now,
            Moment::Event => event,
            Moment::TwoYears => two_years,
        }
    }

    /// Sets the value at a moment.
    pub fn set(&mut self, moment: Moment, value: T) {
        let [now, event, two_years] = &mut self.0;
        *match moment {
            Moment::Now => now,
            Moment::Event => event,
            Moment::TwoYears => two_years,
        } = value;
    }
}

/// A quantity that may be unknown.
pub type Maybe = Option<Quantity>;

/// Everything derived from one board.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Who is linked to whom.
    pub network: Network,
    /// Demand, order and times of each flow; those of the board first, implied ones after.
    pub flows: Vec<FlowDemand>,
    /// Flows over each link: place of the flow, place of the use in it.
    over: Vec<Vec<(u32, u32)>>,
    /// Flows through each node.
    through: Vec<Vec<u32>>,
    /// Load of each node.
    pub nodes: Vec<NodeLoad>,
    /// Rate of each link.
    pub link_rates: Vec<AtMoments<Maybe>>,
    /// Lock of each link that takes one.
    pub locks: Vec<Option<LockFacts>>,
    /// Availability of each node.
    pub availability: Vec<NodeAvailability>,
    /// What each flow cannot do without.
    pub reach: Vec<Reach>,
    /// The board in the long run, once for every load that differs.
    solved: Vec<Solved>,
    /// Which of `solved` belongs to a moment.
    solved_at: AtMoments<u32>,
}

/// A board at one load, solved.
#[derive(Clone, Debug)]
struct Solved {
    solution: Solution,
    /// The pool of the lock in front of a link, by link.
    locks: std::collections::BTreeMap<u32, u32>,
}

/// Nodes from which the loads of a board are solved side by side.
const SIDE_BY_SIDE: usize = 200;

impl Solved {
    fn of(system: &System, shape: &Arc<solver::Shape>) -> Self {
        let gates = system.pools.iter().enumerate().skip(system.nodes);
        let locks = gates
            .filter_map(|(at, pool)| match (pool.place, pool.gate) {
                (Place::Link(link), Some(system::Gate::Lock)) => Some((link, at as u32)),
                _ => None,
            })
            .collect();
        Self { solution: solver::solve_along(system, shape), locks }
    }
}

impl Facts {
    /// Derives everything; the numbers stand on `sheet`.
    pub fn of(board: &Board, sheet: &mut Sheet) -> Self {
        let network = Network::of(board);
        let flows = demand::flows(board, &network, sheet);
        let mut facts = Self { network, flows, ..Self::default() };
        facts.index(board);
        facts.nodes = vec![NodeLoad::default(); board.nodes.len()];
        load::rest(board, &mut facts, sheet);
        demand::close_loops(board, &mut facts, sheet);
        facts.solve(board);
        demand::settle_loops(board, &mut facts, sheet);
        demand::rates(board, &mut facts, sheet);
        facts.locks = locks::locks(board, &facts, sheet);
        load::pools(board, &mut facts, sheet);
        under_load::write(board, &mut facts, sheet);
        facts.availability = availability::nodes(board, &facts, sheet);
        let mut reach = availability::reach(board, &facts);
        reliability::flows(board, &facts, &mut reach, sheet);
        facts.reach = reach;
        facts
    }

    /// The board in the long run at a moment: the closed form behind waits, holds and percentiles.
    pub fn solution(&self, moment: Moment) -> Option<&Solution> {
        Some(&self.solved.get(self.solved_at.at(moment) as usize)?.solution)
    }

    /// What the solver found for the lock in front of a link.
    fn lock_pool(&self, link: u32, moment: Moment) -> Option<&PoolSolution> {
        let solved = self.solved.get(self.solved_at.at(moment) as usize)?;
        solved.solution.pools.get(*solved.locks.get(&link)? as usize)
    }

    /// Solves every load that is unlike the one before; side by side where that takes a while.
    fn solve(&mut self, board: &Board) {
        let mut unlike: Vec<Moment> = Vec::new();
        let rate = |flow: &FlowDemand, at| flow.rate.at(at).map(|rate: Quantity| rate.value);
        for moment in Moment::ALL {
            let same = unlike.last().is_some_and(|last| {
                self.flows.iter().all(|flow| rate(flow, *last) == rate(flow, moment))
            });
            if !same {
                unlike.push(moment);
            }
            self.solved_at.set(moment, unlike.len() as u32 - 1);
        }
        let system = System::of(board, self, Moment::Now);
        let shape = Arc::new(solver::Shape::of(&system));
        let facts = &*self;
        let solve = |moment: Moment| match moment {
            Moment::Now => Solved::of(&system, &shape),
            other => Solved::of(&system.at(board, facts, other), &shape),
        };
        self.solved = if board.nodes.len() < SIDE_BY_SIDE {
            unlike.iter().map(|moment| solve(*moment)).collect()
        } else {
            std::thread::scope(|scope| {
                let started: Vec<_> =
                    unlike.iter().map(|moment| scope.spawn(|| solve(*moment))).collect();
                let ended = started.into_iter().zip(&unlike);
                ended.map(|(one, moment)| one.join().unwrap_or_else(|_| solve(*moment))).collect()
            })
        };
    }

    /// Load of a node.
    pub fn node(&self, node: u32) -> Option<&NodeLoad> {
        self.nodes.get(node as usize)
    }

    /// Rate of a link at a moment, when every flow over it has one.
    pub fn link_rate(&self, link: u32, moment: Moment) -> Maybe {
        self.link_rates.get(link as usize).and_then(|rates| rates.at(moment))
    }

    /// Flows over a link, with how often one request uses it.
    pub fn flows_over(&self, link: u32) -> impl Iterator<Item = (usize, &FlowDemand, &Use)> {
        let over = self.over.get(link as usize).map_or(&[][..], Vec::as_slice);
        over.iter().filter_map(|(flow, at)| {
            let demand = self.flows.get(*flow as usize)?;
            Some((*flow as usize, demand, demand.links.get(*at as usize)?))
        })
    }

    /// Flows through a node.
    pub fn flows_through(&self, node: u32) -> impl Iterator<Item = (usize, &FlowDemand)> {
        let through = self.through.get(node as usize).map_or(&[][..], Vec::as_slice);
        through.iter().filter_map(|flow| Some((*flow as usize, self.flows.get(*flow as usize)?)))
    }

    /// True when a flow uses a link.
    pub(crate) fn uses(&self, flow: usize, link: u32) -> bool {
        // Flows stand in order, each once.
        let over = self.over.get(link as usize).map_or(&[][..], Vec::as_slice);
        over.binary_search_by_key(&(flow as u32), |(flow, _)| *flow).is_ok()
    }

    /// What people call what stands at a place of the board; as [`Board::name_of`], without looking
    /// for it.
    pub(crate) fn name_at(&self, board: &Board, place: Place) -> String {
        let node = |at: u32| {
            node_at(board, at).map_or_else(String::new, |node| match node.name.trim() {
                "" => node.id.to_string(),
                _ => node.name.clone(),
            })
        };
        match place {
            Place::Node(at) => node(at),
            Place::Link(at) => match self.network.ends(at) {
                Some((from, to)) => format!("{} → {}", node(from), node(to)),
                None => String::new(),
            },
            other => element_at(board, other).map_or_else(String::new, |e| board.name_of(&e)),
        }
    }

    fn index(&mut self, board: &Board) {
        self.over = vec![Vec::new(); board.links.len()];
        self.through = vec![Vec::new(); board.nodes.len()];
        for (i, flow) in self.flows.iter().enumerate() {
            for (at, used) in flow.links.iter().enumerate() {
                if let Some(over) = self.over.get_mut(used.link as usize) {
                    over.push((i as u32, at as u32));
                }
            }
            for visit in &flow.visits {
                if let Some(through) = self.through.get_mut(visit.node as usize) {
                    through.push(i as u32);
                }
            }
        }
    }
}

/// The board's element at a place of its lists.
pub(crate) fn node_at(board: &Board, node: u32) -> Option<&Node> {
    board.nodes.at(node as usize)
}

/// The link at a place.
pub(crate) fn link_at(board: &Board, link: u32) -> Option<&Link> {
    board.links.at(link as usize)
}

/// The id of the flow a demand belongs to; `None` for an implied one.
pub(crate) fn flow_id(board: &Board, flow: &FlowDemand) -> Option<FlowId> {
    flow.flow.and_then(|i| board.flows.at(i as usize)).map(|flow| flow.id.clone())
}

/// The element at a place of the sheet.
pub(crate) fn element_at(board: &Board, place: Place) -> Option<ElementId> {
    why::element_at(board, place)
}
