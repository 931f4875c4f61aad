//! Presenting: the question that is shown, set for the back of a room, over the foot of the board.

use std::collections::BTreeSet;

use eframe::egui::{self, Key, Modifiers, RichText, vec2};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::mark;
use super::questions::Questions;
use crate::model::Fingerprint;
use crate::rules::Verdict;

/// Sizes of letters that are read from the back of a room, in points.
const QUESTION: f32 = 26.0;
const SENTENCE: f32 = 20.0;
/// Between the card and the edges of the window, in points.
const MARGIN: f32 = 32.0;
/// Widest the card gets, in points.
const WIDEST: f32 = 1_180.0;

/// One of the things that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Slide {
    /// A view of the walkthrough.
    View(usize),
    /// A question.
    Question(Fingerprint),
}

impl Slide {
    fn command(self) -> Command {
        match self {
            Self::View(at) => Command::ShowView(at),
            Self::Question(question) => Command::OpenQuestion(Some(question)),
        }
    }
}

/// Everything that is shown: the walkthrough first, then the questions.
fn slides(view: &View<'_>) -> Vec<Slide> {
    let views = (0..view.board.walk.len()).map(Slide::View);
    views.chain(presented(view).into_iter().map(Slide::Question)).collect()
}

/// Which questions are presented, in order: stories first, then what else breaks, is to be watched,
/// or is not known; nothing the team has decided about.
pub fn presented(view: &View<'_>) -> Vec<Fingerprint> {
    let mut seen = BTreeSet::new();
    let answers = view.review.answers();
    let settled: BTreeSet<Fingerprint> = answers
        .iter()
        .enumerate()
        .filter(|(at, _)| view.review.is_settled(*at))
        .map(|(_, answer)| answer.fingerprint())
        .collect();
    let asked = view.review.in_reading_order().into_iter();
    asked
        .filter(|answer| answer.verdict != Verdict::Fine)
        .map(crate::rules::Answer::fingerprint)
        .filter(|question| !settled.contains(question) && seen.insert(question.clone()))
        .collect()
}

/// What is remembered while presenting.
#[derive(Default)]
pub(super) struct Presenting {
    /// The card shows the means to decide.
    decides: bool,
    /// The slide that was shown last, and its place: once it is decided or cured the next has it.
    last: Option<(Slide, usize)>,
}

impl Presenting {
    /// Goes on where what was shown is not to be shown any more.
    fn go_on(
        &mut self,
        shown: &[Slide],
        now: Option<&Slide>,
        at: Option<usize>,
        commands: &mut Vec<Command>,
    ) {
        match (now, at, &self.last) {
            (Some(now), Some(at), _) => self.last = Some((now.clone(), at)),
            (Some(now), None, Some((last, place))) if now == last => {
                self.decides = false;
                let next = shown.get((*place).min(shown.len().saturating_sub(1)));
                commands.push(next.map_or(Command::OpenQuestion(None), |s| s.clone().command()));
                self.last = None;
            }
            _ => {}
        }
    }
}

/// Keys and the card.
pub(super) fn present_ui(
    ui: &egui::Ui,
    view: &View<'_>,
    canvas: Option<egui::Rect>,
    (questions, presenting): (&mut Questions, &mut Presenting),
    commands: &mut Vec<Command>,
) {
    let shown = slides(view);
    let now = match (&view.session.question, view.session.walk) {
        (Some(question), _) => Some(Slide::Question(question.clone())),
        (None, walk) => walk.map(Slide::View),
    };
    let at = now.as_ref().and_then(|now| shown.iter().position(|other| other == now));
    if !view.asking {
        presenting.go_on(&shown, now.as_ref(), at, commands);
    }
    let decides = &mut presenting.decides;
    if !ui.ctx().text_edit_focused() {
        // While one decides, Space and the arrows belong to the means to do so.
        if *decides && ui.memory(|memory| memory.focused().is_some()) {
            if ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
                *decides = false;
            }
        } else {
            keys(ui, view, &shown, at, commands);
        }
        let free = view.session.selection.is_empty() && view.session.question.is_some();
        if free && ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, Key::D)) {
            *decides = !*decides;
            if *decides {
                questions.begin_deciding(view);
            }
        }
    }
    let canvas = canvas.unwrap_or_else(|| ui.ctx().content_rect());
    let wide = (canvas.width() - 2.0 * MARGIN).min(WIDEST);
    let anchor = vec2(0.0, -MARGIN);
    egui::Area::new(egui::Id::unique("presenting"))
        .order(egui::Order::Middle)
        .anchor(egui::Align2::CENTER_BOTTOM, anchor)
        .show(ui.ctx(), |ui| {
            super::card::modal(ui).show(ui, |ui| {
                ui.set_width(wide);
                card_ui(ui, view, &shown, at, commands);
                deciding_ui(ui, view, (questions, decides), commands);
            });
        });
}

/// Right, Space and Page Down go on, Left and Page Up go back, Escape ends; while something is
/// selected they belong to the board.
fn keys(
    ui: &egui::Ui,
    view: &View<'_>,
    shown: &[Slide],
    at: Option<usize>,
    commands: &mut Vec<Command>,
) {
    if !view.session.selection.is_empty() {
        return;
    }
    let pressed = |key: Key| ui.ctx().input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let on = pressed(Key::ArrowRight) | pressed(Key::Space) | pressed(Key::PageDown);
    let back = pressed(Key::ArrowLeft) | pressed(Key::PageUp);
    if pressed(Key::Escape) {
        commands.push(Command::Present(false));
    } else if on || back {
        step(shown, at, back, commands);
    }
}

fn step(shown: &[Slide], at: Option<usize>, back: bool, commands: &mut Vec<Command>) {
    let next = match (at, back) {
        (None, _) => 0,
        (Some(at), true) => at.saturating_sub(1),
        (Some(at), false) => (at + 1).min(shown.len().saturating_sub(1)),
    };
    if let Some(slide) = shown.get(next) {
        commands.push(slide.clone().command());
    }
}

/// What the team can say to the question on the spot.
fn deciding_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (questions, decides): (&mut Questions, &mut bool),
    commands: &mut Vec<Command>,
) {
    let question = view.session.question.as_ref();
    let asked = question.and_then(|question| {
        let answers = view.review.answers().iter().enumerate();
        answers.into_iter().find(|(_, answer)| answer.fingerprint() == *question)
    });
    let Some((index, answer)) = asked else { return };
    ui.add_space(theme::STEP);
    if *decides {
        questions.decide_ui(ui, view, (index, answer), commands);
        return;
    }
    ui.horizontal(|ui| {
        let decide = ui.button("Decide…").on_hover_text("D: accept, assume, not applicable …");
        *decides |= decide.clicked();
        let fix = view.review.fixes(answer).into_iter().next();
        if let Some(fix) = fix {
            let button = egui::Button::new(format!("Fix now: {}", fix.title)).truncate();
            if ui.add(button).on_hover_text("Ctrl+Enter").clicked() {
                commands.push(Command::ApplyFix(fix));
            }
        }
    });
}

fn card_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    shown: &[Slide],
    at: Option<usize>,
    commands: &mut Vec<Command>,
) {
    let colours = theme::of(ui);
    let answer = view.session.question.as_ref().and_then(|question| view.review.find(question));
    ui.horizontal(|ui| {
        if let Some(answer) = answer {
            mark::mark_ui(ui, answer.verdict, 20.0);
            ui.label(theme::remark(ui, answer.verdict.word()));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let end = ui.button("End").on_hover_text("Esc, F5");
            if end.clicked() {
                commands.push(Command::Present(false));
            }
            let forth = ui.button("Next").on_hover_text("Right, Space");
            if forth.clicked() {
                step(shown, at, false, commands);
            }
            let back = ui.button("Back").on_hover_text("Left");
            if back.clicked() {
                step(shown, at, true, commands);
            }
            let place = at.map_or_else(
                || format!("{} to show", shown.len()),
                |at| format!("{} of {}", at + 1, shown.len()),
            );
            ui.label(theme::remark(ui, format!("{place}{}", since(ui, view))))
                .on_hover_text("How far one has got, and for how long it has been presented");
        });
    });
    ui.add_space(theme::STEP);
    if let Some(answer) = answer {
        let question = RichText::new(view.review.question(answer));
        ui.label(question.font(theme::semibold(QUESTION)).color(colours.text));
        ui.add_space(theme::STEP);
        let sentence = RichText::new(view.review.sentence(answer));
        ui.label(sentence.size(SENTENCE).color(colours.text));
    } else if let Some(walk) = view.session.walk.and_then(|at| view.board.walk.get(at)) {
        let (first, rest) = walk.note.split_once('\n').unwrap_or((&walk.note, ""));
        let first = if first.is_empty() { "A view of the board" } else { first };
        let first = RichText::new(first).font(theme::semibold(QUESTION));
        ui.label(first.color(colours.text));
        if !rest.is_empty() {
            ui.add_space(theme::STEP);
            ui.label(RichText::new(rest).size(SENTENCE).color(colours.text));
        }
    } else {
        let said = if shown.is_empty() {
            "Nothing is open: every question is fine or decided"
        } else {
            "Right or Space shows the first question"
        };
        ui.label(RichText::new(said).size(SENTENCE).color(colours.text));
    }
}

/// For how long it has been presented, once that is a minute.
fn since(ui: &egui::Ui, view: &View<'_>) -> String {
    let seconds = ui.input(|input| input.time) - view.session.presenting_since;
    ui.ctx().request_repaint_after(std::time::Duration::from_secs(20));
    if seconds < 60.0 {
        String::new()
    } else {
        format!("  ·  {:.0} min", (seconds / 60.0).floor())
    }
}
