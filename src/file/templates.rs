//! Boards to start from: one text each under `templates/`, and their list here.

use super::format::{Loaded, read};
use super::read_error::ReadError;

/// A board to start from.
#[derive(Debug)]
pub struct Template {
    /// Its name on the command line and of its file: never changes.
    pub slug: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// The text of the board file.
    pub text: &'static str,
}

/// Every template, in the order the start screen shows them.
pub static ALL: &[Template] = &[
    Template {
        slug: "empty",
        title: "Empty board",
        about: "Nothing yet: draw what you have in mind",
        text: include_str!("../../templates/empty.ron"),
    },
    Template {
        slug: "flash-sale",
        title: "Flash sale",
        about: "A shop whose orders wait for a row lock, a slow service and a payment provider",
        text: include_str!("../../templates/flash-sale.ron"),
    },
    Template {
        slug: "flash-sale-fixed",
        title: "Flash sale, fixed",
        about: "The same shop with a conditional update, a queue and an idempotency key",
        text: include_str!("../../templates/flash-sale-fixed.ron"),
    },
];

/// The template with this slug.
pub fn by_slug(slug: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.slug == slug)
}

impl Template {
    /// Its board; a test keeps every template readable and free of repairs.
    pub fn read(&self) -> Result<Loaded, ReadError> {
        read(self.text)
    }
}
