//! The open question: the answer, its numbers, how they were computed, and what could be done.

use eframe::egui::{self, RichText};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::effects::{Effect, Effects};
use super::super::scenarios::question;
use super::super::{card, chip, frame_of, inspector, mark};
use super::check::check_ui;
use super::decide::{Draft, decide_ui};
use super::deciding;
use super::texts::Cache;
use crate::facts::WhyLine;
use crate::model::{ElementId, Fingerprint};
use crate::rules::{Answer, Fix, FixEffect, NumberText, Verdict};

/// How many fixes are shown at first.
const FIXES: usize = 8;

/// Everything about one answer.
pub(super) fn open_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    index: usize,
    (cache, effects): (&mut Cache, &mut Effects),
    (drafts, draft): (&mut inspector::Drafts, &mut Draft),
    commands: &mut Vec<Command>,
) {
    let Some(answer) = view.review.answers().get(index) else { return };
    if ui.button("‹ All questions").clicked() {
        commands.push(Command::OpenQuestion(None));
    }
    ui.add_space(theme::STEP);
    answer_ui(ui, view, (index, answer), (cache, effects), commands);
    missing_ui(ui, view, answer, drafts, commands);
    fixes_ui(ui, view, answer, (cache, effects), commands);
    decide_ui(ui, view, (index, answer), draft, commands);
    // Found out while one reads: below what one clicks, so that nothing moves away.
    deciding::of_answer_ui(ui, view, answer, effects, commands);
    why_ui(ui, view, answer, cache, commands);
    about_rule_ui(ui, answer);
}

fn answer_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (index, answer): (usize, &Answer),
    (cache, effects): (&mut Cache, &mut Effects),
    commands: &mut Vec<Command>,
) {
    let texts = cache.of(view.review, index);
    ui.horizontal_top(|ui| {
        mark::mark_ui(ui, answer.verdict, 20.0);
        ui.vertical(|ui| ui.label(RichText::new(&texts.question).font(theme::semibold(16.0))));
    });
    chip::row_ui(ui, |ui| {
        chip::words_ui(ui, answer.verdict.word(), theme::of(ui).verdict(answer.verdict));
        chip::words_ui(ui, answer.moment.phrase(), theme::of(ui).weak);
        if let Some(breaks_at) = &texts.breaks_at {
            chip::words_ui(ui, breaks_at, theme::of(ui).verdict(answer.verdict));
        }
        let confidence = view.review.confidence(answer);
        chip::words_ui(ui, &format!("rests on: {confidence}"), theme::of(ui).weak)
            .on_hover_text("The weakest number this answer rests on");
    });
    ui.label(&texts.sentence);
    subjects_ui(ui, view, answer, commands);
    replay_ui(ui, view, answer, commands);
    check_ui(ui, view, answer, &mut effects.checks);
    if texts.numbers.is_empty() {
        return;
    }
    ui.add_space(theme::STEP);
    card::frame(ui).show(ui, |ui| {
        for number in &texts.numbers {
            number_ui(ui, number);
        }
    });
}

/// Plays what the answer says happens.
fn replay_ui(ui: &mut egui::Ui, view: &View<'_>, answer: &Answer, commands: &mut Vec<Command>) {
    // While answers are those of an earlier board, what they are about may be gone.
    let asked = if view.asking { None } else { question::asked(view.review, answer) };
    let Some(asked) = asked else { return };
    ui.add_space(theme::STEP);
    let button = egui::Button::new(RichText::new("Replay this").size(13.0));
    let hint = format!("Play “{}” on the board (Shift+P)", asked.scenario.name);
    if ui.add(button).on_hover_text(hint).clicked() {
        commands.push(Command::Play(asked));
    }
}

/// One line of the table of numbers: its name left, the number right.
fn number_ui(ui: &mut egui::Ui, number: &NumberText) {
    ui.spacing_mut().interact_size.y = 20.0;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let about = RichText::new(&number.about).font(theme::semibold(13.0));
            ui.label(about).on_hover_text(number.provenance.word());
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(number.name).size(13.0).color(theme::of(ui).weak);
                ui.add(egui::Label::new(name).truncate()).on_hover_text(number.name);
            });
        });
    });
}

/// The elements it is about; a click selects and frames one.
fn subjects_ui(ui: &mut egui::Ui, view: &View<'_>, answer: &Answer, commands: &mut Vec<Command>) {
    ui.horizontal_wrapped(|ui| {
        for subject in answer.subjects.iter().filter(|subject| view.board.has(subject)) {
            if ui.link(RichText::new(view.board.name_of(subject)).size(13.0)).clicked() {
                look_at(view, subject, commands);
            }
        }
    });
}

/// Fields for what would settle the answer.
fn missing_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    drafts: &mut inspector::Drafts,
    commands: &mut Vec<Command>,
) {
    if answer.missing.is_empty() {
        return;
    }
    ui.add_space(theme::STEP * 2.0);
    ui.label(theme::strong("What would settle it"));
    for missing in &answer.missing {
        if let Some(row) = inspector::row_of(view.board, &missing.of, missing.key) {
            ui.label(theme::remark(ui, view.board.name_of(&missing.of)));
            inspector::field_ui(ui, view, &row, "missing", drafts, commands);
        }
    }
}

fn fixes_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    (cache, effects): (&mut Cache, &mut Effects),
    commands: &mut Vec<Command>,
) {
    let opened = cache.opened(view.review, answer);
    let most = if opened.all_fixes { usize::MAX } else { FIXES };
    let more = opened.fixes.len().saturating_sub(most);
    let fixes: Vec<Fix> = opened.fixes.iter().take(most).cloned().collect();
    if fixes.is_empty() {
        return;
    }
    ui.add_space(theme::STEP * 2.0);
    ui.label(theme::strong("What one could do"));
    let mut focused = None;
    for fix in &fixes {
        let response = fix_ui(ui, fix, view.asking);
        if response.clicked() {
            commands.push(Command::ApplyFix(fix.clone()));
        }
        if response.has_focus() {
            focused = Some(fix);
        }
        if response.hovered() {
            let effect = effects.look(fix);
            response.on_hover_ui(|ui| effect_ui(ui, view, &effect, &fix.title));
        }
    }
    if more > 0 && ui.button(format!("Show {more} more")).clicked() {
        cache.show_all_fixes();
    }
    if let Some(fix) = focused {
        let effect = effects.look(fix);
        effect_ui(ui, view, &effect, &fix.title);
    }
}

fn fix_ui(ui: &mut egui::Ui, fix: &Fix, asking: bool) -> egui::Response {
    let size = egui::vec2(ui.available_width(), 30.0);
    let title = RichText::new(&fix.title).size(13.0);
    let button = egui::Button::new(title).wrap().min_size(size);
    // While answers are those of an earlier board, a fix may no longer fit.
    let response = ui.add_enabled(!asking, button);
    ui.label(theme::remark(ui, fix.applicability.word()));
    response
}

/// What a fix makes better and worse.
fn effect_ui(ui: &mut egui::Ui, view: &View<'_>, effect: &Effect, title: &str) {
    ui.label(theme::strong(title));
    match effect {
        Effect::Asked => {
            ui.label(theme::remark(ui, "Asking what it changes"));
        }
        Effect::Failed => {
            ui.label(theme::remark(ui, "What it changes could not be computed"));
        }
        Effect::Known(effect) => changes_ui(ui, view, effect),
    }
}

fn changes_ui(ui: &mut egui::Ui, view: &View<'_>, effect: &FixEffect) {
    let colours = theme::of(ui);
    if effect.resolves.is_empty() && effect.worsens.is_empty() {
        ui.label(theme::remark(ui, "No verdict changes"));
    }
    let groups = [
        ("Better", &effect.resolves, Verdict::Fine, colours.fine),
        ("Worse", &effect.worsens, Verdict::Breaks, colours.breaks),
    ];
    for (word, questions, verdict, ink) in groups {
        for question in questions.iter().take(6) {
            ui.horizontal_top(|ui| {
                mark::mark_ui(ui, verdict, theme::SMALL);
                ui.vertical(|ui| {
                    let text = format!("{word}: {}", question_of(view, question));
                    ui.label(RichText::new(text).size(13.0).color(ink));
                });
            });
        }
        if questions.len() > 6 {
            ui.label(theme::remark(ui, format!("and {} more", questions.len() - 6)));
        }
    }
}

/// The question with this fingerprint; one that is only asked after the fix is named by its rule.
fn question_of(view: &View<'_>, wanted: &Fingerprint) -> String {
    let asked = view.review.answers().iter().find(|answer| answer.fingerprint() == *wanted);
    asked.map_or_else(
        || {
            let rule = wanted.as_str().split([':', '@']).next().unwrap_or_default();
            rule.replace('-', " ")
        },
        |answer| view.review.question(answer),
    )
}

/// The derivation, line by line; inputs lead to their element.
fn why_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    cache: &mut Cache,
    commands: &mut Vec<Command>,
) {
    let lines = &cache.opened(view.review, answer).why;
    if lines.is_empty() {
        return;
    }
    ui.add_space(theme::STEP * 2.0);
    egui::CollapsingHeader::new(RichText::new("Why").font(theme::semibold(theme::BODY)))
        .id_salt("why")
        .show_unindented(ui, |ui| {
            for line in lines {
                why_line_ui(ui, view, line, commands);
            }
        });
}

/// One line of the derivation: its name and result side by side, the formula quietly below.
fn why_line_ui(ui: &mut egui::Ui, view: &View<'_>, line: &WhyLine, commands: &mut Vec<Command>) {
    let parts: Vec<&str> = line.text.split(" = ").collect();
    let (name, formula, result) = match parts.as_slice() {
        [name, formula @ .., result] => (*name, formula, *result),
        _ => (line.text.as_str(), &[][..], ""),
    };
    ui.horizontal_top(|ui| {
        ui.add_space(line.depth.min(8) as f32 * 12.0);
        ui.vertical(|ui| {
            let size = egui::vec2(ui.available_width(), 0.0);
            let right = egui::Layout::right_to_left(egui::Align::Min);
            ui.allocate_ui_with_layout(size, right, |ui| {
                ui.label(RichText::new(result).font(theme::semibold(13.0)));
                ui.with_layout(egui::Layout::top_down(egui::Align::Min), |ui| {
                    why_name_ui(ui, view, line, name, commands);
                });
            });
            for step in formula {
                ui.label(theme::remark(ui, format!("= {step}")));
            }
            let provenance = line.provenance.map(|p| p.word().to_owned());
            let source = line.source.map(ToOwned::to_owned);
            let remarks: Vec<String> = provenance.into_iter().chain(source).collect();
            if !remarks.is_empty() {
                ui.label(theme::remark(ui, remarks.join(": ")));
            }
            ui.add_space(theme::STEP);
        });
    });
}

/// What a line of the derivation is about; an input leads to where it stands.
fn why_name_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    line: &WhyLine,
    name: &str,
    commands: &mut Vec<Command>,
) {
    let text = RichText::new(name).size(13.0);
    let text = if line.depth == 0 { text.font(theme::semibold(13.0)) } else { text };
    match &line.input {
        Some((element, _)) if view.board.has(element) => {
            if ui.link(text).on_hover_text("Show where it stands").clicked() {
                look_at(view, element, commands);
            }
        }
        _ => {
            ui.label(text);
        }
    }
}

fn about_rule_ui(ui: &mut egui::Ui, answer: &Answer) {
    let rule = answer.rule;
    ui.add_space(theme::STEP);
    egui::CollapsingHeader::new(
        RichText::new("About this question").font(theme::semibold(theme::BODY)),
    )
    .id_salt("about rule")
    .show_unindented(ui, |ui| {
        let parts = [
            ("Why it matters", rule.why),
            ("How it is computed", rule.computes),
            ("Quiet when", rule.quiet_when),
            ("What it cannot see", rule.misses),
        ];
        for (title, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            ui.label(RichText::new(title).font(theme::semibold(13.0)));
            ui.label(RichText::new(text).size(13.0));
        }
        for source in rule.sources {
            ui.label(theme::remark(ui, *source));
        }
    });
}

/// Selects an element and looks at it.
pub(super) fn look_at(view: &View<'_>, element: &ElementId, commands: &mut Vec<Command>) {
    let selection = [element.clone()].into();
    if let Some(rect) = frame_of(view, &selection) {
        commands.push(Command::Frame(rect));
    }
    commands.push(Command::Select(selection));
}
