//! Chips: a small fact in a rounded box, set like a word, so that a row of them breaks into lines.

use eframe::egui::{
    self, Color32, FontId, FontSelection, Stroke, TextFormat, text::LayoutJob, vec2,
};

use super::super::theme;

/// A row of chips, broken into lines where it has to be.
pub(super) fn row_ui(ui: &mut egui::Ui, inside: impl FnOnce(&mut egui::Ui)) {
    ui.scope(|ui| {
        // Chips are lower than buttons; lines would otherwise be as high as those.
        ui.spacing_mut().interact_size.y = 0.0;
        ui.spacing_mut().item_spacing = vec2(theme::STEP, theme::STEP);
        ui.horizontal_wrapped(inside);
    });
}

/// A name and a number.
pub(super) fn number_ui(ui: &mut egui::Ui, name: &str, about: &str, hover: &str) {
    let colours = theme::of(ui);
    let mut job = LayoutJob::default();
    let format = |font_id, color| TextFormat { font_id, color, ..TextFormat::default() };
    job.append(name, 0.0, format(FontId::proportional(theme::SMALL), colours.weak));
    job.append(about, theme::STEP, format(theme::semibold(theme::SMALL), colours.text));
    boxed_ui(ui, job).on_hover_text(hover);
}

/// A few words in a colour.
pub(super) fn words_ui(ui: &mut egui::Ui, words: &str, ink: Color32) -> egui::Response {
    let font = FontSelection::FontId(FontId::proportional(theme::SMALL)).resolve(ui.style());
    boxed_ui(ui, LayoutJob::simple(words.to_owned(), font, ink, f32::INFINITY))
}

fn boxed_ui(ui: &mut egui::Ui, mut job: LayoutJob) -> egui::Response {
    let margin = vec2(6.0, 2.0);
    // No chip is wider than the line it stands on.
    job.wrap.max_width = (ui.max_rect().width() - 2.0 * margin.x).max(24.0);
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    let galley = ui.ctx().fonts_mut(|fonts| fonts.layout_job(job));
    let text = galley.text().to_owned();
    let (rect, response) =
        ui.allocate_exact_size(galley.size() + 2.0 * margin, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
    if ui.is_rect_visible(rect) {
        let colours = theme::of(ui);
        let (edge, inside) = (Stroke::new(1.0, colours.line), egui::StrokeKind::Inside);
        ui.painter().rect(rect, 5, colours.panel, edge, inside);
        ui.painter().galley(rect.min + margin, galley, colours.text);
    }
    response
}
