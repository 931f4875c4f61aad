//! The board file itself.

use super::{ExportError, Exporter, Options};
use crate::edit::extract;
use crate::model::Board;
use crate::rules::Review;

pub(super) const EXPORTER: Exporter = Exporter { extension: "ron", label: "Board", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    _review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    Ok(text(board, options).into_bytes())
}

/// The text of what is exported: the board, or the part of it that is selected.
pub(super) fn text(board: &Board, options: &Options) -> String {
    match &options.selection {
        None => crate::file::write(board),
        Some(selection) => {
            let selected: Vec<_> = selection.iter().cloned().collect();
            crate::file::write(&extract(board, &selected))
        }
    }
}
