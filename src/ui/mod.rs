//! The window's inside: canvas, tools, panels, and the registry of commands.
//!
//! Everything here draws from a read-only [`View`] and returns [`Command`]s; only `app` applies
//! them. Nothing here knows petgraph, file dialogs, the file system or a mutable board.

pub mod arrange;
pub mod bindings;
pub mod camera;
pub mod canvas;
pub mod command;
pub mod compare;
pub mod panels;
pub mod player;
pub mod registry;
pub mod run;
pub mod session;
pub mod shortcuts;
pub mod theme;
pub mod tools;
pub mod view;

pub use camera::Camera;
pub use command::{Command, Pick};
pub use player::{Asked, Player, Wish};
pub use run::{PlayView, Run};
pub use session::{Glide, Session, Style, ToolKind};
pub use view::{FileView, View};
