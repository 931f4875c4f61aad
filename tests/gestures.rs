//! The canvas without a display: click here, drag there, type, and look at the board.

mod window;

use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use loadbearing::app::App;
use loadbearing::edit::{Edit, Step};
use loadbearing::file;
use loadbearing::model::{Board, ElementId, Interaction, Node, Point, kinds};
use loadbearing::ui::{Camera, Command, ToolKind};

struct Window {
    harness: Harness<'static, App>,
    // Dropped last: settings and recovery copies of this window.
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(template: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let harness = window::open(folder.path());
        let mut window = Self { harness, _folder: folder };
        window.steps(3);
        window.give(Command::New(template));
        window.give(Command::SetSnap(false));
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

    fn board(&self) -> &Board {
        self.app().board()
    }

    fn text(&self) -> String {
        file::write(self.board())
    }

    fn selected(&self) -> Vec<&str> {
        self.app().session().selection.iter().map(ElementId::as_str).collect()
    }

    fn camera(&self) -> Camera {
        self.app().session().camera
    }

    /// Where the element lies whose spoken name starts like this.
    fn rect(&self, name: &str) -> egui::Rect {
        self.harness.get_by_label_contains(name).rect()
    }

    fn canvas(&self) -> egui::Rect {
        self.rect("Board ")
    }

    /// Where a place of the board lies on the screen.
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.camera().screen_from_board(self.canvas(), Point::new(x, y))
    }

    fn event(&mut self, event: egui::Event) {
        self.harness.event(event);
        self.steps(1);
    }

    fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
        self.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
    }

    fn click(&mut self, at: Pos2) {
        self.click_with(at, Modifiers::NONE);
    }

    fn click_with(&mut self, at: Pos2, held: Modifiers) {
        self.event(egui::Event::PointerMoved(at));
        self.button(at, PointerButton::Primary, true, held);
        self.button(at, PointerButton::Primary, false, held);
        // Long enough that the next click is not the second of a double click.
        self.steps(40);
    }

    fn double_click(&mut self, at: Pos2) {
        self.event(egui::Event::PointerMoved(at));
        for _ in 0..2 {
            self.button(at, PointerButton::Primary, true, Modifiers::NONE);
            self.button(at, PointerButton::Primary, false, Modifiers::NONE);
        }
        self.steps(3);
    }

    fn start_drag(&mut self, from: Pos2, to: Pos2) {
        self.event(egui::Event::PointerMoved(from));
        self.steps(1);
        self.button(from, PointerButton::Primary, true, Modifiers::NONE);
        for step in 1..=4u8 {
            let share = f32::from(step) / 4.0;
            self.event(egui::Event::PointerMoved(from + (to - from) * share));
        }
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.start_drag(from, to);
        self.button(to, PointerButton::Primary, false, Modifiers::NONE);
        self.steps(40);
    }

    fn press(&mut self, held: Modifiers, key: Key) {
        self.harness.key_press_modifiers(held, key);
        self.steps(3);
    }

    fn type_name(&mut self, name: &str) {
        self.event(egui::Event::Text(name.to_owned()));
        self.press(Modifiers::NONE, Key::Enter);
    }

    fn take(&mut self, kind: &str) {
        self.give(Command::Take(ToolKind::Place(kinds::by_slug(kind).expect("a kind"))));
    }

    fn node(&self, id: &str) -> Point {
        self.board().nodes.get(id).unwrap_or_else(|| panic!("{id}: {}", self.text())).at
    }
}

/// Two services side by side, the first selected.
fn two_services() -> Window {
    let mut window = Window::open("empty");
    for x in [-200.0, 200.0] {
        window.take("service");
        let at = window.at(x, 0.0);
        window.click(at);
        window.press(Modifiers::NONE, Key::Escape);
    }
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.board().nodes.len(), 2);
    window
}

#[test]
fn a_kind_is_placed_by_a_click_and_named_at_once() {
    let mut window = Window::open("empty");
    window.take("relational-db");
    let at = window.at(40.0, 30.0);
    window.click(at);
    assert_eq!(window.app().session().tool, ToolKind::Select);
    window.type_name("Stock");
    let node = window.board().nodes.get("stock").expect("the id follows the first name");
    assert_eq!((node.name.as_str(), node.at), ("Stock", Point::new(40.0, 30.0)));
    assert_eq!(window.selected(), ["stock"]);
    window.rect("Relational database Stock, 0 in, 0 out");
}

#[test]
fn a_handle_dragged_onto_a_node_connects() {
    let mut window = two_services();
    let from = window.rect("Service Service, 0 in, 0 out");
    let to = window.rect("Service Service 2, 0 in, 0 out");
    // The handle appears once the pointer is over the node.
    window.event(egui::Event::PointerMoved(from.center()));
    window.drag(from.right_center() + vec2(16.0, 0.0), to.center());
    let link = window.board().links.get("service-to-service-2").expect("a link");
    assert_eq!(link.interaction, Interaction::Call);
    window.rect("Call from Service to Service 2");
}

#[test]
fn a_drag_moves_and_undo_gives_the_same_bytes() {
    let mut window = two_services();
    let before = window.text();
    let from = window.rect("Service Service, 0 in").center();
    window.drag(from, from + vec2(60.0, 140.0));
    assert_eq!(window.node("service"), Point::new(-140.0, 140.0));
    let after = window.text();
    window.give(Command::Undo);
    assert_eq!(window.text(), before);
    window.give(Command::Redo);
    assert_eq!(window.text(), after);
}

#[test]
fn escape_drops_a_drag_and_the_board_never_knew() {
    let mut window = two_services();
    let before = window.text();
    let from = window.rect("Service Service, 0 in").center();
    window.start_drag(from, from + vec2(60.0, 140.0));
    assert_eq!(window.text(), before, "nothing changes before release");
    window.press(Modifiers::NONE, Key::Escape);
    window.button(from + vec2(60.0, 140.0), PointerButton::Primary, false, Modifiers::NONE);
    window.steps(3);
    assert_eq!(window.text(), before);
    assert_eq!(window.selected(), ["service"], "only the drag was dropped");
}

#[test]
fn a_frame_selects_what_it_touches() {
    let mut window = two_services();
    let (from, to) = (window.at(-400.0, -150.0), window.at(-190.0, 150.0));
    window.drag(from, to);
    assert_eq!(window.selected(), ["service"]);
    let (from, to) = (window.at(-400.0, -150.0), window.at(400.0, 150.0));
    window.drag(from, to);
    assert_eq!(window.selected(), ["service", "service-2"]);
    let empty = window.at(0.0, 300.0);
    window.click(empty);
    assert!(window.selected().is_empty());
}

#[test]
fn clicks_select_and_shift_adds() {
    let mut window = two_services();
    let (one, two) =
        (window.rect("Service Service, 0 in").center(), window.rect("Service 2, 0 in").center());
    window.click(one);
    assert_eq!(window.selected(), ["service"]);
    window.click_with(two, Modifiers::SHIFT);
    assert_eq!(window.selected(), ["service", "service-2"]);
    window.click_with(one, Modifiers::SHIFT);
    assert_eq!(window.selected(), ["service-2"]);
}

#[test]
fn a_design_is_drawn_with_the_keyboard_alone() {
    let mut window = Window::open("empty");
    let right = |window: &mut Window| window.press(Modifiers::COMMAND, Key::ArrowRight);
    // 5 is the key of a client; Enter places it.
    window.press(Modifiers::NONE, Key::Num5);
    window.press(Modifiers::NONE, Key::Enter);
    window.type_name("Browser");
    window.press(Modifiers::NONE, Key::Num6);
    right(&mut window);
    window.type_name("Balancer");
    right(&mut window);
    window.type_name("Orders");
    window.press(Modifiers::NONE, Key::Num2);
    right(&mut window);
    window.type_name("Stock");
    let nodes: Vec<(&str, &str)> =
        window.board().nodes.iter().map(|n| (n.id.as_str(), n.kind.slug)).collect();
    assert_eq!(
        nodes,
        [
            ("browser", "client"),
            ("balancer", "load-balancer"),
            ("orders", "service"),
            ("stock", "relational-db"),
        ]
    );
    let links: Vec<&str> = window.board().links.iter().map(|link| link.id.as_str()).collect();
    assert_eq!(links, ["browser-to-balancer", "balancer-to-orders", "orders-to-stock"]);
    let xs: Vec<f32> = window.board().nodes.iter().map(|node| node.at.x).collect();
    assert!(xs.windows(2).all(|pair| pair[1] - pair[0] > 200.0), "{xs:?}");
    // The view followed to where the last one is.
    let stock = window.rect("Relational database Stock");
    assert!(window.canvas().contains_rect(stock), "{stock:?}");
}

#[test]
fn twelve_nodes_flow_from_the_keyboard() {
    let mut window = Window::open("empty");
    for n in 0..12u8 {
        let side =
            [Key::ArrowRight, Key::ArrowDown, Key::ArrowRight, Key::ArrowUp][usize::from(n % 4)];
        window.press(Modifiers::COMMAND, side);
        window.type_name(&format!("Part {n}"));
    }
    assert_eq!((window.board().nodes.len(), window.board().links.len()), (12, 11));
    assert!(window.board().nodes.get("part-11").is_some());
}

#[test]
fn one_walks_along_links_and_through_the_reading_order() {
    let mut window = Window::open("empty");
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.type_name("Left");
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.type_name("Right");
    window.press(Modifiers::ALT, Key::ArrowLeft);
    assert_eq!(window.selected(), ["left"]);
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.selected(), ["left-to-right"]);
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.selected(), ["right"]);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::SHIFT, Key::ArrowDown);
    let (left, right) = (window.node("left"), window.node("right"));
    assert!((right.y - left.y - 120.0).abs() < 0.01, "{left:?} {right:?}");
}

#[test]
fn a_name_is_dropped_by_escape_and_kept_by_a_click_elsewhere() {
    let mut window = two_services();
    let at = window.rect("Service Service, 0 in").center();
    window.double_click(at);
    window.event(egui::Event::Text("Nonsense".to_owned()));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.board().nodes.at(0).unwrap().name, "Service");
    window.steps(40);
    window.double_click(at);
    window.event(egui::Event::Text("Orders".to_owned()));
    let other = window.rect("Service Service 2, 0 in").center();
    window.click(other);
    assert_eq!(window.board().nodes.at(0).unwrap().id.as_str(), "orders");
    assert_eq!(window.selected(), ["service-2"]);
    assert_eq!(window.app().session().naming, None);
}

#[test]
fn letters_typed_into_a_name_take_no_tool() {
    let mut window = two_services();
    let at = window.rect("Service Service, 0 in").center();
    window.double_click(at);
    for (letter, key) in [("h", Key::H), ("n", Key::N), ("2", Key::Num2)] {
        window.harness.key_press(key);
        window.event(egui::Event::Text(letter.to_owned()));
    }
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.board().nodes.at(0).unwrap().name, "hn2");
    assert_eq!(window.app().session().tool, ToolKind::Select);
}

#[test]
fn enter_belongs_to_the_input_method_while_it_composes() {
    let mut window = two_services();
    let at = window.rect("Service Service, 0 in").center();
    window.double_click(at);
    window.event(egui::Event::Ime(egui::ImeEvent::Preedit {
        text: "zai".to_owned(),
        active_range_chars: None,
    }));
    window.press(Modifiers::NONE, Key::Enter);
    assert!(window.app().session().naming.is_some(), "still typing");
    window.event(egui::Event::Ime(egui::ImeEvent::Commit("Zaiko".to_owned())));
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().session().naming, None);
    assert_eq!(window.board().nodes.at(0).unwrap().name, "Zaiko");
}

#[test]
fn a_node_placed_on_a_link_stands_between() {
    let mut window = Window::open("empty");
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.type_name("Left");
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.type_name("Right");
    let middle = window.rect("Call from Left to Right").center();
    window.take("cache");
    window.click(middle);
    window.type_name("Quick");
    let links: Vec<&str> = window.board().links.iter().map(|link| link.to.as_str()).collect();
    assert_eq!(links, ["quick", "right"]);
}

#[test]
fn the_wheel_pans_and_with_control_zooms_at_the_pointer() {
    let mut window = two_services();
    let pointer = window.at(-200.0, 0.0);
    window.event(egui::Event::PointerMoved(pointer));
    let before = window.camera();
    let wheel = |delta: Vec2, modifiers| egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers,
    };
    window.event(wheel(vec2(0.0, -50.0), Modifiers::NONE));
    window.steps(30);
    assert!(window.camera().centre.y > before.centre.y + 20.0);
    let under = window.camera().board_from_screen(window.canvas(), pointer);
    window.harness.event_modifiers(wheel(vec2(0.0, 80.0), Modifiers::COMMAND), Modifiers::COMMAND);
    window.steps(30);
    assert!(window.camera().zoom > before.zoom * 1.1, "{:?}", window.camera());
    let still = window.camera().board_from_screen(window.canvas(), pointer);
    assert!(under.distance(still) < 1.0, "{under:?} {still:?}");
}

#[test]
fn the_middle_button_moves_the_view_and_selects_nothing() {
    let mut window = two_services();
    let at = window.rect("Service Service, 0 in").center();
    let before = window.camera();
    window.event(egui::Event::PointerMoved(at));
    window.button(at, PointerButton::Middle, true, Modifiers::NONE);
    window.event(egui::Event::PointerMoved(at + vec2(50.0, 20.0)));
    window.button(at + vec2(50.0, 20.0), PointerButton::Middle, false, Modifiers::NONE);
    window.steps(2);
    let moved = window.camera().centre.minus(before.centre);
    assert!((moved.x + 50.0).abs() < 0.1 && (moved.y + 20.0).abs() < 0.1, "{moved:?}");
    assert!(window.selected().is_empty());
}

#[test]
fn space_moves_the_view_with_the_main_button() {
    let mut window = two_services();
    let at = window.rect("Service Service, 0 in").center();
    let (before, text) = (window.camera(), window.text());
    window.harness.key_down(Key::Space);
    window.steps(2);
    window.drag(at, at + vec2(40.0, 0.0));
    window.harness.key_up(Key::Space);
    window.steps(2);
    assert!((window.camera().centre.x - before.centre.x + 40.0).abs() < 0.1);
    assert_eq!(window.text(), text);
}

#[test]
fn a_drag_held_at_the_edge_scrolls_the_view() {
    let mut window = two_services();
    let from = window.rect("Service Service, 0 in").center();
    let edge = pos2(window.canvas().right() - 2.0, from.y);
    window.start_drag(from, edge);
    let before = window.camera();
    window.steps(5);
    assert_eq!(window.camera(), before, "not at once");
    window.steps(30);
    assert!(window.camera().centre.x > before.centre.x + 100.0, "{:?}", window.camera());
    window.button(edge, PointerButton::Primary, false, Modifiers::NONE);
    window.steps(3);
    let seen = window.camera().screen_from_board(window.canvas(), window.node("service"));
    assert!((seen.x - edge.x).abs() < 20.0, "it stayed under the pointer: {seen:?} {edge:?}");
}

#[test]
fn the_status_bar_says_what_a_gesture_can_do() {
    let mut window = two_services();
    let from = window.rect("Service Service, 0 in").center();
    window.start_drag(from, from + vec2(60.0, 140.0));
    window.steps(1);
    window.harness.get_by_label_contains("Shift: lock axis");
}

#[test]
fn the_keyboard_finds_its_way_out_of_the_canvas_and_back() {
    let mut window = two_services();
    let focused = |window: &Window| window.harness.ctx.memory(egui::Memory::focused);
    let canvas = focused(&window);
    assert!(canvas.is_some());
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&window), canvas, "Tab walks over the board");
    window.press(Modifiers::NONE, Key::F6);
    window.press(Modifiers::NONE, Key::Tab);
    let elsewhere = focused(&window);
    assert!(elsewhere.is_some() && elsewhere != canvas, "{elsewhere:?}");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(focused(&window), canvas);
}

#[test]
fn strange_places_are_survived() {
    let mut window = Window::open("empty");
    for (id, x, y) in
        [("far", 90_000.0, -90_000.0), ("nowhere", f32::NAN, 0.0), ("end", f32::INFINITY, 1.0)]
    {
        let kind = kinds::by_slug("service").expect("a kind");
        let at = Point::new(x, y);
        let node = Node::bare(id.into(), kind, id.to_owned(), at, None, false, Vec::new());
        window.give(Command::Edit(Step::one("Add", Edit::PutNode(node))));
    }
    window.give(Command::FrameAll);
    window.press(Modifiers::COMMAND, Key::A);
    window.press(Modifiers::NONE, Key::ArrowRight);
    for _ in 0..6 {
        window.press(Modifiers::NONE, Key::Tab);
    }
    let (from, to) = (window.at(0.0, 0.0), window.canvas().right_bottom() - vec2(30.0, 30.0));
    window.drag(from, to);
    assert_eq!(window.board().nodes.len(), 3);
}

#[test]
fn everything_drawn_can_be_found_by_its_name() {
    let window = Window::open("flash-sale");
    let board = window.board();
    for node in board.nodes.iter() {
        window.rect(&format!("{} {}, ", node.kind.label, node.name));
    }
    assert!(!window.harness.query_all_by_label_contains(" problem").collect::<Vec<_>>().is_empty());
}

#[test]
fn a_still_window_asks_for_no_new_frames() {
    let mut window = Window::open("flash-sale");
    window.steps(60);
    let at = pos2(700.0, 450.0);
    window.event(egui::Event::PointerMoved(at));
    // `run` fails when the window keeps asking for another frame.
    window.harness.run();
}

#[test]
fn a_note_is_prose_of_several_lines_and_escape_keeps_it() {
    let mut window = Window::open("empty");
    window.give(Command::Take(loadbearing::ui::ToolKind::Note));
    let at = window.canvas().center();
    window.click(at);
    window.event(egui::Event::Text("first".to_owned()));
    window.press(Modifiers::NONE, Key::Enter);
    window.event(egui::Event::Text("second".to_owned()));
    window.press(Modifiers::NONE, Key::Escape);
    window.steps(3);
    let notes: Vec<&str> = window.board().notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(notes, ["first\nsecond"]);
}

#[test]
fn a_note_without_a_word_is_taken_away_again() {
    let mut window = Window::open("empty");
    let before = window.text();
    window.give(Command::Take(loadbearing::ui::ToolKind::Note));
    let at = window.canvas().center();
    window.click(at);
    assert_eq!(window.board().notes.len(), 1);
    window.press(Modifiers::NONE, Key::Escape);
    window.steps(3);
    assert_eq!(window.text(), before);
}
