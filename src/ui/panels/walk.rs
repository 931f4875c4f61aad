//! The walkthrough as a list: each view with what is said, to be shown, moved, or taken out.

use eframe::egui::{self, RichText};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use crate::edit::{Edit, Step};
use crate::model::WalkView;

/// The list, with the note that is being written.
#[derive(Default)]
pub(super) struct WalkList {
    /// Which note, and its text so far.
    writing: Option<(usize, String)>,
}

/// What is to become of a view.
enum Change {
    Up,
    Down,
    Out,
    Say(String),
}

impl WalkList {
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        ui.label(theme::strong("Walkthrough"));
        let views = &view.board.walk;
        if views.is_empty() {
            let said = "Views with which you explain the board before the questions come";
            ui.label(theme::remark(ui, said));
        }
        let mut change = None;
        for (at, one) in views.iter().enumerate() {
            ui.horizontal(|ui| self.row_ui(ui, (at, one, views.len()), &mut change, commands));
        }
        if let Some((at, change)) = change {
            commands.push(Command::Edit(changed(views, at, change)));
        }
        ui.horizontal_wrapped(|ui| {
            let flow = ui.button("Data flow, step by step");
            let hint = "Makes the views from the links of the flow that is shown (Shift+W)";
            if flow.on_hover_text(hint).clicked() {
                commands.push(Command::WalkFlow);
            }
            let record = ui.button("Record this view");
            let hint = "What is seen now, with what is selected lit (Shift+V)";
            if record.on_hover_text(hint).clicked() {
                commands.push(Command::RecordView);
            }
            if !views.is_empty() {
                if ui
                    .button("Show")
                    .on_hover_text("One view after the other, full screen")
                    .clicked()
                {
                    commands.push(Command::ShowView(0));
                }
                if ui
                    .button("Forget")
                    .on_hover_text("The board goes without a walkthrough")
                    .clicked()
                {
                    let edit = Edit::SetWalk(Vec::new());
                    commands.push(Command::Edit(Step::one("Forget the walkthrough", edit)));
                }
            }
        });
    }

    fn row_ui(
        &mut self,
        ui: &mut egui::Ui,
        (at, one, count): (usize, &WalkView, usize),
        change: &mut Option<(usize, Change)>,
        commands: &mut Vec<Command>,
    ) {
        ui.spacing_mut().item_spacing.x = theme::STEP;
        let number = egui::Button::new(RichText::new(format!("{}", at + 1)).size(13.0));
        let number = ui.add(number.min_size(egui::vec2(24.0, 24.0)));
        if number.on_hover_text("Show this view").clicked() {
            commands.push(Command::ShowView(at));
        }
        let mut text = match &self.writing {
            Some((writing, text)) if *writing == at => text.clone(),
            _ => one.note.clone(),
        };
        let width = (ui.available_width() - 3.0 * 28.0).max(60.0);
        let field = egui::TextEdit::singleline(&mut text)
            .id(egui::Id::unique(("note of a view", at)))
            .hint_text("What it shows")
            .font(egui::FontId::proportional(13.0))
            .char_limit(crate::model::limits::PROSE.longest)
            .desired_width(width);
        let response = ui.add(field);
        if response.changed() {
            self.writing = Some((at, text.clone()));
        }
        if response.lost_focus() && self.writing.take_if(|(writing, _)| *writing == at).is_some() {
            let escaped = ui.input(|input| input.key_pressed(egui::Key::Escape));
            if !escaped && text != one.note {
                *change = Some((at, Change::Say(text)));
            }
        }
        let mut button = |ui: &mut egui::Ui, sign: &str, hint: &str, enabled: bool, to: Change| {
            let button = egui::Button::new(RichText::new(sign).size(13.0)).frame(false);
            let button = ui.add_enabled(enabled, button.min_size(egui::vec2(20.0, 24.0)));
            if button.on_hover_text(hint).clicked() {
                *change = Some((at, to));
            }
        };
        button(ui, "↑", "Earlier", at > 0, Change::Up);
        button(ui, "↓", "Later", at + 1 < count, Change::Down);
        button(ui, "×", "Take this view out", true, Change::Out);
    }
}

/// The walkthrough with one view changed.
fn changed(views: &[WalkView], at: usize, change: Change) -> Step {
    let mut views = views.to_vec();
    let label = match change {
        Change::Up => {
            views.swap(at.saturating_sub(1), at);
            "Move a view"
        }
        Change::Down => {
            if at + 1 < views.len() {
                views.swap(at, at + 1);
            }
            "Move a view"
        }
        Change::Out => {
            views.remove(at);
            "Take a view out"
        }
        Change::Say(note) => {
            if let Some(view) = views.get_mut(at) {
                view.note = note;
            }
            "Say what a view shows"
        }
    };
    Step::one(label, Edit::SetWalk(views))
}
