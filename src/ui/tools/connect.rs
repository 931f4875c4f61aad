//! Connect: press on one node and release on another, or click one and then the other.

use eframe::egui::CursorIcon;

use super::{Hit, Input, Preview, Tool, ToolContext, ToolEntry, Wire};
use crate::model::{ElementId, NodeId, Point};
use crate::ui::canvas::grow;
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "connect",
    label: "Connect",
    key: Some('a'),
    does: "Draws a link from one node to another",
    serves: |kind| kind == ToolKind::Connect,
    make: |_| Box::<Connect>::default(),
};

/// The link's tail sits on `from`; its tip follows the pointer.
#[derive(Clone, Debug, Default, PartialEq)]
enum Connect {
    #[default]
    Idle,
    /// The button is down since the first node.
    Dragging { from: NodeId, start: Point, tip: Point, over: Option<NodeId> },
    /// The first node was clicked.
    Clicked { from: NodeId, tip: Point, over: Option<NodeId> },
}

impl Tool for Connect {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        *self = match (std::mem::take(self), input) {
            (Self::Idle, Input::Press(at, hit)) => match hit.node() {
                Some(node) => Self::Dragging { from: node.clone(), start: at, tip: at, over: None },
                None => Self::Idle,
            },
            (Self::Dragging { from, start, .. }, Input::Move(tip, hit)) => {
                Self::Dragging { from, start, tip, over: hit.node().cloned() }
            }
            (Self::Dragging { from, start, .. }, Input::Release(at, hit)) => match hit.node() {
                Some(to) if *to != from => {
                    commands = finished(ctx, &from, to);
                    Self::Idle
                }
                _ if ctx.is_drag(start, at) => Self::Idle,
                _ => Self::Clicked { from, tip: at, over: None },
            },
            (Self::Clicked { from, .. }, Input::Move(tip, hit)) => {
                Self::Clicked { from, tip, over: hit.node().cloned() }
            }
            (Self::Clicked { from, .. }, Input::Press(at, hit)) => match hit.node() {
                Some(to) => Self::Dragging { from, start: at, tip: at, over: Some(to.clone()) },
                None => Self::Idle,
            },
            (_, Input::Cancel) => Self::Idle,
            (unchanged, _) => unchanged,
        };
        commands
    }

    fn is_busy(&self) -> bool {
        *self != Self::Idle
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::Idle => "Drag from one node to another, or click one and then the other",
            Self::Dragging { .. } => "Release on a node to connect · Esc: drop it",
            Self::Clicked { .. } => "Click the node to connect to · Esc: drop it",
        }
    }

    fn preview(&self, _: &ToolContext<'_>) -> Preview {
        match self {
            Self::Idle => Preview::default(),
            Self::Dragging { from, tip, over, .. } | Self::Clicked { from, tip, over } => Preview {
                wire: Some(Wire { from: from.clone(), tip: *tip, tip_is_head: true }),
                target: over.clone().filter(|over| over != from).map(ElementId::from),
                ..Preview::default()
            },
        }
    }

    fn cursor(&self, hit: &Hit) -> CursorIcon {
        if hit.node().is_some() || self.is_busy() {
            CursorIcon::Crosshair
        } else {
            CursorIcon::Default
        }
    }
}

fn finished(ctx: &ToolContext<'_>, from: &NodeId, to: &NodeId) -> Vec<Command> {
    let mut commands = grow::connected(ctx.board, from, to);
    if !commands.is_empty() {
        commands.extend(ctx.put_away());
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Board, kinds};
    use crate::ui::canvas::sketch;
    use crate::ui::tools::bench_of_tools::Hands;

    fn hands() -> Hands {
        let mut board = Board::default();
        board.nodes.put(sketch::node("a", 0.0, 0.0));
        let mut store = sketch::node("stock", 300.0, 0.0);
        store.kind = kinds::by_slug("relational-db").unwrap();
        board.nodes.put(store);
        Hands::on(board)
    }

    fn links(hands: &Hands) -> Vec<&str> {
        hands.board().links.iter().map(|link| link.id.as_str()).collect()
    }

    #[test]
    fn a_drag_from_node_to_node_is_one_link() {
        let mut hands = hands();
        hands.session.tool = ToolKind::Connect;
        let mut tool = Connect::Idle;
        hands.drag(&mut tool, (0.0, 0.0), (300.0, 0.0));
        assert_eq!(links(&hands), ["a-to-stock"]);
        let taken_by = kinds::by_slug("relational-db").unwrap().behavior.taken_by;
        assert_eq!(hands.board().links.at(0).unwrap().interaction, taken_by);
        assert_eq!((tool, hands.steps()), (Connect::Idle, 1));
        assert_eq!(hands.session.tool, ToolKind::Select);
    }

    #[test]
    fn two_clicks_are_one_link() {
        let mut hands = hands();
        let mut tool = Connect::Idle;
        hands.click(&mut tool, 0.0, 0.0);
        hands.move_to(&mut tool, 200.0, 0.0);
        assert!(tool.is_busy());
        hands.click(&mut tool, 300.0, 0.0);
        assert_eq!(links(&hands), ["a-to-stock"]);
    }

    #[test]
    fn a_drag_into_nothing_draws_nothing() {
        let mut hands = hands();
        let mut tool = Connect::Idle;
        hands.drag(&mut tool, (0.0, 0.0), (150.0, 300.0));
        assert_eq!((tool, hands.steps()), (Connect::Idle, 0));
    }

    #[test]
    fn a_second_click_beside_nodes_drops_the_link() {
        let mut hands = hands();
        let mut tool = Connect::Idle;
        hands.click(&mut tool, 0.0, 0.0);
        hands.click(&mut tool, 150.0, 300.0);
        assert_eq!((tool, hands.steps()), (Connect::Idle, 0));
    }

    #[test]
    fn a_locked_tool_stays_in_hand() {
        let mut hands = hands();
        hands.session.tool = ToolKind::Connect;
        hands.session.tool_locked = true;
        hands.drag(&mut Connect::Idle, (0.0, 0.0), (300.0, 0.0));
        assert_eq!(hands.session.tool, ToolKind::Connect);
    }
}
