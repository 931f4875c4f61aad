//! Boards on disk: what is written is read again, what is damaged is refused or repaired, and no
//! save or crash loses work.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod dice;
mod edited;
mod generated;
mod hostile;
mod read;
mod recovery;
mod repair;
mod save;
mod write;

use loadbearing::file::templates;

/// The text of the flash sale, which the tests damage.
fn flash_sale() -> &'static str {
    templates::by_slug("flash-sale").unwrap().text
}
