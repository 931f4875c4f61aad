//! A run as lines over time: rates, times, slots, counts.

use std::ops::Range;

use crate::ui::Run;

/// Points of one line: enough for a smooth one, few enough that rates do not flicker.
const POINTS: f64 = 80.0;

/// A line over time; a point that is not a number is a gap.
pub(super) type Line = Vec<[f64; 2]>;

/// The steps of a run in groups that become one point each.
fn groups(run: &Run) -> impl Iterator<Item = (f64, f64, Range<usize>)> {
    let (step, steps) = (run.timeline.step.max(1e-9), run.timeline.steps());
    let wide = ((run.timeline.seconds / POINTS / step).round() as usize).max(1);
    (0..steps).step_by(wide).map(move |first| {
        let end = (first + wide).min(steps);
        let middle = f64::midpoint(first as f64, end as f64) * step;
        (middle, (end - first) as f64 * step, first..end)
    })
}

/// Counts of steps as a rate per second.
pub(super) fn rate(run: &Run, counts: &dyn Fn(usize) -> u32) -> Line {
    groups(run)
        .map(|(at, seconds, steps)| {
            let count: f64 = steps.map(|step| f64::from(counts(step))).sum();
            [at, count / seconds.max(1e-9)]
        })
        .collect()
}

/// Counts of steps, added up since the start.
pub(super) fn total(run: &Run, counts: &[u32]) -> Line {
    let mut sum = 0.0;
    let mut line = vec![[0.0, 0.0]];
    line.extend(groups(run).map(|(at, seconds, steps)| {
        sum += counts.get(steps).unwrap_or(&[]).iter().map(|n| f64::from(*n)).sum::<f64>();
        [at + seconds / 2.0, sum]
    }));
    line
}

/// Values of steps, mean over each group; what is not a number is left out of it.
pub(super) fn mean(run: &Run, values: &[f64]) -> Line {
    groups(run)
        .map(|(at, _, steps)| {
            let known: Vec<f64> = values
                .get(steps)
                .unwrap_or(&[])
                .iter()
                .copied()
                .filter(|v| v.is_finite())
                .collect();
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            [at, mean]
        })
        .collect()
}

/// Values of steps, the largest of each group.
pub(super) fn largest(run: &Run, values: &[f64]) -> Line {
    groups(run)
        .map(|(at, _, steps)| {
            let known = values.get(steps).unwrap_or(&[]).iter().copied().filter(|v| v.is_finite());
            [at, known.reduce(f64::max).unwrap_or(f64::NAN)]
        })
        .collect()
}

/// The runs of points without gaps.
pub(super) fn unbroken(line: &[[f64; 2]]) -> Vec<Line> {
    line.split(|point| !point[1].is_finite())
        .filter(|part| !part.is_empty())
        .map(<[_]>::to_vec)
        .collect()
}

/// Attempts of a step over every link by which requests of a route enter; retries when asked.
pub(super) fn entering(run: &Run, route: usize, retries: bool) -> Vec<u32> {
    let mut sums = vec![0; run.timeline.steps()];
    let Some(route) = run.system.routes.get(route) else { return sums };
    let enters = route.starts.iter().flat_map(|(start, _)| route.calls_of(*start));
    for call in enters.filter(|call| call.outer) {
        let Some(track) = run.timeline.links.get(call.link as usize) else { continue };
        let counts = if retries { &track.retries } else { &track.calls };
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::panels::player::sample;

    #[test]
    fn a_rate_keeps_what_was_counted() {
        let run = sample::run();
        let track = &run.timeline.flows[0];
        let line = rate(&run, &|step| track.ok[step]);
        assert!(line.len() >= 40 && line.len() <= 160, "{}", line.len());
        let wide = run.timeline.seconds / line.len() as f64;
        let sum: f64 = line.iter().map(|[_, rate]| rate * wide).sum();
        let counted: u32 = track.ok.iter().sum();
        assert!((sum - f64::from(counted)).abs() < 0.02 * f64::from(counted), "{sum} {counted}");
        let totals = total(&run, &track.ok);
        assert!((totals.last().unwrap()[1] - f64::from(counted)).abs() < 1e-9);
        assert!(totals.windows(2).all(|pair| pair[0][1] <= pair[1][1]));
    }

    #[test]
    fn times_nobody_answered_in_are_gaps() {
        let run = sample::run();
        let mut median = run.timeline.flows[0].median.clone();
        let half = median.len() / 2;
        for value in median.iter_mut().skip(half) {
            *value = f64::NAN;
        }
        let line = mean(&run, &median);
        let parts = unbroken(&line);
        assert_eq!(parts.len(), 1);
        assert!(parts[0].len() < line.len());
        assert!(unbroken(&mean(&run, &vec![f64::NAN; half])).is_empty());
    }

    #[test]
    fn attempts_are_counted_where_requests_enter() {
        let run = sample::run();
        let first: u32 = entering(&run, 0, false).iter().sum();
        assert_eq!(first, run.timeline.links[0].calls.iter().sum::<u32>());
        assert!(entering(&run, 99, false).iter().all(|n| *n == 0));
    }
}
