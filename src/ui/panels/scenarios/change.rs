//! One change of a scenario as a card: what it is about, how much, from when, until when.

use eframe::egui::{self, RichText, vec2};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::{card, icon};
use super::editor::{LABEL_WIDTH, caption_ui, error_ui, in_words, key, text_ui};
use super::parts::{self, Part};
use super::put;
use super::typing::{Place, Typing};
use crate::model::{Change, ElementId, Scenario};

/// Width of the word between two fields of one line, in points.
const BETWEEN_WIDTH: f32 = 32.0;

/// The card of the change at a place.
pub(super) fn change_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (scenario, at): (&Scenario, usize),
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) {
    let Some(change) = scenario.changes.get(at) else { return };
    card::frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.push_id(("change", at), |ui| {
            if head_ui(ui, change) {
                typing.drop_changes(&scenario.id);
                let mut changed = scenario.clone();
                changed.changes.remove(at);
                let title = in_words(parts::title(change).0);
                let label = format!("Remove {title} from the scenario {}", scenario.name);
                commands.push(put(label, changed));
            }
            about_ui(ui, view, (scenario, at, change), commands);
            amount_ui(ui, view, (scenario, at, change), typing, commands);
            span_ui(ui, view, (scenario, at, change), typing, commands);
        });
    });
}

/// The sort of the change; true when it is to go.
fn head_ui(ui: &mut egui::Ui, change: &Change) -> bool {
    let (title, help) = parts::title(change);
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::semibold(13.0))).on_hover_text(help);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let label = format!("Remove: {title}");
            let button = icon::button_ui(ui, icon::CLOSE, &label, false, vec2(24.0, 24.0));
            button.on_hover_text("Take it out of the scenario").clicked()
        })
        .inner
    })
    .inner
}

/// The element it is about, as a choice.
fn about_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (scenario, at, change): (&Scenario, usize, &Change),
    commands: &mut Vec<Command>,
) {
    let about = change.about();
    let shown = match &about {
        Some(element) => view.board.name_of(element),
        None => "All traffic".to_owned(),
    };
    let mut chosen: Option<Option<ElementId>> = None;
    ui.horizontal(|ui| {
        let caption = caption_ui(ui, parts::about_label(change), LABEL_WIDTH);
        let missing = about.as_ref().is_some_and(|element| !view.board.has(element));
        let ink = if missing { theme::of(ui).breaks } else { theme::of(ui).text };
        let width = ui.available_width();
        let combo = egui::ComboBox::from_id_salt("about")
            .selected_text(RichText::new(shown).size(13.0).color(ink))
            .truncate()
            .width(width)
            .show_ui(ui, |ui| {
                if matches!(change, Change::Traffic { .. })
                    && ui.selectable_label(about.is_none(), "All traffic").clicked()
                {
                    chosen = Some(None);
                }
                for element in parts::choices(view.board, change) {
                    let same = about.as_ref() == Some(&element);
                    if ui.selectable_label(same, view.board.name_of(&element)).clicked() && !same {
                        chosen = Some(Some(element));
                    }
                }
            });
        let _ = combo.response.labelled_by(caption.id);
    });
    let Some(to) = chosen else { return };
    let mut changed = scenario.clone();
    if let Some(change) = changed.changes.get_mut(at) {
        parts::retarget(change, to.as_ref());
    }
    if changed != *scenario {
        let label = format!("Change the scenario {}", scenario.name);
        commands.push(put(label, changed));
    }
}

fn amount_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (scenario, at, change): (&Scenario, usize, &Change),
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) {
    let Some(amount) = parts::amount(change) else { return };
    let mut error = None;
    ui.horizontal(|ui| {
        let caption = caption_ui(ui, amount.label, LABEL_WIDTH);
        let like = format!("like {}", amount.unit.example());
        let hint = amount.when_empty.unwrap_or(&like);
        let width = ui.available_width();
        let key = key(scenario, Place::Change(at, Part::Amount));
        error = text_ui(ui, view, &key, (hint, width, &caption), typing, commands);
    });
    error_ui(ui, error);
}

/// When it starts and ends, on one line.
fn span_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (scenario, at, change): (&Scenario, usize, &Change),
    typing: &mut Typing,
    commands: &mut Vec<Command>,
) {
    let two = parts::has_end(change);
    let mut errors = [None, None];
    ui.horizontal(|ui| {
        let label = if two { "From" } else { "At" };
        let caption = caption_ui(ui, label, LABEL_WIDTH);
        let gaps = ui.spacing().item_spacing.x * 2.0;
        let room = ui.available_width();
        let width = if two { ((room - BETWEEN_WIDTH - gaps) / 2.0).floor() } else { room };
        let from = key(scenario, Place::Change(at, Part::From));
        errors[0] = text_ui(ui, view, &from, ("the start", width, &caption), typing, commands);
        if two {
            let caption = caption_ui(ui, "until", BETWEEN_WIDTH);
            let until = key(scenario, Place::Change(at, Part::Until));
            errors[1] = text_ui(ui, view, &until, ("the end", width, &caption), typing, commands);
        }
    });
    for error in errors {
        error_ui(ui, error);
    }
}
