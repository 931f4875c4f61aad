//! Marks of verdicts: told apart by shape as well as by colour.

use eframe::egui::{self, Color32, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::super::theme;
use crate::rules::Verdict;

/// Paints the mark of a verdict in the middle of a square.
///
/// Breaks is a filled octagon with a bar, watch a triangle, unknown a ring with a question mark,
/// fine a tick.
pub fn paint(painter: &egui::Painter, verdict: Verdict, into: Rect, ink: Color32, ground: Color32) {
    let centre = into.center();
    let r = into.width() / 2.0;
    match verdict {
        Verdict::Breaks => {
            painter.add(Shape::convex_polygon(around(centre, r, 8, 22.5), ink, Stroke::NONE));
            let bar = Stroke::new(r * 0.34, ground);
            painter.line_segment([centre - vec2(0.0, r * 0.55), centre + vec2(0.0, r * 0.1)], bar);
            painter.circle_filled(centre + vec2(0.0, r * 0.48), r * 0.18, ground);
        }
        Verdict::Watch => {
            let points = vec![
                pos2(centre.x, centre.y - r * 0.95),
                pos2(centre.x + r, centre.y + r * 0.8),
                pos2(centre.x - r, centre.y + r * 0.8),
            ];
            painter.add(Shape::convex_polygon(points, ink, Stroke::NONE));
            let bar = Stroke::new(r * 0.28, ground);
            painter.line_segment([centre - vec2(0.0, r * 0.35), centre + vec2(0.0, r * 0.2)], bar);
            painter.circle_filled(centre + vec2(0.0, r * 0.52), r * 0.15, ground);
        }
        Verdict::Unknown => {
            painter.circle_stroke(centre, r * 0.88, Stroke::new(r * 0.2, ink));
            let font = theme::semibold(r * 1.35);
            painter.text(centre, egui::Align2::CENTER_CENTER, "?", font, ink);
        }
        Verdict::Fine => {
            let tick = vec![
                centre + vec2(-r * 0.75, r * 0.05),
                centre + vec2(-r * 0.2, r * 0.6),
                centre + vec2(r * 0.8, -r * 0.6),
            ];
            painter.add(Shape::line(tick, Stroke::new((r * 0.28).max(1.5), ink)));
        }
    }
}

/// The mark of a verdict in the flow of a panel; hovering says its word.
pub(super) fn mark_ui(ui: &mut egui::Ui, verdict: Verdict, side: f32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), egui::Sense::hover());
    let colours = theme::of(ui);
    paint(ui.painter(), verdict, rect, colours.verdict(verdict), colours.raised);
    response.on_hover_text(verdict.word())
}

/// A regular polygon; the first corner lies at `turn` degrees.
fn around(centre: Pos2, radius: f32, corners: usize, turn: f32) -> Vec<Pos2> {
    (0..corners)
        .map(|i| {
            let angle = (turn + 360.0 * i as f32 / corners as f32).to_radians();
            centre + vec2(angle.cos(), angle.sin()) * radius
        })
        .collect()
}
