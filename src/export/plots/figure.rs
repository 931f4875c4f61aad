//! The whole picture: a heading, marks in time, and panels under each other; a column a run.

use super::Run;
use super::axis::Axis;
use super::labels::{Flag, row_for};
use super::panel::{self, Frame, Paper, SIZE};
use super::series::{self, Panel};
use crate::export::picture::Picture;
use crate::model::{ElementId, Point, Rect, Unit};
use crate::rules::Verdict;
use crate::scene::{Ink, Palette, Piece, Theme, Weight, palette, text};
use crate::simulate::summary::{Mark, MarkSort};

/// Room around everything.
const MARGIN: f32 = 32.0;
/// Width of the lines' part of a panel, alone and side by side.
const PLOT: [f32; 2] = [720.0, 480.0];
/// Room left of it for the values.
const VALUES: f32 = 56.0;
/// Room right of it for names.
const NAMES: f32 = 152.0;
/// Height of the lines' part of a panel.
const HIGH: f32 = 112.0;
/// Room between two panels, the title of the lower one included.
const BETWEEN: f32 = 44.0;
/// Room between two columns.
const COLUMNS: f32 = 24.0;
/// Height of one row of marks.
const MARK_ROW: f32 = 16.0;
/// Most rows of marks.
const MARK_ROWS: usize = 4;
/// Lines of text in the heading.
const SAYS: usize = 3;
/// Most pools that are marked when they fill up.
const MOST_FULL: usize = 3;

/// What the picture is called.
pub(super) fn title(runs: &[Run<'_>]) -> String {
    let boards: Vec<String> = runs.iter().map(|run| run.board.name_of(&ElementId::Board)).collect();
    let scenario = runs.first().map_or_else(String::new, |run| run.scenario.name.clone());
    format!("{}: {scenario}", boards.join(" and "))
}

/// The picture of runs, one column each.
pub(super) fn picture(runs: &[Run<'_>], theme: Theme) -> Picture {
    let palette = palette::of(theme);
    let wide = if runs.len() > 1 { PLOT[1] } else { PLOT[0] };
    let columns: Vec<Vec<Panel>> =
        runs.iter().map(|run| series::panels(run, runs, palette)).collect();
    let axes = shared_axes(&columns);
    let longest = runs.iter().map(|run| run.timeline.seconds).fold(0.0, f64::max);
    let time = Axis::of_time(longest, (wide / 80.0) as usize);
    let column_wide = VALUES + wide + NAMES;
    let mut paper = Paper::default();
    let heads: Vec<Head> = runs.iter().map(|run| Head::of(run, column_wide)).collect();
    let head_lines = heads.iter().map(|head| head.says.len()).max().unwrap_or(0);
    let marks: Vec<Marks> = runs.iter().map(|run| Marks::of(run, &time, wide)).collect();
    let mark_rows = marks.iter().map(|marks| marks.rows).max().unwrap_or(0);
    let says_top = MARGIN + 24.0 + 20.0;
    let marks_top = says_top + 20.0 * head_lines as f32 + 12.0;
    let plots_top = marks_top + MARK_ROW * mark_rows as f32 + 32.0;
    let n_panels = axes.len();
    let bottom = plots_top + n_panels as f32 * HIGH + n_panels.saturating_sub(1) as f32 * BETWEEN;
    for (at, panels) in columns.iter().enumerate() {
        let left = MARGIN + at as f32 * (column_wide + COLUMNS);
        let (Some(head), Some(marks)) = (heads.get(at), marks.get(at)) else { continue };
        head.paint(&mut paper, left, says_top, palette);
        let plot_left = left + VALUES;
        let area = Rect {
            min: Point::new(plot_left, plots_top),
            max: Point::new(plot_left + wide, bottom),
        };
        for row in 0..n_panels {
            marks.shade(&mut paper, row_of(area, row), palette);
        }
        time_axis(&mut paper, &time, area, palette);
        marks.paint(&mut paper, area, marks_top, palette);
        for (row, (panel, values)) in panels.iter().zip(&axes).enumerate() {
            let frame = Frame { plot: row_of(area, row), names: NAMES };
            panel::paint(&mut paper, panel, &frame, &time, values, palette);
        }
    }
    let width = 2.0 * MARGIN
        + runs.len() as f32 * column_wide
        + runs.len().saturating_sub(1) as f32 * COLUMNS;
    let frame = Rect {
        min: Point::new(0.0, 0.0),
        max: Point::new(width.max(320.0), bottom + 24.0 + MARGIN),
    };
    let piece = Piece { element: None, bounds: frame, is_answer: false, prims: paper.prims };
    Picture { pieces: vec![piece], frame, background: Some(palette.board) }
}

/// The lines' part of one panel of a column.
fn row_of(area: Rect, row: usize) -> Rect {
    let top = area.min.y + row as f32 * (HIGH + BETWEEN);
    Rect { min: Point::new(area.min.x, top), max: Point::new(area.max.x, top + HIGH) }
}

/// One axis for each row of panels, so that columns can be compared.
fn shared_axes(columns: &[Vec<Panel>]) -> Vec<Axis> {
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let axis = |row: usize| {
        let panels = || columns.iter().filter_map(|panels| panels.get(row));
        let most =
            panels().flat_map(|panel| &panel.lines).map(series::Line::most).fold(0.0, f64::max);
        let first = panels().next();
        let unit = first.map_or(Unit::Count, |panel| panel.unit);
        Axis::of_values(unit, most, first.map_or(1.0, |panel| panel.least))
    };
    (0..rows).map(axis).collect()
}

fn time_axis(paper: &mut Paper, time: &Axis, area: Rect, palette: &Palette) {
    for (at, label) in &time.ticks {
        let x = area.min.x + time.share(*at) * area.width();
        let wide = text::width(label, SIZE - 1.0, Weight::Regular);
        let at = Point::new(x - wide / 2.0, area.max.y + 20.0);
        paper.text(at, label, SIZE - 1.0, Weight::Regular, palette.ink_faint);
        let tick = [Point::new(x, area.max.y), Point::new(x, area.max.y + 4.0)];
        paper.line(&tick, palette.boundary, 1.0, &[]);
    }
}

/// Title, setting and what it comes down to.
struct Head {
    title: String,
    setting: String,
    says: Vec<String>,
}

impl Head {
    fn of(run: &Run<'_>, wide: f32) -> Self {
        let board = run.board.name_of(&ElementId::Board);
        let changes: Vec<String> =
            run.scenario.changes.iter().map(|change| change.sentence(run.board)).collect();
        let mut setting = changes.join(", ");
        if !setting.is_empty() {
            setting.push_str("; ");
        }
        let seconds = Unit::Seconds.write(run.timeline.seconds);
        setting.push_str(&format!("simulated for {seconds} with seed {}", run.timeline.seed));
        let fit = |text: &str, size: f32, weight: Weight, most: usize| {
            text::lines(text, size, weight, wide, most)
        };
        let says = run
            .summary
            .says
            .iter()
            .take(SAYS)
            .flat_map(|sentence| fit(sentence, 14.0, Weight::Regular, 2))
            .collect();
        let one = |text: &str, size: f32, weight: Weight| {
            fit(text, size, weight, 1).into_iter().next().unwrap_or_default()
        };
        let title = format!("{board}: {}", run.scenario.name);
        Self {
            title: one(&title, 20.0, Weight::SemiBold),
            setting: one(&setting, SIZE, Weight::Regular),
            says,
        }
    }

    fn paint(&self, paper: &mut Paper, left: f32, says_top: f32, palette: &Palette) {
        let at = |y: f32| Point::new(left, y);
        paper.text(at(MARGIN + 16.0), &self.title, 20.0, Weight::SemiBold, palette.ink);
        paper.text(at(MARGIN + 36.0), &self.setting, SIZE, Weight::Regular, palette.ink_faint);
        for (i, line) in self.says.iter().enumerate() {
            let y = says_top + 20.0 * i as f32 + 16.0;
            paper.text(at(y), line, 14.0, Weight::Regular, palette.ink);
        }
    }
}

/// Vertical lines where something happens, with their texts above the panels.
struct Marks {
    lines: Vec<MarkLine>,
    /// Parts of the run in which something holds, as shares of its length.
    spans: Vec<(f32, f32)>,
    rows: usize,
}

struct MarkLine {
    /// Where, in units from the left of the plot.
    x: f32,
    /// When the closed form says it is, in the same units.
    formula: Option<f32>,
    is_trouble: bool,
    /// Where its text begins, its row, and the text.
    label: Option<(f32, usize, String)>,
}

impl Marks {
    fn of(run: &Run<'_>, time: &Axis, wide: f32) -> Self {
        let mut flags: Vec<Flag> = Vec::new();
        let mut full = 0;
        let mut lines = Vec::new();
        for mark in &run.summary.marks {
            let is_trouble = matches!(mark.sort, MarkSort::Full(_));
            full += usize::from(is_trouble);
            if !is_shown(mark.sort) || (is_trouble && full > MOST_FULL) {
                continue;
            }
            let formula = run.formulas.iter().find(|known| known.sort == mark.sort);
            let x = time.share(mark.at) * wide;
            let label = label_of(mark, formula.map(|known| known.at));
            let long = text::width(&label, SIZE, Weight::Regular) + 12.0;
            // A text that would leave the picture stands left of its line.
            let left = if x + long > wide + NAMES { (x - long).max(0.0) } else { x };
            let right = left + long;
            let row = row_for(&flags, x, left, right, MARK_ROWS);
            flags.extend(row.map(|row| Flag { x, left, right, row }));
            lines.push(MarkLine {
                x,
                formula: formula.map(|known| time.share(known.at) * wide),
                is_trouble,
                label: row.map(|row| (left, row, label)),
            });
        }
        let rows = flags.iter().map(|flag| flag.row + 1).max().unwrap_or(0);
        let phases = &run.summary.phases;
        let spans = match phases.begins {
            Some(begins) => {
                let until = phases.over.unwrap_or(run.timeline.seconds);
                vec![(time.share(begins), time.share(until))]
            }
            None => Vec::new(),
        };
        Self { lines, spans, rows }
    }

    /// Behind the lines: the time in which something holds.
    fn shade(&self, paper: &mut Paper, area: Rect, palette: &Palette) {
        for (from, until) in &self.spans {
            let x = |share: f32| area.min.x + share * area.width();
            let rect = Rect {
                min: Point::new(x(*from), area.min.y),
                max: Point::new(x(*until), area.max.y),
            };
            if rect.width() > 1.0 {
                paper.rect(rect, palette.accent_wash.with_alpha(96));
            }
        }
    }

    fn paint(&self, paper: &mut Paper, area: Rect, top: f32, palette: &Palette) {
        let trouble = palette.severity(Verdict::Breaks);
        for line in &self.lines {
            let ink: Ink = if line.is_trouble { trouble.fill } else { palette.accent };
            let x = area.min.x + line.x;
            let row = line.label.as_ref().map_or(self.rows, |(_, row, _)| *row);
            let from =
                if line.label.is_some() { top + MARK_ROW * row as f32 + 2.0 } else { area.min.y };
            paper.line(&[Point::new(x, from), Point::new(x, area.max.y)], ink, 1.0, &[]);
            if let Some(formula) = line.formula {
                let x = area.min.x + formula;
                let dashed = [Point::new(x, area.min.y - 8.0), Point::new(x, area.max.y)];
                paper.line(&dashed, ink, 1.5, &[4.0, 4.0]);
            }
            if let Some((left, row, label)) = &line.label {
                let at = Point::new(area.min.x + left + 4.0, top + MARK_ROW * *row as f32 + 12.0);
                let ink = if line.is_trouble { trouble.text } else { palette.accent };
                paper.text(at, label, SIZE, Weight::Regular, ink);
            }
        }
    }
}

fn is_shown(sort: MarkSort) -> bool {
    match sort {
        MarkSort::Begins(_)
        | MarkSort::Ends(_)
        | MarkSort::Full(_)
        | MarkSort::Breaker(_)
        | MarkSort::Recovered => true,
        MarkSort::Refuses(_) | MarkSort::GivesUp(_) | MarkSort::Repeats(_) => false,
    }
}

/// A time with its tenths, so that what follows within a second stays told apart.
fn time_of(seconds: f64) -> String {
    if (10.0..100.0).contains(&seconds) {
        return format!("{} s", (seconds * 10.0).round() / 10.0);
    }
    Unit::Seconds.about(seconds)
}

fn label_of(mark: &Mark, formula: Option<f64>) -> String {
    let at = time_of(mark.at);
    match (mark.sort, formula) {
        (MarkSort::Full(_), Some(formula)) => {
            format!("{}: {at}, by formula {} (dashed)", mark.text, time_of(formula))
        }
        (MarkSort::Full(_) | MarkSort::Recovered, _) => format!("{}: {at}", mark.text),
        _ => mark.text.clone(),
    }
}
