//! The camera: which part of the board the canvas shows, and how large.

use eframe::egui;

use crate::model::{Point, Rect};

/// Where the canvas looks. Screen points are egui's, with the origin at the window's top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The place of the board in the middle of the canvas.
    pub centre: Point,
    /// Screen points per board unit, within [`Camera::ZOOM_MIN`] and [`Camera::ZOOM_MAX`].
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { centre: Point::new(0.0, 0.0), zoom: 1.0 }
    }
}

impl Camera {
    /// Farthest out.
    pub const ZOOM_MIN: f32 = 0.05;
    /// Closest in.
    pub const ZOOM_MAX: f32 = 8.0;

    /// Where a place of the board lies on the screen, when the canvas fills `canvas`.
    pub fn screen_from_board(self, canvas: egui::Rect, at: Point) -> egui::Pos2 {
        canvas.center() + egui::vec2(at.x - self.centre.x, at.y - self.centre.y) * self.zoom
    }

    /// Which place of the board lies at a place of the screen.
    pub fn board_from_screen(self, canvas: egui::Rect, at: egui::Pos2) -> Point {
        let from_centre = (at - canvas.center()) / self.zoom;
        Point::new(self.centre.x + from_centre.x, self.centre.y + from_centre.y)
    }

    /// The part of the board that the canvas shows.
    pub fn visible(self, canvas: egui::Rect) -> Rect {
        Rect::between(
            self.board_from_screen(canvas, canvas.min),
            self.board_from_screen(canvas, canvas.max),
        )
    }

    /// Zooms by a factor while the place under `pointer` stays where it is.
    #[must_use]
    pub fn zoomed_at(self, canvas: egui::Rect, pointer: egui::Pos2, factor: f32) -> Self {
        let held = self.board_from_screen(canvas, pointer);
        let zoom = (self.zoom * factor).clamp(Self::ZOOM_MIN, Self::ZOOM_MAX);
        let from_centre = (pointer - canvas.center()) / zoom;
        Self { centre: Point::new(held.x - from_centre.x, held.y - from_centre.y), zoom }
    }

    /// Shows a whole rectangle with a margin, never larger than `zoom_max`.
    #[must_use]
    pub fn framing(canvas: egui::Rect, rect: Rect, zoom_max: f32) -> Self {
        let margin = 48.0;
        let fits = |canvas: f32, board: f32| ((canvas - 2.0 * margin).max(32.0)) / board.max(1.0);
        let zoom = fits(canvas.width(), rect.width())
            .min(fits(canvas.height(), rect.height()))
            .min(zoom_max);
        Self { centre: rect.centre(), zoom: zoom.clamp(Self::ZOOM_MIN, Self::ZOOM_MAX) }
    }
}
