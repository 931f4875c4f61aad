//! Two boards on one canvas: what was added, taken away and changed, and which answers turned.

use std::collections::BTreeSet;

use crate::model::difference::{self, Difference, How};
use crate::model::{Board, ElementId};
use crate::rules::{Review, Turned};
use crate::scene::{self, Geometry, Scene, Show, Theme};

/// An earlier board beside the one that is shown.
pub struct Compared {
    /// Which one: "as it was saved".
    pub with: String,
    /// What is on the earlier board.
    pub geometry: Geometry,
    /// The earlier board as things to paint.
    pub scene: Scene,
    /// What is new.
    pub added: BTreeSet<ElementId>,
    /// What is gone.
    pub removed: BTreeSet<ElementId>,
    /// What is there on both, and another.
    pub changed: BTreeSet<ElementId>,
    /// Everything that differs, in words.
    pub differences: Vec<Difference>,
    /// The answers that turned, worse ones first.
    pub turned: Vec<Turned>,
}

impl Compared {
    /// What differs between an earlier board and the one that is shown.
    pub fn of(
        with: String,
        (before, was): (&Board, &Review),
        (after, is): (&Board, &Review),
        theme: Theme,
    ) -> Self {
        let differences = difference::between(before, after);
        let of = |wanted: fn(&How) -> bool| {
            let these = differences.iter().filter(|one| wanted(&one.how));
            these.map(|one| one.of.clone()).collect::<BTreeSet<_>>()
        };
        let geometry = Geometry::of(before);
        let show = Show { theme, answers: None, flow: None, loads: false };
        Self {
            with,
            scene: scene::build(before, &geometry, show),
            geometry,
            added: of(|how| matches!(how, How::Added)),
            removed: of(|how| matches!(how, How::Removed)),
            changed: of(|how| matches!(how, How::Changed(_))),
            turned: was.answers_turned(is),
            differences,
        }
    }
}
