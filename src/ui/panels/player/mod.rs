//! The player below the board: what came of a scenario, when, and how it compares.

mod charts;
mod compare;
mod plots;
#[cfg(test)]
pub(crate) mod sample;
mod series;
mod timeline;
mod transport;

use eframe::egui::{self, RichText, vec2};

use super::super::command::Command;
use super::super::player::{Player, Wish, moment_text};
use super::super::run::{ClosedOf, Computing, Run};
use super::super::theme;
use super::super::view::View;
use super::{icon, scenarios};
use crate::facts::Moment;

/// Below this height of the window's middle the player begins lower, in points.
const ROOMY: f32 = 720.0;

/// What the player remembers between frames.
#[derive(Default)]
pub(super) struct PlayerPanel {
    /// The time scale takes the keyboard in the next frame.
    focus: bool,
    plots: plots::Plots,
}

impl PlayerPanel {
    /// Gives the keyboard to the time scale.
    pub(super) fn focus(&mut self) {
        self.focus = true;
    }

    /// The player, while something is played.
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        commands: &mut Vec<Command>,
    ) {
        let Some(player) = &view.session.player else { return };
        let room = ui.available_height();
        let height = if room < ROOMY { 264.0 } else { 408.0 };
        let frame = egui::Frame::new().fill(theme::of(ui).panel).inner_margin(0);
        egui::Panel::bottom("player")
            .resizable(true)
            .default_size(height)
            .size_range(120.0..=(room - 160.0).max(121.0))
            .frame(frame)
            .show(ui, |ui| {
                egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 8)).show(ui, |ui| {
                    // It keeps its height while there is nothing to show yet.
                    ui.set_min_size(ui.available_size());
                    ui.spacing_mut().item_spacing.y = theme::STEP;
                    head_ui(ui, view, player, commands);
                    said_ui(ui, view, commands);
                    let focus = std::mem::take(&mut self.focus);
                    transport::transport_ui(ui, view, player, focus, commands);
                    ui.add_space(theme::STEP);
                    self.plots.show_ui(ui, view, player, commands);
                });
            });
    }
}

/// What is played, at which load, with which chance; what to do with it.
fn head_ui(ui: &mut egui::Ui, view: &View<'_>, player: &Player, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.set_height(28.0);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let close =
                icon::button_ui(ui, icon::CLOSE, "Close the player", false, vec2(28.0, 28.0));
            if close.on_hover_text("Close the player (Esc)").clicked() {
                commands.push(Command::Player(Wish::Close));
            }
            compare_ui(ui, view, commands);
            seed_ui(ui, player, commands);
            moment_ui(ui, player, commands);
            flow_ui(ui, view, player, commands);
            keep_ui(ui, view, player, commands);
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = RichText::new(&player.asked.scenario.name).font(theme::semibold(14.0));
                let label = egui::Label::new(name).truncate().sense(egui::Sense::click());
                let changes = &player.asked.scenario.changes;
                let hint = changes.iter().map(|change| change.sentence(view.board));
                let hint: Vec<String> = hint.collect();
                let response = ui.add(label).on_hover_text(hint.join("\n"));
                if response.clicked() {
                    let id = player.asked.scenario.id.clone();
                    commands.push(Command::ShowScenarios(Some(id)));
                }
            });
        });
    });
}

/// A scenario that is not on the board can be kept there.
fn keep_ui(ui: &mut egui::Ui, view: &View<'_>, player: &Player, commands: &mut Vec<Command>) {
    let scenario = &player.asked.scenario;
    if view.board.scenarios.get(scenario.id.as_str()).is_some() {
        return;
    }
    let text = RichText::new("Save scenario").size(13.0);
    if ui.button(text).on_hover_text("Keep it among the scenarios of the board").clicked() {
        let label = format!("Add the scenario {}", scenario.name);
        commands.push(scenarios::put(label, scenario.clone()));
        commands.push(Command::ShowScenarios(Some(scenario.id.clone())));
    }
}

fn moment_ui(ui: &mut egui::Ui, player: &Player, commands: &mut Vec<Command>) {
    let name = |moment: Moment| match moment {
        Moment::Now => "Load now",
        Moment::Event => "Load at the event",
        Moment::TwoYears => "Load in two years",
    };
    let now = player.asked.moment;
    let combo = egui::ComboBox::from_id_salt("player moment")
        .selected_text(RichText::new(name(now)).size(13.0))
        .width(128.0)
        .show_ui(ui, |ui| {
            for moment in Moment::ALL {
                if ui.selectable_label(moment == now, name(moment)).clicked() && moment != now {
                    commands.push(Command::Player(Wish::Moment(moment)));
                }
            }
        });
    combo.response.on_hover_text("The load it is played at");
}

/// The flow in the plots, where there are several.
fn flow_ui(ui: &mut egui::Ui, view: &View<'_>, player: &Player, commands: &mut Vec<Command>) {
    let flows = view.play.run.map_or(&[][..], |run| run.summary.flows.as_slice());
    let Some(shown) = flows.get(player.flow).filter(|_| flows.len() > 1) else { return };
    let combo = egui::ComboBox::from_id_salt("player flow")
        .selected_text(RichText::new(&shown.name).size(13.0))
        .truncate()
        .width(120.0)
        .show_ui(ui, |ui| {
            for (at, flow) in flows.iter().enumerate() {
                let chosen = at == player.flow;
                if ui.selectable_label(chosen, &flow.name).clicked() && !chosen {
                    commands.push(Command::Player(Wish::Flow(at)));
                }
            }
        });
    combo.response.on_hover_text("The flow in the plots");
}

/// The seed: another one plays the same with other chance.
fn seed_ui(ui: &mut egui::Ui, player: &Player, commands: &mut Vec<Command>) {
    let mut seed = player.asked.seed;
    let drag =
        egui::DragValue::new(&mut seed).prefix("Seed ").speed(0.05).update_while_editing(false);
    let response = ui.add(drag).on_hover_text("Another seed plays the same with other chance");
    if response.changed() && seed != player.asked.seed {
        commands.push(Command::Player(Wish::Seed(seed)));
    }
}

fn compare_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    if view.play.run.is_none() {
        return;
    }
    let text = RichText::new("Compare").size(13.0);
    let button = egui::Button::new(text).selected(view.play.kept.is_some());
    let menu = egui::containers::menu::MenuButton::from_button(button);
    let (response, _) = menu.ui(ui, |ui| {
        ui.set_min_width(264.0);
        let keep = if view.play.kept.is_some() {
            "Keep this run as A instead"
        } else {
            "Keep this run as A"
        };
        let keep = egui::Button::new(keep).shortcut_text("Shift+K");
        let hint = "Then apply a fix, take one back or change the scenario: the new run is B";
        if ui.add(keep).on_hover_text(hint).clicked() {
            commands.push(Command::Player(Wish::Keep));
            ui.close();
        }
        if ui.button("Compare with a board…").clicked() {
            commands.push(Command::CompareBoard);
            ui.close();
        }
        if view.play.kept.is_some() && ui.button("Compare no more").clicked() {
            commands.push(Command::Player(Wish::DropKept));
            ui.close();
        }
    });
    response.on_hover_text("Two runs on the same axes");
}

/// What came of it in a line or two; while there is nothing yet, how far it is.
fn said_ui(ui: &mut egui::Ui, view: &View<'_>, commands: &mut Vec<Command>) {
    let colours = theme::of(ui);
    ui.horizontal(|ui| {
        ui.set_min_height(20.0);
        match view.play.computing {
            Computing::Runs(done) => {
                progress_ui(ui, done, commands);
            }
            Computing::Failed(why) => {
                ui.label(RichText::new(why).size(13.0).color(colours.breaks));
                if ui.button(RichText::new("Run again").size(13.0)).clicked() {
                    commands.push(Command::Player(Wish::Again));
                }
            }
            Computing::Rests => {
                if view.play.stale {
                    let text = RichText::new("The board changed").size(13.0).color(colours.watch);
                    ui.label(text);
                    if ui.button(RichText::new("Run again").size(13.0)).clicked() {
                        commands.push(Command::Player(Wish::Again));
                    }
                }
                sentences_ui(ui, view);
            }
        }
    });
}

fn progress_ui(ui: &mut egui::Ui, done: f32, commands: &mut Vec<Command>) {
    let percent = (done * 100.0).round();
    ui.label(RichText::new(format!("Simulating, {percent} % done")).size(13.0));
    let bar = egui::ProgressBar::new(done).desired_width(160.0).desired_height(6.0);
    ui.add(bar);
    if ui.button(RichText::new("Cancel").size(13.0)).clicked() {
        commands.push(Command::Player(Wish::Cancel));
    }
}

fn sentences_ui(ui: &mut egui::Ui, view: &View<'_>) {
    let Some(run) = view.play.run else { return };
    let mut says = run.summary.says.clone();
    if let (Some(first), Some(formula)) = (says.first_mut(), by_formula(run)) {
        // Beside the time it is about: "Orders is full after 2 s (1.9 s by formula), then …".
        first.insert_str(first.find(',').unwrap_or(first.len()), &formula);
    }
    let mut job = egui::text::LayoutJob::default();
    let colours = theme::of(ui);
    for (i, sentence) in says.iter().enumerate() {
        let ink = if i == 0 { colours.text } else { colours.weak };
        let font = if i == 0 { theme::semibold(13.0) } else { egui::FontId::proportional(13.0) };
        let format = egui::TextFormat { font_id: font, color: ink, ..egui::TextFormat::default() };
        if i > 0 {
            job.append("  ·  ", 0.0, format.clone());
        }
        job.append(sentence, 0.0, format);
    }
    job.wrap.max_rows = 2;
    ui.add(egui::Label::new(job).wrap()).on_hover_ui(|ui| {
        for sentence in &says {
            ui.label(sentence);
        }
    });
}

/// What the formula says about the first pool that filled up: " (1.9 s by formula)".
fn by_formula(run: &Run) -> Option<String> {
    let full = run.summary.first_full()?;
    let element = run.summary.pools.get(full.pool as usize)?.element.as_ref()?;
    let begins = full.at - full.after;
    run.closed.iter().find_map(|closed| match closed.of {
        ClosedOf::At(at) if closed.about == *element && closed.is_full => {
            Some(format!(" ({} by formula)", moment_text(at - begins)))
        }
        ClosedOf::At(_) | ClosedOf::Goodput(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_stands_beside_what_was_simulated() {
        let text = by_formula(&sample::run()).unwrap();
        assert_eq!(text, " (1.9 s by formula)");
    }
}
