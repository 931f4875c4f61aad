//! Boards for tests, written as a line of text.

use super::example;
use crate::model::Board;

/// A board from `browser:client -> api:service -> db:relational-db`; see [`super::Example`].
pub(super) fn sketch(text: &str) -> Board {
    example::sketch(text).unwrap_or_else(|| panic!("no board: {text}"))
}

/// The board with attributes set: `api.slots = 200`.
pub(super) fn with(board: &Board, settings: &str) -> Board {
    example::with(board, settings).unwrap_or_else(|| panic!("cannot be stated: {settings}"))
}
