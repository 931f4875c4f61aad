//! One pool with exponential work and Poisson arrivals: Erlang's formulas and their tails.

/// Above this many slots the recursion gives way to an approximation.
pub(super) const MOST_SLOTS: f64 = 5000.0;

/// Erlang B: share of arrivals that find all `slots` busy when nobody may wait.
///
/// `offered` is in erlangs (arrivals × service time). Recursion B(k) = a·B(k−1)/(k + a·B(k−1));
/// A. K. Erlang 1917. Cost is linear in the number of slots.
pub fn erlang_b(slots: f64, offered: f64) -> f64 {
    let mut blocked = 1.0;
    for k in 1..=(slots.clamp(0.0, MOST_SLOTS) as u32) {
        let x = offered * blocked;
        blocked = x / (f64::from(k) + x);
    }
    blocked
}

/// Erlang C: probability that an arrival has to wait, for Poisson arrivals, exponential service
/// and a queue without limit; 1 when the offered load is at or above the number of slots.
pub fn erlang_c(slots: f64, offered: f64) -> f64 {
    let rho = offered / slots;
    if rho >= 1.0 {
        return 1.0;
    }
    // a^c/c! is above Erlang B, and below this by Stirling: far too little to be told from nothing.
    if slots >= 1.0 && slots.min(MOST_SLOTS) * (rho.ln() + 1.0) < -60.0 {
        return 0.0;
    }
    let blocked = erlang_b(slots, offered);
    blocked / (1.0 - rho * (1.0 - blocked))
}

/// Mean wait in front of `slots`, in multiples of the service time; without limit at or above
/// full utilisation.
///
/// M/M/c: Wq = C/(c − a). Above 5,000 slots Sakasegawa's approximation
/// ρ^(√(2(c+1))−1) / (c(1−ρ)) (1977) stands in, which is within a few per cent there.
pub fn mean_wait(slots: f64, offered: f64) -> f64 {
    if offered <= 0.0 {
        return 0.0;
    }
    if offered >= slots {
        return f64::INFINITY;
    }
    if slots > MOST_SLOTS {
        let rho = offered / slots;
        return rho.powf((2.0 * (slots + 1.0)).sqrt() - 1.0) / (slots * (1.0 - rho));
    }
    erlang_c(slots, offered) / (slots - offered)
}

/// A pool of `slots` with exponential work, Poisson arrivals and a line without limit (M/M/c).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mmc {
    /// Share of arrivals that wait.
    pub waits: f64,
    /// Completions per second of one slot.
    pub each: f64,
    /// Spare rate c·μ − λ: how fast a line shrinks.
    pub spare: f64,
}

impl Mmc {
    /// The pool at a load; `None` when it is full or there is nothing to do.
    pub fn of(slots: f64, rate: f64, work: f64) -> Option<Self> {
        let spare = slots / work - rate;
        let known = work > 0.0 && work.is_finite() && rate >= 0.0 && spare > 0.0;
        known.then(|| Self { waits: erlang_c(slots, rate * work), each: 1.0 / work, spare })
    }

    /// Mean wait.
    pub fn wait(&self) -> f64 {
        self.waits / self.spare
    }

    /// Mean time from arrival to answer.
    pub fn response(&self) -> f64 {
        self.wait() + 1.0 / self.each
    }

    /// Variance of the time from arrival to answer.
    pub fn variance(&self) -> f64 {
        let wait = self.waits * (2.0 - self.waits) / (self.spare * self.spare);
        wait + 1.0 / (self.each * self.each)
    }

    /// P(wait > t).
    pub fn wait_tail(&self, t: f64) -> f64 {
        self.waits * (-self.spare * t).exp()
    }

    /// P(response > t): work alone, or a wait and then work.
    pub fn response_tail(&self, t: f64) -> f64 {
        let Self { waits, each, spare } = *self;
        let alone = (-each * t).exp();
        if (each - spare).abs() < 1e-9 * each {
            return (1.0 - waits) * alone + waits * (1.0 + each * t) * alone;
        }
        let both = (each * (-spare * t).exp() - spare * alone) / (each - spare);
        (1.0 - waits) * alone + waits * both
    }

    /// Mean of the response where whoever waits leaves after `most`.
    pub fn response_cut(&self, most: f64) -> f64 {
        let Self { waits, each, spare } = *self;
        if most.is_infinite() {
            return self.response();
        }
        let part = |rate: f64| -(-rate * most).exp_m1() / rate;
        if (each - spare).abs() < 1e-9 * each {
            let alone = (-each * most).exp();
            return part(each) + waits * (part(each) - most * alone);
        }
        let both = (each * part(spare) - spare * part(each)) / (each - spare);
        (1.0 - waits) * part(each) + waits * both
    }
}

/// Share of requests that give up in line after exactly `patience`, and the mean wait of the rest,
/// for `slots` with exponential work and Poisson arrivals (M/M/c with constant patience, Barrer 1957).
pub fn give_up(slots: f64, rate: f64, work: f64, patience: f64) -> (f64, f64) {
    if rate <= 0.0 || work <= 0.0 || !work.is_finite() {
        return (0.0, 0.0);
    }
    let (offered, all) = (rate * work, slots / work);
    // States below full, relative to the one just below it.
    let mut below = 1.0;
    let mut term = 1.0;
    let c = slots.clamp(1.0, MOST_SLOTS) as u32;
    for k in (1..c).rev() {
        term *= f64::from(k) / offered;
        below += term;
    }
    // Density of the wait an arrival would have: falls with c·μ − λ up to the patience, with c·μ after.
    let spare = all - rate;
    let x = spare * patience;
    let (until, moment) = if x.abs() < 1e-6 {
        (rate * patience, rate * patience * patience / 2.0)
    } else {
        let rest = -(-x).exp_m1();
        (rate * rest / spare, rate * (rest - x * (-x).exp()) / (spare * spare))
    };
    let after = rate * (-x).exp() / all;
    if !after.is_finite() {
        return (1.0, patience);
    }
    let total = below + until + after;
    let gone = after / total;
    let served = (below + until) / total;
    (gone, if served > 0.0 { moment / total / served } else { patience })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_match_the_published_vectors() {
        // Mean wait over service time at ρ = 0.8: 4.0, 0.29, 0.025 for 1, 8 and 32 slots.
        for (slots, expected, tolerance) in
            [(1.0, 4.0, 1e-9), (8.0, 0.286, 0.005), (32.0, 0.025, 0.001)]
        {
            let wait = mean_wait(slots, 0.8 * slots);
            assert!((wait - expected).abs() < tolerance, "{slots}: {wait}");
        }
    }

    #[test]
    fn ten_slots_at_eight_erlangs_wait_as_tabulated() {
        assert!((erlang_c(10.0, 8.0) - 0.409_180).abs() < 1e-6);
    }

    #[test]
    fn the_approximation_meets_the_recursion() {
        let exact = erlang_c(5000.0, 4950.0) / 50.0;
        let rho: f64 = 0.99;
        let near = rho.powf((2.0 * 5001.0_f64).sqrt() - 1.0) / (5000.0 * (1.0 - rho));
        assert!((near / exact - 1.0).abs() < 0.1, "{near} {exact}");
    }

    #[test]
    fn a_full_pool_never_drains() {
        assert!(mean_wait(4.0, 4.0).is_infinite());
        assert!(mean_wait(4.0, 0.0).abs() < 1e-12);
    }
}
