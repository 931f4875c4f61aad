//! The five questions of a review: what the board says to each, and fields for what nobody has said.

use eframe::egui::{self, RichText};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::inspector::{self, Drafts};
use crate::rules::Five;

/// Fields shown under one question; what is left comes once these are filled.
const FIELDS: usize = 4;

/// The questions with what is said to them, made anew when the answers are.
#[derive(Default)]
pub(super) struct FiveQuestions {
    of: Option<(usize, usize)>,
    questions: Vec<Five>,
}

impl FiveQuestions {
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        drafts: &mut Drafts,
        commands: &mut Vec<Command>,
    ) {
        let answers = view.review.answers();
        let of = Some((answers.as_ptr() as usize, answers.len()));
        if self.of != of {
            self.of = of;
            self.questions = view.review.five_questions().to_vec();
        }
        let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 12));
        egui::ScrollArea::vertical().id_salt("five").auto_shrink([false, false]).show(ui, |ui| {
            frame.show(ui, |ui| {
                ui.heading("The five questions");
                let open = self.questions.iter().filter(|five| !is_answered(five)).count();
                let said = match open {
                    0 => "All five are answered: the review can end".to_owned(),
                    1 => "One is open".to_owned(),
                    n => format!("{n} are open"),
                };
                ui.label(theme::remark(ui, said));
                for (at, five) in self.questions.iter().enumerate() {
                    ui.add_space(theme::STEP * 3.0);
                    one_ui(ui, view, (at + 1, five), drafts, commands);
                }
            });
        });
    }
}

/// A question is answered when the board says something to it and nothing is missing.
fn is_answered(five: &Five) -> bool {
    five.missing.is_empty() && !five.says.is_empty()
}

fn one_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (number, five): (usize, &Five),
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let colours = theme::of(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::STEP * 2.0;
        let (mark, ink) =
            if is_answered(five) { ("✓", colours.fine) } else { ("?", colours.unknown) };
        ui.label(RichText::new(mark).font(theme::semibold(theme::BODY)).color(ink));
        ui.label(theme::strong(format!("{number}. {}", five.question)));
    });
    ui.indent(("five", number), |ui| {
        for line in &five.says {
            ui.label(RichText::new(line).color(colours.text));
        }
        if five.says.is_empty() && five.missing.is_empty() {
            ui.label(theme::remark(ui, "Draw a flow first: the journey of a request"));
        }
        for missing in five.missing.iter().take(FIELDS) {
            let Some(row) = inspector::row_of(view.board, &missing.of, missing.key) else {
                continue;
            };
            ui.add_space(theme::STEP);
            ui.label(theme::remark(ui, view.board.name_of(&missing.of)));
            inspector::field_ui(ui, view, &row, "the five questions", drafts, commands);
        }
        if five.missing.len() > FIELDS {
            let more = five.missing.len() - FIELDS;
            ui.label(theme::remark(ui, format!("{more} more follow")));
        }
    });
}
