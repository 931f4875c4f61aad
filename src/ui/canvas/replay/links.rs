//! Links while something is played: requests as dots, further attempts as triangles, lost ones as
//! crosses on their way back; how many fail, and who waits at a lock.

use eframe::egui::{Align2, Color32, Pos2, Shape, Stroke, Vec2, pos2, vec2};

use super::dots::{self, Stream};
use super::{DOTS_FROM_ZOOM, NUMBERS_FROM_ZOOM, Shown};
use crate::model::Unit;
use crate::scene::LinkPath;
use crate::ui::run::Counted;

/// Rates and shares are those of about this long, in seconds.
const LOOK_BACK: f64 = 1.0;
/// Share of lost attempts from which a link is marked.
const WORTH_MARKING: f64 = 0.02;
/// Dots of the whole board in a second one watches.
const ALL_A_SECOND: f64 = 900.0;

/// Dots nearer to each other than this cannot be told apart, in points.
const APART: f32 = 14.0;
/// How long a dot is usually seen, in seconds.
const WATCHED: f64 = 1.5;

/// What a dot looks like.
#[derive(Clone, Copy)]
enum Look {
    First,
    Again,
    Lost,
}

/// What happened on a link lately.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Lately {
    /// Attempts a second.
    rate: f64,
    /// Share of those that ended without an answer.
    lost: f64,
}

impl Shown<'_, '_> {
    /// A link's rate, its requests and its failures.
    pub(super) fn link_ui(&self, link: usize, path: &LinkPath, (gates, top): (&[usize], f32)) {
        let points: Vec<Pos2> = path.points.iter().map(|p| self.at(*p)).collect();
        let bounds = eframe::egui::Rect::from_points(&points);
        if points.len() < 2 || !bounds.expand(24.0).intersects(self.overlay.canvas) {
            return;
        }
        let Some(counted) = self.run.counted.get(link) else { return };
        let lately = self.lately(counted);
        self.stream(&points, lately);
        if self.zoom() >= DOTS_FROM_ZOOM {
            self.dots(link, counted, &points);
        }
        if self.zoom() >= NUMBERS_FROM_ZOOM {
            self.words(link, path, &points, (lately, gates, top));
        }
    }

    fn lately(&self, counted: &Counted) -> Lately {
        let steps = ((LOOK_BACK / self.run.timeline.step.max(1e-9)).round() as usize).max(1);
        let end = self.step + 1;
        let first = end.saturating_sub(steps);
        let since = |counts: &[f64]| {
            let at = |i: usize| counts.get(i).or(counts.last()).copied().unwrap_or(0.0);
            at(end) - at(first)
        };
        let seconds = (end - first) as f64 * self.run.timeline.step;
        let attempts = since(&counted.calls) + since(&counted.retries);
        let lost = if attempts > 0.0 { (since(&counted.lost) / attempts).min(1.0) } else { 0.0 };
        Lately { rate: attempts / seconds.max(1e-9), lost }
    }

    /// The link itself, thicker the more goes over it.
    fn stream(&self, points: &[Pos2], lately: Lately) {
        if lately.rate <= 0.0 {
            return;
        }
        let colours = self.overlay.colours;
        let share = (lately.rate / self.peak.max(1e-9)).clamp(0.0, 1.0).sqrt() as f32;
        let zoom = self.zoom().clamp(0.4, 1.5);
        let width = (2.0 + 6.0 * share) * zoom;
        let painter = &self.overlay.painter;
        let failing = lately.lost >= WORTH_MARKING;
        let wash = if failing {
            colours.breaks.gamma_multiply(0.18 + 0.22 * lately.lost as f32)
        } else {
            colours.accent.gamma_multiply(0.22)
        };
        painter.add(Shape::line(points.to_vec(), Stroke::new(width, wash)));
    }

    fn dots(&self, link: usize, counted: &Counted, points: &[Pos2]) {
        let way = Way::along(points);
        let links = self.run.counted.len().max(1) as f64;
        // On a short link as many as can be told apart.
        let fit = f64::from(way.whole / APART) / WATCHED;
        let a_second = dots::MOST_A_SECOND.min(ALL_A_SECOND / links).min(fit).max(0.5);
        let speed = self.player.speed;
        let a_dot = dots::requests_a_dot(self.peak, speed, a_second);
        let step = self.run.timeline.step;
        let track = self.run.timeline.links.get(link);
        // Little's law: how many are on their way, by how many leave.
        let takes = |step: usize| {
            let Some(track) = track else { return 0.0 };
            let leave = track.calls.get(step).copied().unwrap_or(0)
                + track.retries.get(step).copied().unwrap_or(0);
            let under_way = track.under_way.get(step).copied().unwrap_or(0);
            f64::from(under_way) * self.run.timeline.step / f64::from(leave.max(1))
        };
        let streams = [
            (&counted.calls, Look::First),
            (&counted.retries, Look::Again),
            (&counted.lost, Look::Lost),
        ];
        for (counts, look) in streams {
            let stream = Stream { counted: counts, step, a_dot, speed };
            let quick = |_: usize| 0.05;
            let lost = matches!(look, Look::Lost);
            let takes: &dyn Fn(usize) -> f64 = if lost { &quick } else { &takes };
            for place in stream.places(self.player.time, takes) {
                let at = if lost { 1.0 - place } else { place };
                self.dot(way.at(at), look);
            }
        }
    }

    fn dot(&self, at: Pos2, look: Look) {
        let colours = self.overlay.colours;
        let painter = &self.overlay.painter;
        let size = (3.6 * self.zoom()).clamp(2.2, 5.0);
        let rim = Stroke::new(1.0, colours.panel);
        match look {
            Look::First => {
                painter.circle(at, size, colours.accent, rim);
            }
            Look::Again => {
                let size = size * 1.45;
                let corner = |x: f32, y: f32| at + vec2(x, y) * size;
                let triangle = vec![corner(0.0, -1.0), corner(0.87, 0.6), corner(-0.87, 0.6)];
                painter.add(Shape::convex_polygon(triangle, colours.watch, rim));
            }
            Look::Lost => {
                let arm = size * 0.95;
                let cross = |stroke: Stroke| {
                    painter.line_segment([at + vec2(-arm, -arm), at + vec2(arm, arm)], stroke);
                    painter.line_segment([at + vec2(-arm, arm), at + vec2(arm, -arm)], stroke);
                };
                cross(Stroke::new(size * 0.5 + 2.0, colours.panel));
                cross(Stroke::new(size * 0.5, colours.breaks));
            }
        }
    }

    /// What fails and who waits at a gate, below the label of the link.
    fn words(
        &self,
        link: usize,
        path: &LinkPath,
        points: &[Pos2],
        (lately, gates, top): (Lately, &[usize], f32),
    ) {
        let colours = self.overlay.colours;
        let mut texts: Vec<(String, Color32)> = Vec::new();
        if lately.lost >= WORTH_MARKING {
            let share = (lately.lost * 100.0).round() / 100.0;
            texts.push((format!("{} fail", Unit::Share.about(share)), colours.breaks));
        }
        let open = self.run.timeline.links.get(link).and_then(|track| track.open.get(self.step));
        if open.is_some_and(|share| *share > 0.5) {
            texts.push(("breaker open".to_owned(), colours.watch));
        }
        for gate in gates {
            let line = self.run.timeline.pools.get(*gate).map_or(0.0, |t| self.between(&t.queue));
            if line >= 0.5 {
                // Short: links are, and the sign of the lock stands beside it.
                let n = Unit::Count.about(line.round());
                texts.push((format!("{n} wait"), colours.watch));
            }
        }
        for gate in gates {
            // Above both nodes: a link is often shorter than the words about it.
            let middle = Way::along(points).at(0.5);
            let at = pos2(middle.x, top.min(middle.y) - 6.0);
            self.filled(*gate, (at, Align2::CENTER_BOTTOM));
        }
        let mut at = self.below(path, points);
        for (text, ink) in texts {
            let plate = self.plate(at, Align2::CENTER_TOP, &text, (ink, colours.panel));
            at.y = plate.bottom() + 2.0;
        }
    }

    /// Where words about a link begin: below its label, else beside its middle.
    fn below(&self, path: &LinkPath, points: &[Pos2]) -> Pos2 {
        if let Some(label) = path.label {
            let bottom = self.at(crate::model::Point::new(label.centre().x, label.max.y));
            return bottom + vec2(0.0, 3.0);
        }
        Way::along(points).at(0.5) + vec2(0.0, 8.0)
    }
}

/// A path measured along itself.
struct Way<'a> {
    points: &'a [Pos2],
    lengths: Vec<f32>,
    whole: f32,
}

impl<'a> Way<'a> {
    fn along(points: &'a [Pos2]) -> Self {
        let lengths: Vec<f32> =
            points.iter().zip(points.iter().skip(1)).map(|(a, b)| a.distance(*b)).collect();
        let whole = lengths.iter().sum();
        Self { points, lengths, whole }
    }

    /// The place after this share of the way.
    fn at(&self, share: f32) -> Pos2 {
        let mut left = share.clamp(0.0, 1.0) * self.whole;
        let legs = self.points.iter().zip(self.points.iter().skip(1)).zip(&self.lengths);
        for ((a, b), length) in legs {
            if left <= *length {
                let along: Vec2 = *b - *a;
                return *a + along * (left / length.max(1e-3));
            }
            left -= length;
        }
        self.points.last().copied().unwrap_or(pos2(0.0, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_way_is_half_the_length_around_a_corner() {
        let points = [pos2(0.0, 0.0), pos2(30.0, 0.0), pos2(30.0, 90.0)];
        let way = Way::along(&points);
        assert_eq!(way.at(0.0), points[0]);
        assert_eq!(way.at(0.5), pos2(30.0, 30.0));
        assert_eq!(way.at(1.0), points[2]);
        assert_eq!(Way::along(&[pos2(1.0, 2.0)]).at(0.3), pos2(1.0, 2.0));
    }
}
