//! The board as pools that serve, calls between them, and arrivals: what the solver computes and
//! the simulator plays.
//!
//! Every default is filled in and every number is plain (seconds, per second, shares), so that
//! closed form and simulation cannot read the board differently. What they both assume:
//!
//! - A request to a pool takes a free slot; else it waits in line, first come first served; else,
//!   when the line is full, what [`Overflow`] says happens.
//! - A slot is held from start to answer. While it is held, own work comes first, then the calls in
//!   the board's order, one after the other; a [`Call::parallel`] group starts together and takes
//!   as long as its slowest. A pool that does not [`hold`](Pool::holds) frees the slot after its own
//!   work and makes its calls without one.
//! - A call that does not [`wait`](Call::waits) hands over and goes on.
//! - [`Call::probability`] is a coin flip of its own for each request; links that exclude each other
//!   are a [`Call::one_of`] group.
//! - A timeout covers the line and the service at the other end. Giving up does not stop the work
//!   there, except with [`Call::cancel`]: then what waits leaves the line, and what runs finishes.
//! - A lock, a connection pool and a bulkhead are pools too ([`Gate`]): slots in front of a link.

mod compile;

pub(super) use compile::{keys, on_miss};
#[cfg(test)]
mod tests;

use super::Place;
use crate::model::link::{Backoff, Effect};
use crate::model::node::{Balancing, Overflow};

/// A board at one moment, ready to be solved or simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// The nodes, in the board's order; after them the gates of links.
    pub pools: Vec<Pool>,
    /// How many of the pools are nodes.
    pub nodes: usize,
    /// How many links the board has.
    pub links: usize,
    /// The flows, in the order of [`Facts::flows`](super::Facts::flows).
    pub routes: Vec<Route>,
}

/// Slots with a line in front of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// The node, or the link whose gate it is.
    pub place: Place,
    /// What sort of gate it is; `None` for a node.
    pub gate: Option<Gate>,
    /// Slots of one replica; `None` without limit.
    pub slots: Option<u32>,
    /// Replicas that serve; a standby does not.
    pub replicas: u32,
    /// How arrivals are spread over replicas.
    pub balancing: Balancing,
    /// Requests that may wait, over all replicas; `None` without limit.
    pub queue: Option<u32>,
    /// What happens to an arrival that finds the line full.
    pub overflow: Overflow,
    /// Longest wait in line, in seconds; then the request fails.
    pub patience: Option<f64>,
    /// Own work per request.
    pub work: Work,
    /// Whether a slot is held during calls.
    pub holds: bool,
    /// Whether every key has slots of its own: a lock for each item.
    pub per_key: bool,
    /// Share of requests it fails by itself, after its work.
    pub errors: f64,
    /// Rate above which it refuses, per second.
    pub admission: Option<f64>,
    /// What it answers from, when it is a copy.
    pub cached: Option<Cached>,
    /// How it delivers, when it hands over later.
    pub broker: Option<Broker>,
    /// How it grows under load.
    pub scaling: Option<Scaling>,
    /// Seconds until a standby takes over by itself; `None` when nothing does.
    pub failover: Option<f64>,
    /// How far it is behind what it copies, in seconds.
    pub behind: Option<f64>,
}

/// What stands in front of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// One holder at a time, of everything or of one key.
    Lock,
    /// The connections a tail keeps: who finds none free waits.
    Connections,
    /// The most slots of a tail that a link may hold: who finds none free is refused.
    Bulkhead,
}

/// Time of own work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Mean, in seconds.
    pub mean: f64,
    /// Squared coefficient of variation: 0 constant, 1 exponential.
    pub scv: f64,
}

impl Work {
    /// No work.
    pub const NONE: Self = Self { mean: 0.0, scv: 0.0 };

    /// Always this long.
    pub fn constant(mean: f64) -> Self {
        Self { mean, scv: 0.0 }
    }

    /// Exponentially distributed.
    pub fn exponential(mean: f64) -> Self {
        Self { mean, scv: 1.0 }
    }
}

/// A cache's copy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cached {
    /// Share of reads it answers itself when warm; `None` when nobody knows.
    pub hit_ratio: Option<f64>,
    /// Entries it holds.
    pub entries: Option<f64>,
    /// How long an entry stays, in seconds.
    pub ttl: Option<f64>,
    /// Whether simultaneous misses of one key cause one read.
    pub coalesces: bool,
}

/// How messages are delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Broker {
    /// How long a taken message stays hidden before it is delivered again, in seconds.
    pub visibility: Option<f64>,
    /// Deliveries before a message is put aside; `None` without limit.
    pub attempts: Option<u32>,
}

/// How a pool grows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    /// Most replicas.
    pub most: u32,
    /// Seconds until a new replica serves.
    pub lag: f64,
}

/// One flow through the pools.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its flow on the board; `None` for one that a client implies.
    pub flow: Option<u32>,
    /// Pools where requests begin, each with its share of them.
    pub starts: Vec<(u32, f64)>,
    /// How requests arrive.
    pub arrivals: Arrivals,
    /// How requests spread over items.
    pub keys: Keys,
    /// Its calls, by tail and in the order they are made.
    pub calls: Vec<Call>,
    /// Where a tail's calls begin in `calls`; one more entry than there are pools.
    pub first: Vec<u32>,
    /// Whether a key made by the client travels to the effect, so that repeats are recognised.
    pub repeat_safe: bool,
}

impl Route {
    /// The calls a pool makes for a request of this flow.
    pub fn calls_of(&self, pool: u32) -> &[Call] {
        let at = |pool: usize| self.first.get(pool).copied().unwrap_or(0) as usize;
        let (from, to) = (at(pool as usize), at(pool as usize + 1));
        self.calls.get(from..to).unwrap_or(&[])
    }
}

/// How requests arrive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arrivals {
    /// Nobody has said how many; nothing arrives.
    Unknown,
    /// At random (Poisson), so many a second.
    Open(f64),
    /// So many users, each with a pause between answer and next request, in seconds.
    Closed {
        /// How many.
        users: f64,
        /// Mean pause.
        think: f64,
    },
}

/// How requests spread over items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Keys {
    /// Nobody has said; each its own item.
    Unknown,
    /// One item wants this share, the rest is even over the others.
    Hot {
        /// Share of the hottest.
        share: f64,
        /// How many others; `None` for so many that they never meet.
        others: Option<f64>,
    },
    /// The i-th item of `items` wants a share that falls with i to the power of `skew`.
    Zipf {
        /// How many items.
        items: f64,
        /// The exponent.
        skew: f64,
    },
}

/// A link as one flow uses it.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a link")]
pub struct Call {
    /// The link on the board.
    pub link: u32,
    /// The pool that calls.
    pub from: u32,
    /// The pool that is called: the gate in front of the node, when there is one.
    pub to: u32,
    /// False for the step from a gate to what is behind it: not another use of the link.
    pub outer: bool,
    /// Uses for one request that makes the call; a part of a use is a chance.
    pub times: f64,
    /// Share of requests that make it.
    pub probability: f64,
    /// Group of which a request makes exactly one, by `probability`.
    pub one_of: Option<u32>,
    /// Group that is made at the same time.
    pub parallel: Option<u32>,
    /// Made only when this pool's copy had no answer.
    pub on_miss: Option<u32>,
    /// Whether the caller waits for the end.
    pub waits: bool,
    /// Work at the other end instead of its own.
    pub work: Option<Work>,
    /// A callback into a request under way: the other end works but makes no calls of its own.
    pub leaf: bool,
    /// Network time there and back, in seconds.
    pub network: f64,
    /// How long the caller waits, in seconds.
    pub timeout: Option<f64>,
    /// Whether giving up takes the request out of the line.
    pub cancel: bool,
    /// Attempts after the first.
    pub retries: u32,
    /// How long to pause before trying again.
    pub backoff: Backoff,
    /// The first pause, in seconds.
    pub pause: f64,
    /// Whether pauses are spread at random between nothing and their length.
    pub jitter: bool,
    /// Most retries as a share of first attempts.
    pub budget: Option<f64>,
    /// Whether calls stop for a while when too many fail.
    pub breaker: bool,
    /// Whether the caller goes on without the answer when it fails.
    pub soft: bool,
    /// Rate above which calls are refused, per second.
    pub limit: Option<f64>,
    /// What happens in the world when the other end has finished.
    pub effect: Option<Effect>,
    /// Whether a repeat is recognised or harmless.
    pub repeat_safe: bool,
    /// Whether it reads data that may be behind.
    pub reads: bool,
    /// Whether it changes the item.
    pub writes: bool,
}

impl Call {
    /// A call that waits, once for each request, with nothing else said.
    pub fn plain(link: u32, from: u32, to: u32) -> Self {
        Self {
            link,
            from,
            to,
            outer: true,
            times: 1.0,
            probability: 1.0,
            one_of: None,
            parallel: None,
            on_miss: None,
            waits: true,
            work: None,
            leaf: false,
            network: 0.0,
            timeout: None,
            cancel: false,
            retries: 0,
            backoff: Backoff::None,
            pause: 0.0,
            jitter: false,
            budget: None,
            breaker: false,
            soft: false,
            limit: None,
            effect: None,
            repeat_safe: false,
            reads: false,
            writes: false,
        }
    }

    /// Mean uses for one request of its tail.
    pub fn mean_times(&self) -> f64 {
        self.times * self.probability
    }
}

impl Pool {
    /// Slots without limit, no work, and nothing else said.
    pub fn plain(place: Place) -> Self {
        Self {
            place,
            gate: None,
            slots: None,
            replicas: 1,
            balancing: Balancing::SharedQueue,
            queue: None,
            overflow: Overflow::Reject,
            patience: None,
            work: Work::NONE,
            holds: true,
            per_key: false,
            errors: 0.0,
            admission: None,
            cached: None,
            broker: None,
            scaling: None,
            failover: None,
            behind: None,
        }
    }

    /// Slots of all replicas; infinite without limit.
    pub fn all_slots(&self) -> f64 {
        self.slots.map_or(f64::INFINITY, |slots| f64::from(slots) * f64::from(self.replicas))
    }
}

impl System {
    /// Sorts the calls of each route by tail, keeping their order, and fills [`Route::first`].
    pub fn index(&mut self) {
        let pools = self.pools.len();
        for route in &mut self.routes {
            route.calls.sort_by_key(|call| call.from);
            route.first = (0..=pools as u32)
                .map(|pool| route.calls.partition_point(|call| call.from < pool) as u32)
                .collect();
        }
    }

    /// The pool of a gate in front of a link.
    pub fn gate(&self, link: u32, gate: Gate) -> Option<u32> {
        let found = self
            .pools
            .iter()
            .position(|pool| pool.place == Place::Link(link) && pool.gate == Some(gate));
        found.map(|at| at as u32)
    }
}
