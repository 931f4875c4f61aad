//! What a picture shows: the pieces of a scene, and the part of the board around them.

use super::Options;
use crate::model::{Board, ElementId, Point, Rect};
use crate::rules::Review;
use crate::scene::{self, Geometry, Ink, Piece, Show};

/// Shown when there is nothing to show, in board units.
const BLANK: Rect = Rect { min: Point::new(0.0, 0.0), max: Point::new(320.0, 180.0) };

/// Pieces to paint, back to front, and the frame around them with its padding.
pub(super) struct Picture {
    pub(super) pieces: Vec<Piece>,
    pub(super) frame: Rect,
    /// The board's colour, when it is painted.
    pub(super) background: Option<Ink>,
}

impl Picture {
    pub(super) fn of(board: &Board, review: Option<&Review>, options: &Options) -> Self {
        let answers = review.filter(|_| options.with_answers);
        let show = Show {
            theme: options.theme,
            answers,
            flow: options.flow.as_ref(),
            loads: options.loads,
        };
        let mut pieces = scene::build(board, &Geometry::of(board), show).pieces;
        pieces.retain(|piece| is_wanted(board, piece, options));
        let bounds = pieces.iter().map(|piece| piece.bounds).reduce(Rect::union);
        let padding =
            if options.padding.is_finite() { options.padding.clamp(0.0, 4096.0) } else { 0.0 };
        let around = bounds.unwrap_or(BLANK).grown(padding);
        // Whole units keep straight lines crisp at every whole scale.
        let frame = Rect {
            min: Point::new(around.min.x.floor(), around.min.y.floor()),
            max: Point::new(around.max.x.ceil(), around.max.y.ceil()),
        };
        let background = options.background.then(|| scene::palette::of(options.theme).board);
        Self { pieces, frame, background }
    }
}

/// Everything without a selection; with one, what is selected and the links among it.
fn is_wanted(board: &Board, piece: &Piece, options: &Options) -> bool {
    let (Some(selection), Some(element)) = (&options.selection, &piece.element) else {
        return true;
    };
    let among = |id| {
        board.links.get(id).is_some_and(|link| {
            selection.contains(&link.from.clone().into())
                && selection.contains(&link.to.clone().into())
        })
    };
    match element {
        ElementId::Link(id) => selection.contains(element) || among(id.as_str()),
        _ => selection.contains(element),
    }
}
