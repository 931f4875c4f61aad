//! Fixes that give data a store of its own.

use super::cure;
use crate::edit::Edit;
use crate::model::node::{Access, DataKind};
use crate::model::{Board, Interaction, Link, LinkId, Node, NodeId, Point, kinds};

/// The kind of store that is made for a use of data, and what people call it.
pub(super) fn store_for(access: Access) -> (&'static str, &'static str) {
    match access {
        Access::Oltp => ("relational-db", "a database"),
        Access::Blob => ("object-store", "an object store"),
        Access::Append => ("stream", "a log of its own"),
        Access::Chat | Access::TimeSeries => ("document-db", "a store by key and time"),
        Access::Search => ("search", "a search index"),
        Access::Analytics => ("object-store", "a store for analysis"),
    }
}

/// Takes the chosen data out of a node into a store made for its use: one on the board, or a new
/// one below. None when there is nothing to move.
pub(super) fn move_out(
    board: &Board,
    from: &NodeId,
    access: Access,
    chosen: impl Fn(&DataKind) -> bool,
) -> Option<Vec<Edit>> {
    let source = board.nodes.get(from.as_str())?;
    let (moved, kept): (Vec<DataKind>, Vec<DataKind>) =
        source.data.iter().cloned().partition(|data| chosen(data));
    let first = moved.first()?;
    let fits = |node: &&Node| {
        let behavior = &node.kind.behavior;
        behavior.suits.contains(&access)
            && !behavior.answers_from_copy
            && node.durable != Some(false)
            && node.id != source.id
    };
    let (target, is_new) = if let Some(node) = board.nodes.iter().find(fits) {
        (node.clone(), false)
    } else {
        let name = capital(&first.name);
        let id = NodeId::new(board.free_id(&name));
        let kind = kinds::by_slug(store_for(access).0)?;
        let at = Point::new(source.at.x, source.at.y + 180.0);
        (Node::bare(id, kind, name, at, None, false, Vec::new()), true)
    };
    let mut edits = Vec::new();
    let target_id = target.id.clone();
    let mut target = target;
    target.data.extend(moved);
    edits.push(Edit::PutNode(target));
    edits.push(Edit::PutNode(Node { data: kept, ..source.clone() }));
    if is_new {
        edits.push(Edit::PutLink(feed(board, source, &target_id, access)));
    }
    Some(edits)
}

/// The link by which a new store gets its data: copied from the log where it is only derived, else
/// written by whoever writes to the old one.
fn feed(board: &Board, source: &Node, target: &NodeId, access: Access) -> Link {
    let derived = matches!(access, Access::Search | Access::Analytics | Access::Append);
    let into = || board.links.iter().filter(|link| link.to == source.id);
    let writer = into()
        .find(|link| matches!(link.interaction, Interaction::Write | Interaction::Lock))
        .or_else(|| into().next());
    let (from, interaction) = match writer {
        _ if !source.kind.behavior.keeps_state => (&source.id, Interaction::Write),
        Some(writer) if !derived => (&writer.from, Interaction::Write),
        _ => (&source.id, Interaction::Replicate),
    };
    let id = LinkId::new(board.free_link_id(from, target));
    Link::bare(id, from.clone(), target.clone(), interaction, String::new())
}

/// Changes what is stated about the data that a node holds.
pub(super) fn restate_all(node: &Node, change: impl Fn(&mut DataKind)) -> Edit {
    let mut node = node.clone();
    node.data.iter_mut().for_each(change);
    Edit::PutNode(node)
}

/// Names of data as one says them.
pub(super) fn names<'a>(data: impl Iterator<Item = &'a DataKind>) -> String {
    super::ask::list(&data.map(|data| data.name.clone()).collect::<Vec<_>>())
}

/// A fix that moves data; the team has to say who writes there.
pub(super) fn fix(title: String, edits: Vec<Edit>) -> super::Fix {
    cure::maybe(title, edits)
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
