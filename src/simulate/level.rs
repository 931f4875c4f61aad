//! A number that goes up and down, added up over time.

/// How many there are, and for how long there were how many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Level {
    now: u32,
    since: f64,
    /// Request seconds since the step began.
    step: f64,
    /// Request seconds before this step.
    before: f64,
}

impl Level {
    pub(super) fn get(self) -> u32 {
        self.now
    }

    pub(super) fn up(&mut self, now: f64) {
        self.fold(now);
        self.now += 1;
    }

    pub(super) fn down(&mut self, now: f64) {
        self.fold(now);
        self.now = self.now.saturating_sub(1);
    }

    fn fold(&mut self, now: f64) {
        self.step += f64::from(self.now) * (now - self.since);
        self.since = now;
    }

    /// Closes a step: its request seconds.
    pub(super) fn close(&mut self, now: f64) -> f64 {
        self.fold(now);
        let step = self.step;
        self.before += step;
        self.step = 0.0;
        step
    }

    /// Request seconds in all.
    pub(super) fn all(&mut self, now: f64) -> f64 {
        self.fold(now);
        self.before + self.step
    }

    /// What was before does not count; the step goes on.
    pub(super) fn forget(&mut self, now: f64) {
        self.fold(now);
        self.before = -self.step;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_add_up_over_steps_and_what_was_before_is_forgotten() {
        let mut level = Level::default();
        level.up(1.0);
        level.up(2.0);
        assert!((level.close(3.0) - 3.0).abs() < 1e-12);
        level.down(3.5);
        level.forget(4.0);
        level.down(5.0);
        assert!((level.close(6.0) - 2.5).abs() < 1e-12);
        assert!((level.all(7.0) - 1.0).abs() < 1e-12);
        level.down(7.0);
        assert_eq!(level.get(), 0);
    }
}
