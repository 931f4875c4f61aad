//! Requests on their way as dots: where they are follows from the time alone.
//!
//! A dot stands for as many requests as keep the busiest link readable, so that a link with half the
//! rate has half the dots. The n-th dot leaves when the n-th such number of requests was counted.

/// Most dots that leave the busiest link in a second one watches.
pub(super) const MOST_A_SECOND: f64 = 7.0;
/// Longest a dot takes from end to end, in seconds one watches.
const SLOWEST: f64 = 4.0;
/// Shortest.
const FASTEST: f64 = 0.6;
/// Dots of one link and sort at a time, whatever happens.
const MOST: usize = 48;

/// How many requests a dot stands for.
pub(super) fn requests_a_dot(peak_rate: f64, speed: f64, a_second: f64) -> f64 {
    (peak_rate * speed / a_second.max(0.1)).max(1.0)
}

/// How long a dot takes over a link whose requests take `takes` seconds: longer, but never so long
/// that one loses sight of it.
pub(super) fn travel(takes: f64) -> f64 {
    let takes = if takes.is_finite() { takes.max(0.0) } else { f64::MAX };
    (FASTEST + 0.55 * (1.0 + takes / 0.03).ln()).clamp(FASTEST, SLOWEST)
}

/// What is known about one sort of requests on one link.
#[derive(Clone, Copy)]
pub(super) struct Stream<'a> {
    /// Requests up to the start of each step, one more entry at the end.
    pub(super) counted: &'a [f64],
    /// Length of a step, in seconds.
    pub(super) step: f64,
    /// Requests a dot stands for.
    pub(super) a_dot: f64,
    /// Seconds of play in a second one watches.
    pub(super) speed: f64,
}

impl Stream<'_> {
    /// How far each dot is on its way at a time, from 0 to 1; `takes` says how long the requests of
    /// a step take.
    pub(super) fn places(self, time: f64, takes: &dyn Fn(usize) -> f64) -> Vec<f32> {
        let steps = self.counted.len().saturating_sub(1);
        let window = SLOWEST * self.speed;
        let first = (((time - window) / self.step).floor().max(0.0) as usize).min(steps);
        let end = ((time / self.step).floor().max(0.0) as usize + 1).min(steps);
        let mut places = Vec::new();
        for step in first..end {
            let (Some(before), Some(after)) = (self.counted.get(step), self.counted.get(step + 1))
            else {
                break;
            };
            if after <= before {
                continue;
            }
            let flies = travel(takes(step)) * self.speed;
            let mut dot = (before / self.a_dot).floor() + 1.0;
            while dot * self.a_dot <= *after {
                let share = (dot * self.a_dot - before) / (after - before);
                let left = (step as f64 + share) * self.step;
                let way = (time - left) / flies.max(1e-9);
                if (0.0..=1.0).contains(&way) {
                    places.push(way as f32);
                    if places.len() == MOST {
                        return places;
                    }
                }
                dot += 1.0;
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Requests at an even rate for a minute.
    fn even(rate: f64) -> Vec<f64> {
        (0..=600).map(|step| rate * 0.1 * f64::from(step)).collect()
    }

    fn places(rate: f64, speed: f64, time: f64) -> Vec<f32> {
        let counted = even(rate);
        let a_dot = requests_a_dot(200.0, speed, MOST_A_SECOND);
        let stream = Stream { counted: &counted, step: 0.1, a_dot, speed };
        stream.places(time, &|_| 0.1)
    }

    #[test]
    fn half_the_rate_is_half_the_dots() {
        let (all, half) = (places(200.0, 1.0, 30.0), places(100.0, 1.0, 30.0));
        assert!(all.len() >= 6, "{}", all.len());
        let twice = 2 * half.len();
        assert!(twice.abs_diff(all.len()) <= 2, "{} {}", all.len(), half.len());
    }

    #[test]
    fn a_dot_moves_on_and_arrives() {
        let (now, later) = (places(200.0, 1.0, 30.0), places(200.0, 1.0, 30.05));
        assert!(later[1] > now[1] || later.len() != now.len());
        assert_eq!(now, places(200.0, 1.0, 30.0), "the same time shows the same");
        assert!(now.iter().all(|way| (0.0..=1.0).contains(way)));
    }

    #[test]
    fn no_speed_shows_more_dots_than_one_can_follow() {
        for speed in [0.25, 1.0, 10.0] {
            for rate in [0.0, 1.0, 200.0, 1e7] {
                let counted = even(rate);
                let a_dot = requests_a_dot(rate, speed, MOST_A_SECOND);
                let stream = Stream { counted: &counted, step: 0.1, a_dot, speed };
                assert!(stream.places(40.0, &|_| 5.0).len() <= MOST, "{speed} {rate}");
            }
        }
        assert_eq!(places(200.0, 1.0, 0.0), Vec::<f32>::new());
    }

    #[test]
    fn what_takes_longer_travels_longer_but_not_for_ever() {
        assert!(travel(0.01) < travel(0.1) && travel(0.1) < travel(5.0));
        for takes in [0.0, 1e9, f64::INFINITY, f64::NAN] {
            assert!((FASTEST..=SLOWEST).contains(&travel(takes)), "{takes}");
        }
    }
}
