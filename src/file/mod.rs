//! A board on disk: its format, repair, atomic saving, recovery copies, and templates.
//!
//! This is the only room below `app` and `cli` that touches the file system. It knows boards and
//! bytes; it never draws, asks or computes, and it shows nobody a dialog.

pub mod format;
mod read_error;
mod repair;
pub mod templates;

pub use format::{Loaded, read, write};
pub use read_error::{Place, ReadError};
pub use repair::Repair;
