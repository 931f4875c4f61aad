//! Reading the board a verb is about: a file, a picture that carries a board, or standard input.

use std::io::Read;
use std::path::Path;

use super::{Failure, complain};
use crate::file::{self, disk, format};
use crate::model::Board;

/// Reads a board; what had to be repaired is said on standard error.
pub(super) fn read(path: &Path) -> Result<Board, Failure> {
    let (board, repairs) = if path == Path::new("-") {
        let loaded = standard_input()?;
        (loaded.board, loaded.repairs)
    } else {
        let opened = file::open(path)?;
        (opened.board, opened.repairs)
    };
    for repair in &repairs {
        complain(&format!("repaired: {}: {repair}", path.display()));
    }
    Ok(board)
}

fn standard_input() -> Result<file::Loaded, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(format::LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure(format!("cannot read standard input: {error}")))?;
    let located = |error: file::ReadError| {
        let gap = if error.at().is_some() { "" } else { " " };
        Failure(format!("standard input:{gap}{error}"))
    };
    file::read(disk::text_of(&bytes).map_err(located)?).map_err(located)
}
