//! A scene painted small, for cards of the start screen.

use eframe::egui::{self, FontFamily, FontId, Rect, Shape, Stroke, pos2};

use super::super::theme;
use crate::model::Point;
use crate::scene::{Prim, Scene, Segment, Weight};

/// Paints a whole scene into a rectangle, centred, never larger than life.
pub fn paint(painter: &egui::Painter, scene: &Scene, into: Rect) {
    let Some(bounds) = scene.bounds else { return };
    let fit =
        (into.width() / bounds.width().max(1.0)).min(into.height() / bounds.height().max(1.0));
    let scale = fit.min(1.0);
    let centre = bounds.centre();
    let place = |p: Point| {
        pos2(into.center().x + (p.x - centre.x) * scale, into.center().y + (p.y - centre.y) * scale)
    };
    for prim in scene.pieces.iter().flat_map(|piece| &piece.prims) {
        match prim {
            Prim::Path { segments, fill, stroke } => {
                let outline_stroke = stroke.as_ref().map_or(Stroke::NONE, |stroke| {
                    Stroke::new((stroke.width * scale).max(0.6), theme::ink(stroke.ink))
                });
                for (points, closed) in outlines(segments) {
                    let points: Vec<egui::Pos2> = points.into_iter().map(place).collect();
                    if let Some(fill) = fill {
                        painter.add(Shape::convex_polygon(
                            points.clone(),
                            theme::ink(*fill),
                            Stroke::NONE,
                        ));
                    }
                    if closed {
                        painter.add(Shape::closed_line(points, outline_stroke));
                    } else {
                        painter.add(Shape::line(points, outline_stroke));
                    }
                }
            }
            Prim::Text(line) => {
                let size = line.size * scale;
                // Below this nobody can read it; a bar of its length keeps the look.
                if size < 4.0 {
                    let from = place(line.at);
                    let to = from + egui::vec2(line.width * scale, 0.0);
                    let ink = theme::ink(line.ink).gamma_multiply(0.35);
                    let up = egui::vec2(0.0, size * 0.35);
                    painter.line_segment([from - up, to - up], Stroke::new(size * 0.5, ink));
                    continue;
                }
                let font = match line.weight {
                    Weight::Regular => FontId::new(size, FontFamily::Proportional),
                    Weight::SemiBold => theme::semibold(size),
                };
                let at = place(line.at) - egui::vec2(0.0, size * 0.97);
                painter.text(at, egui::Align2::LEFT_TOP, &line.text, font, theme::ink(line.ink));
            }
        }
    }
}

/// The outlines of a path as corners, and whether each is closed.
pub(super) fn outlines(segments: &[Segment]) -> Vec<(Vec<Point>, bool)> {
    let mut lines: Vec<(Vec<Point>, bool)> = Vec::new();
    for segment in segments {
        match (*segment, lines.last_mut()) {
            (Segment::Move(p), _) => lines.push((vec![p], false)),
            (Segment::Line(p), Some((line, _))) => line.push(p),
            (Segment::Curve(a, b, to), Some((line, _))) => {
                let from = line.last().copied().unwrap_or(to);
                line.extend((1..=8).map(|i| cubic([from, a, b, to], i as f32 / 8.0)));
            }
            (Segment::Close, Some((_, closed))) => *closed = true,
            (Segment::Line(_) | Segment::Curve(..) | Segment::Close, None) => {}
        }
    }
    lines
}

fn cubic([p0, p1, p2, p3]: [Point; 4], t: f32) -> Point {
    let u = 1.0 - t;
    let mix = |a: f32, b: f32, c: f32, d: f32| {
        a * u * u * u + b * 3.0 * u * u * t + c * 3.0 * u * t * t + d * t * t * t
    };
    Point::new(mix(p0.x, p1.x, p2.x, p3.x), mix(p0.y, p1.y, p2.y, p3.y))
}
