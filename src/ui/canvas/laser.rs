//! The laser pointer's light: it follows the pointer and fades.

use eframe::egui::{self, Pos2, Stroke};

use super::overlay::Overlay;
use crate::model::Point;

/// How long the light stays, in seconds.
const SECONDS: f64 = 1.2;
/// Width of the light at the pointer, in points.
const WIDTH: f32 = 5.0;

/// Where the pointer was, and when.
#[derive(Default)]
pub(super) struct Laser(Vec<(Point, f64)>);

impl Laser {
    /// Follows the pointer while the tool is in hand, and lets the light fade.
    pub(super) fn follow(&mut self, ui: &egui::Ui, at: Option<Point>) {
        let now = ui.input(|input| input.time);
        self.0.retain(|(_, then)| now - then < SECONDS);
        if let Some(at) = at
            && self.0.last().is_none_or(|(last, _)| *last != at)
        {
            self.0.push((at, now));
        }
        if !self.0.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    /// The light over everything.
    pub(super) fn show_ui(&self, ui: &egui::Ui, overlay: &Overlay<'_>) {
        let now = ui.input(|input| input.time);
        let at = |p: Point| overlay.camera.screen_from_board(overlay.canvas, p);
        for pair in self.0.windows(2) {
            let [(a, _), (b, then)] = *pair else { continue };
            let left = (1.0 - (now - then) / SECONDS).clamp(0.0, 1.0) as f32;
            let stroke = Stroke::new(WIDTH * left, overlay.colours.breaks.gamma_multiply(left));
            overlay.painter.line_segment([at(a), at(b)], stroke);
        }
    }

    /// The dot under the pointer while the tool is in hand.
    pub(super) fn dot_ui(overlay: &Overlay<'_>, at: Pos2) {
        overlay.painter.circle_filled(at, WIDTH * 2.0, overlay.colours.breaks.gamma_multiply(0.25));
        overlay.painter.circle_filled(at, WIDTH, overlay.colours.breaks);
    }
}
