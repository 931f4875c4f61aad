//! Ways through a board for the keyboard: reading order, and along links.

use super::handles::Side;
use super::hit;
use crate::model::{Board, ElementId, NodeId, Point};
use crate::scene::Geometry;

/// Rows of reading order are this high, in board units.
const ROW: f32 = 60.0;

/// Every element with a place, row by row and from left to right.
pub(super) fn reading_order(board: &Board, geometry: &Geometry) -> Vec<ElementId> {
    let mut placed: Vec<(i64, f32, ElementId)> = Vec::new();
    let mut add = |id: ElementId, at: Point| placed.push(((at.y / ROW).round() as i64, at.x, id));
    for (boundary, frame) in board.boundaries.iter().zip(&geometry.boundaries) {
        add(boundary.id.clone().into(), frame.min);
    }
    for (node, frame) in board.nodes.iter().zip(&geometry.nodes) {
        add(node.id.clone().into(), frame.centre());
    }
    for (link, path) in board.links.iter().zip(&geometry.links) {
        if let Some(middle) = hit::middle_of(&path.points) {
            add(link.id.clone().into(), middle);
        }
    }
    for (note, frame) in board.notes.iter().zip(&geometry.notes) {
        add(note.id.clone().into(), frame.centre());
    }
    placed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then_with(|| a.2.cmp(&b.2)));
    placed.into_iter().map(|(_, _, id)| id).collect()
}

/// The element after (or before) this one in reading order, round and round; the first when
/// nothing is selected.
pub(super) fn next(
    board: &Board,
    geometry: &Geometry,
    from: Option<&ElementId>,
    backwards: bool,
) -> Option<ElementId> {
    let mut order = reading_order(board, geometry);
    if backwards {
        order.reverse();
    }
    let index = from.and_then(|from| order.iter().position(|id| id == from));
    let next = index.map_or(0, |index| (index + 1) % order.len().max(1));
    order.get(next).cloned()
}

/// The linked node that lies best in a direction.
pub(super) fn neighbour(
    board: &Board,
    geometry: &Geometry,
    from: &NodeId,
    side: Side,
) -> Option<NodeId> {
    let centre = |id: &NodeId| {
        board.nodes.position(id.as_str()).and_then(|i| geometry.nodes.get(i)).map(|r| r.centre())
    };
    let start = centre(from)?;
    let out = side.direction();
    let linked = board.links.iter().filter_map(|link| {
        if &link.from == from {
            Some(&link.to)
        } else if &link.to == from {
            Some(&link.from)
        } else {
            None
        }
    });
    let mut best: Option<(f32, &NodeId)> = None;
    for node in linked {
        let Some(there) = centre(node) else { continue };
        let way = there.minus(start);
        let ahead = way.x * out.x + way.y * out.y;
        let aside = (way.x * out.y).abs() + (way.y * out.x).abs();
        // Within 60 degrees of the direction: aside at most tan 60° = 1.73 of ahead.
        if ahead <= 0.0 || aside > 1.73 * ahead {
            continue;
        }
        let cost = ahead + 2.0 * aside;
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, node));
        }
    }
    best.map(|(_, node)| node.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::canvas::sketch;

    #[test]
    fn rows_are_read_from_left_to_right() {
        let mut board = Board::default();
        for (id, x, y) in [("c", 0.0, 200.0), ("b", 300.0, 10.0), ("a", 0.0, 0.0)] {
            board.nodes.put(sketch::node(id, x, y));
        }
        let geometry = sketch::geometry(&board);
        let order = reading_order(&board, &geometry);
        let ids: Vec<&str> = order.iter().map(ElementId::as_str).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        let c = ElementId::Node("c".into());
        let a = ElementId::Node("a".into());
        assert_eq!(next(&board, &geometry, Some(&c), false), Some(a.clone()));
        assert_eq!(next(&board, &geometry, Some(&a), true), Some(c));
        assert_eq!(next(&board, &geometry, None, false), Some(a));
    }

    #[test]
    fn an_empty_board_has_no_next() {
        assert_eq!(next(&Board::default(), &Geometry::default(), None, false), None);
    }

    #[test]
    fn one_walks_along_links_only() {
        let (mut board, _) = sketch::two_nodes();
        board.nodes.put(sketch::node("nearer", 150.0, 0.0));
        let geometry = sketch::geometry(&board);
        let walk = |from: &str, side| neighbour(&board, &geometry, &from.into(), side);
        assert_eq!(walk("a", Side::Right), Some("b".into()));
        assert_eq!(walk("b", Side::Left), Some("a".into()));
        assert_eq!(walk("a", Side::Top), None);
        assert_eq!(walk("nearer", Side::Left), None);
    }
}
