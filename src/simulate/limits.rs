//! What refuses on purpose: rate limits, retry budgets and circuit breakers.

/// Tokens that come at a rate and are kept up to one second's worth, at least one: who finds none is
/// refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateLimit {
    rate: f64,
    tokens: f64,
    since: f64,
}

impl RateLimit {
    pub(super) fn of(rate: Option<f64>) -> Option<Self> {
        let rate = rate.filter(|rate| rate.is_finite())?.max(0.0);
        Some(Self { rate, tokens: if rate > 0.0 { rate.max(1.0) } else { 0.0 }, since: 0.0 })
    }

    pub(super) fn admits(&mut self, now: f64) -> bool {
        self.tokens = (self.tokens + (now - self.since) * self.rate).min(self.rate.max(1.0));
        self.since = now;
        let admits = self.tokens >= 1.0;
        if admits {
            self.tokens -= 1.0;
        }
        admits
    }
}

/// Retries a budget allows before there was any first attempt, so that a quiet caller may retry at
/// all (Finagle's budget: a reserve of 10).
const RESERVE: f64 = 10.0;
/// Most retries a budget saves up for bad times.
const SAVED: f64 = 100.0;

/// Retries as a share of first attempts.
#[derive(Clone, Copy, Debug)]
pub(super) struct RetryBudget {
    share: f64,
    tokens: f64,
}

impl RetryBudget {
    pub(super) fn of(share: Option<f64>) -> Option<Self> {
        let share = share.filter(|share| *share >= 0.0)?;
        Some(Self { share, tokens: if share > 0.0 { RESERVE } else { 0.0 } })
    }

    pub(super) fn first_attempt(&mut self) {
        self.tokens = (self.tokens + self.share).min(SAVED);
    }

    pub(super) fn allows(&mut self) -> bool {
        let allows = self.tokens >= 1.0;
        if allows {
            self.tokens -= 1.0;
        }
        allows
    }
}

/// Calls that are looked at (Resilience4j: window of 100 calls, at least 100).
const WINDOW: usize = 100;
/// Share of failures at which it opens (Resilience4j: 50 %).
const OPENS_AT: f64 = 0.5;
/// Seconds it stays open (Resilience4j: 60 s).
const OPEN_FOR: f64 = 60.0;
/// Calls that are let through to see whether it can close (Resilience4j: 10).
const PROBES: u32 = 10;

/// A circuit breaker with the defaults of Resilience4j: one for a link, over all replicas of its
/// tail. It opens when half of the last 100 calls failed or were not answered in time, refuses for
/// 60 s, then lets 10 calls through and closes when fewer than half of them fail.
#[derive(Clone, Debug)]
pub(super) struct Breaker {
    state: Gate,
    /// The last calls, true where one failed, as a ring.
    window: Vec<bool>,
    next: usize,
    failures: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Gate {
    Closed,
    Open { until: f64 },
    HalfOpen { sent: u32, back: u32, failed: u32 },
}

impl Breaker {
    pub(super) fn closed() -> Self {
        Self { state: Gate::Closed, window: Vec::new(), next: 0, failures: 0 }
    }

    /// Whether a call may be made.
    pub(super) fn admits(&mut self, now: f64) -> bool {
        match &mut self.state {
            Gate::Closed => true,
            Gate::Open { until } if now < *until => false,
            Gate::Open { .. } => {
                self.state = Gate::HalfOpen { sent: 1, back: 0, failed: 0 };
                true
            }
            Gate::HalfOpen { sent, .. } => {
                *sent += 1;
                *sent <= PROBES
            }
        }
    }

    /// How a call ended.
    pub(super) fn ended(&mut self, ok: bool, now: f64) {
        match &mut self.state {
            Gate::Closed => {
                self.note(!ok);
                if self.window.len() == WINDOW && self.failures as f64 >= OPENS_AT * WINDOW as f64 {
                    self.open(now);
                }
            }
            Gate::Open { .. } => {}
            Gate::HalfOpen { back, failed, .. } => {
                *back += 1;
                *failed += u32::from(!ok);
                if *back >= PROBES {
                    if f64::from(*failed) >= OPENS_AT * f64::from(PROBES) {
                        self.open(now);
                    } else {
                        *self = Self::closed();
                    }
                }
            }
        }
    }

    /// For how long of a time it was open, as far as it has not closed since.
    pub(super) fn open_between(&self, from: f64, to: f64) -> f64 {
        match self.state {
            Gate::Open { until } => (to.min(until) - from.max(until - OPEN_FOR)).max(0.0),
            Gate::Closed | Gate::HalfOpen { .. } => 0.0,
        }
    }

    fn open(&mut self, now: f64) {
        *self = Self { state: Gate::Open { until: now + OPEN_FOR }, ..Self::closed() };
    }

    fn note(&mut self, failed: bool) {
        if self.window.len() < WINDOW {
            self.window.push(failed);
            self.failures += usize::from(failed);
            return;
        }
        if let Some(oldest) = self.window.get_mut(self.next) {
            self.failures = self.failures + usize::from(failed) - usize::from(*oldest);
            *oldest = failed;
        }
        self.next = (self.next + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_admits_its_rate() {
        let mut limit = RateLimit::of(Some(10.0)).unwrap();
        let admitted = (0..1_000).filter(|i| limit.admits(f64::from(*i) * 0.01)).count();
        // Ten seconds of ten, and one second's worth that was saved.
        assert!((108..=111).contains(&admitted), "{admitted}");
        assert!(!RateLimit::of(Some(0.0)).unwrap().admits(5.0));
    }

    #[test]
    fn a_budget_keeps_retries_to_its_share() {
        let mut budget = RetryBudget::of(Some(0.1)).unwrap();
        let retries = (0..10_000)
            .filter(|_| {
                budget.first_attempt();
                budget.allows()
            })
            .count();
        assert!((1_000..=1_011).contains(&retries), "{retries}");
        let mut none = RetryBudget::of(Some(0.0)).unwrap();
        none.first_attempt();
        assert!(!none.allows());
    }

    #[test]
    fn a_breaker_opens_waits_probes_and_closes() {
        let mut breaker = Breaker::closed();
        for i in 0..100 {
            assert!(breaker.admits(0.0));
            breaker.ended(i % 2 == 0, 0.0);
        }
        assert!((breaker.open_between(1.0, 3.0) - 2.0).abs() < 1e-9 && !breaker.admits(59.9));
        let probes = (0..50).filter(|_| breaker.admits(60.0)).count();
        assert_eq!(probes, 10);
        for _ in 0..10 {
            breaker.ended(true, 61.0);
        }
        assert!(breaker.admits(61.0) && breaker.open_between(1.0, 61.0) == 0.0);
    }

    #[test]
    fn a_breaker_opens_again_when_probes_fail() {
        let mut breaker = Breaker::closed();
        for _ in 0..100 {
            breaker.ended(false, 0.0);
        }
        for _ in 0..10 {
            assert!(breaker.admits(70.0));
            breaker.ended(false, 70.0);
        }
        assert!((breaker.open_between(0.0, 200.0) - 60.0).abs() < 1e-9);
        assert!(!breaker.admits(129.0) && breaker.admits(130.0));
    }

    #[test]
    fn a_breaker_forgets_what_left_its_window() {
        let mut breaker = Breaker::closed();
        for _ in 0..49 {
            breaker.ended(false, 0.0);
        }
        for _ in 0..500 {
            breaker.ended(true, 0.0);
        }
        for _ in 0..49 {
            breaker.ended(false, 0.0);
        }
        assert!(breaker.admits(0.0));
    }
}
