//! Help: finding commands and keys, and choosing other keys.

use super::{Action, CTRL, CTRL_SHIFT, Command, Key, Menu, NONE, SHIFT};

pub(super) fn actions() -> Vec<Action> {
    use Menu::Help;
    vec![
        Action::new("commands", Help, "Find a command…", |_| Command::ShowPalette(true))
            .keys(CTRL_SHIFT, Key::P)
            .keys(CTRL, Key::K)
            .words("palette search"),
        Action::new("shortcuts", Help, "Keyboard shortcuts", |_| Command::ShowShortcuts(true))
            .keys(NONE, Key::F1)
            .keys(SHIFT, Key::Questionmark)
            .words("keys help"),
        Action::new("keys-file", Help, "Choose other keys…", |_| Command::KeysFile)
            .words("rebind remap customise shortcuts settings"),
    ]
}
