//! The menu of an element: what happens when it slows down or goes away, and the usual edits.

use eframe::egui;

use crate::model::ElementId;
use crate::simulate::library;
use crate::ui::player::Asked;
use crate::ui::{Command, View, registry, theme};

/// What one may do with an element.
const ELEMENT: &[&str] = &[
    "rename",
    "change-kind",
    "copy-style",
    "paste-style",
    "duplicate",
    "wrap",
    "lock",
    "delete",
    "frame-selection",
];
/// What one may do on the empty board.
const BOARD: &[&str] = &["paste", "select-all", "frame-all", "tidy", "find", "scenarios"];

/// The menu that a click with the other button opens.
pub(super) fn menu_ui(
    response: &egui::Response,
    view: &View<'_>,
    of: Option<&ElementId>,
    commands: &mut Vec<Command>,
) {
    response.context_menu(|ui| {
        ui.set_min_width(264.0);
        if let Some(of) = of.filter(|of| view.board.has(of)) {
            what_if_ui(ui, view, of, commands);
            actions_ui(ui, view, ELEMENT, commands);
        } else {
            actions_ui(ui, view, BOARD, commands);
        }
    });
}

/// Scenarios about the element, each played at once.
fn what_if_ui(ui: &mut egui::Ui, view: &View<'_>, of: &ElementId, commands: &mut Vec<Command>) {
    let ready = library::about(view.board, of);
    if ready.is_empty() {
        return;
    }
    ui.label(theme::remark(ui, "What happens when…"));
    for ready in ready {
        if ui.button(&ready.title).on_hover_text(ready.about).clicked() {
            let scenario = ready.scenario(view.board);
            commands.push(Command::Play(Asked::usual(view.board, scenario)));
            ui.close();
        }
    }
    ui.separator();
}

fn actions_ui(ui: &mut egui::Ui, view: &View<'_>, ids: &[&str], commands: &mut Vec<Command>) {
    for action in ids.iter().filter_map(|id| registry::by_id(id)) {
        let mut button = egui::Button::new(action.label_now(view));
        if let Some(shortcut) = action.shortcuts.first() {
            button = button.shortcut_text(shortcut.text());
        }
        if ui.add_enabled((action.enabled)(view), button).clicked() {
            commands.push(action.command(view));
            ui.close();
        }
    }
}
