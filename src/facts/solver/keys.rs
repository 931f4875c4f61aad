//! How requests spread over items, as few groups of items alike.

use crate::facts::system::Keys;

/// Items that are wanted equally often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alike {
    /// Share of requests that want one of them, each.
    pub share: f64,
    /// How many; infinite for so many that two requests never want the same.
    pub items: f64,
}

/// Items told apart one by one.
const ONE_BY_ONE: u32 = 4096;
/// How much later ranks of a group exceed earlier ones.
const WIDER: f64 = 1.02;

/// The items of a route, most wanted first.
pub fn groups(keys: Keys) -> Vec<Alike> {
    match keys {
        Keys::Unknown => vec![Alike { share: 0.0, items: f64::INFINITY }],
        Keys::Hot { share, others } => {
            let mut all = vec![Alike { share, items: 1.0 }];
            let rest = 1.0 - share;
            if rest > 0.0 {
                all.push(match others {
                    Some(others) if others >= 1.0 => Alike { share: rest / others, items: others },
                    _ => Alike { share: 0.0, items: f64::INFINITY },
                });
            }
            all
        }
        Keys::Zipf { items, skew } => zipf(items.max(1.0), skew),
    }
}

fn zipf(items: f64, skew: f64) -> Vec<Alike> {
    let total = zipf_sum(items, skew);
    let exact = items.min(f64::from(ONE_BY_ONE)) as u32;
    let mut all: Vec<Alike> = (1..=exact)
        .map(|i| Alike { share: f64::from(i).powf(-skew) / total, items: 1.0 })
        .collect();
    let mut from = f64::from(exact);
    while from < items.floor() {
        let to = (from * WIDER).ceil().min(items.floor());
        let together = zipf_between(from, to, skew);
        let count = to - from;
        all.push(Alike { share: together / count / total, items: count });
        from = to;
    }
    all
}

/// Σ i^(−s) for i up to `items`: exactly for the first thousands, by the integral for the rest.
pub fn zipf_sum(items: f64, skew: f64) -> f64 {
    let exact = items.clamp(1.0, f64::from(ONE_BY_ONE)) as u32;
    let head: f64 = (1..=exact).map(|i| f64::from(i).powf(-skew)).sum();
    head + zipf_between(f64::from(exact), items.floor(), skew)
}

/// Σ i^(−s) for i above `from` up to `to`, by the integral between the halves.
fn zipf_between(from: f64, to: f64, skew: f64) -> f64 {
    if to <= from {
        return 0.0;
    }
    let (from, to) = (from + 0.5, to + 0.5);
    if (skew - 1.0).abs() < 1e-9 {
        (to / from).ln()
    } else {
        (to.powf(1.0 - skew) - from.powf(1.0 - skew)) / (1.0 - skew)
    }
}

/// Several routes over the same items: the most wanted is the same one, the others stand side by side.
pub fn mixed(routes: &[(f64, Keys)]) -> Vec<Alike> {
    let total: f64 = routes.iter().map(|(rate, _)| rate).sum();
    let Some((_, first)) = routes.first() else { return Vec::new() };
    if total <= 0.0 || routes.iter().all(|(_, keys)| keys == first) {
        return groups(*first);
    }
    let mut hottest = 0.0;
    let mut all = vec![Alike { share: 0.0, items: 1.0 }];
    for (rate, keys) in routes {
        let weight = rate / total;
        for (rank, alike) in groups(*keys).into_iter().enumerate() {
            if rank == 0 && alike.items <= 1.0 {
                hottest += weight * alike.share;
            } else if alike.items.is_finite() {
                all.push(Alike { share: weight * alike.share, items: alike.items });
            }
        }
    }
    if let Some(first) = all.first_mut() {
        first.share = hottest;
    }
    let named: f64 = all.iter().map(|alike| alike.share * alike.items).sum();
    if named < 1.0 - 1e-9 {
        all.push(Alike { share: 0.0, items: f64::INFINITY });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_integral_continues_the_sum() {
        for skew in [0.0, 0.8, 1.0, 1.2] {
            let exact: f64 = (1..=100_000).map(|i| f64::from(i).powf(-skew)).sum();
            assert!((zipf_sum(100_000.0, skew) / exact - 1.0).abs() < 1e-6, "{skew}");
        }
    }

    #[test]
    fn shares_of_all_items_make_one() {
        for keys in [
            Keys::Zipf { items: 1e9, skew: 1.1 },
            Keys::Zipf { items: 1000.0, skew: 1.0 },
            Keys::Hot { share: 0.2, others: Some(100.0) },
        ] {
            let all: f64 = groups(keys).iter().map(|alike| alike.share * alike.items).sum();
            assert!((all - 1.0).abs() < 1e-9, "{keys:?}: {all}");
        }
        assert!(groups(Keys::Zipf { items: 1e9, skew: 1.1 }).len() < 6000);
    }
}
