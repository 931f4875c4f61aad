//! Scenarios in the window: kept, changed, played, scrubbed, compared.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use eframe::egui::{self, Key, Modifiers, accesskit::Role, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use loadbearing::app::{App, Start};
use loadbearing::file;
use loadbearing::model::{Change, ElementId, Scenario};
use loadbearing::ui::Command;

struct Window {
    harness: Harness<'static, App>,
    // Dropped last: settings and recovery copies of this window.
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(template: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = App::keeping_in(
            Start::default(),
            Some(folder.path().to_owned()),
            Some(folder.path().join("recovery")),
        );
        let harness = Harness::builder()
            .with_size(vec2(1440.0, 900.0))
            .with_max_steps(32)
            .with_step_dt(1.0 / 60.0)
            .build_ui_state(
                |ui, app: &mut App| {
                    app.keep_up(&ui.ctx().clone());
                    app.frame_ui(ui);
                },
                app,
            );
        let mut window = Self { harness, _folder: folder };
        window.steps(3);
        window.give(Command::New(template));
        window
    }

    fn steps(&mut self, n: usize) {
        self.harness.run_steps(n);
    }

    fn give(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().give(command, &ctx);
        self.steps(3);
    }

    fn app(&self) -> &App {
        self.harness.state()
    }

    fn text(&self) -> String {
        file::write(self.app().board())
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.steps(3);
    }

    fn button(&mut self, label: &str) {
        self.harness.get_by_role_and_label(Role::Button, label).click();
        self.steps(4);
    }

    fn has(&self, text: &str) -> bool {
        self.harness.query_all_by_label_contains(text).next().is_some()
    }

    fn fill(&mut self, label: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.steps(2);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.steps(1);
        self.harness.get_by_role_and_label(Role::TextInput, label).type_text(text);
        self.steps(2);
        self.press(Modifiers::NONE, Key::Enter);
    }

    fn scenario(&self, name: &str) -> Scenario {
        let found = self.app().board().scenarios.iter().find(|scenario| scenario.name == name);
        found.unwrap_or_else(|| panic!("no scenario {name}")).clone()
    }

    fn scenarios(&self) -> Vec<&str> {
        self.app().board().scenarios.iter().map(|scenario| scenario.name.as_str()).collect()
    }

    fn right_click(&mut self, at: egui::Pos2) {
        self.harness.event(egui::Event::PointerMoved(at));
        self.steps(1);
        for pressed in [true, false] {
            self.harness.event(egui::Event::PointerButton {
                pos: at,
                button: egui::PointerButton::Secondary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            self.steps(1);
        }
        self.steps(3);
    }
}

#[test]
fn the_value_of_a_change_is_edited_in_place_and_taken_back() {
    let mut window = Window::open("flash-sale");
    let before = window.text();
    window.give(Command::ShowScenarios(Some("inventory-slows".into())));
    window.fill("Takes", "2 s");
    let [Change::Slow { takes, .. }] = &window.scenario("Inventory slows").changes[..] else {
        panic!("{:?}", window.scenario("Inventory slows"));
    };
    assert!((takes.base() - 2.0).abs() < 1e-9);
    window.fill("Takes", "2 parsecs");
    assert!(window.has("is not a duration"));
    window.fill("Takes", "3 s");
    assert!(!window.has("is not a duration"));
    window.fill("until", "40 s");
    assert!(window.text().contains("until: \"40 s\""), "{}", window.text());
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(window.text(), before);
}

#[test]
fn a_ready_scenario_is_kept_changed_doubled_and_deleted() {
    let mut window = Window::open("flash-sale");
    let before = window.text();
    window.press(Modifiers::SHIFT, Key::S);
    window.button("New scenario");
    window.button("Stock goes down");
    assert_eq!(window.scenarios().last(), Some(&"Stock goes down"));
    window.fill("Name", "The store dies");
    window.fill("Length", "2 min");
    window.button("Remove: Down");
    assert!(window.scenario("The store dies").changes.is_empty());
    window.button("Add what happens");
    window.button("Slow: Inventory");
    window.button("Duplicate");
    assert!(window.scenarios().contains(&"The store dies (copy)"));
    window.button("Delete");
    assert!(!window.scenarios().contains(&"The store dies (copy)"));
    while window.text() != before {
        window.press(Modifiers::COMMAND, Key::Z);
    }
}

#[test]
fn what_is_being_typed_into_a_scenario_is_saved_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.ron");
    let mut window = Window::open("flash-sale");
    window.give(Command::SaveTo(path.clone()));
    window.give(Command::ShowScenarios(Some("inventory-slows".into())));
    window.harness.get_by_role_and_label(Role::TextInput, "Length").focus();
    window.steps(2);
    window.harness.get_by_role_and_label(Role::TextInput, "Length").type_text("77 s");
    window.steps(2);
    window.press(Modifiers::COMMAND, Key::S);
    assert!(std::fs::read_to_string(&path).unwrap().contains("77 s"));
}

#[test]
fn the_menu_of_a_node_asks_what_happens_when() {
    let mut window = Window::open("flash-sale");
    let before = window.text();
    let at = window.harness.get_by_label_contains("Service Inventory").rect().center();
    window.right_click(at);
    window.button("Inventory slows down");
    let player = window.app().session().player.clone().unwrap();
    assert_eq!(player.asked.scenario.name, "Inventory slows down");
    assert_eq!(player.asked.scenario.changes[0].about(), Some(ElementId::Node("inventory".into())));
    // Playing changes nothing on the board.
    assert_eq!(window.text(), before);
}

#[test]
fn a_question_is_replayed_by_what_its_answer_rests_on() {
    let mut window = Window::open("flash-sale");
    let review = window.app().review();
    let full = review.answers().iter().find(|answer| answer.rule.id == "thread-pool-exhaustion");
    let question = full.unwrap().fingerprint();
    window.give(Command::OpenQuestion(Some(question)));
    window.button("Replay this");
    let player = window.app().session().player.clone().unwrap();
    assert_eq!(player.asked.scenario, window.scenario("Inventory slows"));
}
