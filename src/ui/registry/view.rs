//! How the board is looked at, and which question is open.

use std::collections::BTreeSet;

use super::{Action, CTRL, CTRL_SHIFT, Command, Key, Menu, NONE, SHIFT, View, has_selection};
use crate::model::{Fingerprint, Rect};
use crate::rules::{Applicability, Fix, Verdict};
use crate::scene::Theme;

pub(super) fn actions() -> Vec<Action> {
    use Menu::View as InView;
    vec![
        Action::new("frame-all", InView, "Fit the board", |_| Command::FrameAll)
            .keys(SHIFT, Key::Num1)
            .words("zoom all everything"),
        Action::new("frame-selection", InView, "Fit the selection", frame_selection)
            .keys(SHIFT, Key::Num2)
            .when(has_selection)
            .words("zoom"),
        Action::new("zoom-100", InView, "Zoom to 100 %", |view| zoom(view, 1.0, true))
            .keys(CTRL, Key::Num0)
            .words("reset actual size"),
        Action::new("zoom-in", InView, "Zoom in", |view| zoom(view, 1.25, false))
            .keys(CTRL, Key::Equals)
            .keys(CTRL, Key::Plus)
            .words("larger"),
        Action::new("zoom-out", InView, "Zoom out", |view| zoom(view, 0.8, false))
            .keys(CTRL, Key::Minus)
            .words("smaller"),
        Action::new("focus-finding", InView, "Look at the open question", focus_finding)
            .keys(NONE, Key::F)
            .when(|view| !view.review.answers().is_empty())
            .words("finding problem zoom subjects"),
        Action::new("minimap", InView, "Map", |view| Command::SetMinimap(!view.session.minimap))
            .keys(NONE, Key::M)
            .on(|view| view.session.minimap)
            .group()
            .words("overview minimap outline corner"),
        Action::new("loads", InView, "Load as the width of links", |view| {
            Command::SetLoads(!view.session.loads)
        })
        .on(|view| view.session.loads)
        .words("traffic thickness rate"),
        Action::new("grid", InView, "Grid", |view| Command::SetGrid(!view.session.grid))
            .keys(CTRL, Key::Quote)
            .on(|view| view.session.grid),
        Action::new("strict", InView, "Ask strict questions too", |view| {
            Command::SetStrict(!view.session.strict)
        })
        .on(|view| view.session.strict)
        .words("rules everything noise"),
        Action::new("snap", InView, "Snap while moving", |view| {
            Command::SetSnap(!view.session.snap)
        })
        .on(|view| view.session.snap)
        .words("align guides"),
        Action::new("wheel-zooms", InView, "Wheel zooms", |view| {
            Command::SetWheelZooms(!view.session.wheel_zooms)
        })
        .on(|view| view.session.wheel_zooms)
        .words("mouse scroll pan"),
        Action::new("panels", InView, "Panels", |view| Command::SetPanels(!view.session.panels))
            .keys(CTRL, Key::Period)
            .on(|view| view.session.panels)
            .words("focus zen sidebars"),
        Action::new("dark", InView, "Dark theme", |view| {
            Command::SetTheme(match view.session.theme {
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::Light,
            })
        })
        .keys(CTRL_SHIFT, Key::D)
        .on(|view| view.session.theme == Theme::Dark)
        .words("light mode colours night"),
        Action::new("all-flows", InView, "Show everything", |_| Command::ShowFlow(None))
            .when(|view| view.session.flow.is_some())
            .group()
            .words("flow highlight"),
        Action::new("all-moments", InView, "Answers at every moment", |_| {
            Command::ShowMoment(None)
        })
        .on(|view| view.session.moment.is_none())
        .words("now event two years"),
        Action::new("next-question", InView, "Next question", |view| question(view, 1))
            .keys(NONE, Key::F8)
            .when(|view| !view.review.answers().is_empty())
            .words("answer problem finding break"),
        Action::new("previous-question", InView, "Previous question", |view| question(view, -1))
            .keys(SHIFT, Key::F8)
            .when(|view| !view.review.answers().is_empty()),
        Action::new("apply-first-fix", InView, "Apply the first fix of the question", first_fix)
            .keys(CTRL, Key::Enter)
            .when(|view| view.session.question.is_some())
            .words("cure solve answer"),
        Action::new("close-question", InView, "Close the question", |_| {
            Command::OpenQuestion(None)
        })
        .when(|view| view.session.question.is_some()),
    ]
}

/// Explaining a board, and going through its questions together.
pub(super) fn of_a_meeting() -> Vec<Action> {
    use Menu::View as InView;
    vec![
        Action::new("present", InView, "Present", |view| {
            Command::Present(!view.session.presenting)
        })
        .keys(NONE, Key::F5)
        .keys(NONE, Key::F11)
        .when(|view| !view.board.is_blank())
        .on(|view| view.session.presenting)
        .words("full screen meeting slides show"),
        Action::new("compare-saved", InView, "What changed since it was saved", |_| {
            Command::CompareSaved
        })
        .when(|view| view.file.path.is_some())
        .group()
        .words("difference diff before after compare"),
        Action::new("compare-step", InView, "What the last step changed", |_| Command::CompareStep)
            .when(|view| view.undo.is_some())
            .words("difference diff before after compare fix"),
        Action::new("compare-drawing", InView, "What differs from a board\u{2026}", |_| {
            Command::CompareDrawing
        })
        .words("difference diff before after compare file other"),
        Action::new("close-comparison", InView, "Show no differences", |_| {
            Command::CloseComparison
        })
        .when(|view| view.compared.is_some())
        .words("compare close end"),
        Action::new("record-view", InView, "Record this view", |_| Command::RecordView)
            .keys(SHIFT, Key::V)
            .when(|view| !view.board.is_blank())
            .words("walkthrough tour slide camera"),
        Action::new("walk-flow", InView, "Data flow, step by step", |_| Command::WalkFlow)
            .keys(SHIFT, Key::W)
            .when(|view| view.board.flows.iter().any(|flow| !flow.links.is_empty()))
            .words("walkthrough tour explain"),
        Action::new("show-walk", InView, "Show the walkthrough", |_| Command::ShowView(0))
            .when(|view| !view.board.walk.is_empty())
            .words("tour views explain"),
        Action::new("five-questions", InView, "The five questions", |_| Command::ShowFive)
            .keys(SHIFT, Key::Q)
            .words("review scale consistency failure bottleneck data flow"),
    ]
}

fn zoom(view: &View<'_>, factor: f32, absolute: bool) -> Command {
    let mut camera = view.session.camera;
    let zoom = if absolute { factor } else { camera.zoom * factor };
    camera.zoom = zoom.clamp(crate::ui::Camera::ZOOM_MIN, crate::ui::Camera::ZOOM_MAX);
    Command::Look(camera)
}

/// Applies what the open question proposes first; a fix without edits when it proposes nothing.
fn first_fix(view: &View<'_>) -> Command {
    let answer = view.session.question.as_ref().and_then(|question| view.review.find(question));
    let fix = answer.and_then(|answer| view.review.fixes(answer).into_iter().next());
    Command::ApplyFix(fix.unwrap_or_else(|| Fix {
        title: "There is no fix to apply".to_owned(),
        applicability: Applicability::AsIs,
        edits: Vec::new(),
    }))
}

/// Opens the question after or before the open one, among those that are not fine.
fn question(view: &View<'_>, step: isize) -> Command {
    let asked = view.review.in_reading_order();
    let asked = asked.into_iter().filter(|answer| answer.verdict != Verdict::Fine);
    // Two answers may share a question; it is stepped through once.
    let mut seen = BTreeSet::new();
    let open: Vec<Fingerprint> = asked
        .map(crate::rules::Answer::fingerprint)
        .filter(|question| seen.insert(question.clone()))
        .collect();
    let now = view.session.question.as_ref();
    let now = now.and_then(|question| open.iter().position(|other| other == question));
    let count = open.len().cast_signed();
    let next = match now {
        Some(now) if count > 0 => (now.cast_signed() + step).rem_euclid(count).cast_unsigned(),
        _ if step < 0 => open.len().saturating_sub(1),
        _ => 0,
    };
    Command::OpenQuestion(open.get(next).cloned())
}

/// Brings what the open question is about into view; opens the first question when none is.
fn focus_finding(view: &View<'_>) -> Command {
    if view.session.question.is_none() {
        return question(view, 1);
    }
    crate::ui::panels::frame_of(view, &view.session.marked)
        .map_or(Command::FrameAll, |rect: Rect| Command::Frame(rect))
}

fn frame_selection(view: &View<'_>) -> Command {
    crate::ui::panels::frame_of(view, &view.session.selection)
        .map_or(Command::FrameAll, |rect: Rect| Command::Frame(rect))
}
