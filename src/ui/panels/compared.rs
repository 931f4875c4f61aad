//! What differs from an earlier board, on a card over the canvas.

use eframe::egui::{self, RichText, vec2};

use super::super::command::Command;
use super::super::compare::Compared;
use super::super::theme;
use super::super::view::View;
use super::{card, frame_of};
use crate::model::difference::{Difference, How};
use crate::rules::{Turned, Verdict, Way};

/// Width of the card, in points.
const WIDE: f32 = 300.0;

/// The card, at the top right of the canvas.
pub(super) fn compared_ui(
    ui: &egui::Ui,
    view: &View<'_>,
    canvas: Option<egui::Rect>,
    commands: &mut Vec<Command>,
) {
    let Some(compared) = view.compared else { return };
    let window = ui.ctx().content_rect();
    let canvas = canvas.unwrap_or(window);
    let wide = WIDE.min(canvas.width() - 32.0);
    let at = vec2(canvas.max.x - window.max.x - 12.0, canvas.min.y - window.min.y + 12.0);
    egui::Area::new(egui::Id::unique("compared"))
        .order(egui::Order::Middle)
        .anchor(egui::Align2::RIGHT_TOP, at)
        .show(ui.ctx(), |ui| {
            card::modal(ui).show(ui, |ui| {
                ui.set_width(wide);
                head_ui(ui, compared, commands);
                let high = (canvas.height() - 160.0).max(80.0);
                egui::ScrollArea::vertical().max_height(high).show(ui, |ui| {
                    ui.set_width(wide - 12.0);
                    answers_ui(ui, compared, commands);
                    differences_ui(ui, view, compared, commands);
                });
            });
        });
}

fn head_ui(ui: &mut egui::Ui, compared: &Compared, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Before and after"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Close").clicked() {
                commands.push(Command::CloseComparison);
            }
        });
    });
    ui.label(theme::remark(ui, format!("Compared with the board {}", compared.with)));
    let counts = format!(
        "+ {} added    \u{2212} {} gone    ~ {} changed",
        compared.added.len(),
        compared.removed.len(),
        compared.changed.len()
    );
    ui.label(RichText::new(counts).size(13.0));
    let of = |way: Way| compared.turned.iter().filter(|one| one.way() == way).count();
    let turned = format!("{} answers better, {} worse", of(Way::Better), of(Way::Worse));
    ui.label(RichText::new(turned).size(13.0));
}

fn differences_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    compared: &Compared,
    commands: &mut Vec<Command>,
) {
    ui.add_space(theme::STEP * 2.0);
    ui.label(theme::strong("On the board"));
    if compared.differences.is_empty() {
        ui.label(theme::remark(ui, "Nothing on the board is another"));
    }
    for one in &compared.differences {
        let Difference { sort, of, name, how } = one;
        let colours = theme::of(ui);
        let (sign, ink) = match how {
            How::Added => ("+", colours.fine),
            How::Removed => ("\u{2212}", colours.breaks),
            How::Changed(_) => ("~", colours.watch),
        };
        ui.add_space(theme::STEP);
        let text = format!("{sign} {} ({sort})", name.replace('\n', " "));
        let label = egui::Label::new(RichText::new(text).size(13.0).color(ink)).wrap();
        let label = ui.add(label.sense(egui::Sense::click()));
        if label.on_hover_text("Show it").clicked() && view.board.has(of) {
            commands.push(Command::Select([of.clone()].into()));
            if let Some(frame) = frame_of(view, &[of.clone()].into()) {
                commands.push(Command::Frame(frame));
            }
        }
        if let How::Changed(changed) = how {
            for change in changed {
                ui.add(
                    egui::Label::new(theme::remark(ui, format!("    {}", change.sentence())))
                        .wrap(),
                );
            }
        }
    }
}

fn answers_ui(ui: &mut egui::Ui, compared: &Compared, commands: &mut Vec<Command>) {
    let word = |verdict: Option<Verdict>| verdict.map_or("not asked", Verdict::word);
    for (way, title) in Way::ALL.into_iter().zip(["Worse", "Better", "Otherwise"]) {
        let these: Vec<&Turned> = compared.turned.iter().filter(|one| one.way() == way).collect();
        if these.is_empty() {
            continue;
        }
        ui.add_space(theme::STEP * 2.0);
        ui.label(theme::strong(format!("{title} ({})", these.len())));
        for one in these {
            ui.add_space(theme::STEP);
            let verdicts = format!("{} \u{2192} {}", word(one.before), word(one.after));
            let ink = theme::of(ui).verdict(one.after.unwrap_or(Verdict::Fine));
            ui.label(RichText::new(verdicts).size(theme::SMALL).color(ink));
            let question = egui::Label::new(RichText::new(&one.question).size(13.0)).wrap();
            let question = ui.add(question.sense(egui::Sense::click()));
            if one.after.is_some() && question.on_hover_text("Open the question").clicked() {
                commands.push(Command::OpenQuestion(Some(one.fingerprint.clone())));
            }
        }
    }
}
