//! Small boards for tests, with a geometry of their own so that no text is measured.

use crate::model::{
    Board, Boundary, BoundarySort, Interaction, Link, Node, Point, Rect, Size, kinds,
};
use crate::scene::{Geometry, LinkPath};

/// Size of every node in a sketch.
pub(crate) const NODE: Size = Size::new(100.0, 60.0);

pub(crate) fn node(id: &str, x: f32, y: f32) -> Node {
    let kind = kinds::by_slug("service").unwrap();
    let name = id.to_uppercase();
    Node::bare(id.into(), kind, name, Point::new(x, y), Some(NODE), false, Vec::new())
}

pub(crate) fn link(from: &str, to: &str) -> Link {
    let id = format!("{from}-to-{to}");
    Link::bare(id.as_str().into(), from.into(), to.into(), Interaction::Call, String::new())
}

pub(crate) fn boundary(id: &str, at: Point, width: f32, height: f32) -> Boundary {
    let size = Size::new(width, height);
    Boundary { id: id.into(), sort: BoundarySort::Zone, name: "Zone".to_owned(), at, size }
}

/// `a` at the origin calls `b`, 300 to the right.
pub(crate) fn two_nodes() -> (Board, Geometry) {
    let mut board = Board::default();
    board.nodes.put(node("a", 0.0, 0.0));
    board.nodes.put(node("b", 300.0, 0.0));
    board.links.put(link("a", "b"));
    let geometry = geometry(&board);
    (board, geometry)
}

/// Frames of their stated size, straight links from border to border along x.
pub(crate) fn geometry(board: &Board) -> Geometry {
    let frame = |node: &Node| Rect::around(node.at, node.size.unwrap_or(NODE));
    let path = |link: &Link| {
        let end = |id: &str| board.nodes.get(id).map(&frame).unwrap_or_default();
        let (from, to) = (end(link.from.as_str()), end(link.to.as_str()));
        let points =
            vec![Point::new(from.max.x, from.centre().y), Point::new(to.min.x, to.centre().y)];
        LinkPath { points, ..LinkPath::default() }
    };
    let mut geometry = Geometry::default();
    geometry.nodes = board.nodes.iter().map(&frame).collect();
    geometry.links = board.links.iter().map(path).collect();
    geometry.notes =
        board.notes.iter().map(|n| Rect::around(n.at, Size::new(120.0, 80.0))).collect();
    geometry.boundaries = board.boundaries.iter().map(Boundary::rect).collect();
    geometry
}
