//! Why a board could not be opened or saved, and what to do: one variant per remedy.

use std::io;
use std::path::{Path, PathBuf};

use super::picture::PictureError;
use super::read_error::ReadError;

/// Why a file could not be opened as a board.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no file {}", .0.display())]
    NotFound(PathBuf),
    /// It is a folder.
    #[error("this is a folder, choose a file in it: {}", .0.display())]
    Folder(PathBuf),
    /// Reading it is not permitted.
    #[error("reading it is not permitted: {}", .0.display())]
    NotPermitted(PathBuf),
    /// The system could not read it.
    #[error("it could not be read ({reason}): {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Its text is no board: `flash-sale.ron:12:18: …`.
    #[error("{}", located(path, error))]
    Text {
        /// The file.
        path: PathBuf,
        /// What is wrong, where, and what to do.
        error: ReadError,
    },
    /// It is a picture that gives no board.
    #[error("{error}: {}", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: PictureError,
    },
}

impl OpenError {
    pub(super) fn from_io(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::NotFound => Self::NotFound(path),
            io::ErrorKind::PermissionDenied => Self::NotPermitted(path),
            io::ErrorKind::IsADirectory => Self::Folder(path),
            _ => Self::Unreadable { path, reason },
        }
    }
}

/// As compilers and editors write places, so that a click in a terminal leads there.
fn located(path: &Path, error: &ReadError) -> String {
    match error.at() {
        Some(_) => format!("{}:{error}", path.display()),
        None => format!("{}: {error}", path.display()),
    }
}

/// Why a board could not be saved. The file is then as it was, and nothing is left beside it.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else changed the file since it was opened or saved.
    #[error("somebody else changed the file meanwhile; save under another name, read it again, or overwrite it: {}", .0.display())]
    ChangedOutside(PathBuf),
    /// The folder is not there.
    #[error("its folder is not there; choose another: {}", .0.display())]
    NoFolder(PathBuf),
    /// The path is a folder.
    #[error("this is a folder, choose a file name in it: {}", .0.display())]
    Folder(PathBuf),
    /// The path is a picture, which a board would destroy.
    #[error("this is a picture; save the board under a name that ends in .ron, or export it: {}", .0.display())]
    Picture(PathBuf),
    /// The file is marked as not to be written.
    #[error("the file is read-only; save under another name: {}", .0.display())]
    ReadOnly(PathBuf),
    /// Writing into the folder is not permitted.
    #[error("writing into this folder is not permitted; save in another: {}", .0.display())]
    NotPermitted(PathBuf),
    /// The disk is full, or a quota is used up.
    #[error("the disk is full ({reason}); make room or save elsewhere: {}", path.display())]
    Full {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// What was written does not read back as the same board; a fault of this program.
    #[error("the board would not read back as it is ({detail}), so the file was not touched: {}", path.display())]
    NotReadBack {
        /// The file.
        path: PathBuf,
        /// What differs.
        detail: String,
    },
    /// The system could not write it.
    #[error("it could not be written ({reason}): {}", path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

impl SaveError {
    pub(crate) fn from_io(path: &Path, reason: io::Error) -> Self {
        let path = path.to_owned();
        match reason.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NoFolder(path),
            io::ErrorKind::IsADirectory => Self::Folder(path),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotPermitted(path)
            }
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full { path, reason },
            _ => Self::Failed { path, reason },
        }
    }
}
