//! Many at once: a burst that one server works off in turn.

/// A burst of requests that arrive together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// How many.
    pub people: f64,
    /// Time one takes.
    pub hold: f64,
    /// How many are served at a time.
    pub slots: f64,
}

impl Burst {
    /// When the k-th, counted from one, has been served.
    pub fn done(&self, k: f64) -> f64 {
        (k / self.slots).ceil() * self.hold
    }

    /// When the last has been served.
    pub fn last(&self) -> f64 {
        self.done(self.people)
    }

    /// Mean time until served: (n+1)·h/2 with one at a time.
    pub fn mean(&self) -> f64 {
        let rounds = (self.people / self.slots).floor();
        let rest = self.people - rounds * self.slots;
        let full = self.slots * rounds * (rounds + 1.0) / 2.0;
        if self.people > 0.0 {
            self.hold * (full + rest * (rounds + 1.0)) / self.people
        } else {
            0.0
        }
    }

    /// Time this share is served within.
    pub fn quantile(&self, share: f64) -> f64 {
        self.done((share * self.people).ceil().max(1.0))
    }

    /// How many are served while each waits no longer than `patience`.
    pub fn served_within(&self, patience: f64) -> f64 {
        ((patience / self.hold).floor() * self.slots).min(self.people)
    }

    /// Attempts in all when those that give up try again and nothing is taken back.
    pub fn attempts(&self, patience: f64, retries: f64) -> f64 {
        let ok = self.served_within(patience);
        ok + (self.people - ok) * (retries + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_hundred_buyers_of_one_product() {
        let burst = Burst { people: 500.0, hold: 0.02, slots: 1.0 };
        assert!((burst.mean() - 5.01).abs() < 1e-12);
        assert!((burst.last() - 10.0).abs() < 1e-12);
        assert!((burst.served_within(3.0) - 150.0).abs() < 1e-12);
        assert!((burst.attempts(3.0, 1.0) - 850.0).abs() < 1e-12);
    }
}
