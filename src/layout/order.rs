//! The order in each column, sorted until links cross little.

/// Sweeps over all columns.
const SWEEPS: usize = 24;
/// Passes of swapping neighbours after each sweep.
const SWAPS: usize = 4;

/// Columns of things, and the links between neighbouring columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Things of each column, from top to bottom.
    pub(super) rows: Vec<Vec<usize>>,
    /// Neighbours in the column before, by thing.
    pub(super) left: Vec<Vec<usize>>,
    /// Neighbours in the column after, by thing.
    pub(super) right: Vec<Vec<usize>>,
}

impl Columns {
    /// Place of each thing in its column.
    fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.left.len()];
        for row in &self.rows {
            note(&mut ranks, row);
        }
        ranks
    }

    /// How often links cross.
    pub(super) fn crossings(&self) -> usize {
        let ranks = self.ranks();
        self.rows.iter().map(|row| self.crossings_after(row, &ranks)).sum()
    }

    /// Crossings between a column and the one after it: pairs of links in a different order at
    /// their two ends, counted with a tree of sums (Barth, Mutzel, Jünger 2004).
    fn crossings_after(&self, row: &[usize], ranks: &[u32]) -> usize {
        let mut ends: Vec<u32> = Vec::new();
        for thing in row {
            let from = ends.len();
            let right = self.right.get(*thing).map_or(&[][..], Vec::as_slice);
            ends.extend(right.iter().filter_map(|to| ranks.get(*to).copied()));
            if let Some(own) = ends.get_mut(from..) {
                own.sort_unstable();
            }
        }
        let size = ends.iter().max().map_or(0, |most| *most as usize + 1);
        let mut sums = vec![0_usize; size + 1];
        let mut crossings = 0;
        for (count, end) in ends.iter().enumerate() {
            // Those before that end at most here do not cross.
            let (mut at, mut at_most) = (*end as usize + 1, 0);
            while at > 0 {
                at_most += sums.get(at).copied().unwrap_or(0);
                at &= at - 1;
            }
            crossings += count - at_most;
            let mut at = *end as usize + 1;
            while let Some(sum) = sums.get_mut(at) {
                *sum += 1;
                at += at & at.wrapping_neg();
            }
        }
        crossings
    }

    /// Sorts the columns; the first order that crosses least is kept.
    pub(super) fn untangle(&mut self) {
        let mut best = (self.crossings(), self.rows.clone());
        let mut idle = 0;
        for sweep in 0..SWEEPS {
            if best.0 == 0 || idle > 6 {
                break;
            }
            self.sweep(sweep % 2 == 0);
            for _ in 0..SWAPS {
                if !self.swap() {
                    break;
                }
            }
            let crossings = self.crossings();
            idle += 1;
            if crossings < best.0 {
                best = (crossings, self.rows.clone());
                idle = 0;
            }
        }
        self.rows = best.1;
    }

    /// Sorts each column by where its neighbours stand in the one before (or after).
    fn sweep(&mut self, forward: bool) {
        let mut ranks = self.ranks();
        let n = self.rows.len();
        for step in 1..n {
            let column = if forward { step } else { n - 1 - step };
            let Some(row) = self.rows.get_mut(column) else { continue };
            let side = if forward { &self.left } else { &self.right };
            let wish = |thing: &usize| {
                let near = side.get(*thing).map_or(&[][..], Vec::as_slice);
                let places: Vec<u32> =
                    near.iter().filter_map(|to| ranks.get(*to).copied()).collect();
                if places.is_empty() {
                    None
                } else {
                    Some(places.iter().map(|p| f64::from(*p)).sum::<f64>() / places.len() as f64)
                }
            };
            let mut wished: Vec<(f64, usize)> = Vec::new();
            let mut fixed: Vec<(usize, usize)> = Vec::new();
            for (i, thing) in row.iter().enumerate() {
                match wish(thing) {
                    Some(wish) => wished.push((wish, *thing)),
                    None => fixed.push((i, *thing)),
                }
            }
            wished.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut sorted: Vec<usize> = wished.into_iter().map(|(_, thing)| thing).collect();
            // Whoever has no neighbour there keeps its place.
            for (i, thing) in fixed {
                sorted.insert(i.min(sorted.len()), thing);
            }
            *row = sorted;
            note(&mut ranks, row);
        }
    }

    /// Swaps neighbours in a column where links then cross less; false when nothing was better.
    fn swap(&mut self) -> bool {
        let mut ranks = self.ranks();
        let mut better = false;
        for row in &mut self.rows {
            for i in 1..row.len() {
                let Some([above, below]) =
                    row.get(i - 1..=i).and_then(|p| <[usize; 2]>::try_from(p).ok())
                else {
                    continue;
                };
                let cost = |one: usize, other: usize| {
                    inversions(&self.left, &ranks, one, other)
                        + inversions(&self.right, &ranks, one, other)
                };
                if cost(below, above) < cost(above, below) {
                    row.swap(i - 1, i);
                    note(&mut ranks, row);
                    better = true;
                }
            }
        }
        better
    }
}

/// Crossings of the links of two things when one stands above the other.
fn inversions(side: &[Vec<usize>], ranks: &[u32], above: usize, below: usize) -> usize {
    let places = |thing: usize| {
        side.get(thing).map_or(&[][..], Vec::as_slice).iter().filter_map(|to| ranks.get(*to))
    };
    places(above).map(|a| places(below).filter(|b| *b < a).count()).sum()
}

fn note(ranks: &mut [u32], row: &[usize]) {
    for (rank, thing) in row.iter().enumerate() {
        if let Some(slot) = ranks.get_mut(*thing) {
            *slot = rank as u32;
        }
    }
}
