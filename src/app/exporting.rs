//! What an export shows: asked, with a picture of the result, before a place is asked for.

use eframe::egui::{self, vec2};

use crate::export::{self, Options};
use crate::model::Board;
use crate::rules::Review;
use crate::scene::{self, Geometry, Scene, Show, Theme};
use crate::ui::panels::{card, picture};
use crate::ui::{Session, theme};

/// The choices, kept for the next export of this window.
pub(super) struct Exporting {
    /// True while the question is open.
    pub(super) open: bool,
    /// The ending of the file.
    pub(super) format: &'static str,
    theme: Option<Theme>,
    with_answers: bool,
    selection_only: bool,
    scale: u8,
    preview: Option<(bool, Theme, Scene)>,
}

impl Default for Exporting {
    fn default() -> Self {
        Self {
            open: false,
            format: "png",
            theme: None,
            with_answers: true,
            selection_only: false,
            scale: 2,
            preview: None,
        }
    }
}

/// How the question ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// A place is to be asked for.
    Place,
    /// No export.
    Cancel,
}

impl Exporting {
    /// Opens the question; the theme is the window's until somebody chooses another.
    pub(super) fn ask(&mut self, session: &Session) {
        self.open = true;
        self.theme.get_or_insert(session.theme);
        self.selection_only = false;
        self.preview = None;
    }

    /// The choices as options of an exporter.
    pub(super) fn options(&self, session: &Session) -> Options {
        Options {
            scale: f32::from(self.scale),
            theme: self.theme.unwrap_or(session.theme),
            with_answers: self.with_answers,
            selection: self.selection_only.then(|| session.selection.clone()),
            ..Options::default()
        }
    }

    /// The question; `None` while it is open.
    pub(super) fn show_ui(
        &mut self,
        ui: &egui::Ui,
        board: &Board,
        review: &Review,
        session: &Session,
    ) -> Option<Answer> {
        if !self.open {
            return None;
        }
        let mut answer = None;
        let modal = egui::Modal::new(egui::Id::unique("export")).frame(card::modal(ui));
        let modal = modal.show(ui.ctx(), |ui| {
            ui.set_width(480.0);
            ui.heading("Export the board");
            ui.add_space(theme::STEP * 2.0);
            self.preview_ui(ui, board, review, session);
            ui.add_space(theme::STEP * 2.0);
            self.choices_ui(ui, session);
            ui.add_space(theme::STEP * 3.0);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                // Enter goes on, unless it presses what has the focus.
                let free = ui.memory(|memory| memory.focused().is_none());
                let enter = free && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if ui.button("Choose a place…").clicked() || enter {
                    answer = Some(Answer::Place);
                }
                if ui.button("Cancel").clicked() {
                    answer = Some(Answer::Cancel);
                }
            });
        });
        if modal.should_close() && answer.is_none() {
            answer = Some(Answer::Cancel);
        }
        self.open = answer.is_none();
        answer
    }

    fn choices_ui(&mut self, ui: &mut egui::Ui, session: &Session) {
        ui.horizontal_wrapped(|ui| {
            ui.label("Format");
            for exporter in export::ALL {
                ui.selectable_value(&mut self.format, exporter.extension, exporter.label);
            }
        });
        let picture = matches!(self.format, "png" | "svg");
        ui.add_enabled_ui(picture, |ui| {
            ui.horizontal(|ui| {
                ui.label("Theme");
                ui.selectable_value(&mut self.theme, Some(Theme::Light), "Light");
                ui.selectable_value(&mut self.theme, Some(Theme::Dark), "Dark");
            });
            ui.checkbox(&mut self.with_answers, "Marks of answers");
        });
        ui.add_enabled_ui(!session.selection.is_empty(), |ui| {
            ui.checkbox(&mut self.selection_only, "Only the selection");
        });
        ui.add_enabled_ui(self.format == "png", |ui| {
            ui.horizontal(|ui| {
                ui.label("Size");
                for scale in [1, 2, 3] {
                    ui.selectable_value(&mut self.scale, scale, format!("{scale}×"));
                }
            });
            ui.label(theme::remark(ui, "The picture carries the board: it opens again as one"));
        });
    }

    fn preview_ui(&mut self, ui: &mut egui::Ui, board: &Board, review: &Review, session: &Session) {
        let shown = self.theme.unwrap_or(session.theme);
        let key = (self.with_answers, shown);
        if self.preview.as_ref().is_none_or(|(answers, theme, _)| (*answers, *theme) != key) {
            let show = Show {
                theme: shown,
                answers: self.with_answers.then_some(review),
                flow: None,
                loads: false,
            };
            let scene = scene::build(board, &Geometry::of(board), show);
            self.preview = Some((self.with_answers, shown, scene));
        }
        let (rect, _) = ui.allocate_exact_size(vec2(480.0, 220.0), egui::Sense::hover());
        let ground = theme::ink(scene::palette::of(shown).board);
        ui.painter().rect(
            rect,
            8,
            ground,
            egui::Stroke::new(1.0, theme::of(ui).line),
            egui::StrokeKind::Inside,
        );
        if let Some((_, _, scene)) = &self.preview {
            picture::paint(&ui.painter_at(rect.shrink(1.0)), scene, rect.shrink(16.0));
        }
    }
}
