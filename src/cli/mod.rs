//! The command line: one verb a file.
//!
//! Each verb returns an exit status or an error that says what failed, why, where, and what to do.
//! Results go to standard output, everything else to standard error. The clock is read here and in
//! `app`, nowhere below.

mod adr;
mod ask;
mod checked;
mod diff;
mod embed;
mod explain;
mod export;
mod fmt;
mod json;
mod markdown;
mod new;
mod open;
mod sarif;
mod source;
mod templates;
mod text;
mod what_if;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use text::review as review_text;

/// Exit status: nothing at or above the threshold.
pub const FINE: u8 = 0;
/// Exit status: something is at or above the threshold.
pub const FOUND: u8 = 1;
/// Exit status: the command or the file is wrong.
pub const WRONG: u8 = 2;

/// A whiteboard that asks "what happens when…?" while you draw a system.
#[derive(Debug, Parser)]
#[command(
    name = "loadbearing",
    version,
    about,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(subcommand)]
    verb: Option<Verb>,
    /// The board to open in the window; without a display its review is printed
    board: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one of it, for as long as the program runs"
)]
enum Verb {
    /// Print every question and answer of a board
    #[command(visible_alias = "check")]
    Ask(ask::Ask),
    /// Play a scenario: what fills up when, who gets no answer, what happens twice
    ///
    /// Without a scenario and without a change, every scenario of the board is played in turn; on a
    /// board without scenarios, a run in which nothing happens. Changes given here are added to the
    /// scenarios that are named, and are one of their own when none is. Elements are named by their
    /// id or by what the board calls them.
    WhatIf(what_if::WhatIf),
    /// Export a board as a picture; the format follows the file's ending
    Export(export::Export),
    /// Start a board from a template
    New(new::New),
    /// List the templates
    Templates(templates::Templates),
    /// Print the page of a rule, or the list of rules
    Explain(explain::Explain),
    /// Print what differs between two boards, and which answers are others
    Diff(diff::Diff),
    /// Write the picture and the answers of boards between the markers of a Markdown file
    ///
    /// A block begins with the line `<!-- loadbearing: board.ron -->` and ends with the line
    /// `<!-- /loadbearing -->`; what stands between is written anew, and the picture beside it.
    Embed(embed::Embed),
    /// Write the decisions of a board as architecture decision records (MADR 4)
    ///
    /// Each decision is a file `NNNN-title.md` in the folder. A record that was written before keeps
    /// its number and is written anew; a file of somebody else is never touched.
    Adr(adr::Adr),
    /// Write a board file the way this program writes it
    Fmt(fmt::Fmt),
}

/// Names of the verbs, in the order of the help.
pub const VERBS: &[&str] =
    &["ask", "what-if", "export", "new", "templates", "explain", "diff", "embed", "adr", "fmt"];

/// A message for standard error.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Reads the command line, does what it says, and returns the exit status.
pub fn run() -> u8 {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = if error.use_stderr() { WRONG } else { FINE };
            // When even the message cannot be printed there is nobody to tell.
            let _ = error.print();
            return status;
        }
    };
    let done = match cli.verb {
        None => open::run(cli.board),
        Some(Verb::Ask(verb)) => verb.run(),
        Some(Verb::WhatIf(verb)) => verb.run(),
        Some(Verb::Export(verb)) => verb.run(),
        Some(Verb::New(verb)) => verb.run(),
        Some(Verb::Templates(verb)) => verb.run(),
        Some(Verb::Explain(verb)) => verb.run(),
        Some(Verb::Diff(verb)) => verb.run(),
        Some(Verb::Embed(verb)) => verb.run(),
        Some(Verb::Adr(verb)) => verb.run(),
        Some(Verb::Fmt(verb)) => verb.run(),
    };
    match done {
        Ok(status) => status,
        Err(Failure(message)) => {
            complain(&format!("error: {message}"));
            WRONG
        }
    }
}

/// The day it is where the program runs.
fn today() -> crate::model::Day {
    crate::model::Day(jiff::Zoned::now().date())
}

/// Prints a line to standard error.
fn complain(line: &str) {
    use std::io::Write;
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Prints a text to standard output; a reader that went away is no error.
fn print(text: &str) -> Result<(), Failure> {
    use std::io::{ErrorKind, Write};
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure(format!("cannot write the answer: {error}")))
        }
        _ => Ok(()),
    }
}
