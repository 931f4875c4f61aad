//! The top bar: menus, the title, the moment answers are shown at, light or dark.

use eframe::egui::{self, AtomExt as _, RichText, vec2};

use super::super::command::Command;
use super::super::registry::{self, Action, Menu};
use super::super::theme;
use super::super::view::View;
use super::icon;
use crate::facts::Moment;
use crate::model::ElementId;
use crate::scene::Theme;

/// Width of the menus, in points.
const MENUS_WIDTH: f32 = 292.0;

/// Menus and theme; with a board its title and the moments too.
pub(super) fn top_bar_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    with_board: bool,
    commands: &mut Vec<Command>,
) {
    let frame =
        egui::Frame::new().fill(theme::of(ui).panel).inner_margin(egui::Margin::symmetric(8, 4));
    egui::Panel::top("top").exact_size(40.0).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            // A menu bar takes all the width it is given.
            let menus = vec2(MENUS_WIDTH, ui.available_height());
            ui.allocate_ui(menus, |ui| menus_ui(ui, view, commands));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                theme_ui(ui, view, commands);
                if with_board {
                    ui.add_space(theme::STEP * 2.0);
                    moments_ui(ui, view, commands);
                    title_ui(ui, view, commands);
                }
            });
        });
    });
}

fn menus_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    egui::MenuBar::new().ui(ui, |ui| {
        for menu in Menu::ALL {
            ui.menu_button(menu.label(), |ui| {
                ui.set_min_width(240.0);
                let here = || registry::all().iter().filter(|action| action.menu == Some(menu));
                let with_ticks = here().any(|action| action.checked.is_some());
                for action in here() {
                    if action.starts_group {
                        ui.separator();
                    }
                    item_ui(ui, action, with_ticks, view, commands);
                }
                if menu == Menu::File {
                    recent_ui(ui, view, commands);
                }
            });
        }
    });
}

fn item_ui(
    ui: &mut egui::Ui,
    action: &Action,
    with_ticks: bool,
    view: &View<'_>,
    commands: &mut Vec<Command>,
) {
    let checked = action.checked.map(|checked| checked(view));
    let mut text = action.label_now(view);
    if text.chars().count() > 44 {
        text = text.chars().take(43).collect::<String>() + "…";
    }
    // Menus with switches keep a column for their ticks, so that labels stay in line.
    let tick = if checked == Some(true) { "✓" } else { "" };
    let mut button = if with_ticks {
        egui::Button::new((tick.atom_size(vec2(14.0, 14.0)), text))
    } else {
        egui::Button::new(text)
    };
    if let Some(shortcut) = action.shortcuts.first() {
        button = button.shortcut_text(shortcut.text());
    }
    if ui.add_enabled((action.enabled)(view), button).clicked() {
        commands.push(action.command(view));
        ui.close();
    }
}

fn recent_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    if view.file.recent.is_empty() {
        return;
    }
    ui.separator();
    ui.menu_button("Open recent", |ui| {
        for path in view.file.recent {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            let button = ui.button(name).on_hover_text(path.to_string_lossy());
            if button.clicked() {
                commands.push(Command::OpenPath(path.clone()));
                ui.close();
            }
        }
    });
}

fn title_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    let name = view.board.name_of(&ElementId::Board);
    let kept = match (view.file.path, view.file.unsaved) {
        (None, _) => "never saved",
        (Some(_), true) => "unsaved changes",
        (Some(_), false) => "saved",
    };
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = theme::STEP * 2.0;
        ui.add_space(theme::STEP * 2.0);
        let room = ui.available_width() - 110.0;
        if room < 40.0 {
            return;
        }
        let title = ui
            .scope(|ui| {
                ui.set_max_width(room);
                let label = egui::Label::new(theme::strong(&name)).truncate();
                ui.add(label.sense(egui::Sense::click()))
            })
            .inner;
        let place = view.file.path.map_or_else(String::new, |path| path.display().to_string());
        if title.on_hover_text(format!("{name}\n{place}").trim_end()).clicked() {
            commands.push(Command::Select([ElementId::Board].into()));
        }
        ui.label(theme::remark(ui, kept));
    });
}

fn moments_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    let choices = [
        (Some(Moment::TwoYears), "Two years", "Answers for the event after two years of growth"),
        (
            Some(Moment::Event),
            "Event",
            "Answers at the event: today's rate times the flow's multiple",
        ),
        (Some(Moment::Now), "Now", "Answers at today's rate"),
        (None, "All", "Answers at every moment"),
    ];
    ui.spacing_mut().item_spacing.x = 2.0;
    for (moment, label, hint) in choices {
        let chosen = view.session.moment == moment;
        let text = RichText::new(label).size(13.0);
        if ui.selectable_label(chosen, text).on_hover_text(hint).clicked() {
            commands.push(Command::ShowMoment(moment));
        }
    }
}

fn theme_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    let (path, label, next) = match view.session.theme {
        Theme::Light => (icon::MOON, "Dark theme", Theme::Dark),
        Theme::Dark => (icon::SUN, "Light theme", Theme::Light),
    };
    let response = icon::button_ui(ui, path, label, false, vec2(32.0, 28.0));
    if response.on_hover_text(format!("{label} (Ctrl+Shift+D)")).clicked() {
        commands.push(Command::SetTheme(next));
    }
}
