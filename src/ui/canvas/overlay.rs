//! What lies over the board and is never exported: selection, handles, guides, a gesture's marks.

use eframe::egui::{
    Color32, CornerRadius, Painter, Pos2, Rect as ScreenRect, Shape, Stroke, StrokeKind, pos2, vec2,
};

use super::handles::{self, Corner, Side};
use super::hit;
use super::snap::Guide;
use crate::model::{Board, ElementId, NodeId, Point, Rect};
use crate::scene::{Geometry, LinkPath};
use crate::ui::compare::Compared;
use crate::ui::tools::{Preview, Wire};
use crate::ui::{Camera, Session, theme};

/// Between an element and its outline, in screen points.
const CLEAR: f32 = 3.0;

/// What is shown, and where.
pub(super) struct Overlay<'a> {
    pub(super) painter: Painter,
    pub(super) canvas: ScreenRect,
    pub(super) camera: Camera,
    pub(super) colours: theme::Colours,
    /// The board as it is shown: with a gesture in progress, as it would be.
    pub(super) board: &'a Board,
    pub(super) geometry: &'a Geometry,
    pub(super) session: &'a Session,
}

impl Overlay<'_> {
    /// Marks of the open question, selection and hover.
    pub(super) fn elements_ui(&self, hovered: Option<&ElementId>) {
        let selected = &self.session.selection;
        let marked = &self.session.marked;
        let marks = self.colours.watch;
        for id in marked {
            self.outline(
                id,
                Stroke::new(2.5, marks),
                CLEAR + 3.0,
                Some(marks.gamma_multiply(0.10)),
            );
        }
        let hover = Stroke::new(1.5, self.colours.accent.gamma_multiply(0.45));
        if let Some(id) = hovered.filter(|id| !selected.contains(*id)) {
            self.outline(id, hover, CLEAR, None);
        }
        let stroke = Stroke::new(1.5, self.colours.accent);
        if selected.len() <= 8 {
            for id in selected {
                self.outline(id, stroke, CLEAR, None);
            }
        } else {
            self.many(stroke);
        }
    }

    /// Marks of what differs from an earlier board: a colour and a sign for each.
    pub(super) fn compared_ui(&self, compared: &Compared) {
        let marks = [
            (&compared.added, "+", self.colours.fine),
            (&compared.changed, "~", self.colours.watch),
        ];
        for (elements, sign, ink) in marks {
            for id in elements {
                self.outline(
                    id,
                    Stroke::new(2.0, ink),
                    CLEAR + 2.0,
                    Some(ink.gamma_multiply(0.06)),
                );
                if let Some(frame) = handles::frame_of(self.board, self.geometry, id) {
                    self.sign(self.rect(frame).left_top(), sign, ink);
                }
            }
        }
        let ink = self.colours.breaks;
        for id in compared.removed.iter().filter(|id| !matches!(id, ElementId::Link(_))) {
            let frame = handles::frame_of(&compared.before, &compared.geometry, id);
            let Some(rect) = frame.map(|frame| self.rect(frame).expand(CLEAR)) else { continue };
            let corners = [
                rect.left_top(),
                rect.right_top(),
                rect.right_bottom(),
                rect.left_bottom(),
                rect.left_top(),
            ];
            self.painter.extend(Shape::dashed_line(&corners, Stroke::new(1.5, ink), 6.0, 4.0));
            self.sign(rect.left_top(), "\u{2212}", ink);
        }
    }

    fn sign(&self, at: Pos2, sign: &str, ink: Color32) {
        self.painter.circle_filled(at, 9.0, ink);
        let font = theme::semibold(14.0);
        let align = eframe::egui::Align2::CENTER_CENTER;
        self.painter.text(at, align, sign, font, self.colours.raised);
    }

    /// Outlines of a large selection: walks the board once instead of looking up each element.
    fn many(&self, stroke: Stroke) {
        let selected = &self.session.selection;
        let has = |id: ElementId| selected.contains(&id);
        for (node, frame) in self.board.nodes.iter().zip(&self.geometry.nodes) {
            if has(node.id.clone().into()) {
                self.frame(*frame, stroke, CLEAR, None);
            }
        }
        for (note, frame) in self.board.notes.iter().zip(&self.geometry.notes) {
            if has(note.id.clone().into()) {
                self.frame(*frame, stroke, CLEAR, None);
            }
        }
        for (boundary, frame) in self.board.boundaries.iter().zip(&self.geometry.boundaries) {
            if has(boundary.id.clone().into()) {
                self.frame(*frame, stroke, CLEAR, None);
            }
        }
        for (link, path) in self.board.links.iter().zip(&self.geometry.links) {
            if has(link.id.clone().into()) {
                self.path(path, stroke);
            }
        }
    }

    fn outline(&self, id: &ElementId, stroke: Stroke, clear: f32, wash: Option<Color32>) {
        if let ElementId::Link(link) = id {
            let index = self.board.links.position(link.as_str());
            if let Some(path) = index.and_then(|index| self.geometry.links.get(index)) {
                self.path(path, Stroke::new(stroke.width + 0.5, stroke.color));
            }
        } else if let Some(frame) = handles::frame_of(self.board, self.geometry, id) {
            self.frame(frame, stroke, clear, wash);
        }
    }

    fn frame(&self, frame: Rect, stroke: Stroke, clear: f32, wash: Option<Color32>) {
        let rect = self.rect(frame).expand(clear);
        if !rect.intersects(self.canvas) {
            return;
        }
        let radius = CornerRadius::same(8);
        self.painter.rect(rect, radius, wash.unwrap_or_default(), stroke, StrokeKind::Middle);
    }

    /// The label stays readable: the line stops at its plate.
    fn path(&self, path: &LinkPath, stroke: Stroke) {
        let under = Stroke::new(stroke.width + 6.0, stroke.color.gamma_multiply(0.22));
        for run in runs_outside(&path.points, path.label) {
            let points: Vec<Pos2> = run.iter().map(|p| self.at(*p)).collect();
            self.painter.add(Shape::line(points.clone(), under));
            self.painter.add(Shape::line(points, stroke));
        }
    }

    /// Handles that connect, at the nodes given; handles that resize, at the selected element.
    pub(super) fn handles_ui(&self, nodes: &[NodeId], hit: &hit::Hit) {
        for node in nodes {
            let Some(frame) = handles::node_frame(self.board, self.geometry, node) else {
                continue;
            };
            for side in Side::ALL {
                let at = self.at(side.handle(frame, self.camera.zoom));
                let lit = *hit == hit::Hit::Handle(node.clone(), side);
                self.connecting_handle(at, side, lit);
            }
        }
        let Some(selected) = self.only_selected() else { return };
        if let Some(frame) = handles::resizable(self.board, self.geometry, selected) {
            for corner in Corner::ALL {
                // The outline stands off a little, and the corners stand on the outline.
                let rect = self.rect(frame).expand(CLEAR);
                let at = match corner {
                    Corner::TopLeft => rect.left_top(),
                    Corner::TopRight => rect.right_top(),
                    Corner::BottomRight => rect.right_bottom(),
                    Corner::BottomLeft => rect.left_bottom(),
                };
                self.square(at);
            }
        }
        if let ElementId::Link(link) = selected
            && let Some(points) = hit::path_of(self.board, self.geometry, link)
        {
            for end in points.first().into_iter().chain(points.last()) {
                self.knob(self.at(*end), 5.0, false);
            }
        }
    }

    pub(super) fn only_selected(&self) -> Option<&ElementId> {
        (self.session.selection.len() == 1).then(|| self.session.selection.first()).flatten()
    }

    fn square(&self, at: Pos2) {
        let rect = ScreenRect::from_center_size(at, vec2(8.0, 8.0));
        let stroke = Stroke::new(1.5, self.colours.accent);
        self.painter.rect(rect, 2, self.colours.raised, stroke, StrokeKind::Middle);
    }

    fn knob(&self, at: Pos2, radius: f32, lit: bool) {
        let fill = if lit { self.colours.accent } else { self.colours.raised };
        self.painter.circle(at, radius, fill, Stroke::new(1.5, self.colours.accent));
    }

    /// A round handle with an arrow pointing outwards.
    fn connecting_handle(&self, at: Pos2, side: Side, lit: bool) {
        self.knob(at, if lit { 8.0 } else { 6.5 }, lit);
        let ink = if lit { self.colours.on_accent } else { self.colours.accent };
        let out = side.direction();
        let (out, across) = (vec2(out.x, out.y), vec2(-out.y, out.x));
        let tip = at + out * 2.2;
        let wings = [tip - out * 3.0 + across * 3.0, tip, tip - out * 3.0 - across * 3.0];
        self.painter.add(Shape::line(wings.to_vec(), Stroke::new(1.5, ink)));
    }

    /// What a gesture in progress shows besides the board as it would be.
    pub(super) fn gesture_ui(&self, preview: &Preview) {
        if let Some(target) = &preview.target {
            let accent = self.colours.accent;
            self.outline(
                target,
                Stroke::new(2.5, accent),
                CLEAR + 1.0,
                Some(accent.gamma_multiply(0.12)),
            );
        }
        for guide in &preview.guides {
            self.guide(*guide);
        }
        if let Some(frame) = preview.frame {
            let rect = self.rect(frame);
            let accent = self.colours.accent;
            let (radius, width) = if preview.frame_selects { (0, 1.0) } else { (10, 1.5) };
            let wash = accent.gamma_multiply(0.08);
            self.painter.rect(rect, radius, wash, Stroke::new(width, accent), StrokeKind::Middle);
        }
        if let Some(wire) = &preview.wire {
            self.wire(wire, preview.target.as_ref());
        }
    }

    fn guide(&self, guide: Guide) {
        let stroke = Stroke::new(1.0, self.colours.accent.gamma_multiply(0.8));
        match guide {
            Guide::Line(a, b) => {
                self.painter.line_segment([self.at(a), self.at(b)], stroke);
            }
            Guide::Gap(a, b) => {
                let (a, b) = (self.at(a), self.at(b));
                let along = (b - a).normalized();
                let tick = vec2(-along.y, along.x) * 5.0;
                self.painter.line_segment([a, b], stroke);
                for end in [a, b] {
                    self.painter.line_segment([end - tick, end + tick], stroke);
                }
            }
        }
    }

    /// A link in the making: from the border of its node to the pointer, or to the node under it.
    fn wire(&self, wire: &Wire, target: Option<&ElementId>) {
        let Some(frame) = handles::node_frame(self.board, self.geometry, &wire.from) else {
            return;
        };
        let over = target.and_then(|id| handles::frame_of(self.board, self.geometry, id));
        let aim = over.map_or(wire.tip, Rect::centre);
        let start = self.at(border_towards(frame, aim));
        let end = self.at(over.map_or(wire.tip, |over| border_towards(over, frame.centre())));
        let stroke = Stroke::new(2.0, self.colours.accent);
        self.painter.line_segment([start, end], stroke);
        let (tail, head) = if wire.tip_is_head { (start, end) } else { (end, start) };
        let along = (head - tail).normalized();
        let across = vec2(-along.y, along.x);
        let tip =
            vec![head, head - along * 11.0 + across * 5.0, head - along * 11.0 - across * 5.0];
        self.painter.add(Shape::convex_polygon(tip, stroke.color, Stroke::NONE));
    }

    /// Says that keys go to the canvas.
    pub(super) fn focus_ui(&self) {
        let stroke = Stroke::new(2.0, self.colours.accent.gamma_multiply(0.7));
        self.painter.rect_stroke(self.canvas, 0, stroke, StrokeKind::Inside);
    }

    fn at(&self, p: Point) -> Pos2 {
        self.camera.screen_from_board(self.canvas, p)
    }

    fn rect(&self, rect: Rect) -> ScreenRect {
        ScreenRect::from_min_max(self.at(rect.min), self.at(rect.max))
    }
}

/// The parts of a path that do not cross a plate.
fn runs_outside(points: &[Point], plate: Option<Rect>) -> Vec<Vec<Point>> {
    let Some(plate) = plate else { return vec![points.to_vec()] };
    let mut runs: Vec<Vec<Point>> = vec![points.first().copied().into_iter().collect()];
    for pair in points.windows(2) {
        let [a, b] = *pair else { continue };
        let at = |share: f32| Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
        let reaches = |to: Point, runs: &mut Vec<Vec<Point>>| {
            if let Some(run) = runs.last_mut() {
                run.push(to);
            }
        };
        match hit::crossing(a, b, plate) {
            Some((enters, leaves)) => {
                reaches(at(enters), &mut runs);
                runs.push(vec![at(leaves)]);
                reaches(b, &mut runs);
            }
            None => reaches(b, &mut runs),
        }
    }
    runs.retain(|run| run.first() != run.last());
    runs
}

/// Where the straight way from the middle of a frame to a place leaves the frame.
fn border_towards(frame: Rect, to: Point) -> Point {
    let centre = frame.centre();
    let way = to.minus(centre);
    let across = |way: f32, half: f32| if way == 0.0 { f32::INFINITY } else { half / way.abs() };
    let share = across(way.x, frame.width() / 2.0).min(across(way.y, frame.height() / 2.0));
    if share.is_finite() && share < 1.0 {
        centre.offset(Point::new(way.x * share, way.y * share))
    } else {
        centre
    }
}

/// The screen's place of a frame of the board.
pub(super) fn screen_rect(camera: Camera, canvas: ScreenRect, rect: Rect) -> ScreenRect {
    let at = |p: Point| camera.screen_from_board(canvas, p);
    let (min, max) = (at(rect.min), at(rect.max));
    ScreenRect::from_min_max(pos2(min.x, min.y), pos2(max.x, max.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_highlighted_link_leaves_its_label_alone() {
        let path = [Point::new(0.0, 0.0), Point::new(100.0, 0.0), Point::new(100.0, 50.0)];
        let plate = Rect::between(Point::new(25.0, -10.0), Point::new(50.0, 10.0));
        let runs = runs_outside(&path, Some(plate));
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0], [Point::new(0.0, 0.0), Point::new(25.0, 0.0)]);
        assert_eq!(
            runs[1],
            [Point::new(50.0, 0.0), Point::new(100.0, 0.0), Point::new(100.0, 50.0)]
        );
        assert_eq!(runs_outside(&path, None), [path.to_vec()]);
    }

    #[test]
    fn a_wire_starts_at_the_border() {
        let frame = Rect::between(Point::new(-50.0, -30.0), Point::new(50.0, 30.0));
        assert_eq!(border_towards(frame, Point::new(500.0, 0.0)), Point::new(50.0, 0.0));
        assert_eq!(border_towards(frame, Point::new(0.0, -300.0)), Point::new(0.0, -30.0));
        assert_eq!(border_towards(frame, Point::new(10.0, 0.0)), Point::new(0.0, 0.0));
    }
}
