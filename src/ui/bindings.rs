//! Keys a person chose: read from a text that names commands and their keys.
//!
//! ```ron
//! {
//!     "tidy": ["Ctrl+L"],
//!     "minimap": [],
//! }
//! ```

use std::collections::BTreeMap;

use eframe::egui::{Key, Modifiers};

use super::registry::{Action, Shortcut};

/// Keys by the id of the command they give; what is not named keeps its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bindings(BTreeMap<String, Vec<Shortcut>>);

/// Why chosen keys are not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindingError {
    /// The text is no table of keys.
    #[error("{0}")]
    Text(String),
    /// Keys that nobody can press.
    #[error("“{keys}” for `{command}` are no keys; write them like Ctrl+Shift+T")]
    Keys {
        /// The command.
        command: String,
        /// What was written.
        keys: String,
    },
    /// A command that does not exist.
    #[error("there is no command `{0}`; the file lists them all")]
    Command(String),
    /// One pair of keys for two commands.
    #[error("{keys} would give both “{one}” and “{other}”; choose other keys for one of them")]
    Conflict {
        /// The keys.
        keys: String,
        /// What one command is called.
        one: String,
        /// What the other is called.
        other: String,
    },
}

impl Bindings {
    /// Reads them.
    ///
    /// # Errors
    /// When the text is no table, or keys cannot be pressed.
    pub fn read(text: &str) -> Result<Self, BindingError> {
        let table: BTreeMap<String, Vec<String>> =
            ron::from_str(text).map_err(|error| BindingError::Text(error.to_string()))?;
        let mut bindings = BTreeMap::new();
        for (command, keys) in table {
            let mut shortcuts = Vec::with_capacity(keys.len());
            for keys in keys {
                let shortcut = shortcut(&keys)
                    .ok_or_else(|| BindingError::Keys { command: command.clone(), keys })?;
                shortcuts.push(shortcut);
            }
            bindings.insert(command, shortcuts);
        }
        Ok(Self(bindings))
    }

    /// Gives the commands their chosen keys.
    ///
    /// # Errors
    /// When a command does not exist, or keys would give two; then nothing changes.
    pub fn apply(&self, actions: &mut [Action]) -> Result<(), BindingError> {
        for command in self.0.keys() {
            if !actions.iter().any(|action| action.id == *command) {
                return Err(BindingError::Command(command.clone()));
            }
        }
        let keys_of = |action: &Action| {
            self.0.get(action.id.as_ref()).cloned().unwrap_or_else(|| action.shortcuts.clone())
        };
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for action in actions.iter() {
            for keys in keys_of(action) {
                let label = action.label.to_string();
                if let Some(one) = taken.insert(keys.text(), label.clone()) {
                    return Err(BindingError::Conflict { keys: keys.text(), one, other: label });
                }
            }
        }
        for action in actions {
            action.shortcuts = keys_of(action);
        }
        Ok(())
    }
}

/// A text that lists every command with its keys, as they are now.
pub fn text_of(actions: &[Action]) -> String {
    let mut text = String::from(
        "// Keys of Loadbearing, read when the program starts. Leave out what is to keep its own \
         keys;\n// [] takes all keys from a command.\n{\n",
    );
    for action in actions {
        let keys: Vec<String> =
            action.shortcuts.iter().map(|keys| format!("{:?}", keys.text())).collect();
        text += &format!("    // {}\n    {:?}: [{}],\n", action.label, action.id, keys.join(", "));
    }
    text + "}\n"
}

/// Keys from how they are written: `Ctrl+Shift+Z`.
fn shortcut(text: &str) -> Option<Shortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text.trim();
    loop {
        let lower = rest.to_lowercase();
        let mut held = |name: &str, with: Modifiers| {
            // The last sign may be a plus itself.
            lower.starts_with(name) && rest.len() > name.len() && {
                modifiers |= with;
                true
            }
        };
        let long = if held("ctrl+", Modifiers::COMMAND) {
            5
        } else if held("shift+", Modifiers::SHIFT) {
            6
        } else if held("alt+", Modifiers::ALT) {
            4
        } else {
            break;
        };
        rest = rest.get(long..)?;
    }
    let key = match rest {
        "=" => Key::Equals,
        "-" => Key::Minus,
        "+" => Key::Plus,
        "'" => Key::Quote,
        "." => Key::Period,
        "," => Key::Comma,
        "?" => Key::Questionmark,
        "[" => Key::OpenBracket,
        "]" => Key::CloseBracket,
        name => Key::from_name(name).or_else(|| Key::from_name(&name.to_uppercase()))?,
    };
    Some(Shortcut { modifiers, key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::registry;

    #[test]
    fn what_is_written_is_read_and_changes_nothing() {
        let text = text_of(&registry::usual());
        let mut actions = registry::usual();
        Bindings::read(&text).unwrap().apply(&mut actions).unwrap();
        for (new, old) in actions.iter().zip(registry::usual()) {
            let texts = |keys: &[Shortcut]| keys.iter().map(|k| k.text()).collect::<Vec<_>>();
            assert_eq!(texts(&new.shortcuts), texts(&old.shortcuts), "{}", new.id);
        }
    }

    #[test]
    fn a_command_gets_other_keys_or_none() {
        let mut actions = registry::usual();
        let text = r#"{ "tidy": ["Ctrl+L", "F9"], "minimap": [] }"#;
        Bindings::read(text).unwrap().apply(&mut actions).unwrap();
        let keys = |id: &str| {
            let action = actions.iter().find(|action| action.id == id).unwrap();
            action.shortcuts.iter().map(|keys| keys.text()).collect::<Vec<_>>()
        };
        assert_eq!(keys("tidy"), ["Ctrl+L", "F9"]);
        assert!(keys("minimap").is_empty());
        assert_eq!(keys("undo"), ["Ctrl+Z"]);
    }

    #[test]
    fn a_conflict_names_both_commands_and_changes_nothing() {
        let mut actions = registry::usual();
        let bindings = Bindings::read(r#"{ "tidy": ["Ctrl+Z"] }"#).unwrap();
        let said = bindings.apply(&mut actions).unwrap_err().to_string();
        assert!(
            said.contains("Undo") && said.contains("Tidy") && said.contains("Ctrl+Z"),
            "{said}"
        );
        let tidy = actions.iter().find(|action| action.id == "tidy").unwrap();
        assert_eq!(tidy.shortcuts[0].text(), "Ctrl+Shift+T");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let wrong = |text: &str| {
            let read = Bindings::read(text);
            read.and_then(|b| b.apply(&mut registry::usual())).unwrap_err().to_string()
        };
        assert!(wrong(r#"{ "tidy": ["Hyper+Q"] }"#).contains("Hyper+Q"));
        assert!(wrong(r#"{ "fly": ["Ctrl+L"] }"#).contains("fly"));
        assert!(!wrong("tidy = Ctrl+L").is_empty());
    }
}
