//! Counting times in buckets, and reading percentiles from them.

use super::Histogram;

/// Buckets for each doubling of the time: within 1 %.
const FINE: u32 = 7;
/// The shortest time that is told apart from none: about a microsecond.
const SHORTEST: f64 = 1.0 / 1_048_576.0;

impl Histogram {
    /// Counts a time, in seconds.
    pub(super) fn count(&mut self, time: f64) {
        let bucket = bucket_of(time);
        if bucket >= self.buckets.len() {
            self.buckets.resize(bucket + 1, 0);
        }
        if let Some(count) = self.buckets.get_mut(bucket) {
            *count += 1;
        }
        self.count += 1;
        self.sum += time;
        self.most = self.most.max(time);
    }

    /// The time that this share of all stays under, in seconds: within 1 %; zero for none.
    pub fn quantile(&self, share: f64) -> f64 {
        let rank = (share.clamp(0.0, 1.0) * self.count as f64).ceil().max(1.0);
        let mut below = 0.0;
        for (bucket, count) in self.buckets.iter().enumerate() {
            below += f64::from(*count);
            if below >= rank {
                return middle_of(bucket).min(self.most);
            }
        }
        self.most
    }

    /// How many of all took longer than this, as a share; zero for none.
    pub fn share_above(&self, time: f64) -> f64 {
        let bucket = bucket_of(time);
        let above: u64 = self.buckets.iter().skip(bucket + 1).map(|n| u64::from(*n)).sum();
        if self.count == 0 { 0.0 } else { above as f64 / self.count as f64 }
    }

    /// Forgets everything but keeps its room.
    pub(super) fn clear(&mut self) {
        self.buckets.fill(0);
        (self.count, self.sum, self.most) = (0, 0.0, 0.0);
    }
}

/// Bucket 0 is for no time at all; the others follow the leading bits of the number.
fn bucket_of(time: f64) -> usize {
    if time < SHORTEST {
        return 0;
    }
    let leading = |time: f64| (time.to_bits() >> (52 - FINE)) as usize;
    1 + leading(time.min(1e12)) - leading(SHORTEST)
}

fn middle_of(bucket: usize) -> f64 {
    if bucket == 0 {
        return 0.0;
    }
    let edge = |bucket: usize| {
        f64::from_bits(((SHORTEST.to_bits() >> (52 - FINE)) + bucket as u64) << (52 - FINE))
    };
    f64::midpoint(edge(bucket - 1), edge(bucket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_within_one_percent() {
        let mut histogram = Histogram::default();
        for i in 1..=10_000 {
            histogram.count(f64::from(i) * 1e-3);
        }
        for (share, expected) in [(0.5, 5.0), (0.95, 9.5), (0.99, 9.9), (1.0, 10.0)] {
            let reached = histogram.quantile(share);
            assert!((reached - expected).abs() < 0.01 * expected, "{reached} for {expected}");
        }
        assert!((histogram.mean() - 5.0005).abs() < 1e-9);
        assert!((histogram.share_above(9.0) - 0.1).abs() < 0.01);
    }

    #[test]
    fn nothing_and_no_time_are_zero() {
        let mut histogram = Histogram::default();
        assert_eq!(histogram.quantile(0.99).to_bits(), 0.0_f64.to_bits());
        histogram.count(0.0);
        assert_eq!(histogram.quantile(0.99).to_bits(), 0.0_f64.to_bits());
        assert_eq!(histogram.share_above(0.0).to_bits(), 0.0_f64.to_bits());
    }
}
