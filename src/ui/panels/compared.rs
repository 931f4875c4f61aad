//! What differs from an earlier board: the answers that turned first, then what is another on it.

use eframe::egui::{self, RichText};

use super::super::command::Command;
use super::super::compare::Compared;
use super::super::theme;
use super::super::view::View;
use super::frame_of;
use crate::model::difference::{Difference, How};
use crate::rules::{Turned, Verdict, Way};

/// The panel.
pub(super) fn compared_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    compared: &Compared,
    commands: &mut Vec<Command>,
) {
    let frame = egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 12));
    egui::ScrollArea::vertical().id_salt("changes").auto_shrink([false, false]).show(ui, |ui| {
        frame.show(ui, |ui| {
            head_ui(ui, compared, commands);
            answers_ui(ui, compared, commands);
            differences_ui(ui, view, compared, commands);
        });
    });
}

fn head_ui(ui: &mut egui::Ui, compared: &Compared, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.heading("Before and after");
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
