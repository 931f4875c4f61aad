//! `new`: start a board from a template.

use std::path::PathBuf;

use clap::Args;

use super::{FINE, Failure, complain};
use crate::file::{self, templates};

/// Start a board from a template.
#[derive(Debug, Args)]
pub(super) struct New {
    /// The template; `loadbearing templates` lists them
    template: String,
    /// The file to write
    #[arg(short, long)]
    output: PathBuf,
    /// Write over a file that exists
    #[arg(long)]
    force: bool,
}

impl New {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let Some(template) = templates::by_slug(&self.template) else {
            let known: Vec<&str> = templates::ALL.iter().map(|template| template.slug).collect();
            return Err(Failure(format!(
                "there is no template `{}`; use one of {}",
                self.template,
                known.join(", ")
            )));
        };
        let path = self.output;
        if path.exists() && !self.force {
            return Err(Failure(format!(
                "{} exists; choose another name, or say --force",
                path.display()
            )));
        }
        file::save(&path, &template.read()?.board, None)?;
        complain(&format!("wrote {}", path.display()));
        Ok(FINE)
    }
}
