//! Tools, and what can be added.

use super::{Action, Command, Cow, Key, KindRef, Menu, NONE, Run, SHIFT, Shortcut, ToolKind, View};
use crate::model::{ElementId, NodeId};
use crate::ui::Pick;

pub(super) fn actions() -> Vec<Action> {
    use Menu::Board;
    let tool = |id, label, run: fn(&View<'_>) -> Command| Action::new(id, Board, label, run);
    vec![
        tool("select", "Select", |_| Command::Take(ToolKind::Select))
            .keys(NONE, Key::V)
            .on(|view| view.session.tool == ToolKind::Select)
            .words("tool pointer move"),
        tool("hand", "Pan", |_| Command::Take(ToolKind::Hand))
            .keys(NONE, Key::H)
            .on(|view| view.session.tool == ToolKind::Hand)
            .words("tool hand move view"),
        tool("connect", "Connect", |_| Command::Take(ToolKind::Connect))
            .keys(NONE, Key::A)
            .on(|view| view.session.tool == ToolKind::Connect)
            .words("tool arrow link line"),
        tool("connect-to", "Connect to…", connect_to)
            .keys(SHIFT, Key::A)
            .when(|view| only_node(view).is_some() && view.board.nodes.len() > 1)
            .words("link arrow keyboard name"),
        tool("note", "Note", |_| Command::Take(ToolKind::Note))
            .keys(NONE, Key::N)
            .keys(NONE, Key::T)
            .on(|view| view.session.tool == ToolKind::Note)
            .words("tool sticky text"),
        tool("boundary", "Boundary", |_| Command::Take(ToolKind::Boundary))
            .keys(NONE, Key::B)
            .on(|view| view.session.tool == ToolKind::Boundary)
            .words("tool frame zone region team trust"),
        tool("laser", "Laser pointer", |view| {
            Command::Take(match view.session.tool {
                ToolKind::Laser => ToolKind::Select,
                _ => ToolKind::Laser,
            })
        })
        .keys(NONE, Key::K)
        .on(|view| view.session.tool == ToolKind::Laser)
        .words("present point show"),
        tool("lock-tool", "Keep the tool in hand", |view| {
            Command::LockTool(!view.session.tool_locked)
        })
        .keys(NONE, Key::Q)
        .on(|view| view.session.tool_locked),
        tool("add-flow", "Add a flow", |view| {
            Command::Edit(crate::ui::panels::flows::add_flow(view))
        })
        .group()
        .words("journey request path"),
        tool("flow-links", "Choose the links of the flow", |_| Command::Take(ToolKind::FlowLinks))
            .when(|view| view.session.flow.is_some())
            .on(|view| view.session.tool == ToolKind::FlowLinks)
            .words("path journey"),
    ]
}

pub(super) fn place(kind: KindRef) -> Action {
    let mut action =
        Action::new("place", Menu::Board, kind.facts().label, |_| Command::Say(String::new()));
    action.id = Cow::Owned(format!("place-{}", kind.slug));
    action.label = Cow::Owned(format!("Place: {}", kind.facts().label));
    action.menu = None;
    action.keywords = kind.facts().hint;
    action.run = Run::Place(kind);
    if let Some(key) = kind.key.and_then(|c| Key::from_name(&c.to_string())) {
        action.shortcuts.push(Shortcut { modifiers: NONE, key });
    }
    action
}

/// The only selected node.
fn only_node(view: &View<'_>) -> Option<NodeId> {
    match (view.session.selection.len(), view.session.selection.first()) {
        (1, Some(ElementId::Node(id))) => Some(id.clone()),
        _ => None,
    }
}

fn connect_to(view: &View<'_>) -> Command {
    Command::PickKind(only_node(view).map(Pick::Link))
}
