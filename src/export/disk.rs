//! Writing an export to the disk: complete beside its place first, then renamed into it.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use super::{ExportError, Options, by_extension};
use crate::file::SaveError;
use crate::model::Board;
use crate::rules::Review;

/// Exports a board to a file; the format follows its ending.
///
/// A file that was there is replaced in one step, or left as it was when something fails.
pub fn to_file(
    path: &Path,
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<(), ExportError> {
    let exporter = by_extension(path)?;
    let bytes = (exporter.write)(board, review, options)?;
    replace(path, &bytes)
}

/// Writes bytes to a file in one step, or leaves what was there.
///
/// # Errors
///
/// When the file is a folder, or the disk refuses.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    if path.is_dir() {
        return Err(SaveError::Folder(path.to_owned()).into());
    }
    swap(path, bytes).map_err(|reason| SaveError::from_io(path, reason).into())
}

/// Whether a file was written by this program, so that writing it anew loses nothing: every format
/// says so somewhere.
pub fn is_ours(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    // A board file says what it is in its first word.
    let first = bytes.iter().take(64).filter(|byte| !byte.is_ascii_whitespace());
    let is_board = first.copied().take(8).eq(*b"(format:");
    bytes.is_empty()
        || is_board
        || bytes.windows(MARK.len()).any(|part| part.eq_ignore_ascii_case(MARK))
}

/// What every file of this program holds.
const MARK: &[u8] = b"loadbearing";

fn swap(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A symbolic link stays one; what it points at is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_new| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".export-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file; the user's umask applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut fresh = builder.tempfile_in(folder)?;
    fresh.write_all(bytes)?;
    if let Ok(existing) = fs::metadata(&target) {
        fresh.as_file().set_permissions(existing.permissions())?;
    }
    fresh.as_file().sync_all()?;
    fresh.persist(&target).map_err(|error| error.error)?;
    Ok(())
}
