//! Places and sizes: NaN, infinite, beyond the world, without extent.

use super::{Repairs, shown};
use crate::model::geometry::FARTHEST;
use crate::model::{Board, ElementId, Point, Size};

/// Smallest side an element may have, in board units; smaller ones cannot be taken hold of.
const SMALLEST: f32 = 8.0;

/// Largest side of a node or note, in board units.
const LARGEST: f32 = 10_000.0;

/// Size of a boundary whose own cannot be used.
const BOUNDARY: Size = Size::new(320.0, 240.0);

pub(super) fn repair(board: &mut Board, repairs: &mut Repairs) {
    walk(board, repairs);
    let mut shelf = Shelf::below(board);
    let far = |at: Point| !lies_in_world(at);
    board.nodes.change_where(
        |node| far(node.at) || node.size.is_some_and(|size| !fits(size, LARGEST)),
        |node| {
            let what = format!("The node {}", shown(node.id.as_str()));
            put_in_world(&mut node.at, &mut shelf, &what, &node.id.clone().into(), repairs);
            if node.size.take_if(|size| !fits(*size, LARGEST)).is_some() {
                repairs.say(
                    node.id.clone(),
                    format!("{what} had an unusable size: it fits its name now"),
                );
            }
        },
    );
    board.notes.change_where(
        |note| far(note.at) || note.size.is_some_and(|size| !fits(size, LARGEST)),
        |note| {
            let what = format!("The note {}", shown(note.id.as_str()));
            put_in_world(&mut note.at, &mut shelf, &what, &note.id.clone().into(), repairs);
            if note.size.take_if(|size| !fits(*size, LARGEST)).is_some() {
                repairs.say(
                    note.id.clone(),
                    format!("{what} had an unusable size: it fits its text now"),
                );
            }
        },
    );
    board.boundaries.change_where(
        |boundary| far(boundary.at) || !fits(boundary.size, 2.0 * FARTHEST),
        |boundary| {
            let what = format!("The boundary {}", shown(boundary.id.as_str()));
            let id = boundary.id.clone().into();
            put_in_world(&mut boundary.at, &mut shelf, &what, &id, repairs);
            if !fits(boundary.size, 2.0 * FARTHEST) {
                boundary.size = BOUNDARY;
                repairs.say(
                    id,
                    format!(
                        "{what} had an unusable size: it is {} × {} now",
                        BOUNDARY.width, BOUNDARY.height
                    ),
                );
            }
        },
    );
}

/// Views of the walkthrough look somewhere.
fn walk(board: &mut Board, repairs: &mut Repairs) {
    for (at, view) in board.walk.iter_mut().enumerate() {
        let sees = view.at.is_none_or(lies_in_world)
            && view.size.is_none_or(|size| fits(size, 4.0 * FARTHEST));
        if !sees {
            (view.at, view.size) = (None, None);
            let text =
                format!("View {} of the walkthrough looked nowhere: it shows what is lit", at + 1);
            repairs.say(ElementId::Board, text);
        }
    }
}

fn lies_in_world(at: Point) -> bool {
    at.is_finite() && at.x.abs() <= FARTHEST && at.y.abs() <= FARTHEST
}

fn fits(size: Size, largest: f32) -> bool {
    let sides = SMALLEST..=largest;
    sides.contains(&size.width) && sides.contains(&size.height)
}

fn put_in_world(
    at: &mut Point,
    shelf: &mut Shelf,
    what: &str,
    id: &ElementId,
    repairs: &mut Repairs,
) {
    if lies_in_world(*at) {
        return;
    }
    let said = if at.x.is_nan() || at.y.is_nan() {
        *at = shelf.next();
        format!("{what} had no place: it lies below the others now")
    } else {
        *at = Point::new(at.x.clamp(-FARTHEST, FARTHEST), at.y.clamp(-FARTHEST, FARTHEST));
        format!("{what} lay beyond the edge of the board: it lies at the edge now")
    };
    repairs.say(id.clone(), said);
}

/// Places below everything else, in rows, for elements whose own place is lost.
struct Shelf {
    origin: Point,
    used: u16,
}

impl Shelf {
    fn below(board: &Board) -> Self {
        let mut origin = Point::new(0.0, 0.0);
        let mut found = false;
        for at in board.nodes.iter().map(|node| node.at).filter(|at| lies_in_world(*at)) {
            let left = if found { origin.x.min(at.x) } else { at.x };
            let low = if found { origin.y.max(at.y) } else { at.y };
            origin = Point::new(left, low);
            found = true;
        }
        if found {
            origin.y += 200.0;
        }
        Self { origin, used: 0 }
    }

    fn next(&mut self) -> Point {
        let (column, row) = (self.used % 8, self.used / 8);
        self.used = self.used.wrapping_add(1);
        let by = Point::new(f32::from(column) * 240.0, f32::from(row) * 160.0);
        let Point { x, y } = self.origin.offset(by);
        Point::new(x.clamp(-FARTHEST, FARTHEST), y.clamp(-FARTHEST, FARTHEST))
    }
}
