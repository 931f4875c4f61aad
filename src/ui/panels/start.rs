//! The start screen: templates as pictures, recent files, boards that can be recovered.

use std::path::PathBuf;

use eframe::egui::{self, RichText, Stroke, vec2};

use super::super::command::Command;
use super::super::theme;
use super::super::view::View;
use super::{card, picture};
use crate::scene::{Scene, Theme, palette};

/// A template as a picture.
#[derive(Debug)]
pub struct TemplateCard {
    /// Its name on the command line.
    pub id: &'static str,
    /// The heading it stands under.
    pub heading: &'static str,
    /// Its title.
    pub title: String,
    /// What it shows.
    pub about: String,
    /// Its board, in both themes: light, dark.
    pub scenes: [Scene; 2],
}

/// A board that was not saved when the program ended.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// Where the copy is kept.
    pub copy: PathBuf,
    /// Its title.
    pub title: String,
    /// When it was written, and the file it belongs to.
    pub about: String,
}

/// What the start screen shows besides the view.
#[derive(Clone, Copy)]
pub struct StartView<'a> {
    /// Templates, in order.
    pub templates: &'a [TemplateCard],
    /// Boards to recover, newest first.
    pub recovered: &'a [Recovered],
    /// Whether there is a board to go back to.
    pub has_board: bool,
}

/// The whole window while no board is open.
pub fn start_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    start: StartView<'_>,
    commands: &mut Vec<Command>,
) {
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let width = (ui.available_width() - 64.0).min(976.0);
        let side = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.add_space(theme::STEP * 8.0);
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                head_ui(ui, start, commands);
                recovered_ui(ui, start.recovered, commands);
                templates_ui(ui, view, start.templates, commands);
                recent_ui(ui, view, commands);
                ui.add_space(theme::STEP * 8.0);
            });
        });
    });
}

fn head_ui(ui: &mut egui::Ui, start: StartView<'_>, commands: &mut Vec<Command>) {
    let weak = theme::of(ui).weak;
    ui.label(RichText::new("Loadbearing").font(theme::semibold(28.0)));
    let line = "A whiteboard that asks \u{201c}what happens when…?\u{201d} while you draw a system";
    ui.label(RichText::new(line).color(weak));
    ui.add_space(theme::STEP * 4.0);
    ui.horizontal(|ui| {
        if primary_ui(ui, "New board", 120.0).clicked() {
            commands.push(Command::New("empty"));
        }
        if ui.add(egui::Button::new("Open…").min_size(vec2(96.0, 32.0))).clicked() {
            commands.push(Command::Open);
        }
        let back = egui::Button::new("Back to the board").min_size(vec2(96.0, 32.0));
        if start.has_board && ui.add(back).clicked() {
            commands.push(Command::FrameAll);
        }
    });
    ui.add_space(theme::STEP * 6.0);
}

fn primary_ui(ui: &mut egui::Ui, text: &str, width: f32) -> egui::Response {
    let colours = theme::of(ui);
    let text = RichText::new(text).font(theme::semibold(theme::BODY)).color(colours.on_accent);
    ui.add(egui::Button::new(text).fill(colours.accent).min_size(vec2(width, 32.0)))
}

fn recovered_ui(ui: &mut egui::Ui, recovered: &[Recovered], commands: &mut Vec<Command>) {
    if recovered.is_empty() {
        return;
    }
    ui.heading("Not saved last time");
    ui.add_space(theme::STEP);
    for board in recovered {
        card::frame(ui).stroke(Stroke::new(1.0, theme::of(ui).watch)).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.vertical(|ui| {
                    ui.label(theme::strong(&board.title));
                    ui.label(theme::remark(ui, &board.about));
                });
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if primary_ui(ui, "Restore", 88.0).clicked() {
                        commands.push(Command::RestoreCopy(board.copy.clone()));
                    }
                    discard_ui(ui, board, commands);
                });
            });
        });
    }
    ui.add_space(theme::STEP * 6.0);
}

/// A copy cannot be had back: throwing it away takes two clicks.
fn discard_ui(ui: &mut egui::Ui, board: &Recovered, commands: &mut Vec<Command>) {
    let id = egui::Id::unique(("discard", &board.copy));
    let asked = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let text = if asked {
        RichText::new("Discard for good").color(theme::of(ui).breaks)
    } else {
        RichText::new("Discard")
    };
    let response = ui.add(egui::Button::new(text).min_size(vec2(72.0, 32.0)));
    if response.clicked() && asked {
        commands.push(Command::DiscardCopy(board.copy.clone()));
    } else if response.clicked() {
        ui.data_mut(|data| data.insert_temp(id, true));
    }
}

fn templates_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    templates: &[TemplateCard],
    commands: &mut Vec<Command>,
) {
    for group in templates.chunk_by(|a, b| a.heading == b.heading) {
        group_ui(ui, view, group, commands);
    }
}

/// Templates under one heading.
fn group_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    templates: &[TemplateCard],
    commands: &mut Vec<Command>,
) {
    if let Some(first) = templates.first() {
        ui.heading(first.heading);
    }
    ui.add_space(theme::STEP * 2.0);
    let gap = theme::STEP * 4.0;
    let columns = if ui.available_width() > 720.0 { 3 } else { 2 };
    let width = (ui.available_width() - gap * (columns - 1) as f32) / columns as f32;
    for row in templates.chunks(columns) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for template in row {
                let size = vec2(width.floor(), 228.0);
                if template_ui(ui, template, view.session.theme, size).clicked() {
                    commands.push(Command::New(template.id));
                }
            }
        });
        ui.add_space(gap);
    }
    ui.add_space(theme::STEP * 2.0);
}

fn template_ui(
    ui: &mut egui::Ui,
    template: &TemplateCard,
    shown: Theme,
    size: egui::Vec2,
) -> egui::Response {
    let colours = theme::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let title = template.title.clone();
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &title));
    let lit = response.hovered() || response.has_focus();
    let edge = if lit { colours.accent } else { colours.line };
    let inside = egui::StrokeKind::Inside;
    ui.painter().rect(rect, 10, colours.raised, Stroke::new(1.0, edge), inside);
    let (above, below) = rect.split_top_bottom_at_y(rect.bottom() - 76.0);
    let painter = ui.painter_at(above.shrink(1.0));
    let board = theme::ink(palette::of(shown).board);
    let round = egui::CornerRadius { nw: 9, ne: 9, sw: 0, se: 0 };
    painter.rect_filled(above.shrink(1.0), round, board);
    let scene = match shown {
        Theme::Light => &template.scenes[0],
        Theme::Dark => &template.scenes[1],
    };
    picture::paint(&painter, scene, above.shrink(16.0));
    ui.painter().hline(below.x_range(), below.top(), Stroke::new(1.0, colours.line));
    let words = below.shrink2(vec2(16.0, 10.0));
    let mut inner = ui.new_child(
        egui::UiBuilder::new().max_rect(words).layout(egui::Layout::top_down(egui::Align::Min)),
    );
    inner.add(egui::Label::new(theme::strong(&template.title)).truncate());
    let about = theme::remark(&inner, &template.about);
    inner.set_clip_rect(words.intersect(ui.clip_rect()));
    inner.add(egui::Label::new(about).wrap());
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn recent_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    if view.file.recent.is_empty() {
        return;
    }
    ui.heading("Recent");
    ui.add_space(theme::STEP);
    for path in view.file.recent {
        let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let id = egui::Id::unique(("recent", path));
        let response = card::pressable_ui(ui, id, &name, |ui| {
            ui.horizontal(|ui| {
                ui.label(name.as_ref());
                ui.add(egui::Label::new(theme::remark(ui, folder)).truncate());
            });
        });
        if response.clicked() {
            commands.push(Command::OpenPath(path.clone()));
        }
    }
}
