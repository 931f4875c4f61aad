//! Nodes while something is played: how full they are, who waits in front, when they filled up.

use eframe::egui::{Align2, Pos2, Rect as ScreenRect, Shape, Stroke, StrokeKind, pos2, vec2};

use super::{NUMBERS_FROM_ZOOM, Shown};
use crate::facts::system::Gate;
use crate::model::{Node, Rect};
use crate::rules::Verdict;
use crate::scene::{Prim, Segment, palette, silhouette};
use crate::ui::player::moment_text;
use crate::ui::run::Run;
use crate::ui::theme;

/// Height of the bar of a line, in points.
const BAR: f32 = 6.0;
/// Between a node and what stands below it, in points.
const CLEAR: f32 = 6.0;
/// From this share of its slots on a node counts as full.
const FULL: f64 = 0.995;
/// Steps in which a corner's curve is drawn.
const CURVE: usize = 6;

impl Shown<'_, '_> {
    /// A node's level, line and numbers.
    pub(super) fn node_ui(&self, pool: usize, node: &Node, frame: Rect) {
        let Some(track) = self.run.timeline.pools.get(pool) else { return };
        let rect = self.rect(frame);
        if !rect.expand(40.0).intersects(self.overlay.canvas) || node.kind.behavior.starts_requests
        {
            return;
        }
        let slots = track.slots.get(self.step).copied().unwrap_or(f64::INFINITY);
        let (busy, line) = (self.between(&track.busy), self.between(&track.queue));
        let away = slots <= 0.0;
        let share = if slots.is_finite() && slots > 0.0 { (busy / slots).min(1.0) } else { 0.0 };
        let full = share >= FULL;
        self.level(node, frame, share, full);
        if away {
            self.away(rect);
        }
        let mut below = rect.bottom() + CLEAR;
        if line >= 0.5 {
            let limit = self.run.system.pools.get(pool).and_then(|pool| pool.queue);
            self.line_bar(rect, below, line, limit.map(f64::from));
            below += BAR + 4.0;
        }
        if self.zoom() < NUMBERS_FROM_ZOOM {
            return;
        }
        let text = said(busy, slots, line);
        if !text.is_empty() {
            let colours = self.overlay.colours;
            let ink = if full || away { colours.breaks } else { colours.text };
            let at = pos2(rect.center().x, below);
            self.plate(at, Align2::CENTER_TOP, &text, (ink, colours.panel));
        }
        let corner = pos2(rect.left(), rect.top() - CLEAR);
        self.filled(pool, (corner, Align2::LEFT_BOTTOM));
    }

    fn rect(&self, frame: Rect) -> ScreenRect {
        ScreenRect::from_min_max(self.at(frame.min), self.at(frame.max))
    }

    /// The silhouette filled from below.
    fn level(&self, node: &Node, frame: Rect, share: f64, full: bool) {
        if share < 0.002 {
            return;
        }
        let colours = self.overlay.colours;
        let tint = palette::of(self.overlay.session.theme).tint(&node.kind);
        let prims = silhouette(node.kind.silhouette, frame, tint);
        let Some(outline) = largest(&prims) else { return };
        let outline: Vec<Pos2> = outline.iter().map(|p| self.at(*p)).collect();
        let rect = self.rect(frame);
        let level = rect.bottom() - rect.height() * share as f32;
        let below = clipped(&outline, level);
        if below.len() < 3 {
            return;
        }
        let ink = if full { colours.breaks } else { colours.accent };
        let wash = ink.gamma_multiply(if full { 0.26 } else { 0.20 });
        let painter = &self.overlay.painter;
        painter.add(Shape::convex_polygon(below.clone(), wash, Stroke::NONE));
        if full {
            painter.add(Shape::closed_line(outline, Stroke::new(2.5, colours.breaks)));
        } else {
            // The surface, so that a low level is seen too.
            let on = below.iter().filter(|p| (p.y - level).abs() < 0.5);
            let (left, right) =
                on.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, r), p| (l.min(p.x), r.max(p.x)));
            if right > left {
                let line = [pos2(left, level), pos2(right, level)];
                painter.line_segment(line, Stroke::new(1.5, ink.gamma_multiply(0.7)));
            }
        }
    }

    /// A node without any replica is crossed out.
    fn away(&self, rect: ScreenRect) {
        let stroke = Stroke::new(2.0, self.overlay.colours.breaks);
        let inner = rect.shrink(4.0);
        let painter = &self.overlay.painter;
        painter.rect(
            rect,
            8,
            self.overlay.colours.breaks.gamma_multiply(0.16),
            stroke,
            StrokeKind::Inside,
        );
        painter.line_segment([inner.left_top(), inner.right_bottom()], stroke);
        painter.line_segment([inner.right_top(), inner.left_bottom()], stroke);
    }

    /// The line in front as a bar: of its limit, or of what one has ever seen there.
    fn line_bar(&self, rect: ScreenRect, top: f32, line: f64, limit: Option<f64>) {
        let colours = self.overlay.colours;
        let most = limit.filter(|limit| *limit > 0.0);
        // Without a limit the bar grows ever more slowly towards its end.
        let share = most.map_or(line / (line + 50.0), |most| (line / most).min(1.0));
        let whole = ScreenRect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), BAR));
        let edge = Stroke::new(1.0, colours.line);
        self.overlay.painter.rect(whole, 3, colours.panel, edge, StrokeKind::Inside);
        let mut part = whole;
        part.set_width((whole.width() * share as f32).max(BAR));
        let ink = if share >= FULL { colours.breaks } else { colours.watch };
        self.overlay.painter.rect_filled(part, 3, ink);
    }

    /// When a pool filled up; the first of all in full colour.
    pub(super) fn filled(&self, pool: usize, (at, anchor): (Pos2, Align2)) {
        let all = &self.run.summary.full;
        let Some(rank) = all.iter().position(|full| full.pool as usize == pool) else { return };
        let Some(full) = all.get(rank).filter(|full| full.at <= self.player.time) else { return };
        let severity = palette::of(self.overlay.session.theme).severity(Verdict::Breaks);
        let (ink, ground) = if rank == 0 {
            (theme::ink(severity.on_fill), theme::ink(severity.fill))
        } else {
            (self.overlay.colours.breaks, self.overlay.colours.panel)
        };
        let gate = self.run.system.pools.get(pool).and_then(|pool| pool.gate);
        let what = if gate == Some(Gate::Lock) { "held" } else { "full" };
        let first = if rank == 0 { "▲ first " } else { "" };
        let text = format!("{first}{what} at {}", moment_text(full.at));
        self.plate(at, anchor, &text, (ink, ground));
    }
}

/// What a pool does in a step, to be added to its name.
pub(super) fn said_of(run: &Run, pool: usize, step: usize) -> String {
    let Some(track) = run.timeline.pools.get(pool) else { return String::new() };
    let at = |values: &[f64]| values.get(step).copied().unwrap_or(0.0);
    let text = said(at(&track.busy), at(&track.slots), at(&track.queue));
    if text.is_empty() { text } else { format!(", {}", text.replace(" · ", ", ")) }
}

/// "400 of 400 busy · 100 in line".
fn said(busy: f64, slots: f64, line: f64) -> String {
    let whole = |value: f64| crate::model::Unit::Count.about(value.round());
    let mut text = if slots <= 0.0 {
        "down".to_owned()
    } else if slots.is_finite() {
        format!("{} of {} busy", whole(busy), whole(slots))
    } else if busy >= 0.5 {
        format!("{} at work", whole(busy))
    } else {
        String::new()
    };
    if line >= 0.5 {
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(&format!("{} in line", whole(line)));
    }
    text
}

/// The largest filled outline of a silhouette, as a polygon.
fn largest(prims: &[Prim]) -> Option<Vec<crate::model::Point>> {
    let outlines = prims.iter().filter_map(|prim| match prim {
        Prim::Path { segments, fill: Some(_), .. } => Some(polygon(segments)),
        Prim::Path { .. } | Prim::Text(_) => None,
    });
    let area = |points: &[crate::model::Point]| {
        let around = points
            .iter()
            .map(|p| Rect { min: *p, max: *p })
            .reduce(Rect::union)
            .unwrap_or_default();
        around.width() * around.height()
    };
    outlines.max_by(|a, b| area(a).total_cmp(&area(b)))
}

/// An outline with its curves broken into short lines.
fn polygon(segments: &[Segment]) -> Vec<crate::model::Point> {
    let mut points: Vec<crate::model::Point> = Vec::new();
    for segment in segments {
        match segment {
            Segment::Move(p) | Segment::Line(p) => points.push(*p),
            Segment::Curve(a, b, to) => {
                let Some(from) = points.last().copied() else { continue };
                for i in 1..=CURVE {
                    let t = i as f32 / CURVE as f32;
                    let u = 1.0 - t;
                    let [w0, w1, w2, w3] = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
                    points.push(crate::model::Point::new(
                        from.x * w0 + a.x * w1 + b.x * w2 + to.x * w3,
                        from.y * w0 + a.y * w1 + b.y * w2 + to.y * w3,
                    ));
                }
            }
            Segment::Close => {}
        }
    }
    points
}

/// The part of a convex polygon below a level.
fn clipped(polygon: &[Pos2], level: f32) -> Vec<Pos2> {
    let mut kept = Vec::with_capacity(polygon.len() + 2);
    let after = polygon.iter().cycle().skip(1);
    for (a, b) in polygon.iter().zip(after) {
        if a.y >= level {
            kept.push(*a);
        }
        if (a.y >= level) != (b.y >= level) {
            let share = (level - a.y) / (b.y - a.y);
            kept.push(*a + (*b - *a) * share);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Point, kinds};
    use crate::scene::Theme;

    #[test]
    fn half_full_is_half_of_every_silhouette() {
        let frame = Rect::between(Point::new(0.0, 0.0), Point::new(160.0, 60.0));
        for kind in kinds::ALL {
            let tint = palette::of(Theme::Light).tint(kind);
            let outline = largest(&silhouette(kind.silhouette, frame, tint)).unwrap();
            let outline: Vec<Pos2> = outline.iter().map(|p| pos2(p.x, p.y)).collect();
            assert!(clipped(&outline, 61.0).is_empty(), "{}", kind.slug);
            assert_eq!(clipped(&outline, -1.0), outline, "{}", kind.slug);
            let half = clipped(&outline, 30.0);
            assert!(half.len() >= 3, "{}", kind.slug);
            assert!(half.iter().all(|p| p.y >= 29.9 && p.y <= 60.1), "{}", kind.slug);
        }
    }

    #[test]
    fn numbers_are_said_as_one_says_them() {
        assert_eq!(said(399.6, 400.0, 99.7), "400 of 400 busy · 100 in line");
        assert_eq!(said(23.8, 400.0, 0.2), "24 of 400 busy");
        assert_eq!(said(0.1, f64::INFINITY, 0.0), "");
        assert_eq!(said(12.0, f64::INFINITY, 3.0), "12 at work · 3 in line");
        assert_eq!(said(0.0, 0.0, 0.0), "down");
    }
}
