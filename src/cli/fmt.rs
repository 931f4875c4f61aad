//! `fmt`: write a board file the way this program writes it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{FINE, FOUND, Failure, complain, print, source};
use crate::file;

/// Write a board file the way this program writes it.
#[derive(Debug, Args)]
pub(super) struct Fmt {
    /// The board file; `-` reads standard input and writes standard output
    board: PathBuf,
    /// Change nothing; exit with 1 when the file would change
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let board = source::read(&self.board)?;
        let text = file::write(&board);
        if self.board == Path::new("-") {
            print(&text)?;
            return Ok(FINE);
        }
        let old = std::fs::read(&self.board)
            .map_err(|error| Failure(format!("cannot read {}: {error}", self.board.display())))?;
        if old == text.as_bytes() {
            return Ok(FINE);
        }
        if self.check {
            complain(&format!("{} would change", self.board.display()));
            return Ok(FOUND);
        }
        if old.starts_with(b"\x89PNG") {
            return Err(Failure(format!(
                "{} is a picture; open it and save it as a board file first",
                self.board.display()
            )));
        }
        file::save(&self.board, &board, None)?;
        complain(&format!("wrote {}", self.board.display()));
        Ok(FINE)
    }
}
