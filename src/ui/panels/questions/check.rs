//! The check of an answer by simulation: a button, then formula and simulation side by side.

use eframe::egui::{self, RichText};

use super::super::super::theme;
use super::super::super::view::View;
use super::super::checks::{Check, Checks};
use super::super::{card, mark};
use crate::rules::{Agreement, Answer, Verdict};

/// The button, what is being played, or what came of it.
pub(super) fn check_ui(ui: &mut egui::Ui, view: &View<'_>, answer: &Answer, checks: &mut Checks) {
    if !view.review.can_check(answer) {
        return;
    }
    ui.add_space(theme::STEP);
    let question = answer.fingerprint();
    match checks.of(&question).cloned() {
        None => {
            let button = egui::Button::new(RichText::new("Check by simulation").size(13.0));
            let hint = "Play what this answer is about and set both numbers side by side";
            // While answers are those of an earlier board, there is nothing to compare with.
            if ui.add_enabled(!view.asking, button).on_hover_text(hint).clicked() {
                checks.ask(question);
            }
        }
        Some(Check::Asked) => {
            ui.horizontal(|ui| {
                ui.add(egui::Spinner::new().size(14.0));
                ui.label(theme::remark(ui, "Simulating…"));
                if ui.small_button("Cancel").clicked() {
                    checks.cancel();
                }
            });
        }
        Some(Check::Failed(why)) => {
            ui.label(theme::remark(ui, format!("Not simulated: {why}")));
        }
        Some(Check::Known(all)) => {
            card::frame(ui).show(ui, |ui| {
                for agreement in &all {
                    agreement_ui(ui, agreement);
                }
            });
        }
    }
}

/// One number: agreeing and differing differ by shape as well as colour.
fn agreement_ui(ui: &mut egui::Ui, agreement: &Agreement) {
    ui.horizontal_top(|ui| {
        let verdict = if agreement.agrees { Verdict::Fine } else { Verdict::Watch };
        mark::mark_ui(ui, verdict, theme::SMALL);
        ui.vertical(|ui| {
            let mut sentence = agreement.sentence.clone();
            if let Some(first) = sentence.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            ui.label(RichText::new(sentence).size(13.0));
        });
    });
}
