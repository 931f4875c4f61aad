//! The table of the select tool: what each gesture comes to.

use eframe::egui::Modifiers;

use super::super::bench_of_tools::Hands;
use super::*;
use crate::model::{Board, Interaction};
use crate::ui::Pick;
use crate::ui::canvas::{Guide, sketch};

fn hands() -> Hands {
    Hands::on(sketch::two_nodes().0)
}

fn place(hands: &Hands, id: &str) -> (f32, f32) {
    let at = hands.board().nodes.get(id).unwrap().at;
    (at.x, at.y)
}

#[test]
fn a_click_selects_and_a_click_beside_lets_go() {
    let mut hands = hands();
    let mut tool = Select::Idle;
    hands.click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.selected(), ["a"]);
    hands.click(&mut tool, 150.0, 0.0);
    assert_eq!(hands.selected(), ["a-to-b"]);
    hands.click(&mut tool, 150.0, 200.0);
    assert!(hands.selected().is_empty());
    assert_eq!((tool, hands.steps()), (Select::Idle, 0));
}

#[test]
fn shift_click_toggles() {
    let mut hands = hands();
    let mut tool = Select::Idle;
    hands.click(&mut tool, 0.0, 0.0);
    hands.held = Modifiers::SHIFT;
    hands.click(&mut tool, 300.0, 0.0);
    assert_eq!(hands.selected(), ["a", "b"]);
    hands.click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.selected(), ["b"]);
    hands.click(&mut tool, 150.0, 200.0);
    assert_eq!(hands.selected(), ["b"]);
}

#[test]
fn a_click_on_one_of_several_selects_it_alone() {
    let mut hands = hands();
    hands.session.selection = [ElementId::Node("a".into()), ElementId::Node("b".into())].into();
    hands.click(&mut Select::Idle, 0.0, 0.0);
    assert_eq!(hands.selected(), ["a"]);
}

#[test]
fn a_drag_is_one_step_and_takes_the_selection_along() {
    let mut hands = hands();
    hands.session.snap = false;
    hands.session.selection = [ElementId::Node("a".into()), ElementId::Node("b".into())].into();
    hands.drag(&mut Select::Idle, (0.0, 0.0), (13.0, 170.0));
    assert_eq!((place(&hands, "a"), place(&hands, "b")), ((13.0, 170.0), (313.0, 170.0)));
    assert_eq!((hands.steps(), hands.history.undo_label()), (1, Some("Move 2 elements")));
}

#[test]
fn a_shake_of_the_hand_is_a_click() {
    let mut hands = hands();
    hands.drag(&mut Select::Idle, (0.0, 0.0), (3.0, 2.0));
    assert_eq!((place(&hands, "a"), hands.steps()), ((0.0, 0.0), 0));
    // Zoomed out, three board units are nothing at all; zoomed in, they are a drag.
    hands.session.camera.zoom = 4.0;
    hands.session.snap = false;
    hands.drag(&mut Select::Idle, (0.0, 0.0), (3.0, 2.0));
    assert_eq!(place(&hands, "a"), (3.0, 2.0));
}

#[test]
fn an_unselected_node_is_moved_alone() {
    let mut hands = hands();
    hands.session.snap = false;
    hands.session.selection = [ElementId::Node("b".into())].into();
    hands.drag(&mut Select::Idle, (0.0, 0.0), (0.0, 100.0));
    assert_eq!((place(&hands, "a"), place(&hands, "b")), ((0.0, 100.0), (300.0, 0.0)));
    assert_eq!(hands.selected(), ["a"]);
}

#[test]
fn a_moved_node_snaps_to_its_neighbour_and_control_says_no() {
    for (held, y) in [(Modifiers::NONE, 0.0), (Modifiers::COMMAND, 6.0)] {
        let mut hands = hands();
        hands.held = held;
        hands.drag(&mut Select::Idle, (0.0, 0.0), (37.0, 6.0));
        assert_eq!(place(&hands, "a"), (37.0, y), "{held:?}");
    }
}

#[test]
fn snapping_shows_why() {
    let mut hands = hands();
    let mut tool = Select::Idle;
    hands.press(&mut tool, 0.0, 0.0);
    hands.move_to(&mut tool, 37.0, 6.0);
    let guides = tool.preview(&hands.ctx()).guides;
    assert!(guides.iter().any(|guide| matches!(guide, Guide::Line(..))), "{guides:?}");
}

#[test]
fn shift_locks_the_axis() {
    let mut hands = hands();
    hands.session.snap = false;
    let mut tool = Select::Idle;
    hands.press(&mut tool, 0.0, 0.0);
    hands.held = Modifiers::SHIFT;
    hands.move_to(&mut tool, 20.0, 90.0);
    hands.release(&mut tool, 20.0, 90.0);
    assert_eq!(place(&hands, "a"), (0.0, 90.0));
}

#[test]
fn alt_leaves_a_copy_behind() {
    let mut hands = hands();
    hands.session.snap = false;
    let mut tool = Select::Idle;
    hands.press(&mut tool, 0.0, 0.0);
    hands.held = Modifiers::ALT;
    hands.move_to(&mut tool, 0.0, 200.0);
    hands.release(&mut tool, 0.0, 200.0);
    assert_eq!((place(&hands, "a"), place(&hands, "a-2")), ((0.0, 0.0), (0.0, 200.0)));
    assert_eq!((hands.selected(), hands.steps()), (vec!["a-2"], 1));
}

#[test]
fn a_boundary_takes_its_contents_along() {
    let (mut board, _) = sketch::two_nodes();
    board.boundaries.put(sketch::boundary("zone", Point::new(0.0, 0.0), 240.0, 200.0));
    let mut hands = Hands::on(board);
    hands.session.snap = false;
    hands.drag(&mut Select::Idle, (-120.0, 50.0), (-120.0, 150.0));
    assert_eq!((place(&hands, "a"), place(&hands, "b")), ((0.0, 100.0), (300.0, 0.0)));
    assert_eq!(hands.board().boundaries.at(0).unwrap().at, Point::new(0.0, 100.0));
}

#[test]
fn a_frame_selects_what_it_touches_and_with_alt_what_it_holds() {
    for (alt, expected) in [(false, vec!["a", "a-to-b"]), (true, vec!["a"])] {
        let mut hands = hands();
        hands.held = Modifiers { alt, ..Modifiers::NONE };
        hands.drag(&mut Select::Idle, (-80.0, -80.0), (90.0, 80.0));
        assert_eq!(hands.selected(), expected);
    }
}

#[test]
fn a_corner_resizes_and_the_opposite_corner_stays() {
    let mut hands = hands();
    hands.session.selection = [ElementId::Node("a".into())].into();
    hands.drag(&mut Select::Idle, (50.0, 30.0), (90.0, 50.0));
    let node = hands.board().nodes.get("a").unwrap();
    assert_eq!((node.at, node.size.unwrap().width), (Point::new(20.0, 10.0), 140.0));
    // Never inside out.
    hands.drag(&mut Select::Idle, (90.0, 50.0), (-300.0, -300.0));
    let size = hands.board().nodes.get("a").unwrap().size.unwrap();
    assert_eq!((size.width, size.height), (64.0, 40.0));
    assert_eq!(hands.steps(), 2);
}

#[test]
fn a_handle_dragged_to_a_node_connects() {
    let (mut board, _) = sketch::two_nodes();
    board.nodes.put(sketch::node("c", 0.0, 300.0));
    let mut hands = Hands::on(board);
    // The handle below `a` stands 16 under its border at 30.
    hands.drag(&mut Select::Idle, (0.0, 46.0), (0.0, 300.0));
    let link = hands.board().links.get("a-to-c").unwrap();
    assert_eq!(link.interaction, Interaction::Call);
    assert_eq!(hands.selected(), ["a-to-c"]);
    assert_eq!(hands.steps(), 1);
}

#[test]
fn a_handle_dragged_into_nothing_asks_for_the_kind_it_reaches() {
    let mut hands = hands();
    hands.drag(&mut Select::Idle, (0.0, 46.0), (40.0, 300.0));
    let pick = Pick::Grow("a".into(), Point::new(40.0, 300.0));
    assert_eq!(hands.said.last(), Some(&Command::PickKind(Some(pick))));
    assert_eq!(hands.steps(), 0);
}

#[test]
fn a_clicked_handle_makes_a_connected_node_on_that_side() {
    let mut hands = hands();
    hands.click(&mut Select::Idle, 0.0, 46.0);
    let (x, y) = place(&hands, "service");
    assert!(x.abs() < 1.0 && y > 100.0, "{x}, {y}");
    assert!(hands.board().links.get("a-to-service").is_some());
}

#[test]
fn an_end_of_a_link_moves_to_another_node() {
    let (mut board, _) = sketch::two_nodes();
    board.nodes.put(sketch::node("c", 300.0, 300.0));
    let mut hands = Hands::on(board);
    hands.session.selection = [ElementId::Link("a-to-b".into())].into();
    hands.drag(&mut Select::Idle, (250.0, 0.0), (300.0, 300.0));
    assert_eq!(hands.board().links.at(0).unwrap().to.as_str(), "c");
    // The head dropped on its own tail changes nothing.
    hands.drag(&mut Select::Idle, (250.0, 300.0), (0.0, 0.0));
    assert_eq!((hands.board().links.at(0).unwrap().to.as_str(), hands.steps()), ("c", 1));
}

#[test]
fn an_unlinked_node_dropped_on_a_link_goes_into_it() {
    let (mut board, _) = sketch::two_nodes();
    board.nodes.put(sketch::node("cache", 150.0, 300.0));
    let mut hands = Hands::on(board);
    hands.drag(&mut Select::Idle, (150.0, 300.0), (150.0, 2.0));
    let ends: Vec<(&str, &str)> =
        hands.board().links.iter().map(|l| (l.from.as_str(), l.to.as_str())).collect();
    assert_eq!(ends, [("a", "cache"), ("cache", "b")]);
    assert_eq!(hands.steps(), 1);
    hands.history.undo();
    assert_eq!(place(&hands, "cache"), (150.0, 300.0));
}

#[test]
fn a_double_click_renames_or_places() {
    let mut hands = hands();
    let mut tool = Select::Idle;
    hands.double_click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.session.naming, Some(ElementId::Node("a".into())));
    hands.double_click(&mut tool, 150.0, 0.0);
    assert_eq!(hands.session.naming, Some(ElementId::Link("a-to-b".into())));
    assert_eq!(hands.steps(), 0);
    hands.double_click(&mut tool, 150.0, 300.0);
    let pick = Pick::Place(Point::new(150.0, 300.0));
    assert_eq!(hands.said.last(), Some(&Command::PickKind(Some(pick))));
}

#[test]
fn moving_and_undoing_gives_the_same_board() {
    let mut hands = hands();
    let before: Board = hands.board().clone();
    hands.drag(&mut Select::Idle, (0.0, 0.0), (91.0, 133.0));
    assert_ne!(hands.board(), &before);
    hands.history.undo();
    assert_eq!(hands.board(), &before);
}

#[test]
fn a_label_is_dragged_along_its_link() {
    let (mut board, _) = sketch::two_nodes();
    board.links.change("a-to-b", |link| link.name = "reserve".to_owned());
    let mut hands = Hands::on(board);
    hands.geometry.links[0].label =
        Some(Rect::around(Point::new(150.0, 0.0), crate::model::Size::new(60.0, 16.0)));
    let mut tool = Select::Idle;
    hands.press(&mut tool, 150.0, 0.0);
    // The sketch gives labels no plates; it stays where it was pressed.
    let plate = Some(Rect::around(Point::new(150.0, 0.0), crate::model::Size::new(60.0, 16.0)));
    hands.geometry.links[0].label = plate;
    hands.move_to(&mut tool, 185.0, 20.0);
    hands.geometry.links[0].label = plate;
    hands.release(&mut tool, 185.0, 20.0);
    let at = hands.board().links.at(0).unwrap().label_at.unwrap().base();
    // From 50 to 250 the link is 200 long: (185 − 50) ÷ 200.
    assert!((at - 0.68).abs() < 1e-9, "{at}");
    assert_eq!(hands.steps(), 1);
}

#[test]
fn alt_takes_what_lies_underneath() {
    let (mut board, _) = sketch::two_nodes();
    board.nodes.put(sketch::node("c", 10.0, 0.0));
    let mut hands = Hands::on(board);
    let mut tool = Select::Idle;
    hands.click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.selected(), ["c"]);
    hands.held = Modifiers::ALT;
    hands.click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.selected(), ["a"]);
    hands.click(&mut tool, 0.0, 0.0);
    assert_eq!(hands.selected(), ["c"]);
}
