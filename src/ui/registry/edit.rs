//! Changing what is there.

use std::collections::BTreeSet;

use super::{
    Action, CTRL, CTRL_ALT, CTRL_SHIFT, Command, ElementId, Key, KindRef, Menu, NONE, View,
    has_anything, has_selection,
};
use crate::edit::{Edit, Step};
use crate::model::{Course, Link};
use crate::ui::command::Pick;

pub(super) fn actions() -> Vec<Action> {
    use Menu::Edit;
    // The clipboard is read by the window system, which then sends the text.
    let paste = |_: &View<'_>| Command::Paste(String::new());
    vec![
        Action::new("undo", Edit, "Undo", |_| Command::Undo)
            .keys(CTRL, Key::Z)
            .when(|view| view.undo.is_some()),
        Action::new("redo", Edit, "Redo", |_| Command::Redo)
            .keys(CTRL_SHIFT, Key::Z)
            .keys(CTRL, Key::Y)
            .when(|view| view.redo.is_some()),
        Action::new("cut", Edit, "Cut", |_| Command::Cut)
            .keys(CTRL, Key::X)
            .when(has_selection)
            .group(),
        Action::new("copy", Edit, "Copy", |_| Command::Copy).keys(CTRL, Key::C).when(has_selection),
        Action::new("paste", Edit, "Paste", paste).keys(CTRL, Key::V),
        Action::new("duplicate", Edit, "Duplicate", |_| Command::Duplicate)
            .keys(CTRL, Key::D)
            .when(has_selection)
            .words("copy double"),
        Action::new("delete", Edit, "Delete", |_| Command::Delete)
            .keys(NONE, Key::Delete)
            .keys(NONE, Key::Backspace)
            .when(has_selection)
            .words("remove erase"),
        Action::new("select-all", Edit, "Select all", |view| Command::Select(everything(view)))
            .keys(CTRL, Key::A)
            .when(has_anything)
            .group(),
        Action::new("rename", Edit, "Rename", rename)
            .keys(NONE, Key::F2)
            .when(|view| view.session.selection.len() == 1)
            .words("name title label"),
        Action::new("select-kind", Edit, "Select all of this kind", select_kind)
            .when(|view| !kinds_selected(view).is_empty())
            .words("same alike nodes"),
        Action::new("find", Edit, "Find on the board…", |_| Command::ShowFind(true))
            .keys(CTRL, Key::F)
            .when(has_anything)
            .words("search look for name label note"),
        Action::new("change-kind", Edit, "Change kind…", |_| {
            Command::PickKind(Some(Pick::Change))
        })
        .when(|view| !kinds_selected(view).is_empty())
        .group()
        .words("replace convert type database service"),
        course("course-orthogonal", "Link: upright and level", Course::Orthogonal),
        course("course-straight", "Link: straight", Course::Straight),
        course("course-curved", "Link: curved", Course::Curved),
        Action::new("label-home", Edit, "Link: label where there is room", label_home)
            .when(|view| links_selected(view).any(|link| link.label_at.is_some()))
            .words("reset move label"),
        Action::new("copy-style", Edit, "Copy annotations", |_| Command::CopyStyle)
            .keys(CTRL_ALT, Key::C)
            .when(|view| view.session.selection.len() == 1)
            .group()
            .words("style attributes numbers"),
        Action::new("paste-style", Edit, "Paste annotations", |_| Command::PasteStyle)
            .keys(CTRL_ALT, Key::V)
            .when(|view| view.session.style.is_some() && has_selection(view))
            .words("style attributes numbers"),
        Action::new("copy-lines", Edit, "Copy as text lines", |_| Command::CopyLines)
            .when(has_anything)
            .words("plain text arrows"),
    ]
}

fn everything(view: &View<'_>) -> BTreeSet<ElementId> {
    let board = view.board;
    let nodes = board.nodes.iter().map(|node| ElementId::from(node.id.clone()));
    let links = board.links.iter().map(|link| ElementId::from(link.id.clone()));
    let notes = board.notes.iter().map(|note| ElementId::from(note.id.clone()));
    let boundaries = board.boundaries.iter().map(|b| ElementId::from(b.id.clone()));
    nodes.chain(links).chain(notes).chain(boundaries).collect()
}

fn rename(view: &View<'_>) -> Command {
    Command::Name(view.session.selection.first().cloned())
}

/// Kinds of the selected nodes.
fn kinds_selected(view: &View<'_>) -> Vec<KindRef> {
    let nodes = view.session.selection.iter().filter_map(|element| match element {
        ElementId::Node(id) => view.board.nodes.get(id.as_str()),
        _ => None,
    });
    nodes.map(|node| node.kind).collect()
}

fn select_kind(view: &View<'_>) -> Command {
    let kinds = kinds_selected(view);
    let nodes = view.board.nodes.iter().filter(|node| kinds.contains(&node.kind));
    Command::Select(nodes.map(|node| node.id.clone().into()).collect())
}

fn links_selected<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Link> {
    view.session.selection.iter().filter_map(|element| match element {
        ElementId::Link(id) => view.board.links.get(id.as_str()),
        _ => None,
    })
}

/// An action that draws the selected links in another way.
fn course(id: &'static str, label: &'static str, course: Course) -> Action {
    let run: fn(&View<'_>) -> Command = match course {
        Course::Orthogonal => |view| set_course(view, Course::Orthogonal),
        Course::Straight => |view| set_course(view, Course::Straight),
        Course::Curved => |view| set_course(view, Course::Curved),
    };
    Action::new(id, Menu::Edit, label, run)
        .when(|view| links_selected(view).next().is_some())
        .words("arrow line route shape")
}

fn set_course(view: &View<'_>, course: Course) -> Command {
    use crate::model::Value as _;
    let to = (course != Course::Orthogonal).then(|| course.to_text());
    let set = |link: &Link| Edit::Set {
        of: link.id.clone().into(),
        key: "course".to_owned(),
        to: to.clone(),
    };
    let edits = links_selected(view).map(set).collect();
    Command::Edit(Step { label: "Change the course of links".to_owned(), edits })
}

fn label_home(view: &View<'_>) -> Command {
    let moved = links_selected(view).filter(|link| link.label_at.is_some());
    let set = |link: &Link| Edit::Set {
        of: link.id.clone().into(),
        key: "label_at".to_owned(),
        to: None,
    };
    let edits = moved.map(set).collect();
    Command::Edit(Step { label: "Let labels find their place".to_owned(), edits })
}
