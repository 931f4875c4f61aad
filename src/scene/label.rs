//! Labels of links: what they say, and a place for their plate that covers no node.

use super::near::Near;
use super::outline::between;
use super::prim::Weight;
use super::text;
use crate::model::units::{Count, Factor, Measure, PerSecond, Seconds, Share};
use crate::model::{Course, Interaction, Known, Link, Point, Rect, Size};

/// Size of the letters.
pub(super) const TEXT: f32 = 11.0;
/// Height of a line.
pub(super) const STEP: f32 = 14.0;
/// Between the plate's edge and its text.
const PAD: Size = Size::new(6.0, 2.0);
/// Between a level line and the text above or below it.
const CLEAR: f32 = 3.0;
const WIDEST: f32 = 152.0;
const NARROWEST: f32 = 56.0;
/// What a label leaves free at the tail and at the head of its link.
const TAIL: f32 = 6.0;
const HEAD: f32 = 12.0;

/// Where along a leg a label stands, the best first; and where it may when nothing else is free.
const SHARES: [f32; 5] = [0.5, 0.36, 0.64, 0.22, 0.78];
const MORE_SHARES: [f32; 12] =
    [0.5, 0.43, 0.57, 0.29, 0.71, 0.15, 0.85, 0.08, 0.92, 0.0, 1.0, 0.36];

/// What stands beside a link, broken into lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Label {
    /// Lines with their weight that stand above a level line: the name.
    above: Vec<(String, Weight)>,
    /// Lines that stand below it: the numbers.
    below: Vec<(String, Weight)>,
    /// Width of the widest line.
    wide: f32,
}

/// A line of a label in its place: the left end of its baseline, its text, weight and width.
pub(super) type Placed<'a> = (Point, &'a str, Weight, f32);

impl Label {
    /// The label of a link with this path; `None` when there is nothing to say.
    pub(super) fn of(link: &Link, path: &[Point]) -> Option<Self> {
        let numbers = numbers(link);
        if link.name.is_empty() && numbers.is_empty() {
            return None;
        }
        let room = room_beside(spine(link, path), head_room(link));
        let heavy = |line| (line, Weight::SemiBold);
        let names: Vec<_> = text::lines(&link.name, TEXT, Weight::SemiBold, room, 2)
            .into_iter()
            .map(heavy)
            .collect();
        let mut numbers = packed(&numbers, room).into_iter().map(|line| (line, Weight::Regular));
        let above = if names.is_empty() { numbers.next().into_iter().collect() } else { names };
        let mut label = Self { above, below: numbers.collect(), wide: 0.0 };
        label.wide = label
            .lines()
            .map(|(line, weight)| text::width(line, TEXT, *weight))
            .fold(0.0, f32::max);
        (label.wide > 0.0).then_some(label)
    }

    /// The first line alone, for where all of it has no room; none when that is all of it.
    pub(super) fn shorter(&self) -> Option<Self> {
        let first = self.lines().next()?.clone();
        if self.lines().count() < 2 {
            return None;
        }
        let wide = text::width(&first.0, TEXT, first.1);
        Some(Self { above: vec![first], below: Vec::new(), wide })
    }

    fn lines(&self) -> impl Iterator<Item = &(String, Weight)> {
        self.above.iter().chain(&self.below)
    }

    /// The place along a path where the plate covers least; none when it would cover a node
    /// wherever it stands.
    pub(super) fn place(&self, link: &Link, path: &[Point], around: &Around<'_>) -> Option<Rect> {
        let path = spine(link, path);
        self.place_at(link, path, around, &SHARES)
            .or_else(|| self.place_at(link, path, around, &MORE_SHARES))
    }

    /// The plate where somebody put it: with its middle at this share of the path.
    pub(super) fn placed_at(&self, path: &[Point], share: f32) -> Rect {
        let total: f32 = legs(path).map(|(p, q)| p.distance(q)).sum();
        let mut left = total * share.clamp(0.0, 1.0);
        let mut place = (path.first().copied().unwrap_or_default(), true);
        for (p, q) in legs(path) {
            let long = p.distance(q);
            place = (between(p, q, (left / long.max(0.01)).min(1.0)), is_level(p, q));
            if left <= long {
                break;
            }
            left -= long;
        }
        let (at, level) = place;
        let stand = match (level, self.below.is_empty()) {
            (false, _) => Stand::Across,
            (true, true) => Stand::Above,
            (true, false) => Stand::Around,
        };
        self.plate(at, stand)
    }

    fn place_at(
        &self,
        link: &Link,
        path: &[Point],
        around: &Around<'_>,
        shares: &[f32],
    ) -> Option<Rect> {
        let total: f32 = legs(path).map(|(p, q)| p.distance(q)).sum();
        let last = path.len().saturating_sub(2);
        let mut legs: Vec<_> = legs(path).enumerate().collect();
        legs.sort_by(|a, b| b.1.0.distance(b.1.1).total_cmp(&a.1.0.distance(a.1.1)));
        let mut best: Option<(f32, Rect)> = None;
        for (i, (p, q)) in legs {
            let long = p.distance(q).max(1.0);
            let start = if i == 0 { TAIL } else { 0.0 } / long;
            let end = 1.0 - if i == last { head_room(link) } else { 0.0 } / long;
            let free = (end - start).max(0.0);
            for (share, stand) in self.stands(is_level(p, q), shares) {
                let plate = self.plate(between(p, q, start + free * share), stand);
                let along = if stand == Stand::Across { plate.height() } else { self.wide };
                let lacks = (along - long * free).max(0.0) * 4.0;
                if around.covers_a_node(plate) {
                    continue;
                }
                let covers = lacks + around.covered_by(plate);
                let unusual = (share - 0.5).abs() * 40.0 + (total - long) / total.max(1.0) * 60.0;
                let cost = covers + unusual + stand.penalty();
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, plate));
                }
                // They come in the order of preference.
                if covers < 1.0 {
                    break;
                }
            }
            if best.as_ref().is_some_and(|(least, _)| *least < 30.0) {
                break;
            }
        }
        best.map(|(_, plate)| plate)
    }

    /// Places to try on a leg, the best first.
    fn stands<'s>(
        &self,
        level: bool,
        shares: &'s [f32],
    ) -> impl Iterator<Item = (f32, Stand)> + use<'s> {
        let stands: &[Stand] = match (level, self.below.is_empty()) {
            (false, _) => &[Stand::Across],
            (true, true) => &[Stand::Above, Stand::Below],
            (true, false) => &[Stand::Around, Stand::Above, Stand::Below],
        };
        shares.iter().copied().flat_map(|share| stands.iter().map(move |stand| (share, *stand)))
    }

    /// The plate at a place of a leg.
    fn plate(&self, at: Point, stand: Stand) -> Rect {
        let half = self.wide / 2.0 + PAD.width;
        let (above, below) = (self.above.len() as f32 * STEP, self.below.len() as f32 * STEP);
        let (top, bottom) = match stand {
            Stand::Around => (-CLEAR - above, CLEAR + below),
            Stand::Above => (-CLEAR - above - below, -CLEAR),
            Stand::Below => (CLEAR, CLEAR + above + below),
            Stand::Across => {
                let high = f32::midpoint(above, below) + PAD.height;
                (-high, high)
            }
        };
        Rect {
            min: Point::new(at.x - half, at.y + top),
            max: Point::new(at.x + half, at.y + bottom),
        }
    }

    /// Every line in its place, and whether the plate has to hide the link behind it.
    pub(super) fn placed(&self, plate: Rect) -> (Vec<Placed<'_>>, bool) {
        let above = self.above.len() as f32 * STEP;
        // A plate is higher than its lines by what its stand needs.
        let spare = plate.height() - above - self.below.len() as f32 * STEP;
        let hides = spare > 1.0 && spare < f32::midpoint(2.0 * PAD.height, 2.0 * CLEAR);
        let (pad, gap) = match (hides, spare > 1.0) {
            (true, _) => (PAD.height, 0.0),
            (false, true) => (0.0, 2.0 * CLEAR),
            (false, false) => (0.0, 0.0),
        };
        let first = plate.min.y + pad;
        let mut placed = Vec::with_capacity(self.above.len() + self.below.len());
        for (lines, top) in [(&self.above, first), (&self.below, first + above + gap)] {
            for (i, (line, weight)) in lines.iter().enumerate() {
                let y = top + i as f32 * STEP;
                let width = text::width(line, TEXT, *weight);
                let at = Point::new(plate.centre().x - width / 2.0, y + STEP / 2.0 + TEXT * 0.364);
                placed.push((at, line.as_str(), *weight, width));
            }
        }
        (placed, hides)
    }
}

/// How a label stands to the leg it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// The name above a level leg, the numbers below.
    Around,
    /// All above a level leg.
    Above,
    /// All below a level leg.
    Below,
    /// On an upright leg, which it interrupts.
    Across,
}

impl Stand {
    fn penalty(self) -> f32 {
        match self {
            Self::Around | Self::Across => 0.0,
            Self::Above => 4.0,
            Self::Below => 6.0,
        }
    }
}

/// What a label should not cover.
pub(super) struct Around<'a> {
    /// Nodes.
    pub nodes: &'a Near,
    /// Labels in their places, and the edges of boundaries.
    pub taken: &'a Near,
    /// The legs of all links.
    pub legs: &'a Near,
    /// The places in `legs` that are of the label's own link.
    pub own: std::ops::Range<usize>,
}

impl Around<'_> {
    fn covers_a_node(&self, plate: Rect) -> bool {
        let mut covers = false;
        self.nodes.touching(plate, |_, _| covers = true);
        covers
    }

    fn covered_by(&self, plate: Rect) -> f32 {
        let mut cost = 0.0;
        self.taken.touching(plate, |_, other| cost += 40.0 + covered(plate, other));
        self.legs.touching(plate, |leg, _| {
            if !self.own.contains(&leg) {
                cost += 20.0;
            }
        });
        cost
    }
}

/// What a label stands along: of a curve its middle, which is nearly straight.
fn spine<'p>(link: &Link, path: &'p [Point]) -> &'p [Point] {
    let third = path.len() / 3;
    match path.get(third..path.len() - third) {
        Some(middle) if link.course == Some(Course::Curved) && third > 1 => middle,
        _ => path,
    }
}

/// The straight parts of a path.
pub(super) fn legs(path: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    path.windows(2).filter_map(|leg| Some((*leg.first()?, *leg.get(1)?)))
}

fn is_level(p: Point, q: Point) -> bool {
    (q.x - p.x).abs() >= (q.y - p.y).abs()
}

/// What the head of a link, and its padlock, need.
fn head_room(link: &Link) -> f32 {
    if link.interaction == Interaction::Lock { HEAD + 16.0 } else { HEAD }
}

/// Area that two rectangles share.
fn covered(a: Rect, b: Rect) -> f32 {
    let wide = a.max.x.min(b.max.x) - a.min.x.max(b.min.x);
    let high = a.max.y.min(b.max.y) - a.min.y.max(b.min.y);
    wide.max(0.0) * high.max(0.0)
}

/// How wide a label may be: what the longest level run leaves.
fn room_beside(path: &[Point], head: f32) -> f32 {
    let longest = legs(path).max_by(|a, b| a.0.distance(a.1).total_cmp(&b.0.distance(b.1)));
    match longest {
        Some((p, q)) if is_level(p, q) => {
            ((q.x - p.x).abs() - TAIL - head).clamp(NARROWEST, WIDEST)
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
