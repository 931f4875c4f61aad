//! Ten thousand random events on the window: nothing panics, undo to the start gives the first
//! bytes, redo to the end the last.

mod window;

use eframe::egui::{self, Event, Key, Modifiers, PointerButton, Pos2, pos2};
use loadbearing::file;
use loadbearing::ui::{Command, registry};

const EVENTS: usize = 10_000;
/// Events of one frame.
const A_FRAME: usize = 4;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    /// Anywhere below the menus, most often near where the pointer was.
    fn place(&mut self, near: Pos2) -> Pos2 {
        if self.below(3) > 0 {
            let by = |random: &mut Self| random.below(160) as f32 - 80.0;
            let at = near + egui::vec2(by(self), by(self));
            return pos2(at.x.clamp(4.0, 1436.0), at.y.clamp(48.0, 896.0));
        }
        pos2(4.0 + self.below(1430) as f32, 48.0 + self.below(846) as f32)
    }
}

/// Keys of every command but those that leave the board, ask the system or start a program.
fn keys() -> Vec<(Modifiers, Key)> {
    let leaves = [
        "new",
        "new-window",
        "open",
        "save",
        "save-as",
        "export",
        "quit",
        "start",
        "reload",
        "copy-picture",
        "keys-file",
        "commands",
        "compare-board",
    ];
    let mut keys: Vec<(Modifiers, Key)> = registry::all()
        .iter()
        .filter(|action| !leaves.contains(&action.id.as_ref()))
        .flat_map(|action| action.shortcuts.iter().map(|keys| (keys.modifiers, keys.key)))
        .collect();
    for key in [Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown] {
        for held in [Modifiers::NONE, Modifiers::SHIFT, Modifiers::ALT, Modifiers::COMMAND] {
            keys.push((held, key));
        }
    }
    for key in [Key::Enter, Key::Escape, Key::Tab, Key::Space, Key::F6, Key::PageUp] {
        keys.push((Modifiers::NONE, key));
        keys.push((Modifiers::SHIFT, key));
    }
    keys
}

fn events(
    random: &mut Random,
    keys: &[(Modifiers, Key)],
    at: &mut Pos2,
    down: &mut bool,
) -> Vec<Event> {
    let held = *random.one(&[
        Modifiers::NONE,
        Modifiers::NONE,
        Modifiers::NONE,
        Modifiers::SHIFT,
        Modifiers::ALT,
        Modifiers::COMMAND,
    ]);
    let button = |pos: Pos2, button: PointerButton, pressed: bool| Event::PointerButton {
        pos,
        button,
        pressed,
        modifiers: held,
    };
    let key = |key: Key, modifiers: Modifiers, pressed: bool| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    match random.below(20) {
        0..=5 => {
            *at = random.place(*at);
            vec![Event::PointerMoved(*at)]
        }
        6..=9 => {
            *down = !*down;
            vec![button(*at, PointerButton::Primary, *down)]
        }
        10 => {
            let other = *random.one(&[PointerButton::Secondary, PointerButton::Middle]);
            vec![button(*at, other, true), button(*at, other, false)]
        }
        11..=15 => {
            let (held, pressed) = *random.one(keys);
            vec![key(pressed, held, true), key(pressed, held, false)]
        }
        16 => {
            let text = *random.one(&["a", "Orders", "注文", "طلب", "200/s", "-1", "\"|<>", "5 s"]);
            vec![Event::Text(text.to_owned())]
        }
        17 => {
            let text = *random.one(&[
                "a -> b: call, 120 ms\nb -> c",
                "just a note",
                "(format: nonsense",
                "",
            ]);
            vec![Event::Paste(text.to_owned())]
        }
        18 => vec![random.one(&[Event::Copy, Event::Cut, Event::PointerGone]).clone()],
        _ => vec![Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            source: egui::MouseWheelSource::Unknown,
            delta: egui::vec2(0.0, random.below(200) as f32 - 100.0),
            phase: egui::TouchPhase::Move,
            modifiers: held,
        }],
    }
}

#[test]
fn random_events_never_panic_and_undo_and_redo_are_exact() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_125);
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = window::open(folder.path());
    harness.run_steps(3);
    let ctx = harness.ctx.clone();
    // This window has the product's own fonts alone; the program reads the system's too.
    ctx.set_missing_glyph_policy(egui::MissingGlyphPolicy::Tofu);
    harness.state_mut().give(Command::New("flash-sale"), &ctx);
    harness.run_steps(3);
    let first = file::write(harness.state().board());
    let (mut random, keys) = (Random(seed), keys());
    let (mut at, mut down, mut sent, mut largest) = (pos2(700.0, 450.0), false, 0, 0);
    while sent < EVENTS {
        for _ in 0..A_FRAME {
            for event in events(&mut random, &keys, &mut at, &mut down) {
                harness.event(event);
                sent += 1;
            }
        }
        harness.run_steps(1);
        largest = largest.max(harness.state().board().nodes.len());
        // A board that grows without end says nothing more; what was done stays in the history.
        if harness.state().board().nodes.len() > 60 {
            let all = harness.state().board().elements().collect();
            harness.state_mut().give(Command::Select(all), &ctx);
            harness.state_mut().give(Command::Delete, &ctx);
        }
    }
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    let last = file::write(harness.state().board());
    let mut steps = 0;
    loop {
        if harness.state().undo_label().is_none() {
            break;
        }
        harness.state_mut().give(Command::Undo, &ctx);
        steps += 1;
    }
    println!("seed {seed}: {sent} events, {steps} steps, at most {largest} nodes");
    assert!(steps > 50, "only {steps} steps: the events hardly reached the board");
    assert_eq!(file::write(harness.state().board()), first, "undo to the start");
    // Steps that were undone before are not part of the way to the last board.
    for _ in 0..steps {
        harness.state_mut().give(Command::Redo, &ctx);
    }
    assert_eq!(file::write(harness.state().board()), last, "redo to the end");
}
