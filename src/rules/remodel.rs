//! Edits that take a part out of a board, or make several parts one.

use std::collections::BTreeSet;

use crate::edit::{Edit, applied};
use crate::model::units::Seconds;
use crate::model::{Board, ElementId, Known, Link, LinkId, Node, NodeId};

/// Takes a node out: who asked it asks what it asked.
pub(super) fn without(board: &Board, node: &NodeId) -> Vec<Edit> {
    let into: Vec<&Link> = board.links.iter().filter(|link| link.to == *node).collect();
    let out: Vec<&Link> = board.links.iter().filter(|link| link.from == *node).collect();
    let mut edits = Vec::new();
    let mut grown = board.clone();
    let mut bypasses: Vec<(LinkId, LinkId, LinkId)> = Vec::new();
    for before in &into {
        for after in out.iter().filter(|after| after.to != before.from) {
            let id = LinkId::new(grown.free_link_id(&before.from, &after.to));
            let mut link = (*after).clone();
            link.id = id.clone();
            link.from = before.from.clone();
            // How often it is used follows from both ways; what is not stated is one.
            link.calls = before.calls.or(after.calls);
            grown.links.put(link.clone());
            edits.push(Edit::PutLink(link));
            bypasses.push((before.id.clone(), after.id.clone(), id));
        }
    }
    for flow in board.flows.iter() {
        let mut links: Vec<LinkId> = Vec::new();
        for used in &flow.links {
            let around = bypasses
                .iter()
                .filter(|(before, after, _)| before == used && flow.links.contains(after));
            let around: Vec<LinkId> = around.map(|(.., id)| id.clone()).collect();
            if around.is_empty() {
                links.push(used.clone());
            } else {
                links.extend(around);
            }
        }
        if links != flow.links {
            edits.push(Edit::SetFlowLinks(flow.id.clone(), links));
        }
    }
    edits.push(Edit::Remove(vec![node.clone().into()]));
    edits
}

/// Makes several nodes one: the first stays, does all their work, and takes over their links.
pub(super) fn merged(board: &Board, members: &[NodeId]) -> Vec<Edit> {
    let Some((stays, others)) = members.split_first() else { return Vec::new() };
    let is_member = |id: &NodeId| members.contains(id);
    let mut edits = Vec::new();
    let mut inside: Vec<ElementId> = Vec::new();
    // A link that is the same as another one afterwards goes.
    let mut known: BTreeSet<(NodeId, NodeId, &'static str)> = BTreeSet::new();
    for link in board.links.iter() {
        if is_member(&link.from) && is_member(&link.to) {
            inside.push(link.id.clone().into());
            continue;
        }
        if !is_member(&link.from) && !is_member(&link.to) {
            continue;
        }
        let end = |id: &NodeId| if is_member(id) { stays.clone() } else { id.clone() };
        let (from, to) = (end(&link.from), end(&link.to));
        let sort = crate::model::Value::to_text(&link.interaction);
        let sort: &'static str = match sort.as_str() {
            "read" => "read",
            "write" => "write",
            "message" => "message",
            _ => "other",
        };
        let stated = link.effect.is_some() || link.lock_hold.is_some();
        if !stated && !known.insert((from.clone(), to.clone(), sort)) && is_member(&link.to) {
            inside.push(link.id.clone().into());
            continue;
        }
        if from != link.from || to != link.to {
            edits.push(Edit::Reconnect(link.id.clone(), from, to));
        }
    }
    let work: f64 = members
        .iter()
        .filter_map(|id| board.nodes.get(id.as_str()))
        .filter(|node| !node.kind.behavior.delivers_later)
        .filter_map(Node::service_time)
        .map(Known::base)
        .sum();
    let text = crate::model::Value::to_text(&Known::stated(Seconds(work)));
    edits.push(Edit::Set {
        of: stays.clone().into(),
        key: "service_time".to_owned(),
        to: Some(format!("{text} (guess)")),
    });
    inside.extend(others.iter().map(|id| ElementId::from(id.clone())));
    if !inside.is_empty() {
        edits.push(Edit::Remove(inside));
    }
    edits
}

/// The board as it would be; none when the edits do not fit it.
pub(super) fn remodelled(board: &Board, edits: &[Edit]) -> Option<Board> {
    applied(board, edits).ok()
}
