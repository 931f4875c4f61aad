//! Parts of a board: copied out, put in again with fresh ids.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Edit, Step};
use crate::model::id::slug;
use crate::model::{Board, ElementId, Link, LinkId, NodeId, NoteId, Point};

/// A small board cut out of a larger one; on the clipboard it is the text of a board file.
pub type Clip = Board;

/// Copies the selected nodes, notes and boundaries, and the links among the selected nodes.
pub fn extract(board: &Board, selected: &[ElementId]) -> Clip {
    let mut clip = Clip {
        title: "Copied from ".to_owned() + &board.name_of(&ElementId::Board),
        ..Clip::default()
    };
    let selected: BTreeSet<&ElementId> = selected.iter().collect();
    let has = |element: ElementId| selected.contains(&element);
    clip.nodes = board.nodes.iter().filter(|node| has(node.id.clone().into())).cloned().collect();
    clip.notes = board.notes.iter().filter(|note| has(note.id.clone().into())).cloned().collect();
    clip.boundaries =
        board.boundaries.iter().filter(|b| has(b.id.clone().into())).cloned().collect();
    let nodes: BTreeSet<&NodeId> = clip.nodes.iter().map(|node| &node.id).collect();
    let within = |link: &&Link| nodes.contains(&link.from) && nodes.contains(&link.to);
    clip.links = board.links.iter().filter(within).cloned().collect();
    clip
}

/// The step that puts a clip onto a board, moved by an offset; returns the new elements too.
///
/// Ids that are taken get a number; links follow their nodes.
pub fn insert(board: &Board, clip: &Clip, by: Point) -> (Step, Vec<ElementId>) {
    let mut ids = FreeIds::beside(board);
    let mut edits = Vec::new();
    let mut added: Vec<ElementId> = Vec::new();
    let mut renamed: BTreeMap<NodeId, NodeId> = BTreeMap::new();
    for old in clip.boundaries.iter() {
        let mut boundary = old.clone();
        boundary.id = ids.take(old.id.as_str()).as_str().into();
        boundary.at = boundary.at.offset(by);
        added.push(boundary.id.clone().into());
        edits.push(Edit::PutBoundary(boundary));
    }
    for old in clip.nodes.iter() {
        let mut node = old.clone();
        node.id = NodeId::new(ids.take(old.id.as_str()));
        node.at = node.at.offset(by);
        node.locked = false;
        renamed.insert(old.id.clone(), node.id.clone());
        added.push(node.id.clone().into());
        edits.push(Edit::PutNode(node));
    }
    for old in clip.links.iter() {
        let (Some(from), Some(to)) = (renamed.get(&old.from), renamed.get(&old.to)) else {
            continue;
        };
        let mut link = old.clone();
        link.id = LinkId::new(ids.take(&format!("{from}-to-{to}")));
        link.from = from.clone();
        link.to = to.clone();
        edits.push(Edit::PutLink(link));
    }
    for old in clip.notes.iter() {
        let mut note = old.clone();
        note.id = NoteId::new(ids.take(old.id.as_str()));
        note.at = note.at.offset(by);
        added.push(note.id.clone().into());
        edits.push(Edit::PutNote(note));
    }
    let label = match added.len() {
        1 => "Paste 1 element".to_owned(),
        n => format!("Paste {n} elements"),
    };
    (Step { label, edits }, added)
}

/// Gives out ids that neither the board nor an earlier element of the clip has.
struct FreeIds {
    taken: BTreeSet<String>,
    /// The number to try next for a name that was taken: many copies of one take no longer each.
    next: BTreeMap<String, u32>,
}

impl FreeIds {
    fn beside(board: &Board) -> Self {
        Self { taken: board.ids().map(str::to_owned).collect(), next: BTreeMap::new() }
    }

    fn take(&mut self, name: &str) -> String {
        let base = slug(name);
        let mut id = base.clone();
        if self.taken.contains(&id) {
            let next = self.next.entry(base.clone()).or_insert(2);
            while self.taken.contains(&id) {
                id = format!("{base}-{next}");
                *next += 1;
            }
        }
        self.taken.insert(id.clone());
        id
    }
}

/// The step that doubles the selected elements beside themselves; returns the copies too.
pub fn duplicate(board: &Board, selected: &[ElementId], by: Point) -> (Step, Vec<ElementId>) {
    let (mut step, added) = insert(board, &extract(board, selected), by);
    step.label = step.label.replace("Paste", "Duplicate");
    (step, added)
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;
    use crate::model::{Interaction, Node, kinds};

    #[test]
    fn a_large_copy_gets_ids_nobody_else_has_and_keeps_its_links() {
        let kind = kinds::by_slug("service").unwrap();
        let mut board = Board::default();
        let at = Point::new(0.0, 0.0);
        board.nodes = (0..2000)
            .map(|i| {
                let id = NodeId::new(format!("n{i}"));
                Node::bare(id, kind, "N".to_owned(), at, None, false, Vec::new())
            })
            .collect();
        let link = |i: u32| {
            let (from, to) = (NodeId::new(format!("n{i}")), NodeId::new(format!("n{}", i + 1)));
            let id = LinkId::new(format!("{from}-to-{to}"));
            Link::bare(id, from, to, Interaction::Call, String::new())
        };
        board.links = (0..1999).map(link).collect();
        let all: Vec<ElementId> = board.elements().collect();
        for copies in 2..4_u32 {
            let some: Vec<ElementId> = all.iter().take(2000).cloned().collect();
            let (step, added) = duplicate(&board, &some, Point::new(40.0, 40.0));
            assert_eq!(added.len(), 2000);
            board = applied(&board, &step.edits).unwrap();
            assert_eq!(board.nodes.len(), 2000 * copies as usize);
            assert_eq!(board.links.len(), 1999 * copies as usize);
            let ids: BTreeSet<&str> = board.ids().collect();
            assert_eq!(ids.len(), board.ids().count());
            let copied = board.links.get(&format!("n7-{copies}-to-n8-{copies}")).unwrap();
            assert_eq!(copied.from.as_str(), format!("n7-{copies}"));
        }
    }
}
