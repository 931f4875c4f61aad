//! Deciding about the open question: what, why, by whom, until when, and as long as what.

use eframe::egui::{self, RichText};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::card;
use crate::edit::{Edit, Step};
use crate::model::{Day, Decision, Fingerprint, Ruling, Value};
use crate::rules::{Answer, State, Verdict};

/// A decision while it is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    of: Option<Fingerprint>,
    ruling: Option<Ruling>,
    reason: String,
    by: String,
    review_by: String,
    condition: String,
    /// Why it cannot be taken yet; shown once somebody tried.
    refused: Option<String>,
    /// What gets the focus next.
    focus: Focus,
}

/// What a person goes on with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Nothing,
    Rulings,
    Reason,
}

impl Draft {
    /// A decision to be written anew.
    fn of(decision: &Decision) -> Self {
        Self {
            of: Some(decision.question.clone()),
            ruling: Some(decision.ruling),
            reason: decision.reason.clone(),
            by: decision.by.clone().unwrap_or_default(),
            review_by: decision.review_by.map_or_else(String::new, |day| day.to_text()),
            condition: decision.condition.clone().unwrap_or_default(),
            refused: None,
            focus: Focus::Reason,
        }
    }

    /// The first ruling gets the focus: whoever came by a key goes on by keys.
    pub(super) fn begin(&mut self, view: &View<'_>) {
        let of = view.session.question.clone();
        *self = Self { of, by: last_name(view), focus: Focus::Rulings, ..Self::default() };
    }
}

/// What stands on the button of a ruling, and what it means.
fn about(ruling: Ruling) -> (&'static str, &'static str) {
    match ruling {
        Ruling::Accepted => ("Accept", "We know it and live with it until a date"),
        Ruling::Assumption => ("Assume", "We take it that this will not happen, and say why"),
        Ruling::FalseAlarm => ("False alarm", "The answer is wrong here"),
        Ruling::NotApplicable => ("Not applicable", "The question makes no sense here"),
        Ruling::Fixed => ("Fixed", "The design was changed; it opens again if it was not"),
        Ruling::Temporary => ("For now", "We live with it for now and come back on a date"),
    }
}

/// What is accepted for a while needs a day on which one looks again.
fn needs_day(ruling: Ruling) -> bool {
    matches!(ruling, Ruling::Accepted | Ruling::Temporary)
}

/// The decision about an answer, or the means to take one.
pub(super) fn decide_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (index, answer): (usize, &Answer),
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let question = answer.fingerprint();
    let decided = view.board.decisions.get(question.as_str());
    if decided.is_none() && answer.verdict == Verdict::Fine {
        return;
    }
    if draft.of.as_ref() != Some(&question) {
        *draft = Draft { of: Some(question), by: last_name(view), ..Draft::default() };
    }
    ui.add_space(theme::STEP * 2.0);
    ui.label(theme::strong("Decision"));
    if let Some(decision) = decided {
        decision_ui(ui, view, index, decision, draft, commands);
    }
    ui.horizontal_wrapped(|ui| {
        for ruling in Ruling::ALL {
            let (label, hint) = about(*ruling);
            let chosen = draft.ruling == Some(*ruling);
            let text = RichText::new(label).size(13.0);
            let button = ui.add(egui::Button::new(text).selected(chosen).frame(true));
            if draft.focus == Focus::Rulings {
                button.request_focus();
                draft.focus = Focus::Nothing;
            }
            if button.on_hover_text(hint).clicked() {
                draft.ruling = if chosen { None } else { Some(*ruling) };
                draft.refused = None;
                draft.focus = if chosen { Focus::Nothing } else { Focus::Reason };
            }
        }
    });
    if let Some(ruling) = draft.ruling {
        form_ui(ui, view, answer, ruling, draft, commands);
    }
}

/// Who decided last: most decisions of a meeting have one author. The first of those who are there
/// where nothing was decided yet.
fn last_name(view: &View<'_>) -> String {
    let mut names = view.board.decisions.iter().rev().filter_map(|decision| decision.by.clone());
    let there = view.board.review.iter().filter_map(|met| met.people.first().cloned());
    names.next().or_else(|| there.into_iter().next()).unwrap_or_default()
}

/// What was decided, and whether it still holds.
fn decision_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    index: usize,
    decision: &Decision,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    let standing = view.review.standing(index);
    card::frame(ui).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let by = decision.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        let on = decision.on.map_or_else(String::new, |day| format!(" on {}", day.to_text()));
        let head = format!("{}{by}{on}", decision.ruling.word());
        ui.label(RichText::new(head).font(theme::semibold(13.0)));
        ui.label(RichText::new(&decision.reason).size(13.0));
        if let Some(State::Reopened(why)) = standing.map(|standing| &standing.state) {
            let text = format!("Open again: {}", why.sentence(decision.ruling));
            ui.label(RichText::new(text).size(13.0).color(theme::of(ui).breaks));
        } else {
            for text in still(decision) {
                ui.label(theme::remark(ui, text));
            }
        }
        ui.horizontal(|ui| {
            if ui.button("Change…").on_hover_text("Write it anew, from what it says").clicked() {
                *draft = Draft::of(decision);
            }
            if ui.button("Take it back").on_hover_text("The question is open again").clicked() {
                let edit = Edit::ForgetDecision(decision.question.clone());
                commands.push(Command::Edit(Step::one("Take a decision back", edit)));
            }
        });
    });
}

/// How long it holds, in words.
fn still(decision: &Decision) -> Vec<String> {
    let day = decision.review_by.map(|day| format!("until {}", day.to_text()));
    let condition = decision.condition.as_ref().map(|text| format!("as long as {text}"));
    day.into_iter().chain(condition).collect()
}

fn form_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    ruling: Ruling,
    draft: &mut Draft,
    commands: &mut Vec<Command>,
) {
    ui.add_space(theme::STEP);
    let day = if needs_day(ruling) { "Look again on" } else { "Look again on (may be empty)" };
    let condition = "like event <= 60/s";
    let reason = line_ui(ui, "Reason", "Why this is the right thing to do", &mut draft.reason, 2);
    if draft.focus == Focus::Reason {
        reason.request_focus();
        draft.focus = Focus::Nothing;
    }
    let by = line_ui(ui, "By", "Who decides", &mut draft.by, 1);
    let day = line_ui(ui, day, "like 2027-03-01", &mut draft.review_by, 1);
    let condition = line_ui(ui, "As long as (may be empty)", condition, &mut draft.condition, 1);
    let fields = [&reason, &by, &day, &condition];
    let typing = fields.into_iter().any(egui::Response::has_focus);
    if let Some(refused) = &draft.refused {
        ui.label(RichText::new(refused).size(theme::SMALL).color(theme::of(ui).breaks));
    }
    ui.horizontal(|ui| {
        let (command, enter) = (egui::Modifiers::COMMAND, egui::Key::Enter);
        let keys = typing && ui.input_mut(|input| input.consume_key(command, enter));
        if ui.button("Decide").on_hover_text("Ctrl+Enter").clicked() || keys {
            match decision(view, answer, ruling, draft) {
                Ok(decision) => {
                    let said = format!("{}: {}", about(ruling).0, view.review.question(answer));
                    commands.push(Command::Say(said));
                    let label = format!("Decide: {}", ruling.word());
                    commands.push(Command::Edit(Step::one(label, Edit::PutDecision(decision))));
                    *draft = Draft::default();
                }
                Err(why) => {
                    draft.refused = Some(why);
                    // On to what is missing.
                    let wanted = [
                        (draft.reason.trim().is_empty(), &reason),
                        (draft.by.trim().is_empty(), &by),
                        (needs_day(ruling) && draft.review_by.trim().is_empty(), &day),
                    ];
                    if let Some((_, field)) = wanted.iter().find(|(missing, _)| *missing) {
                        field.request_focus();
                    }
                }
            }
        }
        if ui.button("Cancel").clicked() {
            *draft = Draft::default();
        }
    });
}

/// A field with its label above; Tab leaves it.
fn line_ui(
    ui: &mut egui::Ui,
    label: &str,
    hint: &str,
    text: &mut String,
    rows: usize,
) -> egui::Response {
    let label = ui.label(theme::remark(ui, label));
    let field = if rows > 1 {
        egui::TextEdit::multiline(text).desired_rows(rows)
    } else {
        egui::TextEdit::singleline(text)
    };
    let width = ui.available_width();
    let response = ui.add(field.hint_text(hint).desired_width(width)).labelled_by(label.id);
    if rows == 1 {
        theme::select_all(ui, &response, text);
    }
    response
}

/// The decision as it is written, or what is missing.
fn decision(
    view: &View<'_>,
    answer: &Answer,
    ruling: Ruling,
    draft: &Draft,
) -> Result<Decision, String> {
    let reason = draft.reason.trim();
    if reason.is_empty() {
        return Err("Say why: whoever reads it later was not here".to_owned());
    }
    let by = draft.by.trim();
    if by.is_empty() {
        return Err("Say who decides".to_owned());
    }
    let day = draft.review_by.trim();
    if day.is_empty() && needs_day(ruling) {
        return Err("Say on which day you look at it again".to_owned());
    }
    let mut decision = view.review.decision(answer, ruling, reason.to_owned());
    decision.by = Some(by.to_owned());
    decision.on = view.review.today();
    if !day.is_empty() {
        decision.review_by = Some(Day::parse(day).map_err(|error| error.to_string())?);
    }
    let condition = draft.condition.trim();
    if !condition.is_empty() {
        let fails = view.review.holds(answer, condition).map_err(|error| error.to_string())?;
        if let Some(now) = fails {
            return Err(format!("That does not hold now: {now}"));
        }
        decision.condition = Some(condition.to_owned());
    }
    if let (Some(review_by), Some(today)) = (decision.review_by, decision.on)
        && review_by <= today
    {
        return Err("Look again on a day that is still to come".to_owned());
    }
    Ok(decision)
}
