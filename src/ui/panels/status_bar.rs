//! The bottom line: what the tool in hand does, what is selected, how the answers stand.

use eframe::egui;

use super::super::session::ToolKind;
use super::super::theme;
use super::super::view::View;
use super::mark;
use crate::rules::Verdict;

/// One line about everything.
pub(super) fn status_bar_ui(ui: &mut egui::Ui, view: &View<'_>, hint: &str, frame_ms: f32) {
    let frame =
        egui::Frame::new().fill(theme::of(ui).panel).inner_margin(egui::Margin::symmetric(12, 2));
    egui::Panel::bottom("status").exact_size(26.0).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                numbers_ui(ui, view, frame_ms);
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let text = theme::remark(ui, said(view, hint));
                    ui.add(egui::Label::new(text).truncate());
                });
            });
        });
    });
}

/// Right to left: frame time, zoom, verdicts, asking, selection.
fn numbers_ui(ui: &mut egui::Ui, view: &View<'_>, frame_ms: f32) {
    let zoom = (view.session.camera.zoom * 100.0).round();
    ui.label(theme::remark(ui, format!("{zoom} %")))
        .on_hover_text(format!("Zoom; the last frame took {frame_ms:.1} ms"));
    ui.add_space(theme::STEP * 2.0);
    for verdict in [Verdict::Fine, Verdict::Unknown, Verdict::Watch, Verdict::Breaks] {
        let n = view.review.answers().iter().filter(|answer| answer.verdict == verdict).count();
        let hover = format!("{n} {}", verdict.word());
        ui.label(theme::remark(ui, n.to_string())).on_hover_text(&hover);
        mark::mark_ui(ui, verdict, theme::SMALL).on_hover_text(hover);
    }
    if view.asking {
        ui.label(theme::remark(ui, "asking…"));
    }
    ui.add_space(theme::STEP * 2.0);
    let selected = view.session.selection.len();
    if selected > 0 {
        let text = match view.session.selection.first() {
            Some(one) if selected == 1 => {
                let name = view.board.name_of(one);
                name.chars().take(32).collect()
            }
            _ => format!("{selected} selected"),
        };
        ui.label(theme::remark(ui, text));
    }
}

/// The tool's own words, with the kind in hand and whether it is kept.
fn said(view: &View<'_>, hint: &str) -> String {
    let kind = match view.session.tool {
        ToolKind::Place(kind) => format!("{}: ", kind.facts().label),
        _ => String::new(),
    };
    let keep = if view.session.tool_locked { " · kept in hand" } else { "" };
    format!("{kind}{hint}{keep}")
}
