//! Recovery copies: what is on screen and not yet in a file, kept where a crash cannot reach it.
//!
//! Each open board has one copy, `NAME.ron`, and one lock, `NAME.lock`, that its program holds as
//! long as it runs. The system lets go of the lock however the program ends, so a copy whose lock
//! is free was left behind. The copy is a board file with its origin in a comment on top: it can be
//! opened, or read by a person, without this module.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::open;
use super::disk_error::OpenError;
use super::format::{Loaded, write};
use crate::model::Board;

/// Begins the first line of a copy of a board that has a file.
const ORIGIN: &str = "// recovery copy of ";

/// The first line of a copy of a board that was never saved.
const NO_ORIGIN: &str = "// recovery copy of a board that was never saved";

/// Where recovery copies are kept: `LOADBEARING_DATA_DIR` when it is set, else the system's place
/// for data of programs; `None` where the system has none.
pub fn data_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LOADBEARING_DATA_DIR")
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
        .or_else(|| {
            let dirs = directories::ProjectDirs::from("", "", "loadbearing")?;
            Some(dirs.data_dir().to_owned())
        })?;
    Some(folder.join("recovery"))
}

/// The recovery copy of one open board.
#[derive(Debug)]
pub struct Recovery {
    copy: PathBuf,
    lock: PathBuf,
    /// Locked as long as it is open.
    _held: File,
}

impl Recovery {
    /// Reserves a name in the folder, which is made when it is not there; nothing is copied yet.
    pub fn start(folder: &Path) -> io::Result<Self> {
        make_private(folder)?;
        let mut builder = tempfile::Builder::new();
        let (held, lock) =
            builder.prefix("board-").suffix(".lock").rand_bytes(10).tempfile_in(folder)?.keep()?;
        held.lock()?;
        Ok(Self { copy: lock.with_extension("ron"), lock, _held: held })
    }

    /// Where the copy is kept once there is one.
    pub fn copy(&self) -> &Path {
        &self.copy
    }

    /// Replaces the copy, whole or not at all. `origin` is the file the board was opened from.
    pub fn write(&self, board: &Board, origin: Option<&Path>) -> io::Result<()> {
        let folder = self.copy.parent().unwrap_or(Path::new("."));
        let mut fresh = tempfile::Builder::new().prefix(".board-").tempfile_in(folder)?;
        writeln!(fresh, "{}", first_line(origin))?;
        fresh.write_all(write(board).as_bytes())?;
        fresh.as_file().sync_data()?;
        fresh.persist(&self.copy).map_err(|error| error.error)?;
        Ok(())
    }

    /// Takes the copy away: the board is saved, or nobody wants it.
    pub fn clear(&self) -> io::Result<()> {
        gone(fs::remove_file(&self.copy))
    }
}

impl Drop for Recovery {
    fn drop(&mut self) {
        // The copy stays: only `clear` says that it is not needed.
        let _ = fs::remove_file(&self.lock);
    }
}

/// A copy whose program ended without clearing it.
#[derive(Debug)]
pub struct Orphan {
    /// The copy itself.
    pub copy: PathBuf,
    /// The file its board was opened from; `None` when it was never saved.
    pub origin: Option<PathBuf>,
    /// When it was written.
    pub written: Option<SystemTime>,
    /// The board, or why it cannot be read.
    pub loaded: Result<Loaded, OpenError>,
}

/// Every copy in the folder that no running program holds, newest first. No folder, no copies.
pub fn orphans(folder: &Path) -> io::Result<Vec<Orphan>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let copy = entry?.path();
        if copy.extension().is_some_and(|ending| ending == "ron") && !is_held(&copy) {
            found.push(orphan(copy));
        }
    }
    found.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| a.copy.cmp(&b.copy)));
    Ok(found)
}

/// Reads a copy again, after it was listed.
pub fn orphan(copy: PathBuf) -> Orphan {
    let written = fs::metadata(&copy).and_then(|metadata| metadata.modified()).ok();
    let loaded = open(&copy).map(|opened| Loaded { board: opened.board, repairs: opened.repairs });
    Orphan { origin: origin_of(&copy), written, loaded, copy }
}

/// Throws a left-behind copy away.
pub fn discard(copy: &Path) -> io::Result<()> {
    gone(fs::remove_file(copy))?;
    gone(fs::remove_file(copy.with_extension("lock")))
}

/// True while a program holds the lock of a copy.
fn is_held(copy: &Path) -> bool {
    let Ok(lock) = File::open(copy.with_extension("lock")) else { return false };
    matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
}

fn first_line(origin: Option<&Path>) -> String {
    // A path that is no text cannot be written down without changing it into another one.
    match origin.and_then(Path::to_str) {
        Some(path) => format!("{ORIGIN}{path:?}"),
        None => NO_ORIGIN.to_owned(),
    }
}

fn origin_of(copy: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(copy).ok()?;
    let quoted = text.lines().next()?.strip_prefix(ORIGIN)?;
    let path: String = ron::from_str(quoted).ok()?;
    Some(PathBuf::from(path))
}

/// Boards may be confidential: the folder is the user's alone.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removing what is not there is no failure.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
