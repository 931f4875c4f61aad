//! Puts a scene together, back to front: boundaries, links, nodes, notes, labels, badges.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::busy::Busy;
use super::node::Face;
use super::note::Sheet;
use super::palette::{self, Palette};
use super::prim::{Piece, Prim, Scene};
use super::silhouette::setback;
use super::tone::Tone;
use super::{Geometry, Show, age, boundary, link, mark};
use crate::model::{Board, ElementId, FlowId, NodeId, Point, Rect, Silhouette};
use crate::rules::Review;

/// Everything to paint for a board, back to front.
///
/// `geometry` belongs to the same board; an element it does not know is left out.
pub fn build(board: &Board, geometry: &Geometry, show: Show<'_>) -> Scene {
    let palette = palette::of(show.theme);
    let focus = show.flow.and_then(|flow| Focus::of(board, flow));
    let mut scene = Vec::with_capacity(board.nodes.len() + 2 * board.links.len() + 8);
    add_boundaries(&mut scene, board, geometry, palette, focus.as_ref());
    let busy = show.answers.map(Busy::of);
    let loads = busy.as_ref().filter(|_| show.loads);
    let labels = add_links(&mut scene, board, geometry, palette, (focus.as_ref(), loads));
    add_nodes(&mut scene, board, geometry, palette, (focus.as_ref(), busy.as_ref()));
    add_notes(&mut scene, board, geometry, palette, focus.as_ref());
    scene.extend(labels);
    if let Some(review) = show.answers {
        scene.extend(badges(board, geometry, palette, &mark::counts(review)));
        scene.extend(ages(board, geometry, palette, review));
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
    (focus, loads): (Option<&Focus<'_>>, Option<&Busy<'_>>),
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
        let width = loads.and_then(|loads| loads.width(board, link.id.as_str()));
        let prims = link::line(link, &points, (&path.jumps, width), ink, behind(head));
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
    (focus, busy): (Option<&Focus<'_>>, Option<&Busy<'_>>),
) {
    for (node, frame) in board.nodes.iter().zip(&geometry.nodes) {
        let tone = tone(focus, |focus| focus.nodes.contains(node.id.as_str()), palette);
        let mut prims = Face::of(node).paint(node, *frame, palette, tone);
        if let Some(busy) = busy {
            prims.extend(busy.bar(node.id.as_str(), *frame, palette, tone));
        }
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
/// Tags of what is temporary, under nodes and notes and beside the middle of links.
fn ages(board: &Board, geometry: &Geometry, palette: &Palette, review: &Review) -> Vec<Piece> {
    let below = |frame: Rect| Point::new(frame.centre().x, frame.max.y + 6.0);
    let at = |element: &ElementId| match element {
        ElementId::Node(id) => {
            let at = board.nodes.position(id.as_str())?;
            geometry.nodes.get(at).copied().map(below)
        }
        ElementId::Note(id) => {
            let at = board.notes.position(id.as_str())?;
            geometry.notes.get(at).copied().map(below)
        }
        ElementId::Link(id) => {
            let path = geometry.links.get(board.links.position(id.as_str())?)?;
            match (path.label, path.points.as_slice()) {
                (Some(plate), _) => Some(below(plate)),
                (None, [.., before, tip]) => Some(super::outline::between(*before, *tip, 0.5)),
                (None, _) => None,
            }
        }
        _ => None,
    };
    let tags = review.temporary();
    tags.into_iter()
        .filter_map(|(element, words)| {
            let place = at(&element)?;
            Some(age::tag(element, &words, place, palette))
        })
        .collect()
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::templates;
    use crate::rules::{Review, Verdict};
    use crate::scene::{Segment, Theme};

    fn flash_sale() -> Board {
        templates::by_slug("flash-sale").unwrap().read().unwrap().board
    }

    #[test]
    fn everything_drawn_has_its_piece_links_first_notes_last() {
        let board = flash_sale();
        let scene = build(&board, &Geometry::of(&board), Show::default());
        let n = board.links.len() + board.nodes.len() + board.notes.len();
        let drawn: Vec<_> =
            scene.pieces.iter().take(n).map(|piece| piece.element.clone()).collect();
        let links = board.links.iter().map(|link| Some(link.id.clone().into()));
        let nodes = board.nodes.iter().map(|node| Some(node.id.clone().into()));
        let notes = board.notes.iter().map(|note| Some(note.id.clone().into()));
        assert_eq!(drawn, links.chain(nodes).chain(notes).collect::<Vec<_>>());
        assert!(scene.pieces.iter().all(|piece| !piece.is_answer));
    }

    #[test]
    fn badges_count_the_grave_answers_of_what_is_drawn() {
        let board = flash_sale();
        let review = Review::of(&board);
        let show = Show { answers: Some(&review), ..Show::default() };
        let scene = build(&board, &Geometry::of(&board), show);
        let is_drawn = |id: &ElementId| matches!(id, ElementId::Node(_) | ElementId::Link(_));
        let grave = review.answers().iter().filter(|answer| {
            matches!(answer.verdict, Verdict::Breaks | Verdict::Watch)
                && answer.subjects.iter().any(is_drawn)
        });
        let badges = scene.pieces.iter().filter(|piece| piece.is_answer);
        let counted: usize = badges
            .flat_map(|piece| &piece.prims)
            .filter_map(|prim| match prim {
                Prim::Text(line) => line.text.parse::<usize>().ok(),
                Prim::Path { .. } => None,
            })
            .sum();
        assert!(counted > 0);
        assert_eq!(counted, grave.count());
    }

    #[test]
    fn a_flow_shown_alone_numbers_its_steps_and_fades_the_rest() {
        let board = flash_sale();
        let flow = FlowId::from("place-an-order");
        let show = Show { flow: Some(&flow), ..Show::default() };
        let scene = build(&board, &Geometry::of(&board), show);
        let texts: Vec<&str> = scene
            .pieces
            .iter()
            .flat_map(|piece| &piece.prims)
            .filter_map(|prim| match prim {
                Prim::Text(line) => Some(line.text.as_str()),
                Prim::Path { .. } => None,
            })
            .collect();
        for step in ["1", "2", "3", "4", "5"] {
            assert!(texts.contains(&step), "{step}: {texts:?}");
        }
        let paper = |scene: &Scene| {
            let note = scene.pieces.iter().find(|p| matches!(p.element, Some(ElementId::Note(_))));
            note.and_then(|note| note.prims.first().cloned())
        };
        let plain = build(&board, &Geometry::of(&board), Show::default());
        assert_ne!(paper(&scene), paper(&plain));
    }

    #[test]
    fn every_kind_is_painted_inside_its_bounds_in_both_themes() {
        let mut board = Board::default();
        for (i, kind) in crate::model::kinds::ALL.iter().enumerate() {
            let (id, at) = (NodeId::new(kind.slug), Point::new(i as f32 * 300.0, 0.0));
            let name = kind.label.to_owned();
            board.nodes.put(crate::model::Node::bare(id, *kind, name, at, None, false, Vec::new()));
        }
        for theme in [Theme::Light, Theme::Dark] {
            let show = Show { theme, ..Show::default() };
            let scene = build(&board, &Geometry::of(&board), show);
            assert_eq!(scene.pieces.len(), board.nodes.len());
            for piece in &scene.pieces {
                let inside = piece.bounds.grown(0.1);
                for prim in &piece.prims {
                    let Prim::Path { segments, .. } = prim else { continue };
                    for segment in segments {
                        let (Segment::Move(p) | Segment::Line(p) | Segment::Curve(_, _, p)) =
                            *segment
                        else {
                            continue;
                        };
                        assert!(inside.contains(p), "{:?} {p:?}", piece.element);
                    }
                }
            }
        }
    }
}
