//! Messages at the foot of the window: short ones go by themselves, errors stay until closed.

use std::time::{Duration, Instant};

use eframe::egui::{self, RichText, Stroke, vec2};

use crate::ui::theme;

/// How long a message stays.
const STAYS: Duration = Duration::from_secs(4);

/// One message.
struct Notice {
    text: String,
    sort: Sort,
    since: Instant,
}

/// How long a message stays, and how it looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Goes by itself.
    Short,
    /// Stays until it is closed.
    Stays,
    /// Stays, and looks like something went wrong.
    Error,
}

/// All messages that are shown, oldest first.
#[derive(Default)]
pub(super) struct Notices {
    shown: Vec<Notice>,
}

impl Notices {
    /// Says something that needs no answer.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.add(text.into(), Sort::Short);
    }

    /// Says the next of several things of a sort: it takes the place of the one before.
    pub(super) fn say_instead(&mut self, sort: &str, text: &str) {
        self.shown.retain(|notice| !notice.text.starts_with(sort));
        self.say(format!("{sort}{text}"));
    }

    /// Says something that should not be missed.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.add(text.into(), Sort::Stays);
    }

    /// Says what failed, why, and what to do.
    pub(super) fn fail(&mut self, text: impl Into<String>) {
        self.add(text.into(), Sort::Error);
    }

    /// What failed before has worked now: its messages go.
    pub(super) fn succeeded(&mut self) {
        self.shown.retain(|notice| notice.sort != Sort::Error);
    }

    /// The texts that are shown, for tests.
    pub(super) fn texts(&self) -> Vec<&str> {
        self.shown.iter().map(|notice| notice.text.as_str()).collect()
    }

    fn add(&mut self, text: String, sort: Sort) {
        if text.is_empty() {
            return;
        }
        self.shown.retain(|notice| notice.text != text);
        if self.shown.len() >= 4 {
            self.shown.remove(0);
        }
        self.shown.push(Notice { text, sort, since: Instant::now() });
    }

    /// Draws them above the status bar.
    ///
    /// They stand in the middle of the canvas, so that they cover no panel that is read.
    pub(super) fn show_ui(&mut self, ui: &egui::Ui, canvas: Option<egui::Rect>, presenting: bool) {
        self.shown.retain(|notice| notice.sort != Sort::Short || notice.since.elapsed() < STAYS);
        if self.shown.is_empty() {
            return;
        }
        ui.ctx().request_repaint_after(Duration::from_millis(500));
        let mut closed = None;
        let window = ui.ctx().content_rect();
        let canvas = canvas.unwrap_or(window);
        let aside = canvas.center().x - window.center().x;
        let widest = (canvas.width() - 48.0).clamp(240.0, 520.0);
        // While presenting, the card at the foot is what is read.
        let foot = (egui::Align2::CENTER_BOTTOM, -40.0);
        let (align, off) = if presenting { (egui::Align2::CENTER_TOP, 24.0) } else { foot };
        egui::Area::new(egui::Id::unique("notices"))
            .anchor(align, vec2(aside, off))
            .order(egui::Order::Foreground)
            .show(ui.ctx(), |ui| {
                for (i, notice) in self.shown.iter().enumerate() {
                    if notice_ui(ui, notice, widest) {
                        closed = Some(i);
                    }
                }
            });
        if let Some(i) = closed {
            self.shown.remove(i);
        }
    }
}

/// Draws one; true when it was closed.
fn notice_ui(ui: &mut egui::Ui, notice: &Notice, widest: f32) -> bool {
    let colours = theme::of(ui);
    let edge = if notice.sort == Sort::Error { colours.breaks } else { colours.line };
    let mut closed = false;
    egui::Frame::popup(ui.style()).stroke(Stroke::new(1.0, edge)).inner_margin(12).show(ui, |ui| {
        ui.set_max_width(widest);
        ui.horizontal(|ui| {
            let ink = if notice.sort == Sort::Error { colours.breaks } else { colours.text };
            ui.scope(|ui| {
                ui.set_max_width(widest - 80.0);
                ui.add(egui::Label::new(RichText::new(&notice.text).color(ink)).wrap());
            });
            if notice.sort != Sort::Short {
                closed = ui.button("Close").clicked();
            }
        });
    });
    closed
}
