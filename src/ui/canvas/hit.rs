//! What lies under the pointer.
//!
//! Order: handles, labels of links, nodes (top first), links, notes, boundaries by border and
//! title, nothing. Everything here is in board units; distances people feel are screen points
//! divided by the zoom.

use super::handles::{self, Corner, Side};
use crate::model::{Board, ElementId, LinkId, NodeId, Point, Rect};
use crate::scene::{Geometry, LinkPath};

/// How far from a link a click still means it, in screen points.
pub(super) const LINK_REACH_POINTS: f32 = 8.0;
/// How far from the border of a boundary a click still means it, in screen points.
const BORDER_REACH_POINTS: f32 = 6.0;
/// Height of the title of a boundary, in board units.
const TITLE_HEIGHT: f32 = 28.0;

/// What lies under the pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// A handle that draws links.
    Handle(NodeId, Side),
    /// A handle that resizes.
    Corner(ElementId, Corner),
    /// An end of a selected link; the head when true.
    End(LinkId, bool),
    /// An element, or the label of a link.
    Element(ElementId),
    /// Nothing.
    #[default]
    Empty,
}

impl Hit {
    /// The node meant, whichever part of it was hit.
    pub fn node(&self) -> Option<&NodeId> {
        match self {
            Self::Handle(node, _)
            | Self::Corner(ElementId::Node(node), _)
            | Self::Element(ElementId::Node(node)) => Some(node),
            Self::Corner(..) | Self::End(..) | Self::Element(_) | Self::Empty => None,
        }
    }

    /// The link meant, whichever part of it was hit.
    pub fn link(&self) -> Option<&LinkId> {
        match self {
            Self::End(link, _) | Self::Element(ElementId::Link(link)) => Some(link),
            Self::Handle(..) | Self::Corner(..) | Self::Element(_) | Self::Empty => None,
        }
    }

    /// The element meant, whichever part of it was hit.
    pub fn element(&self) -> Option<ElementId> {
        match self {
            Self::Handle(node, _) => Some(node.clone().into()),
            Self::End(link, _) => Some(link.clone().into()),
            Self::Corner(element, _) | Self::Element(element) => Some(element.clone()),
            Self::Empty => None,
        }
    }
}

/// What the pointer may aim at.
#[derive(Clone, Copy)]
pub struct Aim<'a> {
    /// The board.
    pub board: &'a Board,
    /// Where its elements lie.
    pub geometry: &'a Geometry,
    /// Screen points per board unit.
    pub zoom: f32,
    /// Nodes that show connecting handles.
    pub handles: &'a [NodeId],
    /// The single selected element, which shows corners or ends.
    pub selected: Option<&'a ElementId>,
}

impl Aim<'_> {
    /// What lies at a place of the board.
    pub fn at(&self, at: Point) -> Hit {
        self.handle(at)
            .or_else(|| self.label(at).map(element))
            .or_else(|| self.node(at).map(element))
            .or_else(|| self.link(at).map(element))
            .or_else(|| self.note(at).map(element))
            .or_else(|| self.boundary(at).map(element))
            .unwrap_or_default()
    }

    fn handle(&self, at: Point) -> Option<Hit> {
        let reach = handles::REACH_POINTS / self.zoom;
        if let Some(selected) = self.selected {
            if let Some(frame) = handles::resizable(self.board, self.geometry, selected) {
                for corner in Corner::ALL {
                    if corner.of(frame).distance(at) <= reach {
                        return Some(Hit::Corner(selected.clone(), corner));
                    }
                }
            }
            if let ElementId::Link(id) = selected
                && let Some(points) = path_of(self.board, self.geometry, id)
            {
                for (end, head) in [(points.last(), true), (points.first(), false)] {
                    if end.is_some_and(|end| end.distance(at) <= reach) {
                        return Some(Hit::End(id.clone(), head));
                    }
                }
            }
        }
        for node in self.handles {
            let Some(frame) = handles::node_frame(self.board, self.geometry, node) else {
                continue;
            };
            for side in Side::ALL {
                if side.handle(frame, self.zoom).distance(at) <= reach {
                    return Some(Hit::Handle(node.clone(), side));
                }
            }
        }
        None
    }

    fn label(&self, at: Point) -> Option<LinkId> {
        let paired = self.board.links.iter().zip(&self.geometry.links).rev();
        paired
            .filter(|(_, path)| path.label.is_some_and(|plate| plate.contains(at)))
            .map(|(link, _)| link.id.clone())
            .next()
    }

    fn node(&self, at: Point) -> Option<NodeId> {
        let paired = self.board.nodes.iter().zip(&self.geometry.nodes).rev();
        paired.filter(|(_, frame)| frame.contains(at)).map(|(node, _)| node.id.clone()).next()
    }

    /// The nearest link within reach.
    pub fn link(&self, at: Point) -> Option<LinkId> {
        let reach = LINK_REACH_POINTS / self.zoom;
        let mut nearest = None;
        let mut nearest_distance = reach;
        for (link, path) in self.board.links.iter().zip(&self.geometry.links) {
            let distance = distance_to(&path.points, at);
            if distance <= nearest_distance {
                nearest_distance = distance;
                nearest = Some(link.id.clone());
            }
        }
        nearest
    }

    fn note(&self, at: Point) -> Option<crate::model::NoteId> {
        let paired = self.board.notes.iter().zip(&self.geometry.notes).rev();
        paired.filter(|(_, frame)| frame.contains(at)).map(|(note, _)| note.id.clone()).next()
    }

    fn boundary(&self, at: Point) -> Option<crate::model::BoundaryId> {
        let reach = BORDER_REACH_POINTS / self.zoom;
        let paired = self.board.boundaries.iter().zip(&self.geometry.boundaries).rev();
        paired
            .filter(|(_, frame)| {
                let title = Rect {
                    min: frame.min,
                    max: Point::new(frame.max.x, (frame.min.y + TITLE_HEIGHT).min(frame.max.y)),
                };
                let on_border =
                    frame.grown(reach).contains(at) && !frame.grown(-reach).contains(at);
                on_border || title.contains(at)
            })
            .map(|(boundary, _)| boundary.id.clone())
            .next()
    }
}

/// Everything that lies at a place, from the top down.
pub fn all_at(board: &Board, geometry: &Geometry, zoom: f32, at: Point) -> Vec<ElementId> {
    let aim = Aim { board, geometry, zoom, handles: &[], selected: None };
    let nodes = board.nodes.iter().zip(&geometry.nodes).rev();
    let nodes = nodes.filter(|(_, frame)| frame.contains(at)).map(|(n, _)| n.id.clone().into());
    let links = board.links.iter().zip(&geometry.links).rev();
    let reach = LINK_REACH_POINTS / zoom;
    let links = links
        .filter(|(_, path)| {
            path.label.is_some_and(|plate| plate.contains(at))
                || distance_to(&path.points, at) <= reach
        })
        .map(|(link, _)| link.id.clone().into());
    let notes = board.notes.iter().zip(&geometry.notes).rev();
    let notes = notes.filter(|(_, frame)| frame.contains(at)).map(|(n, _)| n.id.clone().into());
    let frames = board.boundaries.iter().zip(&geometry.boundaries).rev();
    let frames = frames.filter(|(_, frame)| frame.contains(at)).map(|(b, _)| b.id.clone().into());
    let mut all: Vec<ElementId> = aim.at(at).element().into_iter().collect();
    for id in nodes.chain(links).chain(notes).chain(frames) {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all
}

/// How far along a path its place nearest to a point lies, as a share; none for an empty path.
pub fn share_along(path: &[Point], to: Point) -> Option<f32> {
    let mut best: Option<(f32, f32)> = None;
    let mut before = 0.0;
    for pair in path.windows(2) {
        let [a, b] = *pair else { continue };
        let long = a.distance(b);
        let way = b.minus(a);
        let from = to.minus(a);
        let share = ((from.x * way.x + from.y * way.y) / (long * long).max(1e-6)).clamp(0.0, 1.0);
        let near = Point::new(a.x + way.x * share, a.y + way.y * share);
        let distance = near.distance(to);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, before + long * share));
        }
        before += long;
    }
    best.map(|(_, at)| at / before.max(1e-6))
}

fn element(id: impl Into<ElementId>) -> Hit {
    Hit::Element(id.into())
}

/// The corners of a link's path.
pub(super) fn path_of<'a>(
    board: &Board,
    geometry: &'a Geometry,
    link: &LinkId,
) -> Option<&'a [Point]> {
    let index = board.links.position(link.as_str())?;
    geometry.links.get(index).map(|path: &LinkPath| path.points.as_slice())
}

/// Distance of a place from a path, in board units; infinite for an empty path.
pub(super) fn distance_to(path: &[Point], at: Point) -> f32 {
    let mut nearest = f32::INFINITY;
    for pair in path.windows(2) {
        if let [a, b] = pair {
            nearest = nearest.min(distance_to_segment(*a, *b, at));
        }
    }
    nearest
}

fn distance_to_segment(a: Point, b: Point, at: Point) -> f32 {
    let along = b.minus(a);
    let squared = along.x * along.x + along.y * along.y;
    if squared <= f32::EPSILON {
        return a.distance(at);
    }
    let from_a = at.minus(a);
    let share = ((from_a.x * along.x + from_a.y * along.y) / squared).clamp(0.0, 1.0);
    a.offset(Point::new(along.x * share, along.y * share)).distance(at)
}

/// Where along a straight way, as shares of it, a frame is entered and left; nothing when the way
/// passes by. Clips against each side in turn (Liang and Barsky, 1984).
pub fn crossing(a: Point, b: Point, frame: Rect) -> Option<(f32, f32)> {
    let along = b.minus(a);
    let (mut enters, mut leaves) = (0.0_f32, 1.0_f32);
    for (step, room) in [
        (-along.x, a.x - frame.min.x),
        (along.x, frame.max.x - a.x),
        (-along.y, a.y - frame.min.y),
        (along.y, frame.max.y - a.y),
    ] {
        if step.abs() <= f32::EPSILON {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    (enters <= leaves).then_some((enters, leaves))
}

/// The place at half the length of a path.
pub(super) fn middle_of(path: &[Point]) -> Option<Point> {
    let length: f32 = path.windows(2).map(pair_length).sum();
    let mut left = length / 2.0;
    for pair in path.windows(2) {
        let [a, b] = pair else { continue };
        let step = a.distance(*b);
        if step >= left && step > 0.0 {
            let share = left / step;
            return Some(Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share));
        }
        left -= step;
    }
    path.first().copied()
}

fn pair_length(pair: &[Point]) -> f32 {
    match pair {
        [a, b] => a.distance(*b),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::canvas::sketch;

    fn hit(board: &Board, geometry: &Geometry, x: f32, y: f32) -> Hit {
        let aim = Aim { board, geometry, zoom: 1.0, handles: &[], selected: None };
        aim.at(Point::new(x, y))
    }

    #[test]
    fn nodes_lie_over_links_and_links_over_boundaries() {
        let (board, geometry) = sketch::two_nodes();
        assert_eq!(hit(&board, &geometry, 0.0, 0.0), Hit::Element(ElementId::Node("a".into())));
        assert_eq!(
            hit(&board, &geometry, 150.0, 6.0),
            Hit::Element(ElementId::Link("a-to-b".into()))
        );
        assert_eq!(hit(&board, &geometry, 150.0, 60.0), Hit::Empty);
    }

    #[test]
    fn links_are_as_easy_to_hit_when_zoomed_out() {
        let (board, geometry) = sketch::two_nodes();
        let aim =
            |zoom| Aim { board: &board, geometry: &geometry, zoom, handles: &[], selected: None };
        assert_eq!(aim(1.0).at(Point::new(150.0, 30.0)), Hit::Empty);
        assert!(aim(0.25).at(Point::new(150.0, 30.0)).link().is_some());
    }

    #[test]
    fn a_handle_wins_over_what_lies_under_it() {
        let (board, geometry) = sketch::two_nodes();
        let handles = [NodeId::new("a")];
        let aim = Aim {
            board: &board,
            geometry: &geometry,
            zoom: 1.0,
            handles: &handles,
            selected: None,
        };
        let place = Side::Right.handle(geometry.nodes[0], 1.0);
        assert_eq!(aim.at(place), Hit::Handle("a".into(), Side::Right));
    }

    #[test]
    fn a_boundary_is_hit_by_its_border_and_title_only() {
        let (mut board, _) = sketch::two_nodes();
        board.boundaries.put(sketch::boundary("zone", Point::new(0.0, 400.0), 400.0, 300.0));
        let mut geometry = sketch::geometry(&board);
        geometry.boundaries = board.boundaries.iter().map(crate::model::Boundary::rect).collect();
        let zone = Hit::Element(ElementId::Boundary("zone".into()));
        assert_eq!(hit(&board, &geometry, -200.0, 450.0), zone);
        assert_eq!(hit(&board, &geometry, -100.0, 260.0), zone);
        assert_eq!(hit(&board, &geometry, 0.0, 420.0), Hit::Empty);
    }

    #[test]
    fn a_way_through_a_frame_crosses_it_without_an_end_inside() {
        let frame = Rect::between(Point::new(0.0, 0.0), Point::new(10.0, 10.0));
        let crosses = |a: (f32, f32), b: (f32, f32)| {
            crossing(Point::new(a.0, a.1), Point::new(b.0, b.1), frame)
        };
        assert_eq!(crosses((-5.0, 5.0), (15.0, 5.0)), Some((0.25, 0.75)));
        assert!(crosses((-5.0, 4.0), (8.0, 15.0)).is_some());
        assert_eq!(crosses((-5.0, 12.0), (15.0, 12.0)), None);
        assert_eq!(crosses((-5.0, 9.0), (0.0, 20.0)), None);
        assert!(crosses((5.0, 5.0), (5.0, 5.0)).is_some());
    }

    #[test]
    fn the_middle_is_at_half_the_length() {
        let path = [Point::new(0.0, 0.0), Point::new(10.0, 0.0), Point::new(10.0, 30.0)];
        assert_eq!(middle_of(&path), Some(Point::new(10.0, 10.0)));
        assert_eq!(middle_of(&[]), None);
    }
}
