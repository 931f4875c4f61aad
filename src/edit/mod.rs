//! Changes of a board as values, their application, and the history of what was done.
//!
//! Only this room changes a board after it was loaded. Fixes, the inspector, the tools and
//! paste all speak [`Edit`].

mod apply;
mod clip;
mod history;
pub mod lines;
mod rename;
mod set;

pub use apply::{Edit, EditError, Step, applied, apply, apply_all};
pub use clip::{Clip, duplicate, extract, insert};
pub use history::History;
pub use rename::renamed_id;
