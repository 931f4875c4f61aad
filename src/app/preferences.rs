//! What the person prefers, and which files were used last: kept beside other settings of the
//! program, never in a board.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::scene::Theme;
use crate::ui::Session;

/// How many files are remembered.
const RECENT: usize = 10;

/// Settings that outlive the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Preferences {
    /// Dark instead of light.
    pub(super) dark: bool,
    /// Plain wheel zooms instead of panning.
    pub(super) wheel_zooms: bool,
    /// Snap while moving.
    pub(super) snap: bool,
    /// Show the grid.
    pub(super) grid: bool,
    /// Show the map in the corner.
    pub(super) minimap: bool,
    /// Draw busier links wider.
    pub(super) loads: bool,
    /// Recently used files, newest first.
    pub(super) recent: Vec<PathBuf>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            dark: false,
            wheel_zooms: false,
            snap: true,
            grid: true,
            minimap: false,
            loads: false,
            recent: Vec::new(),
        }
    }
}

impl Preferences {
    /// Reads them; what is missing or damaged is taken from the defaults, since a board matters and
    /// a setting does not.
    pub(super) fn read(folder: Option<&Path>) -> Self {
        let text = folder.and_then(|folder| std::fs::read_to_string(folder.join(NAME)).ok());
        text.and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// Keeps them, whole or not at all.
    pub(super) fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default())
            .map_err(std::io::Error::other)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(folder.join(NAME)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Puts a file on top of the list.
    pub(super) fn used(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Takes a file off the list.
    pub(super) fn forget(&mut self, path: &Path) {
        self.recent.retain(|other| other != path);
    }

    /// Puts them into effect.
    pub(super) fn apply(&self, session: &mut Session) {
        session.theme = if self.dark { Theme::Dark } else { Theme::Light };
        session.wheel_zooms = self.wheel_zooms;
        session.snap = self.snap;
        session.grid = self.grid;
        session.minimap = self.minimap;
        session.loads = self.loads;
    }

    /// Remembers how the window is set now.
    pub(super) fn take_from(&mut self, session: &Session) {
        self.dark = session.theme == Theme::Dark;
        self.wheel_zooms = session.wheel_zooms;
        self.snap = session.snap;
        self.grid = session.grid;
        self.minimap = session.minimap;
        self.loads = session.loads;
    }
}

const NAME: &str = "preferences.ron";

/// Where settings are kept: `LOADBEARING_DATA_DIR` when it is set, else the system's place.
pub(super) fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LOADBEARING_DATA_DIR").filter(|dir| !dir.is_empty()) {
        return Some(PathBuf::from(folder));
    }
    directories::ProjectDirs::from("", "", "loadbearing").map(|dirs| dirs.config_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_come_back_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let mut preferences = Preferences { dark: true, ..Preferences::default() };
        preferences.used(Path::new("/boards/a.ron"));
        preferences.used(Path::new("/boards/b.ron"));
        preferences.used(Path::new("/boards/a.ron"));
        assert_eq!(preferences.recent, [Path::new("/boards/a.ron"), Path::new("/boards/b.ron")]);
        preferences.write(folder.path()).unwrap();
        assert_eq!(Preferences::read(Some(folder.path())), preferences);
    }

    #[test]
    fn damaged_ones_are_replaced_by_defaults() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(NAME), "(dark: mayb").unwrap();
        assert_eq!(Preferences::read(Some(folder.path())), Preferences::default());
    }
}
