//! Everything around the canvas: bars, palette, inspector, questions, start screen.
//!
//! Panels draw from a [`View`] and push [`Command`]s; what they remember between frames is text
//! that is being typed and texts made from answers.

pub mod card;
mod checks;
mod chip;
mod command_palette;
mod compared;
mod deciding;
mod effects;
mod find;
mod five;
pub mod flows;
mod icon;
mod inspector;
mod kind_picker;
mod mark;
mod palette;
pub mod picture;
mod player;
mod present;
mod questions;
pub mod scenarios;
mod shortcut_sheet;
pub mod start;
mod status_bar;
mod top_bar;
mod walk;

use std::collections::BTreeSet;

use eframe::egui;

pub use checks::{Check, Checks};
pub use deciding::{Decides, Deciding, Subject};
pub use effects::{Effect, Effects};
pub use present::presented;
pub use start::{Recovered, StartView, TemplateCard};

use super::command::{Command, Pick};
use super::theme;
use super::view::View;
use crate::model::{ElementId, Fingerprint, Rect, ScenarioId};

/// Below this height the right side shows one panel at a time, in points.
const STACKS_ABOVE: f32 = 760.0;

/// What lies over the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Overlay {
    /// Nothing.
    #[default]
    Closed,
    /// The sheet of shortcuts.
    Shortcuts,
    /// The command palette.
    Commands,
    /// The kinds of nodes, to choose one for this.
    Kinds(Pick),
    /// The field that finds elements.
    Find,
}

/// Which panel the right side shows when there is room for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Questions,
    Scenarios,
    Five,
    Inspector,
    /// What differs from an earlier board.
    Changes,
}

/// What panels remember between frames.
#[derive(Default)]
pub struct Panels {
    /// What lies over the window.
    pub overlay: Overlay,
    /// Where the canvas lies, for what is dropped onto it.
    pub canvas: Option<egui::Rect>,
    /// What fixes of the current answers would change.
    pub effects: Effects,
    /// CPU time of the last frame, in milliseconds.
    pub frame_ms: f32,
    /// What can be done on the canvas now, as its tool says.
    pub hint: &'static str,
    tab: Tab,
    last_selection: BTreeSet<ElementId>,
    last_question: Option<Fingerprint>,
    drafts: inspector::Drafts,
    questions: questions::Questions,
    scenarios: scenarios::Scenarios,
    player: player::PlayerPanel,
    commands: command_palette::CommandPalette,
    kinds: kind_picker::KindPicker,
    find: find::Find,
    five: five::FiveQuestions,
    presenting: present::Presenting,
}

impl Panels {
    /// The bars and side panels; what is left of `ui` belongs to the canvas.
    pub fn edges_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        self.drafts.begin_frame();
        self.scenarios.begin_frame();
        if view.session.presenting {
            // The board has the screen; what is shown stands on a card over it.
            let deciding = (&mut self.questions, &mut self.presenting);
            present::present_ui(ui, view, self.canvas, deciding, commands);
            self.drafts.end_frame(view, commands);
            self.scenarios.end_frame(view, commands);
            return;
        }
        top_bar::top_bar_ui(ui, view, true, commands);
        status_bar::status_bar_ui(ui, view, self.hint, self.frame_ms);
        if view.session.panels {
            palette::palette_ui(ui, view, self.canvas, commands);
            self.right_ui(ui, view, commands);
        }
        self.drafts.end_frame(view, commands);
        self.scenarios.end_frame(view, commands);
    }

    /// The player below the canvas, while something is played.
    pub fn player_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        self.player.show_ui(ui, view, commands);
    }

    /// Gives the keyboard to the player's time scale.
    pub fn focus_player(&mut self) {
        self.player.focus();
    }

    /// The bars alone, around the start screen.
    pub fn bars_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        top_bar::top_bar_ui(ui, view, false, commands);
    }

    /// What lies over everything else.
    pub fn overlay_ui(&mut self, ui: &egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        if self.overlay != Overlay::Commands {
            self.commands.reset();
        }
        match &self.overlay {
            Overlay::Closed => {
                self.kinds = kind_picker::KindPicker::default();
                self.find.reset();
            }
            Overlay::Shortcuts => shortcut_sheet::shortcut_sheet_ui(ui, commands),
            Overlay::Commands => self.commands.show_ui(ui, view, commands),
            Overlay::Kinds(pick) => self.kinds.show_ui(ui, view, pick, self.canvas, commands),
            Overlay::Find => self.find.show_ui(ui, view, self.canvas, commands),
        }
    }

    /// Edits of fields that are still being typed, for commands that need the whole board.
    pub fn finish_typing(&mut self, view: &View<'_>) -> Vec<Command> {
        let mut typed = self.drafts.finish(view);
        typed.extend(self.scenarios.finish_typing(view));
        typed
    }

    /// Brings the scenarios to the front; opens this one, or the list.
    pub fn show_scenarios(&mut self, scenario: Option<ScenarioId>) {
        self.scenarios.open(scenario);
        self.tab = Tab::Scenarios;
    }

    /// Brings the five questions to the front.
    pub fn show_five(&mut self) {
        self.tab = Tab::Five;
    }

    /// Brings what differs from an earlier board to the front.
    pub fn show_changes(&mut self) {
        self.tab = Tab::Changes;
    }

    /// Forgets what was typed and made for another board.
    pub fn forget(&mut self) {
        self.drafts = inspector::Drafts::default();
        self.questions = questions::Questions::default();
        self.scenarios = scenarios::Scenarios::default();
        self.last_selection.clear();
        self.last_question = None;
        self.tab = Tab::default();
    }

    fn right_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        let stacked = ui.available_height() >= STACKS_ABOVE;
        self.follow_selection(view, stacked);
        let width = if ui.available_width() < 900.0 { 304.0 } else { 360.0 };
        let frame = egui::Frame::new().fill(theme::of(ui).panel).inner_margin(0);
        egui::Panel::right("right")
            .default_size(width)
            .size_range(280.0..=520.0)
            .frame(frame)
            .show(ui, |ui| {
                if stacked {
                    self.stacked_ui(ui, view, commands);
                } else {
                    self.front_ui(ui, view, false, commands);
                }
            });
    }

    fn stacked_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
        let half = (ui.available_height() * 0.36).round();
        egui::Panel::bottom("inspector")
            .default_size(half)
            .size_range(160.0..=600.0)
            .resizable(true)
            .frame(egui::Frame::new().inner_margin(0))
            .show(ui, |ui| {
                inspector::inspector_ui(ui, view, &mut self.drafts, commands);
            });
        self.front_ui(ui, view, true, commands);
    }

    /// One panel behind a row of tabs.
    ///
    /// With the inspector below it has no tab of its own; changes have one while there are any.
    fn front_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        stacked: bool,
        commands: &mut Vec<Command>,
    ) {
        let mut tabs = vec![
            (Tab::Questions, "Questions"),
            (Tab::Scenarios, "Scenarios"),
            (Tab::Five, "Review"),
        ];
        tabs.extend((!stacked).then_some((Tab::Inspector, "Inspector")));
        tabs.extend(view.compared.map(|_| (Tab::Changes, "Changes")));
        let is_there = tabs.iter().any(|(tab, _)| *tab == self.tab);
        let now = if is_there { self.tab } else { Tab::Questions };
        let margin = egui::Margin { left: 12, right: 12, top: 8, bottom: 0 };
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            // Many tabs in a narrow panel may need two rows.
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = theme::STEP;
                for (tab, label) in tabs {
                    if ui.selectable_label(now == tab, label).clicked() {
                        self.tab = tab;
                    }
                }
            });
        });
        match (now, view.compared) {
            (Tab::Scenarios, _) => self.scenarios.show_ui(ui, view, commands),
            (Tab::Five, _) => self.five.show_ui(ui, view, &mut self.drafts, commands),
            (Tab::Inspector, _) => inspector::inspector_ui(ui, view, &mut self.drafts, commands),
            (Tab::Changes, Some(compared)) => compared::compared_ui(ui, view, compared, commands),
            (Tab::Questions | Tab::Changes, _) => {
                self.questions.show_ui(ui, view, (&mut self.effects, &mut self.drafts), commands);
            }
        }
    }

    /// With one panel at a time, what was just selected is what one wants to see.
    fn follow_selection(&mut self, view: &View<'_>, stacked: bool) {
        let selection = &view.session.selection;
        if *selection != self.last_selection {
            if !selection.is_empty() && !stacked {
                self.tab = Tab::Inspector;
            }
            self.last_selection.clone_from(selection);
        }
        let question = &view.session.question;
        let opened = question.is_some() && *question != self.last_question;
        let let_go = question.is_some() && selection.is_empty() && self.tab == Tab::Inspector;
        if opened || let_go {
            self.tab = Tab::Questions;
        }
        self.last_question.clone_from(question);
    }
}

/// The frame around some elements; `None` when none of them lies on the board.
pub fn frame_of(view: &View<'_>, elements: &BTreeSet<ElementId>) -> Option<Rect> {
    elements.iter().filter_map(|element| frame_of_one(view, element)).reduce(Rect::union)
}

fn frame_of_one(view: &View<'_>, element: &ElementId) -> Option<Rect> {
    let (board, geometry) = (view.board, view.geometry);
    match element {
        ElementId::Node(id) => geometry.nodes.get(board.nodes.position(id.as_str())?).copied(),
        ElementId::Note(id) => geometry.notes.get(board.notes.position(id.as_str())?).copied(),
        ElementId::Boundary(id) => {
            geometry.boundaries.get(board.boundaries.position(id.as_str())?).copied()
        }
        ElementId::Link(id) => {
            let path = geometry.links.get(board.links.position(id.as_str())?)?;
            path.points.iter().map(|p| Rect { min: *p, max: *p }).reduce(Rect::union)
        }
        ElementId::Flow(id) => {
            let flow = board.flows.get(id.as_str())?;
            let links = flow.links.iter().map(|link| ElementId::from(link.clone()));
            links.filter_map(|link| frame_of_one(view, &link)).reduce(Rect::union)
        }
        ElementId::Scenario(_) | ElementId::Board => None,
    }
}
