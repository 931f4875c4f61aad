//! Labels of links: what they say, and a place for their plate that covers no node.

use super::near::Near;
use super::outline::between;
use super::prim::Weight;
use super::text;
use crate::model::units::{Count, Factor, Measure, PerSecond, Seconds, Share};
use crate::model::{Interaction, Known, Link, Point, Rect, Size};

/// Size of the letters.
pub(super) const TEXT: f32 = 11.0;
/// Height of a line.
pub(super) const STEP: f32 = 14.0;
/// Between the plate's edge and its text.
pub(super) const PAD: Size = Size::new(6.0, 2.0);
const WIDEST: f32 = 152.0;
const NARROWEST: f32 = 56.0;

/// What stands beside a link, broken into lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    /// Lines with their weight: the name heavier than the numbers.
    pub lines: Vec<(String, Weight)>,
    /// Size of the plate.
    pub size: Size,
}

impl Label {
    /// The label of a link with this path; `None` when there is nothing to say.
    pub(super) fn of(link: &Link, path: &[Point]) -> Option<Self> {
        let room = room_beside(path);
        let mut lines = Vec::new();
        for line in text::lines(&link.name, TEXT, Weight::SemiBold, room, 2) {
            lines.push((line, Weight::SemiBold));
        }
        for line in packed(&numbers(link), room) {
            lines.push((line, Weight::Regular));
        }
        if lines.is_empty() {
            return None;
        }
        let wide =
            lines.iter().map(|(line, weight)| text::width(line, TEXT, *weight)).fold(0.0, f32::max);
        let high = lines.len() as f32 * STEP;
        let size = Size::new((wide + 2.0 * PAD.width).ceil(), high + 2.0 * PAD.height);
        Some(Self { lines, size })
    }

    /// The place along a path where the plate covers least.
    pub(super) fn place(&self, path: &[Point], nodes: &Near, labels: &Near) -> Rect {
        let mut legs: Vec<(Point, Point)> =
            path.windows(2).filter_map(|leg| Some((*leg.first()?, *leg.get(1)?))).collect();
        let total: f32 = legs.iter().map(|(p, q)| p.distance(*q)).sum();
        legs.sort_by(|a, b| b.0.distance(b.1).total_cmp(&a.0.distance(a.1)));
        let mut best: Option<(f32, Rect)> = None;
        for (p, q) in legs {
            let long = p.distance(q);
            let along = if (q.x - p.x).abs() > (q.y - p.y).abs() {
                self.size.width
            } else {
                self.size.height
            };
            for share in [0.5, 0.36, 0.64, 0.22, 0.78] {
                for aside in [0.0f32, -1.0, 1.0] {
                    let at = between(p, q, share);
                    let by = (f32::midpoint(self.size.height, 8.0)) * aside;
                    let at = if along < self.size.width { at } else { Point::new(at.x, at.y + by) };
                    let plate = Rect::around(at, self.size);
                    let mut cost = (share - 0.5f32).abs() * 40.0 + aside.abs() * 60.0;
                    cost += (total - long) / total.max(1.0) * 60.0;
                    cost += (along + 24.0 - long).max(0.0) * 4.0;
                    nodes.touching(plate.grown(2.0), |_, frame| {
                        cost += 40.0 + covered(plate, frame)
                    });
                    labels.touching(plate.grown(2.0), |_, other| {
                        cost += 40.0 + covered(plate, other)
                    });
                    if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                        best = Some((cost, plate));
                    }
                }
            }
            if best.as_ref().is_some_and(|(least, _)| *least < 30.0) {
                break;
            }
        }
        best.map_or_else(Rect::default, |(_, plate)| plate)
    }
}

/// Area that two rectangles share.
fn covered(a: Rect, b: Rect) -> f32 {
    let wide = a.max.x.min(b.max.x) - a.min.x.max(b.min.x);
    let high = a.max.y.min(b.max.y) - a.min.y.max(b.min.y);
    wide.max(0.0) * high.max(0.0)
}

/// How wide a label may be: what the longest level run leaves of its line.
fn room_beside(path: &[Point]) -> f32 {
    let longest = path
        .windows(2)
        .filter_map(|leg| Some((*leg.first()?, *leg.get(1)?)))
        .max_by(|a, b| a.0.distance(a.1).total_cmp(&b.0.distance(b.1)));
    match longest {
        Some((p, q)) if (q.x - p.x).abs() >= (q.y - p.y).abs() => {
            ((q.x - p.x).abs() - 44.0).clamp(NARROWEST, WIDEST)
        }
        _ => WIDEST,
    }
}

/// Joins short texts by a middle dot into as few lines as they need.
fn packed(parts: &[String], room: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        if let Some(last) = lines.last_mut() {
            let joined = format!("{last} · {part}");
            if text::width(&joined, TEXT, Weight::Regular) <= room {
                *last = joined;
                continue;
            }
        }
        lines.push(part.clone());
    }
    lines
}

/// The few stated numbers that decide most about a link.
fn numbers(link: &Link) -> Vec<String> {
    let mut parts = Vec::new();
    let seconds = |known: Known<Seconds>| Seconds::UNIT.about(known.base());
    if link.interaction == Interaction::Lock {
        let scope = link.lock_scope.map_or("lock", |scope| scope.word());
        let scope = if scope == "lock" { "lock".to_owned() } else { format!("lock {scope}") };
        parts.push(match link.lock_hold {
            Some(hold) => format!("{scope} {}", seconds(hold)),
            None => scope,
        });
    }
    if let Some(calls) = link.calls {
        parts.push(Factor::UNIT.about(calls.base()));
    }
    if let Some(share) = link.probability {
        parts.push(Share::UNIT.about(share.base()));
    }
    if let Some(timeout) = link.timeout {
        parts.push(format!("timeout {}", seconds(timeout)));
    }
    if let Some(retries) = link.retries.map(Known::base).filter(|n| *n > 0.0) {
        let n = Count::UNIT.about(retries);
        parts.push(if n == "1" { "1 retry".to_owned() } else { format!("{n} retries") });
    }
    if let Some(interval) = link.poll_interval {
        parts.push(format!("every {}", seconds(interval)));
    }
    if let Some(limit) = link.limit {
        parts.push(format!("limit {}", PerSecond::UNIT.about(limit.base())));
    }
    parts
}
