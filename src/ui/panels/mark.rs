//! Marks of verdicts: told apart by shape as well as by colour, the same shapes as on the board.

use eframe::egui::{self, Rect, Shape, Stroke, pos2, vec2};

use super::super::theme;
use super::picture::outlines;
use crate::model::{self, Point};
use crate::rules::Verdict;
use crate::scene::{mark, palette};

/// Paints the mark of a verdict into a square: a cross on a disc, a filled triangle, a ring with a
/// dot, a tick.
fn paint(ui: &egui::Ui, verdict: Verdict, into: Rect) {
    let severity = palette::of(theme::theme_of(ui)).severity(verdict);
    let painter = ui.painter();
    let (square, ink) = match verdict {
        Verdict::Breaks => {
            painter.circle_filled(into.center(), into.width() / 2.0, theme::ink(severity.fill));
            (into.shrink(into.width() * 0.24), severity.on_fill)
        }
        Verdict::Watch | Verdict::Unknown | Verdict::Fine => (into, severity.text),
    };
    let side = square.width();
    let board = model::Rect {
        min: Point::new(square.min.x, square.min.y),
        max: Point::new(square.max.x, square.max.y),
    };
    let width = (mark::STROKE * side / mark::BOX).max(1.4);
    let stroke = Stroke::new(width, theme::ink(ink));
    for (points, closed) in outlines(&mark::mark(verdict, board)) {
        let points: Vec<egui::Pos2> = points.into_iter().map(|p| pos2(p.x, p.y)).collect();
        if verdict == Verdict::Watch {
            let fill = theme::ink(severity.fill);
            painter.add(Shape::convex_polygon(points, fill, Stroke::new(width, fill)));
        } else if closed {
            painter.add(Shape::closed_line(points, stroke));
        } else {
            painter.add(Shape::line(points, stroke));
        }
    }
}

/// The mark of a verdict in the flow of a panel; hovering says its word.
pub(super) fn mark_ui(ui: &mut egui::Ui, verdict: Verdict, side: f32) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(side, side), egui::Sense::hover());
    if ui.is_rect_visible(rect) {
        paint(ui, verdict, rect);
    }
    response.on_hover_text(verdict.word())
}
