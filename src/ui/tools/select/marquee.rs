//! Which elements a selecting frame takes.

use super::super::ToolContext;
use crate::model::{ElementId, Point, Rect};
use crate::ui::canvas::crossing;

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
        [a, b] => crossing(*a, *b, frame).is_some(),
        _ => false,
    })
}
