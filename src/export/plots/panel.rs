//! Paints one panel: its axis, its lines, and their names at their ends.

use super::axis::Axis;
use super::labels::spread;
use super::series::{Line, Panel};
use crate::model::{Point, Rect};
use crate::scene::{Ink, Palette, Prim, Segment, Stroke, TextLine, Weight, text};

/// Size of running text.
pub(super) const SIZE: f32 = 12.0;
/// Room of one label at the end of a line.
const LABEL_ROOM: f32 = 16.0;
/// Width of lines.
const WIDTH: f32 = 2.0;

/// Things to paint, back to front.
#[derive(Default)]
pub(super) struct Paper {
    pub(super) prims: Vec<Prim>,
}

impl Paper {
    pub(super) fn rect(&mut self, rect: Rect, fill: Ink) {
        let corners = [
            rect.min,
            Point::new(rect.max.x, rect.min.y),
            rect.max,
            Point::new(rect.min.x, rect.max.y),
        ];
        let [first, rest @ ..] = corners;
        let mut segments = vec![Segment::Move(first)];
        segments.extend(rest.map(Segment::Line));
        segments.push(Segment::Close);
        self.prims.push(Prim::Path { segments, fill: Some(fill), stroke: None });
    }

    pub(super) fn line(&mut self, points: &[Point], ink: Ink, width: f32, dashes: &[f32]) {
        let [first, rest @ ..] = points else { return };
        let mut segments = vec![Segment::Move(*first)];
        if rest.is_empty() {
            // A lonely point is a short line, so that it is seen.
            segments.push(Segment::Line(Point::new(first.x + 1.0, first.y)));
        }
        segments.extend(rest.iter().copied().map(Segment::Line));
        let stroke = Stroke { ink, width, dashes: dashes.to_vec() };
        self.prims.push(Prim::Path { segments, fill: None, stroke: Some(stroke) });
    }

    /// Writes a text whose baseline begins at a point.
    pub(super) fn text(&mut self, at: Point, text: &str, size: f32, weight: Weight, ink: Ink) {
        let width = text::width(text, size, weight);
        self.prims.push(Prim::Text(TextLine {
            at,
            text: text.to_owned(),
            size,
            weight,
            ink,
            width,
        }));
    }
}

/// Where a panel stands.
pub(super) struct Frame {
    /// The rectangle of its lines.
    pub plot: Rect,
    /// Room to the right for the names of lines.
    pub names: f32,
}

impl Frame {
    fn at(&self, time: &Axis, values: &Axis, (seconds, value): (f64, f64)) -> Point {
        Point::new(
            self.plot.min.x + time.share(seconds) * self.plot.width(),
            self.plot.max.y - values.share(value) * self.plot.height(),
        )
    }
}

/// Paints the panel; `values` is its axis, which runs side by side share.
pub(super) fn paint(
    paper: &mut Paper,
    panel: &Panel,
    frame: &Frame,
    time: &Axis,
    values: &Axis,
    palette: &Palette,
) {
    let plot = frame.plot;
    let title = Point::new(plot.min.x, plot.min.y - 12.0);
    // Lines that mark a time lead past the title, not through it.
    let wide = text::width(panel.title, SIZE, Weight::SemiBold);
    let around = Rect {
        min: Point::new(title.x - 4.0, title.y - SIZE),
        max: Point::new(title.x + wide + 4.0, title.y + 4.0),
    };
    paper.rect(around, palette.board);
    paper.text(title, panel.title, SIZE, Weight::SemiBold, palette.ink);
    for (value, label) in &values.ticks {
        let y = frame.at(time, values, (0.0, *value)).y;
        let ink = if *value == 0.0 { palette.boundary } else { palette.grid };
        paper.line(&[Point::new(plot.min.x, y), Point::new(plot.max.x, y)], ink, 1.0, &[]);
        let wide = text::width(label, SIZE - 1.0, Weight::Regular);
        let at = Point::new(plot.min.x - 8.0 - wide, y + 4.0);
        paper.text(at, label, SIZE - 1.0, Weight::Regular, palette.ink_faint);
    }
    // The first line is the most important: it lies on top.
    for line in panel.lines.iter().rev() {
        trace(paper, line, frame, time, values);
    }
    if panel.lines.is_empty() {
        let at = Point::new(plot.max.x + 8.0, plot.max.y + 4.0);
        paper.text(at, panel.when_empty, SIZE, Weight::Regular, palette.ink_faint);
    }
    names(paper, panel, frame, time, values, palette);
}

fn trace(paper: &mut Paper, line: &Line, frame: &Frame, time: &Axis, values: &Axis) {
    let (width, dashes): (f32, &[f32]) =
        if line.dotted { (1.5, &[2.0, 3.0]) } else { (WIDTH, &[]) };
    for piece in line.points.split(|(_, value)| !value.is_finite()) {
        let points: Vec<Point> = piece.iter().map(|p| frame.at(time, values, *p)).collect();
        paper.line(&points, line.ink, width, dashes);
    }
}

/// Names each line at the height where it ends, with a piece of it.
fn names(
    paper: &mut Paper,
    panel: &Panel,
    frame: &Frame,
    time: &Axis,
    values: &Axis,
    palette: &Palette,
) {
    let plot = frame.plot;
    let last = |line: &Line| line.points.iter().rev().copied().find(|(_, v)| v.is_finite());
    let named: Vec<&Line> = panel.lines.iter().collect();
    let wanted: Vec<f32> = named
        .iter()
        .map(|line| last(line).map_or(plot.max.y, |p| frame.at(time, values, p).y))
        .collect();
    let placed = spread(&wanted, LABEL_ROOM, plot.min.y, plot.max.y);
    for (line, y) in named.iter().zip(placed) {
        let x = plot.max.x + 8.0;
        let (width, dashes): (f32, &[f32]) =
            if line.dotted { (1.5, &[2.0, 3.0]) } else { (WIDTH, &[]) };
        paper.line(&[Point::new(x, y), Point::new(x + 12.0, y)], line.ink, width, dashes);
        let room = frame.names - 28.0;
        let shown = text::lines(&line.name, SIZE, Weight::Regular, room, 1);
        if let Some(shown) = shown.first() {
            let at = Point::new(x + 16.0, y + 4.0);
            paper.text(at, shown, SIZE, Weight::Regular, palette.ink);
        }
    }
}
