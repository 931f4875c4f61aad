//! What is drawn of the board, kept until something it is made of changes.

use crate::model::{Board, FlowId};
use crate::rules::Review;
use crate::scene::{self, Geometry, Scene, Show, Theme};

/// Geometry and scene of the current revision.
#[derive(Default)]
pub(super) struct Drawn {
    /// Frames and paths.
    pub(super) geometry: Geometry,
    /// Things to paint.
    pub(super) scene: Scene,
    measured: Option<(u64, Board)>,
    painted: Option<Key>,
}

/// Everything a scene depends on.
#[derive(Clone, PartialEq)]
struct Key {
    revision: u64,
    answers_of: u64,
    theme: Theme,
    flow: Option<FlowId>,
    loads: bool,
}

impl Drawn {
    /// Measures and builds what changed.
    pub(super) fn refresh(
        &mut self,
        board: &Board,
        revision: u64,
        (review, answers_of): (&Review, u64),
        theme: Theme,
        (flow, loads): (Option<&FlowId>, bool),
    ) {
        if self.measured.as_ref().is_none_or(|(measured, _)| *measured != revision) {
            let known = std::mem::take(&mut self.geometry);
            self.geometry = match &self.measured {
                Some((_, before)) => known.again(before, board),
                None => Geometry::of(board),
            };
            self.measured = Some((revision, board.clone()));
        }
        let key = Key { revision, answers_of, theme, flow: flow.cloned(), loads };
        if self.painted.as_ref() != Some(&key) {
            let show = Show { theme, answers: Some(review), flow, loads };
            self.scene = scene::build(board, &self.geometry, show);
            self.painted = Some(key);
        }
    }
}
