//! Flow-equivalent stations: how fast requests leave when so many of them are inside.
//!
//! A station is known by its rates alone. Two stations in a row with n requests between them are one
//! station again (Chandy, Herzog and Woo 1975; Buzen's convolution 1973): X(n) = G(n−1)/G(n) with
//! G(n) = Σ f₁(k)·f₂(n−k), f(k) = Π 1/μ(i). Only ratios are ever formed, from the largest term
//! outwards, so that nothing overflows whatever the population.

/// A term this small beside the largest adds nothing.
const TINY: f64 = 1e-17;

/// Completions per second by the number inside.
#[derive(Clone, Debug, PartialEq)]
pub enum Station {
    /// Everybody is served at once; one takes this long.
    Delay(f64),
    /// Rates with 1, 2, … inside; the last one holds for any more.
    Rates(Vec<f64>),
}

impl Station {
    /// `slots` that each take `work`.
    pub fn servers(slots: f64, work: f64, most: usize) -> Self {
        if slots >= most as f64 {
            return Self::Delay(work);
        }
        Self::Rates((1..=slots.max(1.0) as usize).map(|n| n as f64 / work).collect())
    }

    /// Rate with `n` inside; zero with none.
    pub fn rate(&self, n: usize) -> f64 {
        match self {
            _ if n == 0 => 0.0,
            Self::Delay(time) => n as f64 / time,
            Self::Rates(rates) => {
                rates.get(n - 1).or(rates.last()).copied().unwrap_or(f64::INFINITY)
            }
        }
    }

    /// Rate with a number inside that need not be whole.
    pub fn rate_between(&self, n: f64) -> f64 {
        let (low, part) = (n.floor(), n.fract());
        let (low, high) = (self.rate(low as usize), self.rate(low as usize + 1));
        low + part * (high - low)
    }

    /// The rate it does not exceed; infinite for a delay.
    pub fn most(&self) -> f64 {
        match self {
            Self::Delay(_) => f64::INFINITY,
            Self::Rates(rates) => rates.last().copied().unwrap_or(f64::INFINITY),
        }
    }

    /// Visited `times` for each request that passes: rates per passing request.
    #[must_use]
    pub fn visited(self, times: f64) -> Self {
        match self {
            Self::Delay(time) => Self::Delay(time * times),
            Self::Rates(rates) => Self::Rates(rates.into_iter().map(|rate| rate / times).collect()),
        }
    }

    /// Both stations in a row, for up to `most` requests inside.
    #[must_use]
    pub fn then(&self, other: &Self, most: usize) -> Self {
        if let (Self::Delay(a), Self::Delay(b)) = (self, other) {
            return Self::Delay(a + b);
        }
        let mut split = Split::default();
        let mut rates = Vec::with_capacity(most);
        let mut last = 1.0;
        for n in 1..=most {
            // G(n) ÷ G(n−1): how the largest term changed, times how the sum beside it did.
            let grown = split.grow(self, other, n);
            let sum = split.sum(self, other, n, |_, _| {});
            rates.push(last / (grown * sum));
            last = sum;
        }
        Self::Rates(rates)
    }

    /// The same station `times` over, each visited by its share of the requests: replicas behind a
    /// balancer that does not look, or keys of a lock.
    #[must_use]
    pub fn copies(&self, times: u32, most: usize) -> Self {
        let mut all: Option<Self> = None;
        let mut power = self.clone().visited(1.0 / f64::from(times.max(1)));
        let mut left = times.max(1);
        loop {
            if left & 1 == 1 {
                all = Some(match all {
                    Some(all) => all.then(&power, most),
                    None => power.clone(),
                });
            }
            left >>= 1;
            if left == 0 {
                return all.unwrap_or(power);
            }
            power = power.then(&power, most);
        }
    }

    /// Chances of 0, 1, … requests at this station while `n` are at it and `other` together with
    /// chance `inside[n]`.
    pub fn share(&self, other: &Self, inside: &[f64]) -> Vec<f64> {
        let mut here = vec![0.0; inside.len()];
        let mut split = Split::default();
        let mut terms = Vec::new();
        for (n, chance) in inside.iter().enumerate() {
            if n > 0 {
                split.grow(self, other, n);
            }
            if *chance < 1e-15 {
                continue;
            }
            terms.clear();
            let sum = split.sum(self, other, n, |k, term| terms.push((k, term)));
            for (k, term) in &terms {
                if let Some(here) = here.get_mut(*k) {
                    *here += chance * term / sum;
                }
            }
        }
        here
    }
}

/// Where the largest term of a convolution stands.
#[derive(Default)]
struct Split {
    at: usize,
}

impl Split {
    /// Goes on from n − 1 to n inside; how much larger the largest term became.
    fn grow(&mut self, a: &Station, b: &Station, n: usize) -> f64 {
        let mut ratio = 1.0 / b.rate(n - self.at);
        while self.at < n {
            let step = b.rate(n - self.at) / a.rate(self.at + 1);
            if step <= 1.0 {
                break;
            }
            ratio *= step;
            self.at += 1;
        }
        while self.at > 0 {
            let step = a.rate(self.at) / b.rate(n - self.at + 1);
            if step <= 1.0 {
                break;
            }
            ratio *= step;
            self.at -= 1;
        }
        ratio
    }

    /// All terms added up, relative to the largest; each is shown with its number at `a`.
    fn sum(&self, a: &Station, b: &Station, n: usize, mut show: impl FnMut(usize, f64)) -> f64 {
        let mut sum = 1.0;
        show(self.at, 1.0);
        let mut term = 1.0;
        for k in self.at + 1..=n {
            term *= b.rate(n - k + 1) / a.rate(k);
            sum += term;
            show(k, term);
            if term < TINY * sum {
                break;
            }
        }
        term = 1.0;
        for k in (0..self.at).rev() {
            term *= a.rate(k + 1) / b.rate(n - k);
            sum += term;
            show(k, term);
            if term < TINY * sum {
                break;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_single_servers_share_a_population() {
        // Balanced: X(n) = μ·n/(n+1).
        let one = Station::Rates(vec![10.0]);
        let both = one.then(&one, 50);
        for n in [1, 2, 7, 50] {
            let expected = 10.0 * n as f64 / (n as f64 + 1.0);
            assert!((both.rate(n) / expected - 1.0).abs() < 1e-12, "{n}");
        }
    }

    #[test]
    fn the_machine_repair_model_comes_out() {
        // Four users think 1 s, two servers take 1 s: X = 1.7/s, P(0) = 0.05, P(1) = 0.2.
        let think = Station::Delay(1.0);
        let servers = Station::servers(2.0, 1.0, 4);
        assert!((think.then(&servers, 4).rate(4) - 1.7).abs() < 1e-12);
        let states = servers.share(&think, &[0.0, 0.0, 0.0, 0.0, 1.0]);
        assert!((states[0] - 0.05).abs() < 1e-12 && (states[1] - 0.2).abs() < 1e-12);
    }

    #[test]
    fn large_populations_neither_overflow_nor_lose_precision() {
        let work = Station::Delay(0.1);
        let pool = Station::servers(1000.0, 0.5, 2000);
        let both = work.then(&pool, 2000);
        assert!((both.rate(100) - 100.0 / 0.6).abs() < 1e-6);
        assert!((both.rate(2000) - 2000.0).abs() < 1.0, "{}", both.rate(2000));
    }

    #[test]
    fn copies_are_as_many_stations_in_a_row() {
        let one = Station::Rates(vec![10.0]);
        // Three balanced single servers, each a third of the requests: X(n) = 30·n/(n+2).
        let three = one.copies(3, 20);
        assert!((three.rate(5) - 30.0 * 5.0 / 7.0).abs() < 1e-10);
    }
}
