//! Waiting in front of a pool of slots.

/// Above this many slots the recursion gives way to an approximation.
const MOST_SLOTS: f64 = 5000.0;

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
