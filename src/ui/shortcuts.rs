//! From keys to commands: which action of the registry was asked for by keyboard or clipboard.

use eframe::egui::{self, Event, Key, Modifiers};

use super::command::Command;
use super::registry::{self, Menu, Shortcut};
use super::view::View;

/// Where the pointer was pressed last: on the board, or in a panel.
///
/// After a press in a panel the letters and digits that draw wait until the board is pressed or Esc:
/// who misses a field beside the board and types a number must not find boxes there.
pub(super) fn pressed_at(ctx: &egui::Context, board: bool) {
    ctx.data_mut(|data| data.insert_temp(aside(), !board));
}

fn aside() -> egui::Id {
    egui::Id::unique("keys wait beside the board")
}

/// The commands asked for in this frame; their keys are consumed.
///
/// While a text field has the focus only keys that mean nothing to it are taken, so that a letter
/// typed into a name never takes a tool.
pub fn pressed(ctx: &egui::Context, view: &View<'_>) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let mut commands = Vec::new();
    let escaped = !typing && ctx.input(|input| input.key_pressed(Key::Escape));
    if escaped {
        pressed_at(ctx, true);
    }
    let aside = ctx.data(|data| data.get_temp(aside())).unwrap_or(false);
    ctx.input_mut(|input| {
        input.events.retain(|event| match command_of(event, view, typing, aside) {
            Some(command) => {
                commands.push(command);
                false
            }
            None => true,
        });
    });
    commands
}

fn command_of(event: &Event, view: &View<'_>, typing: bool, aside: bool) -> Option<Command> {
    match event {
        Event::Copy if !typing => by_id("copy", view),
        Event::Cut if !typing => by_id("cut", view),
        Event::Paste(text) if !typing => Some(Command::Paste(text.clone())),
        Event::Key { key, physical_key, pressed: true, modifiers, .. } => {
            let shortcut = find(*key, *physical_key, *modifiers)?;
            if typing && !may_while_typing(shortcut.0, shortcut.1) {
                return None;
            }
            let (_, action) = shortcut;
            if aside && !view.session.presenting && draws(*modifiers, shortcut.0, action) {
                let text = format!(
                    "No field had the focus, so {} would mean \u{201c}{}\u{201d}. Press Esc for that",
                    shortcut.0.text(),
                    action.label
                );
                return Some(Command::Say(text));
            }
            (action.enabled)(view).then(|| action.command(view))
        }
        _ => None,
    }
}

/// A letter or a digit that takes a tool or changes the board.
fn draws(held: Modifiers, keys: Shortcut, action: &registry::Action) -> bool {
    let plain = !held.command && !held.alt && keys.key.name().len() == 1;
    plain && matches!(action.menu, None | Some(Menu::Edit | Menu::Arrange | Menu::Board))
}

fn by_id(id: &str, view: &View<'_>) -> Option<Command> {
    let action = registry::by_id(id)?;
    (action.enabled)(view).then(|| action.command(view))
}

/// The action of these keys: by the letter on the key, else by the place of a digit, because
/// Shift+1 is another character on every keyboard.
fn find(
    key: Key,
    physical: Option<Key>,
    modifiers: Modifiers,
) -> Option<(Shortcut, &'static registry::Action)> {
    let all = || {
        registry::all()
            .iter()
            .flat_map(|action| action.shortcuts.iter().map(move |keys| (*keys, action)))
            .filter(|(keys, _)| !keys.is_clipboard())
    };
    let fits = |keys: Shortcut| {
        // The sign itself says which keys make it: `?` and `+` need Shift on many keyboards.
        let shift_is_free = matches!(keys.key, Key::Questionmark | Key::Plus | Key::Equals);
        keys.modifiers.command == modifiers.command
            && keys.modifiers.alt == modifiers.alt
            && (shift_is_free || keys.modifiers.shift == modifiers.shift)
    };
    all().find(|(keys, _)| keys.key == key && fits(*keys)).or_else(|| {
        let digit = physical
            .filter(|key| key.name().len() == 1 && key.name().as_bytes()[0].is_ascii_digit())?;
        all().find(|(keys, _)| keys.key == digit && fits(*keys))
    })
}

/// While somebody types only files, help and the view are at hand, by keys the field does not need:
/// what changes the board would change it under a name that is half written.
fn may_while_typing(keys: Shortcut, action: &registry::Action) -> bool {
    let at_hand = matches!(action.menu, Some(Menu::File | Menu::Help | Menu::View));
    at_hand && !means_something_to_text(keys)
}

/// Keys a text field needs itself.
fn means_something_to_text(keys: Shortcut) -> bool {
    let plain = !keys.modifiers.command && !keys.modifiers.alt;
    let function_key = matches!(keys.key, Key::F1 | Key::F2 | Key::F8);
    // Ctrl+Enter ends what is being written.
    let edits =
        matches!(keys.key, Key::A | Key::Z | Key::Y | Key::C | Key::X | Key::V | Key::Enter);
    (plain && !function_key) || keys.key == Key::F2 || (keys.modifiers.command && edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_of(key: Key, physical: Option<Key>, modifiers: Modifiers) -> Option<&'static str> {
        find(key, physical, modifiers).map(|(_, action)| action.id.as_ref())
    }

    #[test]
    fn held_keys_tell_actions_apart() {
        let ctrl_shift = Modifiers::COMMAND | Modifiers::SHIFT;
        assert_eq!(id_of(Key::Z, None, Modifiers::COMMAND), Some("undo"));
        assert_eq!(id_of(Key::Z, None, ctrl_shift), Some("redo"));
        assert_eq!(id_of(Key::S, None, ctrl_shift), Some("save-as"));
        assert_eq!(id_of(Key::Num1, None, Modifiers::NONE), Some("place-service"));
    }

    #[test]
    fn shift_and_a_digit_is_found_by_its_place_on_the_keyboard() {
        let found = id_of(Key::Exclamationmark, Some(Key::Num1), Modifiers::SHIFT);
        assert_eq!(found, Some("frame-all"));
        assert_eq!(id_of(Key::Num2, Some(Key::Num2), Modifiers::SHIFT), Some("frame-selection"));
    }

    #[test]
    fn nothing_that_changes_the_board_is_given_while_typing() {
        for action in registry::all() {
            for keys in &action.shortcuts {
                let gives = may_while_typing(*keys, action);
                let held = keys.modifiers.command || keys.modifiers.alt;
                let function = matches!(keys.key, Key::F1 | Key::F8);
                assert!(!gives || held || function, "{} gives {}", keys.text(), action.id);
                let changes =
                    matches!(action.menu, None | Some(Menu::Edit | Menu::Arrange | Menu::Board));
                assert!(!(gives && changes), "{} gives {}", keys.text(), action.id);
            }
        }
    }

    #[test]
    fn a_text_field_keeps_its_own_keys() {
        let keys = |key, modifiers| Shortcut { modifiers, key };
        assert!(means_something_to_text(keys(Key::V, Modifiers::NONE)));
        assert!(means_something_to_text(keys(Key::Delete, Modifiers::NONE)));
        assert!(means_something_to_text(keys(Key::Z, Modifiers::COMMAND)));
        assert!(means_something_to_text(keys(Key::Enter, Modifiers::COMMAND)));
        assert!(!means_something_to_text(keys(Key::S, Modifiers::COMMAND)));
        assert!(!means_something_to_text(keys(Key::F1, Modifiers::NONE)));
    }
}
