//! Numbers in front of a station that requests reach at random: open arrivals, with or without a
//! bounded line.

use super::stations::Station;

/// A station with a line, in the long run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// Chances of 0, 1, … inside, up to all slots; the last is the chance of all slots and no line.
    pub inside: Vec<f64>,
    /// Chance that all slots are taken.
    pub full: f64,
    /// Mean number in line; infinite when it grows without end.
    pub queue: f64,
    /// Share of arrivals that find the line full.
    pub lost: f64,
    /// Requests that pass, per second.
    pub passes: f64,
}

impl Line {
    /// Chances of 0, 1, … slots taken.
    pub fn taken(&self) -> Vec<f64> {
        let mut taken = self.inside.clone();
        if let Some(last) = taken.last_mut() {
            *last = self.full;
        }
        taken
    }
}

/// Poisson arrivals at `rate` to `slots` of a station, `queue` of them may wait.
///
/// Balance of a birth-death process: p(n) ∝ Π λ/μ(min(i, m)). `beyond` is the rate while
/// somebody waits; it is the station's own with all slots taken, except where it is corrected for
/// variability. A line without limit whose arrivals exceed that rate grows without end.
pub fn open(rate: f64, station: &Station, slots: usize, beyond: f64, queue: f64) -> Line {
    if queue.is_infinite() && rate >= beyond {
        let mut inside = vec![0.0; slots + 1];
        if let Some(last) = inside.last_mut() {
            *last = 1.0;
        }
        return Line { inside, full: 1.0, queue: f64::INFINITY, lost: 0.0, passes: beyond };
    }
    let mut inside = Vec::with_capacity(slots + 1);
    inside.push(1.0);
    let mut term = 1.0;
    let mut total = 1.0;
    for n in 1..=slots {
        term *= rate / station.rate(n);
        inside.push(term);
        total += term;
        if term > 1e200 {
            for chance in &mut inside {
                *chance *= 1e-200;
            }
            term *= 1e-200;
            total *= 1e-200;
        }
    }
    let ratio = rate / beyond;
    let (line, waiting, last) = tail(ratio, queue);
    // An endless ratio leaves everybody at the end of the line.
    let all = total + term * line;
    if !all.is_finite() {
        let mut inside = vec![0.0; slots + 1];
        if let Some(last) = inside.last_mut() {
            *last = if queue == 0.0 { 1.0 } else { 0.0 };
        }
        let lost = (1.0 - beyond / rate).max(0.0);
        return Line { inside, full: 1.0, queue, lost, passes: rate.min(beyond) };
    }
    for chance in &mut inside {
        *chance /= all;
    }
    let at_full = term / all;
    let lost = if queue.is_finite() { at_full * last } else { 0.0 };
    Line {
        inside,
        full: (at_full * (1.0 + line)).min(1.0),
        queue: at_full * waiting,
        lost,
        passes: rate * (1.0 - lost),
    }
}

/// Σ r^i, Σ i·r^i for i from 1 to `end`, and r^end.
fn tail(r: f64, end: f64) -> (f64, f64, f64) {
    if r <= 0.0 {
        return (0.0, 0.0, if end == 0.0 { 1.0 } else { 0.0 });
    }
    if end.is_infinite() {
        return (r / (1.0 - r), r / ((1.0 - r) * (1.0 - r)), 0.0);
    }
    if end <= 4096.0 {
        let (mut sum, mut weighted, mut term) = (0.0, 0.0, 1.0);
        for i in 1..=end as u32 {
            term *= r;
            sum += term;
            weighted += f64::from(i) * term;
        }
        return (sum, weighted, term);
    }
    let last = r.powf(end);
    let gap = 1.0 - r;
    if (gap * end).abs() < 1e-6 {
        return (end, end * (end + 1.0) / 2.0, last);
    }
    let sum = r * (1.0 - last) / gap;
    (sum, (sum - end * last * r) / gap, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(slots: usize, work: f64) -> Station {
        Station::Rates((1..=slots).map(|n| n as f64 / work).collect())
    }

    #[test]
    fn a_bounded_line_sheds_as_m_m_c_k_says() {
        // M/M/4/12 at 120/s of 50 ms: octave qsmmmk.
        let line = open(120.0, &servers(4, 0.05), 4, 80.0, 8.0);
        assert!((line.lost - 0.337_149_9).abs() < 1e-7, "{}", line.lost);
        assert!((line.passes - 79.542_009).abs() < 1e-5, "{}", line.passes);
        let response = (line.queue + line.passes * 0.05) / line.passes;
        assert!((response - 0.127_287_83).abs() < 1e-7, "{response}");
    }

    #[test]
    fn long_lines_are_summed_in_closed_form() {
        for r in [0.5, 0.9999, 1.0, 1.0001, 1.1] {
            let (sum, weighted, last) = tail(r, 4096.0);
            let closed = {
                let end: f64 = 4096.0;
                let last = r.powf(end);
                let gap = 1.0 - r;
                if gap == 0.0 {
                    (end, end * (end + 1.0) / 2.0, last)
                } else {
                    let sum = r * (1.0 - last) / gap;
                    (sum, (sum - end * last * r) / gap, last)
                }
            };
            assert!((sum / closed.0 - 1.0).abs() < 1e-6, "{r}");
            assert!((weighted / closed.1 - 1.0).abs() < 1e-5, "{r}");
            assert!((last - closed.2).abs() <= 1e-6 * last.max(1e-300), "{r}");
        }
    }

    #[test]
    fn an_enormous_line_under_overload_stays_finite() {
        let line = open(200.0, &servers(4, 0.05), 4, 80.0, 1e9);
        assert!((line.passes - 80.0).abs() < 1e-6 && line.queue > 9e8, "{line:?}");
    }
}
