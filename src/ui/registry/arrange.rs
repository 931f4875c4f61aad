//! Where things stand: alignment, tidy, order in depth, boundaries, locks.

use super::{Action, CTRL, CTRL_SHIFT, Command, Key, Menu, View, has_placed, has_selection};
use crate::ui::arrange::{self, Align, Axis, Depth};

pub(super) fn actions() -> Vec<Action> {
    use Menu::Arrange;
    let two = |view: &View<'_>| has_placed(view, 2);
    let three = |view: &View<'_>| has_placed(view, 3);
    let act = |id, label, run: fn(&View<'_>) -> Command| Action::new(id, Arrange, label, run);
    vec![
        act("tidy", "Tidy", arrange::tidy)
            .keys(CTRL_SHIFT, Key::T)
            .when(|view| view.board.nodes.len() > 1)
            .words("layout arrange automatic clean up selection all layers"),
        act("align-left", "Align left", |view| arrange::align(view, Align::Left))
            .keys(CTRL_SHIFT, Key::ArrowLeft)
            .when(two)
            .group(),
        act("align-right", "Align right", |view| arrange::align(view, Align::Right))
            .keys(CTRL_SHIFT, Key::ArrowRight)
            .when(two),
        act("align-top", "Align top", |view| arrange::align(view, Align::Top))
            .keys(CTRL_SHIFT, Key::ArrowUp)
            .when(two),
        act("align-bottom", "Align bottom", |view| arrange::align(view, Align::Bottom))
            .keys(CTRL_SHIFT, Key::ArrowDown)
            .when(two),
        act("align-centre", "Align centres in a column", |view| {
            arrange::align(view, Align::Centre)
        })
        .when(two)
        .words("vertical middle"),
        act("align-middle", "Align middles in a row", |view| arrange::align(view, Align::Middle))
            .when(two)
            .words("horizontal centre"),
        act("distribute-across", "Distribute across", |view| {
            arrange::distribute(view, Axis::Across)
        })
        .when(three)
        .group()
        .words("equal gaps spread horizontally"),
        act("distribute-down", "Distribute down", |view| arrange::distribute(view, Axis::Down))
            .when(three)
            .words("equal gaps spread vertically"),
        act("stack-across", "Stack in a row", |view| arrange::stack(view, Axis::Across))
            .when(two)
            .words("pack line up"),
        act("stack-down", "Stack in a column", |view| arrange::stack(view, Axis::Down))
            .when(two)
            .words("pack line up"),
        act("to-front", "Bring to front", |view| arrange::restack(view, Depth::Front))
            .keys(CTRL_SHIFT, Key::CloseBracket)
            .when(has_selection)
            .group(),
        act("forward", "Bring forward", |view| arrange::restack(view, Depth::Forward))
            .keys(CTRL, Key::CloseBracket)
            .when(has_selection),
        act("backward", "Send backward", |view| arrange::restack(view, Depth::Backward))
            .keys(CTRL, Key::OpenBracket)
            .when(has_selection),
        act("to-back", "Send to back", |view| arrange::restack(view, Depth::Back))
            .keys(CTRL_SHIFT, Key::OpenBracket)
            .when(has_selection),
        act("wrap", "Draw a boundary around", arrange::wrap)
            .keys(CTRL, Key::G)
            .when(|view| has_placed(view, 1))
            .group()
            .words("group zone region team trust frame"),
        act("unwrap", "Take the boundary away", arrange::unwrap)
            .keys(CTRL_SHIFT, Key::G)
            .when(|view| !arrange::boundaries_of(view).is_empty())
            .words("ungroup dissolve"),
        act("lock", "Lock in place", arrange::lock)
            .keys(CTRL_SHIFT, Key::L)
            .when(|view| !arrange::nodes_of(view).is_empty())
            .on(|view| arrange::nodes_of(view).iter().any(|node| node.locked))
            .words("pin fix unlock"),
    ]
}
