//! Attempts: how often a call is tried, and whether retries feed the overload that causes them.

/// Attempts of one call that fails with chance `p` each time and is tried again up to `retries`
/// times: (1 − p^(R+1))/(1 − p).
pub fn attempts(p: f64, retries: u32) -> f64 {
    let all = f64::from(retries) + 1.0;
    if p >= 1.0 { all } else { (1.0 - p.powf(all)) / (1.0 - p) }
}

/// Share of calls that succeed in the end: 1 − p^(R+1).
pub fn success(p: f64, retries: u32) -> f64 {
    1.0 - p.powf(f64::from(retries) + 1.0)
}

/// Attempts of the innermost call when every layer tries this often and nothing succeeds: they
/// multiply (Site Reliability Engineering, chapter 22).
pub fn layers(attempts: &[f64]) -> f64 {
    attempts.iter().product()
}

/// Whether retries can hold an overload up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metastable {
    /// Even with every retry it has room: whatever happened, it recovers.
    Safe,
    /// It is well, but an overload, once there, feeds itself.
    Vulnerable,
    /// It never settles at less than overload.
    Overloaded,
}

/// First attempts and what becomes of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// Offered rates, retries included, that reproduce themselves; lowest first.
    pub fixed_points: Vec<f64>,
    /// What they mean.
    pub verdict: Metastable,
    /// First attempts below which no overload can hold itself up: capacity/(R+1).
    pub stable_below: f64,
}

/// Points of the scan for roots.
const SCAN: u32 = 200;

/// All offered rates x with x = λ·Σ p(x)^i, i ≤ R, between λ and (R+1)·λ.
///
/// `fails` is the chance that an attempt fails when so much is offered; from `capacity` on it is one.
pub fn fixed_points(rate: f64, retries: u32, capacity: f64, fails: impl Fn(f64) -> f64) -> Offered {
    let most = f64::from(retries) + 1.0;
    let stable_below = capacity / most;
    let failing = |x: f64| if x >= capacity { 1.0 } else { fails(x).clamp(0.0, 1.0) };
    let excess = |x: f64| rate * attempts(failing(x), retries) - x;
    let mut roots = Vec::new();
    let (mut last, mut at_last) = (rate, excess(rate));
    if at_last <= 1e-9 * rate {
        roots.push(rate);
    }
    for i in 1..=SCAN {
        let x = rate + (rate * most - rate) * f64::from(i) / f64::from(SCAN);
        let here = excess(x);
        if at_last > 1e-9 * rate && here <= 0.0 || at_last < 0.0 && here >= 0.0 {
            roots.push(bisect(last, x, excess));
        }
        (last, at_last) = (x, here);
    }
    if roots.is_empty() {
        roots.push(rate * most);
    }
    let low = roots.iter().any(|x| *x < capacity);
    let high = roots.iter().any(|x| *x >= capacity * (1.0 - 1e-9)) && rate * most >= capacity;
    let verdict = match (low, high) {
        _ if rate < stable_below => Metastable::Safe,
        (true, true) => Metastable::Vulnerable,
        (true, false) => Metastable::Safe,
        (false, _) => Metastable::Overloaded,
    };
    Offered { fixed_points: roots, verdict, stable_below }
}

/// Where the function changes its sign; at a jump, the jump.
fn bisect(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    let rising = function(high) > 0.0;
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if (function(middle) > 0.0) == rising {
            high = middle;
        } else {
            low = middle;
        }
        if high - low <= 1e-12 * high {
            break;
        }
    }
    f64::midpoint(low, high)
}

/// First attempts above which only the overload is left: where the two lower roots meet.
pub fn saddle_node(retries: u32, capacity: f64, fails: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, capacity);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let found = fixed_points(middle, retries, capacity, &fails);
        if found.fixed_points.iter().any(|x| *x < capacity * (1.0 - 1e-9)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_retries_of_a_coin_flip() {
        assert!((attempts(0.5, 3) - 1.875).abs() < 1e-12);
        assert!((success(0.5, 3) - 0.9375).abs() < 1e-12);
        assert!((attempts(1.0, 3) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn one_server_with_a_timeout_has_three_fixed_points() {
        // V28: 100/s, timeout 250 ms, three retries, 70/s.
        let fails = |x: f64| (-(100.0 - x) * 0.25).exp();
        let found = fixed_points(70.0, 3, 100.0, fails);
        let expected = [70.04, 94.677, 280.0];
        assert_eq!(found.fixed_points.len(), 3, "{found:?}");
        for (reached, expected) in found.fixed_points.iter().zip(expected) {
            assert!((reached / expected - 1.0).abs() < 1e-3, "{found:?}");
        }
        assert_eq!(found.verdict, Metastable::Vulnerable);
        assert!((saddle_node(3, 100.0, fails) / 83.656 - 1.0).abs() < 1e-3);
        let short = |x: f64| (-(100.0 - x) * 0.1).exp();
        assert!((saddle_node(3, 100.0, short) / 69.372 - 1.0).abs() < 1e-3);
        assert_eq!(fixed_points(20.0, 3, 100.0, fails).verdict, Metastable::Safe);
        assert_eq!(fixed_points(90.0, 3, 100.0, fails).verdict, Metastable::Overloaded);
    }
}
