//! Note: a click puts a sticky note there and starts its text.

use super::{Input, Preview, Tool, ToolContext, ToolEntry};
use crate::edit::{Edit, Step};
use crate::model::{Board, ElementId, Note, NoteId, Point};
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "note",
    label: "Note",
    key: Some('n'),
    does: "Places a sticky note",
    serves: |kind| kind == ToolKind::Note,
    make: |_| Box::<PlaceNote>::default(),
};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum PlaceNote {
    #[default]
    Idle,
    /// The button is down; the note goes where it is released.
    Pressing(Point),
}

impl Tool for PlaceNote {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        *self = match (*self, input) {
            (Self::Pressing(_), Input::Move(at, _)) | (Self::Idle, Input::Press(at, _)) => {
                Self::Pressing(at)
            }
            (Self::Pressing(_), Input::Release(at, _)) => {
                let note = fresh_note(ctx.board, at);
                let id = ElementId::from(note.id.clone());
                commands.extend(ctx.put_away());
                commands.extend([
                    Command::Edit(Step::one("Add note", Edit::PutNote(note))),
                    Command::Select([id.clone()].into()),
                    Command::Name(Some(id)),
                ]);
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
        "Click to place a note, then type · Shift+Enter: new line"
    }

    fn preview(&self, ctx: &ToolContext<'_>) -> Preview {
        match self {
            Self::Idle => Preview::default(),
            Self::Pressing(at) => Preview {
                edits: vec![Edit::PutNote(fresh_note(ctx.board, *at))],
                ..Preview::default()
            },
        }
    }
}

fn fresh_note(board: &Board, at: Point) -> Note {
    let at = Point::new(at.x.round(), at.y.round());
    Note::bare(NoteId::new(board.free_id("note")), String::new(), at, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tools::bench_of_tools::Hands;

    #[test]
    fn a_click_places_a_note_and_starts_its_text() {
        let mut hands = Hands::on(Board::default());
        hands.click(&mut PlaceNote::Idle, 40.0, 50.0);
        assert_eq!(hands.board().notes.at(0).unwrap().at, Point::new(40.0, 50.0));
        assert_eq!(hands.session.naming, Some(ElementId::Note("note".into())));
        assert_eq!(hands.steps(), 1);
    }

    #[test]
    fn it_lies_where_the_button_goes_up() {
        let mut hands = Hands::on(Board::default());
        hands.drag(&mut PlaceNote::Idle, (0.0, 0.0), (200.0, 100.0));
        assert_eq!(hands.board().notes.at(0).unwrap().at, Point::new(200.0, 100.0));
    }
}
