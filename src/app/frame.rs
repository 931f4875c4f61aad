//! One frame: refresh what is derived, draw it, apply what came back.

use std::time::{Duration, Instant};

use eframe::egui::{self, RichText};

use super::dialogs::Purpose;
use super::leaving::{self, Next};
use super::{App, Screen, exporting};
use crate::model::{Day, ElementId};
use crate::ui::panels::{Overlay, start};
use crate::ui::{Command, shortcuts, theme};

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.keep_up(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.frame_ui(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl App {
    /// Fonts and colours; fonts are ready one frame later.
    pub fn dress(&mut self, ctx: &egui::Context) {
        theme::apply_fonts_with(ctx, std::mem::take(&mut self.other_fonts));
        theme::apply(ctx, self.session.theme);
        self.dressed = true;
    }

    /// What has to happen even while the window is hidden: recovery copies, answers of dialogs.
    pub fn keep_up(&mut self, ctx: &egui::Context) {
        self.close_asked(ctx);
        if let Some(answer) = self.dialogs.poll() {
            self.answered(answer, false, ctx);
        }
        self.take_picture(ctx);
        self.keep_copy(ctx);
    }

    /// Draws a frame and applies its commands.
    pub fn frame_ui(&mut self, ui: &mut egui::Ui) {
        let ctx = ui.ctx().clone();
        if !self.dressed {
            self.dress(&ctx);
            ctx.request_repaint();
            return;
        }
        let started = Instant::now();
        self.refresh(&ctx);
        let mut commands = self.keyboard(&ctx);
        self.draw_ui(ui, &mut commands);
        self.find_effect(&ctx);
        self.find_check(&ctx);
        self.find_deciding(&ctx);
        self.apply(commands, &ctx);
        self.panels.frame_ms = started.elapsed().as_secs_f32() * 1000.0;
    }

    fn refresh(&mut self, ctx: &egui::Context) {
        let focused = ctx.input(|input| {
            input.events.iter().any(|event| matches!(event, egui::Event::WindowFocused(true)))
        });
        self.kept.look(focused);
        if self.kept.path.is_some() {
            ctx.request_repaint_after(Duration::from_secs(3));
        }
        // One window shows one board: of several files it is the last.
        let dropped =
            ctx.input(|input| input.raw.dropped_files.last().map(|file| file.path().to_path_buf()));
        if let Some(path) = dropped {
            self.finish_typing(ctx);
            self.leave(Next::OpenPath(path), ctx);
        }
        let revision = self.revision();
        self.answers.set_today(Day(jiff::Zoned::now().date()));
        self.answers.refresh(
            self.history.board(),
            (revision, self.session.moment, self.session.strict),
            ctx,
        );
        self.say_unanswered();
        self.play_on(ctx);
        self.drawn.refresh(
            self.history.board(),
            revision,
            (self.answers.review(), self.answers.serial()),
            self.session.theme,
            (self.session.flow.as_ref(), self.session.loads),
        );
        self.refresh_compared();
        self.frame_pending();
        self.fly_on(ctx);
        self.name_window(ctx);
    }

    /// Says once that a board cannot be answered.
    fn say_unanswered(&mut self) {
        let failed = self.answers.failed();
        if failed && !self.unanswered {
            self.notices.fail(
                "The answers could not be computed; those shown are of an earlier board".to_owned(),
            );
        }
        self.unanswered = failed;
    }

    /// Commands by key; none while a question is open in the middle of the window.
    fn keyboard(&mut self, ctx: &egui::Context) -> Vec<Command> {
        let asked = self.leaving.is_some() || self.dialogs.is_inside() || self.exporting.open;
        if asked || self.panels.overlay != Overlay::Closed {
            return Vec::new();
        }
        self.with_view(|view, _| shortcuts::pressed(ctx, view))
    }

    fn draw_ui(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        match self.screen {
            Screen::Start => self.start_ui(ui, commands),
            Screen::Board => self.board_ui(ui, commands),
        }
        self.with_view(|view, parts| parts.panels.overlay_ui(ui, view, commands));
        let inside = self.dialogs.show_ui(ui);
        if let Some(answer) = inside {
            let ctx = ui.ctx().clone();
            self.answered(answer, true, &ctx);
        }
        let answer =
            self.exporting.show_ui(ui, self.history.board(), self.answers.review(), &self.session);
        if answer == Some(exporting::Answer::Place) {
            let ctx = ui.ctx().clone();
            self.ask_path(Purpose::Export, &ctx);
        }
        if let Some(next) = &self.leaving {
            let title = self.history.board().name_of(&ElementId::Board);
            if let Some(said) = leaving::ask_ui(ui, &title, next) {
                let ctx = ui.ctx().clone();
                self.said(said, &ctx);
            }
        }
        let canvas = self.panels.canvas.filter(|_| self.screen == Screen::Board);
        self.notices.show_ui(ui, canvas, self.session.presenting);
    }

    fn start_ui(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        self.with_view(|view, parts| {
            parts.panels.bars_ui(ui, view, commands);
            let frame = egui::Frame::new().fill(theme::of(ui).panel);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                start::start_ui(ui, view, parts.start, commands);
            });
        });
    }

    fn board_ui(&mut self, ui: &mut egui::Ui, commands: &mut Vec<Command>) {
        let changed = self.kept.changed_on_disk;
        let restored = self.kept.restored;
        self.panels.effects.refresh(self.answers.serial());
        let mut keep_mine = false;
        self.with_view(|view, parts| {
            parts.panels.hint = parts.canvas.hint();
            parts.panels.edges_ui(ui, view, commands);
            parts.panels.player_ui(ui, view, commands);
            egui::CentralPanel::default().frame(egui::Frame::new()).show(ui, |ui| {
                if changed {
                    keep_mine = changed_ui(ui, restored, commands);
                }
                parts.panels.canvas = Some(ui.available_rect_before_wrap());
                parts.canvas.show_ui(ui, view, commands);
            });
        });
        if keep_mine {
            self.kept.keep_mine();
        }
    }

    fn apply(&mut self, commands: Vec<Command>, ctx: &egui::Context) {
        if commands.iter().any(needs_typed_text) {
            self.finish_typing(ctx);
        }
        let any = !commands.is_empty();
        for command in commands {
            self.run(command, ctx);
        }
        if any {
            self.keep_preferences();
            // The answers follow in the next frame.
            ctx.request_repaint();
        }
    }

    /// What is still being typed belongs to the board before it is saved, leaves or changes
    /// otherwise.
    pub(super) fn finish_typing(&mut self, ctx: &egui::Context) {
        let typed = self.with_view(|view, parts| {
            let mut typed = parts.canvas.finish_typing(view);
            typed.extend(parts.panels.finish_typing(view));
            typed
        });
        for command in typed {
            self.run(command, ctx);
        }
    }

    fn keep_preferences(&mut self) {
        self.preferences.take_from(&self.session);
        if self.preferences == self.preferences_kept {
            return;
        }
        self.preferences_kept = self.preferences.clone();
        if let Some(folder) = &self.folder
            && let Err(error) = self.preferences.write(folder)
        {
            let place = folder.display();
            self.notices.fail(format!("Settings cannot be kept in {place}: {error}"));
        }
    }

    fn close_asked(&mut self, ctx: &egui::Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if self.may_close {
            return;
        }
        self.finish_typing(ctx);
        if self.unsaved() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            self.screen = Screen::Board;
            if self.leaving.is_none() {
                self.leaving = Some(Next::Quit);
            }
        } else {
            self.clear_copy();
        }
    }

    fn name_window(&mut self, ctx: &egui::Context) {
        let title = match self.screen {
            Screen::Start => "Loadbearing".to_owned(),
            Screen::Board => {
                let mark = if self.unsaved() { "• " } else { "" };
                format!("{mark}{} — Loadbearing", self.history.board().name_of(&ElementId::Board))
            }
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// Says that the file changed, or may have; true when the person keeps the board on screen.
fn changed_ui(ui: &mut egui::Ui, restored: bool, commands: &mut Vec<Command>) -> bool {
    let colours = theme::of(ui);
    let mut keep_mine = false;
    let frame = egui::Frame::new()
        .fill(colours.raised)
        .stroke(egui::Stroke::new(1.0, colours.watch))
        .inner_margin(egui::Margin::symmetric(12, 6));
    egui::Panel::top("changed on disk").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            let text = if restored {
                "Restored from a recovery copy; the file may have been changed since"
            } else {
                "The file was changed by something else"
            };
            ui.label(RichText::new(text).color(colours.text));
            if ui.button("Reload").clicked() {
                commands.push(Command::Reload);
            }
            let keep = ui.button("Keep mine").on_hover_text("Saving then replaces the file");
            keep_mine = keep.clicked();
        });
    });
    keep_mine
}

fn needs_typed_text(command: &Command) -> bool {
    matches!(
        command,
        Command::Save
            | Command::SaveAs
            | Command::SaveTo(_)
            | Command::Export
            | Command::ExportTo(_)
            | Command::CopyPicture
            | Command::New(_)
            | Command::Open
            | Command::OpenPath(_)
            | Command::Reload
            | Command::RestoreCopy(_)
            | Command::Quit
            | Command::ApplyFix(_)
    )
}
