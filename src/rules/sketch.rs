//! Boards for tests, written as a line of text.

use crate::edit::{Edit, apply_all};
use crate::model::{Board, Flow, FlowId, Link, LinkId, Node, NodeId, Point, kinds};

/// A board from `browser:client -> api:service -> db:relational-db`; statements end with `;`.
///
/// A name is given its kind where it first stands. All links form one flow `order`.
pub(super) fn sketch(text: &str) -> Board {
    let mut board = Board { title: "Sketch".to_owned(), ..Board::default() };
    let mut links = Vec::new();
    for chain in text.split(';').map(str::trim).filter(|chain| !chain.is_empty()) {
        let mut before: Option<NodeId> = None;
        for word in chain.split("->").map(str::trim) {
            let (name, kind) = word.split_once(':').unwrap_or((word, "service"));
            let id = NodeId::new(name);
            if board.nodes.get(name).is_none() {
                let kind = kinds::by_slug(kind).unwrap();
                board.nodes.put(Node::bare(
                    id.clone(),
                    kind,
                    name.to_owned(),
                    Point::default(),
                    None,
                    false,
                    Vec::new(),
                ));
            }
            if let Some(from) = before {
                let taken_by = board.nodes.get(name).unwrap().kind.behavior.taken_by;
                let link = LinkId::new(format!("{from}-to-{name}"));
                board.links.put(Link::bare(
                    link.clone(),
                    from,
                    id.clone(),
                    taken_by,
                    String::new(),
                ));
                links.push(link);
            }
            before = Some(id);
        }
    }
    board.flows.put(Flow::bare(FlowId::new("order"), "Order".to_owned(), links));
    board
}

/// The board with attributes set: `api.slots = 200`.
pub(super) fn with(board: &Board, settings: &str) -> Board {
    let mut board = board.clone();
    for line in settings.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty()) {
        let (path, value) = line.split_once('=').unwrap();
        let (id, key) = path.trim().split_once('.').unwrap();
        let of = if board.nodes.get(id).is_some() {
            NodeId::new(id).into()
        } else if board.links.get(id).is_some() {
            LinkId::new(id).into()
        } else {
            FlowId::new(id).into()
        };
        let value = value.trim();
        let edit = if key == "interaction" {
            let interaction = crate::model::Value::parse(value).unwrap();
            Edit::SetInteraction(LinkId::new(id), interaction)
        } else {
            Edit::Set { of, key: key.to_owned(), to: Some(value.to_owned()) }
        };
        apply_all(&mut board, &[edit]).unwrap();
    }
    board
}
