//! Stands where the canvas will be.

use eframe::egui;

use crate::ui::{Command, View};

#[derive(Default)]
pub(super) struct Canvas;

impl Canvas {
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        _view: &View<'_>,
        _commands: &mut Vec<Command>,
    ) -> egui::Response {
        let size = ui.available_size();
        ui.allocate_response(size, egui::Sense::click_and_drag())
    }
}
