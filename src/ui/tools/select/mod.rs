//! Select: click, move, resize, connect by handles, and select with a frame.

mod arrange;
mod marquee;

use std::collections::BTreeSet;

use eframe::egui::CursorIcon;

use super::{Hit, Input, Preview, Tool, ToolContext, ToolEntry, Wire};
use crate::edit::{Edit, Step};
use crate::model::{ElementId, LinkId, NodeId, Point, Rect};
use crate::ui::canvas::{Corner, Side, grow};
use crate::ui::{Command, Pick, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "select",
    label: "Select",
    key: Some('v'),
    does: "Selects, moves, resizes and connects",
    serves: |kind| kind == ToolKind::Select,
    make: |_| Box::<Select>::default(),
};

/// What the pointer is doing. Dropping a state drops the gesture.
#[derive(Clone, Debug, Default, PartialEq)]
enum Select {
    #[default]
    Idle,
    /// The button is down on an element; `moved` is what a drag would move.
    PressElement { element: ElementId, at: Point, moved: BTreeSet<ElementId> },
    /// The button is down on nothing.
    PressEmpty { at: Point },
    /// The button is down on a connecting handle.
    PressHandle { node: NodeId, side: Side, at: Point },
    /// Elements follow the pointer.
    Moving { moved: BTreeSet<ElementId>, from: Point, to: Point },
    /// A frame selects.
    Marquee { from: Point, to: Point, before: BTreeSet<ElementId> },
    /// A corner follows the pointer; `frame` is the frame at the start.
    Resizing { element: ElementId, corner: Corner, frame: Rect, from: Point, to: Point },
    /// A new link's head follows the pointer.
    Wiring { from: NodeId, tip: Point, over: Option<NodeId> },
    /// The label of a link follows the pointer along it.
    Sliding { link: LinkId, to: Point },
    /// An end of a link follows the pointer; the head when `head`.
    Rewiring { link: LinkId, head: bool, tip: Point, over: Option<NodeId> },
}

impl Tool for Select {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let (next, commands) = match (std::mem::take(self), input) {
            (_, Input::Cancel) => (Self::Idle, Vec::new()),
            (Self::Idle, Input::Press(at, hit)) => pressed(ctx, at, hit),
            (Self::Idle, Input::Double(at, hit)) => (Self::Idle, doubled(at, &hit)),
            (state, Input::Move(to, hit)) => (state.moved_to(ctx, to, &hit), Vec::new()),
            (state, Input::Release(at, hit)) => {
                let commands = state.moved_to(ctx, at, &hit).released(ctx);
                (Self::Idle, commands)
            }
            (unchanged, _) => (unchanged, Vec::new()),
        };
        *self = next;
        commands
    }

    fn is_busy(&self) -> bool {
        *self != Self::Idle
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Idle => {
                "Drag a handle to connect · Ctrl+Arrow: add a connected node · Double-click: add or rename · F1: all keys"
            }
            Self::PressElement { .. } | Self::PressEmpty { .. } | Self::PressHandle { .. } => {
                "Click selects, drag moves · Esc: drop it"
            }
            Self::Moving { .. } => {
                "Shift: lock axis · Ctrl: without snapping · Alt: leave a copy · Esc: drop it"
            }
            Self::Marquee { .. } => "Alt: only what lies wholly inside · Shift: add · Esc: drop it",
            Self::Resizing { .. } => "Release to resize · Esc: drop it",
            Self::Wiring { .. } => {
                "Release on a node to connect, on nothing for a new node · Esc: drop it"
            }
            Self::Sliding { .. } => "Release to leave the label here · Esc: drop it",
            Self::Rewiring { .. } => "Release on another node to move the end · Esc: drop it",
        }
    }

    fn preview(&self, ctx: &ToolContext<'_>) -> Preview {
        match self {
            Self::Idle
            | Self::PressElement { .. }
            | Self::PressEmpty { .. }
            | Self::PressHandle { .. } => Preview::default(),
            Self::Moving { moved, from, to } => arrange::preview_of_move(ctx, moved, *from, *to),
            Self::Marquee { from, to, .. } => Preview {
                frame: Some(Rect::between(*from, *to)),
                frame_selects: true,
                ..Preview::default()
            },
            Self::Resizing { element, corner, frame, from, to } => {
                let resized = arrange::resized(ctx, element, *corner, *frame, to.minus(*from));
                Preview { edits: resized.into_iter().collect(), ..Preview::default() }
            }
            Self::Wiring { from, tip, over } => Preview {
                wire: Some(Wire { from: from.clone(), tip: *tip, tip_is_head: true }),
                target: over.clone().map(ElementId::from),
                ..Preview::default()
            },
            Self::Sliding { link, to } => {
                Preview { edits: slide(ctx, link, *to).into_iter().collect(), ..Preview::default() }
            }
            Self::Rewiring { link, head, tip, over } => {
                rewiring(ctx, link, *head, *tip, over.as_ref())
            }
        }
    }

    fn shows_handles(&self) -> bool {
        true
    }

    fn cursor(&self, hit: &Hit) -> CursorIcon {
        match (self, hit) {
            (Self::Moving { .. }, _) => CursorIcon::Move,
            (Self::Wiring { .. } | Self::Rewiring { .. }, _) => CursorIcon::Crosshair,
            (_, Hit::Handle(..) | Hit::End(..)) => CursorIcon::Crosshair,
            (_, Hit::Corner(_, Corner::TopLeft | Corner::BottomRight)) => CursorIcon::ResizeNwSe,
            (_, Hit::Corner(..)) => CursorIcon::ResizeNeSw,
            (_, Hit::Element(ElementId::Link(_))) => CursorIcon::PointingHand,
            (_, Hit::Element(_) | Hit::Empty) => CursorIcon::Default,
        }
    }
}

/// The first state of a gesture. What is pressed is selected at once, so that a drag moves it.
fn pressed(ctx: &ToolContext<'_>, at: Point, hit: Hit) -> (Select, Vec<Command>) {
    match hit {
        Hit::Empty => (Select::PressEmpty { at }, Vec::new()),
        Hit::Handle(node, side) => (Select::PressHandle { node, side, at }, Vec::new()),
        Hit::End(link, head) => (Select::Rewiring { link, head, tip: at, over: None }, Vec::new()),
        Hit::Corner(element, corner) => {
            let frame = arrange::frame_of(ctx, &element);
            let state =
                frame.map(|frame| Select::Resizing { element, corner, frame, from: at, to: at });
            (state.unwrap_or_default(), Vec::new())
        }
        Hit::Element(element) => {
            let selection = &ctx.session.selection;
            let mut moved = selection.clone();
            let mut commands = Vec::new();
            if !selection.contains(&element) {
                if !ctx.held.shift {
                    moved.clear();
                }
                moved.insert(element.clone());
                // With Alt a click takes what lies under the selected element.
                if !ctx.held.shift && !ctx.held.alt {
                    commands.push(Command::Select(moved.clone()));
                }
            }
            (Select::PressElement { element, at, moved }, commands)
        }
    }
}

/// A second click: rename what was hit, or ask what to place where nothing is.
fn doubled(at: Point, hit: &Hit) -> Vec<Command> {
    match hit.element() {
        Some(element) => {
            vec![Command::Select([element.clone()].into()), Command::Name(Some(element))]
        }
        None => vec![Command::PickKind(Some(Pick::Place(at)))],
    }
}

impl Select {
    /// The state after the pointer moved; a press becomes a drag beyond the threshold.
    fn moved_to(self, ctx: &ToolContext<'_>, to: Point, hit: &Hit) -> Self {
        match self {
            Self::PressElement { element: ElementId::Link(link), at, .. }
                if ctx.is_drag(at, to) && is_on_label(ctx, &link, at) =>
            {
                Self::Sliding { link, to }
            }
            Self::PressElement { at, moved, .. } if ctx.is_drag(at, to) => {
                Self::Moving { moved, from: at, to }
            }
            Self::PressEmpty { at } if ctx.is_drag(at, to) => {
                let before =
                    if ctx.held.shift { ctx.session.selection.clone() } else { BTreeSet::new() };
                Self::Marquee { from: at, to, before }
            }
            Self::PressHandle { node, at, .. } if ctx.is_drag(at, to) => {
                let over = hit.node().filter(|over| **over != node).cloned();
                Self::Wiring { from: node, tip: to, over }
            }
            Self::Moving { moved, from, .. } => Self::Moving { moved, from, to },
            Self::Marquee { from, before, .. } => Self::Marquee { from, to, before },
            Self::Resizing { element, corner, frame, from, .. } => {
                Self::Resizing { element, corner, frame, from, to }
            }
            Self::Sliding { link, .. } => Self::Sliding { link, to },
            Self::Wiring { from, .. } => {
                let over = hit.node().filter(|over| **over != from).cloned();
                Self::Wiring { from, tip: to, over }
            }
            Self::Rewiring { link, head, .. } => {
                Self::Rewiring { link, head, tip: to, over: hit.node().cloned() }
            }
            unchanged => unchanged,
        }
    }

    /// What the gesture comes to.
    fn released(self, ctx: &ToolContext<'_>) -> Vec<Command> {
        match self {
            Self::Idle => Vec::new(),
            Self::PressEmpty { .. } => {
                let keep = ctx.held.shift || ctx.session.selection.is_empty();
                if keep { Vec::new() } else { vec![Command::Select(BTreeSet::new())] }
            }
            Self::PressElement { element, at, moved } => clicked(ctx, element, at, moved),
            Self::PressHandle { node, side, .. } => grow::usual_kind()
                .map_or_else(Vec::new, |kind| {
                    grow::grown_beside(ctx.board, ctx.geometry, &node, side, kind)
                }),
            Self::Moving { moved, from, to } => arrange::moved(ctx, &moved, from, to),
            Self::Marquee { from, to, before } => {
                let mut selection = before;
                selection.extend(marquee::inside(ctx, Rect::between(from, to), ctx.held.alt));
                vec![Command::Select(selection)]
            }
            Self::Resizing { element, corner, frame, from, to } => {
                let edit = arrange::resized(ctx, &element, corner, frame, to.minus(from));
                let label = format!("Resize {}", ctx.board.name_of(&element));
                edit.map(|edit| Command::Edit(Step::one(label, edit))).into_iter().collect()
            }
            Self::Sliding { link, to } => {
                let label =
                    format!("Move the label of {}", ctx.board.name_of(&link.clone().into()));
                let edit = slide(ctx, &link, to);
                edit.map(|edit| Command::Edit(Step::one(label, edit))).into_iter().collect()
            }
            Self::Wiring { from, over: Some(to), .. } => grow::connected(ctx.board, &from, &to),
            Self::Wiring { from, tip, over: None } => wired_into_nothing(ctx, &from, tip),
            Self::Rewiring { link, head, over, .. } => {
                let edit = over.and_then(|over| reconnected(ctx, &link, head, &over));
                edit.map(|edit| Command::Edit(Step::one("Move the end of a link", edit)))
                    .into_iter()
                    .collect()
            }
        }
    }
}

/// A click: Shift toggles, Alt takes what lies under the selected element, otherwise this one
/// alone.
fn clicked(
    ctx: &ToolContext<'_>,
    element: ElementId,
    at: Point,
    mut moved: BTreeSet<ElementId>,
) -> Vec<Command> {
    let selection = if ctx.held.shift {
        if ctx.session.selection.contains(&element) {
            moved.remove(&element);
        }
        moved
    } else if ctx.held.alt {
        let all = crate::ui::canvas::all_at(ctx.board, ctx.geometry, ctx.session.camera.zoom, at);
        // The one after the selected one, round and round.
        let selected = all.iter().position(|id| ctx.session.selection.contains(id));
        let next = selected.map_or(1, |selected| selected + 1) % all.len().max(1);
        [all.get(next).cloned().unwrap_or(element)].into()
    } else {
        [element].into()
    };
    if selection == ctx.session.selection { Vec::new() } else { vec![Command::Select(selection)] }
}

/// A link that ends in nothing asks which node it should reach.
fn wired_into_nothing(ctx: &ToolContext<'_>, from: &NodeId, tip: Point) -> Vec<Command> {
    let over_own = crate::ui::canvas::frame_of(ctx.board, ctx.geometry, &from.clone().into())
        .is_some_and(|frame| frame.contains(tip));
    if over_own { Vec::new() } else { vec![Command::PickKind(Some(Pick::Grow(from.clone(), tip)))] }
}

fn is_on_label(ctx: &ToolContext<'_>, link: &LinkId, at: Point) -> bool {
    let path = ctx.board.links.position(link.as_str()).and_then(|i| ctx.geometry.links.get(i));
    path.and_then(|path| path.label).is_some_and(|plate| plate.contains(at))
}

/// Puts the label of a link at the place of its line that is nearest.
fn slide(ctx: &ToolContext<'_>, link: &LinkId, to: Point) -> Option<Edit> {
    let path = ctx.geometry.links.get(ctx.board.links.position(link.as_str())?)?;
    let share = crate::ui::canvas::share_along(&path.points, to)?;
    Some(Edit::Set {
        of: link.clone().into(),
        key: "label_at".to_owned(),
        to: Some(format!("{} %", (share * 100.0).round())),
    })
}

fn reconnected(ctx: &ToolContext<'_>, link: &LinkId, head: bool, over: &NodeId) -> Option<Edit> {
    let old = ctx.board.links.get(link.as_str())?;
    let (from, to) = if head { (&old.from, over) } else { (over, &old.to) };
    let changes = (from, to) != (&old.from, &old.to) && from != to;
    changes.then(|| Edit::Reconnect(link.clone(), from.clone(), to.clone()))
}

fn rewiring(
    ctx: &ToolContext<'_>,
    link: &LinkId,
    head: bool,
    tip: Point,
    over: Option<&NodeId>,
) -> Preview {
    let fixed = ctx.board.links.get(link.as_str()).map(|old| {
        let fixed = if head { &old.from } else { &old.to };
        Wire { from: fixed.clone(), tip, tip_is_head: head }
    });
    let fits = over.filter(|over| fixed.as_ref().is_some_and(|wire| wire.from != **over));
    Preview { target: fits.cloned().map(ElementId::from), wire: fixed, ..Preview::default() }
}

#[cfg(test)]
mod tests;
