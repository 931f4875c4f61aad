//! The list of questions: cards of stories, then single answers by verdict.

use std::collections::BTreeSet;

use eframe::egui::{self, RichText};

use super::super::super::command::Command;
use super::super::super::theme;
use super::super::super::view::View;
use super::super::effects::Effects;
use super::super::{card, chip, inspector, mark};
use super::deciding;
use super::texts::Cache;
use crate::edit::{Edit, Step};
use crate::rules::{Answer, Group, State, Story, Verdict};

/// What the list remembers and asks for.
pub(super) struct Parts<'p> {
    pub(super) cache: &'p mut Cache,
    pub(super) effects: &'p mut Effects,
    pub(super) drafts: &'p mut inspector::Drafts,
}

/// Stories of one flow that are told before anybody asks for more.
const STORIES: usize = 3;

/// Stories, then what is left, worst first; what is fine stays folded.
pub(super) fn list_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    parts: Parts<'_>,
    (filter, rows, all_stories): (&str, &mut usize, &mut bool),
    commands: &mut Vec<Command>,
) {
    let Parts { cache, effects, drafts } = parts;
    if view.review.answers().is_empty() {
        empty_ui(ui, view);
        return;
    }
    let shown = cache.filtered(view.review, filter, view.session.flow.as_ref());
    let shown_set: BTreeSet<usize> = shown.iter().copied().collect();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let (mut stories, mut untold) = (0, 0);
    let first = view.review.told_first(STORIES);
    for (n, story) in view.review.stories().iter().enumerate() {
        // A story about which everything is decided is told among the decisions.
        if story.answers.iter().all(|index| view.review.is_settled(*index)) {
            continue;
        }
        if story.answers.iter().any(|index| shown_set.contains(index)) {
            told.extend(story.answers.iter().copied());
            if first.binary_search(&n).is_err() {
                untold += 1;
                if !*all_stories {
                    continue;
                }
            }
            stories += 1;
            if stories <= *rows {
                story_ui(ui, view, cache, (n, story), *rows, commands);
            }
        }
    }
    more_stories_ui(ui, untold, all_stories);
    let mut hidden = stories > *rows;
    for verdict in Verdict::ALL {
        let rest: Vec<usize> = shown
            .iter()
            .copied()
            .filter(|index| !told.contains(index) && !view.review.is_settled(*index))
            .filter(|index| view.review.answers().get(*index).is_some_and(|a| a.verdict == verdict))
            .collect();
        if !rest.is_empty() {
            group_ui(ui, view, (cache, drafts), (verdict, &rest, *rows), commands);
        }
        if verdict == Verdict::Unknown {
            deciding::of_board_ui(ui, view, effects, drafts, commands);
        }
        hidden |= rest.len() > *rows;
    }
    let settled: Vec<usize> = shown
        .iter()
        .copied()
        .filter(|index| !told.contains(index) && view.review.is_settled(*index))
        .collect();
    decided_ui(ui, view, cache, (&settled, *rows), commands);
    stale_ui(ui, view, commands);
    if hidden && ui.button("Show more").clicked() {
        *rows *= 4;
    }
    if shown.is_empty() {
        ui.add_space(theme::STEP * 2.0);
        ui.label(theme::remark(ui, "No question fits the filter and the moment"));
    }
}

/// The stories of busy flows that are not told yet, one click away.
fn more_stories_ui(ui: &mut egui::Ui, untold: usize, all_stories: &mut bool) {
    let text = match (untold, *all_stories) {
        (0, _) => return,
        (_, true) => "Tell fewer stories".to_owned(),
        (1, _) => "One more story".to_owned(),
        (n, _) => format!("{n} more stories"),
    };
    if ui.button(text).clicked() {
        *all_stories = !*all_stories;
    }
    ui.add_space(theme::STEP * 2.0);
}

/// What to do on a board that is asked nothing yet.
fn empty_ui(ui: &mut egui::Ui, view: &View<'_>) {
    let text = if view.board.nodes.is_empty() {
        "Place a client, a service and a store, and connect them: questions appear while you draw"
    } else if view.board.links.is_empty() {
        "Connect the nodes: drag from a handle of one to another"
    } else if view.board.flows.is_empty() {
        "Draw a flow: choose the links a request takes, and say how often it happens"
    } else {
        "Nothing to ask about this board yet"
    };
    ui.add_space(theme::STEP * 2.0);
    ui.label(RichText::new(text).color(theme::of(ui).weak));
}

/// One cause and what follows from it, in order.
fn story_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    cache: &mut Cache,
    (n, story): (usize, &Story),
    rows: usize,
    commands: &mut Vec<Command>,
) {
    let answers = view.review.answers();
    let worst = story
        .answers
        .iter()
        .filter_map(|index| answers.get(*index))
        .map(|answer| answer.verdict)
        .min()
        .unwrap_or(Verdict::Unknown);
    let frame = card::frame(ui).inner_margin(egui::Margin::symmetric(4, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
            ui.horizontal_top(|ui| {
                mark::mark_ui(ui, worst, 18.0);
                ui.vertical(|ui| {
                    ui.label(theme::strong(&story.title));
                    ui.label(theme::remark(ui, in_steps(worst, story.steps.len())));
                });
            });
        });
        for (number, step) in story.steps.iter().enumerate() {
            ui.add_space(theme::STEP);
            egui::Frame::new().inner_margin(egui::Margin::symmetric(8, 0)).show(ui, |ui| {
                ui.label(theme::remark(ui, format!("{}  {}", number + 1, step.label)));
            });
            for (at, index) in step.answers.iter().enumerate().take(rows) {
                if let Some(answer) = answers.get(*index) {
                    let id = ui.scope_id().with(("story", n, number, at));
                    answer_ui(ui, view, cache, (id, *index, answer), true, commands);
                }
            }
        }
    });
    ui.add_space(theme::STEP * 2.0);
}

/// "breaks in 3 steps".
fn in_steps(worst: Verdict, steps: usize) -> String {
    let s = if steps == 1 { "" } else { "s" };
    format!("{} in {steps} step{s}", worst.word())
}

/// Answers of one verdict; what is fine is folded.
fn group_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    (cache, drafts): (&mut Cache, &mut inspector::Drafts),
    (verdict, indices, rows): (Verdict, &[usize], usize),
    commands: &mut Vec<Command>,
) {
    let title = match verdict {
        Verdict::Breaks => "Breaks",
        Verdict::Watch => "To watch",
        Verdict::Unknown => "Not answered yet",
        Verdict::Fine => "Fine",
    };
    let title = format!("{title} ({})", indices.len());
    egui::CollapsingHeader::new(RichText::new(title).font(theme::semibold(13.0)))
        .id_salt(("verdict", verdict.word()))
        .default_open(verdict != Verdict::Fine)
        .show_unindented(ui, |ui| {
            for index in indices.iter().take(rows) {
                if let Some(answer) = view.review.answers().get(*index) {
                    let id = ui.scope_id().with(("answer", *index));
                    answer_ui(ui, view, cache, (id, *index, answer), false, commands);
                    missing_ui(ui, view, answer, drafts, commands);
                }
            }
        });
    ui.add_space(theme::STEP);
}

/// What the team has decided about, folded.
fn decided_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    cache: &mut Cache,
    (indices, rows): (&[usize], usize),
    commands: &mut Vec<Command>,
) {
    if indices.is_empty() {
        return;
    }
    let title = format!("Decided ({})", indices.len());
    egui::CollapsingHeader::new(RichText::new(title).font(theme::semibold(13.0)))
        .id_salt("decided")
        .show_unindented(ui, |ui| {
            for index in indices.iter().take(rows) {
                if let Some(answer) = view.review.answers().get(*index) {
                    let id = ui.scope_id().with(("decided", *index));
                    answer_ui(ui, view, cache, (id, *index, answer), false, commands);
                }
            }
        });
    ui.add_space(theme::STEP);
}

/// Decisions about questions that nobody asks any more.
fn stale_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    let stale: Vec<_> = view
        .review
        .standings()
        .iter()
        .filter(|standing| standing.state == State::Stale)
        .filter_map(|standing| view.board.decisions.get(standing.question.as_str()))
        .collect();
    if stale.is_empty() {
        return;
    }
    let title = format!("Decided, and no longer asked ({})", stale.len());
    egui::CollapsingHeader::new(RichText::new(title).font(theme::semibold(13.0)))
        .id_salt("stale")
        .show_unindented(ui, |ui| {
            for decision in stale {
                ui.label(RichText::new(decision.question.to_string()).size(13.0));
                let text = format!("{}: {}", decision.ruling.word(), decision.reason);
                ui.label(theme::remark(ui, text));
                if ui.small_button("Remove").clicked() {
                    let edit = Edit::ForgetDecision(decision.question.clone());
                    commands.push(Command::Edit(Step::one("Remove a decision", edit)));
                }
            }
        });
    ui.add_space(theme::STEP);
}

/// One answer as a row that opens it.
fn answer_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    cache: &mut Cache,
    (id, index, answer): (egui::Id, usize, &Answer),
    in_story: bool,
    commands: &mut Vec<Command>,
) {
    let decided = view.board.decisions.get(answer.fingerprint().as_str());
    let texts = cache.of(view.review, index);
    let response = card::pressable_ui(ui, id, &texts.question, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::STEP * 1.5;
            mark::mark_ui(ui, answer.verdict, 14.0);
            ui.vertical(|ui| {
                ui.label(RichText::new(&texts.question).font(theme::semibold(13.0)));
                if answer.verdict != Verdict::Fine || in_story {
                    ui.label(RichText::new(&texts.sentence).size(13.0));
                }
                chips_ui(ui, answer, texts);
                let state = view.review.standing(index).map(|standing| &standing.state);
                if let (Some(decision), Some(State::Reopened(why))) = (decided, state) {
                    let text = format!("open again: {}", why.sentence(decision.ruling));
                    // All of it: this is what brought the question back.
                    let text = RichText::new(text).size(theme::SMALL).color(theme::of(ui).breaks);
                    ui.label(text).on_hover_text(&decision.reason);
                } else if let Some(decision) = decided {
                    let who = decision.by.as_deref().unwrap_or("the team");
                    let text = format!("{}, by {who}", decision.ruling.word());
                    chip::words_ui(ui, &text, theme::of(ui).accent).on_hover_text(&decision.reason);
                    ui.label(theme::remark(ui, &decision.reason));
                }
            });
        });
    });
    if response.clicked() {
        commands.push(Command::OpenQuestion(Some(answer.fingerprint())));
    }
}

/// The field of a number that is asked for, right where it is asked for.
fn missing_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    answer: &Answer,
    drafts: &mut inspector::Drafts,
    commands: &mut Vec<Command>,
) {
    if answer.verdict != Verdict::Unknown || answer.rule.group != Group::Discipline {
        return;
    }
    for missing in &answer.missing {
        if let Some(row) = inspector::row_of(view.board, &missing.of, missing.key) {
            inspector::field_ui(ui, view, &row, "asked for", drafts, commands);
        }
    }
}

fn chips_ui(ui: &mut egui::Ui, answer: &Answer, texts: &super::texts::Texts) {
    if answer.verdict == Verdict::Fine || answer.verdict == Verdict::Unknown {
        return;
    }
    chip::row_ui(ui, |ui| {
        if let Some(breaks_at) = &texts.breaks_at {
            let ink = theme::of(ui).verdict(answer.verdict);
            chip::words_ui(ui, breaks_at, ink);
        }
        for number in texts.numbers.iter().take(3) {
            let hover = format!("{}: {} ({})", number.name, number.about, number.provenance);
            chip::number_ui(ui, number.name, &number.about, &hover);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_one_step() {
        assert_eq!(in_steps(Verdict::Breaks, 1), "breaks in 1 step");
        assert_eq!(in_steps(Verdict::Breaks, 2), "breaks in 2 steps");
    }
}
