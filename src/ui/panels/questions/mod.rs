//! The question panel: stories first, then what else breaks, what to watch, what is not known.

mod check;
mod decide;
mod deciding;
mod list;
mod open;
mod texts;

use eframe::egui;

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::effects::Effects;
use super::{inspector, mark};
use crate::rules::Verdict;
use texts::Cache;

/// What the panel remembers between frames.
#[derive(Default)]
pub(super) struct Questions {
    cache: Cache,
    /// The decision being written.
    draft: decide::Draft,
    /// Only questions with these words.
    filter: String,
    /// How many rows each group shows.
    rows: Rows,
    /// Every story, not the first few of each flow.
    all_stories: bool,
}

/// How many rows are shown; a large board has thousands, and nobody reads them all.
struct Rows(usize);

impl Default for Rows {
    fn default() -> Self {
        Self(40)
    }
}

impl Questions {
    /// The means to decide about an answer, on the card of a presentation.
    pub(super) fn decide_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        answer: (usize, &crate::rules::Answer),
        commands: &mut Vec<Command>,
    ) {
        decide::decide_ui(ui, view, answer, &mut self.draft, commands);
    }

    /// Somebody asked by key to decide about the question that is shown.
    pub(super) fn begin_deciding(&mut self, view: &View<'_>) {
        self.draft.begin(view);
    }

    /// The open question, or the list.
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        (effects, drafts): (&mut Effects, &mut inspector::Drafts),
        commands: &mut Vec<Command>,
    ) {
        self.cache.refresh(effects.answers());
        let wanted = view.session.question.as_ref();
        let opened = wanted.and_then(|wanted| self.cache.index_of(view.review, wanted));
        let margin = egui::Margin { left: 16, right: 16, top: 12, bottom: 0 };
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            if let Some(index) = opened {
                scroll_ui(ui, "open question", |ui| {
                    let texts = (&mut self.cache, effects);
                    let writing = (drafts, &mut self.draft);
                    open::open_ui(ui, view, index, texts, writing, commands);
                });
            } else {
                self.head_ui(ui, view);
                scroll_ui(ui, "questions", |ui| {
                    let filter = &self.filter;
                    let shown = (filter.as_str(), &mut self.rows.0, &mut self.all_stories);
                    let parts = list::Parts { cache: &mut self.cache, effects, drafts };
                    list::list_ui(ui, view, parts, shown, commands);
                });
            }
        });
    }

    /// Title, counts and the filter.
    fn head_ui(&mut self, ui: &mut egui::Ui, view: &View<'_>) {
        ui.horizontal(|ui| {
            ui.heading("What happens when…?");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if view.asking {
                    ui.label(theme::remark(ui, "asking…"));
                }
            });
        });
        if view.review.answers().is_empty() {
            return;
        }
        ui.horizontal(|ui| {
            for verdict in Verdict::ALL {
                let answers = view.review.answers().iter().enumerate();
                let open = answers.filter(|(at, _)| !view.review.is_settled(*at));
                let n = open.filter(|(_, answer)| answer.verdict == verdict).count();
                if n > 0 {
                    mark::mark_ui(ui, verdict, theme::SMALL);
                    ui.label(theme::remark(ui, format!("{n} {}", verdict.word())));
                }
            }
        });
        let field = egui::TextEdit::singleline(&mut self.filter)
            .id(egui::Id::unique("question filter"))
            .hint_text("Filter questions")
            .desired_width(ui.available_width());
        ui.add(field);
        ui.add_space(theme::STEP);
    }
}

fn scroll_ui(ui: &mut egui::Ui, salt: &str, inside: impl FnOnce(&mut egui::Ui)) {
    egui::ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]).show(ui, |ui| {
        ui.set_width(ui.available_width());
        inside(ui);
        ui.add_space(theme::STEP * 4.0);
    });
}
