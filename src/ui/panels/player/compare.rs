//! Two runs side by side: what got better, what got worse.

use eframe::egui::{self, RichText, vec2};

use super::super::super::run::Run;
use super::super::super::theme;
use super::super::super::view::View;
use crate::model::Unit;
use crate::simulate::summary::FlowSummary;

/// A number of both runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Difference {
    /// What it is.
    pub(super) name: String,
    /// Of the kept run.
    pub(super) a: String,
    /// Of the run on screen.
    pub(super) b: String,
    /// Better, worse, or neither.
    pub(super) turn: Turn,
}

/// Which way a number went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Better,
    Worse,
    Same,
}

/// Width of a number, in points.
const CELL: f32 = 68.0;
/// Width of what a number turned into, in points.
const TURN: f32 = 60.0;
/// Height of a line, in points.
const ROW: f32 = 16.0;
/// A relative change below this is chance, not a difference.
const NOISE: f64 = 0.02;

/// What differs between a kept run and the one on screen, for a flow of the latter.
pub(super) fn differences(a: &Run, b: &Run, route: usize) -> Vec<Difference> {
    let Some(flow) = b.summary.flows.get(route) else { return Vec::new() };
    // The flow of the same element; another board may have its flows in another order.
    let same = |other: &&FlowSummary| other.element == flow.element;
    let before = a.summary.flows.iter().find(same).or_else(|| a.summary.flows.get(route));
    let mut rows = Vec::new();
    if let Some(before) = before {
        rows.push(row("Answered", Unit::PerSecond, Some(before.goodput), Some(flow.goodput), true));
        let share = |flow: &FlowSummary, n: u64| Some(flow.share(n));
        for (name, of) in [
            ("Turned away", (|flow: &FlowSummary| flow.refused) as fn(&FlowSummary) -> u64),
            ("Gave up", |flow| flow.timed_out),
            ("Failed", |flow| flow.failed),
        ] {
            if of(before) + of(flow) > 0 {
                let (a, b) = (share(before, of(before)), share(flow, of(flow)));
                rows.push(row(name, Unit::Share, a, b, false));
            }
        }
        rows.push(row("99 of 100 in", Unit::Seconds, before.p99, flow.p99, false));
        rows.push(row("Attempts each", Unit::Factor, before.attempts, flow.attempts, false));
        rows.extend(repeats(before, flow));
    }
    rows.push(first_full(a, b));
    rows
}

fn repeats(before: &FlowSummary, after: &FlowSummary) -> Vec<Difference> {
    let mut rows = Vec::new();
    let kinds = before.effects.iter().chain(&after.effects).map(|effect| effect.effect);
    let kinds: std::collections::BTreeSet<_> = kinds.collect();
    let several = kinds.len() > 1;
    for kind in kinds {
        let again = |flow: &FlowSummary| {
            let of_kind = flow.effects.iter().filter(|effect| effect.effect == kind);
            Some(of_kind.map(|effect| effect.again).sum::<u64>() as f64)
        };
        let name =
            if several { format!("Repeated {}", kind.plural()) } else { "Repeats".to_owned() };
        rows.push(row(&name, Unit::Count, again(before), again(after), false));
    }
    rows
}

fn first_full(a: &Run, b: &Run) -> Difference {
    let said = |run: &Run| match run.summary.first_full() {
        Some(full) => format!("{} at {}", full.name, Unit::Seconds.about(full.at)),
        None => "nothing".to_owned(),
    };
    let turn = match (a.summary.first_full(), b.summary.first_full()) {
        (Some(_), None) => Turn::Better,
        (None, Some(_)) => Turn::Worse,
        _ => Turn::Same,
    };
    Difference { name: "First full".to_owned(), a: said(a), b: said(b), turn }
}

fn row(name: &str, unit: Unit, a: Option<f64>, b: Option<f64>, more_is_better: bool) -> Difference {
    let about = |value: Option<f64>| match value {
        Some(value) if unit == Unit::PerSecond && value >= 10.0 => unit.about(value.round()),
        Some(value) if unit == Unit::Share => unit.about((value * 1000.0).round() / 1000.0),
        Some(value) => unit.about(value),
        None => "–".to_owned(),
    };
    let turn = match (a, b) {
        (Some(a), Some(b)) if (a - b).abs() > NOISE * a.abs().max(b.abs()) => {
            if (b > a) == more_is_better { Turn::Better } else { Turn::Worse }
        }
        _ => Turn::Same,
    };
    Difference { name: name.to_owned(), a: about(a), b: about(b), turn }
}

/// The table of differences; how to come by one while there is nothing to compare with.
pub(super) fn compare_ui(ui: &mut egui::Ui, view: &View<'_>, run: &Run, route: usize) {
    let Some(kept) = view.play.kept else {
        let text = "Keep this run as A (Shift+K), then apply a fix or change the scenario: both runs are drawn on the same axes";
        ui.label(theme::remark(ui, text));
        return;
    };
    let colours = theme::of(ui);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.spacing_mut().interact_size.y = ROW;
    let head = [String::new(), label_of("A, dotted", kept, run), label_of("B", run, kept)];
    let head = head.map(|text| RichText::new(text).size(theme::SMALL).color(colours.weak));
    row_ui(ui, head, None);
    for difference in differences(kept, run, route) {
        let cells = [
            RichText::new(&difference.name).size(theme::SMALL).color(colours.weak),
            RichText::new(&difference.a).size(theme::SMALL),
            RichText::new(&difference.b).font(theme::semibold(theme::SMALL)),
        ];
        let turn = match difference.turn {
            Turn::Better => Some(("▲ better", colours.fine)),
            Turn::Worse => Some(("▼ worse", colours.breaks)),
            Turn::Same => None,
        };
        row_ui(ui, cells, turn);
    }
}

/// One line of the table; what does not fit is shortened and told in full under the pointer.
fn row_ui(ui: &mut egui::Ui, cells: [RichText; 3], turn: Option<(&str, egui::Color32)>) {
    let name = (ui.available_width() - 2.0 * CELL - TURN).max(48.0);
    ui.horizontal(|ui| {
        for (text, width) in cells.into_iter().zip([name, CELL, CELL]) {
            cell_ui(ui, text, width);
        }
        if let Some((sign, ink)) = turn {
            cell_ui(ui, RichText::new(sign).size(theme::SMALL).color(ink), TURN);
        }
    });
}

fn cell_ui(ui: &mut egui::Ui, text: RichText, width: f32) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, ROW), egui::Sense::hover());
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    inner.set_max_width(width - theme::STEP);
    let full = text.text().to_owned();
    inner.add(egui::Label::new(text).truncate()).on_hover_text(full);
}

/// "A", with the board's title where the two are of different boards.
fn label_of(letter: &str, run: &Run, other: &Run) -> String {
    if run.board.title == other.board.title {
        return letter.to_owned();
    }
    let title: String = run.board.title.chars().take(18).collect();
    format!("{letter}: {title}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::panels::player::sample;

    fn find<'a>(rows: &'a [Difference], name: &str) -> &'a Difference {
        rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no {name}: {rows:?}"))
    }

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let run = sample::run();
        let rows = differences(&run, &run, 0);
        assert!(rows.len() >= 4);
        assert!(rows.iter().all(|row| row.turn == Turn::Same && row.a == row.b), "{rows:?}");
    }

    #[test]
    fn better_and_worse_are_told_apart() {
        let mut a = sample::run();
        a.summary.flows[0].p99 = Some(1.5);
        let mut b = sample::run();
        b.summary.flows[0].goodput = 195.0;
        b.summary.flows[0].p99 = Some(9.0);
        b.summary.flows[0].effects[0].again = 0;
        b.summary.full.clear();
        let rows = differences(&a, &b, 0);
        assert_eq!(find(&rows, "Answered").turn, Turn::Better);
        assert_eq!(find(&rows, "99 of 100 in").turn, Turn::Worse);
        assert_eq!(find(&rows, "Repeats").turn, Turn::Better);
        assert_eq!(find(&rows, "First full").turn, Turn::Better);
        assert_eq!(find(&rows, "First full").b, "nothing");
        let back = differences(&b, &a, 0);
        assert_eq!(find(&back, "Answered").turn, Turn::Worse);
    }
}
