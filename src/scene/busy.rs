//! How busy things are, shown quietly: a bar in the foot of a node, the width of a link.

use super::outline::rounded_rect;
use super::palette::Palette;
use super::prim::{Ink, Prim};
use super::tone::Tone;
use crate::facts::Moment;
use crate::model::{Board, Point, Rect};
use crate::rules::{Review, Verdict};

/// Height of the bar.
const HIGH: f32 = 3.0;
/// Between the bar and the sides and the foot of its node.
const ASIDE: f32 = 16.0;
const ABOVE: f32 = 8.0;
/// From this utilisation on the bar takes the colour of something to watch, and of a break.
const WATCHED: f64 = 0.8;
const FULL: f64 = 1.0;
/// Width of the busiest link, and of one hardly used.
const WIDEST: f32 = 7.0;
const NARROWEST: f32 = 1.0;

/// Utilisation of the nodes of a board and rates of its links, from a review that may be of the
/// board as it was a moment ago.
pub(super) struct Busy<'a> {
    review: &'a Review,
    most: f64,
    moment: Moment,
}

impl<'a> Busy<'a> {
    /// At the event, where loads are worst while nothing has grown.
    pub(super) fn of(review: &'a Review) -> Self {
        let moment = Moment::Event;
        let rates = (0..review.board().links.len() as u32)
            .filter_map(|link| review.facts().link_rate(link, moment));
        let most = rates.map(|rate| rate.value).filter(|rate| rate.is_finite()).fold(0.0, f64::max);
        Self { review, most, moment }
    }

    fn utilisation(&self, node: &str) -> Option<f64> {
        let at = self.review.board().nodes.position(node)?;
        let load = self.review.facts().node(at as u32)?;
        Some(load.utilisation.at(self.moment)?.value).filter(|u| !u.is_nan())
    }

    /// The bar in the foot of a node; nothing when its utilisation is not known.
    pub(super) fn bar(&self, node: &str, frame: Rect, palette: &Palette, tone: Tone) -> Vec<Prim> {
        let Some(used) = self.utilisation(node) else { return Vec::new() };
        let track = Rect {
            min: Point::new(frame.min.x + ASIDE, frame.max.y - ABOVE),
            max: Point::new(frame.max.x - ASIDE, frame.max.y - ABOVE + HIGH),
        };
        let ink = if used >= FULL {
            palette.severity(Verdict::Breaks).fill
        } else if used >= WATCHED {
            palette.severity(Verdict::Watch).fill
        } else {
            palette.ink_faint
        };
        let share = (used.clamp(0.0, 1.0) as f32).max(HIGH / track.width());
        let fill = Rect {
            min: track.min,
            max: Point::new(track.min.x + track.width() * share, track.max.y),
        };
        let bar = |rect: Rect, ink: Ink| Prim::Path {
            segments: rounded_rect(rect, HIGH / 2.0),
            fill: Some(tone.ink(ink)),
            stroke: None,
        };
        vec![bar(track, palette.ink_faint.with_alpha(48)), bar(fill, ink)]
    }

    /// How wide a link is drawn, by its rate beside that of the busiest; none when not known.
    pub(super) fn width(&self, board: &Board, link: &str) -> Option<f32> {
        board.links.get(link)?;
        let at = self.review.board().links.position(link)?;
        let rate = self.review.facts().link_rate(at as u32, self.moment)?.value;
        if self.most <= 0.0 || !rate.is_finite() {
            return None;
        }
        // Widths people compare: the area a rate takes, not its length.
        Some(NARROWEST + (WIDEST - NARROWEST) * (rate / self.most).max(0.0).sqrt() as f32)
    }
}
