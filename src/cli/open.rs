//! No verb: open the window; without a display say so and print the review instead.

use std::path::PathBuf;

use super::{FINE, Failure, complain, print, source, text};
use crate::app::{self, Start};
use crate::file::templates;
use crate::rules::{Review, Scope};

pub(super) fn run(path: Option<PathBuf>) -> Result<u8, Failure> {
    let Err(no_display) = app::run(Start { board: path.clone() }) else { return Ok(FINE) };
    let (board, what) = if let Some(path) = path {
        (source::read(&path)?, format!("the review of {}", path.display()))
    } else {
        let template = templates::by_slug("flash-sale");
        let template = template.ok_or_else(|| Failure("a template is missing".to_owned()))?;
        (template.read()?.board, "the review of the flash-sale template".to_owned())
    };
    complain(&format!(
        "{no_display}\nHere is {what} instead; `loadbearing --help` lists what works without a window."
    ));
    let today = super::today();
    print(&text::review(
        &Review::asked(&board, Scope { today: Some(today), ..Scope::default() }),
        false,
    ))?;
    Ok(FINE)
}
