//! Place: a click puts a node of the kind there; on a link, into the link.

use eframe::egui::CursorIcon;

use super::{Hit, Input, Preview, Tool, ToolContext, ToolEntry};
use crate::model::{ElementId, KindRef, LinkId, Point};
use crate::ui::canvas::grow;
use crate::ui::{Command, ToolKind};

pub(super) static ENTRY: ToolEntry = ToolEntry {
    slug: "place",
    label: "Place",
    key: None,
    does: "Places a node of a kind",
    serves: |kind| matches!(kind, ToolKind::Place(_)),
    make: |kind| {
        let kind = match kind {
            ToolKind::Place(kind) => Some(kind),
            _ => grow::usual_kind(),
        };
        Box::new(Place { kind, state: State::Idle })
    },
};

#[derive(Clone, Debug, PartialEq)]
struct Place {
    kind: Option<KindRef>,
    state: State,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Idle,
    /// Nothing is pressed; a link under the pointer would be split.
    Over(Option<LinkId>),
    /// The button is down; the node goes where it is released.
    Pressing { at: Point, on: Option<LinkId> },
}

impl Tool for Place {
    fn on(&mut self, input: Input, ctx: &ToolContext<'_>) -> Vec<Command> {
        let mut commands = Vec::new();
        self.state = match (std::mem::take(&mut self.state), input) {
            (State::Pressing { .. }, Input::Move(at, hit)) | (_, Input::Press(at, hit)) => {
                State::Pressing { at, on: hit.link().cloned() }
            }
            (State::Pressing { .. }, Input::Release(at, hit)) => {
                commands = self.placed(ctx, at, &hit);
                State::Idle
            }
            (State::Idle | State::Over(_), Input::Move(_, hit)) => State::Over(hit.link().cloned()),
            (_, Input::Cancel) => State::Idle,
            (unchanged, _) => unchanged,
        };
        commands
    }

    fn is_busy(&self) -> bool {
        matches!(self.state, State::Pressing { .. })
    }

    fn hint(&self) -> &'static str {
        match self.state {
            State::Idle | State::Over(None) => {
                "Click to place · on a link: insert · Ctrl+Arrow: beside the selected node"
            }
            State::Over(Some(_)) => "Click to insert into this link",
            State::Pressing { .. } => "Release to place · Esc: drop it",
        }
    }

    fn preview(&self, ctx: &ToolContext<'_>) -> Preview {
        match &self.state {
            State::Idle => Preview::default(),
            State::Over(link) => {
                Preview { target: link.clone().map(ElementId::from), ..Preview::default() }
            }
            State::Pressing { at, on } => {
                let node = self.kind.map(|kind| grow::fresh_node(ctx.board, kind, *at));
                let edit = node.and_then(|node| match on {
                    Some(link) => grow::insertion(ctx.board, link, node),
                    None => Some(crate::edit::Edit::PutNode(node)),
                });
                Preview {
                    edits: edit.into_iter().collect(),
                    target: on.clone().map(ElementId::from),
                    ..Preview::default()
                }
            }
        }
    }

    fn cursor(&self, _: &Hit) -> CursorIcon {
        CursorIcon::Crosshair
    }
}

impl Place {
    fn placed(&self, ctx: &ToolContext<'_>, at: Point, hit: &Hit) -> Vec<Command> {
        let Some(kind) = self.kind else { return Vec::new() };
        let mut commands: Vec<Command> = ctx.put_away().into_iter().collect();
        commands.extend(match hit.link() {
            Some(link) => grow::inserted(ctx.board, link, kind, at),
            None => grow::placed(ctx.board, kind, at),
        });
        commands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds;
    use crate::ui::canvas::sketch;
    use crate::ui::tools::bench_of_tools::Hands;

    fn queue() -> Place {
        Place { kind: kinds::by_slug("queue"), state: State::Idle }
    }

    #[test]
    fn a_click_places_selects_and_starts_the_name() {
        let (board, _) = sketch::two_nodes();
        let mut hands = Hands::on(board);
        hands.session.tool = ToolKind::Place(kinds::by_slug("queue").unwrap());
        let mut tool = queue();
        hands.click(&mut tool, 150.4, 200.0);
        let node = hands.board().nodes.get("queue").unwrap();
        assert_eq!((node.name.as_str(), node.at), ("Queue", Point::new(150.0, 200.0)));
        assert_eq!(hands.selected(), ["queue"]);
        assert_eq!(hands.session.naming, Some(ElementId::Node("queue".into())));
        assert_eq!(hands.session.tool, ToolKind::Select);
        assert_eq!(hands.steps(), 1);
    }

    #[test]
    fn on_a_link_it_stands_between() {
        let (board, _) = sketch::two_nodes();
        let mut hands = Hands::on(board);
        let mut tool = queue();
        hands.move_to(&mut tool, 150.0, 0.0);
        assert_eq!(tool.preview(&hands.ctx()).target, Some(ElementId::Link("a-to-b".into())));
        hands.click(&mut tool, 150.0, 0.0);
        let ends: Vec<(&str, &str)> =
            hands.board().links.iter().map(|l| (l.from.as_str(), l.to.as_str())).collect();
        assert_eq!(ends, [("a", "queue"), ("queue", "b")]);
        assert_eq!(hands.steps(), 1);
    }

    #[test]
    fn while_pressed_the_node_is_only_a_preview() {
        let (board, _) = sketch::two_nodes();
        let mut hands = Hands::on(board.clone());
        let mut tool = queue();
        hands.press(&mut tool, 150.0, 200.0);
        assert_eq!(tool.preview(&hands.ctx()).edits.len(), 1);
        assert_eq!(hands.board(), &board);
    }
}
