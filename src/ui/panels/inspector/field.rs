//! One attribute as a field: its widget follows from the text it takes.

use eframe::egui::{self, Key, RichText, vec2};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::drafts::{Drafts, set_command};
use super::provenance;
use super::rows::Row;
use crate::model::attribute::in_sentence;
use crate::model::{ElementId, Form, Provenance, limits};

/// Width of the labels of fields, in points.
pub(super) const LABEL_WIDTH: f32 = 140.0;
/// Size of a label too long for that, in points.
const LONG_LABEL: f32 = 11.5;
/// Width kept free at the right for the sign of a provenance, in points.
pub(super) const MARK_WIDTH: f32 = 28.0;

/// A field with its label; `salt` tells apart two fields of the same attribute.
pub(in super::super) fn field_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    row: &Row,
    salt: &str,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let mut error = None;
    ui.horizontal(|ui| {
        let label = label_ui(ui, row);
        match row.form {
            Form::Quantity(unit) => {
                let hint = row.assumed.as_ref().map_or_else(
                    || format!("like {}", limits::example(row.key, unit)),
                    |assumed| format!("{} assumed", assumed.text),
                );
                error = text_ui(ui, view, row, salt, &hint, drafts, commands, &label);
                provenance_ui(ui, view, row, commands);
            }
            Form::Text => {
                error = text_ui(ui, view, row, salt, "not stated", drafts, commands, &label);
            }
            Form::Date => {
                let hint = "like 2026-11-24";
                error = text_ui(ui, view, row, salt, hint, drafts, commands, &label);
            }
            Form::Flag => flag_ui(ui, view, row, commands),
            Form::Choice(words) => choice_ui(ui, view, row, words, salt, commands),
        }
    });
    if let Some(error) = error {
        ui.horizontal_wrapped(|ui| {
            ui.add_space(theme::STEP);
            ui.label(RichText::new(error).size(theme::SMALL).color(theme::of(ui).breaks));
        });
    }
}

fn label_ui(ui: &mut egui::Ui, row: &Row) -> egui::Response {
    let colours = theme::of(ui);
    let ink = if row.value.is_some() { colours.text } else { colours.weak };
    let text = RichText::new(row.label).size(13.0).color(ink);
    caption_ui(ui, text, |ui| help_ui(ui, row))
}

/// The label of a field: of one width, so that fields stand in line.
pub(super) fn caption_ui(
    ui: &mut egui::Ui,
    text: RichText,
    help: impl FnOnce(&mut egui::Ui),
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(LABEL_WIDTH, 24.0), egui::Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    // A long label is set smaller before it is cut.
    let galley = egui::WidgetText::from(text.clone()).into_galley(
        &inner,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        egui::TextStyle::Body,
    );
    let text = if galley.size().x > LABEL_WIDTH { text.size(LONG_LABEL) } else { text };
    let label = inner.add(egui::Label::new(text).truncate());
    response.on_hover_ui(help);
    label
}

fn help_ui(ui: &mut egui::Ui, row: &Row) {
    ui.label(theme::strong(row.label));
    ui.label(row.help);
    if let (None, Some(assumed)) = (&row.value, &row.assumed) {
        let text = format!("{} is assumed ({})", assumed.text, assumed.provenance);
        ui.label(theme::remark(ui, text));
        ui.label(theme::remark(ui, assumed.source));
    }
}

/// A line of text that goes to the board on Enter, Tab or when the focus leaves.
///
/// Returns why the text was refused, to be shown below.
#[expect(
    clippy::too_many_arguments,
    reason = "a field needs all of them, and only this file calls it"
)]
fn text_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    row: &Row,
    salt: &str,
    hint: &str,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
    label: &egui::Response,
) -> Option<String> {
    let width = (ui.available_width() - MARK_WIDTH).max(60.0);
    let of = (&row.of, row.key, in_sentence(row.label));
    let stated = row.value.clone().unwrap_or_default();
    let field = Field { salt, hint, width, lines: 1 };
    let response = line_ui(ui, view, (of.0, of.1, &of.2), &stated, field, drafts, commands);
    let response = response.labelled_by(label.id);
    drafts.get(field_id(&row.of, row.key, salt)).and_then(|draft| draft.error.clone()).inspect(
        |error| {
            response.on_hover_text(error);
        },
    )
}

/// How a line of text looks.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    /// Tells apart two fields of the same attribute.
    pub(super) salt: &'a str,
    /// Shown while it is empty.
    pub(super) hint: &'a str,
    /// In points.
    pub(super) width: f32,
    /// More than one makes Enter a new line.
    pub(super) lines: usize,
}

/// A text that goes to the board when it is complete.
pub(super) fn line_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (of, key, label): (&ElementId, &'static str, &str),
    stated: &str,
    field: Field<'_>,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) -> egui::Response {
    let id = field_id(of, key, field.salt);
    let draft = drafts.get(id);
    let refused = draft.as_ref().is_some_and(|draft| draft.error.is_some());
    let mut text = draft.map_or_else(|| stated.to_owned(), |draft| draft.text.clone());
    let hint = RichText::new(field.hint).size(13.0).color(theme::of(ui).weak.gamma_multiply(0.85));
    let edit = if field.lines > 1 {
        egui::TextEdit::multiline(&mut text).desired_rows(field.lines)
    } else {
        egui::TextEdit::singleline(&mut text)
    };
    let longest = match key {
        "name" if matches!(of, ElementId::Board) => limits::TITLE,
        "name" => limits::NAME,
        "text" | "about" => limits::PROSE,
        _ => limits::LINE,
    };
    let edit = edit
        .id(egui::Id::unique(("field", id)))
        .char_limit(longest.longest)
        .hint_text(hint)
        .font(egui::FontId::proportional(13.0))
        .desired_width(field.width)
        .margin(egui::Margin::symmetric(5, 3));
    let response = ui.add(edit);
    if field.lines == 1 {
        theme::select_all(ui, &response, &text);
    }
    if refused {
        let stroke = egui::Stroke::new(1.0, theme::of(ui).breaks);
        ui.painter().rect_stroke(response.rect, 6, stroke, egui::StrokeKind::Inside);
    }
    let escaped = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape));
    if escaped {
        drafts.drop_field(id);
    } else {
        if response.changed() {
            drafts.put(id, (of, key, label), text);
        }
        if response.lost_focus() {
            drafts.commit(id, view, commands);
        }
    }
    response
}

/// Where a number comes from, as a sign that opens a menu.
fn provenance_ui(ui: &mut egui::Ui, view: &View<'_>, row: &Row, commands: &mut Vec<Command>) {
    let colours = theme::of(ui);
    let Some(value) = &row.value else {
        let Some(assumed) = &row.assumed else { return };
        let sign = RichText::new(provenance::sign(assumed.provenance)).color(colours.weak);
        let text = format!("Assumed, {}: {}", assumed.provenance, assumed.source);
        ui.add_sized(vec2(20.0, 24.0), egui::Label::new(sign)).on_hover_text(text);
        return;
    };
    let now = provenance::of_text(value);
    let sign = RichText::new(provenance::sign(now)).color(colours.weak);
    let button = egui::Button::new(sign).frame(false).min_size(vec2(20.0, 24.0));
    let (response, _) = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        for choice in Provenance::ALL {
            // A default is what nobody stated; a person states, measures or guesses.
            if choice == Provenance::SourcedDefault && now != choice {
                continue;
            }
            let text = format!("{}  {}", provenance::sign(choice), provenance::hint(choice));
            if ui.selectable_label(choice == now, text).clicked() {
                let text = provenance::with(value, choice);
                let label = format!("provenance of {}", in_sentence(row.label));
                if let Ok(Some(command)) = set_command(view, &row.of, row.key, &label, Some(&text))
                {
                    commands.push(command);
                }
                ui.close();
            }
        }
    });
    response.on_hover_text(provenance::hint(now));
}

/// Yes, no, or not stated: choosing what is chosen takes it back.
fn flag_ui(ui: &mut egui::Ui, view: &View<'_>, row: &Row, commands: &mut Vec<Command>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    for word in ["yes", "no"] {
        let chosen = row.value.as_deref() == Some(word);
        let response = ui.selectable_label(chosen, RichText::new(word).size(13.0));
        let enabled = ui.is_enabled();
        response.widget_info(|| {
            let label = format!("{}: {word}", row.label);
            egui::WidgetInfo::selected(egui::Role::Button, enabled, chosen, label)
        });
        if response.clicked() {
            set(view, row, (!chosen).then_some(word), commands);
        }
    }
    if row.value.is_none() {
        let text = row
            .assumed
            .as_ref()
            .map_or_else(|| "not stated".to_owned(), |assumed| format!("{} assumed", assumed.text));
        ui.add_space(theme::STEP);
        ui.label(theme::remark(ui, text));
    }
}

fn choice_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    row: &Row,
    words: &'static [&'static str],
    salt: &str,
    commands: &mut Vec<Command>,
) {
    let shown = match &row.value {
        Some(value) => RichText::new(value).size(13.0),
        None => RichText::new("not stated").size(13.0).color(theme::of(ui).weak),
    };
    egui::ComboBox::from_id_salt(("choice", field_id(&row.of, row.key, salt)))
        .selected_text(shown)
        .width(ui.available_width() - MARK_WIDTH)
        .show_ui(ui, |ui| {
            if row.form_may_be_empty()
                && ui.selectable_label(row.value.is_none(), "not stated").clicked()
            {
                set(view, row, None, commands);
            }
            for word in words {
                let chosen = row.value.as_deref() == Some(word);
                if ui.selectable_label(chosen, *word).clicked() {
                    set(view, row, Some(word), commands);
                }
            }
        });
}

impl Row {
    /// A boundary always means something.
    fn form_may_be_empty(&self) -> bool {
        !matches!(self.of, ElementId::Boundary(_))
    }
}

fn set(view: &View<'_>, row: &Row, text: Option<&str>, commands: &mut Vec<Command>) {
    match set_command(view, &row.of, row.key, &in_sentence(row.label), text) {
        Ok(command) => commands.extend(command),
        Err(error) => commands.push(Command::Say(error)),
    }
}

/// Names a field for as long as its element lives.
fn field_id(of: &ElementId, key: &str, salt: &str) -> u64 {
    egui::Id::unique((of, key, salt)).value()
}
