//! What builds up while something lasts, and how long it takes to drain: requests as a fluid.

/// A pool before and while something happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// Slots in all.
    pub slots: f64,
    /// Slots busy before.
    pub busy: f64,
    /// Requests per second that arrive while it lasts.
    pub arrivals: f64,
    /// Requests per second it can do while it lasts.
    pub passes: f64,
    /// Time a slot is held while it lasts.
    pub hold: f64,
    /// Requests that may wait.
    pub queue: f64,
}

impl Surge {
    /// How fast requests pile up.
    pub fn growth(&self) -> f64 {
        (self.arrivals - self.passes).max(0.0)
    }

    /// Seconds until all slots are taken; infinite when that does not happen.
    ///
    /// Until the first of the longer holds ends, nothing leaves that came since.
    pub fn full_after(&self) -> f64 {
        if self.growth() <= 0.0 {
            return f64::INFINITY;
        }
        let free = (self.slots - self.busy).max(0.0);
        let at_first = free / self.arrivals;
        if at_first <= self.hold { at_first } else { free / self.growth() }
    }

    /// Requests waiting after so long; more than may wait are turned away.
    pub fn backlog(&self, seconds: f64) -> f64 {
        (self.growth() * seconds).min(self.queue)
    }

    /// Longest wait after so long.
    pub fn longest_wait(&self, seconds: f64) -> f64 {
        let backlog = self.backlog(seconds);
        if backlog <= 0.0 { 0.0 } else { backlog / self.passes }
    }

    /// Seconds until the backlog is gone once `arrivals` come and `passes` leave again.
    pub fn drain(&self, seconds: f64, arrivals: f64, passes: f64) -> f64 {
        let backlog = self.backlog(seconds);
        if backlog <= 0.0 {
            0.0
        } else if passes > arrivals {
            backlog / (passes - arrivals)
        } else {
            f64::INFINITY
        }
    }

    /// Backlog until more replicas serve, `lag` seconds later.
    pub fn before_more_replicas(&self, lag: f64) -> f64 {
        self.backlog(lag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_of_eight_times() {
        // V23: 24,000 wait, 60 s at most, drained after 80 s.
        let surge = Surge {
            slots: 8.0,
            busy: 2.0,
            arrivals: 800.0,
            passes: 400.0,
            hold: 0.02,
            queue: f64::INFINITY,
        };
        assert!((surge.backlog(60.0) - 24_000.0).abs() < 1e-9);
        assert!((surge.longest_wait(60.0) - 60.0).abs() < 1e-9);
        assert!((surge.drain(60.0, 100.0, 400.0) - 80.0).abs() < 1e-9);
    }

    #[test]
    fn the_flash_sale_fills_up_after_the_free_slots_are_taken() {
        let surge = Surge {
            slots: 400.0,
            busy: 24.0,
            arrivals: 200.0,
            passes: 80.0,
            hold: 5.0,
            queue: f64::INFINITY,
        };
        assert!((surge.full_after() - 1.88).abs() < 1e-12);
    }
}
