//! Hit ratios of caches.

use super::keys::{Alike, groups};
use crate::facts::system::{Cached, Keys};

/// Share of reads a cache answers: as stated, else from its entries and how reads spread over items.
/// `None` when neither is known.
pub fn hit_ratio(cached: &Cached, keys: Keys, reads: f64) -> Option<f64> {
    if let Some(hit) = cached.hit_ratio {
        return Some(hit.clamp(0.0, 1.0));
    }
    let entries = cached.entries?;
    if keys == Keys::Unknown {
        return None;
    }
    Some(least_recently_used(&groups(keys), entries, reads, cached.ttl.unwrap_or(f64::INFINITY)))
}

/// Che's approximation of a cache that drops what was not read for longest: the time t an entry
/// stays unread solves Σ (1 − e^(−p·t)) = entries, and hit = Σ p·(1 − e^(−p·t)) (Che, Tung and Wang
/// 2002; Fricker, Robert and Roberts 2012: within some tenths of a per cent for Zipf).
///
/// With a time to live an entry is read anew after it, however often it is read: λp·T/(1 + λp·T).
/// `reads` a second turn requests into time.
pub fn least_recently_used(keys: &[Alike], entries: f64, reads: f64, ttl: f64) -> f64 {
    let items: f64 = keys.iter().map(|alike| alike.items).sum();
    let kept = |t: f64| -> f64 {
        let one = |alike: &Alike| {
            if alike.items.is_infinite() {
                t * rest(keys)
            } else {
                alike.items * -(-alike.share * t).exp_m1()
            }
        };
        keys.iter().map(one).sum()
    };
    let t = if entries >= items { f64::INFINITY } else { root(entries, kept) };
    let hit = |alike: &Alike| {
        if alike.items.is_infinite() {
            return 0.0;
        }
        let by_size = -(-alike.share * t).exp_m1();
        let asked = alike.share * reads * ttl;
        let by_age = if ttl.is_infinite() || reads <= 0.0 { 1.0 } else { asked / (1.0 + asked) };
        alike.share * alike.items * by_size.min(by_age)
    };
    keys.iter().map(hit).sum::<f64>().clamp(0.0, 1.0)
}

/// Share of requests for items that are asked for once.
fn rest(keys: &[Alike]) -> f64 {
    let named = keys.iter().filter(|a| a.items.is_finite()).map(|a| a.share * a.items);
    (1.0 - named.sum::<f64>()).max(0.0)
}

/// Where a rising function reaches a value.
fn root(value: f64, function: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while function(high) < value && high < 1e18 {
        (low, high) = (high, high * 4.0);
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if function(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
        if high - low < 1e-12 * high {
            break;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_items_of_zipf() {
        // V32: 0.43666 by Che's approximation.
        let keys = groups(Keys::Zipf { items: 10_000.0, skew: 0.8 });
        let hit = least_recently_used(&keys, 1000.0, 0.0, f64::INFINITY);
        assert!((hit / 0.43666 - 1.0).abs() < 1e-3, "{hit}");
    }

    #[test]
    fn a_cache_of_everything_always_answers_and_a_short_life_does_not() {
        let keys = groups(Keys::Zipf { items: 100.0, skew: 0.0 });
        assert!((least_recently_used(&keys, 100.0, 10.0, f64::INFINITY) - 1.0).abs() < 1e-12);
        // Each item is asked for every 10 s and stays 10 s: half of the reads hit.
        assert!((least_recently_used(&keys, 100.0, 10.0, 10.0) - 0.5).abs() < 1e-12);
    }
}
