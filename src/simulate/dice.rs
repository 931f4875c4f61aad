//! Chance: one stream for each purpose and place, all from one seed, and the times drawn from them.

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, Gamma, Zipf};
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::facts::system::{Keys, Work};

/// What a stream of chance is for. Two plans draw the same numbers for the same purpose, whatever
/// else differs between them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Arrivals = 1,
    Starts,
    Keys,
    Thinking,
    Service,
    Errors,
    Copies,
    Replicas,
    Routing,
    Pauses,
    Lost,
}

/// One stream.
#[derive(Clone, Debug)]
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Default for Dice {
    fn default() -> Self {
        Self::new(0, Purpose::Arrivals, 0)
    }
}

impl Dice {
    pub(super) fn new(seed: u64, purpose: Purpose, place: u32) -> Self {
        let place = (purpose as u64) << 32 | u64::from(place);
        // The odd constant spreads neighbouring places over all seeds; the generator mixes further.
        Self(Xoshiro256PlusPlus::seed_from_u64(
            seed.wrapping_add(place.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        ))
    }

    /// From 0 to 1, without 1.
    pub(super) fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// Whether something of this probability happens; certain things cost no number.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        probability >= 1.0 || (probability > 0.0 && self.share() < probability)
    }

    /// With mean one.
    pub(super) fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.0)
    }

    /// From 0 to `below`, without it; 0 when it is 0.
    pub(super) fn below(&mut self, below: u32) -> u32 {
        ((self.share() * f64::from(below)) as u32).min(below.saturating_sub(1))
    }
}

/// How long own work takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Time {
    /// Always as long.
    Always(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// Steadier than exponential.
    Steady(Gamma<f64>),
    /// More varied than exponential: two exponentials of balanced means.
    Varied { short: f64, mean_short: f64, mean_long: f64 },
}

impl Default for Time {
    fn default() -> Self {
        Self::Always(0.0)
    }
}

impl Time {
    pub(super) fn of(work: Work) -> Self {
        let mean = if work.mean > 0.0 { work.mean } else { 0.0 };
        let scv = if work.scv > 0.0 { work.scv.min(1e6) } else { 0.0 };
        if mean == 0.0 || mean == f64::INFINITY || scv < 1e-6 {
            Self::Always(mean)
        } else if (scv - 1.0).abs() < 1e-9 {
            Self::Exponential(mean)
        } else if scv < 1.0 {
            Gamma::new(1.0 / scv, mean * scv).map_or(Self::Always(mean), Self::Steady)
        } else {
            let short = f64::midpoint(1.0, ((scv - 1.0) / (scv + 1.0)).sqrt());
            let mean_short = mean / (2.0 * short);
            Self::Varied { short, mean_short, mean_long: mean / (2.0 * (1.0 - short)) }
        }
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> f64 {
        match self {
            Self::Always(time) => *time,
            Self::Exponential(mean) => mean * dice.exponential(),
            Self::Steady(gamma) => gamma.sample(&mut dice.0),
            Self::Varied { short, mean_short, mean_long } => {
                let mean = if dice.share() < *short { mean_short } else { mean_long };
                mean * dice.exponential()
            }
        }
    }
}

/// An item nobody else wants.
pub(super) const OWN_ITEM: u32 = u32::MAX;
/// The item most want.
pub(super) const HOTTEST: u32 = 0;

/// Which item a request wants; the hottest is 0.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum Items {
    /// Each its own.
    #[default]
    Own,
    /// The hottest with this share; the rest even over so many others, or each its own.
    Hot { share: f64, others: Option<u32> },
    /// By rank.
    Ranked(Zipf<f64>),
}

impl Items {
    pub(super) fn of(keys: Keys) -> Self {
        let whole = |count: f64| count.clamp(1.0, f64::from(u32::MAX - 2)) as u32;
        match keys {
            Keys::Unknown => Self::Own,
            Keys::Hot { share, others } => {
                let others = others.filter(|others| others.is_finite()).map(whole);
                Self::Hot { share, others }
            }
            Keys::Zipf { items, skew } => {
                let items = if items >= 1.0 { f64::from(whole(items)) } else { 1.0 };
                let skew = if skew >= 0.0 { skew.min(100.0) } else { 0.0 };
                Zipf::new(items, skew).map_or(Self::Own, Self::Ranked)
            }
        }
    }

    /// Whether requests can want the same item, of a number of items that is known.
    pub(super) fn are_known(&self) -> bool {
        matches!(self, Self::Ranked(_) | Self::Hot { others: Some(_), .. })
    }

    pub(super) fn draw(&self, dice: &mut Dice) -> u32 {
        match self {
            Self::Own => OWN_ITEM,
            Self::Hot { share, others } => {
                let hot = dice.chance(*share);
                match others {
                    _ if hot => HOTTEST,
                    Some(others) => 1 + dice.below(*others),
                    None => OWN_ITEM,
                }
            }
            Self::Ranked(zipf) => zipf.sample(&mut dice.0) as u32 - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_and_scv(work: Work) -> (f64, f64) {
        let mut dice = Dice::new(7, Purpose::Service, 0);
        let time = Time::of(work);
        let draws: Vec<f64> = (0..40_000).map(|_| time.draw(&mut dice)).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let squares = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        (mean, squares / draws.len() as f64 / (mean * mean))
    }

    #[test]
    fn times_have_the_mean_and_variability_that_were_asked_for() {
        for scv in [0.0, 0.25, 0.5, 1.0, 2.0, 4.0] {
            let (mean, reached) = mean_and_scv(Work { mean: 0.02, scv });
            assert!((mean - 0.02).abs() < 0.0008, "{mean} at {scv}");
            assert!((reached - scv).abs() <= 0.1 * scv + 1e-9, "{reached} at {scv}");
        }
    }

    #[test]
    fn absurd_work_is_no_work_or_endless() {
        let draw = |mean, scv| Time::of(Work { mean, scv }).draw(&mut Dice::default());
        assert_eq!(draw(-1.0, 1.0).to_bits(), 0.0_f64.to_bits());
        assert_eq!(draw(f64::NAN, f64::NAN).to_bits(), 0.0_f64.to_bits());
        assert!(draw(f64::INFINITY, 1.0).is_infinite());
    }

    #[test]
    fn items_follow_their_shares() {
        let mut dice = Dice::new(3, Purpose::Keys, 0);
        let hot = Items::of(Keys::Hot { share: 0.2, others: Some(100.0) });
        let draws: Vec<u32> = (0..20_000).map(|_| hot.draw(&mut dice)).collect();
        let hottest = draws.iter().filter(|item| **item == HOTTEST).count() as f64 / 20_000.0;
        assert!((hottest - 0.2).abs() < 0.01, "{hottest}");
        assert!(draws.iter().all(|item| *item <= 100));
        let zipf = Items::of(Keys::Zipf { items: 1000.0, skew: 1.0 });
        let first = (0..20_000).filter(|_| zipf.draw(&mut dice) == HOTTEST).count() as f64;
        assert!((first / 20_000.0 - 1.0 / 7.485).abs() < 0.01, "{first}");
    }

    #[test]
    fn streams_of_different_purposes_differ_and_repeat_themselves() {
        let first = |purpose, place| Dice::new(1, purpose, place).share().to_bits();
        assert_eq!(first(Purpose::Keys, 1), first(Purpose::Keys, 1));
        assert_ne!(first(Purpose::Keys, 1), first(Purpose::Keys, 2));
        assert_ne!(first(Purpose::Keys, 1), first(Purpose::Lost, 1));
    }
}
