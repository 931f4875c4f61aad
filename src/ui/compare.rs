//! Two boards on one canvas: what was added, taken away and changed, and which answers turned.

use std::collections::BTreeSet;

use crate::model::difference::{self, Difference, How};
use crate::model::{Board, ElementId};
use crate::rules::Turned;
use crate::scene::{self, Geometry, Scene, Show, Theme};

/// An earlier board beside the one that is shown.
pub struct Compared {
    /// Which one: "as it was saved".
    pub with: String,
    /// The earlier board.
    pub before: Board,
    /// Where everything stands on it.
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
    /// An earlier board, not compared yet.
    pub fn with(with: String, before: Board, theme: Theme) -> Self {
        let geometry = Geometry::of(&before);
        let mut compared = Self {
            with,
            before,
            geometry,
            scene: Scene::default(),
            added: BTreeSet::new(),
            removed: BTreeSet::new(),
            changed: BTreeSet::new(),
            differences: Vec::new(),
            turned: Vec::new(),
        };
        compared.paint(theme);
        compared
    }

    /// Paints the earlier board in other colours.
    pub fn paint(&mut self, theme: Theme) {
        let show = Show { theme, answers: None, flow: None, loads: false };
        self.scene = scene::build(&self.before, &self.geometry, show);
    }

    /// Finds what differs on the board that is shown.
    pub fn find_differences(&mut self, after: &Board) {
        self.differences = difference::between(&self.before, after);
        let of = |wanted: fn(&How) -> bool| {
            let these = self.differences.iter().filter(|one| wanted(&one.how));
            these.map(|one| one.of.clone()).collect::<BTreeSet<_>>()
        };
        self.added = of(|how| matches!(how, How::Added));
        self.removed = of(|how| matches!(how, How::Removed));
        self.changed = of(|how| matches!(how, How::Changed(_)));
    }
}
