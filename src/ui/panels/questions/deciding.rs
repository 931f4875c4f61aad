//! The numbers that decide: of the open question, and of all of them.

use eframe::egui::{self, RichText};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::deciding::{Deciding, Subject};
use super::super::effects::Effects;
use super::super::{card, inspector};
use super::open::look_at;
use crate::model::attribute::{self, in_sentence};
use crate::rules::{Answer, Counterfactual, Flip, Guess, Verdict};

/// How many guesses are named.
const GUESSES: usize = 5;

/// What would turn the open answer, and what the board is like without what is built too big.
pub(super) fn of_answer_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    effects: &mut Effects,
    commands: &mut Vec<Command>,
) {
    // While answers are those of an earlier board, what would turn them may not be there.
    if view.asking || answer.verdict == Verdict::Unknown {
        return;
    }
    match effects.decides.look(&Subject::Answer(answer.fingerprint())) {
        Deciding::Asked => {
            ui.add_space(theme::STEP);
            ui.label(theme::remark(ui, "Looking for the numbers that decide…"));
        }
        Deciding::Answer { flips, smaller } => {
            if let Some(smaller) = &smaller {
                without_ui(ui, smaller);
            }
            if !flips.is_empty() {
                ui.add_space(theme::STEP * 2.0);
                ui.label(theme::strong("What decides it"));
                for flip in flips.iter().take(GUESSES) {
                    flip_ui(ui, view, flip, commands);
                }
            }
        }
        Deciding::Failed | Deciding::Board(_) => {}
    }
}

/// "Service time of Inventory: breaks above 62 ms; 40 ms is a guess".
fn flip_ui(ui: &mut egui::Ui, view: &View<'_>, flip: &Flip, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = theme::STEP;
        let subject = capital(&flip.subject(view.board));
        if ui.link(RichText::new(subject).size(13.0)).clicked() {
            look_at(view, &flip.of, commands);
        }
        ui.label(RichText::new(flip.sentence()).size(13.0));
    });
}

/// The board without what is built too big, line by line.
fn without_ui(ui: &mut egui::Ui, smaller: &Counterfactual) {
    ui.add_space(theme::STEP * 2.0);
    ui.label(theme::strong("Without it"));
    card::frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(&smaller.title).font(theme::semibold(13.0)));
        for line in smaller.lines() {
            ui.label(RichText::new(line).size(13.0));
        }
    });
}

/// The guesses on which most verdicts hang, each with its field.
pub(super) fn of_board_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    effects: &mut Effects,
    drafts: &mut inspector::Drafts,
    commands: &mut Vec<Command>,
) {
    if view.asking {
        return;
    }
    let title = RichText::new("Guesses that decide").font(theme::semibold(13.0));
    egui::CollapsingHeader::new(title).id_salt("guesses").show_unindented(ui, |ui| {
        match effects.decides.look(&Subject::Board) {
            Deciding::Asked => {
                ui.label(theme::remark(ui, "Trying every guess at half and twice its value…"));
            }
            Deciding::Board(guesses) if !guesses.is_empty() => {
                for guess in guesses.iter().take(GUESSES) {
                    guess_ui(ui, view, guess, drafts, commands);
                }
            }
            Deciding::Board(_) => {
                ui.label(theme::remark(ui, "No verdict hangs on a guess"));
            }
            Deciding::Failed | Deciding::Answer { .. } => {
                ui.label(theme::remark(ui, "It could not be found out"));
            }
        }
    });
    ui.add_space(theme::STEP);
}

fn guess_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    guess: &Guess,
    drafts: &mut inspector::Drafts,
    commands: &mut Vec<Command>,
) {
    let Some(row) = inspector::row_of(view.board, &guess.of, guess.key) else { return };
    let label = attribute::texts_of(&guess.of, guess.key).map_or(guess.key, |(label, _)| label);
    let name = capital(&format!("{} of {}", in_sentence(label), view.board.name_of(&guess.of)));
    if ui.link(RichText::new(name).size(13.0)).on_hover_text("Show where it stands").clicked() {
        look_at(view, &guess.of, commands);
    }
    let turns = match guess.turns {
        1 => "one verdict turns".to_owned(),
        n => format!("{n} verdicts turn"),
    };
    let now = guess.unit.about(guess.now);
    let text = format!("{now} is a {}: at half or twice that {turns}", guess.provenance.word());
    ui.label(theme::remark(ui, text));
    inspector::field_ui(ui, view, &row, "guess", drafts, commands);
    ui.add_space(theme::STEP);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
