//! Flow links: click links to add them to the flow shown alone, or to take them out.
//!
//! The scene numbers the links of the flow shown alone. The order of a flow is the order in which a request walks it: from where it begins, each call
//! followed to its end before the next.

use std::collections::BTreeSet;

use eframe::egui::CursorIcon;

use super::{Hit, Input, Tool, ToolContext, ToolEntry};
use crate::edit::{Edit, Step};
use crate::model::{Board, Flow, FlowId, LinkId, NodeId};
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "flow_links",
    label: "Choose links of the flow",
    key: None,
    does: "Adds links to the flow shown alone, and takes them out",
    serves: |kind| kind == ToolKind::FlowLinks,
    make: |_| Box::<FlowLinks>::default(),
};

#[derive(Clone, Debug, Default, PartialEq)]
enum FlowLinks {
    #[default]
    Idle,
    /// The button went down on this link.
    Pressing(LinkId),
}

impl Tool for FlowLinks {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        *self = match (std::mem::take(self), input) {
            (Self::Idle, Input::Press(_, hit)) => {
                hit.link().map_or(Self::Idle, |link| Self::Pressing(link.clone()))
            }
            (Self::Pressing(link), Input::Release(_, hit)) => {
                if hit.link() == Some(&link) {
                    commands = toggled(ctx, &link);
                }
                Self::Idle
            }
            (_, Input::Cancel) => Self::Idle,
            (unchanged, _) => unchanged,
        };
        commands
    }

    fn is_busy(&self) -> bool {
        *self != Self::Idle
    }

    fn hint(&self) -> &'static str {
        "Click links to add them to the flow or take them out · Esc: done"
    }

    fn cursor(&self, hit: &Hit) -> CursorIcon {
        if hit.link().is_some() { CursorIcon::PointingHand } else { CursorIcon::Default }
    }
}

/// Toggles a link in the flow shown alone; without one, a new flow starts with it.
fn toggled(ctx: &ToolContext<'_>, link: &LinkId) -> Vec<Command> {
    let shown = ctx.session.flow.as_ref().and_then(|id| ctx.board.flows.get(id.as_str()));
    let Some(flow) = shown else {
        let id = FlowId::new(ctx.board.free_id("flow"));
        let flow = Flow::bare(id.clone(), "New flow".to_owned(), vec![link.clone()]);
        return vec![
            Command::Edit(Step::one("Add flow", Edit::PutFlow(flow))),
            Command::ShowFlow(Some(id)),
        ];
    };
    let mut links = flow.links.clone();
    let label = if links.contains(link) {
        links.retain(|other| other != link);
        format!("Take a link out of {}", flow.name)
    } else {
        links.push(link.clone());
        format!("Add a link to {}", flow.name)
    };
    let links = walk_order(ctx.board, &links);
    vec![Command::Edit(Step::one(label, Edit::SetFlowLinks(flow.id.clone(), links)))]
}

/// The links in the order a request walks them; links of one node keep their given order.
fn walk_order(board: &Board, links: &[LinkId]) -> Vec<LinkId> {
    let ends: Vec<(&LinkId, &NodeId, &NodeId)> = links
        .iter()
        .filter_map(|id| board.links.get(id.as_str()).map(|link| (id, &link.from, &link.to)))
        .collect();
    let heads: BTreeSet<&NodeId> = ends.iter().map(|(_, _, to)| *to).collect();
    // Where a walk may begin: first the tails nobody reaches, then, for rings, any tail.
    let starts = ends
        .iter()
        .map(|(_, from, _)| *from)
        .filter(|from| !heads.contains(from))
        .chain(ends.iter().map(|(_, from, _)| *from));
    let mut walked: Vec<LinkId> = Vec::with_capacity(ends.len());
    let mut done: BTreeSet<&LinkId> = BTreeSet::new();
    for start in starts {
        let mut ahead: Vec<&NodeId> = vec![start];
        while let Some(node) = ahead.last().copied() {
            let next = ends.iter().find(|(id, from, _)| *from == node && !done.contains(id));
            match next {
                Some((id, _, to)) => {
                    done.insert(id);
                    walked.push((*id).clone());
                    ahead.push(to);
                }
                None => {
                    ahead.pop();
                }
            }
        }
    }
    walked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::canvas::sketch;
    use crate::ui::tools::bench_of_tools::Hands;

    /// client → orders → stock, orders → payment.
    fn board() -> Board {
        let mut board = Board::default();
        for (id, x, y) in [
            ("client", 0.0, 0.0),
            ("orders", 300.0, 0.0),
            ("stock", 600.0, 0.0),
            ("pay", 600.0, 200.0),
        ] {
            board.nodes.put(sketch::node(id, x, y));
        }
        for (from, to) in [("client", "orders"), ("orders", "stock"), ("orders", "pay")] {
            board.links.put(sketch::link(from, to));
        }
        board
    }

    fn flow(hands: &Hands) -> Vec<&str> {
        hands.board().flows.at(0).unwrap().links.iter().map(LinkId::as_str).collect()
    }

    #[test]
    fn clicked_links_stand_in_walking_order() {
        let mut hands = Hands::on(board());
        let mut tool = FlowLinks::Idle;
        hands.click(&mut tool, 450.0, 0.0);
        assert_eq!(hands.session.flow, Some("flow".into()));
        hands.click(&mut tool, 450.0, 100.0);
        hands.click(&mut tool, 150.0, 0.0);
        assert_eq!(flow(&hands), ["client-to-orders", "orders-to-stock", "orders-to-pay"]);
        hands.click(&mut tool, 450.0, 0.0);
        assert_eq!(flow(&hands), ["client-to-orders", "orders-to-pay"]);
        assert_eq!(hands.steps(), 4);
    }

    #[test]
    fn a_call_is_followed_to_its_end_before_the_next() {
        let mut board = board();
        board.nodes.put(sketch::node("disk", 900.0, 0.0));
        board.links.put(sketch::link("stock", "disk"));
        let ids = |links: &[&str]| links.iter().map(|id| LinkId::from(*id)).collect::<Vec<_>>();
        let walked = walk_order(
            &board,
            &ids(&["orders-to-stock", "orders-to-pay", "stock-to-disk", "client-to-orders"]),
        );
        assert_eq!(
            walked,
            ids(&["client-to-orders", "orders-to-stock", "stock-to-disk", "orders-to-pay"])
        );
    }

    #[test]
    fn a_ring_keeps_all_its_links() {
        let mut board = board();
        board.links.put(sketch::link("stock", "client"));
        let ids: Vec<LinkId> = board.links.iter().map(|link| link.id.clone()).collect();
        let walked = walk_order(&board, &ids);
        assert_eq!(walked.len(), ids.len());
        assert_eq!(walked.first().unwrap().as_str(), "client-to-orders");
    }
}
