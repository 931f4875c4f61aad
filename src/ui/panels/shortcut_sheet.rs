//! The sheet of shortcuts, made from the registry and the keys of the canvas.

use eframe::egui::{self, Key};

use super::super::command::Command;
use super::super::registry::{self, Menu};
use super::super::theme;
use super::card;

/// Keys and gestures the canvas handles itself.
const CANVAS: &[(&str, &str)] = &[
    ("Arrow keys", "Move the selection one step (Shift: five, Alt: one point)"),
    ("Ctrl+Arrow", "Add a connected node on that side"),
    ("Alt+Arrow", "Walk along the links"),
    ("Page Up, Page Down", "Move the view (Shift: sideways)"),
    ("Tab, Shift+Tab", "Select the next or previous element"),
    ("Enter", "Name the selected element; place the kind in hand"),
    ("Escape", "Drop what is in hand, then the selection"),
    ("F6, then Tab", "Leave the board for the panels; Escape comes back"),
    ("Space+drag", "Move the view; the middle button does too"),
    ("Wheel", "Move the view (Shift: sideways, Ctrl: zoom)"),
    ("Shift+click", "Add to the selection or take from it"),
    ("Alt+click", "Select what lies underneath"),
    ("Alt+drag", "Drag a copy; with a frame: only what lies wholly inside"),
    ("Drag a label", "Move it along its link"),
    ("Double-click", "Rename, or add something where nothing is"),
];

/// Every shortcut, in columns.
pub(super) fn shortcut_sheet_ui(ui: &egui::Ui, commands: &mut Vec<Command>) {
    let room = ui.ctx().content_rect().size();
    let modal = egui::Modal::new(egui::Id::unique("shortcut sheet")).frame(card::modal(ui)).show(
        ui.ctx(),
        |ui| {
            ui.set_width((room.x - 96.0).min(860.0));
            ui.horizontal(|ui| {
                ui.heading("Keyboard shortcuts");
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button("Close").clicked() {
                        ui.close();
                    }
                });
            });
            ui.add_space(theme::STEP * 2.0);
            egui::ScrollArea::vertical()
                .max_height(room.y - 160.0)
                .min_scrolled_height(room.y - 160.0)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.x = theme::STEP * 8.0;
                    ui.columns_const(|[left, middle, right]| {
                        menu_ui(left, Menu::File);
                        menu_ui(left, Menu::Edit);
                        menu_ui(middle, Menu::View);
                        menu_ui(middle, Menu::Arrange);
                        menu_ui(right, Menu::Board);
                        menu_ui(middle, Menu::Help);
                        menu_ui(left, Menu::WhatIf);
                        kinds_ui(right);
                        canvas_ui(right);
                    });
                });
        },
    );
    let closed = ui.ctx().input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::F1));
    if modal.should_close() || closed {
        commands.push(Command::ShowShortcuts(false));
    }
}

fn menu_ui(ui: &mut egui::Ui, menu: Menu) {
    group_ui(ui, menu.label());
    for action in registry::all().iter().filter(|action| action.menu == Some(menu)) {
        row_ui(ui, &action.label, &keys(action));
    }
    ui.add_space(theme::STEP * 3.0);
}

fn kinds_ui(ui: &mut egui::Ui) {
    group_ui(ui, "Nodes");
    let places = registry::all().iter().filter(|action| action.menu.is_none());
    for action in places.filter(|action| !action.shortcuts.is_empty()) {
        row_ui(ui, &action.label, &keys(action));
    }
    ui.add_space(theme::STEP * 3.0);
}

fn canvas_ui(ui: &mut egui::Ui) {
    group_ui(ui, "On the board");
    for (keys, what) in CANVAS {
        ui.label(egui::RichText::new(*keys).font(theme::semibold(theme::SMALL)));
        ui.label(theme::remark(ui, *what));
    }
}

fn group_ui(ui: &mut egui::Ui, title: &str) {
    ui.label(theme::strong(title));
    ui.add_space(theme::STEP);
}

fn row_ui(ui: &mut egui::Ui, label: &str, keys: &str) {
    if keys.is_empty() {
        return;
    }
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(theme::remark(ui, keys));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(egui::RichText::new(label).size(13.0)).truncate());
            });
        });
    });
}

fn keys(action: &registry::Action) -> String {
    let texts: Vec<String> = action.shortcuts.iter().map(|keys| keys.text()).collect();
    texts.join(", ")
}
