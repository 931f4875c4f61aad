//! The five questions of a review: what the board says to each, and fields for what nobody has said.

use eframe::egui::{self, RichText};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::inspector::{self, Drafts};
use super::walk;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, Value};
use crate::rules::{Five, Missing};

/// Fields shown under one question; what is left comes once these are filled.
const FIELDS: usize = 4;

/// The questions with what is said to them, made anew when the answers are.
#[derive(Default)]
pub(super) struct FiveQuestions {
    of: Option<(usize, usize)>,
    questions: Vec<Five>,
    /// What is asked for under each question, in order. A row stays where it is once it is filled,
    /// so that one can look at it again and nothing moves under the pointer.
    rows: [Vec<Missing>; 5],
    walk: walk::WalkList,
    /// The last pass in which it was shown: whoever comes back finds only what is missing then.
    shown: u64,
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
        let pass = ui.ctx().cumulative_pass_nr();
        if pass > self.shown + 1 {
            self.rows = Default::default();
        }
        self.shown = pass;
        for (rows, five) in self.rows.iter_mut().zip(&self.questions) {
            rows.retain(|row| view.board.has(&row.of));
            let new = five.missing.iter().filter(|one| !rows.contains(one)).cloned();
            let new: Vec<Missing> = new.collect();
            rows.extend(new);
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
                ui.add_space(theme::STEP * 2.0);
                meeting_ui(ui, view, drafts, commands);
                ui.add_space(theme::STEP * 3.0);
                self.walk.show_ui(ui, view, commands);
                for (at, (five, rows)) in self.questions.iter().zip(&self.rows).enumerate() {
                    ui.add_space(theme::STEP * 3.0);
                    one_ui(ui, view, (at + 1, five, rows.as_slice()), drafts, commands);
                }
                ui.add_space(theme::STEP * 4.0);
                let hint = "As Markdown or as a page: what was asked, decided and left open";
                if ui.button("Write the minutes…").on_hover_text(hint).clicked() {
                    commands.push(Command::ExportAs("md"));
                }
            });
        });
    }
}

/// When the review is held and by whom: the head of the minutes.
fn meeting_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    drafts: &mut Drafts,
    commands: &mut Vec<Command>,
) {
    let met = view.board.review.as_ref();
    let day = met.and_then(|met| met.date).map_or_else(String::new, |day| day.to_text());
    let people = met.map_or_else(String::new, |met| met.people.join(", "));
    let today = view.review.today();
    ui.horizontal(|ui| {
        let width = ui.available_width() - if day.is_empty() { TODAY_WIDTH } else { 0.0 };
        inspector::board_line_ui(
            ui,
            view,
            ("reviewed", "Date", "like 2026-11-24"),
            (&day, width),
            drafts,
            commands,
        );
        if let (true, Some(today)) = (day.is_empty(), today) {
            let hint = format!("It is held today, {}", today.to_text());
            if ui.button("Today").on_hover_text(hint).clicked() {
                let edit = Edit::Set {
                    of: ElementId::Board,
                    key: "reviewed".to_owned(),
                    to: Some(today.to_text()),
                };
                commands.push(Command::Edit(Step::one("Date the review", edit)));
            }
        }
    });
    ui.horizontal(|ui| {
        let width = ui.available_width();
        inspector::board_line_ui(
            ui,
            view,
            ("people", "People", "Ana, Jo"),
            (&people, width),
            drafts,
            commands,
        );
    });
}

/// Room for the button beside the date, in points.
const TODAY_WIDTH: f32 = 64.0;

/// A question is answered when the board says something to it and nothing is missing.
fn is_answered(five: &Five) -> bool {
    five.missing.is_empty() && !five.says.is_empty()
}

fn one_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (number, five, rows): (usize, &Five, &[Missing]),
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
        let mut open = 0;
        let mut last = None;
        for missing in rows {
            open += usize::from(five.missing.contains(missing));
            if open > FIELDS {
                break;
            }
            let Some(row) = inspector::row_of(view.board, &missing.of, missing.key) else {
                continue;
            };
            ui.add_space(theme::STEP);
            if last != Some(&missing.of) {
                ui.label(theme::remark(ui, view.board.name_of(&missing.of)));
            }
            last = Some(&missing.of);
            inspector::field_ui(ui, view, &row, "the five questions", drafts, commands);
        }
        if five.missing.len() > FIELDS {
            let more = five.missing.len() - FIELDS;
            ui.label(theme::remark(ui, format!("{more} more follow")));
        }
    });
}
