//! The inspector: what is known about what is selected, and what is merely assumed.

mod drafts;
mod field;
mod provenance;
mod rows;

use eframe::egui::{self, RichText};

pub(super) use drafts::Drafts;
pub(super) use field::field_ui;
pub(super) use rows::{Row, row_of};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::flows;
use crate::edit::{Edit, Step};
use crate::model::{Board, ElementId, Interaction, Link, Node, kinds};
use field::{Field, MARK_WIDTH, caption_ui, line_ui};

/// Everything about the selection; about the board when nothing is selected.
pub(super) fn inspector_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    // Only one element is looked up: a selection may hold ten thousand.
    let selected = view.session.selection.len();
    let first = view.session.selection.first().filter(|element| view.board.has(element));
    egui::ScrollArea::vertical().id_salt("inspector").auto_shrink([false, false]).show(ui, |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 12)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match first {
                _ if selected > 1 => several_ui(ui, view, selected, commands),
                Some(element) => element_ui(ui, view, element, drafts, commands),
                None => element_ui(ui, view, &ElementId::Board, drafts, commands),
            }
        });
    });
}

fn element_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    element: &ElementId,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    match element {
        ElementId::Node(id) => {
            if let Some(node) = view.board.nodes.get(id.as_str()) {
                name_ui(ui, view, element, &node.name, "Name", drafts, commands);
                kind_ui(ui, node, commands);
            }
        }
        ElementId::Link(id) => {
            if let Some(link) = view.board.links.get(id.as_str()) {
                ui.label(theme::strong(view.board.name_of(element)));
                interaction_ui(ui, view.board, link, commands);
                name_ui(ui, view, element, &link.name, "Label", drafts, commands);
            }
        }
        ElementId::Flow(id) => {
            if let Some(flow) = view.board.flows.get(id.as_str()) {
                flow_ui(ui, view, flow, drafts, commands);
            }
        }
        ElementId::Note(id) => {
            if let Some(note) = view.board.notes.get(id.as_str()) {
                ui.label(theme::strong("Note"));
                let field = Field {
                    salt: "note",
                    hint: "What it says",
                    width: ui.available_width() - MARK_WIDTH,
                    lines: 3,
                };
                let of = (element, "text", "text");
                line_ui(ui, view, of, &note.text, field, drafts, commands);
            }
        }
        ElementId::Boundary(id) => {
            if let Some(boundary) = view.board.boundaries.get(id.as_str()) {
                name_ui(ui, view, element, &boundary.name, "Name", drafts, commands);
            }
        }
        ElementId::Board => board_ui(ui, view, drafts, commands),
        ElementId::Scenario(_) => {}
    }
    attributes_ui(ui, view, element, drafts, commands);
    if !matches!(element, ElementId::Board) {
        ui.add_space(theme::STEP * 2.0);
        if ui.button("Delete").clicked() {
            commands.push(Command::Select([element.clone()].into()));
            commands.push(Command::Delete);
        }
    }
}

/// The attributes in their groups; groups with something stated are open.
fn attributes_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    element: &ElementId,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let rows = rows::rows_of(view.board, element);
    let mut groups: Vec<&str> = Vec::new();
    for row in &rows {
        if !groups.contains(&row.group) {
            groups.push(row.group);
        }
    }
    for (i, group) in groups.iter().enumerate() {
        let members: Vec<&Row> = rows.iter().filter(|row| row.group == *group).collect();
        let stated = members.iter().filter(|row| row.value.is_some()).count();
        let title = if stated == 0 { (*group).to_owned() } else { format!("{group} ({stated})") };
        ui.add_space(theme::STEP);
        // One id for all elements: who opens "Failure" once wants to see it at the next node too.
        egui::CollapsingHeader::new(RichText::new(title).font(theme::semibold(13.0)))
            .id_salt(("group", *group, std::mem::discriminant(element)))
            .default_open(i == 0 || stated > 0)
            .show_unindented(ui, |ui| {
                for row in members {
                    field_ui(ui, view, row, "inspector", drafts, commands);
                }
            });
    }
}

fn name_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    element: &ElementId,
    name: &str,
    label: &'static str,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        let said = caption_ui(ui, RichText::new(label).size(13.0), |ui| {
            ui.label("What people call it");
        });
        let field = Field {
            salt: "name",
            hint: "no name",
            width: ui.available_width() - MARK_WIDTH,
            lines: 1,
        };
        let of = (element, "name", "name");
        line_ui(ui, view, of, name, field, drafts, commands).labelled_by(said.id);
    });
}

fn kind_ui(ui: &mut egui::Ui, node: &Node, commands: &mut Vec<Command>) {
    labelled_ui(ui, "Kind", node.kind.facts().hint, |ui| {
        egui::ComboBox::from_id_salt("kind")
            .selected_text(RichText::new(node.kind.facts().label).size(13.0))
            .width(ui.available_width() - MARK_WIDTH)
            .height(420.0)
            .show_ui(ui, |ui| {
                for kind in kinds::ALL {
                    let response = ui.selectable_label(*kind == node.kind, kind.facts().label);
                    if response.on_hover_text(kind.facts().hint).clicked() && *kind != node.kind {
                        let label = format!(
                            "Change the kind of {} to {}",
                            node.name,
                            lower_case(kind.facts().label)
                        );
                        let edit = Edit::SetKind(node.id.clone(), *kind);
                        commands.push(Command::Edit(Step::one(label, edit)));
                    }
                }
            });
    });
}

fn interaction_ui(ui: &mut egui::Ui, board: &Board, link: &Link, commands: &mut Vec<Command>) {
    labelled_ui(ui, "Interaction", link.interaction.hint(), |ui| {
        egui::ComboBox::from_id_salt("interaction")
            .selected_text(RichText::new(link.interaction.word()).size(13.0))
            .width(ui.available_width() - MARK_WIDTH)
            .show_ui(ui, |ui| {
                for choice in Interaction::ALL {
                    let response = ui.selectable_label(*choice == link.interaction, choice.word());
                    if response.on_hover_text(choice.hint()).clicked()
                        && *choice != link.interaction
                    {
                        let name = board.name_of(&link.id.clone().into());
                        let label =
                            format!("Change the interaction of {name} to {}", choice.word());
                        let edit = Edit::SetInteraction(link.id.clone(), *choice);
                        commands.push(Command::Edit(Step::one(label, edit)));
                    }
                }
            });
    });
    ui.label(theme::remark(ui, link.interaction.hint()));
}

/// As inside a sentence; an abbreviation stays one.
fn lower_case(label: &str) -> String {
    if label.chars().any(char::is_lowercase) { label.to_lowercase() } else { label.to_owned() }
}

fn labelled_ui(ui: &mut egui::Ui, label: &str, help: &str, inside: impl FnOnce(&mut egui::Ui)) {
    ui.horizontal(|ui| {
        caption_ui(ui, RichText::new(label).size(13.0), |ui| {
            ui.label(help);
        });
        inside(ui);
    });
}

fn flow_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    flow: &crate::model::Flow,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let element = ElementId::from(flow.id.clone());
    ui.horizontal(|ui| {
        flows::eye_ui(ui, view.session.flow.as_ref() == Some(&flow.id), flow, commands);
        ui.label(theme::strong("Flow"));
    });
    name_ui(ui, view, &element, &flow.name, "Name", drafts, commands);
    flows::links_ui(ui, view, flow, commands);
}

fn board_ui(ui: &mut egui::Ui, view: &View<'_>, drafts: &mut Drafts, commands: &mut Vec<Command>) {
    let board = view.board;
    name_ui(ui, view, &ElementId::Board, &board.title, "Title", drafts, commands);
    let hint = "What it is about, in a sentence or two";
    let width = ui.available_width() - MARK_WIDTH;
    let field = Field { salt: "about", hint, width, lines: 2 };
    let of = (&ElementId::Board, "about", "description");
    line_ui(ui, view, of, &board.about, field, drafts, commands);
    ui.add_space(theme::STEP * 2.0);
    ui.label(RichText::new("Flows").font(theme::semibold(13.0)));
    flows::list_ui(ui, view, commands);
    if !board.boundaries.is_empty() {
        ui.add_space(theme::STEP * 2.0);
        ui.label(RichText::new("Boundaries").font(theme::semibold(13.0)));
        for boundary in board.boundaries.iter() {
            let text = format!("{} ({})", boundary.name, boundary.sort.word());
            let label = egui::Label::new(text).truncate().sense(egui::Sense::click());
            if ui.add(label).clicked() {
                commands.push(Command::Select([ElementId::from(boundary.id.clone())].into()));
            }
        }
    }
}

/// A line of text of the board itself, with its label.
pub(super) fn board_line_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (key, label, hint): (&'static str, &str, &str),
    (stated, width): (&str, f32),
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let help = crate::model::attribute::texts_of(&ElementId::Board, key).map_or("", |(_, h)| h);
    let caption = caption_ui(ui, RichText::new(label).size(13.0), |ui| {
        ui.label(help);
    });
    let width = (width - field::LABEL_WIDTH - ui.spacing().item_spacing.x).max(60.0);
    let field = Field { salt: "the review", hint, width, lines: 1 };
    let of = (&ElementId::Board, key, &*label.to_lowercase());
    line_ui(ui, view, of, stated, field, drafts, commands).labelled_by(caption.id);
}

fn several_ui(ui: &mut egui::Ui, view: &View<'_>, n: usize, commands: &mut Vec<Command>) {
    ui.label(theme::strong(format!("{n} selected")));
    for element in view.session.selection.iter().take(12) {
        let text = theme::remark(ui, view.board.name_of(element));
        let label = egui::Label::new(text).truncate().sense(egui::Sense::click());
        if ui.add(label).on_hover_text("Select this one alone").clicked() {
            commands.push(Command::Select([element.clone()].into()));
        }
    }
    if n > 12 {
        ui.label(theme::remark(ui, format!("and {} more", n - 12)));
    }
    ui.add_space(theme::STEP * 2.0);
    ui.horizontal_wrapped(|ui| {
        let links = view.session.selection.iter().any(|e| matches!(e, ElementId::Link(_)));
        if links && ui.button("Add a flow over the links").clicked() {
            flows::start(view, commands);
        }
        if ui.button("Duplicate").clicked() {
            commands.push(Command::Duplicate);
        }
        if ui.button("Delete").clicked() {
            commands.push(Command::Delete);
        }
    });
}
