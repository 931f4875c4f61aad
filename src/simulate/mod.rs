//! A board played in time: a discrete-event simulator.
//!
//! A [`System`] and a [`Plan`] go in, a [`Timeline`] comes out. The same two give the same timeline,
//! byte for byte: chance comes from the plan's seed, one stream for each purpose, so that two plans
//! that differ in one happening differ by that happening only.
//!
//! What a request does at a pool is said in [`facts::system`](crate::facts::system); solver and
//! simulator both follow it. What a run adds to that:
//!
//! - **Lines.** Replicas that do not share a line share out the room for waiting evenly. Where a full
//!   line blocks, callers wait outside without bound. What a broker delivers waits however long the
//!   consumer's line is. A lock for each item has a line for each item somebody wants.
//! - **Items.** A request wants one item, drawn once. A cache with a known number of entries and items
//!   is simulated entry by entry, the least recently used one leaves first; any other answers its hit
//!   ratio, and warms up again as `copies.rs` says.
//! - **Attempts.** Any failure is tried again: refused, given up, failed; only what an open breaker
//!   refused is not. A request fails with the reason of its last attempt; what lies between fails with
//!   an error. Rate limits let one second's worth through at once. Breakers have the defaults of
//!   Resilience4j (half of 100 calls, 60 s, 10 probes), retry budgets a reserve of 10.
//! - **Messages.** Hidden from when the consumer takes them; delivered again when that time is over,
//!   also while the first delivery is still worked on, and also when the consumer failed.
//! - **The world.** Each use of a link is known across its attempts, so that an effect that happens
//!   again for the same use is counted as such, or as recognised. Work nobody waits for any more has
//!   its effect all the same. A read is stale when its data is older than the last write of its item
//!   in this run.
//! - **Outages.** What a replica that goes down works on fails, and where replicas share a line each
//!   request was on one of them by chance. With no replica left everything is refused until a standby
//!   takes over. A replica that is deployed finishes what it has begun first. What comes back has
//!   empty caches.
//! - **Growth.** As a Kubernetes autoscaler: looked at every 15 s, 70 % busy wanted, five minutes
//!   before it shrinks.

mod agenda;
mod copies;
mod cost;
mod dice;
mod engine;
mod histogram;
mod level;
pub mod library;
mod limits;
mod plan;
mod pool;
mod script;
pub mod summary;
mod table;
mod timeline;
mod visit;

pub use plan::{Happening, Plan, What};
pub use summary::Summary;
pub use timeline::{
    EffectCount, FlowTrack, Histogram, LinkTrack, Outcomes, PoolTrack, Saturated, Timeline,
};

use crate::facts::System;
use engine::Engine;
use script::Script;

/// Most events of one run: about half a minute.
pub const MOST_EVENTS: f64 = 200e6;
/// Most actions of one run, several of which follow from one event: what goes round in circles
/// without time passing ends here.
const MOST_ACTIONS: u64 = 1_000_000_000;

/// Why there is no timeline.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Stopped {
    /// Whoever asked for it did not want it any more.
    #[error("the simulation was cancelled")]
    Cancelled,
    /// It would take too many events.
    #[error(
        "this needs about {} million events, more than the {} million a run may have; simulate {:.0} s instead",
        (.events / 1e6).ceil(), .most / 1e6, .shorter
    )]
    TooMany {
        /// Events it would take.
        events: f64,
        /// Most events of one run.
        most: f64,
        /// A length that stays below, in seconds.
        shorter: f64,
    },
    /// Nothing arrives: no flow has a rate.
    #[error("nothing arrives: give a flow its rate now")]
    NothingArrives,
}

/// Plays a plan on a system. `goes_on` is asked now and then with the share that is done, from 0 to
/// 1; when it says no, the run ends.
///
/// # Errors
///
/// [`Stopped`]: cancelled, too long, or nothing arrives.
pub fn run(
    system: &System,
    plan: &Plan,
    goes_on: &mut dyn FnMut(f64) -> bool,
) -> Result<Timeline, Stopped> {
    let script = Script::of(system);
    if !cost::anything_arrives(&script, plan) {
        return Err(Stopped::NothingArrives);
    }
    let events = cost::events(&script, plan);
    if events > MOST_EVENTS {
        let shorter = (plan.seconds * MOST_EVENTS / events * 0.9).floor();
        return Err(Stopped::TooMany { events, most: MOST_EVENTS, shorter });
    }
    Engine::new(&script, plan, MOST_ACTIONS).play(goes_on)
}

/// About how many events a run takes, attempts after the first not counted.
pub fn events_needed(system: &System, plan: &Plan) -> f64 {
    cost::events(&Script::of(system), plan)
}
