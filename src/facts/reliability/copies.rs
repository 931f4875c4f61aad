//! Copies of one node: how likely enough of them are up.

/// The copies of a node and what they can fail of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Copies {
    /// How many there are.
    pub count: u32,
    /// How many must be up.
    pub needed: u32,
    /// Share of time one is down, whatever the reason.
    pub one_down: f64,
    /// Share of its failures that take all copies at once (beta factor).
    pub beta: f64,
}

impl Copies {
    /// How likely all copies go at once of a cause of their own: β·u.
    pub fn shared(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.beta * self.one_down }
    }

    /// How likely one copy is down, shared causes left out: (1 − β)·u.
    pub fn alone(&self) -> f64 {
        if self.count < 2 { self.one_down } else { (1.0 - self.beta) * self.one_down }
    }

    /// How likely one copy is down while its zone is not: the rest of its failures.
    pub fn apart_from_zone(&self, zone_dark: f64) -> f64 {
        if zone_dark >= 1.0 {
            return 0.0;
        }
        (1.0 - (1.0 - self.alone()) / (1.0 - zone_dark)).max(0.0)
    }

    /// How many of the copies stand in each of `zones` zones; they take turns.
    pub fn spread(&self, zones: u32) -> impl Iterator<Item = u32> {
        let (count, zones) = (self.count, zones.max(1));
        (0..zones).map(move |zone| count / zones + u32::from(zone < count % zones))
    }

    /// Share of time enough copies are up, spread over so many zones; zero for nowhere in particular.
    ///
    /// What one zone leaves up is binomial while it is not dark and nothing while it is; zones add
    /// up. A shared cause takes what is left.
    pub fn up(&self, zones: u32, zone_dark: f64) -> f64 {
        let (own, dark) = match zones {
            0 => (self.alone(), 0.0),
            _ => (self.apart_from_zone(zone_dark), zone_dark),
        };
        let enough = if self.needed <= 1 {
            let gone = self.spread(zones).filter(|copies| *copies > 0);
            1.0 - gone
                .map(|copies| dark + (1.0 - dark) * own.powf(f64::from(copies)))
                .product::<f64>()
        } else {
            // up[i]: how likely exactly i copies are up.
            let mut up = vec![1.0];
            for copies in self.spread(zones) {
                up = convolved(&up, &binomial(copies, 1.0 - own), dark);
            }
            up.iter().skip(self.needed as usize).sum()
        };
        ((1.0 - self.shared()) * enough).clamp(0.0, 1.0)
    }
}

/// How likely exactly i of n copies are up, for every i.
fn binomial(n: u32, up: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; chances.len() + 1];
        for (i, chance) in chances.iter().enumerate() {
            if let Some(slot) = next.get_mut(i) {
                *slot += chance * (1.0 - up);
            }
            if let Some(slot) = next.get_mut(i + 1) {
                *slot += chance * up;
            }
        }
        chances = next;
    }
    chances
}

/// Copies up so far and those of one more zone, which is dark for a share of the time.
fn convolved(before: &[f64], zone: &[f64], dark: f64) -> Vec<f64> {
    let mut sum = vec![0.0; before.len() + zone.len() - 1];
    for (i, a) in before.iter().enumerate() {
        for (j, b) in zone.iter().enumerate() {
            if let Some(slot) = sum.get_mut(i + j) {
                *slot += a * b * (1.0 - dark);
            }
        }
        if let Some(slot) = sum.get_mut(i) {
            *slot += a * dark;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::Copies;

    const PAIR: Copies = Copies { count: 2, needed: 1, one_down: 0.01, beta: 0.0 };

    fn near(reached: f64, expected: f64) {
        assert!((reached - expected).abs() < 1e-12, "{reached} instead of {expected}");
    }

    #[test]
    fn a_pair_is_down_when_both_are() {
        near(PAIR.up(0, 0.0), 1.0 - 1e-4);
        // In two zones each copy fails as often as before, and still apart from the other.
        near(PAIR.up(2, 1e-3), 1.0 - 1e-4);
    }

    #[test]
    fn a_zone_both_stand_in_takes_both() {
        let own = 1.0 - 0.99 / 0.999;
        near(PAIR.up(1, 1e-3), 0.999 * (1.0 - own * own));
        assert!(PAIR.up(1, 1e-3) < PAIR.up(2, 1e-3));
    }

    #[test]
    fn two_of_three_is_the_binomial_sum() {
        let three = Copies { count: 3, needed: 2, one_down: 0.01, beta: 0.1 };
        let own: f64 = 0.009;
        let up = (1.0 - own).powi(3) + 3.0 * own * (1.0 - own).powi(2);
        near(three.up(0, 0.0), (1.0 - 0.001) * up);
    }

    #[test]
    fn a_shared_cause_is_the_floor() {
        let many = Copies { count: 50, needed: 1, one_down: 0.01, beta: 0.05 };
        near(many.up(0, 0.0), 1.0 - 0.0005);
        let one = Copies { count: 1, needed: 1, one_down: 0.01, beta: 0.05 };
        near(one.up(0, 0.0), 0.99);
    }
}
