//! The window without a display, for the tests that click and type.

use std::path::Path;

use eframe::egui::vec2;
use egui_kittest::Harness;
use loadbearing::app::{App, Start};

/// A window that keeps settings and recovery copies in this folder.
pub(crate) fn open(folder: &Path) -> Harness<'static, App> {
    let app =
        App::keeping_in(Start::default(), Some(folder.to_owned()), Some(folder.join("recovery")));
    Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_max_steps(32)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            |ui, app: &mut App| {
                app.keep_up(&ui.ctx().clone());
                app.frame_ui(ui);
            },
            app,
        )
}
