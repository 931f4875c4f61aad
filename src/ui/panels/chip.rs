//! Chips: a small fact in a rounded box.

use eframe::egui::{self, Color32, RichText, Stroke};

use super::super::theme;

/// A name and a number.
pub(super) fn number_ui(ui: &mut egui::Ui, name: &str, about: &str, hover: &str) {
    let colours = theme::of(ui);
    boxed_ui(ui, colours.hover, |ui| {
        ui.label(RichText::new(name).size(theme::SMALL).color(colours.weak));
        ui.label(RichText::new(about).font(theme::semibold(theme::SMALL)));
    })
    .on_hover_text(hover);
}

/// A few words in a colour.
pub(super) fn words_ui(ui: &mut egui::Ui, words: &str, ink: Color32) -> egui::Response {
    let ground = theme::of(ui).hover;
    boxed_ui(ui, ground, |ui| {
        ui.label(RichText::new(words).size(theme::SMALL).color(ink));
    })
}

fn boxed_ui(
    ui: &mut egui::Ui,
    ground: Color32,
    inside: impl FnOnce(&mut egui::Ui),
) -> egui::Response {
    egui::Frame::new()
        .fill(ground)
        .stroke(Stroke::NONE)
        .corner_radius(5)
        .inner_margin(egui::Margin::symmetric(6, 1))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = theme::STEP;
            ui.horizontal(inside);
        })
        .response
}
