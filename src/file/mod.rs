//! A board on disk: its format, repair, atomic saving, recovery copies, and templates.
//!
//! This is the only room below `app` and `cli` that touches the file system. It knows boards and
//! bytes; it never draws, asks or computes, and it shows nobody a dialog.

pub mod autosave;
pub mod disk;
mod disk_error;
pub mod format;
pub mod picture;
mod read_error;
pub mod recovery;
mod repair;
pub mod templates;

pub use autosave::Autosaver;
pub use disk::{Opened, Stamp, changed_outside, open, save};
pub use disk_error::{OpenError, SaveError};
pub use format::{Loaded, read, write};
pub use picture::PictureError;
pub use read_error::{Place, ReadError};
pub use recovery::{Orphan, Recovery};
pub use repair::Repair;
pub use templates::Template;
