//! Pools that grow under load.

use super::super::agenda::Due;
use super::Engine;

/// Seconds between two looks (Kubernetes' horizontal pod autoscaler: 15 s).
pub(super) const PERIOD: f64 = 15.0;
/// Share of slots that should be busy (the usual target of its examples: 70 %).
const TARGET: f64 = 0.7;
/// How far off the target it may be before anything is done (its tolerance: 10 %).
const TOLERANCE: f64 = 0.1;
/// Seconds it must have been too large before it shrinks (its stabilisation window: 300 s).
const STEADY: f64 = 300.0;

impl Engine<'_> {
    /// Looks at the last period: more replicas when they were too busy; fewer, down to those on the
    /// board, when they have been idle for long.
    pub(super) fn consider_growth(&mut self, number: u32) {
        self.agenda.put(self.now + PERIOD, Due::Scale, number);
        let station = &self.script.pools[number].pool;
        let (Some(scaling), Some(slots)) = (station.scaling, station.slots) else { return };
        let pool = &mut self.pools[number];
        let area = pool.busy.all(self.now);
        let busy = (area - pool.area_seen) / PERIOD;
        pool.area_seen = area;
        let serving = f64::from(pool.up) * f64::from(slots);
        if serving <= 0.0 {
            return;
        }
        let off = busy / serving / TARGET;
        let most = scaling.most.max(station.replicas);
        let needed = (f64::from(pool.up) * off).ceil().clamp(1.0, f64::from(most)) as u32;
        let needed = needed.max(station.replicas);
        if off > 1.0 + TOLERANCE && needed > pool.wanted {
            pool.wanted = needed;
            pool.growing.push_back(needed);
            let lag = if scaling.lag >= 0.0 { scaling.lag } else { 0.0 };
            self.agenda.put(self.now + lag, Due::Grown, number);
        }
        let pool = &mut self.pools[number];
        if off < 1.0 - TOLERANCE && needed < pool.grown {
            if self.now - pool.idle_since >= STEADY {
                (pool.grown, pool.wanted) = (needed, needed);
                self.set_pool(number);
            }
        } else {
            pool.idle_since = self.now;
        }
    }

    /// New replicas serve.
    pub(super) fn grown(&mut self, number: u32) {
        let pool = &mut self.pools[number];
        if let Some(replicas) = pool.growing.pop_front() {
            pool.grown = pool.grown.max(replicas);
            self.set_pool(number);
        }
    }
}
