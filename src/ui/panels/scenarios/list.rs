//! The list of scenarios, and the menu of ready ones.

use eframe::egui::{self, RichText, vec2};

use super::super::super::command::Command;
use super::super::super::player::Asked;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::{card, icon};
use super::put;
use crate::model::{ElementId, Scenario, ScenarioId};
use crate::simulate::library::{self, Ready};

/// Lines of changes shown of one scenario.
const LINES: usize = 3;
/// Room for the button that plays, in points.
const PLAY_WIDTH: f32 = 36.0;

/// Every scenario of the board; the one that was opened, when one was.
pub(super) fn list_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    commands: &mut Vec<Command>,
) -> Option<ScenarioId> {
    ui.heading("What if…?");
    let mut opened = None;
    if view.board.scenarios.is_empty() {
        empty_ui(ui, view);
    } else {
        let text = "Play one on the board, or open it to change what happens";
        ui.label(theme::remark(ui, text));
        ui.add_space(theme::STEP);
        for scenario in view.board.scenarios.iter() {
            if row_ui(ui, view, scenario, commands) {
                opened = Some(scenario.id.clone());
            }
            ui.add_space(theme::STEP);
        }
    }
    ui.add_space(theme::STEP);
    if let Some(added) = new_ui(ui, view, commands) {
        opened = Some(added);
    }
    opened
}

/// What a scenario is, and how to come by one.
fn empty_ui(ui: &mut egui::Ui, view: &View<'_>) {
    let colours = theme::of(ui);
    let text = if view.board.flows.is_empty() {
        "A scenario plays the board in time: traffic grows, a node slows down, answers get lost. Draw a flow first and say how often it happens, so that something arrives"
    } else {
        "A scenario plays the board in time: traffic grows, a node slows down, answers get lost. Begin with a ready one and change what happens, or right-click a node or a link and ask what happens when it slows down"
    };
    ui.add_space(theme::STEP);
    ui.label(RichText::new(text).color(colours.weak));
}

/// A scenario as a card that opens it; true when it was pressed.
fn row_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    scenario: &Scenario,
    commands: &mut Vec<Command>,
) -> bool {
    let name = view.board.name_of(&ElementId::from(scenario.id.clone()));
    let frame = card::frame(ui).inner_margin(4);
    let shown = frame.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let room = (ui.available_width() - PLAY_WIDTH).max(60.0);
            let id = ui.scope_id().with(("scenario", scenario.id.as_str()));
            let opened = ui.allocate_ui(vec2(room, 0.0), |ui| {
                ui.set_width(room);
                let label = format!("Open the scenario {name}");
                card::pressable_ui(ui, id, &label, |ui| {
                    ui.vertical(|ui| {
                        ui.label(RichText::new(&name).font(theme::semibold(13.0)));
                        changes_ui(ui, view, scenario);
                    });
                })
            });
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                let label = format!("Play {name}");
                let size = vec2(32.0, 32.0);
                let chosen = is_played(view, scenario);
                let play = icon::button_ui(ui, icon::PLAY, &label, chosen, size);
                if play.on_hover_text("Play it on the board").clicked() {
                    commands.push(Command::Play(Asked::usual(view.board, scenario.clone())));
                }
            });
            opened.inner.clicked()
        })
        .inner
    });
    shown.inner
}

/// True for the scenario in the player.
pub(super) fn is_played(view: &View<'_>, scenario: &Scenario) -> bool {
    view.session.player.as_ref().is_some_and(|player| player.asked.scenario.id == scenario.id)
}

fn changes_ui(ui: &mut egui::Ui, view: &View<'_>, scenario: &Scenario) {
    if scenario.changes.is_empty() {
        ui.label(theme::remark(ui, "Nothing happens yet"));
    }
    for change in scenario.changes.iter().take(LINES) {
        ui.label(theme::remark(ui, change.sentence(view.board)));
    }
    let more = scenario.changes.len().saturating_sub(LINES);
    if more > 0 {
        ui.label(theme::remark(ui, format!("and {more} more")));
    }
}

/// The menu of ready scenarios; the one that was added, when one was.
fn new_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) -> Option<ScenarioId> {
    let mut added = None;
    ui.menu_button("New scenario", |ui| {
        ui.set_min_width(300.0);
        let chosen: Vec<Ready> = view
            .session
            .selection
            .iter()
            .take(1)
            .flat_map(|element| library::about(view.board, element))
            .collect();
        let ready: Vec<Ready> = library::ready(view.board)
            .into_iter()
            .filter(|ready| !chosen.iter().any(|other| other.title == ready.title))
            .collect();
        let groups = [(chosen, "About the selection"), (ready, "Ready for this board")];
        for (group, title) in groups {
            if group.is_empty() {
                continue;
            }
            ui.label(theme::remark(ui, title));
            for ready in group {
                if ui.button(&ready.title).on_hover_text(ready.about).clicked() {
                    added = Some(ready.scenario(view.board));
                    ui.close();
                }
            }
            ui.separator();
        }
        if ui.button("Empty").on_hover_text("Add what happens yourself").clicked() {
            let name = "New scenario";
            let id = ScenarioId::new(view.board.free_id(name));
            added = Some(Scenario::of(id, name.to_owned(), Vec::new()));
            ui.close();
        }
    });
    let scenario = added?;
    let id = scenario.id.clone();
    commands.push(put(format!("Add the scenario {}", scenario.name), scenario));
    Some(id)
}
