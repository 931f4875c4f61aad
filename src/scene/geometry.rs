//! Where elements lie: node frames that fit their names, link paths from border to border.
//!
//! Derived from the board alone, never stored; hit tests, routes and paint all read it.

use std::collections::HashMap;

use super::detour::Ways;
use super::jumps::jumps;
use super::label::{self, Around, Label};
use super::near::Near;
use super::node::Face;
use super::note::Sheet;
use super::route::routes;
use crate::model::geometry::FARTHEST;
use crate::model::{Board, Course, Known, Point, Rect, Size};

/// The path of a link.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkPath {
    /// Its corners, from the border of its tail to the border of its head; at least two, or none
    /// at all when an end is not on the board.
    pub points: Vec<Point>,
    /// The plate its label stands on, when it has a label.
    pub label: Option<Rect>,
    /// True when only the first line of the label has room there.
    pub short: bool,
    /// Where its level runs jump over other links, in no order.
    pub jumps: Vec<Point>,
}

/// Frames and paths of a board, indexed like the board's own lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// Frame of each node.
    pub nodes: Vec<Rect>,
    /// Path of each link.
    pub links: Vec<LinkPath>,
    /// Frame of each note.
    pub notes: Vec<Rect>,
    /// Frame of each boundary.
    pub boundaries: Vec<Rect>,
    /// Ways around nodes, kept for the next time the board is measured.
    ways: KnownWays,
}

/// What is remembered is no part of what was measured.
#[derive(Clone, Debug, Default)]
struct KnownWays(Ways);

impl PartialEq for KnownWays {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Geometry {
    /// Measures a board. Strange places and sizes are drawn as if repaired.
    pub fn of(board: &Board) -> Self {
        let mut geometry = Self::frames(board);
        geometry.route(board, &Ways::default(), &[]);
        geometry
    }

    /// Measures a board after a change, keeping the paths of links when nothing they depend on
    /// changed: most edits set a number and move nothing.
    #[must_use]
    pub fn again(self, before: &Board, board: &Board) -> Self {
        let mut geometry = Self::frames(board);
        let ids =
            |board: &Board| board.nodes.iter().map(|node| node.id.clone()).collect::<Vec<_>>();
        let same = geometry.nodes == self.nodes
            && geometry.boundaries == self.boundaries
            && board.links == before.links
            && ids(board) == ids(before);
        if same {
            (geometry.links, geometry.ways) = (self.links, self.ways);
        } else {
            let changed = differing(&self.nodes, &geometry.nodes);
            geometry.route(board, &self.ways.0, &changed);
        }
        geometry
    }

    fn frames(board: &Board) -> Self {
        Self {
            nodes: board.nodes.iter().map(|node| frame(node.at, Face::of(node).size)).collect(),
            notes: board.notes.iter().map(|note| frame(note.at, Sheet::of(note).size)).collect(),
            boundaries: board.boundaries.iter().map(|b| frame(b.at, b.size)).collect(),
            links: Vec::new(),
            ways: KnownWays::default(),
        }
    }

    /// Finds the paths of all links; `known` are ways among frames that differ by `changed`.
    fn route(&mut self, board: &Board, known: &Ways, changed: &[Rect]) {
        let (links, ways) = paths(board, self, known, changed);
        (self.links, self.ways) = (links, KnownWays(ways));
    }
}

/// The frames that only one of two lists has.
fn differing(before: &[Rect], after: &[Rect]) -> Vec<Rect> {
    let key = |rect: &Rect| [rect.min.x, rect.min.y, rect.max.x, rect.max.y].map(f32::to_bits);
    let mut counts: HashMap<[u32; 4], (i32, Rect)> = HashMap::with_capacity(before.len());
    for rect in before {
        counts.entry(key(rect)).or_insert((0, *rect)).0 += 1;
    }
    for rect in after {
        counts.entry(key(rect)).or_insert((0, *rect)).0 -= 1;
    }
    counts.into_values().filter(|(count, _)| *count != 0).map(|(_, rect)| rect).collect()
}

/// The paths of all links among measured frames, and the ways around nodes among them.
fn paths(
    board: &Board,
    frames: &Geometry,
    known: &Ways,
    changed: &[Rect],
) -> (Vec<LinkPath>, Ways) {
    let places: HashMap<&str, usize> =
        board.nodes.iter().enumerate().map(|(i, node)| (node.id.as_str(), i)).collect();
    let ends: Vec<Option<(usize, usize)>> = board
        .links
        .iter()
        .map(|link| Some((*places.get(link.from.as_str())?, *places.get(link.to.as_str())?)))
        .collect();
    let courses: Vec<Course> =
        board.links.iter().map(|link| link.course.unwrap_or(Course::Orthogonal)).collect();
    let (paths, ways) = routes(&frames.nodes, &ends, &courses, (known, changed));
    (with_labels(board, &frames.nodes, &frames.boundaries, paths), ways)
}

fn with_labels(
    board: &Board,
    nodes: &[Rect],
    boundaries: &[Rect],
    paths: Vec<Vec<Point>>,
) -> Vec<LinkPath> {
    let near = Near::of(nodes);
    // Labels keep off each other, and off the edges of boundaries.
    let mut taken = Near::default();
    for Rect { min, max } in boundaries {
        let (other, another) = (Point::new(max.x, min.y), Point::new(min.x, max.y));
        for (a, b) in [(*min, other), (other, *max), (another, *max), (*min, another)] {
            taken.add(Rect::between(a, b));
        }
    }
    let mut legs = Near::default();
    let mut n_legs = 0;
    for (p, q) in paths.iter().flat_map(|path| label::legs(path)) {
        legs.add(Rect::between(p, q));
    }
    let jumps = jumps(&paths);
    let paths = board.links.iter().zip(paths).zip(jumps);
    paths
        .map(|((link, points), jumps)| {
            let own = n_legs..n_legs + points.len().saturating_sub(1);
            n_legs = own.end;
            let label = if points.is_empty() { None } else { Label::of(link, &points) };
            let around = Around { nodes: &near, taken: &taken, legs: &legs, own };
            let place = |label: &Label| match link.label_at.map(Known::base) {
                Some(share) => Some(label.placed_at(&points, share as f32)),
                None => label.place(link, &points, &around),
            };
            let whole = label.as_ref().and_then(place);
            let short = label.as_ref().filter(|_| whole.is_none()).and_then(Label::shorter);
            let plate = whole.or_else(|| short.as_ref().and_then(place));
            if let Some(plate) = plate {
                taken.add(plate);
            }
            LinkPath { points, label: plate, short: short.is_some(), jumps }
        })
        .collect()
}

/// A frame that is finite and not absurd, whatever the board says.
fn frame(at: Point, size: Size) -> Rect {
    let place = |v: f32| if v.is_finite() { v.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
    let extent = |v: f32| if v.is_finite() { v.clamp(8.0, 2.0 * FARTHEST) } else { 160.0 };
    Rect::around(
        Point::new(place(at.x), place(at.y)),
        Size::new(extent(size.width), extent(size.height)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, apply_all};
    use crate::model::{Interaction, Link, Node, Note, kinds};

    fn board_of(places: &[(f32, f32)], size: Option<Size>) -> Board {
        let mut board = Board::default();
        for (i, (x, y)) in places.iter().enumerate() {
            let kind = kinds::ALL[i % kinds::ALL.len()];
            let id = format!("n{i}").as_str().into();
            let at = Point::new(*x, *y);
            board.nodes.put(Node::bare(id, kind, "Orders".into(), at, size, false, Vec::new()));
            board.notes.put(Note::bare(format!("o{i}").as_str().into(), "Text".into(), at, size));
            for j in 0..=i {
                let link = format!("l{i}-{j}");
                let (from, to) = (format!("n{i}"), format!("n{j}"));
                board.links.put(Link::bare(
                    link.as_str().into(),
                    from.as_str().into(),
                    to.as_str().into(),
                    Interaction::ALL[j % Interaction::ALL.len()],
                    "name".into(),
                ));
            }
        }
        board
    }

    #[test]
    fn measuring_again_gives_what_measuring_anew_gives() {
        let before = board_of(&[(0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (600.0, 100.0)], None);
        let node = |id: &str| crate::model::ElementId::Node(id.into());
        let link = |id: &str| crate::model::ElementId::Link(id.into());
        let set = |of, key: &str, to: &str| Edit::Set { of, key: key.into(), to: Some(to.into()) };
        for edit in [
            set(node("n1"), "availability", "99 %"),
            set(node("n1"), "replicas", "12"),
            Edit::Move(vec![node("n2")], Point::new(40.0, 60.0)),
            set(link("l2-1"), "name", "another"),
            Edit::Remove(vec![link("l3-0")]),
        ] {
            let mut board = before.clone();
            apply_all(&mut board, &[edit]).unwrap();
            assert_ne!(board, before);
            assert_eq!(Geometry::of(&before).again(&before, &board), Geometry::of(&board));
        }
    }

    fn is_sound(rect: Rect) -> bool {
        rect.min.is_finite() && rect.max.is_finite() && rect.width() >= 0.0 && rect.height() >= 0.0
    }

    #[test]
    fn strange_boards_give_sound_frames_and_paths() {
        let strange = [f32::NAN, f32::INFINITY, -1e38, 0.0, 1.0, 99_999.0];
        for size in [None, Some(Size::new(f32::NAN, 5.0)), Some(Size::new(1e38, -4.0))] {
            let places: Vec<(f32, f32)> =
                strange.iter().flat_map(|x| strange.iter().map(|y| (*x, *y))).take(17).collect();
            let geometry = Geometry::of(&board_of(&places, size));
            assert!(geometry.nodes.iter().chain(&geometry.notes).all(|rect| is_sound(*rect)));
            for path in &geometry.links {
                assert!(path.points.len() >= 2 && path.points.iter().all(|p| p.is_finite()));
                assert!(path.label.is_none_or(is_sound));
            }
        }
    }

    #[test]
    fn a_link_to_nowhere_has_no_path() {
        let mut board = board_of(&[(0.0, 0.0)], None);
        board.links.put(Link::bare(
            "lost".into(),
            "n0".into(),
            "gone".into(),
            Interaction::Call,
            String::new(),
        ));
        assert_eq!(Geometry::of(&board).links.last(), Some(&LinkPath::default()));
    }

    #[test]
    fn a_node_fits_its_name_and_stands_on_the_grid() {
        let mut board = board_of(&[(0.0, 0.0), (400.0, 0.0)], None);
        board.nodes.change("n1", |node| node.name = "A name that needs three lines or more".into());
        let geometry = Geometry::of(&board);
        assert_eq!(geometry.nodes[0].size(), crate::scene::NODE_SIZE);
        let large = geometry.nodes[1].size();
        assert!(large.width > 160.0 && large.height > 72.0, "{large:?}");
        assert_eq!((large.width % 8.0, large.height % 8.0), (0.0, 0.0));
    }

    #[test]
    fn labels_cover_no_node_where_there_is_room() {
        let board = board_of(&[(0.0, 0.0), (300.0, 0.0)], None);
        let geometry = Geometry::of(&board);
        let plate = geometry.links[1].label.unwrap();
        assert!(geometry.nodes.iter().all(|frame| !frame.touches(plate)), "{plate:?}");
    }
}
