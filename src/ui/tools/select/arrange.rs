//! Moving and resizing: what a drag comes to, for the preview and for the release alike.

use std::collections::BTreeSet;

use super::super::{Preview, ToolContext};
use crate::edit::{self, Edit, Step};
use crate::model::{ElementId, LinkId, Node, Point, Rect, Size};
use crate::ui::Command;
use crate::ui::canvas::{self, Aim, Corner, Snapped, grow, snap};

/// Snapping reaches this far, in screen points.
const SNAP_POINTS: f32 = 8.0;
/// Nothing is resized below this, in board units.
const SMALLEST: Size = Size::new(64.0, 40.0);

pub(super) fn frame_of(ctx: &ToolContext<'_>, element: &ElementId) -> Option<Rect> {
    canvas::frame_of(ctx.board, ctx.geometry, element)
}

/// The commands of a finished drag.
pub(super) fn moved(
    ctx: &ToolContext<'_>,
    moved: &BTreeSet<ElementId>,
    from: Point,
    to: Point,
) -> Vec<Command> {
    let (ids, by) = plan(ctx, moved, from, to);
    let by = by.by;
    if ids.is_empty() || by == Point::default() {
        return Vec::new();
    }
    if ctx.held.alt {
        let (step, added) = edit::duplicate(ctx.board, &ids, by);
        return vec![Command::Edit(step), Command::Select(added.into_iter().collect())];
    }
    let label = match (moved.len(), moved.first()) {
        (1, Some(only)) => format!("Move {}", ctx.board.name_of(only)),
        (n, _) => format!("Move {n} elements"),
    };
    let mut edits = vec![Edit::Move(ids.clone(), by)];
    edits.extend(dropped_on(ctx, &ids, by).map(|(_, insertion)| insertion));
    let mut commands = vec![Command::Edit(Step { label, edits })];
    if *moved != ctx.session.selection {
        commands.push(Command::Select(moved.clone()));
    }
    commands
}

/// The board as it would be, and why it snapped.
pub(super) fn preview_of_move(
    ctx: &ToolContext<'_>,
    moved: &BTreeSet<ElementId>,
    from: Point,
    to: Point,
) -> Preview {
    let (ids, snapped) = plan(ctx, moved, from, to);
    if ids.is_empty() {
        return Preview::default();
    }
    let mut target = None;
    let edits = if ctx.held.alt {
        edit::duplicate(ctx.board, &ids, snapped.by).0.edits
    } else {
        target = dropped_on(ctx, &ids, snapped.by).map(|(link, _)| link.into());
        vec![Edit::Move(ids, snapped.by)]
    };
    Preview { edits, target, guides: snapped.guides, ..Preview::default() }
}

/// What moves, by how much after locking and snapping, and why.
fn plan(
    ctx: &ToolContext<'_>,
    moved: &BTreeSet<ElementId>,
    from: Point,
    to: Point,
) -> (Vec<ElementId>, Snapped) {
    let ids = with_contents(ctx, moved);
    let mut by = to.minus(from);
    if ctx.held.shift {
        if by.x.abs() >= by.y.abs() {
            by.y = 0.0;
        } else {
            by.x = 0.0;
        }
    }
    by = Point::new(by.x.round(), by.y.round());
    let frames = ids.iter().filter_map(|id| frame_of(ctx, id));
    let Some(around) = frames.reduce(Rect::union) else { return (ids, Snapped::default()) };
    if ctx.session.snap == ctx.held.command {
        return (ids, Snapped { by, guides: Vec::new() });
    }
    let others = neighbours(ctx, &ids);
    let mut snapped = snap(around.moved(by), &others, ctx.board_from_points(SNAP_POINTS));
    if ctx.held.shift {
        // A locked axis stays locked.
        let locked_y = by.y == 0.0;
        snapped.by =
            if locked_y { Point::new(snapped.by.x, 0.0) } else { Point::new(0.0, snapped.by.y) };
    }
    snapped.by = by.offset(snapped.by);
    (ids, snapped)
}

/// A boundary takes along what lies inside; links follow their nodes by themselves.
pub(super) fn with_contents(ctx: &ToolContext<'_>, moved: &BTreeSet<ElementId>) -> Vec<ElementId> {
    let mut ids: BTreeSet<ElementId> =
        moved.iter().filter(|id| !matches!(id, ElementId::Link(_))).cloned().collect();
    let frames: Vec<Rect> = moved
        .iter()
        .filter(|id| matches!(id, ElementId::Boundary(_)))
        .filter_map(|id| frame_of(ctx, id))
        .collect();
    if !frames.is_empty() {
        let holds = |rect: &Rect| frames.iter().any(|frame| frame.contains(rect.centre()));
        let nodes = ctx.board.nodes.iter().zip(&ctx.geometry.nodes);
        ids.extend(nodes.filter(|(_, f)| holds(f)).map(|(node, _)| node.id.clone().into()));
        let notes = ctx.board.notes.iter().zip(&ctx.geometry.notes);
        ids.extend(notes.filter(|(_, f)| holds(f)).map(|(note, _)| note.id.clone().into()));
        let inner = ctx.board.boundaries.iter().zip(&ctx.geometry.boundaries);
        ids.extend(
            inner
                .filter(|(_, rect)| frames.iter().any(|frame| frame.encloses(**rect)))
                .map(|(boundary, _)| boundary.id.clone().into()),
        );
    }
    ids.into_iter().collect()
}

/// Frames that do not move and that one may align with.
fn neighbours(ctx: &ToolContext<'_>, moving: &[ElementId]) -> Vec<Rect> {
    let moving: BTreeSet<&str> = moving.iter().map(ElementId::as_str).collect();
    // The original of a copy stays, so the copy may align with it.
    let stays = |id: &str| ctx.held.alt || !moving.contains(id);
    let nodes = ctx.board.nodes.iter().zip(&ctx.geometry.nodes);
    let notes = ctx.board.notes.iter().zip(&ctx.geometry.notes);
    nodes
        .filter(|(node, _)| stays(node.id.as_str()))
        .map(|(_, frame)| *frame)
        .chain(notes.filter(|(note, _)| stays(note.id.as_str())).map(|(_, frame)| *frame))
        .collect()
}

/// An unlinked node dropped on a link goes into it.
fn dropped_on(ctx: &ToolContext<'_>, ids: &[ElementId], by: Point) -> Option<(LinkId, Edit)> {
    let [ElementId::Node(id)] = ids else { return None };
    let linked = ctx.board.links.iter().any(|link| link.from == *id || link.to == *id);
    let node = ctx.board.nodes.get(id.as_str())?;
    if linked || node.locked {
        return None;
    }
    let aim = Aim {
        board: ctx.board,
        geometry: ctx.geometry,
        zoom: ctx.session.camera.zoom,
        handles: &[],
        selected: None,
    };
    let centre = frame_of(ctx, &id.clone().into())?.moved(by).centre();
    let link = aim.link(centre)?;
    let edit = grow::insertion(ctx.board, &link, Node { at: node.at.offset(by), ..node.clone() })?;
    Some((link, edit))
}

/// The edit that gives an element a new frame; nothing when it keeps its own.
pub(super) fn resized(
    ctx: &ToolContext<'_>,
    element: &ElementId,
    corner: Corner,
    frame: Rect,
    by: Point,
) -> Option<Edit> {
    let fixed = corner.opposite().of(frame);
    let dragged = corner.of(frame).offset(by);
    let grows_right = matches!(corner, Corner::TopRight | Corner::BottomRight);
    let grows_down = matches!(corner, Corner::BottomLeft | Corner::BottomRight);
    let x = at_least(fixed.x, dragged.x.round(), SMALLEST.width, grows_right);
    let y = at_least(fixed.y, dragged.y.round(), SMALLEST.height, grows_down);
    let new = Rect::between(fixed, Point::new(x, y));
    if new == frame {
        return None;
    }
    let (at, size) = (new.centre(), new.size());
    match element {
        ElementId::Node(id) => {
            let node = ctx.board.nodes.get(id.as_str())?.clone();
            Some(Edit::PutNode(Node { at, size: Some(size), ..node }))
        }
        ElementId::Note(id) => {
            let note = ctx.board.notes.get(id.as_str())?.clone();
            Some(Edit::PutNote(crate::model::Note { at, size: Some(size), ..note }))
        }
        ElementId::Boundary(id) => {
            let boundary = ctx.board.boundaries.get(id.as_str())?.clone();
            Some(Edit::PutBoundary(crate::model::Boundary { at, size, ..boundary }))
        }
        ElementId::Link(_) | ElementId::Flow(_) | ElementId::Scenario(_) | ElementId::Board => None,
    }
}

/// A dragged edge never comes nearer to the fixed one than the smallest size.
fn at_least(fixed: f32, dragged: f32, smallest: f32, grows: bool) -> f32 {
    if grows { dragged.max(fixed + smallest) } else { dragged.min(fixed - smallest) }
}
