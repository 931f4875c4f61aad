//! Puts a scene together, back to front: boundaries, links, nodes, notes, labels, badges.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::node::Face;
use super::note::Sheet;
use super::palette::{self, Palette};
use super::prim::{Piece, Prim, Scene};
use super::silhouette::setback;
use super::tone::Tone;
use super::{Geometry, Show, boundary, link, mark};
use crate::model::{Board, ElementId, FlowId, NodeId, Point, Rect, Silhouette};

/// Everything to paint for a board, back to front.
///
/// `geometry` belongs to the same board; an element it does not know is left out.
pub fn build(board: &Board, geometry: &Geometry, show: Show<'_>) -> Scene {
    let palette = palette::of(show.theme);
    let focus = show.flow.and_then(|flow| Focus::of(board, flow));
    let mut scene = Vec::with_capacity(board.nodes.len() + 2 * board.links.len() + 8);
    add_boundaries(&mut scene, board, geometry, palette, focus.as_ref());
    let labels = add_links(&mut scene, board, geometry, palette, focus.as_ref());
    add_nodes(&mut scene, board, geometry, palette, focus.as_ref());
    add_notes(&mut scene, board, geometry, palette, focus.as_ref());
    scene.extend(labels);
    if let Some(review) = show.answers {
        scene.extend(badges(board, geometry, palette, &mark::counts(review)));
    }
    let bounds = scene.iter().map(|piece| piece.bounds).reduce(Rect::union);
    Scene { pieces: scene, bounds }
}

/// What belongs to the flow that is shown alone.
struct Focus<'a> {
    /// The steps of each link, counted from one.
    steps: BTreeMap<&'a str, Vec<usize>>,
    nodes: BTreeSet<&'a str>,
}

impl<'a> Focus<'a> {
    fn of(board: &'a Board, flow: &FlowId) -> Option<Self> {
        let flow = board.flows.get(flow.as_str())?;
        let mut steps: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, id) in flow.links.iter().enumerate() {
            steps.entry(id.as_str()).or_default().push(i + 1);
        }
        let links = board.links.iter().filter(|link| steps.contains_key(link.id.as_str()));
        let nodes = links.flat_map(|link| [link.from.as_str(), link.to.as_str()]).collect();
        Some(Self { steps, nodes })
    }
}

/// Faint when a flow is shown that the thing does not belong to.
fn tone(
    focus: Option<&Focus<'_>>,
    belongs: impl Fn(&Focus<'_>) -> bool,
    palette: &Palette,
) -> Tone {
    match focus {
        Some(focus) if !belongs(focus) => Tone::faint(palette),
        _ => Tone::FULL,
    }
}

fn add_boundaries(
    scene: &mut Vec<Piece>,
    board: &Board,
    geometry: &Geometry,
    palette: &Palette,
    focus: Option<&Focus<'_>>,
) {
    let tone = tone(focus, |_| false, palette);
    for (boundary, frame) in board.boundaries.iter().zip(&geometry.boundaries) {
        let prims = boundary::paint(boundary, *frame, palette, tone);
        scene.push(piece(ElementId::Boundary(boundary.id.clone()), frame.grown(1.0), prims));
    }
}

/// Adds the lines of links; returns their labels and steps, which lie above nodes.
fn add_links(
    scene: &mut Vec<Piece>,
    board: &Board,
    geometry: &Geometry,
    palette: &Palette,
    focus: Option<&Focus<'_>>,
) -> Vec<Piece> {
    let mut above = Vec::with_capacity(board.links.len());
    let mut in_focus = Vec::new();
    let frame_fill = tone(focus, |_| false, palette).ink(palette.boundary_fill);
    let behind = |at: Point| {
        let framed = geometry.boundaries.iter().any(|frame| frame.contains(at));
        if framed { frame_fill } else { palette.board }
    };
    let places: HashMap<&str, (Silhouette, Rect)> = board
        .nodes
        .iter()
        .zip(&geometry.nodes)
        .map(|(node, frame)| (node.id.as_str(), (node.kind.silhouette, *frame)))
        .collect();
    for (link, path) in board.links.iter().zip(&geometry.links) {
        if path.points.is_empty() {
            continue;
        }
        let steps = focus.and_then(|focus| focus.steps.get(link.id.as_str()));
        let tone = tone(focus, |_| steps.is_some(), palette);
        let ink = if steps.is_some() { palette.accent } else { tone.ink(palette.line) };
        let head = path.points.last().copied().unwrap_or_default();
        let reach = |id: &NodeId, at: Option<&Point>| match (places.get(id.as_str()), at) {
            (Some((silhouette, frame)), Some(at)) => setback(*silhouette, *frame, *at),
            _ => 0.0,
        };
        let tail_reach = reach(&link.from, path.points.first());
        let points = link::reaching(&path.points, tail_reach, reach(&link.to, path.points.last()));
        let prims = link::line(link, &points, ink, behind(head));
        let line = piece(ElementId::Link(link.id.clone()), link::bounds(&path.points), prims);
        if steps.is_some() {
            in_focus.push(line);
        } else {
            scene.push(line);
        }
        if let Some(plate) = path.label {
            above.extend(link::label(link, path, palette, tone, behind(plate.centre())));
        }
        if let Some(steps) = steps {
            above.extend(link::steps(link, &path.points, steps, palette));
        }
    }
    scene.extend(in_focus);
    above
}

fn add_nodes(
    scene: &mut Vec<Piece>,
    board: &Board,
    geometry: &Geometry,
    palette: &Palette,
    focus: Option<&Focus<'_>>,
) {
    for (node, frame) in board.nodes.iter().zip(&geometry.nodes) {
        let tone = tone(focus, |focus| focus.nodes.contains(node.id.as_str()), palette);
        let prims = Face::of(node).paint(node, *frame, palette, tone);
        scene.push(piece(ElementId::Node(node.id.clone()), frame.grown(1.0), prims));
    }
}

fn add_notes(
    scene: &mut Vec<Piece>,
    board: &Board,
    geometry: &Geometry,
    palette: &Palette,
    focus: Option<&Focus<'_>>,
) {
    let tone = tone(focus, |_| false, palette);
    for (note, frame) in board.notes.iter().zip(&geometry.notes) {
        let prims = Sheet::of(note).paint(*frame, palette, tone);
        scene.push(piece(ElementId::Note(note.id.clone()), frame.grown(1.0), prims));
    }
}

/// Badges of everything that has grave answers: at the top right of a node, over a link's label.
fn badges(
    board: &Board,
    geometry: &Geometry,
    palette: &Palette,
    counts: &BTreeMap<ElementId, [usize; 2]>,
) -> Vec<Piece> {
    let mut badges = Vec::with_capacity(counts.len());
    for (link, path) in board.links.iter().zip(&geometry.links) {
        let element = ElementId::Link(link.id.clone());
        let Some(count) = counts.get(&element) else { continue };
        let middle = match (path.label, path.points.as_slice()) {
            (Some(plate), _) => Point::new(plate.centre().x, plate.min.y - 10.0),
            (None, [.., before, tip]) => super::outline::between(*before, *tip, 0.5),
            (None, _) => continue,
        };
        badges.push(mark::badge(element, *count, middle, 0.5, palette));
    }
    for (node, frame) in board.nodes.iter().zip(&geometry.nodes) {
        let element = ElementId::Node(node.id.clone());
        if let Some(count) = counts.get(&element) {
            let corner = Point::new(frame.max.x + 8.0, frame.min.y);
            badges.push(mark::badge(element, *count, corner, 0.0, palette));
        }
    }
    badges
}

/// Text may be wider than the frame it stands in, by a word that was squeezed.
fn piece(element: ElementId, bounds: Rect, prims: Vec<Prim>) -> Piece {
    let bounds = prims.iter().fold(bounds, |all, prim| match prim {
        Prim::Text(line) => all.union(Rect {
            min: Point::new(line.at.x, line.at.y - line.size),
            max: Point::new(line.at.x + line.width, line.at.y + line.size * 0.3),
        }),
        Prim::Path { .. } => all,
    });
    Piece { element: Some(element), bounds, is_answer: false, prims }
}
