//! Work that is not exponential, arrivals that are not at random: Allen and Cunneen's correction.

/// Mean wait in multiples of the wait with exponential work and Poisson arrivals: (ca² + cs²)/2.
///
/// Allen-Cunneen approximation of GI/G/c (1978); exact for M/G/1 (Pollaczek-Khinchine).
pub fn factor(arrivals: f64, work: f64) -> f64 {
    f64::midpoint(arrivals, work)
}

/// Rates of a pool with just all slots taken, and with a line, that keep the chance of waiting and
/// make the mean line `factor` times as long at utilisation `rho`.
///
/// A geometric line of ratio σ = fρ/(1−ρ+fρ) has mean f·ρ/(1−ρ). Towards full use the second rate
/// is the pool's own: the correction never creates capacity.
pub fn rates(rate: f64, rho: f64, factor: f64) -> (f64, f64) {
    if factor <= 0.0 || (factor - 1.0).abs() < 1e-12 {
        return (rate, rate);
    }
    let rho = rho.clamp(0.0, 1.0);
    let base = 1.0 - rho + rho * factor;
    (rate * base, rate * base / factor)
}

#[cfg(test)]
mod tests {
    use super::super::birth_death::open;
    use super::super::stations::Station;
    use super::*;

    #[test]
    fn constant_work_waits_half_as_long() {
        // V05a: 80/s of constant 10 ms: 20 ms wait (Pollaczek-Khinchine).
        let (first, more) = rates(100.0, 0.8, factor(1.0, 0.0));
        let line = open(80.0, &Station::Rates(vec![first]), 1, more, f64::INFINITY);
        assert!((line.queue / 80.0 - 0.02).abs() < 1e-12, "{}", line.queue / 80.0);
        assert!((line.full - 0.8).abs() < 1e-12);
    }
}
