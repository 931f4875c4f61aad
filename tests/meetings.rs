//! A review held in the window without a display: the five questions, the walkthrough, presenting,
//! deciding, before and after.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod window;

use std::collections::BTreeSet;

use eframe::egui::{self, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use loadbearing::app::App;
use loadbearing::edit::{Edit, Step};
use loadbearing::model::ElementId;
use loadbearing::ui::Command;

struct Window {
    harness: Harness<'static, App>,
    folder: tempfile::TempDir,
}

impl Window {
    fn flash_sale() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Self { harness: window::open(folder.path()), folder };
        window.steps(3);
        window.give(Command::New("flash-sale"));
        window
    }

    /// Draws so many frames, and as many more as the answers need.
    fn steps(&mut self, n: usize) {
        self.harness.run_steps(n);
        for _ in 0..1000 {
            if !self.app().asking() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
            self.harness.run_steps(1);
        }
        panic!("the answers never came");
    }

    fn give(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().give(command, &ctx);
        self.steps(3);
    }

    fn app(&self) -> &App {
        self.harness.state()
    }
}

#[test]
fn the_five_questions_are_answered_by_typing_into_them() {
    let mut window = Window::flash_sale();
    window.give(Command::ShowFive);
    window.harness.get_by_label_contains("The five questions");
    window.harness.get_by_label_contains("1. What is the scale, now and in two years?");
    let said = window.harness.query_all_by_label_contains("Place an order: 25/s now").count();
    assert_eq!(said, 1, "what the board says to the first question");
}

#[test]
fn questions_are_presented_one_after_the_other_by_keys() {
    let mut window = Window::flash_sale();
    window.give(Command::Present(true));
    assert!(window.harness.query_by_label("Scenarios").is_none());
    window.harness.get_by_label_contains("1 of ");
    let first = window.app().session().question.clone().expect("a question");
    window.harness.key_press(egui::Key::ArrowRight);
    window.harness.run_steps(3);
    window.harness.get_by_label_contains("2 of ");
    let second = window.app().session().question.clone().expect("a question");
    assert_ne!(first, second);
    window.harness.key_press(egui::Key::ArrowLeft);
    window.harness.run_steps(3);
    assert_eq!(window.app().session().question.as_ref(), Some(&first));
    // What is drawn meanwhile is drawn.
    let nodes = window.app().board().nodes.len();
    window.harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::ArrowDown);
    window.harness.run_steps(3);
    assert_eq!(window.app().board().nodes.len(), nodes + 1);
    window.give(Command::Name(None));
    window.give(Command::Select(std::collections::BTreeSet::new()));
    window.harness.key_press(egui::Key::Escape);
    window.harness.run_steps(3);
    assert!(!window.app().session().presenting);
    window.harness.get_by_label("Scenarios");
}

#[test]
fn a_walkthrough_is_made_from_a_flow_recorded_and_shown_before_the_questions() {
    let mut window = Window::flash_sale();
    window.harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::W);
    window.steps(3);
    let links = window.app().board().flows.iter().next().unwrap().links.len();
    assert_eq!(window.app().board().walk.len(), links + 1);
    let second = window.app().board().walk.get(1).unwrap().note.clone();
    assert!(second.starts_with("1. Browser calls Load balancer"), "{second}");
    window.give(Command::Select([ElementId::Node("stock".into())].into()));
    window.harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::V);
    window.steps(3);
    let recorded = window.app().board().walk.last().unwrap().clone();
    assert_eq!(recorded.lit, ["stock"]);
    assert!(recorded.frame().is_some());
    window.give(Command::Select(BTreeSet::new()));
    // A node that goes is lit no more; undo brings it back, here and there.
    window.give(Command::Edit(Step::one(
        "Delete",
        Edit::Remove(vec![ElementId::Node("stock".into())]),
    )));
    assert!(window.app().board().walk.iter().all(|view| !view.lit.iter().any(|id| id == "stock")));
    window.give(Command::Undo);
    assert_eq!(window.app().board().walk.last(), Some(&recorded));
    window.harness.key_press(egui::Key::F5);
    window.steps(3);
    window.harness.get_by_label_contains("1 of ");
    assert_eq!(window.app().session().walk, Some(0));
    window.harness.key_press(egui::Key::ArrowRight);
    window.steps(3);
    window.harness.get_by_label_contains("1. Browser calls Load balancer");
    assert_eq!(window.app().session().marked.len(), 3);
    for _ in 0..=links {
        window.harness.key_press(egui::Key::ArrowRight);
        window.steps(2);
    }
    assert!(window.app().session().walk.is_none() && window.app().session().question.is_some());
}

#[test]
fn keys_that_place_wait_after_a_press_in_a_panel() {
    use loadbearing::ui::ToolKind;
    let mut window = Window::flash_sale();
    window.give(Command::ShowFive);
    window.steps(3);
    window.harness.get_by_label_contains("The five questions").click();
    window.steps(2);
    window.harness.key_press(egui::Key::Num5);
    window.steps(2);
    assert_eq!(window.app().session().tool, ToolKind::Select, "a number typed beside a field");
    window.harness.key_press(egui::Key::Escape);
    window.steps(2);
    window.harness.key_press(egui::Key::Num5);
    window.steps(2);
    assert_ne!(window.app().session().tool, ToolKind::Select);
}

#[test]
fn what_was_answered_stays_in_the_review_and_the_meeting_heads_the_minutes() {
    let mut window = Window::flash_sale();
    window.give(Command::ShowFive);
    window.steps(3);
    let set = |of: ElementId, key: &str, to: &str| {
        let edit = Edit::Set { of, key: key.to_owned(), to: Some(to.to_owned()) };
        Command::Edit(Step::one("Answer", edit))
    };
    window.harness.get_by_label_contains("Growth");
    window.give(set(ElementId::Flow("place-an-order".into()), "growth", "30 %"));
    window.steps(3);
    window.harness.get_by_label_contains("Growth");
    window.give(set(ElementId::Board, "people", "Ana, Jo"));
    window.harness.get_by_role_and_label(Role::Button, "Today").click();
    window.steps(3);
    let met = window.app().board().review.clone().unwrap();
    assert_eq!(
        (met.people, met.date),
        (vec!["Ana".to_owned(), "Jo".to_owned()], window.app().review().today())
    );
}

#[test]
fn before_and_after_stand_on_one_canvas_with_the_answers_that_turned() {
    let mut window = Window::flash_sale();
    let fix = {
        let review = window.app().review();
        let lock = review.answers().iter().find(|answer| answer.rule.id == "hot-row-lock").unwrap();
        review.fixes(lock).into_iter().next().unwrap()
    };
    window.give(Command::ApplyFix(fix));
    window.steps(3);
    window.give(Command::CompareStep);
    window.steps(3);
    window.harness.get_by_label("Before and after");
    window.harness.get_by_label_contains("+ 0 added");
    window.harness.get_by_label_contains("~ 1 changed");
    window.harness.get_by_label_contains("Better (");
    // What is drawn meanwhile is compared too; undo shows what would be gone.
    window.give(Command::Edit(Step::one(
        "Delete",
        Edit::Remove(vec![ElementId::Node("payment".into())]),
    )));
    window.steps(3);
    window.harness.get_by_label_contains("\u{2212} 2 gone");
    window.give(Command::CloseComparison);
    window.steps(2);
    assert!(window.harness.query_by_label("Before and after").is_none());
}

#[test]
fn another_board_is_compared_with_nothing() {
    let mut window = Window::flash_sale();
    window.give(Command::WalkFlow);
    window.give(Command::CompareStep);
    window.harness.get_by_label("Before and after");
    window.give(Command::SaveTo(window.folder.path().join("x.ron")));
    window.give(Command::New("web-shop"));
    assert!(window.harness.query_by_label("Before and after").is_none());
}
