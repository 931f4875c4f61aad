//! Before a board with unsaved changes leaves the window, the person is asked.

use std::path::PathBuf;

use eframe::egui;

use crate::ui::panels::card;
use crate::ui::theme;

/// What is to happen once the board may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The program ends.
    Quit,
    /// A new board from a template.
    New(&'static str),
    /// A file is asked for and opened.
    Open,
    /// This file is opened.
    OpenPath(PathBuf),
    /// The file is read again.
    Reload,
    /// A recovery copy is taken up.
    Restore(PathBuf),
}

/// What the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Save first.
    Save,
    /// Drop the changes.
    Drop,
    /// Stay.
    Stay,
}

/// Asks; `None` while nobody has answered.
pub(super) fn ask_ui(ui: &egui::Ui, title: &str, next: &Next) -> Option<Said> {
    let mut said = None;
    let modal =
        egui::Modal::new(egui::Id::unique("leaving")).frame(card::modal(ui)).show(ui.ctx(), |ui| {
            ui.set_width(440.0);
            ui.heading(format!("Save the changes of “{title}”?"));
            ui.add_space(theme::STEP);
            let text = match next {
                Next::Quit => "They are lost when the program ends without saving",
                Next::Reload => "Reading the file again drops them",
                Next::New(_) | Next::Open | Next::OpenPath(_) | Next::Restore(_) => {
                    "They are lost when another board is opened without saving"
                }
            };
            ui.label(text);
            ui.add_space(theme::STEP * 3.0);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let save = ui.button("Save");
                if ui.memory(|memory| memory.focused().is_none()) {
                    save.request_focus();
                }
                if save.clicked() {
                    said = Some(Said::Save);
                }
                if ui.button("Don't save").clicked() {
                    said = Some(Said::Drop);
                }
                if ui.button("Cancel").clicked() {
                    said = Some(Said::Stay);
                }
            });
        });
    if modal.should_close() && said.is_none() {
        said = Some(Said::Stay);
    }
    said
}
