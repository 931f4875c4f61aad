//! One scenario opened: its name, how long it is watched, and what happens.

use eframe::egui::{self, Key as Pressed, RichText, vec2};

use super::super::super::command::Command;
use super::super::super::player::Asked;
use super::super::super::theme;
use super::super::super::view::View;
use super::typing::{Key, Place, Typing};
use super::{change, doubled, list, parts, put, removed};
use crate::model::{ElementId, Scenario, ScenarioId, limits};

/// Width of the labels of fields, in points.
pub(super) const LABEL_WIDTH: f32 = 64.0;

/// What the panel shows after this frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This scenario.
    Stay,
    /// All of them.
    List,
    /// Another one.
    Open(ScenarioId),
}

/// Everything about one scenario.
pub(super) fn editor_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    scenario: &Scenario,
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) -> Next {
    let mut next = Next::Stay;
    ui.horizontal(|ui| {
        if ui.button("‹ All scenarios").clicked() {
            next = Next::List;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            play_ui(ui, view, scenario, commands);
        });
    });
    ui.add_space(theme::STEP);
    field_ui(ui, view, &key(scenario, Place::Name), ("Name", "no name"), typing, commands);
    let hint = "as long as it needs, or like 2 min";
    field_ui(ui, view, &key(scenario, Place::Length), ("Length", hint), typing, commands);
    ui.add_space(theme::STEP * 2.0);
    ui.label(RichText::new("What happens").font(theme::semibold(13.0)));
    if scenario.changes.is_empty() {
        ui.label(theme::remark(ui, "Nothing yet: the board is played as it is"));
    }
    for at in 0..scenario.changes.len() {
        change::change_ui(ui, view, (scenario, at), typing, commands);
        ui.add_space(theme::STEP);
    }
    add_ui(ui, view, scenario, commands);
    ui.add_space(theme::STEP * 3.0);
    ui.horizontal(|ui| {
        if ui.button("Duplicate").clicked() {
            let (id, command) = doubled(view, scenario);
            commands.push(command);
            next = Next::Open(id);
        }
        if ui.button("Delete").clicked() {
            commands.push(removed(view, scenario));
            next = Next::List;
        }
    });
    next
}

fn play_ui(ui: &mut egui::Ui, view: &View<'_>, scenario: &Scenario, commands: &mut Vec<Command>) {
    let colours = theme::of(ui);
    let text = RichText::new("Play").font(theme::semibold(13.0)).color(colours.on_accent);
    let button = egui::Button::new(text).fill(colours.accent).min_size(vec2(72.0, 28.0));
    let again = list::is_played(view, scenario);
    let hint = if again { "Play it from the start" } else { "Play it on the board" };
    if ui.add(button).on_hover_text(hint).clicked() {
        commands.push(Command::Play(Asked::usual(view.board, scenario.clone())));
    }
}

/// The menu of sorts of changes.
fn add_ui(ui: &mut egui::Ui, view: &View<'_>, scenario: &Scenario, commands: &mut Vec<Command>) {
    ui.menu_button("Add what happens", |ui| {
        ui.set_min_width(240.0);
        let addable = parts::addable(view.board, view.session.selection.first());
        if addable.is_empty() {
            ui.label(theme::remark(ui, "Draw nodes, links and a flow first"));
        }
        for change in addable {
            let (title, help) = parts::title(&change);
            let about = change.about().map(|element| view.board.name_of(&element));
            let text = match about {
                Some(about) => format!("{title}: {about}"),
                None => title.to_owned(),
            };
            if ui.button(text).on_hover_text(help).clicked() {
                let mut changed = scenario.clone();
                let label = format!("Add {} to the scenario {}", in_words(title), scenario.name);
                changed.changes.push(change);
                commands.push(put(label, changed));
                ui.close();
            }
        }
    });
}

/// As inside a sentence: "slow link".
pub(super) fn in_words(title: &str) -> String {
    format!("“{title}”")
}

/// The key of a text of this scenario.
pub(super) fn key(scenario: &Scenario, place: Place) -> Key {
    Key { scenario: scenario.id.clone(), place }
}

/// A label and a line of text that goes to the board on Enter, Tab or when the focus leaves.
pub(super) fn field_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    key: &Key,
    (label, hint): (&'static str, &str),
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) {
    let mut error = None;
    ui.horizontal(|ui| {
        let caption = caption_ui(ui, label, LABEL_WIDTH);
        let width = ui.available_width();
        error = text_ui(ui, view, key, (hint, width, &caption), typing, commands);
    });
    error_ui(ui, error);
}

/// The label of a field: of one width, so that fields stand in line.
pub(super) fn caption_ui(ui: &mut egui::Ui, label: &str, width: f32) -> egui::Response {
    let (rect, _) = ui.allocate_exact_size(vec2(width, 24.0), egui::Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    let text = RichText::new(label).size(13.0);
    inner.add(egui::Label::new(text).truncate())
}

/// Why a text was refused, below its field.
pub(super) fn error_ui(ui: &mut egui::Ui, error: Option<String>) {
    if let Some(error) = error {
        let ink = theme::of(ui).breaks;
        ui.label(RichText::new(error).size(theme::SMALL).color(ink));
    }
}

/// The text of a field; returns why it was refused.
pub(super) fn text_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    key: &Key,
    (hint, width, caption): (&str, f32, &egui::Response),
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) -> Option<String> {
    let scenario = view.board.scenarios.get(key.scenario.as_str())?;
    let stated = match key.place {
        Place::Name => view.board.name_of(&ElementId::from(scenario.id.clone())),
        Place::Length => parts::read_length(scenario),
        Place::Change(at, part) => parts::read(scenario.changes.get(at)?, part),
    };
    let draft = typing.get(key);
    let error = draft.and_then(|draft| draft.error.clone());
    let mut text = draft.map_or(stated, |draft| draft.text.clone());
    let colours = theme::of(ui);
    let hint = RichText::new(hint).size(13.0).color(colours.weak.gamma_multiply(0.85));
    let longest = if key.place == Place::Name { limits::TITLE } else { limits::LINE };
    let edit = egui::TextEdit::singleline(&mut text)
        .id(egui::Id::unique(("scenario field", key)))
        .char_limit(longest.longest)
        .hint_text(hint)
        .font(egui::FontId::proportional(13.0))
        .desired_width(width)
        .margin(egui::Margin::symmetric(5, 3));
    let response = ui.add(edit).labelled_by(caption.id);
    if error.is_some() {
        let stroke = egui::Stroke::new(1.0, colours.breaks);
        ui.painter().rect_stroke(response.rect, 6, stroke, egui::StrokeKind::Inside);
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Pressed::Escape)) {
        typing.drop_field(key);
        return None;
    }
    if response.changed() {
        typing.put(key.clone(), text);
    }
    if response.lost_focus() {
        typing.commit(key, view, commands);
    }
    error
}
