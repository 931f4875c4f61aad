//! Keys of the canvas: arrows, Tab, Enter and Escape. Everything else is a command of the registry.

use std::collections::BTreeSet;

use eframe::egui::{Key, Modifiers};

use super::grid;
use super::grow;
use super::handles::Side;
use super::slot;
use super::walk;
use crate::edit::{Edit, Step};
use crate::model::{ElementId, NodeId, Point};
use crate::ui::player::Wish;
use crate::ui::tools::ToolContext;
use crate::ui::{Camera, Command, ToolKind};

/// One step with Shift, in board units.
const LARGE_STEP: f32 = 100.0;
/// The view moves this far when nothing is selected, in screen points.
const VIEW_STEP_POINTS: f32 = 80.0;

/// The view moves this far by Page Up and Page Down, in screen points.
const PAGE_POINTS: f32 = 480.0;

/// What a key comes to; `None` when it means nothing here.
pub(super) fn pressed(key: Key, held: Modifiers, ctx: &ToolContext<'_>) -> Option<Vec<Command>> {
    if let Some(side) = side_of(key) {
        // With both keys it is alignment, a command of the registry.
        if held.command && held.shift {
            return None;
        }
        return Some(arrow(side, held, ctx));
    }
    match key {
        Key::Tab if !held.command && !held.alt => {
            let next = walk::next(ctx.board, ctx.geometry, last_selected(ctx), held.shift);
            Some(next.map(|id| vec![Command::Select([id].into())]).unwrap_or_default())
        }
        Key::Enter if held.is_none() => Some(enter(ctx)),
        Key::F2 if held.is_none() => {
            only_selected(ctx).map(|id| vec![Command::Name(Some(id.clone()))])
        }
        Key::Escape => escape(ctx),
        Key::PageUp | Key::PageDown if !held.command && !held.alt => {
            Some(page(key == Key::PageDown, held.shift, ctx))
        }
        _ => None,
    }
}

/// Moves the view by most of a window: down and up, with Shift sideways.
fn page(forward: bool, sideways: bool, ctx: &ToolContext<'_>) -> Vec<Command> {
    let camera = ctx.session.camera;
    let by = if forward { PAGE_POINTS } else { -PAGE_POINTS } / camera.zoom;
    let by = if sideways { Point::new(by, 0.0) } else { Point::new(0.0, by) };
    vec![Command::Look(Camera { centre: camera.centre.offset(by), ..camera })]
}

fn side_of(key: Key) -> Option<Side> {
    match key {
        Key::ArrowRight => Some(Side::Right),
        Key::ArrowDown => Some(Side::Bottom),
        Key::ArrowLeft => Some(Side::Left),
        Key::ArrowUp => Some(Side::Top),
        _ => None,
    }
}

fn arrow(side: Side, held: Modifiers, ctx: &ToolContext<'_>) -> Vec<Command> {
    if held.command || held.ctrl {
        return grow_towards(side, ctx);
    }
    let along_links = held.alt && walked_from(ctx).is_some();
    if along_links {
        let next =
            walked_from(ctx).and_then(|from| walk::neighbour(ctx.board, ctx.geometry, from, side));
        if let Some(next) = next {
            return vec![Command::Select([next.into()].into())];
        }
        // Nothing linked lies that way: the key moves the node by a single unit instead.
    }
    let step = match (held.shift, held.alt) {
        (true, _) => LARGE_STEP,
        (false, true) => 1.0,
        (false, false) => grid::STEP,
    };
    let out = side.direction();
    nudge(ctx, Point::new(out.x * step, out.y * step))
}

/// The single selected node, from which one walks along links.
fn walked_from<'a>(ctx: &ToolContext<'a>) -> Option<&'a NodeId> {
    match only_selected(ctx) {
        Some(ElementId::Node(id)) => Some(id),
        _ => None,
    }
}

fn nudge(ctx: &ToolContext<'_>, by: Point) -> Vec<Command> {
    let moved: Vec<ElementId> = ctx
        .session
        .selection
        .iter()
        .filter(|id| !matches!(id, ElementId::Link(_)))
        .cloned()
        .collect();
    match &moved[..] {
        [] if ctx.session.selection.is_empty() => {
            let camera = ctx.session.camera;
            let step = VIEW_STEP_POINTS / camera.zoom;
            let sign = Point::new(sign_of(by.x) * step, sign_of(by.y) * step);
            vec![Command::Look(Camera { centre: camera.centre.offset(sign), ..camera })]
        }
        [] => Vec::new(),
        [only] => {
            let label = format!("Move {}", ctx.board.name_of(only));
            vec![Command::Edit(Step::one(label, Edit::Move(moved, by)))]
        }
        several => {
            let label = format!("Move {} elements", several.len());
            vec![Command::Edit(Step::one(label, Edit::Move(moved, by)))]
        }
    }
}

fn sign_of(x: f32) -> f32 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

/// Ctrl+Arrow: a connected node beside the selected one, beside the last one when nothing is
/// selected, or the first one of the board. A kind in hand is used, and put away.
fn grow_towards(side: Side, ctx: &ToolContext<'_>) -> Vec<Command> {
    let Some(kind) = kind_in_hand(ctx).or_else(grow::usual_kind) else { return Vec::new() };
    let selected = ctx.session.selection.iter().rev().find_map(node_of);
    let from = selected.or_else(|| ctx.board.nodes.iter().last().map(|node| &node.id));
    let mut commands = put_away(ctx);
    commands.extend(match from {
        Some(from) => grow::grown_beside(ctx.board, ctx.geometry, from, side, kind),
        None => grow::placed(ctx.board, kind, ctx.session.camera.centre),
    });
    commands
}

fn node_of(id: &ElementId) -> Option<&NodeId> {
    match id {
        ElementId::Node(node) => Some(node),
        _ => None,
    }
}

fn kind_in_hand(ctx: &ToolContext<'_>) -> Option<crate::model::KindRef> {
    match ctx.session.tool {
        ToolKind::Place(kind) => Some(kind),
        _ => None,
    }
}

/// Taking a tool ends the typing of a name, so it comes first.
fn put_away(ctx: &ToolContext<'_>) -> Vec<Command> {
    let in_hand = ctx.session.tool != ToolKind::Select && !ctx.session.tool_locked;
    if in_hand { vec![Command::Take(ToolKind::Select)] } else { Vec::new() }
}

/// Enter places what is in hand in the middle of the view, ends the choice of links, or names
/// what is selected.
fn enter(ctx: &ToolContext<'_>) -> Vec<Command> {
    let centre = ctx.session.camera.centre;
    match ctx.session.tool {
        ToolKind::Place(kind) => {
            let mut commands = put_away(ctx);
            let at = slot::near(centre, &grow::taken(ctx.geometry));
            commands.extend(grow::placed(ctx.board, kind, at));
            commands
        }
        ToolKind::FlowLinks => vec![Command::Take(ToolKind::Select)],
        ToolKind::Select
        | ToolKind::Hand
        | ToolKind::Connect
        | ToolKind::Note
        | ToolKind::Laser
        | ToolKind::Boundary => match only_selected(ctx) {
            Some(id) => vec![Command::Name(Some(id.clone()))],
            None => Vec::new(),
        },
    }
}

/// Escape lets go of one thing at a time: the tool, then the selection, then what is played.
fn escape(ctx: &ToolContext<'_>) -> Option<Vec<Command>> {
    if ctx.session.tool != ToolKind::Select {
        Some(vec![Command::Take(ToolKind::Select)])
    } else if !ctx.session.selection.is_empty() {
        Some(vec![Command::Select(BTreeSet::new())])
    } else if ctx.session.player.is_some() {
        Some(vec![Command::Player(Wish::Close)])
    } else {
        None
    }
}

fn only_selected<'a>(ctx: &ToolContext<'a>) -> Option<&'a ElementId> {
    let selection = &ctx.session.selection;
    if selection.len() == 1 { selection.first() } else { None }
}

fn last_selected<'a>(ctx: &ToolContext<'a>) -> Option<&'a ElementId> {
    ctx.session.selection.last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Board, kinds};
    use crate::ui::canvas::sketch;
    use crate::ui::tools::bench_of_tools::Hands;

    fn press(hands: &mut Hands, key: Key, held: Modifiers) {
        let commands = pressed(key, held, &hands.ctx()).unwrap_or_default();
        for command in commands {
            match command {
                Command::Edit(step) => {
                    hands.history.apply(&step).unwrap();
                }
                Command::Select(selection) => hands.session.selection = selection,
                Command::Name(of) => hands.session.naming = of,
                Command::Look(camera) => hands.session.camera = camera,
                Command::Take(tool) => {
                    hands.session.tool = tool;
                    hands.session.naming = None;
                }
                other => panic!("{other:?}"),
            }
        }
        hands.geometry = sketch::geometry(hands.history.board());
    }

    fn with_a() -> Hands {
        let mut hands = Hands::on(sketch::two_nodes().0);
        hands.session.selection = [ElementId::Node("a".into())].into();
        hands
    }

    #[test]
    fn arrows_move_by_a_step_of_the_grid() {
        for (held, x) in [(Modifiers::NONE, 20.0), (Modifiers::SHIFT, 100.0)] {
            let mut hands = with_a();
            press(&mut hands, Key::ArrowRight, held);
            assert_eq!(hands.board().nodes.at(0).unwrap().at, Point::new(x, 0.0));
        }
    }

    #[test]
    fn alt_walks_along_links_and_otherwise_moves_by_one() {
        let mut hands = with_a();
        press(&mut hands, Key::ArrowRight, Modifiers::ALT);
        assert_eq!(hands.selected(), ["b"]);
        press(&mut hands, Key::ArrowDown, Modifiers::ALT);
        assert_eq!(hands.board().nodes.at(1).unwrap().at, Point::new(300.0, 1.0));
    }

    #[test]
    fn control_grows_a_connected_node_and_starts_its_name() {
        let mut hands = with_a();
        press(&mut hands, Key::ArrowDown, Modifiers::COMMAND);
        assert!(hands.board().links.get("a-to-service").is_some());
        assert_eq!(hands.session.naming, Some(ElementId::Node("service".into())));
        assert_eq!((hands.selected(), hands.steps()), (vec!["service"], 1));
    }

    #[test]
    fn on_an_empty_board_control_places_the_first_node() {
        let mut hands = Hands::on(Board::default());
        press(&mut hands, Key::ArrowRight, Modifiers::COMMAND);
        assert_eq!(hands.board().nodes.len(), 1);
        hands.session.selection.clear();
        press(&mut hands, Key::ArrowRight, Modifiers::COMMAND);
        assert_eq!((hands.board().nodes.len(), hands.board().links.len()), (2, 1));
    }

    #[test]
    fn a_kind_in_hand_is_used_by_the_keyboard() {
        let mut hands = with_a();
        let queue = kinds::by_slug("queue").unwrap();
        hands.session.tool = ToolKind::Place(queue);
        press(&mut hands, Key::ArrowDown, Modifiers::COMMAND);
        assert_eq!(hands.board().nodes.get("queue").unwrap().kind, queue);
        assert_eq!(hands.session.tool, ToolKind::Select);
        assert_eq!(hands.session.naming, Some(ElementId::Node("queue".into())));
        hands.session.tool = ToolKind::Place(queue);
        press(&mut hands, Key::Enter, Modifiers::NONE);
        assert_eq!(hands.selected(), ["queue-2"]);
    }

    #[test]
    fn tab_goes_through_everything_and_back() {
        let mut hands = with_a();
        press(&mut hands, Key::Tab, Modifiers::NONE);
        assert_eq!(hands.selected(), ["a-to-b"]);
        press(&mut hands, Key::Tab, Modifiers::NONE);
        assert_eq!(hands.selected(), ["b"]);
        press(&mut hands, Key::Tab, Modifiers::SHIFT);
        assert_eq!(hands.selected(), ["a-to-b"]);
    }

    #[test]
    fn enter_names_and_escape_lets_go_of_one_thing_at_a_time() {
        let mut hands = with_a();
        press(&mut hands, Key::Enter, Modifiers::NONE);
        assert_eq!(hands.session.naming, Some(ElementId::Node("a".into())));
        hands.session.tool = ToolKind::Connect;
        press(&mut hands, Key::Escape, Modifiers::NONE);
        assert_eq!((hands.session.tool, hands.selected()), (ToolKind::Select, vec!["a"]));
        press(&mut hands, Key::Escape, Modifiers::NONE);
        assert!(hands.selected().is_empty());
        assert_eq!(pressed(Key::Escape, Modifiers::NONE, &hands.ctx()), None);
    }

    #[test]
    fn with_nothing_selected_arrows_move_the_view() {
        let mut hands = Hands::on(sketch::two_nodes().0);
        press(&mut hands, Key::ArrowLeft, Modifiers::NONE);
        assert_eq!(hands.session.camera.centre, Point::new(-80.0, 0.0));
        assert_eq!(hands.steps(), 0);
    }
}
