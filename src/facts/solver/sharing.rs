//! A station that several callers share, as one of them sees it.
//!
//! Others who arrive at random are summed out exactly, as in a mixed queueing network: with n of its
//! own and j of the others inside, the weight is C(n+j, j)·λʲ/Π μ(i), so that the caller's rate is
//! F(n−1)/F(n) with F(n) = Σⱼ of these. Others whose own pool is full stand there in a fixed number Q
//! and take their part of the rate: μ(n+Q)·n/(n+Q) (mean-value sharing).

use super::stations::Station;

/// A term this small beside the sum adds nothing that matters.
const ENOUGH: f64 = 1e-13;

/// Who else uses a station.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Others {
    /// Requests per second of those who arrive at random.
    pub rate: f64,
    /// Most of them that can be there at a time.
    pub most: f64,
    /// Mean number of requests of callers that are full.
    pub standing: f64,
}

impl Others {
    /// Nobody else.
    pub const NOBODY: Self = Self { rate: 0.0, most: 0.0, standing: 0.0 };
}

/// The station as one caller sees it, with up to `most` of its own inside.
pub fn seen(station: &Station, others: Others, most: usize) -> Station {
    let alone = others.rate <= 0.0 || others.most < 1.0;
    if let (Station::Delay(_), true) = (station, alone) {
        return station.clone();
    }
    if let Station::Delay(time) = station {
        // Everybody is served at once: the others are not felt.
        return Station::Delay(*time);
    }
    if alone && others.standing <= 0.0 {
        return station.clone();
    }
    let mut walk = Walk { station, others, at: 0 };
    let mut rates = Vec::with_capacity(most);
    let mut last = if alone { 1.0 } else { walk.start() };
    for n in 1..=most {
        let own = walk.rate(n);
        if alone {
            rates.push(own);
            continue;
        }
        let grown = walk.grow(n);
        let sum = walk.sum(n, |_, _| {});
        rates.push(own * last / (grown * sum));
        last = sum;
    }
    Station::Rates(rates)
}

/// Chances of 0, 1, … of the others inside while `n` of the caller's own are there.
pub fn beside(station: &Station, others: Others, n: usize) -> Vec<(usize, f64)> {
    if others.rate <= 0.0 || others.most < 1.0 {
        return vec![(0, 1.0)];
    }
    let mut walk = Walk { station, others, at: 0 };
    walk.climb(n);
    let mut terms = Vec::new();
    let sum = walk.sum(n, |j, term| terms.push((j, term)));
    for (_, term) in &mut terms {
        *term /= sum;
    }
    terms
}

/// As [`seen`], by means alone, in a few steps for each number: with n of its own inside the others
/// are Q = λ·(n+Q)/μ(n+Q) (their time there at that rate), and the caller's rate is μ(n+Q)·n/(n+Q).
pub fn seen_by_means(station: &Station, others: Others, most: usize) -> Station {
    if matches!(station, Station::Delay(_)) || others == Others::NOBODY {
        return station.clone();
    }
    let mut beside = 0.0;
    let rate = |n: usize| {
        beside = mean_beside(station, others, n, beside);
        let all = n as f64 + beside;
        station.rate_between(all) * n as f64 / all
    };
    Station::Rates((1..=most).map(rate).collect())
}

/// Mean number of others while `n` of the caller's own are inside.
pub fn mean_beside(station: &Station, others: Others, n: usize, from: f64) -> f64 {
    let mut beside = from.max(others.standing);
    for _ in 0..4 {
        let all = n as f64 + beside;
        let each = all / station.rate_between(all).max(1e-300);
        let random = (others.rate * each).min(others.most).min(10_000.0);
        beside = f64::midpoint(beside, others.standing + random);
    }
    beside
}

/// Follows the largest term of F.
struct Walk<'s> {
    station: &'s Station,
    others: Others,
    at: usize,
}

impl Walk<'_> {
    /// Rate of those at random, own and others together, beside those that stand there.
    fn rate(&self, n: usize) -> f64 {
        let standing = self.others.standing;
        if standing <= 0.0 {
            return self.station.rate(n);
        }
        let n = n as f64;
        self.station.rate_between(n + standing) * n / (n + standing)
    }

    /// Term j ÷ term j − 1 with n of its own inside.
    fn step(&self, n: usize, j: usize) -> f64 {
        (n + j) as f64 / j as f64 * self.others.rate / self.rate(n + j)
    }

    fn may(&self, j: usize) -> bool {
        (j as f64) <= self.others.most && j < 20_000
    }

    fn climb(&mut self, n: usize) -> f64 {
        let mut ratio = 1.0;
        while self.may(self.at + 1) {
            let step = self.step(n, self.at + 1);
            if step <= 1.0 {
                break;
            }
            ratio *= step;
            self.at += 1;
        }
        while self.at > 0 {
            let step = self.step(n, self.at);
            if step >= 1.0 {
                break;
            }
            ratio /= step;
            self.at -= 1;
        }
        ratio
    }

    fn start(&mut self) -> f64 {
        self.climb(0);
        self.sum(0, |_, _| {})
    }

    /// From n − 1 to n of its own; how much larger the largest term became.
    fn grow(&mut self, n: usize) -> f64 {
        let j = self.at;
        let same = (n + j) as f64 / n as f64 * self.rate(n) / self.rate(n + j);
        same * self.climb(n)
    }

    fn sum(&self, n: usize, mut show: impl FnMut(usize, f64)) -> f64 {
        let mut sum = 1.0;
        show(self.at, 1.0);
        let (mut term, mut j) = (1.0, self.at);
        while self.may(j + 1) {
            j += 1;
            term *= self.step(n, j);
            sum += term;
            show(j, term);
            if term < ENOUGH * sum {
                break;
            }
        }
        (term, j) = (1.0, self.at);
        while j > 0 {
            term /= self.step(n, j);
            j -= 1;
            sum += term;
            show(j, term);
            if term < ENOUGH * sum {
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
    fn a_single_server_shared_with_random_others_is_as_fast_as_they_leave_it() {
        // Product form of M/M/1 with two classes: the caller sees μ·(1 − ρ of the others).
        let station = Station::Rates(vec![10.0]);
        let others = Others { rate: 3.0, most: f64::INFINITY, standing: 0.0 };
        let seen = seen(&station, others, 30);
        for n in [1, 2, 10, 30] {
            assert!((seen.rate(n) - 7.0).abs() < 1e-9, "{n}: {}", seen.rate(n));
        }
    }

    #[test]
    fn heavy_others_do_not_overflow() {
        let station = Station::servers(50.0, 0.1, 2000);
        let others = Others { rate: 499.0, most: 400.0, standing: 0.0 };
        let seen = seen(&station, others, 1000);
        let all: Vec<f64> = (1..=1000).map(|n| seen.rate(n)).collect();
        assert!(all.iter().all(|rate| rate.is_finite() && *rate > 0.0));
        assert!(all.windows(2).all(|pair| pair[1] >= pair[0] * (1.0 - 1e-9)));
    }

    #[test]
    fn callers_that_stand_there_take_their_part() {
        let station = Station::Rates(vec![10.0]);
        let others = Others { rate: 0.0, most: 0.0, standing: 3.0 };
        assert!((seen(&station, others, 5).rate(1) - 2.5).abs() < 1e-12);
    }
}
