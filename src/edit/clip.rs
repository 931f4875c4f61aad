//! Parts of a board: copied out, put in again with fresh ids.

use std::collections::BTreeMap;

use super::apply::{Edit, Step};
use crate::model::board::free_id_among;
use crate::model::{Board, ElementId, LinkId, NodeId, NoteId, Point};

/// A small board cut out of a larger one; on the clipboard it is the text of a board file.
pub type Clip = Board;

/// Copies the selected nodes, notes and boundaries, and the links among the selected nodes.
pub fn extract(board: &Board, selected: &[ElementId]) -> Clip {
    let mut clip = Clip {
        title: "Copied from ".to_owned() + &board.name_of(&ElementId::Board),
        ..Clip::default()
    };
    let has = |element: ElementId| selected.contains(&element);
    clip.nodes = board.nodes.iter().filter(|node| has(node.id.clone().into())).cloned().collect();
    clip.notes = board.notes.iter().filter(|note| has(note.id.clone().into())).cloned().collect();
    clip.boundaries =
        board.boundaries.iter().filter(|b| has(b.id.clone().into())).cloned().collect();
    clip.links = board
        .links
        .iter()
        .filter(|link| {
            clip.nodes.get(link.from.as_str()).is_some()
                && clip.nodes.get(link.to.as_str()).is_some()
        })
        .cloned()
        .collect();
    clip
}

/// The step that puts a clip onto a board, moved by an offset; returns the new elements too.
///
/// Ids that are taken get a number; links follow their nodes.
pub fn insert(board: &Board, clip: &Clip, by: Point) -> (Step, Vec<ElementId>) {
    let mut scratch = board.clone();
    let mut edits = Vec::new();
    let mut added: Vec<ElementId> = Vec::new();
    let mut renamed: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for old in clip.boundaries.iter() {
        let mut boundary = old.clone();
        boundary.id = scratch.free_id(boundary.id.as_str()).as_str().into();
        boundary.at = boundary.at.offset(by);
        scratch.boundaries.put(boundary.clone());
        added.push(boundary.id.clone().into());
        edits.push(Edit::PutBoundary(boundary));
    }
    for old in clip.nodes.iter() {
        let mut node = old.clone();
        node.id = NodeId::new(scratch.free_id(old.id.as_str()));
        node.at = node.at.offset(by);
        node.locked = false;
        renamed.insert(old.id.clone(), node.id.clone());
        scratch.nodes.put(node.clone());
        added.push(node.id.clone().into());
        edits.push(Edit::PutNode(node));
    }
    for old in clip.links.iter() {
        let (Some(from), Some(to)) = (renamed.get(&old.from), renamed.get(&old.to)) else {
            continue;
        };
        let mut link = old.clone();
        link.id = LinkId::new(free_id_among(&format!("{from}-to-{to}"), &|id| {
            scratch.links.get(id).is_some() || scratch.nodes.get(id).is_some()
        }));
        link.from = from.clone();
        link.to = to.clone();
        scratch.links.put(link.clone());
        edits.push(Edit::PutLink(link));
    }
    for old in clip.notes.iter() {
        let mut note = old.clone();
        note.id = NoteId::new(scratch.free_id(old.id.as_str()));
        note.at = note.at.offset(by);
        scratch.notes.put(note.clone());
        added.push(note.id.clone().into());
        edits.push(Edit::PutNote(note));
    }
    let label = match added.len() {
        1 => "Paste 1 element".to_owned(),
        n => format!("Paste {n} elements"),
    };
    (Step { label, edits }, added)
}

/// The step that doubles the selected elements beside themselves; returns the copies too.
pub fn duplicate(board: &Board, selected: &[ElementId], by: Point) -> (Step, Vec<ElementId>) {
    let (mut step, added) = insert(board, &extract(board, selected), by);
    step.label = step.label.replace("Paste", "Duplicate");
    (step, added)
}
