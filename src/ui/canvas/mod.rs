//! The canvas.

pub mod grow;
mod handles;
mod hit;
#[cfg(test)]
pub(crate) mod sketch;
mod slot;
mod snap;
mod walk;

pub use handles::{Corner, Side, frame_of};
pub use hit::{Aim, Hit};
pub use snap::{Guide, Snapped, snap};
