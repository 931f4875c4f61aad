//! Which elements a selecting frame takes.

use super::super::ToolContext;
use crate::model::{ElementId, Point, Rect};

/// Elements that the frame touches, or that lie wholly inside. Boundaries always have to lie
/// inside, because one draws frames within them.
pub(super) fn inside(ctx: &ToolContext<'_>, frame: Rect, wholly: bool) -> Vec<ElementId> {
    let takes = |rect: &Rect| if wholly { frame.encloses(*rect) } else { frame.touches(*rect) };
    let mut taken: Vec<ElementId> = Vec::new();
    let nodes = ctx.board.nodes.iter().zip(&ctx.geometry.nodes);
    taken.extend(nodes.filter(|(_, rect)| takes(rect)).map(|(node, _)| node.id.clone().into()));
    let notes = ctx.board.notes.iter().zip(&ctx.geometry.notes);
    taken.extend(notes.filter(|(_, rect)| takes(rect)).map(|(note, _)| note.id.clone().into()));
    let frames = ctx.board.boundaries.iter().zip(&ctx.geometry.boundaries);
    taken.extend(
        frames
            .filter(|(_, rect)| frame.encloses(**rect))
            .map(|(boundary, _)| boundary.id.clone().into()),
    );
    let links = ctx.board.links.iter().zip(&ctx.geometry.links);
    taken.extend(
        links
            .filter(|(_, path)| {
                if wholly {
                    !path.points.is_empty() && path.points.iter().all(|p| frame.contains(*p))
                } else {
                    crosses(&path.points, frame)
                }
            })
            .map(|(link, _)| link.id.clone().into()),
    );
    taken
}

/// True when a path has a point inside the frame.
fn crosses(path: &[Point], frame: Rect) -> bool {
    path.windows(2).any(|pair| match pair {
        [a, b] => segment_touches(*a, *b, frame),
        _ => false,
    })
}

/// Clips the segment against each side in turn (Liang and Barsky, 1984).
fn segment_touches(a: Point, b: Point, frame: Rect) -> bool {
    let along = b.minus(a);
    let (mut enters, mut leaves) = (0.0_f32, 1.0_f32);
    for (step, room) in [
        (-along.x, a.x - frame.min.x),
        (along.x, frame.max.x - a.x),
        (-along.y, a.y - frame.min.y),
        (along.y, frame.max.y - a.y),
    ] {
        if step.abs() <= f32::EPSILON {
            if room < 0.0 {
                return false;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    enters <= leaves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_through_a_frame_touches_it_without_an_end_inside() {
        let frame = Rect::between(Point::new(0.0, 0.0), Point::new(10.0, 10.0));
        let touches = |a: (f32, f32), b: (f32, f32)| {
            segment_touches(Point::new(a.0, a.1), Point::new(b.0, b.1), frame)
        };
        assert!(touches((-5.0, 5.0), (15.0, 5.0)));
        assert!(touches((-5.0, 4.0), (8.0, 15.0)));
        assert!(!touches((-5.0, 12.0), (15.0, 12.0)));
        assert!(!touches((-5.0, 9.0), (0.0, 20.0)));
        assert!(touches((5.0, 5.0), (5.0, 5.0)));
    }
}
