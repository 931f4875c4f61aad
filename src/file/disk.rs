//! Opening and saving: a save is whole or did not happen, and never overwrites what somebody else
//! wrote meanwhile.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk_error::{OpenError, SaveError};
use super::format::{self, LARGEST, read_as_written, write};
use super::picture;
use super::read_error::{Place, ReadError};
use super::repair::Repair;
use crate::model::Board;

/// What a file looked like when it was last read or written, to notice changes by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    len: u64,
    hash: u64,
}

impl Stamp {
    fn of(bytes: &[u8], metadata: Option<&fs::Metadata>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        Self {
            modified: metadata.and_then(|metadata| metadata.modified().ok()),
            len: bytes.len() as u64,
            hash: hasher.finish(),
        }
    }

    fn same_content(self, other: Self) -> bool {
        self.len == other.len && self.hash == other.hash
    }
}

/// A board that was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The board.
    pub board: Board,
    /// What had to be repaired; usually nothing.
    pub repairs: Vec<Repair>,
    /// What the file looked like.
    pub stamp: Stamp,
    /// True when the board was carried by a picture: it has to be saved under another name.
    pub from_picture: bool,
}

/// Opens a board file, or a picture that carries a board.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let (bytes, metadata) = read_bytes(path)?;
    let from_picture = picture::is_png(&bytes);
    let in_text = |error| OpenError::Text { path: path.to_owned(), error };
    let text = if from_picture {
        picture::board_text(&bytes)
            .map_err(|error| OpenError::Picture { path: path.to_owned(), error })?
    } else {
        text_of(&bytes).map_err(in_text)?.to_owned()
    };
    let format::Loaded { board, repairs } = format::read(&text).map_err(in_text)?;
    Ok(Opened { board, repairs, stamp: Stamp::of(&bytes, Some(&metadata)), from_picture })
}

/// True when the file is not as it was: somebody else changed it. A file that is gone is no change
/// that a save could destroy.
pub fn changed_outside(path: &Path, stamp: &Stamp) -> bool {
    let Ok(metadata) = fs::metadata(path) else { return false };
    if metadata.len() == stamp.len && metadata.modified().ok() == stamp.modified {
        return false;
    }
    // A mere touch is no change; what cannot be read is taken for one.
    read_bytes(path)
        .map_or(true, |(bytes, metadata)| !Stamp::of(&bytes, Some(&metadata)).same_content(*stamp))
}

/// Saves a board: the new text is complete on the disk before it takes the place of the old one,
/// and the old one stays beside it as `name.ron~`.
///
/// `last` is the stamp of the last open or save of this path; when the file is not as it was then,
/// nothing is written. Without it, whatever is there is replaced. Returns the new stamp.
pub fn save(path: &Path, board: &Board, last: Option<&Stamp>) -> Result<Stamp, SaveError> {
    let failed = |reason| SaveError::from_io(path, reason);
    let target = behind_symlinks(path).map_err(failed)?;
    let existing = fs::metadata(&target).ok();
    if let Some(existing) = &existing {
        refuse_unsuitable(path, &target, existing)?;
        if last.is_some_and(|last| changed_outside(&target, last)) {
            return Err(SaveError::ChangedOutside(path.to_owned()));
        }
    }
    let text = text_that_reads_back(path, board)?;
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut fresh = temporary(&target, folder).map_err(failed)?;
    fresh.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(existing) = &existing {
        fresh.as_file().set_permissions(existing.permissions()).map_err(failed)?;
    }
    fresh.as_file().sync_all().map_err(failed)?;
    if existing.is_some() {
        keep_previous(&target, folder).map_err(failed)?;
    }
    let file = fresh.persist(&target).map_err(|error| failed(error.error))?;
    sync_folder(folder);
    Ok(Stamp::of(text.as_bytes(), file.metadata().ok().as_ref()))
}

/// Where the previous version of a file is kept: `name.ron~`.
pub fn previous_version(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.file_name().unwrap_or_default());
    name.push("~");
    path.with_file_name(name)
}

fn read_bytes(path: &Path) -> Result<(Vec<u8>, fs::Metadata), OpenError> {
    let failed = |reason| OpenError::from_io(path, reason);
    let file = fs::File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(OpenError::Folder(path.to_owned()));
    }
    let mut bytes = Vec::new();
    // The length in the metadata may be wrong by now, or of a pipe; the cap holds regardless.
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        let error = ReadError::TooLarge { bytes: metadata.len().max(bytes.len() as u64) };
        return Err(OpenError::Text { path: path.to_owned(), error });
    }
    Ok((bytes, metadata))
}

/// Bytes as text, or the place where they stop being text.
pub fn text_of(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let last = good.rsplit('\n').next().unwrap_or_default();
        let line = 1 + good.matches('\n').count();
        let column = 1 + last.chars().count();
        ReadError::NotText { at: Place { line, column } }
    })
}

/// The file a path leads to, so that a link stays a link; the file itself need not exist.
fn behind_symlinks(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            // Not a link, or nothing there yet.
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links in a row"))
}

fn refuse_unsuitable(path: &Path, target: &Path, existing: &fs::Metadata) -> Result<(), SaveError> {
    if existing.is_dir() {
        return Err(SaveError::Folder(path.to_owned()));
    }
    let mut first = [0; 8];
    let is_picture = fs::File::open(target)
        .and_then(|mut file| file.read_exact(&mut first))
        .is_ok_and(|()| picture::is_png(&first));
    if is_picture {
        return Err(SaveError::Picture(path.to_owned()));
    }
    if existing.permissions().readonly() {
        return Err(SaveError::ReadOnly(path.to_owned()));
    }
    Ok(())
}

/// The text of a board, after making sure that it reads back to the same text.
fn text_that_reads_back(path: &Path, board: &Board) -> Result<String, SaveError> {
    let text = write(board);
    let detail = match read_as_written(&text) {
        Ok(again) if write(&again) == text => return Ok(text),
        Ok(_) => "it reads back as another board".to_owned(),
        Err(error) => error.to_string(),
    };
    Err(SaveError::NotReadBack { path: path.to_owned(), detail })
}

/// A new file beside the target; it goes away by itself unless it takes the target's place.
fn temporary(target: &Path, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut prefix = OsString::from(".");
    prefix.push(target.file_name().unwrap_or_default());
    prefix.push(".tmp-");
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As any new file; the user's umask applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Keeps the file as it is now under its name with a `~`, without a moment in which either name
/// leads nowhere.
fn keep_previous(target: &Path, folder: &Path) -> io::Result<()> {
    let previous = previous_version(target);
    let kept = temporary(target, folder)?.into_temp_path();
    // A second name costs no space, which a full disk does not have. It needs a free name first.
    fs::remove_file(&kept)?;
    if fs::hard_link(target, &kept).is_err() {
        fs::copy(target, &kept)?;
    }
    let name = kept.to_path_buf();
    kept.persist(previous).map_err(|error| error.error)?;
    // Two names of one file are not renamed into one: the case after a save that failed here.
    let _ = fs::remove_file(name);
    Ok(())
}

/// Makes the new name survive a power cut; some file systems cannot, and the save still stands.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}
