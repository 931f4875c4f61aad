//! `export`: a board as a picture, or as another file for others.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{FINE, Failure, complain, source};
use crate::export::{self, Options};
use crate::model::Board;
use crate::rules::{Review, Scope};
use crate::scene::Theme;

/// Export a board; the format follows the file's ending.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The board; `-` reads standard input
    board: PathBuf,
    /// The file to write: .png, .svg, .ron, .md and .html (minutes), .json, .mmd (Mermaid), .dot
    /// (Graphviz), .d2 or .dsl (Structurizr)
    #[arg(short, long)]
    output: PathBuf,
    /// Pixels per board unit, from 0.1 to 16
    #[arg(long, default_value_t = 2.0)]
    scale: f32,
    /// Light or dark
    #[arg(long, value_enum, default_value_t = Colours::Light)]
    theme: Colours,
    /// Mark nodes and links whose answers break or need watching
    #[arg(long)]
    with_answers: bool,
    /// Show only this flow in full strength
    #[arg(long, value_name = "ID")]
    flow: Option<String>,
    /// Leave the background see-through
    #[arg(long)]
    transparent: bool,
    /// Write over a file that this program did not make
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colours {
    Light,
    Dark,
}

impl Export {
    pub(super) fn run(self) -> Result<u8, Failure> {
        // A wrong ending or flow is said before a large board is asked.
        export::by_extension(&self.output)?;
        let board = source::read(&self.board)?;
        if is_same_file(&self.board, &self.output) {
            return Err(Failure(format!(
                "{} is the board itself; export to another file",
                self.output.display()
            )));
        }
        if !self.force && self.output.exists() && !export::is_ours(&self.output) {
            return Err(Failure(format!(
                "{} exists and was not made by this program; export to another file, or use --force",
                self.output.display()
            )));
        }
        let flow = self.flow.as_deref().map(|id| flow_of(&board, id)).transpose()?;
        let options = Options {
            scale: self.scale,
            theme: match self.theme {
                Colours::Light => Theme::Light,
                Colours::Dark => Theme::Dark,
            },
            with_answers: self.with_answers,
            background: !self.transparent,
            flow,
            ..Options::default()
        };
        // Minutes are about the answers of today.
        let asks = self.with_answers || export::is_about_answers(&self.output);
        let scope = Scope { today: Some(super::today()), ..Scope::default() };
        let review = asks.then(|| Review::asked(&board, scope));
        export::to_file(&self.output, &board, review.as_ref(), &options)?;
        complain(&format!("wrote {}", self.output.display()));
        Ok(FINE)
    }
}

fn flow_of(board: &Board, id: &str) -> Result<crate::model::FlowId, Failure> {
    let called = || board.flows.iter().find(|flow| flow.name == id);
    if let Some(flow) = board.flows.get(id).or_else(called) {
        return Ok(flow.id.clone());
    }
    let known: Vec<&str> = board.flows.iter().map(|flow| flow.id.as_str()).collect();
    let remedy = if known.is_empty() {
        "it has no flows".to_owned()
    } else {
        format!("use one of {}", known.join(", "))
    };
    Err(Failure(format!("the board has no flow `{id}`; {remedy}")))
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
