//! Finding elements: a field over the canvas; Enter goes to the next, Shift+Enter to the one before.

use eframe::egui::{self, Key, Modifiers, vec2};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use crate::model::ElementId;

/// Width of the field, in points.
const WIDTH: f32 = 280.0;

/// What is looked for.
#[derive(Default)]
pub(super) struct Find {
    text: String,
    /// Which of what was found is shown.
    at: usize,
    open: bool,
}

impl Find {
    /// Keeps what was typed for the next time.
    pub(super) fn reset(&mut self) {
        self.open = false;
    }

    /// The field, with how many fit.
    pub(super) fn show_ui(
        &mut self,
        ui: &egui::Ui,
        view: &View<'_>,
        canvas: Option<egui::Rect>,
        commands: &mut Vec<Command>,
    ) {
        let just_opened = !self.open;
        self.open = true;
        let (next, before, close) = ui.ctx().input_mut(|input| {
            let before = input.consume_key(Modifiers::SHIFT, Key::Enter);
            let next = input.consume_key(Modifiers::NONE, Key::Enter)
                || input.consume_key(Modifiers::NONE, Key::ArrowDown);
            let up = input.consume_key(Modifiers::NONE, Key::ArrowUp);
            (next, before || up, input.consume_key(Modifiers::NONE, Key::Escape))
        });
        let found = found(&self.text, view);
        let canvas = canvas.unwrap_or_else(|| ui.ctx().content_rect());
        let mut changed = false;
        let mut closed = close;
        egui::Area::new(egui::Id::unique("find"))
            .order(egui::Order::Foreground)
            .fixed_pos(egui::pos2(canvas.center().x - WIDTH / 2.0 - 56.0, canvas.min.y + 12.0))
            .show(ui.ctx(), |ui| {
                super::card::modal(ui).show(ui, |ui| {
                    ui.horizontal(|ui| {
                        let field = egui::TextEdit::singleline(&mut self.text)
                            .hint_text("Find names, labels, notes")
                            .desired_width(WIDTH);
                        let response = ui.add(field);
                        if just_opened {
                            response.request_focus();
                        }
                        changed = response.changed();
                        let said = match (self.text.trim().is_empty(), found.len()) {
                            (true, _) => String::new(),
                            (false, 0) => "none".to_owned(),
                            (false, n) => format!("{} of {n}", self.at.min(n - 1) + 1),
                        };
                        ui.add_sized(vec2(56.0, 20.0), egui::Label::new(theme::remark(ui, said)));
                        closed |= ui.button("Close").clicked();
                    });
                });
            });
        let n = found.len();
        if changed {
            self.at = 0;
        } else if n > 0 && (next || before) {
            let step = if before { n - 1 } else { 1 };
            // The first Enter after opening shows what is found already.
            self.at = (self.at.min(n - 1) + step) % n;
        }
        let shown =
            if changed { first_found(&self.text, view) } else { found.get(self.at).cloned() };
        if let Some(element) = shown.filter(|_| changed || next || before) {
            let selection = [element].into();
            if let Some(frame) = super::frame_of(view, &selection) {
                let wide = frame.grown(frame.width().max(frame.height()));
                commands.push(Command::Frame(wide));
            }
            commands.push(Command::Select(selection));
        }
        if closed {
            commands.push(Command::ShowFind(false));
        }
    }
}

fn first_found(text: &str, view: &View<'_>) -> Option<ElementId> {
    found(text, view).into_iter().next()
}

/// Elements whose name, label or text holds what was typed, names that begin with it first.
fn found(text: &str, view: &View<'_>) -> Vec<ElementId> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, ElementId)> = Vec::new();
    let mut look = |text: &str, id: ElementId| {
        if let Some(at) = text.to_lowercase().find(&wanted) {
            found.push((usize::from(at > 0), id));
        }
    };
    let board = view.board;
    for node in board.nodes.iter() {
        look(&format!("{} {}", node.name, node.kind.label), node.id.clone().into());
    }
    for link in board.links.iter().filter(|link| !link.name.is_empty()) {
        look(&link.name, link.id.clone().into());
    }
    for note in board.notes.iter() {
        look(&note.text, note.id.clone().into());
    }
    for boundary in board.boundaries.iter() {
        look(&boundary.name, boundary.id.clone().into());
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, id)| id).collect()
}
