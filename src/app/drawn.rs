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
    measured: Option<u64>,
    painted: Option<Key>,
}

/// Everything a scene depends on.
#[derive(Clone, PartialEq)]
struct Key {
    revision: u64,
    answers_of: u64,
    theme: Theme,
    flow: Option<FlowId>,
}

impl Drawn {
    /// Measures and builds what changed.
    pub(super) fn refresh(
        &mut self,
        board: &Board,
        revision: u64,
        (review, answers_of): (&Review, u64),
        theme: Theme,
        flow: Option<&FlowId>,
    ) {
        if self.measured != Some(revision) {
            self.geometry = Geometry::of(board);
            self.measured = Some(revision);
        }
        let key = Key { revision, answers_of, theme, flow: flow.cloned() };
        if self.painted.as_ref() != Some(&key) {
            let show = Show { theme, answers: Some(review), flow };
            self.scene = scene::build(board, &self.geometry, show);
            self.painted = Some(key);
        }
    }
}
