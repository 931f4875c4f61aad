//! Reading and writing files in the words of a message: what failed, why, what to do.

use std::io::Write as _;
use std::path::Path;

use crate::file::{self, Loaded};
use crate::model::Board;

/// Reads a board, from a board file or from a picture that carries one.
pub(super) fn read(path: &Path) -> Result<Loaded, String> {
    let bytes = std::fs::read(path)
        .map_err(|error| format!("Could not open {}: {error}", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    file::read(&text).map_err(|error| format!("Could not open {}: {error}", path.display()))
}

/// Writes a board, whole or not at all.
pub(super) fn write(path: &Path, board: &Board) -> Result<(), String> {
    let fail = |error: std::io::Error| format!("Could not save {}: {error}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temp =
        tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(fail)?;
    temp.write_all(file::write(board).as_bytes()).map_err(fail)?;
    temp.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}
