//! Boundary: drag a frame around what belongs together.

use super::{Input, Preview, Tool, ToolContext, ToolEntry};
use crate::edit::{Edit, Step};
use crate::model::{Board, Boundary, BoundaryId, BoundarySort, ElementId, Point, Rect, Size};
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "boundary",
    label: "Boundary",
    key: Some('b'),
    does: "Draws a frame: a zone, region, team or trust boundary",
    serves: |kind| kind == ToolKind::Boundary,
    make: |_| Box::<DrawBoundary>::default(),
};

/// Smaller frames are taken for a click, which draws one of this size, in board units.
const USUAL: Size = Size::new(360.0, 240.0);
const SMALLEST: f32 = 40.0;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum DrawBoundary {
    #[default]
    Idle,
    /// From one corner to the other.
    Drawing { from: Point, to: Point },
}

impl Tool for DrawBoundary {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        *self = match (*self, input) {
            (Self::Idle, Input::Press(at, _)) => Self::Drawing { from: at, to: at },
            (Self::Drawing { from, .. }, Input::Move(to, _)) => Self::Drawing { from, to },
            (Self::Drawing { from, .. }, Input::Release(to, _)) => {
                if ctx.is_drag(from, to) && frame(from, to).is_none() {
                    // A sliver is neither a click nor a frame.
                } else {
                    commands = drawn(ctx, frame(from, to).unwrap_or(Rect::around(from, USUAL)));
                }
                Self::Idle
            }
            (_, Input::Cancel) => Self::Idle,
            (unchanged, _) => unchanged,
        };
        commands
    }

    fn is_busy(&self) -> bool {
        *self != Self::Idle
    }

    fn hint(&self) -> &'static str {
        "Drag a frame; a node belongs to it when its middle lies inside"
    }

    fn preview(&self, _: &ToolContext<'_>) -> Preview {
        match self {
            Self::Idle => Preview::default(),
            Self::Drawing { from, to } => {
                Preview { frame: Some(Rect::between(*from, *to)), ..Preview::default() }
            }
        }
    }
}

fn frame(from: Point, to: Point) -> Option<Rect> {
    let frame = Rect::between(from, to);
    (frame.width() >= SMALLEST && frame.height() >= SMALLEST).then_some(frame)
}

fn drawn(ctx: &ToolContext<'_>, frame: Rect) -> Vec<Command> {
    let boundary = fresh_boundary(ctx.board, frame);
    let id = ElementId::from(boundary.id.clone());
    let mut commands: Vec<Command> = ctx.put_away().into_iter().collect();
    commands.extend([
        Command::Edit(Step::one("Add boundary", Edit::PutBoundary(boundary))),
        Command::Select([id.clone()].into()),
        Command::Name(Some(id)),
    ]);
    commands
}

fn fresh_boundary(board: &Board, frame: Rect) -> Boundary {
    let rounded = Rect {
        min: Point::new(frame.min.x.round(), frame.min.y.round()),
        max: Point::new(frame.max.x.round(), frame.max.y.round()),
    };
    let id = board.free_id("Zone");
    let name = match id.strip_prefix("zone-") {
        Some(number) => format!("Zone {number}"),
        None => "Zone".to_owned(),
    };
    Boundary {
        id: BoundaryId::new(id),
        sort: BoundarySort::Zone,
        name,
        at: rounded.centre(),
        size: rounded.size(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tools::bench_of_tools::Hands;

    #[test]
    fn a_drag_draws_a_frame_whatever_its_direction() {
        for (from, to) in [((0.0, 0.0), (300.0, 200.0)), ((300.0, 200.0), (0.0, 0.0))] {
            let mut hands = Hands::on(Board::default());
            hands.drag(&mut DrawBoundary::Idle, from, to);
            let boundary = hands.board().boundaries.at(0).unwrap();
            assert_eq!(boundary.rect(), Rect::between(Point::default(), Point::new(300.0, 200.0)));
            assert_eq!(boundary.id.as_str(), "zone");
            assert_eq!(hands.steps(), 1);
        }
    }

    #[test]
    fn a_click_draws_one_of_usual_size_and_a_sliver_none() {
        let mut hands = Hands::on(Board::default());
        hands.drag(&mut DrawBoundary::Idle, (0.0, 0.0), (300.0, 5.0));
        assert_eq!(hands.steps(), 0);
        hands.click(&mut DrawBoundary::Idle, 10.0, 10.0);
        assert_eq!(hands.board().boundaries.at(0).unwrap().size, USUAL);
    }
}
