//! `templates`: list the templates.

use clap::Args;

use super::{FINE, Failure, print};
use crate::file::templates;

/// List the templates.
#[derive(Debug, Args)]
pub(super) struct Templates {}

impl Templates {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let Self {} = self;
        let widest = templates::ALL.iter().map(|template| template.slug.len()).max().unwrap_or(0);
        let mut text = String::new();
        for template in templates::ALL {
            text.push_str(&format!("{:widest$}  {}\n", template.slug, template.about));
        }
        print(&text)?;
        Ok(FINE)
    }
}
