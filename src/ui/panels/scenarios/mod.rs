//! The scenarios of the board: a list, ready ones to begin with, and one opened to be changed.

mod change;
mod editor;
mod list;
mod parts;
pub mod question;
mod typing;

use eframe::egui;

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, Scenario, ScenarioId};
use typing::Typing;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct Scenarios {
    /// The scenario that is open.
    open: Option<ScenarioId>,
    typing: Typing,
}

impl Scenarios {
    /// Opens a scenario, or the list.
    pub(super) fn open(&mut self, scenario: Option<ScenarioId>) {
        self.open = scenario;
    }

    /// Before any panel is shown.
    pub(super) fn begin_frame(&mut self) {
        self.typing.begin_frame();
    }

    /// After all panels were shown: what is no longer on screen is kept or dropped.
    pub(super) fn end_frame(&mut self, view: &View<'_>, commands: &mut Vec<Command>) {
        self.typing.end_frame(view, commands);
    }

    /// Edits of everything that is being typed and is correct.
    pub(super) fn finish_typing(&mut self, view: &View<'_>) -> Vec<Command> {
        self.typing.finish(view)
    }

    /// The open scenario, or the list.
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let open = self.open.as_ref().and_then(|id| view.board.scenarios.get(id.as_str()));
        let margin = egui::Margin { left: 16, right: 16, top: 12, bottom: 0 };
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            let Some(scenario) = open else {
                let opened = scroll_ui(ui, "scenarios", |ui| list::list_ui(ui, view, commands));
                if opened.is_some() {
                    self.open = opened;
                }
                return;
            };
            let typing = &mut self.typing;
            let next = scroll_ui(ui, "open scenario", |ui| {
                editor::editor_ui(ui, view, scenario, typing, commands)
            });
            match next {
                editor::Next::Stay => {}
                editor::Next::List => self.open = None,
                editor::Next::Open(other) => self.open = Some(other),
            }
        });
    }
}

fn scroll_ui<R>(ui: &mut egui::Ui, salt: &str, inside: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let area = egui::ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
    let shown = area.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let result = inside(ui);
        ui.add_space(theme::STEP * 4.0);
        result
    });
    shown.inner
}

/// Keeps a scenario on the board, as one step of undo.
pub(super) fn put(label: String, scenario: Scenario) -> Command {
    Command::Edit(Step::one(label, Edit::PutScenario(scenario)))
}

/// Takes a scenario off the board.
fn removed(view: &View<'_>, scenario: &Scenario) -> Command {
    let element = ElementId::from(scenario.id.clone());
    let label = format!("Delete the scenario {}", view.board.name_of(&element));
    Command::Edit(Step::one(label, Edit::Remove(vec![element])))
}

/// A second scenario like this one.
fn doubled(view: &View<'_>, scenario: &Scenario) -> (ScenarioId, Command) {
    let name = format!("{} (copy)", scenario.name);
    let id = ScenarioId::new(view.board.free_id(&name));
    let copy = Scenario { id: id.clone(), name, ..scenario.clone() };
    let label = format!("Duplicate the scenario {}", scenario.name);
    (id, put(label, copy))
}
