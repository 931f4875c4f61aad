//! The window without a display: panels and keys change the board, and the board changes the answers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod window;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Key, Modifiers, accesskit::Role};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use loadbearing::app::App;
use loadbearing::edit::{Edit, Step};
use loadbearing::file;
use loadbearing::model::{ElementId, Link, LinkId, kinds};
use loadbearing::rules::{Answer, Review, Scope, Verdict};
use loadbearing::ui::{Command, registry};

struct Window {
    harness: Harness<'static, App>,
    // Dropped last: settings and recovery copies of this window.
    folder: tempfile::TempDir,
}

impl Window {
    fn open() -> Self {
        Self::open_in(tempfile::tempdir().unwrap())
    }

    fn open_in(folder: tempfile::TempDir) -> Self {
        let harness = window::open(folder.path());
        let mut window = Self { harness, folder };
        window.steps(3);
        window
    }

    fn flash_sale() -> Self {
        let mut window = Self::open();
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

    fn board_text(&self) -> String {
        file::write(self.app().board())
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.steps(3);
    }

    fn field(&mut self, label: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.steps(2);
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.steps(1);
        self.harness.get_by_role_and_label(Role::TextInput, label).type_text(text);
        self.steps(2);
    }

    fn fill(&mut self, label: &str, text: &str) {
        self.field(label, text);
        self.press(Modifiers::NONE, Key::Enter);
    }

    fn pointer(&mut self, at: egui::Pos2, pressed: Option<bool>) {
        self.harness.event(egui::Event::PointerMoved(at));
        if let Some(pressed) = pressed {
            self.harness.event(egui::Event::PointerButton {
                pos: at,
                button: egui::PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        self.steps(2);
    }

    fn click_at(&mut self, at: egui::Pos2) {
        self.pointer(at, None);
        self.pointer(at, Some(true));
        self.pointer(at, Some(false));
    }

    /// Files dropped onto the window at once.
    fn drop_files(&mut self, paths: &[&Path]) {
        let files = paths.iter().map(|path| Arc::new(Dropped(path.to_path_buf())) as _);
        self.harness.input_mut().dropped_files = files.collect();
        self.steps(3);
    }

    /// The close button of the window.
    fn close(&mut self) {
        let viewport = self.harness.input_mut().viewports.entry(egui::ViewportId::ROOT);
        viewport.or_default().events.push(egui::ViewportEvent::Close);
        self.steps(3);
    }

    /// True while the question about unsaved changes is open.
    fn asks_to_save(&self) -> bool {
        self.harness.query_by_label_contains("Save the changes of").is_some()
    }

    /// Waits for work on a thread, up to a few seconds.
    fn wait_for(&mut self, done: impl Fn(&App) -> bool) {
        for _ in 0..500 {
            if done(self.app()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
            self.steps(1);
        }
        panic!("nothing happened; messages: {:?}", self.app().messages());
    }

    fn breaks(&self) -> usize {
        let answers = self.app().review().answers();
        answers.iter().filter(|answer| answer.verdict == Verdict::Breaks).count()
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn node(window: &Window, name: &str) -> ElementId {
    let found = window.app().board().nodes.iter().find(|node| node.name == name);
    ElementId::from(found.unwrap_or_else(|| panic!("no node {name}")).id.clone())
}

#[test]
fn the_start_screen_opens_a_template() {
    let mut window = Window::open();
    assert!(window.app().board().is_blank());
    window.harness.get_by_role_and_label(Role::Button, "Flash sale").scroll_to_me();
    window.steps(4);
    window.harness.get_by_role_and_label(Role::Button, "Flash sale").click();
    window.steps(4);
    assert_eq!(window.app().board().title, "Flash sale");
    assert!(window.breaks() > 0);
}

#[test]
fn an_edit_in_the_inspector_changes_the_answers() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    let before = window.app().review().answers().len();
    assert!(before > 0);
    window.fill("Replicas", "40");
    let text = window.board_text();
    assert!(text.contains("replicas: \"40\""), "{text}");
    let asked = Review::asked(window.app().board(), Scope::default());
    let said = |review: &Review| -> Vec<String> {
        review.answers().iter().map(|answer| review.sentence(answer)).collect()
    };
    assert_eq!(said(window.app().review()), said(&asked));
    let template = file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    assert_ne!(said(&asked), said(&Review::asked(&template, Scope::default())));
}

#[test]
fn a_wrong_unit_is_refused_in_place_and_the_board_stays() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    let before = window.board_text();
    window.fill("Service time", "12 parsecs");
    assert_eq!(window.board_text(), before);
    window.harness.get_by_label_contains("is not a duration");
    window.fill("Service time", "12 ms");
    assert!(window.board_text().contains("service_time: \"12 ms\""));
    assert!(window.harness.query_by_label_contains("is not a duration").is_none());
}

#[test]
fn the_first_name_given_in_the_inspector_becomes_the_id() {
    let mut window = Window::open();
    window.give(Command::New("flash-sale"));
    let mut node = window.app().board().nodes.at(0).unwrap().clone();
    node.id = "service".into();
    node.name = "Service".to_owned();
    let added = Step::one("Add a service", Edit::PutNode(node));
    let kind = kinds::by_slug("service").unwrap();
    window.give(Command::Edit(added));
    window.give(Command::Edit(Step::one("", Edit::SetKind("service".into(), kind))));
    window.give(Command::Select([ElementId::Node("service".into())].into()));
    window.fill("Name", "Pricing");
    assert_eq!(window.app().board().nodes.get("pricing").unwrap().name, "Pricing");
    assert!(window.app().board().nodes.get("service").is_none());
    // Still selected; and what is drawn cannot lose its name.
    window.fill("Name", " ");
    assert_eq!(window.app().board().nodes.get("pricing").unwrap().name, "Pricing");
    window.fill("Name", "Prices");
    assert_eq!(window.app().board().nodes.get("pricing").unwrap().name, "Prices");
}

#[test]
fn what_is_being_typed_is_saved_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.ron");
    let mut window = Window::flash_sale();
    window.give(Command::SaveTo(path.clone()));
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.field("Service time", "77 ms");
    window.press(Modifiers::COMMAND, Key::S);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("77 ms"), "{:?}", window.app().messages());
}

#[test]
fn a_fix_applied_undone_and_redone_gives_the_same_bytes() {
    let mut window = Window::flash_sale();
    let review = window.app().review();
    let (question, title) = review
        .answers()
        .iter()
        .find_map(|answer| {
            let fix = review.fixes(answer).into_iter().next()?;
            Some((answer.fingerprint(), fix.title))
        })
        .unwrap();
    let before = window.board_text();
    window.give(Command::OpenQuestion(Some(question)));
    window.harness.get_by_role_and_label(Role::Button, &title).click();
    window.steps(3);
    let fixed = window.board_text();
    assert_ne!(fixed, before);
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.board_text(), before);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.board_text(), fixed);
}

#[test]
fn the_sheet_lists_every_shortcut() {
    let mut window = Window::flash_sale();
    window.press(Modifiers::NONE, Key::F1);
    for action in registry::all().iter().filter(|action| !action.shortcuts.is_empty()) {
        assert!(
            window.harness.query_all_by_label(&action.label).next().is_some(),
            "{} is not on the sheet",
            action.label
        );
    }
    window.press(Modifiers::NONE, Key::F1);
    assert!(window.harness.query_by_label("Keyboard shortcuts").is_none());
}

#[test]
fn the_command_palette_finds_and_runs() {
    let mut window = Window::flash_sale();
    window.press(Modifiers::COMMAND, Key::K);
    window.harness.event(egui::Event::Text("dark th".to_owned()));
    window.steps(2);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().session().theme, loadbearing::scene::Theme::Dark);
}

#[test]
fn unsaved_changes_are_asked_about_before_another_board_opens() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.give(Command::Delete);
    let before = window.board_text();
    window.give(Command::New("empty"));
    assert_eq!(window.board_text(), before);
    window.harness.get_by_role_and_label(Role::Button, "Cancel").click();
    window.steps(3);
    assert_eq!(window.board_text(), before);
    window.give(Command::New("empty"));
    window.harness.get_by_role_and_label(Role::Button, "Don't save").click();
    window.steps(3);
    assert!(window.app().board().is_blank());
}

#[test]
fn files_dropped_onto_an_unsaved_board_wait_for_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["one", "two"].map(|name| folder.path().join(name).with_extension("ron"));
    for path in &paths {
        std::fs::write(path, file::write(&loadbearing::model::Board::default())).unwrap();
    }
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.give(Command::Delete);
    let unsaved = window.board_text();
    window.drop_files(&[&paths[0], &paths[1]]);
    assert_eq!(window.board_text(), unsaved);
    assert!(window.asks_to_save());
    window.drop_files(&[&paths[0]]);
    assert_eq!(window.board_text(), unsaved);
    window.harness.get_by_role_and_label(Role::Button, "Cancel").click();
    window.steps(3);
    assert_eq!(window.board_text(), unsaved);
    assert!(!window.asks_to_save());
}

#[test]
fn a_text_being_typed_counts_as_unsaved_when_the_window_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.ron");
    let mut window = Window::flash_sale();
    window.give(Command::SaveTo(path.clone()));
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.field("Service time", "77 ms");
    assert!(!window.board_text().contains("77 ms"));
    window.close();
    assert!(window.asks_to_save());
    window.harness.get_by_role_and_label(Role::Button, "Save").click();
    window.steps(3);
    assert!(std::fs::read_to_string(&path).unwrap().contains("77 ms"));
}

#[test]
fn a_text_being_typed_counts_as_unsaved_when_a_file_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("shop.ron"), folder.path().join("other.ron"));
    std::fs::write(&other, file::write(&loadbearing::model::Board::default())).unwrap();
    let mut window = Window::flash_sale();
    window.give(Command::SaveTo(path));
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.field("Service time", "77 ms");
    window.drop_files(&[&other]);
    assert!(window.board_text().contains("77 ms"));
    assert!(window.asks_to_save());
}

#[test]
fn a_file_that_is_no_board_leaves_the_board_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.ron");
    std::fs::write(&path, "Dear reader").unwrap();
    let mut window = Window::flash_sale();
    let before = window.board_text();
    window.give(Command::OpenPath(path));
    assert_eq!(window.board_text(), before);
    assert!(window.app().messages().iter().any(|text| text.contains("letter.ron")));
}

#[test]
fn a_save_that_fails_says_why_and_keeps_the_board() {
    let mut window = Window::flash_sale();
    let before = window.board_text();
    window.give(Command::SaveTo("/nowhere/at/all/shop.ron".into()));
    assert_eq!(window.board_text(), before);
    assert!(window.app().messages().iter().any(|text| text.starts_with("Not saved")));
}

#[test]
fn a_board_that_was_never_saved_is_offered_after_the_program_ended_without_closing() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.give(Command::Delete);
    let lost = window.board_text();
    let Window { harness, folder } = window;
    drop(harness);
    let mut window = Window::open_in(folder);
    window.harness.get_by_label("Not saved last time");
    window.harness.get_by_role_and_label(Role::Button, "Restore").click();
    window.steps(4);
    assert_eq!(window.board_text(), lost);
    window.give(Command::Start);
    assert!(window.harness.query_by_label("Not saved last time").is_none());
}

#[test]
fn a_board_that_may_go_leaves_no_copy() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.give(Command::Delete);
    window.give(Command::Quit);
    window.harness.get_by_role_and_label(Role::Button, "Don't save").click();
    window.steps(3);
    let Window { harness, folder } = window;
    drop(harness);
    let window = Window::open_in(folder);
    assert!(window.harness.query_by_label("Not saved last time").is_none());
}

#[test]
fn settings_come_back() {
    let mut window = Window::flash_sale();
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    let Window { harness, folder } = window;
    drop(harness);
    let window = Window::open_in(folder);
    assert_eq!(window.app().session().theme, loadbearing::scene::Theme::Dark);
}

#[test]
fn a_kind_taken_from_the_palette_is_placed_by_a_click_on_the_board() {
    let mut window = Window::open();
    window.give(Command::New("empty"));
    window.harness.get_by_role_and_label(Role::Button, "Place Queue").click();
    window.steps(3);
    window.click_at(egui::pos2(600.0, 400.0));
    let kinds: Vec<&str> = window.app().board().nodes.iter().map(|node| node.kind.slug).collect();
    assert_eq!(kinds, ["queue"]);
}

#[test]
fn a_kind_dragged_from_the_palette_is_placed_where_it_is_dropped() {
    let mut window = Window::open();
    window.give(Command::New("empty"));
    let from = window.harness.get_by_role_and_label(Role::Button, "Place Cache").rect().center();
    window.pointer(from, None);
    window.pointer(from, Some(true));
    window.pointer(egui::pos2(400.0, 300.0), None);
    window.pointer(egui::pos2(640.0, 420.0), None);
    window.pointer(egui::pos2(640.0, 420.0), Some(false));
    let kinds: Vec<&str> = window.app().board().nodes.iter().map(|node| node.kind.slug).collect();
    assert_eq!(kinds, ["cache"]);
    window.press(Modifiers::NONE, Key::Enter);
    window.press(Modifiers::COMMAND, Key::Z);
    assert!(window.app().board().is_blank());
}

#[test]
fn an_exported_picture_opens_as_the_board_again() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("shop.png");
    let mut window = Window::flash_sale();
    let board = window.board_text();
    window.give(Command::ExportTo(picture.clone()));
    window.wait_for(|app| app.messages().iter().any(|text| text.starts_with("Exported")));
    window.give(Command::New("empty"));
    window.give(Command::OpenPath(picture));
    assert_eq!(window.board_text(), board);
}

#[test]
fn an_export_of_an_unknown_format_says_which_are_known() {
    let mut window = Window::flash_sale();
    window.give(Command::ExportTo("/tmp/shop.doc".into()));
    let said = window.app().messages().join(" ");
    assert!(said.contains(".png") && said.contains(".svg"), "{said}");
}

#[test]
fn copied_nodes_are_pasted_with_their_links() {
    let mut window = Window::flash_sale();
    let (nodes, links) = (window.app().board().nodes.len(), window.app().board().links.len());
    window.give(Command::Select(["Orders", "Inventory"].map(|name| node(&window, name)).into()));
    window.harness.event(egui::Event::Copy);
    window.steps(1);
    let copied = window.harness.output().platform_output.commands.iter().find_map(|command| {
        let egui::OutputCommand::CopyText(text) = command else { return None };
        Some(text.clone())
    });
    window.harness.event(egui::Event::Paste(copied.unwrap()));
    window.steps(3);
    let board = window.app().board();
    assert_eq!((board.nodes.len(), board.links.len()), (nodes + 2, links + 1));
}

#[test]
fn any_other_text_is_pasted_as_a_note() {
    let mut window = Window::flash_sale();
    let notes = window.app().board().notes.len();
    window.harness.event(egui::Event::Paste("Ask the payment team".to_owned()));
    window.steps(3);
    assert_eq!(window.app().board().notes.len(), notes + 1);
}

#[test]
fn f8_goes_through_the_questions_that_are_not_fine() {
    let mut window = Window::flash_sale();
    let answers = window.app().review().answers();
    let open = answers.iter().filter(|answer| answer.verdict != Verdict::Fine);
    let open = open.map(Answer::fingerprint).collect::<BTreeSet<_>>().len();
    window.press(Modifiers::NONE, Key::F8);
    let first = window.app().session().question.clone();
    // The story is read from its cause.
    assert!(first.as_ref().unwrap().as_str().starts_with("hot-row-lock"), "{first:?}");
    assert!(!window.app().session().marked.is_empty());
    for _ in 0..open {
        window.press(Modifiers::NONE, Key::F8);
    }
    assert_eq!(window.app().session().question, first);
    window.press(Modifiers::SHIFT, Key::F8);
    assert_ne!(window.app().session().question, first);
}

#[test]
fn a_new_flow_is_shown_alone_and_its_links_are_to_be_chosen() {
    let mut window = Window::flash_sale();
    let add = registry::by_id("add-flow").unwrap();
    window.press(Modifiers::COMMAND, Key::K);
    window.harness.event(egui::Event::Text(add.label.to_string()));
    window.steps(2);
    window.press(Modifiers::NONE, Key::Enter);
    let flow = window.app().board().flows.iter().last().unwrap().id.clone();
    assert_eq!(window.app().session().flow, Some(flow));
    assert_eq!(window.app().session().tool, loadbearing::ui::ToolKind::FlowLinks);
}

#[test]
fn enter_in_the_inspector_does_not_start_renaming_on_the_board() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    window.field("Slots per replica", "150");
    window.press(Modifiers::NONE, Key::Enter);
    window.steps(3);
    assert_eq!(window.app().session().naming, None);
    assert!(window.board_text().contains("slots: \"150\""));
}

#[test]
fn drawing_shows_the_whole_board_again() {
    let mut window = Window::flash_sale();
    window.give(Command::ShowFlow(Some("place-an-order".into())));
    assert!(window.app().session().flow.is_some());
    let board = window.app().board().clone();
    let mut copy = board.nodes.at(0).unwrap().clone();
    copy.id = "another".into();
    window.give(Command::Edit(Step::one("Draw", Edit::PutNode(copy))));
    assert_eq!(window.app().session().flow, None);
}

#[test]
fn changing_a_kind_is_called_what_it_does() {
    let mut window = Window::flash_sale();
    let orders = node(&window, "Orders");
    window.give(Command::Select([orders].into()));
    let is_kind = |node: &egui_kittest::Node<'_>| node.value().as_deref() == Some("Service");
    window.harness.get_all_by_role(Role::ComboBox).find(is_kind).unwrap().click();
    window.steps(3);
    window.harness.get_by_label("CDN").click();
    window.steps(3);
    window.harness.get_by_role_and_label(Role::Button, "Edit").click();
    window.steps(3);
    window.harness.get_by_label_contains("Change the kind of Orders to CDN");
}

#[test]
fn a_fix_in_focus_says_what_it_changes() {
    let mut window = Window::flash_sale();
    let review = window.app().review();
    let fixes = review.answers().iter().map(|answer| (answer, review.fixes(answer)));
    let (question, title) = fixes
        .flat_map(|(answer, fixes)| fixes.into_iter().map(|fix| (answer.fingerprint(), fix)))
        .find(|(_, fix)| !review.effect(fix).resolves.is_empty())
        .map(|(question, fix)| (question, fix.title))
        .unwrap();
    window.give(Command::OpenQuestion(Some(question)));
    window.harness.get_by_role_and_label(Role::Button, &title).focus();
    window.steps(2);
    for _ in 0..500 {
        if window.harness.query_all_by_label_contains("Better: ").next().is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
        window.steps(1);
    }
    panic!("the effect of {title} is not shown");
}

#[test]
fn of_many_fixes_the_first_are_shown_until_all_are_wanted() {
    let mut window = Window::flash_sale();
    let board = window.app().board();
    let (orders, inventory) = (node(&window, "Orders"), node(&window, "Inventory"));
    let call = |link: &&Link| {
        ElementId::from(link.from.clone()) == orders
            && ElementId::from(link.to.clone()) == inventory
    };
    let call = board.links.iter().find(call).unwrap().clone();
    let copy = |n| Edit::PutLink(Link { id: LinkId::new(format!("copy-{n}")), ..call.clone() });
    let edits = (0..12).map(copy).collect();
    window.give(Command::Edit(Step { label: "Call it often".to_owned(), edits }));
    let review = window.app().review();
    let most = review.answers().iter().max_by_key(|answer| review.fixes(answer).len()).unwrap();
    let titles: BTreeSet<String> = review.fixes(most).into_iter().map(|fix| fix.title).collect();
    let fixes = review.fixes(most).len();
    assert!(fixes > 8);
    window.give(Command::OpenQuestion(Some(most.fingerprint())));
    let shown = |window: &Window| -> usize {
        let buttons = window.harness.query_all_by_role(Role::Button);
        buttons
            .filter(|b| b.accesskit_node().label().is_some_and(|label| titles.contains(&label)))
            .count()
    };
    assert_eq!(shown(&window), 8);
    let more = format!("Show {} more", fixes - 8);
    window.harness.get_by_role_and_label(Role::Button, &more).focus();
    window.press(Modifiers::NONE, Key::Space);
    assert_eq!(shown(&window), fixes);
}

#[test]
fn a_question_is_opened_and_fixed_with_the_keyboard_alone() {
    let mut window = Window::flash_sale();
    window.press(Modifiers::NONE, Key::F8);
    let open = window.app().session().question.clone().unwrap();
    let before = window.board_text();
    window.press(Modifiers::COMMAND, Key::Enter);
    assert_ne!(window.board_text(), before);
    let now = window.app().review().find(&open).map_or(Verdict::Fine, |answer| answer.verdict);
    assert_eq!(now, Verdict::Fine);
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(window.board_text(), before);
}

#[test]
fn a_question_is_decided_leaves_the_list_and_comes_back_when_its_condition_fails() {
    let mut window = Window::flash_sale();
    let review = Review::of(window.app().board());
    let asked = review.answers().iter().find(|answer| answer.rule.id == "hot-row-lock").unwrap();
    let before = window.breaks();
    window.give(Command::OpenQuestion(Some(asked.fingerprint())));
    window.harness.get_by_label("Accept").click_accesskit();
    window.steps(3);
    window.harness.get_by_label("Decide").click_accesskit();
    window.steps(3);
    assert!(window.harness.query_by_label_contains("Say why").is_some());
    let reason = window.harness.get_by_role_and_label(Role::MultilineTextInput, "Reason");
    reason.focus();
    window.steps(2);
    let reason = window.harness.get_by_role_and_label(Role::MultilineTextInput, "Reason");
    reason.type_text("We sell out in any case");
    window.steps(2);
    window.field("By", "Ada");
    window.field("Look again on", "2999-01-01");
    window.field("As long as (may be empty)", "event <= 250/s");
    let links = window.app().board().links.clone();
    window.press(Modifiers::COMMAND, Key::Enter);
    assert!(window.app().board().links == links, "a fix was applied instead");
    let decision = window.app().board().decisions.at(0).unwrap().clone();
    assert_eq!(
        (decision.reason.as_str(), decision.by.as_deref()),
        ("We sell out in any case", Some("Ada"))
    );
    assert!(window.app().review().is_settled(index_of(&window, &decision.question)));
    assert_eq!(window.breaks(), before, "the answer itself has not changed");
    // The event grows beyond what was accepted.
    let flow = loadbearing::model::FlowId::new("place-an-order");
    let edit = Edit::Set { of: flow.into(), key: "event".to_owned(), to: Some("x12".to_owned()) };
    window.give(Command::Edit(Step::one("Grow", edit)));
    assert!(!window.app().review().is_settled(index_of(&window, &decision.question)));
    assert!(window.harness.query_by_label_contains("now event is 300/s").is_some());
    window.give(Command::Undo);
    window.give(Command::Undo);
    assert!(window.app().board().decisions.is_empty());
}

fn index_of(window: &Window, question: &loadbearing::model::Fingerprint) -> usize {
    let answers = window.app().review().answers();
    answers.iter().position(|answer| answer.fingerprint() == *question).unwrap()
}

#[test]
fn an_open_question_is_checked_by_simulation() {
    let mut window = Window::flash_sale();
    let asked = |window: &Window, rule: &str| {
        let review = Review::of(window.app().board());
        let found = review.answers().iter().find(|answer| answer.rule.id == rule).unwrap();
        found.fingerprint()
    };
    let question = asked(&window, "thread-pool-exhaustion");
    window.give(Command::OpenQuestion(Some(question)));
    window.steps(8);
    let button = window.harness.get_by_role_and_label(Role::Button, "Check by simulation");
    button.click();
    window.steps(4);
    assert!(window.harness.query_by_label("Check by simulation").is_none());
    let said = "Pool full after: formula 1.9 s, simulated";
    for _ in 0..400 {
        if window.harness.query_by_label_contains(said).is_some() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
        window.steps(1);
    }
    panic!("it was not checked");
}
