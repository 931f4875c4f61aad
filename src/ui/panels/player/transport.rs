//! Play, pause, from the start, how fast; and where in time it stands.

use eframe::egui::{self, RichText, vec2};

use super::super::super::command::Command;
use super::super::super::player::{Player, SPEEDS, Wish};
use super::super::super::theme;
use super::super::super::view::View;
use super::super::icon;
use super::timeline;

/// One line: buttons, the time, the time scale, the speed.
pub(super) fn transport_ui(
    ui: &mut egui::Ui,
    view: &View<'_>,
    player: &Player,
    focus: bool,
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::STEP;
        let ready = player.length > 0.0;
        ui.add_enabled_ui(ready, |ui| {
            let size = vec2(32.0, 32.0);
            let restart = icon::button_ui(ui, icon::RESTART, "From the start", false, size);
            if restart.on_hover_text("From the start (Home)").clicked() {
                commands.push(Command::Player(Wish::Restart));
            }
            let (path, label) =
                if player.playing { (icon::PAUSE, "Pause") } else { (icon::PLAY, "Play") };
            let play = icon::button_ui(ui, path, label, player.playing, size);
            if play.on_hover_text(format!("{label} (P)")).clicked() {
                commands.push(Command::Player(Wish::Toggle));
            }
        });
        time_ui(ui, player);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            speed_ui(ui, player, commands);
            ui.add_space(theme::STEP);
            timeline::timeline_ui(ui, view, player, focus, commands);
        });
    });
}

/// "12.4 of 60 s", of one width so that nothing moves while it runs.
fn time_ui(ui: &mut egui::Ui, player: &Player) {
    let (rect, _) = ui.allocate_exact_size(vec2(104.0, 32.0), egui::Sense::hover());
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    inner.spacing_mut().item_spacing.x = theme::STEP;
    inner.add_space(theme::STEP);
    let of = format!("of {}", clock(player.length));
    inner.label(RichText::new(of).size(theme::SMALL).color(theme::of(ui).weak));
    inner.label(RichText::new(clock_running(player.time)).font(theme::semibold(14.0)));
}

/// A length: `60 s`, `15 min`.
fn clock(seconds: f64) -> String {
    if seconds >= 300.0 && (seconds % 60.0).abs() < 1e-9 {
        format!("{:.0} min", seconds / 60.0)
    } else {
        format!("{seconds:.0} s")
    }
}

/// A time as it passes: `12.4 s`, `2:05`.
pub(super) fn clock_running(seconds: f64) -> String {
    if seconds >= 300.0 {
        let whole = seconds.floor();
        format!("{:.0}:{:02.0}", (whole / 60.0).floor(), whole % 60.0)
    } else {
        format!("{seconds:.1} s")
    }
}

fn speed_ui(ui: &mut egui::Ui, player: &Player, commands: &mut Vec<Command>) {
    let name = |speed: f64| format!("{speed}×");
    let combo = egui::ComboBox::from_id_salt("player speed")
        .selected_text(RichText::new(name(player.speed)).size(13.0))
        .width(60.0)
        .show_ui(ui, |ui| {
            for speed in SPEEDS {
                let chosen = (speed - player.speed).abs() < 1e-9;
                if ui.selectable_label(chosen, name(speed)).clicked() {
                    commands.push(Command::Player(Wish::Speed(speed)));
                }
            }
        });
    combo.response.on_hover_text("How fast time goes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_short() {
        assert_eq!(clock(60.0), "60 s");
        assert_eq!(clock(900.0), "15 min");
        assert_eq!(clock_running(12.43), "12.4 s");
        assert_eq!(clock_running(425.9), "7:05");
    }
}
