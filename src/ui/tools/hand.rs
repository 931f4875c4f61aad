//! Hand: drag to move the view.

use eframe::egui::CursorIcon;

use super::{Hit, Input, Tool, ToolContext, ToolEntry};
use crate::model::Point;
use crate::ui::{Camera, Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "hand",
    label: "Hand",
    key: Some('h'),
    does: "Moves the view",
    serves: |kind| kind == ToolKind::Hand,
    make: |_| Box::<Hand>::default(),
};

/// The place under the pointer stays under the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Hand {
    #[default]
    Idle,
    /// This place of the board is held.
    Holding(Point),
}

impl Tool for Hand {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let (next, commands) = match (*self, input) {
            (Self::Idle, Input::Press(at, _)) => (Self::Holding(at), Vec::new()),
            (Self::Holding(held), Input::Move(at, _)) => {
                (Self::Holding(held), look(ctx, held.minus(at)))
            }
            (Self::Holding(held), Input::Release(at, _)) => (Self::Idle, look(ctx, held.minus(at))),
            (_, Input::Cancel) => (Self::Idle, Vec::new()),
            (unchanged, _) => (unchanged, Vec::new()),
        };
        *self = next;
        commands
    }

    fn is_busy(&self) -> bool {
        *self != Self::Idle
    }

    fn hint(&self) -> &'static str {
        "Drag to move the view; hold Space with any tool to do the same"
    }

    fn cursor(&self, _: &Hit) -> CursorIcon {
        if self.is_busy() { CursorIcon::Grabbing } else { CursorIcon::Grab }
    }
}

fn look(ctx: &ToolContext<'_>, by: Point) -> Vec<Command> {
    if by == Point::default() {
        return Vec::new();
    }
    let camera = ctx.session.camera;
    vec![Command::Look(Camera { centre: camera.centre.offset(by), ..camera })]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::canvas::sketch;
    use crate::ui::tools::bench_of_tools::Hands;

    #[test]
    fn the_held_place_follows_the_pointer() {
        let (board, _) = sketch::two_nodes();
        let mut hands = Hands::on(board);
        let mut hand = Hand::Idle;
        hands.press(&mut hand, 10.0, 10.0);
        hands.move_to(&mut hand, 30.0, 5.0);
        assert_eq!(hands.session.camera.centre, Point::new(-20.0, 5.0));
        // The camera moved, so the pointer now lies over the held place again.
        hands.release(&mut hand, 10.0, 10.0);
        assert_eq!(hand, Hand::Idle);
        assert_eq!(hands.session.camera.centre, Point::new(-20.0, 5.0));
        assert_eq!(hands.steps(), 0);
    }
}
