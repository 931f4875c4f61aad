//! `diff`: what differs between two boards, and what that does to the answers.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{FINE, FOUND, Failure, print, source};
use crate::model::Board;
use crate::model::difference::{self, Difference, How};
use crate::rules::{Review, Scope, Turned, Verdict, Way};

/// Print what differs between two boards, and which answers are others.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The earlier board
    old: PathBuf,
    /// The later board
    new: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Ask the strict questions too
    #[arg(long)]
    strict: bool,
    /// Exit with 1 when the boards differ
    #[arg(long)]
    exit_code: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Diff {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (old, new) = (board_of(&self.old)?, board_of(&self.new)?);
        let elements = difference::between(&old, &new);
        let scope = Scope { moment: None, today: Some(super::today()), strict: self.strict };
        let turned = Review::asked(&old, scope).answers_turned(&Review::asked(&new, scope));
        let text = match self.format {
            Format::Text => text(&elements, &turned),
            Format::Json => {
                let all = as_json(&elements, &turned);
                format!("{}\n", serde_json::to_string_pretty(&all).unwrap_or_default())
            }
        };
        print(&text)?;
        let differ = !elements.is_empty() || !turned.is_empty();
        Ok(if differ && self.exit_code { FOUND } else { FINE })
    }
}

/// A board; git hands over nothing for a file that is new or gone.
fn board_of(path: &Path) -> Result<Board, Failure> {
    if path == Path::new("/dev/null") { Ok(Board::default()) } else { source::read(path) }
}

fn text(elements: &[Difference], turned: &[Turned]) -> String {
    let mut out = String::new();
    for one in elements {
        let Difference { sort, name, how, .. } = one;
        match how {
            How::Added => out.push_str(&format!("+ {sort} {name}\n")),
            How::Removed => out.push_str(&format!("- {sort} {name}\n")),
            How::Changed(changed) => {
                out.push_str(&format!("~ {sort} {name}\n"));
                for change in changed {
                    out.push_str(&format!("    {}\n", change.sentence()));
                }
            }
        }
    }
    let word = |verdict: Option<Verdict>| verdict.map_or("not asked", Verdict::word);
    for (title, way) in ["Worse", "Better", "Otherwise"].into_iter().zip(Way::ALL) {
        let these: Vec<&Turned> = turned.iter().filter(|one| one.way() == way).collect();
        if these.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{title} ({})\n", these.len()));
        for one in these {
            let verdicts = format!("{} → {}", word(one.before), word(one.after));
            out.push_str(&format!("  {verdicts:<20}  {}\n", one.question));
        }
    }
    out
}

fn as_json(elements: &[Difference], turned: &[Turned]) -> Value {
    let element = |one: &Difference| {
        let (how, changes) = match &one.how {
            How::Added => ("added", Vec::new()),
            How::Removed => ("removed", Vec::new()),
            How::Changed(changed) => (
                "changed",
                changed
                    .iter()
                    .map(|c| json!({ "what": c.what, "before": c.before, "after": c.after }))
                    .collect(),
            ),
        };
        json!({
            "sort": one.sort, "id": one.of.as_str(), "name": one.name,
            "how": how, "changes": changes,
        })
    };
    let answer = |one: &Turned| {
        json!({
            "question": one.question,
            "fingerprint": one.fingerprint.to_string(),
            "before": one.before.map(Verdict::word),
            "after": one.after.map(Verdict::word),
            "way": one.way().word(),
        })
    };
    json!({
        "format": 1,
        "elements": elements.iter().map(element).collect::<Vec<_>>(),
        "answers": turned.iter().map(answer).collect::<Vec<_>>(),
    })
}
