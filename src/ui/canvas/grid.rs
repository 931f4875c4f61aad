//! The grid of dots behind the board.

use eframe::egui::emath::GuiRounding as _;
use eframe::egui::epaint::{Mesh, Vertex};
use eframe::egui::{Color32, Pos2, Rect, pos2, vec2};

use crate::scene::palette;
use crate::ui::View;

/// Distance of two dots, in board units; also one step of the arrow keys.
pub(super) const STEP: f32 = 20.0;
/// Dots closer than this on the screen are thinned out, in screen points.
const CLOSEST_POINTS: f32 = 14.0;
/// Side of a dot, in screen points; rounded to whole pixels, so that all dots look alike.
const DOT_POINTS: f32 = 1.5;

/// Where and how dots are drawn.
#[derive(Clone, Copy)]
pub(super) struct Dots {
    pub(super) origin: Pos2,
    pub(super) zoom: f32,
    pub(super) pixels_per_point: f32,
    pub(super) colour: Color32,
}

/// The colour of dots.
pub(super) fn colour(view: &View<'_>) -> Color32 {
    super::mesh::colour(palette::of(view.session.theme).grid)
}

/// Adds the dots that the canvas shows. Zoomed out, every second dot fades before it goes.
pub(super) fn add(mesh: &mut Mesh, canvas: Rect, dots: Dots) {
    let Dots { origin, zoom, pixels_per_point, colour } = dots;
    let side = (DOT_POINTS * pixels_per_point).round().max(1.0) / pixels_per_point;
    let mut step = STEP * zoom;
    while step < CLOSEST_POINTS {
        step *= 2.0;
    }
    // From closest to twice as far: the dots in between come in slowly.
    let in_between = ((step / CLOSEST_POINTS - 1.0) / 0.6).clamp(0.0, 1.0);
    let first_x = ((canvas.min.x - origin.x) / step).ceil() as i32;
    let last_x = ((canvas.max.x - origin.x) / step).floor() as i32;
    let first_y = ((canvas.min.y - origin.y) / step).ceil() as i32;
    let last_y = ((canvas.max.y - origin.y) / step).floor() as i32;
    let faint = colour.gamma_multiply(in_between);
    for row in first_y..=last_y {
        for column in first_x..=last_x {
            let lasting = row % 2 == 0 && column % 2 == 0;
            let colour = if lasting { colour } else { faint };
            let at = pos2(origin.x + column as f32 * step, origin.y + row as f32 * step);
            let corner = (at - vec2(side, side) / 2.0).round_to_pixels(pixels_per_point);
            dot(mesh, corner, side, colour);
        }
    }
}

fn dot(mesh: &mut Mesh, at: Pos2, side: f32, colour: Color32) {
    let first = mesh.vertices.len() as u32;
    for (x, y) in [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)] {
        let corner = pos2(at.x + x, at.y + y);
        mesh.vertices.push(Vertex::untextured(corner, colour));
    }
    mesh.indices.extend([0, 1, 2, 0, 2, 3].map(|index| first + index));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_never_crowd() {
        for zoom in [0.05, 0.1, 0.33, 0.7, 1.0, 3.0, 8.0] {
            let mut mesh = Mesh::default();
            let canvas = Rect::from_min_size(pos2(0.0, 0.0), eframe::egui::vec2(1400.0, 700.0));
            let origin = pos2(333.0, 77.0);
            let colour = Color32::WHITE;
            add(&mut mesh, canvas, Dots { origin, zoom, pixels_per_point: 1.0, colour });
            let dots = mesh.vertices.len() / 4;
            // 1400 × 700 points hold 100 × 50 dots at the closest distance.
            assert!((1..=5151).contains(&dots), "{dots} at {zoom}");
        }
    }
}
