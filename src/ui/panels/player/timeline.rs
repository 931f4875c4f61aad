//! The time scale: what happens when, and a knob to go anywhere.

use eframe::egui::{
    self, Align2, EventFilter, FontId, Key, Modifiers, Pos2, Rect, Sense, Shape, Stroke,
    StrokeKind, WidgetInfo, pos2, vec2,
};

use super::super::super::command::Command;
use super::super::super::player::{Player, Wish, moment_text};
use super::super::super::run::{ClosedOf, Run};
use super::super::super::theme;
use super::super::super::view::View;
use crate::model::Known;
use crate::simulate::summary::MarkSort;

/// Height of the scale, in points.
const HEIGHT: f32 = 40.0;
/// How near the pointer has to come to a mark to read it, in points.
const REACH: f32 = 6.0;
/// Marks nearer to each other than this are drawn once, in points.
const APART: f32 = 9.0;

/// Where times lie on the screen.
#[derive(Clone, Copy)]
struct Scale {
    left: f32,
    right: f32,
    middle: f32,
    length: f64,
}

impl Scale {
    fn x(self, time: f64) -> f32 {
        let share = (time / self.length.max(1e-9)).clamp(0.0, 1.0) as f32;
        egui::lerp(self.left..=self.right, share)
    }

    fn time(self, x: f32) -> f64 {
        let share = (x - self.left) / (self.right - self.left).max(1.0);
        f64::from(share.clamp(0.0, 1.0)) * self.length
    }
}

/// The scale, its marks and the knob.
pub(super) fn timeline_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    player: &Player,
    focus: bool,
    commands: &mut Vec<Command>,
) {
    let size = vec2((ui.available_width() - 8.0).max(40.0), HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let id = ui.scope_id().with("time scale");
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::slider(player.length > 0.0, player.time, "Time"));
    if focus {
        response.request_focus();
    }
    let scale = Scale {
        left: rect.left() + 8.0,
        right: rect.right() - 8.0,
        middle: rect.center().y + 6.0,
        length: player.length,
    };
    keys_ui(ui, &response, player, commands);
    if let Some(at) = response.interact_pointer_pos()
        && (response.dragged() || response.clicked() || response.drag_started())
        && player.length > 0.0
    {
        commands.push(Command::Player(Wish::Seek(scale.time(at.x))));
        response.request_focus();
    }
    paint(ui, view, player, scale, &response);
    let near = response.hover_pos().map(|at| told_near(view.play.run, scale, at));
    if let Some(texts) = near.filter(|texts| !texts.is_empty()) {
        response.on_hover_ui_at_pointer(|ui| {
            for text in texts {
                ui.label(text);
            }
        });
    }
}

/// Space plays and pauses, arrows step, Home and End jump, Escape closes.
fn keys_ui(ui: &egui::Ui, response: &egui::Response, player: &Player, commands: &mut Vec<Command>) {
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter { horizontal_arrows: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let wishes = ui.input_mut(|input| {
        let mut pressed = |held: Modifiers, key: Key| input.consume_key(held, key);
        let mut wishes = Vec::new();
        for (held, key, wish) in [
            (Modifiers::SHIFT, Key::ArrowLeft, Wish::Step(-10)),
            (Modifiers::SHIFT, Key::ArrowRight, Wish::Step(10)),
            (Modifiers::NONE, Key::ArrowLeft, Wish::Step(-1)),
            (Modifiers::NONE, Key::ArrowRight, Wish::Step(1)),
            (Modifiers::NONE, Key::Home, Wish::Seek(0.0)),
            (Modifiers::NONE, Key::End, Wish::Seek(player.length)),
            (Modifiers::NONE, Key::Space, Wish::Toggle),
            (Modifiers::NONE, Key::Escape, Wish::Close),
        ] {
            if pressed(held, key) {
                wishes.push(wish);
            }
        }
        wishes
    });
    commands.extend(wishes.into_iter().map(Command::Player));
}

fn paint(ui: &egui::Ui, view: &View<'_>, player: &Player, scale: Scale, response: &egui::Response) {
    let (painter, colours) = (ui.painter(), theme::of(ui));
    let rail = |from: f32, to: f32, thick: f32| {
        Rect::from_min_max(
            pos2(from, scale.middle - thick / 2.0),
            pos2(to.max(from), scale.middle + thick / 2.0),
        )
    };
    painter.rect(
        rail(scale.left, scale.right, 6.0),
        3,
        colours.raised,
        Stroke::new(1.0, colours.line),
        StrokeKind::Outside,
    );
    // The times in which something of the scenario holds.
    for change in &player.asked.scenario.changes {
        let span = change.span();
        let from = span.from.map_or(0.0, Known::base);
        let until = span.until.map_or(player.length, Known::base);
        if change.is_momentary() || player.length <= 0.0 {
            continue;
        }
        let band = rail(scale.x(from), scale.x(until), 6.0);
        painter.rect_filled(band, 3, colours.watch.gamma_multiply(0.30));
    }
    painter.rect_filled(rail(scale.left, scale.x(player.time), 2.0), 1, colours.accent);
    if let Some(run) = view.play.run {
        marks_ui(painter, colours, run, scale);
    }
    let at = pos2(scale.x(player.time), scale.middle);
    let lit = response.hovered() || response.has_focus() || response.dragged();
    if response.has_focus() {
        painter.circle_filled(at, 11.0, colours.accent.gamma_multiply(0.22));
    }
    let fill = if player.length > 0.0 { colours.accent } else { colours.weak };
    painter.circle(at, if lit { 8.0 } else { 7.0 }, fill, Stroke::new(2.0, colours.panel));
}

/// Marks above the scale; they differ by shape as well as by colour.
fn marks_ui(painter: &egui::Painter, colours: theme::Colours, run: &Run, scale: Scale) {
    let top = scale.middle - 14.0;
    let mut taken: Vec<(u8, f32)> = Vec::new();
    let first_full = run.summary.marks.iter().find(|mark| matches!(mark.sort, MarkSort::Full(_)));
    // Nothing is drawn over the words beside the first mark.
    let said = first_full.map(|mark| said_at(scale, scale.x(mark.at)));
    for mark in &run.summary.marks {
        let x = scale.x(mark.at);
        let shape = shape_of(mark.sort);
        if taken.iter().any(|(other, at)| *other == shape && (at - x).abs() < APART) {
            continue;
        }
        let covers = said.is_some_and(|said| said.contains(x)) && first_full != Some(mark);
        if shape != 0 && covers {
            continue;
        }
        taken.push((shape, x));
        let at = pos2(x, top);
        match mark.sort {
            MarkSort::Full(_) => {
                let down = vec![at + vec2(-5.0, -4.0), at + vec2(5.0, -4.0), at + vec2(0.0, 5.0)];
                painter.add(Shape::convex_polygon(down, colours.breaks, Stroke::NONE));
                if first_full == Some(mark) {
                    let text = format!("full {}", moment_text(mark.at));
                    label(painter, scale, at, &text, colours.breaks);
                }
            }
            MarkSort::Begins(_) | MarkSort::Ends(_) => {
                let ends = [pos2(x, scale.middle - 8.0), pos2(x, scale.middle + 8.0)];
                painter.line_segment(ends, Stroke::new(2.0, colours.watch));
            }
            MarkSort::Recovered => {
                let ring = Stroke::new(1.5, colours.fine);
                painter.circle_stroke(at, 3.5, ring);
            }
            MarkSort::Refuses(_)
            | MarkSort::GivesUp(_)
            | MarkSort::Breaker(_)
            | MarkSort::Repeats(_) => {
                let stroke = Stroke::new(1.5, colours.breaks);
                let arm = 3.0;
                painter.line_segment([at + vec2(-arm, -arm), at + vec2(arm, arm)], stroke);
                painter.line_segment([at + vec2(-arm, arm), at + vec2(arm, -arm)], stroke);
            }
        }
    }
    for closed in &run.closed {
        let ClosedOf::At(time) = closed.of else { continue };
        let at = pos2(scale.x(time), scale.middle + 13.0);
        let around = [vec2(0.0, -4.0), vec2(4.0, 0.0), vec2(0.0, 4.0), vec2(-4.0, 0.0)];
        let diamond: Vec<Pos2> = around.iter().map(|by| at + *by).collect();
        painter.add(Shape::closed_line(diamond, Stroke::new(1.5, colours.weak)));
    }
}

/// Width of the words beside the first mark, in points.
const SAID: f32 = 72.0;

/// Where the words beside a mark lie: after it, or before it near the end.
fn said_at(scale: Scale, x: f32) -> egui::Rangef {
    if x + SAID < scale.right {
        egui::Rangef::new(x - 8.0, x + SAID)
    } else {
        egui::Rangef::new(x - SAID, x + 8.0)
    }
}

fn label(painter: &egui::Painter, scale: Scale, at: Pos2, text: &str, ink: egui::Color32) {
    let font = FontId::proportional(theme::SMALL);
    let after = said_at(scale, at.x).max > at.x + 8.0;
    let (anchor, x) = if after { (Align2::LEFT_CENTER, 8.0) } else { (Align2::RIGHT_CENTER, -8.0) };
    painter.text(at + vec2(x, 0.0), anchor, text, font, ink);
}

/// Marks of one shape that would cover each other are drawn once.
fn shape_of(sort: MarkSort) -> u8 {
    match sort {
        MarkSort::Begins(_) | MarkSort::Ends(_) => 0,
        MarkSort::Full(_) => 1,
        MarkSort::Recovered => 2,
        MarkSort::Refuses(_)
        | MarkSort::GivesUp(_)
        | MarkSort::Breaker(_)
        | MarkSort::Repeats(_) => 3,
    }
}

/// What the marks near the pointer say.
fn told_near(run: Option<&Run>, scale: Scale, at: Pos2) -> Vec<String> {
    let Some(run) = run else { return Vec::new() };
    let near = |time: f64| (scale.x(time) - at.x).abs() <= REACH;
    let marks = run.summary.marks.iter().filter(|mark| near(mark.at));
    let mut texts: Vec<String> =
        marks.map(|mark| format!("{}  {}", moment_text(mark.at), mark.text)).collect();
    for closed in &run.closed {
        if let ClosedOf::At(time) = closed.of
            && near(time)
        {
            let name = run.board.name_of(&closed.about);
            texts.push(format!("{}  {name} {}", moment_text(time), closed.label));
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::panels::player::sample;

    const SCALE: Scale = Scale { left: 100.0, right: 700.0, middle: 20.0, length: 60.0 };

    #[test]
    fn a_place_on_the_scale_is_a_time_and_back() {
        for time in [0.0, 15.0, 60.0] {
            assert!((SCALE.time(SCALE.x(time)) - time).abs() < 1e-3);
        }
        assert!(SCALE.time(0.0).abs() < 1e-9);
        assert!((SCALE.time(9999.0) - 60.0).abs() < 1e-9);
    }

    #[test]
    fn marks_are_read_where_they_stand() {
        let run = sample::run();
        let at = pos2(SCALE.x(2.0), 10.0);
        let texts = told_near(Some(&run), SCALE, at).join("\n");
        assert!(texts.contains("Orders is full"), "{texts}");
        assert!(texts.contains("full by formula"), "{texts}");
        assert!(told_near(Some(&run), SCALE, pos2(SCALE.x(45.0), 10.0)).is_empty());
    }
}
