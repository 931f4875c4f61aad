//! What still moves from round to round: only that is worked out again.

use super::per::Per;
use super::pools::State;
use super::shape::{Shape, call};
use super::times::Inner;
use crate::facts::System;

/// Which routes and pools have to be looked at again.
pub(super) struct Moved {
    /// Relative change that does not count.
    still: f64,
    /// Routes whose calls or pools came out differently since their requests were passed on.
    pub(super) routes: Per<bool>,
    /// Pools where something else arrives since their holds and waits were found.
    pub(super) pools: Per<bool>,
    /// Pools that came out differently when they were last looked at.
    came_out: Per<bool>,
}

impl Moved {
    /// Everything moves at first.
    pub(super) fn new(routes: usize, pools: usize, still: f64) -> Self {
        Self {
            still,
            routes: Per::new(routes, true),
            pools: Per::new(pools, true),
            came_out: Per::new(pools, true),
        }
    }

    /// Everything is looked at again.
    pub(super) fn all(&mut self) {
        self.routes.all_mut().fill(true);
        self.pools.all_mut().fill(true);
    }

    /// Whether a pool has to be looked at: what arrives there moved, or what it calls did.
    pub(super) fn is_due(&self, system: &System, shape: &Shape, pool: u32) -> bool {
        if self.pools.at(pool as usize) {
            return true;
        }
        let stops = shape.stops.get(pool as usize).map_or(&[][..], Vec::as_slice);
        stops.iter().any(|(at, stop)| {
            let Some(way) = shape.ways.get(*at as usize) else { return false };
            let Some(route) = system.routes.get(*at as usize) else { return false };
            way.out(*stop as usize).any(|(_, leg)| {
                let to = way.pools.get(leg.to as usize);
                call(route, leg).is_some() && to.is_some_and(|to| self.came_out.at(*to as usize))
            })
        })
    }

    /// Notes whether a pool came out differently.
    pub(super) fn note(&mut self, pool: u32, differs: bool) {
        self.pools.set(pool as usize, false);
        self.came_out.set(pool as usize, differs);
    }

    /// Whether a number is another one than before.
    pub(super) fn is_other(&self, new: f64, old: f64) -> bool {
        let change = (new - old).abs();
        // What is none or infinite on one side only is another.
        new.to_bits() != old.to_bits()
            && (change.is_nan()
                || change > self.still * new.abs().max(old.abs())
                || !change.is_finite())
    }

    /// Whether callers see another pool than before.
    pub(super) fn is_other_state(&self, new: &State, old: &State) -> bool {
        let pairs = [
            (new.offered, old.offered),
            (new.passes, old.passes),
            (new.lost, old.lost),
            (new.hold, old.hold),
            (new.hold_scv, old.hold_scv),
            (new.wait, old.wait),
            (new.waits, old.waits),
            (new.capacity, old.capacity),
            (new.spread.0, old.spread.0),
            (new.spread.1, old.spread.1),
        ];
        pairs.iter().any(|(new, old)| self.is_other(*new, *old))
    }

    /// Whether the calls of a stop take another time than before.
    pub(super) fn is_other_inner(&self, new: &Inner, old: &Inner) -> bool {
        let pairs = [
            (new.mean, old.mean),
            (new.variance, old.variance),
            (new.rest, old.rest),
            (new.answered, old.answered),
            (new.answered_variance, old.answered_variance),
        ];
        pairs.iter().any(|(new, old)| self.is_other(*new, *old))
    }
}
