//! Keys that a person chose: a file beside the settings, read once when the program starts.

use std::path::Path;

use super::App;
use crate::ui::bindings::{Bindings, text_of};
use crate::ui::registry;

const NAME: &str = "keys.ron";

/// Takes chosen keys from their file; what is wrong with it, when something is.
pub(super) fn take(folder: Option<&Path>) -> Option<String> {
    let path = folder?.join(NAME);
    let text = std::fs::read_to_string(&path).ok()?;
    let taken = Bindings::read(&text).and_then(registry::choose);
    let error = taken.err()?;
    Some(format!("The keys in {} are not used: {error}", path.display()))
}

impl App {
    /// Writes the file in which keys are chosen, when there is none, and says where it is.
    pub(super) fn open_keys_file(&mut self) {
        let Some(folder) = &self.folder else {
            self.notices.fail("There is no place for settings on this system");
            return;
        };
        let path = folder.join(NAME);
        if !path.exists() {
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, text_of(registry::all())));
            if let Err(error) = written {
                self.notices.fail(format!("{} cannot be written: {error}", path.display()));
                return;
            }
        }
        self.notices.say(format!(
            "Change keys in {} with any editor; they apply when the program starts again",
            path.display()
        ));
    }

    /// Starts the program once more, with no board.
    pub(super) fn new_window(&mut self) {
        let started =
            std::env::current_exe().and_then(|program| std::process::Command::new(program).spawn());
        if let Err(error) = started {
            self.notices.fail(format!("Another window cannot be opened: {error}"));
        }
    }
}
