//! The board as it would be after a gesture in progress.
//!
//! A small board is measured and painted anew as a whole. Of a large one only what the gesture
//! changes is: changed nodes, the links at them, and the nodes at the other ends.

use std::collections::BTreeSet;

use super::paint::Hidden;
use crate::edit::{Edit, applied};
use crate::model::{Board, ElementId};
use crate::scene::{self, Geometry, Scene, Show};
use crate::ui::View;

/// Boards up to this many nodes are shown anew as a whole.
const WHOLE: usize = 120;

/// A board that is only looked at.
pub(super) struct Shown {
    pub(super) board: Board,
    pub(super) geometry: Geometry,
    pub(super) scene: Scene,
    /// What of it is painted; all when nothing is said.
    pub(super) only: Option<BTreeSet<ElementId>>,
}

impl Shown {
    /// The board after these edits; nothing when they cannot be applied.
    pub(super) fn after(view: &View<'_>, edits: &[Edit]) -> Option<Self> {
        if edits.is_empty() {
            return None;
        }
        let whole = applied(view.board, edits).ok()?;
        let (board, only) = if whole.nodes.len() <= WHOLE {
            (whole, None)
        } else {
            let (part, changed) = part_of(view.board, whole);
            (part, Some(changed))
        };
        let geometry = Geometry::of(&board);
        let show = Show {
            theme: view.session.theme,
            answers: Some(view.review),
            flow: view.session.flow.as_ref(),
            loads: view.session.loads,
        };
        let scene = scene::build(&board, &geometry, show);
        Some(Self { board, geometry, scene, only })
    }

    /// What the scene of the real board must not paint meanwhile.
    pub(super) fn hides(&self) -> Hidden {
        match &self.only {
            None => Hidden::Everything,
            Some(changed) => Hidden::These(changed.clone()),
        }
    }
}

/// What differs between two boards, with what is needed to draw it, and the ids of what differs.
fn part_of(before: &Board, after: Board) -> (Board, BTreeSet<ElementId>) {
    let mut changed: BTreeSet<ElementId> = BTreeSet::new();
    for node in after.nodes.iter() {
        if before.nodes.get(node.id.as_str()) != Some(node) {
            changed.insert(node.id.clone().into());
        }
    }
    let mut needed: BTreeSet<ElementId> = changed.clone();
    for link in after.links.iter() {
        let (from, to) = (link.from.clone().into(), link.to.clone().into());
        let at_changed = changed.contains(&from) || changed.contains(&to);
        if at_changed || before.links.get(link.id.as_str()) != Some(link) {
            needed.extend([from, to, link.id.clone().into()]);
        }
    }
    for note in after.notes.iter().filter(|n| before.notes.get(n.id.as_str()) != Some(*n)) {
        needed.insert(note.id.clone().into());
        changed.insert(note.id.clone().into());
    }
    for frame in after.boundaries.iter() {
        if before.boundaries.get(frame.id.as_str()) != Some(frame) {
            needed.insert(frame.id.clone().into());
            changed.insert(frame.id.clone().into());
        }
    }
    changed.extend(needed.iter().filter(|id| matches!(id, ElementId::Link(_))).cloned());
    let has = |id: ElementId| needed.contains(&id);
    let mut part = after;
    part.nodes.retain(|node| has(node.id.clone().into()));
    part.links.retain(|link| has(link.id.clone().into()));
    part.notes.retain(|note| has(note.id.clone().into()));
    part.boundaries.retain(|boundary| has(boundary.id.clone().into()));
    (part, changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Point;
    use crate::ui::canvas::sketch;

    #[test]
    fn of_a_large_board_only_what_moves_is_shown_anew() {
        let (mut board, _) = sketch::two_nodes();
        board.nodes.put(sketch::node("far", 0.0, 900.0));
        let moved = [Edit::Move(vec![ElementId::Node("a".into())], Point::new(10.0, 0.0))];
        let (part, changed) = part_of(&board, applied(&board, &moved).unwrap());
        assert_eq!((part.nodes.len(), part.links.len()), (2, 1));
        let ids: Vec<&str> = changed.iter().map(ElementId::as_str).collect();
        assert_eq!(ids, ["a", "a-to-b"]);
    }
}
