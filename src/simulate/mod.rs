//! A board played in time: a discrete-event simulator.
//!
//! A [`System`] and a [`Plan`] go in, a [`Timeline`] comes out. The same two give the same timeline,
//! byte for byte: chance comes from the plan's seed, one stream for each purpose, so that two plans
//! that differ in one happening differ by that happening only.
//!
//! What a request does at a pool is said in [`facts::system`](crate::facts::system); solver and
//! simulator both follow it.

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
