//! Cards: a raised frame that can be pressed as a whole.

use eframe::egui::{self, Stroke};

use super::super::theme;

/// A raised frame.
pub(super) fn frame(ui: &egui::Ui) -> egui::Frame {
    let colours = theme::of(ui);
    egui::Frame::new()
        .fill(colours.raised)
        .stroke(Stroke::new(1.0, colours.line))
        .corner_radius(8)
        .inner_margin(egui::Margin::symmetric(12, 8))
}

/// The frame of what lies over everything else.
pub fn modal(ui: &egui::Ui) -> egui::Frame {
    egui::Frame::popup(ui.style()).inner_margin(20)
}

/// A part of a panel that can be pressed as a whole; `label` names it for screen readers.
pub(super) fn pressable_ui(
    ui: &mut egui::Ui,
    id: egui::Id,
    label: &str,
    inside: impl FnOnce(&mut egui::Ui),
) -> egui::Response {
    let colours = theme::of(ui);
    let ground = ui.painter().add(egui::Shape::Noop);
    let margin = egui::Margin::symmetric(8, 6);
    let rect = egui::Frame::new()
        .inner_margin(margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            inside(ui);
        })
        .response
        .rect;
    let response = ui.interact(rect, id, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
    if response.hovered() || response.has_focus() {
        let edge = if response.has_focus() { colours.accent } else { egui::Color32::TRANSPARENT };
        let shape = egui::epaint::RectShape::new(
            rect,
            6,
            colours.hover,
            Stroke::new(1.0, edge),
            egui::StrokeKind::Inside,
        );
        ui.painter().set(ground, shape);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
