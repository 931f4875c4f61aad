//! What users of whiteboards take for granted: every command exists, is found in the palette by
//! its name, and has the keys people expect.

mod window;

use std::collections::BTreeMap;

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use loadbearing::ui::{Command, registry};

/// Commands with their keys; none where no keys are usual.
const EXPECTED: &[(&str, &[&str])] = &[
    // Navigation.
    ("hand", &["H"]),
    ("zoom-in", &["Ctrl+="]),
    ("zoom-out", &["Ctrl+-"]),
    ("zoom-100", &["Ctrl+0"]),
    ("wheel-zooms", &[]),
    ("frame-all", &["Shift+1"]),
    ("frame-selection", &["Shift+2"]),
    ("focus-finding", &["F"]),
    ("minimap", &["M"]),
    ("find", &["Ctrl+F"]),
    ("commands", &["Ctrl+Shift+P", "Ctrl+K"]),
    // Creating and labelling.
    ("select", &["V"]),
    ("connect", &["A"]),
    ("note", &["N", "T"]),
    ("boundary", &["B"]),
    ("laser", &["K"]),
    ("lock-tool", &["Q"]),
    ("place-service", &["1"]),
    ("rename", &["F2"]),
    ("change-kind", &[]),
    ("course-orthogonal", &[]),
    ("course-straight", &[]),
    ("course-curved", &[]),
    ("connect-to", &["Shift+A"]),
    // Selecting and arranging.
    ("select-all", &["Ctrl+A"]),
    ("select-kind", &[]),
    ("duplicate", &["Ctrl+D"]),
    ("snap", &[]),
    ("grid", &["Ctrl+'"]),
    ("align-left", &["Ctrl+Shift+Left"]),
    ("align-right", &["Ctrl+Shift+Right"]),
    ("align-top", &["Ctrl+Shift+Up"]),
    ("align-bottom", &["Ctrl+Shift+Down"]),
    ("align-centre", &[]),
    ("align-middle", &[]),
    ("distribute-across", &[]),
    ("distribute-down", &[]),
    ("stack-across", &[]),
    ("stack-down", &[]),
    ("tidy", &["Ctrl+Shift+T"]),
    ("forward", &["Ctrl+]"]),
    ("backward", &["Ctrl+["]),
    ("to-front", &["Ctrl+Shift+]"]),
    ("to-back", &["Ctrl+Shift+["]),
    ("wrap", &["Ctrl+G"]),
    ("unwrap", &["Ctrl+Shift+G"]),
    ("lock", &["Ctrl+Shift+L"]),
    ("copy-style", &["Ctrl+Alt+C"]),
    ("paste-style", &["Ctrl+Alt+V"]),
    ("delete", &["Delete", "Backspace"]),
    // Files, view, meeting.
    ("undo", &["Ctrl+Z"]),
    ("redo", &["Ctrl+Shift+Z", "Ctrl+Y"]),
    ("cut", &["Ctrl+X"]),
    ("copy", &["Ctrl+C"]),
    ("paste", &["Ctrl+V"]),
    ("copy-picture", &["Ctrl+Shift+C"]),
    ("copy-lines", &[]),
    ("export", &["Ctrl+Shift+E"]),
    ("save", &["Ctrl+S"]),
    ("save-as", &["Ctrl+Shift+S"]),
    ("open", &["Ctrl+O"]),
    ("new", &["Ctrl+N"]),
    ("new-window", &["Ctrl+Shift+N"]),
    ("dark", &["Ctrl+Shift+D"]),
    ("panels", &["Ctrl+."]),
    ("shortcuts", &["F1", "Shift+?"]),
    ("keys-file", &[]),
    ("quit", &["Ctrl+Q"]),
    ("loads", &[]),
];

#[test]
fn every_expected_command_exists_with_its_keys() {
    for (id, keys) in EXPECTED {
        let action = registry::by_id(id).unwrap_or_else(|| panic!("no command {id}"));
        let has: Vec<String> = action.shortcuts.iter().map(|keys| keys.text()).collect();
        for key in *keys {
            assert!(has.iter().any(|has| has == key), "{id} has {has:?}, not {key}");
        }
    }
}

#[test]
fn no_two_commands_share_keys() {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for action in registry::all() {
        for keys in &action.shortcuts {
            let other = seen.insert(keys.text(), &action.id);
            assert_eq!(other, None, "{} and {:?} share {}", action.id, other, keys.text());
        }
    }
}

#[test]
fn every_command_is_found_in_the_palette_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = window::open(folder.path());
    harness.run_steps(3);
    let give = |harness: &mut egui_kittest::Harness<'static, loadbearing::app::App>, command| {
        let ctx = harness.ctx.clone();
        harness.state_mut().give(command, &ctx);
        harness.run_steps(2);
    };
    give(&mut harness, Command::New("flash-sale"));
    harness.run_steps(10);
    // A walkthrough, a step to undo and to compare with, and everything selected: so that most
    // commands mean something.
    give(&mut harness, Command::WalkFlow);
    give(&mut harness, Command::CompareStep);
    let all = harness.state().board().elements().collect();
    give(&mut harness, Command::Select(all));
    let mut found = 0;
    for action in registry::all().iter().filter(|action| action.id != "commands") {
        give(&mut harness, Command::ShowPalette(true));
        harness.event(egui::Event::Text(action.label.to_string()));
        harness.run_steps(2);
        let label = action.label.to_string();
        let rows = harness.query_all_by_label_contains(&label).count();
        if rows > 0 {
            found += 1;
        }
        give(&mut harness, Command::ShowPalette(false));
    }
    // Some mean nothing on this board: playing on while nothing plays, a flow that is not shown.
    let all = registry::all().len();
    assert!(found * 10 >= all * 8, "{found} of {all} were found");
}

#[test]
fn no_key_changes_the_board_while_a_name_is_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = window::open(folder.path());
    harness.run_steps(3);
    let ctx = harness.ctx.clone();
    harness.state_mut().give(Command::New("flash-sale"), &ctx);
    harness.run_steps(5);
    let node = harness.state().board().nodes.at(0).expect("a node").id.clone();
    harness.state_mut().give(Command::Select([node.clone().into()].into()), &ctx);
    harness.state_mut().give(Command::Name(Some(node.into())), &ctx);
    harness.run_steps(3);
    let before = loadbearing::file::write(harness.state().board());
    let tool = harness.state().session().tool;
    for action in registry::all() {
        for keys in &action.shortcuts {
            let leaves = matches!(keys.key, Key::Enter | Key::Escape | Key::F1 | Key::F8);
            let file = matches!(action.menu, Some(registry::Menu::File | registry::Menu::Help));
            if leaves || file || keys.is_clipboard() {
                continue;
            }
            harness.key_press_modifiers(keys.modifiers, keys.key);
            harness.run_steps(1);
            let app = harness.state();
            assert_eq!(loadbearing::file::write(app.board()), before, "{}", keys.text());
            assert_eq!(app.session().tool, tool, "{}", keys.text());
            assert!(app.session().naming.is_some(), "{} ended the typing", keys.text());
        }
    }
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
}
