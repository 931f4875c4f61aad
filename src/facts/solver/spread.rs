//! Times as distributions: exact where a formula is known, a fit of two moments elsewhere.

use super::mmc::Mmc;

/// How long something takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Time {
    /// Mean, in seconds.
    pub mean: f64,
    /// Squared coefficient of variation.
    pub scv: f64,
    /// How it is spread around the mean.
    pub shape: Shape,
}

/// What is known of a spread.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Shape {
    /// Mean and variance: percentiles are those of the gamma distribution with the same two.
    #[default]
    TwoMoments,
    /// Wait and work in front of one pool with exponential work: exact.
    Response(Mmc),
    /// The wait alone of such a pool: exact.
    Wait(Mmc),
}

impl Time {
    /// Nothing.
    pub const ZERO: Self = Self { mean: 0.0, scv: 0.0, shape: Shape::TwoMoments };

    /// With this mean and variance.
    pub fn of(mean: f64, variance: f64) -> Self {
        let scv = if mean > 0.0 && mean.is_finite() && variance.is_finite() {
            (variance / (mean * mean)).max(0.0)
        } else {
            0.0
        };
        Self { mean, scv, shape: Shape::TwoMoments }
    }

    /// Variance, in square seconds.
    pub fn variance(&self) -> f64 {
        self.scv * self.mean * self.mean
    }

    /// Longer by something constant; an exact shape is lost when there is any.
    #[must_use]
    pub fn plus(self, constant: f64) -> Self {
        if constant <= 0.0 { self } else { Self::of(self.mean + constant, self.variance()) }
    }

    /// How percentiles are found.
    pub fn method(&self) -> &'static str {
        match self.shape {
            Shape::TwoMoments => "gamma distribution with the same mean and variance (estimate)",
            Shape::Response(_) | Shape::Wait(_) => "M/M/c, exact",
        }
    }

    /// Share that takes longer.
    pub fn tail(&self, t: f64) -> f64 {
        if t < 0.0 || self.mean.is_infinite() {
            return 1.0;
        }
        match self.shape {
            Shape::Response(pool) => pool.response_tail(t),
            Shape::Wait(pool) => pool.wait_tail(t),
            Shape::TwoMoments if self.mean <= 0.0 => 0.0,
            Shape::TwoMoments if self.scv < 1e-9 => f64::from(u8::from(t < self.mean)),
            Shape::TwoMoments => {
                let shape = 1.0 / self.scv;
                1.0 - gamma_p(shape, t / self.mean * shape)
            }
        }
    }

    /// Mean where whoever waits leaves after `most`.
    pub fn cut(&self, most: f64) -> f64 {
        if most.is_infinite() || self.mean.is_infinite() {
            return self.mean.min(most);
        }
        match self.shape {
            Shape::Response(pool) => pool.response_cut(most),
            Shape::Wait(pool) => pool.waits * -(-pool.spare * most).exp_m1() / pool.spare,
            Shape::TwoMoments if self.mean <= 0.0 => 0.0,
            Shape::TwoMoments if self.scv < 1e-9 => self.mean.min(most),
            Shape::TwoMoments => {
                let shape = 1.0 / self.scv;
                let x = most / self.mean * shape;
                self.mean * gamma_p(shape + 1.0, x) + most * (1.0 - gamma_p(shape, x))
            }
        }
    }

    /// Share that takes longer, and the mean where whoever waits leaves after `most`.
    pub fn tail_and_cut(&self, most: f64) -> (f64, f64) {
        let fits = self.shape == Shape::TwoMoments && self.mean > 0.0 && self.mean.is_finite();
        if !fits || self.scv < 1e-9 || most < 0.0 || most.is_infinite() {
            return (self.tail(most), self.cut(most));
        }
        let shape = 1.0 / self.scv;
        let x = most / self.mean * shape;
        let (below, front) = gamma_p_and_front(shape, x);
        // P(a + 1, x) = P(a, x) - x^a e^-x / Γ(a + 1): Abramowitz and Stegun 6.5.21.
        let below_next = (below - front / shape).max(0.0);
        (1.0 - below, self.mean * below_next + most * (1.0 - below))
    }

    /// The time that this share stays under.
    pub fn quantile(&self, share: f64) -> f64 {
        if self.mean.is_infinite() {
            return f64::INFINITY;
        }
        if self.mean <= 0.0 || (self.scv < 1e-9 && self.shape == Shape::TwoMoments) {
            return self.mean;
        }
        let rest = 1.0 - share;
        if self.tail(0.0) <= rest {
            return 0.0;
        }
        let (mut low, mut high) = (0.0, self.mean);
        while self.tail(high) > rest && high < self.mean * 1e9 {
            (low, high) = (high, high * 2.0);
        }
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if self.tail(middle) > rest {
                low = middle;
            } else {
                high = middle;
            }
            if high - low <= 1e-13 * high {
                break;
            }
        }
        f64::midpoint(low, high)
    }
}

/// Mean and variance of the longest of independent times, each of which may not happen at all.
///
/// The mean is the integral of P(longest > t), the second moment that of 2·t·P; Gauss-Legendre
/// between the constant times, where P jumps.
pub(super) fn longest(times: &[(f64, Time)]) -> Time {
    const NODES: [(f64, f64); 4] = [
        (0.069_431_844_202_973_71, 0.173_927_422_568_726_93),
        (0.330_009_478_207_571_87, 0.326_072_577_431_273_07),
        (0.669_990_521_792_428_1, 0.326_072_577_431_273_07),
        (0.930_568_155_797_026_3, 0.173_927_422_568_726_93),
    ];
    const PANELS: u32 = 24;
    let constant = |time: &Time| time.scv < 1e-9 && time.shape == Shape::TwoMoments;
    let mut ends: Vec<f64> =
        times.iter().filter(|(_, t)| constant(t)).map(|(_, time)| time.mean).collect();
    let varied = times.iter().filter(|(_, time)| !constant(time));
    ends.extend(varied.map(|(_, time)| time.mean * (1.0 + 12.0 * time.scv.sqrt().max(0.3))));
    ends.sort_by(f64::total_cmp);
    let end = ends.last().copied().unwrap_or(0.0);
    if end <= 0.0 || !end.is_finite() {
        return Time::of(end, 0.0);
    }
    let (mut mean, mut second, mut from) = (0.0, 0.0, 0.0);
    for to in ends {
        let step = (to - from) / f64::from(PANELS);
        if step <= 0.0 {
            continue;
        }
        for i in 0..PANELS {
            for (at, weight) in NODES {
                let t = from + step * (f64::from(i) + at);
                let all: f64 =
                    times.iter().map(|(share, time)| 1.0 - share * time.tail(t)).product();
                mean += step * weight * (1.0 - all);
                second += step * weight * 2.0 * t * (1.0 - all);
            }
        }
        from = to;
    }
    Time::of(mean, (second - mean * mean).max(0.0))
}

/// Logarithm of the gamma function (Lanczos, g = 7).
fn ln_gamma(x: f64) -> f64 {
    const COEFFICIENTS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let mut sum = 0.999_999_999_999_809_9;
    for (i, coefficient) in COEFFICIENTS.iter().enumerate() {
        sum += coefficient / (x + i as f64 + 1.0);
    }
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// Regularised lower incomplete gamma function P(a, x): series below a + 1, continued fraction above
/// (Abramowitz and Stegun 6.5.29 and 6.5.31).
fn gamma_p(a: f64, x: f64) -> f64 {
    gamma_p_and_front(a, x).0
}

/// The same, and x^a·e^(−x) ÷ Γ(a).
#[expect(clippy::many_single_char_names, reason = "the names of the continued fraction")]
fn gamma_p_and_front(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 0.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    // Chernoff's bound of what is above: less than one can tell from one.
    if x > a && a - x + a * (x / a).ln() < -37.0 {
        return (1.0, 0.0);
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if a > 1e5 {
        // Nearly normal: Wilson and Hilferty 1931.
        let z = ((x / a).cbrt() - (1.0 - 1.0 / (9.0 * a))) * (9.0 * a).sqrt();
        return (normal(z), front);
    }
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        for _ in 0..5000 {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return ((sum * front).clamp(0.0, 1.0), front);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..5000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        if d.abs() < tiny {
            d = tiny;
        }
        c = b + an / c;
        if c.abs() < tiny {
            c = tiny;
        }
        d = 1.0 / d;
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < 1e-15 {
            break;
        }
    }
    ((1.0 - front * h).clamp(0.0, 1.0), front)
}

/// Standard normal distribution function, by the incomplete gamma function of one half.
fn normal(z: f64) -> f64 {
    let half = gamma_p(0.5, z * z / 2.0) / 2.0;
    if z >= 0.0 { 0.5 + half } else { 0.5 - half }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_matches_known_values() {
        // P(1, x) = 1 − e^(−x); P(2, x) = 1 − (1 + x)·e^(−x); P(½, x) = erf(√x).
        assert!((gamma_p(1.0, 2.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-12);
        assert!((gamma_p(2.0, 5.0) - (1.0 - 6.0 * (-5.0_f64).exp())).abs() < 1e-12);
        assert!((gamma_p(0.5, 1.0) - 0.842_700_792_949_715).abs() < 1e-12);
        assert!((normal(1.959_963_985) - 0.975).abs() < 1e-9);
    }

    #[test]
    fn quantiles_and_cuts_of_an_exponential() {
        let time = Time::of(2.0, 4.0);
        assert!((time.quantile(0.99) - 2.0 * 100.0_f64.ln()).abs() < 1e-9);
        assert!((time.cut(2.0) - 2.0 * (1.0 - (-1.0_f64).exp())).abs() < 1e-12);
    }

    #[test]
    fn tail_and_cut_at_once_are_what_they_are_one_by_one() {
        for scv in [1e-7, 1e-3, 0.2, 1.0, 3.0, 40.0] {
            for most in [1e-6, 0.1, 1.9, 2.0, 2.1, 7.0, 60.0, 1e9, f64::INFINITY] {
                let time = Time::of(2.0, scv * 4.0);
                let (tail, cut) = time.tail_and_cut(most);
                assert!((tail - time.tail(most)).abs() < 1e-14, "{scv} {most}: {tail}");
                let alone = time.cut(most);
                assert!((cut - alone).abs() < 1e-7 * alone, "{scv} {most}: {cut} and {alone}");
            }
        }
        let never = Time::of(f64::INFINITY, 0.0);
        assert_eq!(never.tail_and_cut(3.0), (1.0, 3.0));
    }

    #[test]
    fn the_longest_of_two_exponentials_takes_one_and_a_half() {
        let one = Time::of(1.0, 1.0);
        let longest = longest(&[(1.0, one), (1.0, one)]);
        assert!((longest.mean - 1.5).abs() < 1e-3, "{}", longest.mean);
        assert!((longest.variance() - 1.25).abs() < 5e-3, "{}", longest.variance());
    }
}
