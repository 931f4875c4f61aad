//! Reading the board a verb is about: a file, a picture that carries a board, or standard input.

use std::io::Read;
use std::path::Path;

use super::{Failure, complain};
use crate::file::{self, Loaded};

/// Reads a board; what had to be repaired is said on standard error.
pub(super) fn read(path: &Path) -> Result<Loaded, Failure> {
    let loaded = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let most = file::LARGEST + 1;
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(|error| Failure(format!("cannot read standard input: {error}")))?;
        let text = file::text_of(&bytes).map_err(|error| Failure(format!("standard input:{error}")))?;
        file::read(text).map_err(|error| Failure(format!("standard input:{error}")))?
    } else {
        file::open(path).map_err(|error| Failure(error.to_string()))?.loaded
    };
    for repair in &loaded.repairs {
        complain(&format!("repaired: {}: {repair}", path.display()));
    }
    Ok(loaded)
}
