//! Locks per key: each key is a single server of its own, held for everything that is done with it.

use super::keys::Alike;
use super::stations::Station;

/// A lock in the long run, over all its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Locked {
    /// Share of uses that find their key taken.
    pub waits: f64,
    /// Mean wait of those that get it.
    pub wait: f64,
    /// Uses per second that get their key.
    pub passes: f64,
    /// Share of uses that give up in line.
    pub lost: f64,
    /// Share of time the most wanted key is held.
    pub hottest: f64,
}

/// Uses per second at which the most wanted key is always held: 1/(p·h).
pub fn most(keys: &[Alike], hold: f64) -> f64 {
    let share = keys.iter().map(|alike| alike.share).fold(0.0, f64::max);
    if share * hold > 0.0 { 1.0 / (share * hold) } else { f64::INFINITY }
}

/// `rate` uses a second, each holds for `hold` with variability `scv`: Σ p·M/G/1(λ·p, h), a line
/// that grows without end where λ·p·h reaches one. With `patience` a use gives up in line (M/M/1
/// with constant patience, scaled for variability).
pub fn open(rate: f64, keys: &[Alike], hold: f64, scv: f64, patience: f64) -> Locked {
    let factor = f64::midpoint(1.0, scv);
    let mut all = Locked::default();
    for alike in keys {
        let weight = if alike.items.is_infinite() {
            1.0 - keys
                .iter()
                .filter(|a| a.items.is_finite())
                .map(|a| a.share * a.items)
                .sum::<f64>()
        } else {
            alike.share * alike.items
        };
        // Nobody waits for a key that nobody else wants, however long it is held.
        let rho = if alike.share > 0.0 { rate * alike.share * hold } else { 0.0 };
        all.hottest = all.hottest.max(rho.min(1.0));
        if rho <= 0.0 {
            all.passes += rate * weight;
            continue;
        }
        if patience.is_finite() {
            let (lost, wait) = super::mmc::give_up(1.0, rate * alike.share, hold, patience);
            all.lost += weight * lost;
            all.wait += weight * (1.0 - lost) * wait * if rho < 1.0 { factor } else { 1.0 };
            all.waits += weight * rho.min(1.0);
            all.passes += rate * weight * (1.0 - lost);
        } else if rho >= 1.0 {
            all.wait = f64::INFINITY;
            all.waits += weight;
            all.passes += alike.items / hold;
        } else {
            all.wait += weight * rho * hold * factor / (1.0 - rho);
            all.waits += weight * rho;
            all.passes += rate * weight;
        }
    }
    if all.lost > 0.0 && all.lost < 1.0 {
        all.wait /= 1.0 - all.lost;
    }
    all
}

/// The lock as a station for up to `inside` callers: keys in a row, each visited by its share. Keys
/// that hardly anybody wants serve at once. `rate` is where the lock stands, for the correction of
/// variability: rates with one and with more inside that keep the mean line of M/G/1.
pub fn station(rate: f64, keys: &[Alike], hold: f64, scv: f64, inside: usize) -> Station {
    let factor = f64::midpoint(1.0, scv);
    let mut at_once = 0.0;
    let mut all: Option<Station> = None;
    let named: f64 = keys.iter().filter(|a| a.items.is_finite()).map(|a| a.share * a.items).sum();
    let hottest = keys.iter().map(|alike| alike.share).fold(0.0, f64::max);
    let mut told_apart = 0;
    for alike in keys {
        let together = alike.share * alike.items;
        if alike.items.is_infinite() {
            at_once += (1.0 - named).max(0.0);
            continue;
        }
        // Still idle when the hottest is always held, or hardly two inside would meet: a delay.
        let idle = alike.share < 0.05 * hottest || alike.share * (inside as f64) < 0.01;
        if idle || told_apart > 60 {
            let rho = (rate * alike.share * hold).min(0.9);
            at_once += together * (1.0 + factor * rho / (1.0 - rho));
            continue;
        }
        told_apart += 1;
        let rho = (rate * alike.share * hold).min(1.0);
        let one = variable(1.0 / hold, rho, factor);
        let copies = alike.items.min(1e9) as u32;
        let one = one.copies(copies, inside).visited(together);
        all = Some(match all {
            Some(all) => all.then(&one, inside),
            None => one,
        });
    }
    let at_once = Station::Delay(at_once * hold);
    match all {
        Some(all) if at_once == Station::Delay(0.0) => all,
        Some(all) => all.then(&at_once, inside),
        None => at_once,
    }
}

/// One server whose line is that of M/G/1 at utilisation `rho`: μ·(1−ρ+ρf) with one inside,
/// μ·(1−ρ+ρf)/f with more, f = (1+scv)/2. At full use the capacity is μ again.
fn variable(rate: f64, rho: f64, factor: f64) -> Station {
    let (first, more) = super::variability::rates(rate, rho, factor);
    Station::Rates(vec![first, more])
}

#[cfg(test)]
mod tests {
    use super::super::keys::groups;
    use super::*;
    use crate::facts::system::Keys;

    #[test]
    fn a_thousand_products_of_zipf_one() {
        // V21: Σ p·M/M/1(λp, h) = 24.18413 ms; the hottest is held 53.4 % of the time.
        let keys = groups(Keys::Zipf { items: 1000.0, skew: 1.0 });
        let lock = open(200.0, &keys, 0.02, 1.0, f64::INFINITY);
        assert!(((lock.wait + 0.02) / 0.024_184_13 - 1.0).abs() < 1e-5, "{lock:?}");
        assert!((lock.hottest / 0.534_368_5 - 1.0).abs() < 1e-5);
        assert!((most(&keys, 0.02) / 374.2735 - 1.0).abs() < 1e-5);
    }

    #[test]
    fn a_lock_held_without_end_makes_only_those_wait_who_want_its_key() {
        let keys = groups(Keys::Hot { share: 0.5, others: None });
        let lock = open(40.0, &keys, f64::INFINITY, 1.0, f64::INFINITY);
        assert!(lock.wait.is_infinite() && (lock.waits - 0.5).abs() < 1e-12, "{lock:?}");
        assert!((lock.passes - 20.0).abs() < 1e-9, "{lock:?}");
        let apart = open(40.0, &groups(Keys::Unknown), f64::INFINITY, 1.0, f64::INFINITY);
        assert!(apart.wait.abs() < 1e-12, "{apart:?}");
    }

    #[test]
    fn a_constant_hold_waits_half() {
        let keys = groups(Keys::Hot { share: 1.0, others: None });
        let lock = open(40.0, &keys, 0.02, 0.0, f64::INFINITY);
        assert!((lock.wait - 0.8 * 0.02 / (2.0 * 0.2)).abs() < 1e-12, "{lock:?}");
    }

    #[test]
    fn callers_share_the_hot_key_and_hardly_feel_the_others() {
        let keys = groups(Keys::Hot { share: 0.5, others: None });
        let lock = station(0.0, &keys, 0.1, 1.0, 100);
        // Many inside: the hot key is always held, and it gets half of all uses.
        assert!((lock.rate(100) - 20.0).abs() < 1e-6, "{}", lock.rate(100));
        assert!((lock.rate(1) - 10.0).abs() < 1e-9);
    }
}
