//! Twelve nodes with links and names, drawn with the keyboard alone.

mod window;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::Harness;
use loadbearing::app::App;
use loadbearing::model::Board;
use loadbearing::ui::Command;

struct Hands {
    harness: Harness<'static, App>,
    /// Keys pressed beyond the letters of names, held keys counted too.
    presses: usize,
    _folder: tempfile::TempDir,
}

impl Hands {
    fn on_an_empty_board() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut harness = window::open(folder.path());
        harness.run_steps(3);
        let ctx = harness.ctx.clone();
        harness.state_mut().give(Command::New("empty"), &ctx);
        harness.run_steps(3);
        Self { harness, presses: 0, _folder: folder }
    }

    fn press(&mut self, held: Modifiers, key: Key) {
        let modifiers = [held.command || held.ctrl, held.shift, held.alt];
        self.presses += 1 + modifiers.into_iter().filter(|held| *held).count();
        self.harness.key_press_modifiers(held, key);
        self.harness.run_steps(3);
    }

    fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(2);
    }

    /// A connected node of the kind on this key, beside the selected one.
    fn grow(&mut self, kind: Option<Key>, towards: Key, name: &str) {
        if let Some(kind) = kind {
            self.press(Modifiers::NONE, kind);
        }
        self.press(Modifiers::COMMAND, towards);
        self.type_text(name);
        self.press(Modifiers::NONE, Key::Enter);
    }

    fn walk(&mut self, towards: Key) {
        self.press(Modifiers::ALT, towards);
    }

    /// A link from the selected node to the one whose name begins like this.
    fn connect_to(&mut self, name: &str) {
        self.press(Modifiers::SHIFT, Key::A);
        self.type_text(name);
        self.press(Modifiers::NONE, Key::Enter);
    }

    fn board(&self) -> &Board {
        self.harness.state().board()
    }

    fn selected(&self) -> Vec<&str> {
        self.harness
            .state()
            .session()
            .selection
            .iter()
            .map(loadbearing::model::ElementId::as_str)
            .collect()
    }
}

#[test]
fn twelve_nodes_in_under_120_key_presses_beyond_the_names() {
    let mut hands = Hands::on_an_empty_board();
    let (right, down, left, up) = (Key::ArrowRight, Key::ArrowDown, Key::ArrowLeft, Key::ArrowUp);
    hands.grow(None, right, "Browser");
    hands.grow(None, right, "Load balancer");
    hands.grow(None, right, "Orders");
    hands.grow(None, right, "Inventory");
    hands.grow(None, right, "Stock");
    hands.walk(left);
    hands.grow(None, down, "Stock cache");
    hands.walk(up);
    hands.walk(left);
    assert_eq!(hands.selected(), ["orders"]);
    hands.grow(None, down, "Payment");
    hands.grow(None, down, "Bank");
    hands.walk(up);
    hands.walk(up);
    hands.grow(None, up, "Order queue");
    hands.grow(None, right, "Mailer");
    hands.grow(None, right, "Mail provider");
    hands.walk(left);
    hands.grow(None, up, "Templates");
    hands.connect_to("Stock cache");
    let board = hands.board();
    let names: Vec<&str> = board.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(board.nodes.len(), 12, "{names:?}");
    assert_eq!(board.links.len(), 12);
    assert!(board.nodes.iter().all(|node| !node.name.starts_with("Service")), "{names:?}");
    println!("{} key presses beyond the names", hands.presses);
    assert!(hands.presses < 120, "{} key presses", hands.presses);
    assert!(board.links.get("templates-to-stock-cache").is_some());
}

#[test]
fn kinds_come_from_their_keys() {
    let mut hands = Hands::on_an_empty_board();
    hands.grow(Some(Key::Num1), Key::ArrowRight, "Orders");
    let database = loadbearing::model::kinds::ALL.iter().find(|kind| kind.slug == "relational-db");
    let key = database.and_then(|kind| kind.key).and_then(|c| Key::from_name(&c.to_string()));
    hands.grow(key, Key::ArrowRight, "Stock");
    let stock = hands.board().nodes.get("stock").expect("a database");
    assert_eq!(stock.kind.slug, "relational-db");
}
