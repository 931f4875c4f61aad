//! The tools, one file each: state machines from input to commands.
//!
//! A tool's state carries the data of a gesture in progress. It never touches the board: what it
//! would do is a preview, and on release it becomes one command. Dropping the state cancels.
//!
//! A new tool is one new file and its entry in [`ALL`].

mod boundary;
mod connect;
mod flow_links;
mod hand;
mod laser;
mod note;
mod place;
mod select;

use eframe::egui::{CursorIcon, Modifiers};

use super::canvas::{Guide, Hit};
use super::command::Command;
use super::session::{Session, ToolKind};
use crate::edit::Edit;
use crate::model::{Board, ElementId, NodeId, Point, Rect};
use crate::scene::Geometry;

/// A click may wander this far before it is a drag, in screen points.
pub const DRAG_POINTS: f32 = 4.0;

/// What happened on the canvas: where on the board, and what lies there.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The main button went down.
    Press(Point, Hit),
    /// The pointer moved, or a held key changed.
    Move(Point, Hit),
    /// The main button went up.
    Release(Point, Hit),
    /// It went up for the second time in a row at the same place; comes after [`Input::Release`].
    Double(Point, Hit),
    /// The gesture is dropped.
    Cancel,
}

/// What a tool may see.
#[derive(Clone, Copy)]
pub struct ToolContext<'a> {
    /// The board.
    pub board: &'a Board,
    /// Where its elements lie.
    pub geometry: &'a Geometry,
    /// Selection, camera and preferences.
    pub session: &'a Session,
    /// Keys held now.
    pub held: Modifiers,
}

impl ToolContext<'_> {
    /// A length of the screen in board units.
    pub fn board_from_points(&self, points: f32) -> f32 {
        points / self.session.camera.zoom
    }

    /// True when two places are too far apart for a click.
    pub fn is_drag(&self, from: Point, to: Point) -> bool {
        from.distance(to) > self.board_from_points(DRAG_POINTS)
    }

    /// Puts the tool away after use, unless it is locked. It comes before the other commands:
    /// taking a tool ends the typing of a name.
    fn put_away(&self) -> Option<Command> {
        (!self.session.tool_locked).then_some(Command::Take(ToolKind::Select))
    }
}

/// What a gesture in progress shows on top of the board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// The board is shown as it would be after these.
    pub edits: Vec<Edit>,
    /// A frame being drawn: a selection, a new boundary.
    pub frame: Option<Rect>,
    /// True when the frame selects.
    pub frame_selects: bool,
    /// A link being drawn, from a node to a place.
    pub wire: Option<Wire>,
    /// The element that would be hit.
    pub target: Option<ElementId>,
    /// Why something snapped.
    pub guides: Vec<Guide>,
}

/// A link being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// The node at its fixed end.
    pub from: NodeId,
    /// The place of its other end.
    pub tip: Point,
    /// True when the tip is the head.
    pub tip_is_head: bool,
}

/// A tool with the state of its gesture.
pub trait Tool {
    /// Takes an input; what the person wants comes back as commands.
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command>;

    /// True while a gesture is in progress, which Escape drops.
    fn is_busy(&self) -> bool;

    /// What can be done now, for the status bar.
    fn hint(&self) -> &'static str;

    /// What a gesture in progress shows.
    fn preview(&self, ctx: &ToolContext<'_>) -> Preview {
        let _ = ctx;
        Preview::default()
    }

    /// Whether elements show handles while nothing is in progress.
    fn shows_handles(&self) -> bool {
        false
    }

    /// The pointer's shape over a hit.
    fn cursor(&self, hit: &Hit) -> CursorIcon {
        let _ = hit;
        CursorIcon::Crosshair
    }
}

/// A tool, and how it is offered.
pub struct ToolEntry {
    /// Its file's name.
    pub slug: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// The key that takes it, when it has one.
    pub key: Option<char>,
    /// One sentence.
    pub does: &'static str,
    /// Whether it is the one that serves this kind.
    pub serves: fn(ToolKind) -> bool,
    /// The tool, with nothing in progress.
    pub make: fn(ToolKind) -> Box<dyn Tool>,
}

/// Every tool, in the order they are offered.
pub static ALL: &[&ToolEntry] = &[
    &select::ENTRY,
    &hand::ENTRY,
    &connect::ENTRY,
    &place::ENTRY,
    &note::ENTRY,
    &boundary::ENTRY,
    &flow_links::ENTRY,
    &laser::ENTRY,
];

/// The tool for a kind, with nothing in progress.
pub fn take(kind: ToolKind) -> Box<dyn Tool> {
    ALL.iter()
        .find(|entry| (entry.serves)(kind))
        .map_or_else(|| (select::ENTRY.make)(ToolKind::Select), |entry| (entry.make)(kind))
}

#[cfg(test)]
pub(crate) mod bench_of_tools {
    //! Feeds inputs to a tool and applies what it wants, as the app would.

    use super::{Hit, Input, Modifiers, Point, Tool, ToolContext};
    use crate::edit::History;
    use crate::model::{Board, ElementId};
    use crate::scene::Geometry;
    use crate::ui::canvas::{Aim, sketch};
    use crate::ui::{Command, Session};

    pub(crate) struct Hands {
        pub(crate) history: History,
        pub(crate) geometry: Geometry,
        pub(crate) session: Session,
        pub(crate) held: Modifiers,
        pub(crate) said: Vec<Command>,
    }

    impl Hands {
        pub(crate) fn on(board: Board) -> Self {
            let geometry = sketch::geometry(&board);
            Self {
                history: History::new(board),
                geometry,
                session: Session::default(),
                held: Modifiers::NONE,
                said: Vec::new(),
            }
        }

        pub(crate) fn board(&self) -> &Board {
            self.history.board()
        }

        pub(crate) fn ctx(&self) -> ToolContext<'_> {
            ToolContext {
                board: self.history.board(),
                geometry: &self.geometry,
                session: &self.session,
                held: self.held,
            }
        }

        pub(crate) fn hit(&self, at: Point) -> Hit {
            let selected = match self.session.selection.iter().collect::<Vec<_>>()[..] {
                [one] => Some(one.clone()),
                _ => None,
            };
            let handles: Vec<_> = self.board().nodes.iter().map(|node| node.id.clone()).collect();
            Aim {
                board: self.board(),
                geometry: &self.geometry,
                zoom: self.session.camera.zoom,
                handles: &handles,
                selected: selected.as_ref(),
            }
            .at(at)
        }

        /// Sends an input and applies the commands it leads to.
        pub(crate) fn feed(&mut self, tool: &mut dyn Tool, input: Input) {
            for command in tool.on(input, &self.ctx()) {
                match &command {
                    Command::Edit(step) => {
                        self.history.apply(step).unwrap();
                    }
                    Command::Select(selection) => self.session.selection.clone_from(selection),
                    Command::Look(camera) => self.session.camera = *camera,
                    Command::Name(of) => self.session.naming.clone_from(of),
                    Command::Take(kind) => {
                        self.session.tool = *kind;
                        self.session.naming = None;
                    }
                    Command::ShowFlow(flow) => self.session.flow.clone_from(flow),
                    _ => {}
                }
                self.said.push(command);
            }
            self.geometry = sketch::geometry(self.history.board());
        }

        pub(crate) fn press(&mut self, tool: &mut dyn Tool, x: f32, y: f32) {
            let at = Point::new(x, y);
            let hit = self.hit(at);
            self.feed(tool, Input::Press(at, hit));
        }

        pub(crate) fn move_to(&mut self, tool: &mut dyn Tool, x: f32, y: f32) {
            let at = Point::new(x, y);
            let hit = self.hit(at);
            self.feed(tool, Input::Move(at, hit));
        }

        pub(crate) fn release(&mut self, tool: &mut dyn Tool, x: f32, y: f32) {
            let at = Point::new(x, y);
            let hit = self.hit(at);
            self.feed(tool, Input::Release(at, hit));
        }

        pub(crate) fn click(&mut self, tool: &mut dyn Tool, x: f32, y: f32) {
            self.press(tool, x, y);
            self.release(tool, x, y);
        }

        pub(crate) fn double_click(&mut self, tool: &mut dyn Tool, x: f32, y: f32) {
            self.click(tool, x, y);
            self.click(tool, x, y);
            let at = Point::new(x, y);
            let hit = self.hit(at);
            self.feed(tool, Input::Double(at, hit));
        }

        pub(crate) fn drag(&mut self, tool: &mut dyn Tool, from: (f32, f32), to: (f32, f32)) {
            self.press(tool, from.0, from.1);
            self.move_to(tool, f32::midpoint(from.0, to.0), f32::midpoint(from.1, to.1));
            self.move_to(tool, to.0, to.1);
            self.release(tool, to.0, to.1);
        }

        pub(crate) fn selected(&self) -> Vec<&str> {
            self.session.selection.iter().map(ElementId::as_str).collect()
        }

        /// How many steps of undo there are.
        pub(crate) fn steps(&self) -> usize {
            self.history.undo_len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bench_of_tools::Hands;
    use super::*;
    use crate::model::kinds;
    use crate::ui::canvas::sketch;

    fn every_kind() -> Vec<ToolKind> {
        let mut all = vec![
            ToolKind::Select,
            ToolKind::Hand,
            ToolKind::Connect,
            ToolKind::Note,
            ToolKind::Boundary,
            ToolKind::FlowLinks,
        ];
        all.extend(kinds::ALL.iter().copied().map(ToolKind::Place));
        all
    }

    #[test]
    fn exactly_one_tool_serves_each_kind() {
        for kind in every_kind() {
            let serving = ALL.iter().filter(|entry| (entry.serves)(kind)).count();
            assert_eq!(serving, 1, "{kind:?}");
        }
    }

    #[test]
    fn cancel_drops_every_gesture_of_every_tool_at_every_step() {
        // A press on a node, on a link, on nothing and on a handle; cancelled after each input.
        let starts = [(0.0, 0.0), (150.0, 0.0), (150.0, 200.0), (66.0, 0.0)];
        for kind in every_kind() {
            for (x, y) in starts {
                for moves in 0..3u8 {
                    let (board, _) = sketch::two_nodes();
                    let mut hands = Hands::on(board.clone());
                    let mut tool = take(kind);
                    hands.press(tool.as_mut(), x, y);
                    for step in 0..moves {
                        hands.move_to(tool.as_mut(), x + 40.0 * f32::from(step + 1), y + 30.0);
                    }
                    hands.feed(tool.as_mut(), Input::Cancel);
                    assert!(!tool.is_busy(), "{kind:?} at {x}, {y} after {moves} moves");
                    assert_eq!(tool.preview(&hands.ctx()), Preview::default(), "{kind:?}");
                    assert_eq!(hands.board(), &board, "{kind:?} at {x}, {y}");
                }
            }
        }
    }

    #[test]
    fn no_tool_touches_the_board_before_release() {
        for kind in every_kind() {
            let (board, _) = sketch::two_nodes();
            let mut hands = Hands::on(board.clone());
            let mut tool = take(kind);
            hands.press(tool.as_mut(), 0.0, 0.0);
            hands.move_to(tool.as_mut(), 80.0, 90.0);
            hands.move_to(tool.as_mut(), 280.0, 10.0);
            assert_eq!(hands.board(), &board, "{kind:?}");
        }
    }

    /// A small generator whose numbers never change (`SplitMix64`).
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: u16) -> u16 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) % u64::from(end)) as u16
        }
    }

    #[test]
    fn whatever_hands_do_can_be_undone() {
        for seed in 0..60 {
            let mut random = Random(seed);
            let (mut board, _) = sketch::two_nodes();
            board.boundaries.put(sketch::boundary("zone", Point::new(150.0, 40.0), 520.0, 300.0));
            let mut hands = Hands::on(board.clone());
            let kinds = every_kind();
            let mut tool = take(ToolKind::Select);
            for _ in 0..150 {
                let place = |random: &mut Random| {
                    let at = |n: u16| f32::from(n) * 5.0 - 200.0;
                    (at(random.below(160)), at(random.below(100)))
                };
                let (x, y) = place(&mut random);
                hands.held = Modifiers {
                    alt: random.below(5) == 0,
                    shift: random.below(5) == 0,
                    command: random.below(5) == 0,
                    ..Modifiers::NONE
                };
                match random.below(10) {
                    0 | 1 => hands.click(tool.as_mut(), x, y),
                    2 => hands.double_click(tool.as_mut(), x, y),
                    3..=6 => {
                        let to = place(&mut random);
                        hands.drag(tool.as_mut(), (x, y), to);
                    }
                    7 => hands.move_to(tool.as_mut(), x, y),
                    8 => hands.feed(tool.as_mut(), Input::Cancel),
                    _ => {
                        let kind = kinds[usize::from(random.below(kinds.len() as u16))];
                        hands.session.tool = kind;
                        tool = take(kind);
                    }
                }
                let known = |link: &crate::model::Link| {
                    let has = |id: &NodeId| hands.board().nodes.get(id.as_str()).is_some();
                    has(&link.from) && has(&link.to) && link.from != link.to
                };
                assert!(hands.board().links.iter().all(known), "seed {seed}");
            }
            assert!(hands.steps() > 0, "seed {seed} did nothing");
            while hands.history.undo().is_some() {}
            assert_eq!(hands.board(), &board, "seed {seed}");
        }
    }

    #[test]
    fn every_state_has_a_hint() {
        for kind in every_kind() {
            let (board, _) = sketch::two_nodes();
            let mut hands = Hands::on(board);
            let mut tool = take(kind);
            assert!(!tool.hint().is_empty(), "{kind:?}");
            hands.press(tool.as_mut(), 0.0, 0.0);
            hands.move_to(tool.as_mut(), 80.0, 90.0);
            assert!(!tool.hint().is_empty(), "{kind:?}");
        }
    }
}
