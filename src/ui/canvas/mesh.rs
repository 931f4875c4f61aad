//! One piece of a scene as triangles.
//!
//! Positions are screen points relative to the board's origin at the zoom the piece was built for,
//! so panning only adds an offset and a zoom in progress only scales. Texture places are in
//! texels, because the atlas of glyphs may grow after the piece was built.

use std::hash::{DefaultHasher, Hash, Hasher};

use eframe::egui::epaint::text::FontsView;
use eframe::egui::epaint::{
    Mesh, PathShape, PathStroke, Shape, TessellationOptions, Tessellator, TextShape,
};
use eframe::egui::{
    Color32, FontFamily, FontId, Pos2, Rect as ScreenRect, Stroke as ScreenStroke, pos2, vec2,
};

use crate::model::Point;
use crate::scene::{Ink, Piece, Prim, Segment, Stroke, TextLine, Weight};
use crate::ui::theme;

/// Text smaller than this on the screen is drawn as a bar or not at all, in screen points.
const READABLE_POINTS: f32 = 4.0;
/// Lines are never drawn thinner, in screen points.
const HAIRLINE_POINTS: f32 = 0.75;
/// Dashes shorter than this look like a solid line, in screen points.
const SHORTEST_DASH_POINTS: f32 = 1.5;
/// Outlines smaller than this in both directions are not drawn, in screen points.
const SMALLEST_POINTS: f32 = 2.0;
/// Corners nearer than this to the one before, or to the straight way on, are left out, in screen
/// points: nobody sees the bends of a link on a board that is shown small.
const UNSEEN_POINTS: f32 = 0.4;

/// Below this zoom a board is sketched: nodes as plain boxes in the colour of their outline, links
/// as plain lines, no names.
const SKETCHED_BELOW: f32 = 0.16;

/// Identifies what a piece looks like: equal pieces have equal prints.
pub(super) fn print_of(piece: &Piece) -> u64 {
    let mut hasher = DefaultHasher::new();
    let point = |p: Point, hasher: &mut DefaultHasher| {
        hasher.write_u64(u64::from(p.x.to_bits()) << 32 | u64::from(p.y.to_bits()));
    };
    for prim in &piece.prims {
        match prim {
            Prim::Path { segments, fill, stroke } => {
                for segment in segments {
                    match segment {
                        Segment::Move(p) => {
                            hasher.write_u8(0);
                            point(*p, &mut hasher);
                        }
                        Segment::Line(p) => point(*p, &mut hasher),
                        Segment::Curve(a, b, p) => {
                            hasher.write_u8(1);
                            for p in [a, b, p] {
                                point(*p, &mut hasher);
                            }
                        }
                        Segment::Close => hasher.write_u8(2),
                    }
                }
                fill.hash(&mut hasher);
                if let Some(Stroke { ink, width, dashes }) = stroke {
                    ink.hash(&mut hasher);
                    hasher.write_u32(width.to_bits());
                    for dash in dashes {
                        hasher.write_u32(dash.to_bits());
                    }
                }
            }
            Prim::Text(TextLine { at, text, size, weight, ink, width }) => {
                hasher.write_u8(3);
                point(*at, &mut hasher);
                text.hash(&mut hasher);
                (size.to_bits(), weight, ink, width.to_bits()).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

/// Turns pieces into triangles at one zoom.
pub(super) struct Mason<'a, 'f> {
    fonts: &'a mut FontsView<'f>,
    tessellator: Tessellator,
    zoom: f32,
    semibold: FontFamily,
    points: Vec<Pos2>,
}

impl<'a, 'f> Mason<'a, 'f> {
    pub(super) fn new(
        fonts: &'a mut FontsView<'f>,
        pixels_per_point: f32,
        options: TessellationOptions,
        zoom: f32,
    ) -> Self {
        // A texture of one texel leaves texture places in texels.
        let tessellator = Tessellator::new(
            pixels_per_point,
            TessellationOptions { coarse_tessellation_culling: false, ..options },
            [1, 1],
            Vec::new(),
        );
        let family = theme::semibold(1.0).family;
        let known = fonts.definitions().families.contains_key(&family);
        let semibold = if known { family } else { FontFamily::Proportional };
        Self { fonts, tessellator, zoom, semibold, points: Vec::new() }
    }

    /// The triangles of a piece.
    pub(super) fn build(&mut self, piece: &Piece) -> Mesh {
        let mut mesh = Mesh::default();
        if self.zoom < SKETCHED_BELOW {
            self.sketch(piece, &mut mesh);
            return mesh;
        }
        for prim in &piece.prims {
            match prim {
                Prim::Path { segments, fill, stroke } => {
                    self.path(segments, *fill, stroke.as_ref(), &mut mesh);
                }
                Prim::Text(line) => self.text(line, &mut mesh),
            }
        }
        mesh
    }

    /// What is left of a piece when it is a few points large.
    fn sketch(&mut self, piece: &Piece, mesh: &mut Mesh) {
        let mut boxed = false;
        for prim in &piece.prims {
            let Prim::Path { segments, fill, stroke } = prim else { continue };
            let mut points: Vec<Pos2> = Vec::with_capacity(segments.len());
            points.extend(segments.iter().filter_map(|segment| match segment {
                Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p) => Some(self.at(*p)),
                Segment::Close => None,
            }));
            let around = ScreenRect::from_points(&points);
            if !around.is_finite() || around.width().max(around.height()) < SMALLEST_POINTS {
                continue;
            }
            match (fill, stroke) {
                (Some(fill), stroke) if !boxed => {
                    boxed = true;
                    let ink = stroke.as_ref().map_or(*fill, |stroke| stroke.ink);
                    mesh.add_colored_rect(around, colour(ink));
                }
                (None, Some(stroke)) if !boxed => {
                    let line = self.stroke(stroke);
                    let half = line.width / 2.0;
                    // Runs are upright or level: each is a thin box.
                    for run in simplified(&points).windows(2) {
                        if let [a, b] = *run {
                            run_into(mesh, a, b, half, line.color);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn at(&self, p: Point) -> Pos2 {
        pos2(p.x * self.zoom, p.y * self.zoom)
    }

    fn path(
        &mut self,
        segments: &[Segment],
        fill: Option<Ink>,
        stroke: Option<&Stroke>,
        mesh: &mut Mesh,
    ) {
        let mut points = std::mem::take(&mut self.points);
        points.clear();
        for segment in segments {
            match segment {
                Segment::Move(p) => {
                    self.outline(&points, false, fill, stroke, mesh);
                    points.clear();
                    points.push(self.at(*p));
                }
                Segment::Line(p) => points.push(self.at(*p)),
                Segment::Curve(a, b, end) => {
                    let start = points.last().copied().unwrap_or_else(|| self.at(*a));
                    flatten([start, self.at(*a), self.at(*b), self.at(*end)], &mut points);
                }
                Segment::Close => {
                    self.outline(&points, true, fill, stroke, mesh);
                    let start = points.first().copied();
                    points.clear();
                    points.extend(start);
                }
            }
        }
        self.outline(&points, false, fill, stroke, mesh);
        self.points = points;
    }

    fn outline(
        &mut self,
        points: &[Pos2],
        closed: bool,
        fill: Option<Ink>,
        stroke: Option<&Stroke>,
        mesh: &mut Mesh,
    ) {
        if points.len() < 2 || points.iter().any(|p| !p.is_finite()) {
            return;
        }
        let mut points = simplified(points);
        let around = ScreenRect::from_points(&points);
        let is_seen = around.width().max(around.height()) >= SMALLEST_POINTS;
        if points.len() < 2 || !is_seen {
            return;
        }
        let colour = fill.map_or(Color32::TRANSPARENT, colour);
        let line = stroke.map_or(ScreenStroke::NONE, |stroke| self.stroke(stroke));
        let dashes = stroke.and_then(|stroke| self.dashes(stroke));
        let solid = if dashes.is_some() { ScreenStroke::NONE } else { line };
        if closed && points.len() > 2 && points.first() == points.last() {
            points.pop();
        }
        if closed || fill.is_some() {
            // An open outline is filled as if closed, and stroked as it is.
            let around = if closed { solid } else { ScreenStroke::NONE };
            let shape = PathShape {
                points: points.clone(),
                closed: true,
                fill: colour,
                stroke: PathStroke::from(around),
            };
            self.tessellator.tessellate_path(&shape, mesh);
        }
        if !closed && !solid.is_empty() {
            self.tessellator.tessellate_path(&PathShape::line(points.clone(), solid), mesh);
        }
        if let Some((drawn, left_out)) = dashes {
            if closed {
                points.extend(points.first().copied());
            }
            let pieces = Shape::dashed_line_with_offset(&points, line, &drawn, &left_out, 0.0);
            for piece in pieces {
                self.tessellator.tessellate_shape(piece, mesh);
            }
        }
    }

    fn stroke(&self, stroke: &Stroke) -> ScreenStroke {
        ScreenStroke::new((stroke.width * self.zoom).max(HAIRLINE_POINTS), colour(stroke.ink))
    }

    /// Lengths of dashes and gaps; nothing when they would not be seen.
    fn dashes(&self, stroke: &Stroke) -> Option<(Vec<f32>, Vec<f32>)> {
        let mut lengths: Vec<f32> = stroke.dashes.iter().map(|dash| dash * self.zoom).collect();
        if lengths.is_empty() || !lengths.iter().all(|dash| *dash >= SHORTEST_DASH_POINTS) {
            return None;
        }
        if lengths.len() % 2 == 1 {
            lengths.extend(lengths.clone());
        }
        let drawn = lengths.iter().step_by(2).copied().collect();
        let left_out = lengths.iter().skip(1).step_by(2).copied().collect();
        Some((drawn, left_out))
    }

    fn text(&mut self, line: &TextLine, mesh: &mut Mesh) {
        let size = line.size * self.zoom;
        if !size.is_finite() || line.text.is_empty() {
            return;
        }
        if size < READABLE_POINTS {
            self.bar(line, mesh);
            return;
        }
        let family = match line.weight {
            Weight::Regular => FontFamily::Proportional,
            Weight::SemiBold => self.semibold.clone(),
        };
        let ink = colour(line.ink);
        let galley = self.fonts.layout_no_wrap(line.text.clone(), FontId::new(size, family), ink);
        let baseline = galley
            .rows
            .first()
            .and_then(|row| row.row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y));
        let Some(baseline) = baseline else { return };
        let at = self.at(line.at) - vec2(0.0, baseline);
        self.tessellator.tessellate_text(&TextShape::new(at, galley, ink), mesh);
    }

    /// A name too small to be read is still seen.
    fn bar(&mut self, line: &TextLine, mesh: &mut Mesh) {
        if line.weight != Weight::SemiBold {
            return;
        }
        let (left, right) = (line.at, Point::new(line.at.x + line.width, line.at.y));
        let middle = vec2(0.0, -0.36 * line.size * self.zoom);
        let ink = colour(line.ink).gamma_multiply(0.35);
        let stroke = ScreenStroke::new((0.5 * line.size * self.zoom).max(HAIRLINE_POINTS), ink);
        let ends = vec![self.at(left) + middle, self.at(right) + middle];
        self.tessellator.tessellate_path(&PathShape::line(ends, stroke), mesh);
    }
}

/// A colour of the scene on the screen.
pub(super) fn colour(ink: Ink) -> Color32 {
    let [r, g, b, a] = ink.rgba;
    Color32::from_rgba_unmultiplied(r, g, b, a)
}

/// A straight run as two triangles.
fn run_into(mesh: &mut Mesh, a: Pos2, b: Pos2, half: f32, colour: Color32) {
    let way = (b - a).normalized();
    let (along, aside) = (way * half, vec2(-way.y, way.x) * half);
    let first = mesh.vertices.len() as u32;
    for at in [a - along + aside, b + along + aside, b + along - aside, a - along - aside] {
        mesh.colored_vertex(at, colour);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first, first + 2, first + 3);
}

/// The same outline without corners nobody sees; its ends stay.
fn simplified(points: &[Pos2]) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(points.len());
    let last = points.len().saturating_sub(1);
    for (i, p) in points.iter().enumerate() {
        if kept.last().is_some_and(|before| before.distance(*p) < UNSEEN_POINTS) {
            if i == last && kept.len() > 1 {
                kept.pop();
                kept.push(*p);
            }
            continue;
        }
        if let [.., a, b] = kept.as_slice() {
            let (way, long) = (*p - *a, a.distance(*p));
            let off = ((b.x - a.x) * way.y - (b.y - a.y) * way.x).abs() / long.max(1e-3);
            let ahead = (*b - *a).dot(*p - *b) >= 0.0;
            if ahead && off < UNSEEN_POINTS / 4.0 {
                kept.pop();
            }
        }
        kept.push(*p);
    }
    kept
}

/// Adds the points of a cubic curve after its start, as many as its size on the screen needs.
fn flatten([start, a, b, end]: [Pos2; 4], points: &mut Vec<Pos2>) {
    let length = start.distance(a) + a.distance(b) + b.distance(end);
    if !length.is_finite() {
        return;
    }
    let steps = (length.sqrt() * 1.1).ceil().clamp(1.0, 32.0) as u16;
    for step in 1..=steps {
        let t = f32::from(step) / f32::from(steps);
        let u = 1.0 - t;
        let point = start.to_vec2() * (u * u * u)
            + a.to_vec2() * (3.0 * u * u * t)
            + b.to_vec2() * (3.0 * u * t * t)
            + end.to_vec2() * (t * t * t);
        points.push(point.to_pos2());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Rect;

    fn piece(prims: Vec<Prim>) -> Piece {
        Piece { element: None, bounds: Rect::default(), is_answer: false, prims }
    }

    fn square(side: f32) -> Piece {
        let corner = |x: f32, y: f32| Point::new(x * side, y * side);
        piece(vec![Prim::Path {
            segments: vec![
                Segment::Move(corner(0.0, 0.0)),
                Segment::Line(corner(1.0, 0.0)),
                Segment::Line(corner(1.0, 1.0)),
                Segment::Line(corner(0.0, 1.0)),
                Segment::Close,
            ],
            fill: Some(Ink::hex(0x00FF_0000)),
            stroke: Some(Stroke { ink: Ink::hex(0), width: 1.0, dashes: vec![4.0, 4.0] }),
        }])
    }

    fn built(piece: &Piece, zoom: f32) -> Mesh {
        let ctx = eframe::egui::Context::default();
        let mut mesh = Mesh::default();
        let mut output = ctx.run_ui(eframe::egui::RawInput::default(), |ui| {
            let options = ui.ctx().tessellation_options(|options| *options);
            ui.ctx().fonts_mut(|fonts| {
                mesh = Mason::new(fonts, 1.0, options, zoom).build(piece);
            });
        });
        output.textures_delta.clear();
        mesh
    }

    #[test]
    fn equal_pieces_have_equal_prints_and_moved_ones_have_others() {
        assert_eq!(print_of(&square(10.0)), print_of(&square(10.0)));
        assert_ne!(print_of(&square(10.0)), print_of(&square(11.0)));
    }

    #[test]
    fn a_square_covers_its_size_times_the_zoom() {
        let bounds = built(&square(10.0), 3.0).calc_bounds();
        assert!((bounds.width() - 30.0).abs() < 6.0, "{bounds:?}");
    }

    #[test]
    fn corners_nobody_sees_are_left_out_and_ends_stay() {
        let line = [(0.0, 0.0), (0.1, 0.0), (5.0, 0.02), (10.0, 0.0), (10.0, 8.0), (10.1, 8.1)];
        let kept = simplified(&line.map(|(x, y)| pos2(x, y)));
        assert_eq!(kept, [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.1, 8.1)]);
    }

    #[test]
    fn what_is_shown_small_takes_fewer_triangles() {
        let frame = Rect::between(Point::new(0.0, 0.0), Point::new(160.0, 72.0));
        let ink = Ink::hex(0x00FF_0000);
        let tint = crate::scene::palette::Tint { fill: ink, edge: ink, icon: ink };
        let shape = crate::model::Silhouette::Cylinder;
        let round = piece(crate::scene::silhouette(shape, frame, tint));
        assert_eq!(built(&round, 0.05).vertices.len(), 4);
        assert!(built(&round, 0.2).vertices.len() * 2 < built(&round, 1.0).vertices.len());
    }

    #[test]
    fn strange_places_are_left_out() {
        for side in [f32::NAN, f32::INFINITY, 0.0] {
            let mesh = built(&square(side), 1.0);
            assert!(mesh.vertices.iter().all(|vertex| vertex.pos.is_finite()), "{side}");
        }
    }

    #[test]
    fn short_dashes_are_drawn_as_a_solid_line() {
        assert!(
            built(&square(100.0), 1.0).vertices.len() > built(&square(100.0), 0.1).vertices.len()
        );
    }
}
