//! Scenarios in the window: kept, changed, played, scrubbed, compared.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod window;

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use loadbearing::app::App;
use loadbearing::file;
use loadbearing::model::{Change, ElementId, Scenario, Value as _};
use loadbearing::ui::run::Computing;
use loadbearing::ui::{Asked, Command, Player, Run, Wish};

struct Window {
    harness: Harness<'static, App>,
    // Dropped last: settings and recovery copies of this window.
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(template: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let harness = window::open(folder.path());
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

impl Window {
    /// Waits for a run, up to a few seconds.
    fn wait_for(&mut self, done: impl Fn(&App) -> bool) {
        for _ in 0..1500 {
            if done(self.app()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
            self.steps(1);
        }
        panic!("no run; messages: {:?}", self.app().messages());
    }

    /// Plays a scenario of the board and waits until it was computed.
    fn play(&mut self, name: &str) {
        let scenario = self.scenario(name);
        let asked = Asked::usual(self.app().board(), scenario);
        self.give(Command::Player(Wish::Close));
        self.give(Command::Play(asked));
        self.wait_for(|app| app.play_view().run.is_some());
        self.steps(2);
    }

    fn player(&self) -> Player {
        self.app().session().player.clone().unwrap()
    }

    fn scale(&self) -> egui::Rect {
        self.harness.get_by_role_and_label(Role::Slider, "Time").rect()
    }

    fn click(&mut self, at: egui::Pos2) {
        self.harness.event(egui::Event::PointerMoved(at));
        self.steps(1);
        for pressed in [true, false] {
            self.harness.event(egui::Event::PointerButton {
                pos: at,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
            self.steps(1);
        }
        self.steps(2);
    }

    /// Applies the first fix of the first question of this rule.
    fn fix(&mut self, rule: &str) {
        let review = self.app().review();
        let answer = review.answers().iter().find(|answer| answer.rule.id == rule).unwrap();
        let fix = review.fixes(answer).into_iter().next().unwrap();
        self.give(Command::ApplyFix(fix));
    }
}

/// Everything that happened: what is not a number equals itself here.
fn print(run: &Run) -> String {
    let mut timeline = run.timeline.clone();
    timeline.seed = 0;
    format!("{timeline:?}")
}

#[test]
fn the_flash_sale_is_played_and_scrubbed() {
    let mut window = Window::open("flash-sale");
    let before = window.text();
    window.play("Inventory slows");
    let run = window.app().play_view().run.unwrap();
    let full = run.summary.first_full().unwrap();
    assert_eq!(full.name, "Orders");
    // Numbers.md: 1.88 s by formula, about 2.0 s simulated.
    assert!((1.6..2.4).contains(&full.at), "{}", full.at);
    assert!(window.has("Orders is full"));
    // It plays by itself, as fast as it says.
    let then = window.player();
    assert!(then.playing);
    window.steps(30);
    let passed = window.player().time - then.time;
    assert!((passed - 0.5 * then.speed).abs() < 0.1, "{passed}");
    // A press on the scale goes there and stays.
    window.click(window.scale().center());
    let at = window.player();
    assert!(!at.playing && (at.time - 30.0).abs() < 0.5, "{}", at.time);
    for (key, time) in [(Key::End, 60.0), (Key::ArrowLeft, 60.0 - at.step), (Key::Home, 0.0)] {
        window.press(Modifiers::NONE, key);
        assert!((window.player().time - time).abs() < 1e-6, "{key:?}");
    }
    window.press(Modifiers::NONE, Key::Space);
    assert!(window.player().playing);
    window.press(Modifiers::NONE, Key::P);
    assert!(!window.player().playing);
    assert_eq!(window.text(), before, "playing changes nothing");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(window.app().session().player.is_none());
    let scale = window.harness.query_by_role_and_label(Role::Slider, "Time");
    assert!(scale.is_none());
}

#[test]
fn everything_of_the_player_has_a_name() {
    let mut window = Window::open("flash-sale");
    window.play("Inventory slows");
    for name in ["From the start", "Pause", "Close the player", "Compare"] {
        window.harness.get_by_role_and_label(Role::Button, name);
    }
    for plot in ["Requests", "Time to answer", "Slots of Orders", "Attempts"] {
        window.harness.get_by_label(&format!("Plot: {plot}"));
    }
    window.harness.get_by_label_contains("Plot: Charges so far");
    // The node that is selected is the one in the plot.
    window.give(Command::Select([ElementId::Node("inventory".into())].into()));
    window.harness.get_by_label("Plot: Slots of Inventory");
}

#[test]
fn a_change_of_the_scenario_runs_it_again_and_undo_too() {
    let mut window = Window::open("flash-sale");
    window.play("Inventory slows");
    let full = |window: &Window| window.app().play_view().run.unwrap().summary.full.len();
    assert!(full(&window) > 0);
    window.click(window.scale().center());
    window.give(Command::ShowScenarios(Some("inventory-slows".into())));
    window.fill("Takes", "20 ms");
    window.wait_for(|app| app.play_view().run.unwrap().summary.full.iter().all(|f| f.pool != 2));
    // It stays where it stood, to be compared.
    assert!((window.player().time - 30.0).abs() < 0.5);
    window.press(Modifiers::COMMAND, Key::Z);
    window.wait_for(|app| !app.play_view().run.unwrap().summary.full.is_empty());
}

#[test]
fn two_runs_are_compared_before_and_after_a_fix() {
    let mut window = Window::open("flash-sale");
    window.play("Inventory slows");
    assert!(window.has("Keep this run as A"));
    window.press(Modifiers::SHIFT, Key::K);
    let kept = window.app().play_view().kept.map(print).unwrap();
    assert_eq!(kept, window.app().play_view().run.map(print).unwrap());
    window.fix("thread-pool-exhaustion");
    window.wait_for(|app| {
        let view = app.play_view();
        !view.stale && view.run.map(print) != view.kept.map(print)
    });
    window.steps(2);
    assert!(window.has("▲ better"));
    assert_eq!(window.app().play_view().kept.map(print).unwrap(), kept);
    // Taken back, the run is the kept one again, to the byte.
    window.press(Modifiers::COMMAND, Key::Z);
    window.wait_for(|app| app.play_view().run.map(print) == app.play_view().kept.map(print));
    window.give(Command::Player(Wish::DropKept));
    assert!(window.app().play_view().kept.is_none());
}

#[test]
fn a_run_is_compared_with_the_board_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fixed.ron");
    let twin = file::templates::by_slug("flash-sale-fixed").unwrap().text;
    std::fs::write(&path, twin).unwrap();
    let mut window = Window::open("flash-sale");
    window.play("Inventory slows");
    window.give(Command::CompareWith(path));
    window.wait_for(|app| app.play_view().kept.is_some());
    assert_eq!(window.app().play_view().kept.unwrap().board.title, "Flash sale, fixed");
    assert_eq!(window.app().board().title, "Flash sale");
    window.give(Command::CompareWith("/nowhere/at/all.ron".into()));
    assert!(window.app().messages().iter().any(|text| text.starts_with("Not compared")));
}

#[test]
fn another_seed_plays_other_chance_and_the_same_seed_the_same() {
    let mut window = Window::open("flash-sale");
    window.play("Inventory slows");
    let first = window.app().play_view().run.map(print).unwrap();
    window.give(Command::Player(Wish::Seed(7)));
    window.wait_for(|app| app.play_view().run.unwrap().timeline.seed == 7);
    assert_ne!(window.app().play_view().run.map(print).unwrap(), first);
    window.give(Command::Player(Wish::Seed(1)));
    window.wait_for(|app| app.play_view().run.unwrap().timeline.seed == 1);
    assert_eq!(window.app().play_view().run.map(print).unwrap(), first);
}

#[test]
fn a_long_run_is_cancelled_at_once_and_the_board_stays_in_use() {
    let mut window = Window::open("flash-sale");
    let mut long = window.scenario("Inventory slows");
    long.length = Some(loadbearing::model::Known::parse("30000 s").unwrap());
    let asked = Asked::usual(window.app().board(), long);
    window.give(Command::Play(asked));
    assert!(matches!(window.app().play_view().computing, Computing::Runs(_)));
    // Editing goes on meanwhile.
    window.give(Command::Select([ElementId::Node("payment".into())].into()));
    window.give(Command::Delete);
    assert!(!window.app().board().has(&ElementId::Node("payment".into())));
    let started = std::time::Instant::now();
    window.give(Command::Player(Wish::Cancel));
    assert!(started.elapsed() < std::time::Duration::from_millis(500));
    assert!(!matches!(window.app().play_view().computing, Computing::Runs(_)));
    assert!(window.app().session().player.is_none());
}

#[test]
fn a_board_without_traffic_says_what_it_lacks() {
    let mut window = Window::open("empty");
    window.give(Command::ShowScenarios(None));
    assert!(window.has("Draw a flow first"));
    let scenario = Scenario::of("calm".into(), "Calm".to_owned(), Vec::new());
    window.give(Command::Play(Asked::usual(window.app().board(), scenario)));
    window.wait_for(|app| matches!(app.play_view().computing, Computing::Failed(_)));
    window.steps(2);
    assert!(window.has("Nothing arrives"));
}
