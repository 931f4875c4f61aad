//! `embed`: keeps the picture and the answers of boards in a Markdown file as they are now.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{FINE, FOUND, Failure, complain, source};
use crate::export::escape_markdown as escape;
use crate::export::{self, Options};
use crate::rules::{Review, Scope, Verdict};

/// Write the picture and the answers of boards between the markers of a Markdown file.
///
/// A block begins with the line <!-- loadbearing: board.ron --> and ends with the line
/// <!-- /loadbearing -->; what stands between is written anew, and the picture board.svg beside it.
#[derive(Debug, Args)]
pub(super) struct Embed {
    /// The Markdown file
    file: PathBuf,
    /// Change nothing; exit with 1 when something would change
    #[arg(long)]
    check: bool,
    /// Write over a picture that this program did not make
    #[arg(long)]
    force: bool,
}

const BEGIN: &str = "<!-- loadbearing:";
const BEGIN_END: &str = "-->";
const END: &str = "<!-- /loadbearing -->";

/// A block of the file: where what is between its markers stands, and the board it names.
struct Block {
    from: usize,
    until: usize,
    board: String,
}

/// A block as it is now.
struct Fresh {
    /// What stands between its markers.
    text: String,
    /// Its picture, where that is another one.
    picture: Option<(PathBuf, Vec<u8>)>,
}

impl Embed {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let shown = self.file.display();
        let text = std::fs::read_to_string(&self.file)
            .map_err(|error| Failure(format!("cannot read {shown}: {error}")))?;
        let blocks = blocks(&text).map_err(|why| Failure(format!("{shown}:{why}")))?;
        if blocks.is_empty() {
            return Err(Failure(format!(
                "{shown} has no block; write {BEGIN} board.ron {BEGIN_END} and {END} on lines of their own"
            )));
        }
        let folder = self.file.parent().unwrap_or_else(|| Path::new("")).to_owned();
        let mut out = String::with_capacity(text.len());
        let mut kept = 0;
        let mut pictures = Vec::new();
        for block in &blocks {
            out.push_str(text.get(kept..block.from).unwrap_or(""));
            let fresh = self.block(&folder, &block.board)?;
            out.push_str(&fresh.text);
            pictures.extend(fresh.picture);
            kept = block.until;
        }
        out.push_str(text.get(kept..).unwrap_or(""));
        let stale = out != text || !pictures.is_empty();
        if self.check {
            if stale {
                complain(&format!("{shown} would change"));
            }
            return Ok(if stale { FOUND } else { FINE });
        }
        for (path, bytes) in pictures {
            export::replace(&path, &bytes)?;
            complain(&format!("wrote {}", path.display()));
        }
        if out != text {
            export::replace(&self.file, out.as_bytes())?;
            complain(&format!("wrote {shown}"));
        }
        Ok(FINE)
    }

    /// The block of a board.
    fn block(&self, folder: &Path, name: &str) -> Result<Fresh, Failure> {
        let path = folder.join(name);
        let board = source::read(&path)?;
        let scope = Scope { today: Some(super::today()), ..Scope::default() };
        let review = Review::asked(&board, scope);
        let beside = Path::new(name).with_extension("svg");
        let picture = folder.join(&beside);
        let options = Options { with_answers: true, ..Options::default() };
        let bytes = (export::by_extension(&picture)?.write)(&board, Some(&review), &options)?;
        let there = std::fs::read(&picture).ok();
        if let Some(old) = &there
            && !String::from_utf8_lossy(old).contains("loadbearing")
            && !self.force
        {
            return Err(Failure(format!(
                "{} is no picture of this program; move it away, or say --force",
                picture.display()
            )));
        }
        let link = beside.to_string_lossy().replace('\\', "/").replace(' ', "%20");
        let title = if board.title.is_empty() { name } else { &board.title };
        let mut text = format!("\n\n![{}]({link})\n", escape(title));
        let asked = &review;
        let open = |verdict| {
            let answers = asked.answers().iter().enumerate();
            answers.filter(move |(at, a)| a.verdict == verdict && !asked.is_settled(*at))
        };
        let rows: Vec<String> = [Verdict::Breaks, Verdict::Watch]
            .into_iter()
            .flat_map(open)
            .map(|(_, answer)| {
                let (question, said) = (review.question(answer), review.sentence(answer));
                format!(
                    "| {} | {} | {} |\n",
                    answer.verdict.word(),
                    escape(&question),
                    escape(&said)
                )
            })
            .collect();
        if rows.is_empty() {
            text.push_str("\nNothing breaks, and nothing is to be watched.\n\n");
        } else {
            text.push_str("\n| | Question | Answer |\n|---|---|---|\n");
            text.push_str(&rows.concat());
            text.push('\n');
        }
        let picture = (there.as_deref() != Some(bytes.as_slice())).then_some((picture, bytes));
        Ok(Fresh { text, picture })
    }
}

/// The blocks of a text, in order, or at which line one does not end.
fn blocks(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(begin) = text.get(at..).and_then(|rest| rest.find(BEGIN)).map(|i| at + i) {
        let line = text.get(..begin).map_or(1, |before| before.lines().count() + 1);
        let after = begin + BEGIN.len();
        let rest = text.get(after..).unwrap_or("");
        let Some(close) = rest.find(BEGIN_END) else {
            return Err(format!("{line}: the marker does not end with {BEGIN_END}"));
        };
        let board = rest.get(..close).unwrap_or("").trim().to_owned();
        let from = after + close + BEGIN_END.len();
        let Some(end) = text.get(from..).and_then(|rest| rest.find(END)) else {
            return Err(format!("{line}: the block of {board} does not end with {END}"));
        };
        let until = from + end;
        blocks.push(Block { from, until, board });
        at = until + END.len();
    }
    Ok(blocks)
}
