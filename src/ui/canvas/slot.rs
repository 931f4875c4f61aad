//! The nearest free place for a new node beside another.

use super::handles::Side;
use crate::model::{Point, Rect, Size};
use crate::scene;

/// Gap between a node and the one created beside it, in board units.
pub(super) const GAP: f32 = 120.0;
/// Size a new node is expected to have, in board units.
pub(super) const SIZE: Size = scene::NODE_SIZE;
/// Room kept between a new node and what is there, in board units.
const MARGIN: f32 = 16.0;
/// Gap between new nodes beside the same node, in board units.
const SPREAD: f32 = 48.0;

/// The centre of the nearest place at that side where nothing is in the way.
///
/// It looks straight ahead first, then to both sides in turn, then a column farther out.
pub(super) fn beside(from: Rect, side: Side, taken: &[Rect]) -> Point {
    let out = side.direction();
    let across = Point::new(out.y.abs(), out.x.abs());
    let start = side.middle(from);
    let deep = if out.x == 0.0 { SIZE.height } else { SIZE.width };
    let wide = if out.x == 0.0 { SIZE.width } else { SIZE.height };
    for column in 0..16u8 {
        let ahead = GAP + deep / 2.0 + f32::from(column) * (GAP + deep);
        for step in 0..13i16 {
            // 0, 1, -1, 2, -2 …
            let turn = if step % 2 == 1 { f32::from((step + 1) / 2) } else { f32::from(-step / 2) };
            let aside = turn * (wide + SPREAD);
            let centre = Point::new(
                (start.x + out.x * ahead + across.x * aside).round(),
                (start.y + out.y * ahead + across.y * aside).round(),
            );
            if is_free(centre, taken) {
                return centre;
            }
        }
    }
    Point::new(start.x + out.x * (GAP + deep / 2.0), start.y + out.y * (GAP + deep / 2.0))
}

/// The nearest free place around a centre.
pub(super) fn near(centre: Point, taken: &[Rect]) -> Point {
    let start = Point::new(centre.x.round(), centre.y.round());
    if is_free(start, taken) {
        return start;
    }
    beside(Rect { min: start, max: start }, Side::Right, taken)
}

fn is_free(centre: Point, taken: &[Rect]) -> bool {
    let place = Rect::around(centre, SIZE).grown(MARGIN);
    !taken.iter().any(|rect| rect.touches(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from() -> Rect {
        Rect::around(Point::new(0.0, 0.0), SIZE)
    }

    #[test]
    fn straight_ahead_when_nothing_is_there() {
        // Half of 160, the gap of 120, half of the new one.
        assert_eq!(beside(from(), Side::Right, &[from()]), Point::new(280.0, 0.0));
        assert_eq!(beside(from(), Side::Top, &[from()]), Point::new(0.0, -192.0));
    }

    #[test]
    fn a_taken_place_moves_it_aside_and_then_to_the_other_side() {
        let mut taken = vec![from()];
        let mut places = Vec::new();
        for _ in 0..3 {
            let place = beside(from(), Side::Right, &taken);
            taken.push(Rect::around(place, SIZE));
            places.push((place.x, place.y));
        }
        assert_eq!(places, [(280.0, 0.0), (280.0, 120.0), (280.0, -120.0)]);
    }

    #[test]
    fn new_nodes_never_overlap() {
        let mut taken = vec![from()];
        for _ in 0..40 {
            let place = Rect::around(beside(from(), Side::Bottom, &taken), SIZE);
            assert!(!taken.iter().any(|other| other.touches(place)));
            taken.push(place);
        }
    }

    #[test]
    fn near_takes_the_place_itself_when_it_is_free() {
        assert_eq!(near(Point::new(10.4, 0.0), &[]), Point::new(10.0, 0.0));
        let place = near(Point::new(0.0, 0.0), &[from()]);
        assert!(!from().touches(Rect::around(place, SIZE)));
    }
}
