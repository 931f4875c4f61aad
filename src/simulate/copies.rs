//! What a cache holds: exactly, entry by entry, when the items and the size are known; by its hit
//! ratio otherwise.

use std::collections::HashMap;

use super::dice::{Dice, OWN_ITEM};
use super::table::Table;
use super::visit::NONE;
use crate::facts::system::Cached;

/// Seconds in which a cache warms up while neither its entries nor their time to live are known; a
/// guess.
const WARM_UP: f64 = 60.0;

/// A cache's copies.
///
/// With a hit ratio only, a cache that went cold warms up again like this: with `entries` known each
/// miss fills one, and the chance of a hit is the ratio times the filled part; otherwise the ratio
/// times `1 - exp(-t / T)`, where `T` is the time to live, or a minute.
#[derive(Debug)]
pub(super) enum Copies {
    /// Entry by entry, the least recently used one leaves first.
    Entries(Entries),
    /// A coin flip.
    Ratio {
        /// Share of reads it answers when warm.
        ratio: f64,
        /// Entries it holds when full.
        entries: Option<f64>,
        /// How long an entry stays.
        ttl: Option<f64>,
        /// Entries since it was emptied.
        filled: f64,
        /// When it was emptied.
        emptied: Option<f64>,
    },
}

/// What a cache says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Looked {
    /// It has a copy of the data as it was then.
    Hit(f64),
    /// It has none.
    Miss,
}

impl Copies {
    /// Exact when some route that comes here has items that can meet.
    pub(super) fn of(cached: &Cached, items_are_known: bool) -> Self {
        let ttl = cached.ttl.filter(|ttl| *ttl >= 0.0);
        match cached.entries.filter(|entries| entries.is_finite() && *entries >= 1.0) {
            Some(entries) if items_are_known => Self::Entries(Entries {
                most: entries.min(1e7) as u32,
                ttl: ttl.unwrap_or(f64::INFINITY),
                ..Entries::default()
            }),
            entries => Self::Ratio {
                ratio: cached.hit_ratio.unwrap_or(0.0).clamp(0.0, 1.0),
                entries,
                ttl,
                filled: 0.0,
                emptied: None,
            },
        }
    }

    pub(super) fn look(&mut self, item: u32, now: f64, dice: &mut Dice) -> Looked {
        match self {
            Self::Entries(entries) => entries.look(item, now),
            Self::Ratio { ratio, entries, ttl, filled, emptied } => {
                let warm = match (*emptied, *entries) {
                    (None, _) => 1.0,
                    (Some(_), Some(entries)) => (*filled / entries).min(1.0),
                    (Some(at), None) => {
                        let time = ttl.filter(|ttl| *ttl > 0.0).unwrap_or(WARM_UP);
                        1.0 - (-(now - at) / time).exp()
                    }
                };
                if dice.chance(*ratio * warm) {
                    // How old the copy is, nobody knows: evenly up to its time to live.
                    let oldest = now - emptied.unwrap_or(f64::NEG_INFINITY);
                    let age = ttl.map_or(oldest, |ttl| (ttl * dice.share()).min(oldest));
                    Looked::Hit(now - age)
                } else {
                    *filled += 1.0;
                    Looked::Miss
                }
            }
        }
    }

    /// Keeps a copy of data as it was at a time.
    pub(super) fn keep(&mut self, item: u32, as_of: f64, now: f64) {
        if let Self::Entries(entries) = self {
            entries.keep(item, as_of, now);
        }
    }

    pub(super) fn empty(&mut self, now: f64) {
        match self {
            Self::Entries(entries) => entries.clear(),
            Self::Ratio { filled, emptied, .. } => {
                *filled = 0.0;
                *emptied = Some(now);
            }
        }
    }
}

/// Entries with an order of use.
#[derive(Debug, Default)]
pub(super) struct Entries {
    most: u32,
    ttl: f64,
    places: HashMap<u32, u32>,
    all: Table<Entry>,
    newest: u32,
    oldest: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    item: u32,
    newer: u32,
    older: u32,
    kept: f64,
    as_of: f64,
}

impl Entries {
    fn look(&mut self, item: u32, now: f64) -> Looked {
        let Some(at) = self.places.get(&item).copied() else { return Looked::Miss };
        let entry = self.all[at];
        if now - entry.kept > self.ttl {
            return Looked::Miss;
        }
        self.take_out(at);
        self.put_in_front(at);
        Looked::Hit(entry.as_of)
    }

    fn keep(&mut self, item: u32, as_of: f64, now: f64) {
        if item == OWN_ITEM {
            return;
        }
        let at = if let Some(at) = self.places.get(&item).copied() {
            self.take_out(at);
            at
        } else if self.all.len() < self.most {
            self.all.push(Entry::default())
        } else {
            let at = self.oldest;
            self.take_out(at);
            self.places.remove(&self.all[at].item);
            at
        };
        self.places.insert(item, at);
        self.all[at] = Entry { item, newer: NONE, older: NONE, kept: now, as_of };
        self.put_in_front(at);
    }

    fn clear(&mut self) {
        *self = Self { most: self.most, ttl: self.ttl, ..Self::default() };
    }

    fn take_out(&mut self, at: u32) {
        let Entry { newer, older, .. } = self.all[at];
        if self.newest == at {
            self.newest = older;
        } else {
            self.all[newer].older = older;
        }
        if self.oldest == at {
            self.oldest = newer;
        } else {
            self.all[older].newer = newer;
        }
    }

    fn put_in_front(&mut self, at: u32) {
        let alone = self.places.len() <= 1;
        let older = if alone { NONE } else { self.newest };
        self.all[at].newer = NONE;
        self.all[at].older = older;
        if alone {
            self.oldest = at;
        } else {
            self.all[older].newer = at;
        }
        self.newest = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(entries: f64, ttl: Option<f64>) -> Copies {
        Copies::of(&Cached { entries: Some(entries), ttl, ..Cached::default() }, true)
    }

    fn hits(copies: &mut Copies, item: u32, now: f64) -> bool {
        copies.look(item, now, &mut Dice::default()) != Looked::Miss
    }

    #[test]
    fn the_least_recently_used_leaves_first() {
        let mut copies = cache(2.0, None);
        copies.keep(1, 0.0, 0.0);
        copies.keep(2, 0.0, 0.0);
        assert!(hits(&mut copies, 1, 1.0));
        copies.keep(3, 0.0, 2.0);
        assert!(hits(&mut copies, 1, 3.0) && hits(&mut copies, 3, 3.0));
        assert!(!hits(&mut copies, 2, 3.0));
        copies.empty(4.0);
        assert!(!hits(&mut copies, 1, 4.0));
        copies.keep(5, 0.0, 5.0);
        copies.keep(6, 0.0, 5.0);
        copies.keep(7, 0.0, 5.0);
        assert!(
            !hits(&mut copies, 5, 5.0) && hits(&mut copies, 6, 5.0) && hits(&mut copies, 7, 5.0)
        );
    }

    #[test]
    fn a_cache_of_one_entry_works() {
        let mut copies = cache(1.0, None);
        for item in 0..5 {
            copies.keep(item, 0.0, 0.0);
            assert!(hits(&mut copies, item, 0.0));
        }
        assert!(!hits(&mut copies, 3, 0.0));
    }

    #[test]
    fn entries_expire_and_items_of_ones_own_are_not_kept() {
        let mut copies = cache(2.0, Some(10.0));
        copies.keep(1, 5.0, 5.0);
        assert_eq!(copies.look(1, 15.0, &mut Dice::default()), Looked::Hit(5.0));
        assert!(!hits(&mut copies, 1, 15.1));
        copies.keep(OWN_ITEM, 0.0, 0.0);
        assert!(!hits(&mut copies, OWN_ITEM, 0.0));
    }

    #[test]
    fn a_ratio_warms_up_again() {
        let cached = Cached { hit_ratio: Some(0.9), entries: Some(100.0), ..Cached::default() };
        let mut copies = Copies::of(&cached, false);
        let mut dice = Dice::default();
        let mut ratio = |copies: &mut Copies| {
            let hit = |_: &u32| copies.look(0, 1.0, &mut dice) != Looked::Miss;
            (0..1_000).filter(hit).count()
        };
        let warm = ratio(&mut copies);
        assert!((870..930).contains(&warm), "{warm}");
        copies.empty(1.0);
        let first = {
            let mut dice = Dice::default();
            (0..50).filter(|_| copies.look(0, 1.0, &mut dice) != Looked::Miss).count()
        };
        assert!(first < 25, "{first}");
        ratio(&mut copies);
        let again = ratio(&mut copies);
        assert!((870..930).contains(&again), "{again}");
    }
}
