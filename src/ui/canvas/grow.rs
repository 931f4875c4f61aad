//! New nodes and links as steps of undo: what placing, connecting and Ctrl+Arrow have in common.

use super::handles::{self, Side};
use super::slot;
use crate::edit::{Edit, Step};
use crate::model::{Board, ElementId, KindRef, Link, LinkId, Node, NodeId, Point, Rect, kinds};
use crate::scene::Geometry;
use crate::ui::Command;

/// The kind a node gets when nobody chose one.
pub fn usual_kind() -> Option<KindRef> {
    kinds::by_slug("service").or_else(|| kinds::ALL.first().copied())
}

/// A node of a kind that the board does not have yet: `Service`, `Service 2`.
pub fn fresh_node(board: &Board, kind: KindRef, centre: Point) -> Node {
    let id = board.free_id(kind.label);
    let name = match id.rsplit_once('-') {
        Some((_, number)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{} {number}", kind.label)
        }
        _ => kind.label.to_owned(),
    };
    let at = Point::new(centre.x.round(), centre.y.round());
    Node::bare(NodeId::new(id), kind, name, at, None, false, Vec::new())
}

/// A link of the sort its head usually takes.
pub fn fresh_link(board: &Board, from: &NodeId, to: &Node) -> Link {
    Link::bare(
        LinkId::new(board.free_link_id(from, &to.id)),
        from.clone(),
        to.id.clone(),
        to.kind.behavior.taken_by,
        String::new(),
    )
}

/// Links two nodes of the board; nothing when that is no link.
pub fn connected(board: &Board, from: &NodeId, to: &NodeId) -> Vec<Command> {
    let Some(head) = board.nodes.get(to.as_str()) else { return Vec::new() };
    if from == to || board.nodes.get(from.as_str()).is_none() {
        return Vec::new();
    }
    let link = fresh_link(board, from, head);
    let selected = ElementId::from(link.id.clone());
    let label = format!("Connect {}", board.name_of(&to.clone().into()));
    vec![Command::Edit(Step::one(label, Edit::PutLink(link))), Command::Select([selected].into())]
}

/// Places a node and starts typing its name.
pub fn placed(board: &Board, kind: KindRef, centre: Point) -> Vec<Command> {
    let node = fresh_node(board, kind, centre);
    let id = ElementId::from(node.id.clone());
    let label = format!("Add {}", node.name);
    announced(Step::one(label, Edit::PutNode(node)), id)
}

/// Places a node at a centre, linked from another, and starts typing its name.
pub fn grown(board: &Board, from: &NodeId, kind: KindRef, centre: Point) -> Vec<Command> {
    let node = fresh_node(board, kind, centre);
    let id = ElementId::from(node.id.clone());
    let link = fresh_link(board, from, &node);
    let label = format!("Add {}", node.name);
    announced(Step { label, edits: vec![Edit::PutNode(node), Edit::PutLink(link)] }, id)
}

/// As [`grown`], at the nearest free place on that side.
pub fn grown_beside(
    board: &Board,
    geometry: &Geometry,
    from: &NodeId,
    side: Side,
    kind: KindRef,
) -> Vec<Command> {
    let Some(frame) = handles::node_frame(board, geometry, from) else { return Vec::new() };
    grown(board, from, kind, slot::beside(frame, side, &taken(geometry)))
}

/// Puts a node into a link and starts typing its name.
pub fn inserted(board: &Board, link: &LinkId, kind: KindRef, centre: Point) -> Vec<Command> {
    let node = fresh_node(board, kind, centre);
    let id = ElementId::from(node.id.clone());
    let label = format!("Insert {}", node.name);
    match insertion(board, link, node) {
        Some(edit) => announced(Step::one(label, edit), id),
        None => Vec::new(),
    }
}

/// The edit that puts a node into a link; the old end is reached as before.
pub fn insertion(board: &Board, link: &LinkId, node: Node) -> Option<Edit> {
    let onward = board.links.get(link.as_str())?.interaction;
    Some(Edit::InsertOn { link: link.clone(), node, onward })
}

/// Frames that a new node may not cover.
pub fn taken(geometry: &Geometry) -> Vec<Rect> {
    geometry.nodes.iter().chain(&geometry.notes).copied().collect()
}

fn announced(step: Step, id: ElementId) -> Vec<Command> {
    vec![Command::Edit(step), Command::Select([id.clone()].into()), Command::Name(Some(id))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::applied;
    use crate::ui::canvas::sketch;

    fn after(board: &Board, commands: &[Command]) -> Board {
        let Some(Command::Edit(step)) = commands.first() else { panic!("{commands:?}") };
        applied(board, &step.edits).unwrap()
    }

    #[test]
    fn the_second_service_is_called_so() {
        let kind = usual_kind().unwrap();
        let board = after(&Board::default(), &placed(&Board::default(), kind, Point::default()));
        let board = after(&board, &placed(&board, kind, Point::new(0.4, 200.0)));
        let ids: Vec<(&str, &str)> =
            board.nodes.iter().map(|n| (n.id.as_str(), n.name.as_str())).collect();
        assert_eq!(ids, [("service", "Service"), ("service-2", "Service 2")]);
        assert_eq!(board.nodes.at(1).unwrap().at, Point::new(0.0, 200.0));
    }

    #[test]
    fn a_link_is_of_the_sort_its_head_takes() {
        let (board, _) = sketch::two_nodes();
        let queue = kinds::by_slug("queue").unwrap();
        let board = after(&board, &grown(&board, &"b".into(), queue, Point::new(600.0, 0.0)));
        let link = board.links.get("b-to-queue").unwrap();
        assert_eq!(link.interaction, queue.behavior.taken_by);
    }

    #[test]
    fn an_inserted_node_stands_between_and_the_old_end_is_reached_as_before() {
        let (board, _) = sketch::two_nodes();
        let cache = kinds::by_slug("cache").unwrap();
        let old = board.links.at(0).unwrap().interaction;
        let board = after(&board, &inserted(&board, &"a-to-b".into(), cache, Point::default()));
        let ends: Vec<(&str, &str)> =
            board.links.iter().map(|l| (l.from.as_str(), l.to.as_str())).collect();
        assert_eq!(ends, [("a", "cache"), ("cache", "b")]);
        assert_eq!(board.links.at(1).unwrap().interaction, old);
    }

    #[test]
    fn a_node_is_never_linked_with_itself() {
        let (board, _) = sketch::two_nodes();
        assert!(connected(&board, &"a".into(), &"a".into()).is_empty());
        assert!(connected(&board, &"a".into(), &"nobody".into()).is_empty());
    }
}
