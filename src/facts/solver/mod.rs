//! The closed form: what a [`System`] does in the long run, at a load that does not change.
//!
//! Requests are passed on along the routes ([`rates`]), slots are held for own work and the calls
//! waited for ([`times`]), pools are Erlang's where their slots suffice ([`pools`]) and layers of
//! flow-equivalent stations where callers run out of slots ([`layers`]). What feeds back (losses,
//! timeouts, retries, users who wait for answers) is repeated until nothing changes.
//!
//! Everything is a pure function of the system, in bounded time and memory; no number is NaN. Where
//! the formulas do not apply, [`Outside`] says so.

pub mod birth_death;
pub mod burst;
pub mod caches;
pub mod calls;
pub mod keys;
mod layers;
pub mod locks;
pub mod mmc;
mod moved;
mod per;
mod pools;
mod rates;
mod read_off;
pub mod retries;
mod rounds;
mod shape;
pub mod sharing;
mod spread;
pub mod stations;
mod times;
pub mod transient;
pub mod usl;
pub mod variability;

pub use retries::Metastable;
pub use rounds::solve;
pub(super) use rounds::solve_along;
pub(super) use shape::Shape;
pub use spread::{Shape as TimeShape, Time};

/// Where the layers come from.
pub const LAYERS: &str = "flow-equivalent stations: a slot is held through its calls, μ(n) = G(n−1) ÷ G(n) (Chandy, Herzog and Woo 1975; Buzen 1973)";

/// What a system does in the long run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Solution {
    /// One a pool, in the system's order.
    pub pools: Vec<PoolSolution>,
    /// One a route.
    pub routes: Vec<RouteSolution>,
    /// Rounds until nothing changed.
    pub rounds: u32,
}

/// A pool in the long run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolSolution {
    /// Requests per second that arrive, attempts included.
    pub arrivals: f64,
    /// Requests per second that are served.
    pub throughput: f64,
    /// Share of arrivals turned away or given up in line.
    pub lost: f64,
    /// Slots of all replicas; infinite without limit.
    pub slots: f64,
    /// Mean busy slots.
    pub busy: f64,
    /// Busy slots as a share of all; zero without limit.
    pub utilisation: f64,
    /// Mean number in line; infinite when it grows without end.
    pub queue: f64,
    /// Wait of those that get a slot.
    pub wait: Time,
    /// Time a slot is held.
    pub hold: Time,
    /// Wait, own work and the calls waited for.
    pub response: Time,
    /// Share of arrivals that wait.
    pub waits: f64,
    /// Most requests per second, what it calls included; infinite without limit.
    pub capacity: f64,
    /// Whether its wait was found layer by layer, because slots run out at it or at a caller.
    pub layered: bool,
    /// Chances of 0, 1, … requests here, where they were computed; up to all slots.
    pub states: Vec<f64>,
    /// Share of reads its copy answers; of a cache.
    pub hit_ratio: Option<f64>,
    /// Why the numbers are not to be relied on.
    pub outside: Option<Outside>,
}

/// A route in the long run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RouteSolution {
    /// Requests per second that begin.
    pub rate: f64,
    /// Requests per second that end well: goodput.
    pub throughput: f64,
    /// Share of requests that end well.
    pub success: f64,
    /// Time to answer.
    pub response: Time,
    /// One a call, in the route's order.
    pub calls: Vec<CallSolution>,
    /// Why the numbers are not to be relied on.
    pub outside: Option<Outside>,
}

/// A call of a route in the long run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallSolution {
    /// The link.
    pub link: u32,
    /// Uses per second, retries not counted.
    pub uses: f64,
    /// Attempts per use.
    pub attempts: f64,
    /// Share of uses that succeed.
    pub success: f64,
    /// Share of attempts given up.
    pub given_up: f64,
    /// Share of attempts refused at once.
    pub refused: f64,
    /// Share of attempts that fail for any reason.
    pub fails: f64,
    /// How long one use keeps its caller.
    pub time: Time,
    /// Whether its retries can hold an overload up; `None` without timeout and retries.
    pub retries: Option<retries::Offered>,
}

/// Why a number is outside the formula's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outside {
    /// Requests hold a slot while they come back to the same pool.
    Circle,
    /// A loop feeds itself without end.
    Endless,
    /// The rounds did not settle.
    Unsettled,
    /// More retries keep coming than settle: two states are possible.
    TwoStates,
    /// Callers that run out of slots themselves wait for the same pool.
    Entangled,
    /// It has a line, and so has what it calls: the two fill and empty together.
    Lines,
    /// The replica with the fewest requests is picked.
    LeastConnections,
    /// The oldest in line are dropped.
    DropsOldest,
    /// A circuit breaker opens and closes.
    Breaker,
    /// Work varies too much.
    Variable,
    /// Messages are delivered again.
    Redelivery,
    /// Its slots run out, and there are too many of them on the board to follow.
    TooLarge,
    /// How reads spread over items, or what the cache holds, is not known.
    HitRatio,
}

impl Outside {
    /// In a sentence: "outside the formula's range: …".
    pub fn reason(self) -> &'static str {
        match self {
            Self::Circle => "requests hold a slot while they come back to it",
            Self::Endless => "a loop feeds itself without end",
            Self::Unsettled => "the rates did not settle",
            Self::TwoStates => "it may work or be overloaded by its own retries",
            Self::Entangled => "callers that are full themselves wait for the same slots",
            Self::Lines => {
                "it has a line and so has what it calls, and the two fill and empty together"
            }
            Self::LeastConnections => "the least busy replica is picked",
            Self::DropsOldest => "the oldest in line are dropped",
            Self::Breaker => "a circuit breaker opens and closes",
            Self::Variable => "its work varies too much",
            Self::Redelivery => "messages are delivered again",
            Self::TooLarge => "too many slots run out on this board at once",
            Self::HitRatio => "how often the cache answers is not known",
        }
    }
}
