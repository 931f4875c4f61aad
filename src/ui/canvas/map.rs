//! The map in the corner: the whole board small, and which part of it is seen. A press or a drag
//! on it goes there. When nothing of the board is seen, a button leads back to it.

use eframe::egui::{
    self, Color32, Rect as ScreenRect, Sense, Stroke, StrokeKind, WidgetInfo, vec2,
};

use super::mesh;
use crate::model::{Point, Rect};
use crate::scene::palette;
use crate::ui::{Camera, Command, View, theme};

/// Largest size of the map, and its distance from the corner, in points.
const LARGEST: egui::Vec2 = vec2(200.0, 140.0);
const MARGIN: f32 = 12.0;
/// Most nodes that are drawn on it.
const MOST: usize = 4_000;

/// The map; returns where it lies, so that the canvas leaves presses there alone.
pub(super) fn map_ui(
    ui: &mut egui::Ui,
    canvas: ScreenRect,
    view: &View<'_>,
    camera: &mut Camera,
) -> Option<ScreenRect> {
    let bounds = view.scene.bounds.filter(|_| view.session.minimap)?;
    let seen = view.session.camera.visible(canvas);
    // The map holds what is seen too, so that its frame is always on it.
    let all = bounds.union(seen).grown(40.0);
    let scale = (LARGEST.x / all.width()).min(LARGEST.y / all.height());
    let size = vec2(all.width(), all.height()) * scale;
    let place = ScreenRect::from_min_size(canvas.max - size - vec2(MARGIN, MARGIN), size);
    let id = ui.scope_id().with("map");
    let response = ui.interact(place.expand(4.0), id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, "Map of the board"));
    let to_screen = |p: Point| place.min + vec2(p.x - all.min.x, p.y - all.min.y) * scale;
    let rect = |r: Rect| ScreenRect::from_min_max(to_screen(r.min), to_screen(r.max));
    let colours = theme::of(ui);
    let painter = ui.painter_at(canvas);
    let edge = Stroke::new(1.0, colours.line);
    painter.rect(place.expand(4.0), 6, colours.panel, edge, StrokeKind::Outside);
    let painter = ui.painter_at(place.expand(4.0));
    let palette = palette::of(view.session.theme);
    for frame in &view.geometry.boundaries {
        painter.rect_filled(rect(*frame), 2, mesh::colour(palette.boundary_fill));
    }
    let every = view.geometry.nodes.len().div_ceil(MOST).max(1);
    let nodes = view.board.nodes.iter().zip(&view.geometry.nodes).step_by(every);
    for (node, frame) in nodes {
        let small = rect(*frame);
        let small = ScreenRect::from_center_size(small.center(), small.size().max(vec2(2.0, 2.0)));
        painter.rect_filled(small, 1, mesh::colour(palette.tint(node.kind.facts()).edge));
    }
    for frame in &view.geometry.notes {
        painter.rect_filled(rect(*frame), 0, mesh::colour(palette.note));
    }
    let accent = Stroke::new(1.5, colours.accent);
    painter.rect(rect(seen), 2, colours.accent.gamma_multiply(0.08), accent, StrokeKind::Inside);
    if let Some(at) = response.interact_pointer_pos() {
        let from = (at - place.min) / scale;
        camera.centre = Point::new(all.min.x + from.x, all.min.y + from.y);
    }
    if response.hovered() {
        let wheel = ui.input(|input| input.smooth_scroll_delta().y);
        if wheel != 0.0 {
            *camera = camera.zoomed_at(canvas, canvas.center(), (wheel / 200.0).exp());
        }
    }
    response.on_hover_text("Click or drag to go there; the wheel zooms");
    Some(place.expand(4.0))
}

/// A button that leads back to the board, while nothing of it is seen.
pub(super) fn back_ui(
    ui: &mut egui::Ui,
    canvas: ScreenRect,
    view: &View<'_>,
    commands: &mut Vec<Command>,
) -> Option<ScreenRect> {
    if view.board.is_blank() {
        return None;
    }
    let seen = view.session.camera.visible(canvas);
    let geometry = view.geometry;
    let frames = geometry.nodes.iter().chain(&geometry.notes).chain(&geometry.boundaries);
    if frames.clone().next().is_none() || frames.clone().any(|frame| frame.touches(seen)) {
        return None;
    }
    let size = vec2(156.0, 32.0);
    let centre = egui::pos2(canvas.center().x, canvas.max.y - 36.0);
    let place = ScreenRect::from_center_size(centre, size);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(place));
    let button = egui::Button::new("Back to the board").corner_radius(16).min_size(size);
    if child.put(place, button).on_hover_text("Nothing of it is in view").clicked() {
        commands.push(Command::FrameAll);
    }
    Some(place)
}

/// What an empty board says: how to begin.
pub(super) fn empty_ui(ui: &egui::Ui, canvas: ScreenRect, view: &View<'_>) {
    if !view.board.is_blank() || view.session.naming.is_some() {
        return;
    }
    let colours = theme::of(ui);
    let painter = ui.painter_at(canvas);
    let lines: [(&str, f32, Color32); 4] = [
        ("Draw a system", theme::HEADING, colours.text),
        ("Double-click, press 1 to 9, or drag a kind from the left", theme::BODY, colours.weak),
        ("Ctrl+Arrow adds the next part and links it", theme::BODY, colours.weak),
        ("Or paste lines: browser -> orders: place an order", theme::BODY, colours.weak),
    ];
    let mut y = canvas.center().y - 44.0;
    for (text, size, colour) in lines {
        let at = egui::pos2(canvas.center().x, y);
        painter.text(
            at,
            egui::Align2::CENTER_CENTER,
            text,
            egui::FontId::proportional(size),
            colour,
        );
        y += size + 12.0;
    }
}
