//! The plots below the board: one time for all of them, and a press goes there.

use eframe::egui::{self, Align2, RichText, Stroke, Vec2b, vec2};
use egui_plot::{
    Axis, AxisHints, GridMark, HLine, Line, LineStyle, Plot, PlotPoint, PlotPoints, PlotUi, Text,
    VLine,
};

use super::super::super::command::Command;
use super::super::super::player::{Player, Wish};
use super::super::super::theme;
use super::super::super::view::View;
use super::charts::{self, Chart, Tone, Trace};
use super::compare;
use crate::model::{ElementId, Unit};

/// A plot is not made narrower than this while another column could be had, in points.
const WIDEST_COLUMN: f32 = 208.0;
/// Height of a plot with its title, in points.
const HEIGHT: f32 = 132.0;
/// Height of the line above a plot, in points.
const TITLE: f32 = 18.0;
/// Width kept for numbers beside a plot, in points.
const NUMBERS: f32 = 44.0;

/// Charts already made.
#[derive(Default)]
pub(super) struct Plots {
    of: Option<Key>,
    charts: Vec<Chart>,
}

/// Everything charts depend on.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    serial: u64,
    route: usize,
    pool: usize,
}

impl Plots {
    /// The plots in as many columns as fit, and the table of differences.
    pub(super) fn show_ui(
        &mut self,
        ui: &mut egui::Ui,
        view: &View<'_>,
        player: &Player,
        commands: &mut Vec<Command>,
    ) {
        let Some(run) = view.play.run else { return };
        let selected = view.session.selection.iter().find(|e| is_pool(e));
        let pool = charts::pool_of(run, selected);
        let key = Key { serial: view.play.serial, route: player.flow, pool };
        if self.of.as_ref() != Some(&key) {
            self.charts = charts::charts(run, view.play.kept, player.flow, pool);
            self.of = Some(key);
        }
        egui::ScrollArea::vertical().id_salt("plots").auto_shrink([false, false]).show(ui, |ui| {
            // The last number below a plot stands out beyond it.
            let room = ui.available_width() - 16.0;
            let columns = ((room / WIDEST_COLUMN) as usize).clamp(1, 3);
            let gap = 4.0 * theme::STEP;
            let width = ((room - gap * (columns - 1) as f32) / columns as f32).floor();
            let cells = self.charts.len() + 1;
            ui.spacing_mut().item_spacing = vec2(gap, theme::STEP);
            for first in (0..cells).step_by(columns) {
                ui.horizontal_top(|ui| {
                    for cell in first..(first + columns).min(cells) {
                        let layout = egui::Layout::top_down(egui::Align::Min);
                        ui.allocate_ui_with_layout(vec2(width, HEIGHT), layout, |ui| {
                            ui.set_width(width);
                            ui.spacing_mut().item_spacing = vec2(theme::STEP * 2.0, 0.0);
                            match self.charts.get(cell) {
                                Some(chart) => chart_ui(ui, chart, player, commands),
                                None => compare::compare_ui(ui, view, run, player.flow),
                            }
                        });
                    }
                });
            }
        });
    }
}

/// Nodes have slots; so have locks and connections of links.
fn is_pool(element: &ElementId) -> bool {
    matches!(element, ElementId::Node(_) | ElementId::Link(_))
}

fn chart_ui(ui: &mut egui::Ui, chart: &Chart, player: &Player, commands: &mut Vec<Command>) {
    let colours = theme::of(ui);
    title_ui(ui, chart, colours);
    let unit = chart.unit;
    let plot = Plot::new(("plot", chart.id))
        .width(ui.available_width())
        .height(HEIGHT - TITLE - theme::STEP)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .set_margin_fraction(vec2(0.0, 0.1))
        .default_x_bounds(0.0, player.length.max(1e-3))
        .auto_bounds(Vec2b::new(false, true))
        .include_y(0.0)
        .include_y(chart.least)
        .show_background(false)
        .show_crosshair(false)
        .grid_color(colours.line)
        .cursor_color(colours.weak)
        .custom_x_axes(vec![axis(Axis::X, ui).formatter(|mark, _| seconds(mark.value))])
        .custom_y_axes(vec![
            axis(Axis::Y, ui)
                .min_thickness(NUMBERS)
                .formatter(move |mark, _| number(unit, mark.value)),
        ])
        .grid_spacing(26.0..=80.0)
        .grid_fade(0.0)
        .x_grid_spacer(|input| marks(input.bounds, 2.0 * input.base_step_size))
        .y_grid_spacer(|input| marks(input.bounds, input.base_step_size))
        .label_formatter(move |at| label(unit, at));
    let shown = plot.show(ui, |plot| {
        plot.set_plot_bounds_x(0.0..=player.length.max(1e-3));
        content(plot, chart, player.time, colours);
    });
    let response = shown.response;
    response.widget_info(|| {
        let text = format!("Plot: {}", chart.title);
        egui::WidgetInfo::labeled(egui::Role::GraphicsDocument, true, text)
    });
    if let Some(at) = response.interact_pointer_pos()
        && (response.clicked() || response.dragged())
    {
        let time = shown.transform.value_from_position(at).x;
        commands.push(Command::Player(Wish::Seek(time)));
    }
}

fn axis<'a>(axis: Axis, ui: &egui::Ui) -> AxisHints<'a> {
    AxisHints::new(axis)
        .tick_label_font(egui::FontId::proportional(11.0))
        .tick_label_color(theme::of(ui).weak)
        .label_spacing(8.0..=16.0)
}

/// Lines of the grid at round numbers, at least this far apart.
fn marks((low, high): (f64, f64), least: f64) -> Vec<GridMark> {
    if !(least.is_finite() && least > 0.0 && low.is_finite() && high.is_finite()) {
        return Vec::new();
    }
    let power = 10f64.powf(least.log10().floor());
    let rounds = [1.0, 2.0, 5.0, 10.0].map(|round| round * power);
    let step = rounds.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power);
    let first = (low / step).ceil();
    let count = ((high / step).floor() - first).clamp(0.0, 200.0) as usize;
    let mark = |i: usize| GridMark { value: (first + i as f64) * step, step_size: step };
    (0..=count).map(mark).collect()
}

/// What is drawn, and what each line is, with a piece of the line itself.
fn title_ui(ui: &mut egui::Ui, chart: &Chart, colours: theme::Colours) {
    let size = vec2(ui.available_width(), TITLE);
    let right = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(size, right, |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = theme::STEP;
        for trace in chart.traces.iter().filter(|trace| !trace.kept) {
            ui.label(RichText::new(trace.name).size(theme::SMALL).color(colours.weak));
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, TITLE), egui::Sense::hover());
            let line = [rect.left_center(), rect.right_center()];
            let stroke = Stroke::new(2.0, ink(trace.tone, colours));
            match trace.tone {
                Tone::Good => {
                    ui.painter().line_segment(line, stroke);
                }
                Tone::Bad | Tone::Waits => {
                    ui.painter().extend(egui::Shape::dashed_line(&line, stroke, 4.0, 2.0));
                }
            }
            ui.add_space(theme::STEP);
        }
        ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
            let title = RichText::new(&chart.title).font(theme::semibold(theme::SMALL));
            ui.add(egui::Label::new(title).truncate()).on_hover_text(&chart.title);
        });
    });
    ui.add_space(theme::STEP);
}

fn ink(tone: Tone, colours: theme::Colours) -> egui::Color32 {
    match tone {
        Tone::Good => colours.accent,
        Tone::Bad => colours.breaks,
        Tone::Waits => colours.watch,
    }
}

fn content<'a>(plot: &mut PlotUi<'a>, chart: &'a Chart, time: f64, colours: theme::Colours) {
    for (level, text) in &chart.levels {
        let line = HLine::new(text.as_str(), *level)
            .stroke(Stroke::new(1.0, colours.weak))
            .style(LineStyle::dashed_dense())
            .allow_hover(false);
        plot.hline(line);
    }
    for (at, text) in &chart.times {
        let line = VLine::new(text.as_str(), *at)
            .stroke(Stroke::new(1.0, colours.weak))
            .style(LineStyle::dashed_dense())
            .allow_hover(false);
        plot.vline(line);
    }
    for trace in &chart.traces {
        trace_in(plot, trace, colours);
    }
    let now = VLine::new("now", time).stroke(Stroke::new(1.5, colours.text)).allow_hover(false);
    plot.vline(now);
    words(plot, chart, colours);
    if chart.traces.iter().all(|trace| trace.parts.is_empty()) {
        let bounds = plot.plot_bounds();
        let [x, y] = [0, 1].map(|i| f64::midpoint(bounds.min()[i], bounds.max()[i]));
        let text = RichText::new(chart.when_empty).size(theme::SMALL).color(colours.weak);
        plot.text(Text::new("nothing", PlotPoint::new(x, y), text).allow_hover(false));
    }
}

fn trace_in<'a>(plot: &mut PlotUi<'a>, trace: &'a Trace, colours: theme::Colours) {
    let ink = ink(trace.tone, colours);
    let (ink, width) = if trace.kept { (ink.gamma_multiply(0.55), 1.0) } else { (ink, 1.75) };
    let style = match (trace.kept, trace.tone) {
        (true, _) => LineStyle::Dotted { spacing: 4.0 },
        (false, Tone::Good) => LineStyle::Solid,
        (false, Tone::Bad | Tone::Waits) => LineStyle::Dashed { length: 6.0 },
    };
    for (i, part) in trace.parts.iter().enumerate() {
        let points: PlotPoints<'_> = part.iter().copied().collect();
        let name = if trace.kept { format!("A, {}", trace.name) } else { trace.name.to_owned() };
        let line = Line::new(name, points)
            .id((trace.name, trace.kept, i))
            .stroke(Stroke::new(width, ink))
            .style(style);
        plot.line(line);
    }
}

/// Words of levels and times, kept inside the plot.
fn words(plot: &mut PlotUi<'_>, chart: &Chart, colours: theme::Colours) {
    let bounds = plot.plot_bounds();
    let (right, top) = (bounds.max()[0], bounds.max()[1]);
    let ground = colours.panel.gamma_multiply(0.8);
    let small =
        |text: &str| RichText::new(text).size(11.0).color(colours.weak).background_color(ground);
    let pad = bounds.width() * 0.01;
    for (level, text) in &chart.levels {
        let anchor = if *level > 0.7 * top { Align2::RIGHT_TOP } else { Align2::RIGHT_BOTTOM };
        let at = PlotPoint::new(right - pad, *level);
        plot.text(Text::new(text.as_str(), at, small(text)).anchor(anchor).allow_hover(false));
    }
    for (time, text) in &chart.times {
        let before = *time > 0.6 * right;
        let anchor = if before { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let x = if before { time - pad } else { time + pad };
        let at = PlotPoint::new(x, bounds.min()[1] + bounds.height() * 0.45);
        plot.text(Text::new(text.as_str(), at, small(text)).anchor(anchor).allow_hover(false));
    }
}

/// A time on the axis.
fn seconds(value: f64) -> String {
    if value.fract().abs() < 1e-6 { format!("{value:.0} s") } else { format!("{value:.1} s") }
}

/// A number beside a plot, short enough for its place.
fn number(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => unit.about(value),
        Unit::PerSecond => format!("{}/s", number(Unit::Count, value)),
        _ if value >= 1e6 => format!("{}M", short(value / 1e6)),
        _ if value >= 1e4 => format!("{}k", short(value / 1e3)),
        _ => short(value),
    }
}

fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// What the pointer reads: the line's name, the number and the time.
fn label(unit: Unit, at: &egui_plot::HoverPosition<'_>) -> Option<String> {
    match at {
        egui_plot::HoverPosition::NearDataPoint { plot_name, position, .. }
            if !plot_name.is_empty() =>
        {
            let value = match unit {
                Unit::PerSecond | Unit::Count => unit.about(position.y.round()),
                _ => unit.about(position.y),
            };
            Some(format!("{plot_name}: {value} at {}", seconds((position.x * 10.0).round() / 10.0)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_stand_at_round_numbers() {
        let values = |bounds, least| -> Vec<f64> {
            marks(bounds, least).iter().map(|mark| mark.value).collect()
        };
        assert_eq!(values((0.0, 60.0), 9.0), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0]);
        assert_eq!(values((0.0, 440.0), 110.0), [0.0, 200.0, 400.0]);
        assert_eq!(values((0.0, 0.011), 0.003), [0.0, 0.005, 0.01]);
        assert!(values((0.0, f64::INFINITY), 1.0).is_empty());
        assert!(values((0.0, 1.0), 0.0).is_empty());
    }

    #[test]
    fn numbers_beside_a_plot_stay_short() {
        assert_eq!(number(Unit::PerSecond, 200.0), "200/s");
        assert_eq!(number(Unit::Count, 12_500.0), "12.5k");
        assert_eq!(number(Unit::Count, 2e6), "2M");
        assert_eq!(number(Unit::Seconds, 0.25), "250 ms");
        assert_eq!(seconds(12.0), "12 s");
        assert_eq!(seconds(2.5), "2.5 s");
    }
}
