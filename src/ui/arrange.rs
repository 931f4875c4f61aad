//! Alignment, stacking, depth, boundaries and locks as steps of undo, from what is selected.

use std::collections::BTreeSet;

use super::canvas::frame_of;
use super::command::Command;
use super::view::View;
use crate::edit::{Edit, Step};
use crate::layout::{self, Standing};
use crate::model::{Boundary, BoundaryId, BoundarySort, ElementId, Node, NodeId, Point, Rect};

/// Between things that are stacked, in board units.
const GAP: f32 = 48.0;
/// Between a new boundary and what it is drawn around, and above where its title stands.
const PAD: f32 = 24.0;
const TITLE: f32 = 44.0;

/// What is brought to one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Left edges.
    Left,
    /// Right edges.
    Right,
    /// Top edges.
    Top,
    /// Bottom edges.
    Bottom,
    /// Middles, one above the other.
    Centre,
    /// Middles, side by side.
    Middle,
}

/// Along which line things stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

impl Axis {
    fn of(self, p: Point) -> f32 {
        if self == Self::Across { p.x } else { p.y }
    }

    fn along(self, by: f32) -> Point {
        if self == Self::Across { Point::new(by, 0.0) } else { Point::new(0.0, by) }
    }

    fn length(self, rect: Rect) -> f32 {
        if self == Self::Across { rect.width() } else { rect.height() }
    }
}

/// Where an element goes among those drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Over all others.
    Front,
    /// Over the next one.
    Forward,
    /// Under the one before.
    Backward,
    /// Under all others.
    Back,
}

/// Selected things with a place, each with its frame; what lies inside a selected boundary goes
/// along with it.
fn selected(view: &View<'_>) -> Vec<(ElementId, Rect)> {
    let all = &view.session.selection;
    let frames: Vec<(ElementId, Rect)> = all
        .iter()
        .filter(|id| super::registry::is_placed(id))
        .filter_map(|id| Some((id.clone(), frame_of(view.board, view.geometry, id)?)))
        .collect();
    let held = |element: &ElementId, frame: Rect| {
        frames.iter().any(|(other, rect)| {
            matches!(other, ElementId::Boundary(_))
                && other != element
                && rect.encloses(frame)
                && *rect != frame
        })
    };
    frames.iter().filter(|(id, frame)| !held(id, *frame)).cloned().collect()
}

/// An edit that moves an element, a boundary with all it holds.
fn moving(view: &View<'_>, element: &ElementId, frame: Rect, by: Point) -> Option<Edit> {
    if by.x.abs() < 0.5 && by.y.abs() < 0.5 {
        return None;
    }
    let mut all: BTreeSet<ElementId> = [element.clone()].into();
    if matches!(element, ElementId::Boundary(_)) {
        all.extend(inside(view, frame));
    }
    Some(Edit::Move(all.into_iter().collect(), Point::new(by.x.round(), by.y.round())))
}

/// Everything whose middle, or whose whole frame for a boundary, lies in a frame.
fn inside(view: &View<'_>, frame: Rect) -> Vec<ElementId> {
    let (board, geometry) = (view.board, view.geometry);
    let nodes = board.nodes.iter().zip(&geometry.nodes);
    let nodes = nodes.filter(|(_, f)| frame.contains(f.centre()));
    let notes = board.notes.iter().zip(&geometry.notes);
    let notes = notes.filter(|(_, f)| frame.contains(f.centre()));
    let frames = board.boundaries.iter().zip(&geometry.boundaries);
    let frames = frames.filter(|(_, f)| frame.encloses(**f));
    nodes
        .map(|(node, _)| node.id.clone().into())
        .chain(notes.map(|(note, _)| note.id.clone().into()))
        .chain(frames.map(|(boundary, _)| boundary.id.clone().into()))
        .collect()
}

fn step(label: &str, edits: Vec<Edit>) -> Command {
    if edits.is_empty() {
        return Command::Say("Nothing to move".to_owned());
    }
    Command::Edit(Step { label: label.to_owned(), edits })
}

/// Brings edges or middles of what is selected to one line.
pub fn align(view: &View<'_>, how: Align) -> Command {
    let frames = selected(view);
    let Some(around) = frames.iter().map(|(_, frame)| *frame).reduce(Rect::union) else {
        return Command::Say("Select what is to be aligned".to_owned());
    };
    let by = |frame: Rect| match how {
        Align::Left => Point::new(around.min.x - frame.min.x, 0.0),
        Align::Right => Point::new(around.max.x - frame.max.x, 0.0),
        Align::Top => Point::new(0.0, around.min.y - frame.min.y),
        Align::Bottom => Point::new(0.0, around.max.y - frame.max.y),
        Align::Centre => Point::new(around.centre().x - frame.centre().x, 0.0),
        Align::Middle => Point::new(0.0, around.centre().y - frame.centre().y),
    };
    let edits = frames.iter().filter_map(|(id, frame)| moving(view, id, *frame, by(*frame)));
    step("Align", edits.collect())
}

/// Gives what is selected equal gaps; the outermost stay.
pub fn distribute(view: &View<'_>, axis: Axis) -> Command {
    let mut frames = selected(view);
    frames.sort_by(|a, b| axis.of(a.1.centre()).total_cmp(&axis.of(b.1.centre())));
    let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
        return Command::Say("Select what is to be distributed".to_owned());
    };
    let (start, end) = (axis.of(first.1.min), axis.of(last.1.max));
    let taken: f32 = frames.iter().map(|(_, frame)| axis.length(*frame)).sum();
    let gap = (end - start - taken) / (frames.len().max(2) - 1) as f32;
    let mut at = start;
    let mut edits = Vec::new();
    for (id, frame) in &frames {
        edits.extend(moving(view, id, *frame, axis.along(at - axis.of(frame.min))));
        at += axis.length(*frame) + gap;
    }
    step("Distribute", edits)
}

/// Puts what is selected into a row or a column, one after the other.
pub fn stack(view: &View<'_>, axis: Axis) -> Command {
    let mut frames = selected(view);
    frames.sort_by(|a, b| axis.of(a.1.centre()).total_cmp(&axis.of(b.1.centre())));
    let Some(around) = frames.iter().map(|(_, frame)| *frame).reduce(Rect::union) else {
        return Command::Say("Select what is to be stacked".to_owned());
    };
    let mut at = axis.of(around.min);
    let mut edits = Vec::new();
    for (id, frame) in &frames {
        let along = axis.along(at - axis.of(frame.min));
        let middle = around.centre().minus(frame.centre());
        let across = if axis == Axis::Across {
            Point::new(0.0, middle.y)
        } else {
            Point::new(middle.x, 0.0)
        };
        edits.extend(moving(view, id, *frame, along.offset(across)));
        at += axis.length(*frame) + GAP;
    }
    step("Stack", edits)
}

/// Lays out what is selected, or the whole board when less than two nodes are.
pub fn tidy(view: &View<'_>) -> Command {
    let geometry = view.geometry;
    let labels: Vec<f32> =
        geometry.links.iter().map(|path| path.label.map_or(0.0, Rect::width)).collect();
    let now = Standing {
        nodes: &geometry.nodes,
        notes: &geometry.notes,
        boundaries: &geometry.boundaries,
        labels: &labels,
    };
    let mut only = view.session.selection.clone();
    for element in &view.session.selection {
        if let (ElementId::Boundary(_), Some(frame)) =
            (element, frame_of(view.board, geometry, element))
        {
            only.extend(inside(view, frame));
        }
    }
    let nodes = only.iter().filter(|id| matches!(id, ElementId::Node(_))).count();
    let only = (nodes > 1).then_some(&only);
    let frames = layout::tidy(view.board, now, only).frames;
    if frames.is_empty() {
        return Command::Say("It is tidy already".to_owned());
    }
    if let Some(boundary) = moved_out(view, &frames) {
        return Command::Say(format!(
            "Not tidied: nodes would leave or enter {}; select all of it, or the boundary itself",
            view.board.name_of(&boundary.into())
        ));
    }
    let label = if only.is_some() { "Tidy the selection" } else { "Tidy the board" };
    Command::Glide(Step::one(label, Edit::Place(frames)))
}

/// A boundary that would hold other nodes than before: its meaning would change.
fn moved_out(view: &View<'_>, frames: &[(ElementId, Rect)]) -> Option<BoundaryId> {
    let new: std::collections::BTreeMap<&ElementId, Rect> =
        frames.iter().map(|(id, frame)| (id, *frame)).collect();
    let nodes: Vec<(Rect, Rect)> = view
        .board
        .nodes
        .iter()
        .zip(&view.geometry.nodes)
        .map(|(node, old)| {
            let id = ElementId::from(node.id.clone());
            (*old, new.get(&id).copied().filter(|_| !node.locked).unwrap_or(*old))
        })
        .collect();
    let frames = view.board.boundaries.iter().zip(&view.geometry.boundaries);
    frames
        .filter(|(boundary, old)| {
            let now = new.get(&ElementId::from(boundary.id.clone())).copied().unwrap_or(**old);
            nodes.iter().any(|(was, is)| old.contains(was.centre()) != now.contains(is.centre()))
        })
        .map(|(boundary, _)| boundary.id.clone())
        .next()
}

/// Moves what is selected in drawing order.
pub fn restack(view: &View<'_>, depth: Depth) -> Command {
    let edit = |element: &ElementId| match depth {
        Depth::Front => Edit::Restack(element.clone(), true),
        Depth::Back => Edit::Restack(element.clone(), false),
        Depth::Forward => Edit::Raise(element.clone(), true),
        Depth::Backward => Edit::Raise(element.clone(), false),
    };
    let label = match depth {
        Depth::Front => "Bring to front",
        Depth::Forward => "Bring forward",
        Depth::Backward => "Send backward",
        Depth::Back => "Send to back",
    };
    let edits = view.session.selection.iter().map(edit).collect();
    Command::Edit(Step { label: label.to_owned(), edits })
}

/// A boundary around what is selected; of the sort most boundaries of the board have.
pub fn wrap(view: &View<'_>) -> Command {
    let frames = selected(view);
    let Some(around) = frames.iter().map(|(_, frame)| *frame).reduce(Rect::union) else {
        return Command::Say("Select what the boundary is to hold".to_owned());
    };
    let frame = Rect {
        min: Point::new(around.min.x - PAD, around.min.y - TITLE),
        max: Point::new(around.max.x + PAD, around.max.y + PAD),
    };
    let sort = view.board.boundaries.iter().last().map_or(BoundarySort::Zone, |b| b.sort);
    let id = BoundaryId::new(view.board.free_id("boundary"));
    let name = crate::model::Value::to_text(&sort);
    let mut letters = name.chars();
    let name = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>());
    let boundary = Boundary {
        id,
        sort,
        name: name.unwrap_or_default(),
        at: frame.centre(),
        size: frame.size(),
    };
    Command::Edit(Step::one("Draw a boundary", Edit::PutBoundary(boundary)))
}

/// The selected boundaries; when none is selected, the smallest one around what is.
pub fn boundaries_of(view: &View<'_>) -> Vec<ElementId> {
    let selection = &view.session.selection;
    let own: Vec<ElementId> =
        selection.iter().filter(|id| matches!(id, ElementId::Boundary(_))).cloned().collect();
    let frames = selection.iter().filter_map(|id| frame_of(view.board, view.geometry, id));
    let Some(around) = frames.reduce(Rect::union).filter(|_| own.is_empty()) else { return own };
    let area = |rect: &Rect| rect.width() * rect.height();
    let holders = view.board.boundaries.iter().zip(&view.geometry.boundaries);
    let holders = holders.filter(|(_, frame)| frame.encloses(around));
    let smallest = holders.min_by(|a, b| area(a.1).total_cmp(&area(b.1)));
    smallest.map(|(boundary, _)| boundary.id.clone().into()).into_iter().collect()
}

/// Takes boundaries away and leaves what they hold.
pub fn unwrap(view: &View<'_>) -> Command {
    let boundaries = boundaries_of(view);
    match boundaries.as_slice() {
        [] => Command::Say("There is no boundary around the selection".to_owned()),
        _ => Command::Edit(Step::one("Take the boundary away", Edit::Remove(boundaries))),
    }
}

/// The selected nodes.
pub fn nodes_of<'v>(view: &View<'v>) -> Vec<&'v Node> {
    let ids = view.session.selection.iter().filter_map(|id| match id {
        ElementId::Node(id) => Some(id),
        _ => None,
    });
    ids.filter_map(|id: &NodeId| view.board.nodes.get(id.as_str())).collect()
}

/// Locks the selected nodes, or unlocks them when any is locked.
pub fn lock(view: &View<'_>) -> Command {
    let nodes = nodes_of(view);
    let locked = !nodes.iter().any(|node| node.locked);
    let put = |node: &&Node| Edit::PutNode(Node { locked, ..(*node).clone() });
    let label = if locked { "Lock in place" } else { "Unlock" };
    Command::Edit(Step { label: label.to_owned(), edits: nodes.iter().map(put).collect() })
}
