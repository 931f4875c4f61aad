//! Flows: the list, a new one, and the way to choose its links on the board.

use eframe::egui::{self, Stroke, vec2};

use super::super::command::Command;
use super::super::session::ToolKind;
use super::super::theme;
use super::super::view::View;
use super::icon;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, Flow, FlowId, LinkId};

/// The step that adds a flow named "New flow" over the selected links.
///
/// The window then shows the new flow alone and, when it has no links yet, has them chosen.
pub fn add_flow(view: &View<'_>) -> Step {
    let name = "New flow";
    let id = FlowId::new(view.board.free_id(name));
    Step::one("Add a flow", Edit::PutFlow(Flow::bare(id, name.to_owned(), selected_links(view))))
}

/// Adds a flow over the selected links.
pub(super) fn start(view: &View<'_>, commands: &mut Vec<Command>) {
    commands.push(Command::Edit(add_flow(view)));
}

/// Every flow, with an eye that shows it alone.
pub(super) fn list_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    if view.board.flows.is_empty() {
        ui.label(theme::remark(ui, "Draw a flow: choose the links a request takes"));
    }
    for flow in view.board.flows.iter() {
        row_ui(ui, view, flow, commands);
    }
    ui.add_space(theme::STEP);
    let text = if selected_links(view).is_empty() {
        "Add a flow"
    } else {
        "Add a flow over the selected links"
    };
    if ui.button(text).clicked() {
        start(view, commands);
    }
}

fn row_ui(ui: &mut egui::Ui, view: &View<'_>, flow: &Flow, commands: &mut Vec<Command>) {
    let shown = view.session.flow.as_ref() == Some(&flow.id);
    ui.horizontal(|ui| {
        eye_ui(ui, shown, flow, commands);
        let ink = if shown { theme::of(ui).accent } else { theme::of(ui).text };
        let name = egui::RichText::new(&flow.name).color(ink);
        let room = (ui.available_width() - 64.0).max(40.0);
        let label = egui::Label::new(name).truncate().sense(egui::Sense::click());
        let response = ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(label)
        });
        if response.inner.on_hover_text("Show what is known about it").clicked() {
            commands.push(Command::Select([ElementId::from(flow.id.clone())].into()));
        }
        let rate = flow.rate.map(|rate| crate::model::Unit::PerSecond.about(rate.base()));
        let text = rate.unwrap_or_else(|| "no rate".to_owned());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(theme::remark(ui, text));
        });
    });
}

/// The eye: shows a flow alone, or everything again.
pub(super) fn eye_ui(ui: &mut egui::Ui, shown: bool, flow: &Flow, commands: &mut Vec<Command>) {
    let label = if shown { "Show everything" } else { "Show this flow alone" };
    let name = format!("{label}: {}", flow.name);
    let response = icon::button_ui(ui, icon::EYE, &name, shown, vec2(26.0, 24.0));
    if response.on_hover_text(label).clicked() {
        commands.push(Command::ShowFlow((!shown).then(|| flow.id.clone())));
    }
}

/// The links of a flow in order, and the button to choose them on the board.
pub(super) fn links_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    flow: &Flow,
    commands: &mut Vec<Command>,
) {
    let choosing =
        view.session.tool == ToolKind::FlowLinks && view.session.flow.as_ref() == Some(&flow.id);
    ui.horizontal(|ui| {
        let n = flow.links.len();
        let text = if n == 1 { "1 link".to_owned() } else { format!("{n} links") };
        ui.label(text);
        let button = if choosing { "Done choosing" } else { "Choose links on the board" };
        if ui.button(button).clicked() {
            if choosing {
                commands.push(Command::Take(ToolKind::Select));
            } else {
                commands.push(Command::ShowFlow(Some(flow.id.clone())));
                commands.push(Command::Take(ToolKind::FlowLinks));
            }
        }
    });
    // While links are chosen the list grows inside a room of its own: the fields below stand still.
    let high = if choosing { CHOOSING } else { f32::INFINITY };
    let scroll = egui::ScrollArea::vertical().id_salt("links of the flow").max_height(high);
    scroll.stick_to_bottom(choosing).show(ui, |ui| {
        if choosing {
            ui.set_min_height(CHOOSING);
        }
        list_links_ui(ui, view, flow, commands);
    });
}

/// Room for the links of a flow while they are chosen, in points.
const CHOOSING: f32 = 120.0;

fn list_links_ui(ui: &mut egui::Ui, view: &View<'_>, flow: &Flow, commands: &mut Vec<Command>) {
    for (i, link) in flow.links.iter().enumerate() {
        let element = ElementId::from(link.clone());
        let text = format!("{}. {}", i + 1, view.board.name_of(&element));
        let label =
            egui::Label::new(theme::remark(ui, text)).truncate().sense(egui::Sense::click());
        let response = ui.add(label);
        if response.hovered() {
            let rect = response.rect;
            let line = Stroke::new(1.0, theme::of(ui).line);
            ui.painter().hline(rect.x_range(), rect.bottom(), line);
        }
        if response.clicked() {
            commands.push(Command::Select([element].into()));
        }
    }
}

fn selected_links(view: &View<'_>) -> Vec<LinkId> {
    let selected = |id: &LinkId| view.session.selection.contains(&ElementId::from(id.clone()));
    view.board.links.iter().map(|link| link.id.clone()).filter(selected).collect()
}
