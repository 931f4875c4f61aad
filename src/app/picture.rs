//! The board as a picture: exported to a file, or copied.

use std::path::Path;

use eframe::egui;

use super::App;

impl App {
    /// Exports to a file; the format follows its ending.
    pub(super) fn export(&mut self, path: &Path) -> Result<(), String> {
        Err(format!("Could not export {}", path.display()))
    }

    pub(super) fn copy_picture(&mut self, _ctx: &egui::Context) {}
}
