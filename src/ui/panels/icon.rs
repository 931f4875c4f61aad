//! Icons: strokes in a 24 × 24 box, the same notation kinds use, painted at any size.

use eframe::egui::{self, Color32, Pos2, Rect, Shape, Stroke, vec2};

/// Side of the box icons are drawn in.
const BOX: f32 = 24.0;

/// An arrow pointer.
pub(super) const SELECT: &str = "M 5 3 L 19 12 L 12.5 13.2 L 16 20 L 13 21.5 L 9.8 14.6 L 5 19 Z";
/// An open hand, as four ways to go.
pub(super) const HAND: &str = "M 12 3 L 12 21 M 3 12 L 21 12 M 9.5 5.5 L 12 3 L 14.5 5.5 M 9.5 18.5 L 12 21 L 14.5 18.5 M 5.5 9.5 L 3 12 L 5.5 14.5 M 18.5 9.5 L 21 12 L 18.5 14.5";
/// An arrow.
pub(super) const CONNECT: &str = "M 4 20 L 20 4 M 11 4 L 20 4 L 20 13";
/// A sheet with a folded corner.
pub(super) const NOTE: &str = "M 4 4 L 20 4 L 20 14 L 14 20 L 4 20 Z M 14 20 L 14 14 L 20 14";
/// A dashed frame.
pub(super) const BOUNDARY: &str = "M 4 8 L 4 4 L 8 4 M 11 4 L 14 4 M 17 4 L 20 4 L 20 8 M 20 11 L 20 14 M 20 17 L 20 20 L 17 20 M 14 20 L 11 20 M 8 20 L 4 20 L 4 17 M 4 14 L 4 11";
/// Two stops and a way between them.
pub(super) const FLOW: &str = "M 4 6 C 4 3.4 8 3.4 8 6 C 8 8.6 4 8.6 4 6 M 16 18 C 16 15.4 20 15.4 20 18 C 20 20.6 16 20.6 16 18 M 8 6 C 18 6 6 18 16 18";
/// An open eye.
pub(super) const EYE: &str = "M 2 12 C 6 5 18 5 22 12 C 18 19 6 19 2 12 M 10 12 C 10 9.3 14 9.3 14 12 C 14 14.7 10 14.7 10 12";
/// A sun, for the light theme.
pub(super) const SUN: &str = "M 8 12 C 8 6.7 16 6.7 16 12 C 16 17.3 8 17.3 8 12 M 12 2 L 12 4.5 M 12 19.5 L 12 22 M 2 12 L 4.5 12 M 19.5 12 L 22 12 M 5 5 L 6.7 6.7 M 17.3 17.3 L 19 19 M 5 19 L 6.7 17.3 M 17.3 6.7 L 19 5";
/// A moon, for the dark theme.
pub(super) const MOON: &str = "M 20 14 C 12 18 6 12 10 4 C 2 7 2 19 11 21 C 15 21.8 19 18 20 14";

/// A triangle that points on.
pub(super) const PLAY: &str = "M 8 5 L 19 12 L 8 19 Z";
/// Two bars.
pub(super) const PAUSE: &str = "M 8 5 L 8 19 M 16 5 L 16 19";
/// Back to the start.
pub(super) const RESTART: &str = "M 6 5 L 6 19 M 19 5 L 9 12 L 19 19 Z";
/// A cross.
pub(super) const CLOSE: &str = "M 7 7 L 17 17 M 17 7 L 7 17";

/// Paints an icon into a square.
pub(super) fn paint(painter: &egui::Painter, path: &str, into: Rect, stroke: Stroke) {
    for line in outlines(path, into) {
        painter.add(Shape::line(line, stroke));
    }
}

/// A square button with an icon, named for screen readers by its label.
pub(super) fn button_ui(
    ui: &mut egui::Ui,
    path: &str,
    label: &str,
    chosen: bool,
    size: egui::Vec2,
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, enabled, chosen, label));
    if ui.is_rect_visible(rect) {
        let visuals = ui.style().interact_selectable(&response, chosen);
        let colours = super::super::theme::of(ui);
        let ink: Color32 = match (enabled, chosen) {
            (false, _) => colours.weak.gamma_multiply(0.5),
            (true, true) => colours.accent,
            (true, false) => colours.text,
        };
        if chosen || response.hovered() || response.has_focus() {
            let edge =
                if response.has_focus() { Stroke::new(1.0, colours.accent) } else { Stroke::NONE };
            ui.painter().rect(
                rect,
                visuals.corner_radius,
                visuals.weak_bg_fill,
                edge,
                egui::StrokeKind::Inside,
            );
        }
        let side = (size.min_elem() - 10.0).max(14.0);
        let inside = Rect::from_center_size(rect.center(), vec2(side, side));
        paint(ui.painter(), path, inside, Stroke::new(1.4, ink));
    }
    response
}

/// The path as polylines; what cannot be read is left out.
fn outlines(path: &str, into: Rect) -> Vec<Vec<Pos2>> {
    let mut lines: Vec<Vec<Pos2>> = Vec::new();
    let mut words = path.split_whitespace();
    let scale = into.width() / BOX;
    while let Some(command) = words.next() {
        let mut point = || -> Option<Pos2> {
            let x: f32 = words.next()?.parse().ok()?;
            let y: f32 = words.next()?.parse().ok()?;
            Some(into.min + vec2(x, y) * scale)
        };
        match command {
            "M" => lines.push(point().into_iter().collect()),
            "L" => {
                if let (Some(line), Some(to)) = (lines.last_mut(), point()) {
                    line.push(to);
                }
            }
            "C" => {
                let (Some(a), Some(b), Some(to)) = (point(), point(), point()) else { break };
                let Some(line) = lines.last_mut() else { break };
                let Some(from) = line.last().copied() else { break };
                line.extend((1..=10).map(|i| cubic([from, a, b, to], i as f32 / 10.0)));
            }
            "Z" => {
                if let Some(line) = lines.last_mut() {
                    line.extend(line.first().copied());
                }
            }
            _ => break,
        }
    }
    lines
}

fn cubic([p0, p1, p2, p3]: [Pos2; 4], t: f32) -> Pos2 {
    let u = 1.0 - t;
    let sum = p0.to_vec2() * (u * u * u)
        + p1.to_vec2() * (3.0 * u * u * t)
        + p2.to_vec2() * (3.0 * u * t * t)
        + p3.to_vec2() * (t * t * t);
    sum.to_pos2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_can_be_read_to_its_end() {
        let icons = [
            SELECT, HAND, CONNECT, NOTE, BOUNDARY, FLOW, EYE, SUN, MOON, PLAY, PAUSE, RESTART,
            CLOSE,
        ];
        let kinds = crate::model::kinds::ALL.iter().map(|kind| kind.facts().icon);
        let into = Rect::from_min_size(Pos2::ZERO, vec2(24.0, 24.0));
        for path in icons.into_iter().chain(kinds) {
            let starts = path.split_whitespace().filter(|word| *word == "M").count();
            let lines = outlines(path, into);
            assert_eq!(lines.len(), starts, "{path}");
            for line in lines {
                assert!(line.len() >= 2, "{path}");
                assert!(line.iter().all(|p| into.expand(0.5).contains(*p)), "{path}");
            }
        }
    }
}
