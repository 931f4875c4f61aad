//! Axes: round ticks, and how they are written.

use crate::model::Unit;

/// One axis from zero to a round end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// Where it ends, in base units.
    pub end: f64,
    /// Its ticks with their texts, zero included.
    pub ticks: Vec<(f64, String)>,
}

/// Most ticks above zero on a vertical axis.
const MOST_UP: f64 = 4.0;
/// Steps between ticks, times a power of ten.
const ROUND: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// Steps between times, in seconds.
const TIMES: [f64; 22] = [
    0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0,
    3600.0, 7200.0, 14_400.0, 21_600.0, 43_200.0, 86_400.0, 172_800.0,
];

impl Axis {
    /// For values up to `most`, which lie on the axis; `least` is the smallest end that is shown.
    pub(super) fn of_values(unit: Unit, most: f64, least: f64) -> Self {
        let most = if most.is_finite() { most.max(least) } else { least };
        if unit == Unit::Share {
            let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (share, unit.about(share)));
            return Self { end: 1.0, ticks: ticks.to_vec() };
        }
        let rough = most / MOST_UP;
        let power = 10f64.powf(rough.log10().floor());
        let whole = matches!(unit, Unit::Count);
        let step = ROUND
            .iter()
            .chain(&[10.0])
            .map(|round| round * power)
            .find(|step| *step >= rough * (1.0 - 1e-9) && !(whole && *step < 1.0))
            .unwrap_or(if whole { 1.0 } else { 10.0 * power });
        let n = (most / step - 1e-9).ceil().max(1.0) as usize;
        let ticks = (0..=n).map(|i| (i as f64 * step, unit.about(i as f64 * step))).collect();
        Self { end: n as f64 * step, ticks }
    }

    /// For times from zero to `seconds`, with at most so many ticks; all in one unit.
    pub(super) fn of_time(seconds: f64, most: usize) -> Self {
        let end = if seconds.is_finite() && seconds > 0.0 { seconds } else { 1.0 };
        let rough = end / most.max(1) as f64;
        let step = TIMES.into_iter().find(|step| *step >= rough).unwrap_or(rough);
        let (unit, size) = match end {
            end if end <= 300.0 => ("s", 1.0),
            end if end <= 10_800.0 => ("min", 60.0),
            _ => ("h", 3600.0),
        };
        let n = (end / step + 1e-9).floor() as usize;
        let text = |at: f64| {
            let number = (at / size * 1e6).round() / 1e6;
            format!("{number} {unit}")
        };
        let ticks = (0..=n).map(|i| (i as f64 * step, text(i as f64 * step))).collect();
        Self { end, ticks }
    }

    /// Where a value stands, from 0 to 1.
    pub(super) fn share(&self, value: f64) -> f32 {
        (value / self.end).clamp(0.0, 1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round() {
        let rate = Axis::of_values(Unit::PerSecond, 212.0, 1.0);
        assert_eq!(texts(&rate), ["0/s", "100/s", "200/s", "300/s"]);
        let line = Axis::of_values(Unit::Count, 100.0, 1.0);
        assert_eq!(texts(&line), ["0", "25", "50", "75", "100"]);
        let few = Axis::of_values(Unit::Count, 2.0, 1.0);
        assert_eq!(texts(&few), ["0", "1", "2"]);
        let time = Axis::of_values(Unit::Seconds, 0.13, 0.001);
        assert_eq!(texts(&time), ["0 s", "50 ms", "100 ms", "150 ms"]);
    }

    #[test]
    fn times_keep_one_unit() {
        assert_eq!(
            texts(&Axis::of_time(60.0, 8)),
            ["0 s", "10 s", "20 s", "30 s", "40 s", "50 s", "60 s"]
        );
        assert_eq!(texts(&Axis::of_time(900.0, 4)), ["0 min", "5 min", "10 min", "15 min"]);
    }

    #[test]
    fn strange_values_make_an_axis_too() {
        for most in [0.0, f64::NAN, f64::INFINITY, 1e-300, 1e300] {
            let axis = Axis::of_values(Unit::PerSecond, most, 1.0);
            assert!(axis.end.is_finite() && axis.end > 0.0 && axis.ticks.len() < 12, "{most}");
        }
        assert!(Axis::of_time(f64::NAN, 8).end > 0.0);
    }
}
