//! What happens when in a run.

use crate::facts::system::Work;
use crate::facts::{Moment, Place, System};
use crate::model::boundary::BoundarySort;
use crate::model::{Board, Change, Known, Scenario, Span};

/// What is played on a system.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How long, in seconds.
    pub seconds: f64,
    /// What comes before does not count in histograms and sums, in seconds.
    pub warm_up: f64,
    /// Length of one step of the tracks, in seconds.
    pub step: f64,
    /// Where chance begins.
    pub seed: u64,
    /// What happens, in any order.
    pub happenings: Vec<Happening>,
}

/// Something that holds for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Happening {
    /// When it begins, in seconds.
    pub from: f64,
    /// When it ends; infinite for never.
    pub until: f64,
    /// What it is.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// Arrivals of a route, or of all, are multiplied; users of a closed population too.
    Traffic {
        /// The route.
        route: Option<u32>,
        /// By how much.
        times: f64,
    },
    /// A pool takes exactly this long over everything, and makes no calls.
    Slow {
        /// The pool.
        pool: u32,
        /// Seconds.
        takes: f64,
    },
    /// A pool's own work changes; its calls stay.
    Works {
        /// The pool.
        pool: u32,
        /// The work.
        work: Work,
    },
    /// Some replicas are away; all when not stated. What they work on fails.
    Down {
        /// The pool.
        pool: u32,
        /// How many.
        replicas: Option<u32>,
    },
    /// A cache is emptied.
    Cold {
        /// The pool.
        pool: u32,
    },
    /// The work of this share of uses is done, but its answer never reaches the caller.
    AnswersLost {
        /// The link.
        link: u32,
        /// Share.
        share: f64,
    },
    /// So many requests begin at once; over the whole span when it has an end.
    Burst {
        /// The route.
        route: u32,
        /// How many.
        people: u32,
        /// Whether all want the hottest item.
        same_item: bool,
    },
    /// Every use of a link takes this long on the network.
    Lag {
        /// The link.
        link: u32,
        /// Seconds.
        takes: f64,
    },
    /// A pool fails this share of what it is asked.
    Fails {
        /// The pool.
        pool: u32,
        /// Share.
        share: f64,
    },
    /// Replicas are away one after the other.
    Deploy {
        /// The pool.
        pool: u32,
        /// Seconds each is away.
        each: f64,
    },
}

/// Shortest run that is made without being asked for a length, in seconds.
const SHORTEST: f64 = 60.0;
/// Longest run that is made without being asked for a length, in seconds.
const LONGEST: f64 = 900.0;
/// Steps of the tracks: enough for a smooth line over a wide screen.
const STEPS: f64 = 600.0;

impl Plan {
    /// Nothing happens for so long.
    pub fn calm(seconds: f64, seed: u64) -> Self {
        let mut plan = Self { seconds, warm_up: 0.0, step: 0.0, seed, happenings: Vec::new() };
        plan.set_length(seconds);
        plan
    }

    /// The load a scenario is played at while nobody says otherwise: the event that is feared,
    /// except where the scenario itself is a surge over what arrives now.
    pub fn usual_moment(scenario: &Scenario) -> Moment {
        let is_surge = |change: &Change| {
            matches!(
                change,
                Change::Traffic { .. } | Change::Burst { .. } | Change::Reconnect { .. }
            )
        };
        if scenario.changes.iter().any(is_surge) { Moment::Now } else { Moment::Event }
    }

    /// A scenario of a board, on the system made from that board.
    pub fn of(board: &Board, system: &System, scenario: &Scenario, seed: u64) -> Self {
        let mut plan = Self::calm(0.0, seed);
        for change in &scenario.changes {
            add(board, system, change, &mut plan.happenings);
        }
        plan.set_length(scenario.length.map_or_else(|| plan.natural_length(), Known::base));
        plan
    }

    /// Plays it for so long, in seconds, with steps to match.
    pub fn set_length(&mut self, seconds: f64) {
        self.seconds = if seconds.is_finite() { seconds.max(0.0) } else { LONGEST };
        self.step = step_of(self.seconds);
    }

    /// A minute, and as long after the last change as it went on before.
    fn natural_length(&self) -> f64 {
        let times = self.happenings.iter().flat_map(|h| [h.from, h.until]);
        let last = times.filter(|t| t.is_finite()).fold(0.0, f64::max);
        (2.0 * last).clamp(SHORTEST, LONGEST).max(last)
    }
}

/// A round length that makes about as many steps as fit a screen.
fn step_of(seconds: f64) -> f64 {
    let rough = seconds / STEPS;
    for step in [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0] {
        if rough <= step {
            return step;
        }
    }
    rough
}

fn add(board: &Board, system: &System, change: &Change, out: &mut Vec<Happening>) {
    let Span { from, until } = change.span();
    let from = from.map_or(0.0, Known::base);
    let until = until.map_or(f64::INFINITY, Known::base);
    let mut push = |what: What| out.push(Happening { from, until, what });
    let node = |id: &str| board.nodes.position(id).map(|at| at as u32);
    let link = |id: &str| board.links.position(id).map(|at| at as u32);
    let routes = |id: &str| {
        let flow = board.flows.position(id).map(|at| at as u32);
        let found = system.routes.iter().position(|route| flow.is_some() && route.flow == flow);
        found.map(|at| at as u32)
    };
    match change {
        Change::Traffic { flow, times, .. } => {
            let route = flow.as_ref().map(|flow| routes(flow.as_str()));
            match route {
                Some(None) => {}
                Some(Some(route)) => {
                    push(What::Traffic { route: Some(route), times: times.base() });
                }
                None => push(What::Traffic { route: None, times: times.base() }),
            }
        }
        Change::Slow { node: id, takes, .. } => {
            if let Some(pool) = node(id.as_str()) {
                push(What::Slow { pool, takes: takes.base() });
            }
        }
        Change::Down { node: id, replicas, .. } => {
            if let Some(pool) = node(id.as_str()) {
                let replicas = replicas.map(|n| n.base().clamp(0.0, 1e9) as u32);
                push(What::Down { pool, replicas });
            }
        }
        Change::ZoneDown { zone, .. } => {
            let frame = board.boundaries.get(zone.as_str());
            let Some(frame) =
                frame.filter(|b| matches!(b.sort, BoundarySort::Zone | BoundarySort::Region))
            else {
                return;
            };
            for (i, node) in board.nodes.iter().enumerate() {
                if frame.rect().contains(node.at) && !node.kind.behavior.starts_requests {
                    push(What::Down { pool: i as u32, replicas: in_one_zone(system, i, node) });
                }
            }
        }
        Change::Cold { node: id, .. } => {
            if let Some(pool) = node(id.as_str()) {
                push(What::Cold { pool });
            }
        }
        Change::AnswersLost { link: id, share, .. } => {
            if let Some(link) = link(id.as_str()) {
                push(What::AnswersLost { link, share: share.base().clamp(0.0, 1.0) });
            }
        }
        Change::Burst { flow, people: many, .. }
        | Change::Reconnect { flow, clients: many, .. } => {
            if let Some(route) = routes(flow.as_str()) {
                let people = many.base().clamp(0.0, 1e9).round() as u32;
                let same_item = matches!(change, Change::Burst { .. });
                push(What::Burst { route, people, same_item });
            }
        }
        Change::Lag { link: id, takes, .. } => {
            if let Some(link) = link(id.as_str()) {
                push(What::Lag { link, takes: takes.base() });
            }
        }
        Change::Fails { node: id, share, .. } => {
            if let Some(pool) = node(id.as_str()) {
                push(What::Fails { pool, share: share.base().clamp(0.0, 1.0) });
            }
        }
        Change::Deploy { node: id, each, .. } => {
            if let Some(pool) = node(id.as_str()) {
                push(What::Deploy { pool, each: each.base() });
            }
        }
    }
}

/// Replicas of a node that one zone takes with it; all when it stands in one zone only.
fn in_one_zone(system: &System, index: usize, node: &crate::model::Node) -> Option<u32> {
    let zones = node.zones.map_or(1.0, Known::base);
    let replicas = system.pools.get(index).map_or(1, |pool| pool.replicas);
    debug_assert!(system.pools.get(index).is_none_or(|p| p.place == Place::Node(index as u32)));
    (zones >= 2.0).then(|| (f64::from(replicas) / zones).ceil() as u32)
}
