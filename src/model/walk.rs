//! Walkthroughs: an ordered list of views with which a board is explained, one after the other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::geometry::{Point, Rect, Size};
use super::id::ElementId;
use super::{Board, Flow, Interaction, Link, Value};

/// One view of a walkthrough: what is lit, where one looks, and what is said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalkView {
    /// What is said; may have several lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Ids of the elements that are lit; all is lit where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lit: Vec<String>,
    /// Centre of the part of the board that is shown; what is lit where it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
    /// Width and height of that part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
}

impl WalkView {
    /// Most views of a walkthrough.
    pub const MOST: usize = 1_000;

    /// What is lit, of what is on the board.
    pub fn elements(&self, board: &Board) -> BTreeSet<ElementId> {
        let lit: BTreeSet<&str> = self.lit.iter().map(String::as_str).collect();
        board.elements().filter(|element| lit.contains(element.as_str())).collect()
    }

    /// The part of the board that is shown, where one was recorded.
    pub fn frame(&self) -> Option<Rect> {
        let (at, size) = (self.at?, self.size?);
        let half = Point::new(size.width / 2.0, size.height / 2.0);
        let (min, max) =
            (Point::new(at.x - half.x, at.y - half.y), Point::new(at.x + half.x, at.y + half.y));
        Some(Rect::between(min, max))
    }

    /// A view of a part of the board.
    pub fn of_frame(frame: Rect, lit: &BTreeSet<ElementId>) -> Self {
        Self {
            note: String::new(),
            lit: lit.iter().map(|element| element.as_str().to_owned()).collect(),
            at: Some(frame.centre()),
            size: Some(Size::new(frame.width(), frame.height())),
        }
    }
}

/// The data flow of a user journey, step by step: the whole way first, then each link of it in order.
pub fn step_by_step(board: &Board, flow: &Flow) -> Vec<WalkView> {
    let links: Vec<&Link> =
        flow.links.iter().filter_map(|id| board.links.get(id.as_str())).collect();
    if links.is_empty() {
        return Vec::new();
    }
    let name = |id: &super::NodeId| board.name_of(&id.clone().into());
    let mut whole = vec![flow.name.clone()];
    if let Some(rate) = flow.rate {
        let event = flow
            .event
            .map_or_else(String::new, |event| format!(", {} at the event", event.to_text()));
        whole.push(format!("{} now{event}", rate.to_text()));
    }
    let mut lit: Vec<String> = Vec::new();
    for link in &links {
        for id in [link.from.as_str(), link.id.as_str(), link.to.as_str()] {
            if !lit.iter().any(|known| known == id) {
                lit.push(id.to_owned());
            }
        }
    }
    let mut views = vec![WalkView { note: whole.join(": "), lit, ..WalkView::default() }];
    for (at, link) in links.iter().enumerate() {
        let does = match link.interaction {
            Interaction::Call => "calls",
            Interaction::Read => "reads from",
            Interaction::Write => "writes to",
            Interaction::Lock => "takes a lock at",
            Interaction::Message => "hands a message to",
            Interaction::Poll => "asks again and again at",
            Interaction::Replicate => "copies to",
        };
        let what = match link.name.trim() {
            "" => String::new(),
            what => format!(" ({})", what.replace('\n', " ")),
        };
        let mut note = format!("{}. {} {does} {}{what}", at + 1, name(&link.from), name(&link.to));
        let waits = link.timeout.map(|most| format!("gives up after {}", most.to_text()));
        let again = link.retries.filter(|n| n.base() > 0.0);
        let again = again.map(|n| format!("tries {} more", n.to_text()));
        let said: Vec<String> = waits.into_iter().chain(again).collect();
        if !said.is_empty() {
            note.push_str(&format!("; {}", said.join(", ")));
        }
        let ends = [link.from.as_str(), link.id.as_str(), link.to.as_str()];
        let lit = ends.into_iter().map(str::to_owned).collect();
        views.push(WalkView { note, lit, ..WalkView::default() });
    }
    views
}

#[cfg(test)]
mod tests {
    use super::super::{FlowId, LinkId, NodeId, kinds};
    use super::*;

    #[test]
    fn a_flow_is_told_as_a_whole_and_then_link_by_link() {
        let mut board = Board::default();
        for id in ["web", "shop", "stock"] {
            let kind = kinds::by_slug("service").unwrap();
            let at = Point::new(0.0, 0.0);
            let node = super::super::Node::bare(
                NodeId::new(id),
                kind,
                id.to_owned(),
                at,
                None,
                false,
                Vec::new(),
            );
            board.nodes.put(node);
        }
        let mut flow = Flow::bare(FlowId::new("buy"), "Buy".to_owned(), Vec::new());
        for (id, from, to, does) in
            [("a", "web", "shop", Interaction::Call), ("b", "shop", "stock", Interaction::Write)]
        {
            let link = Link::bare(LinkId::new(id), from.into(), to.into(), does, String::new());
            flow.links.push(link.id.clone());
            board.links.put(link);
        }
        board.links.change("a", |link| link.timeout = Some(Value::parse("3 s").unwrap()));
        let views = step_by_step(&board, &flow);
        let notes: Vec<&str> = views.iter().map(|view| view.note.as_str()).collect();
        assert_eq!(
            notes,
            ["Buy", "1. web calls shop; gives up after 3 s", "2. shop writes to stock"]
        );
        assert_eq!(views.get(2).map(|view| view.lit.join(" ")), Some("shop b stock".to_owned()));
        assert_eq!(views.first().map(|view| view.elements(&board).len()), Some(5));
    }
}
