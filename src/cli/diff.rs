//! `diff`: what differs between two boards, and what that does to the answers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{FINE, FOUND, Failure, print, source};
use crate::model::difference::{self, Difference, How};
use crate::model::{Board, Fingerprint};
use crate::rules::{Review, Scope, Verdict};

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

/// A question whose verdict is another.
struct Turned {
    question: String,
    fingerprint: Fingerprint,
    before: Option<Verdict>,
    after: Option<Verdict>,
}

impl Diff {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let (old, new) = (board_of(&self.old)?, board_of(&self.new)?);
        let elements = difference::between(&old, &new);
        let scope = Scope { moment: None, today: Some(super::today()), strict: self.strict };
        let turned = turned(&Review::asked(&old, scope), &Review::asked(&new, scope));
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

fn turned(before: &Review, after: &Review) -> Vec<Turned> {
    let verdicts = |review: &Review| -> BTreeMap<Fingerprint, (Verdict, String)> {
        let answers = review.answers().iter();
        answers.map(|a| (a.fingerprint(), (a.verdict, review.question(a)))).collect()
    };
    let (was, is) = (verdicts(before), verdicts(after));
    let mut all: Vec<&Fingerprint> = was.keys().chain(is.keys()).collect();
    all.sort_unstable();
    all.dedup();
    let mut turned = Vec::new();
    for fingerprint in all {
        let (before, after) = (was.get(fingerprint), is.get(fingerprint));
        let verdict = |of: Option<&(Verdict, String)>| of.map(|(verdict, _)| *verdict);
        // What is fine and was not asked, or is not asked any more, is no news.
        let quiet = |verdict: Option<Verdict>| verdict.is_none_or(|v| v == Verdict::Fine);
        if verdict(before) == verdict(after) || (quiet(verdict(before)) && quiet(verdict(after))) {
            continue;
        }
        let question = after.or(before).map_or_else(String::new, |(_, question)| question.clone());
        turned.push(Turned {
            question,
            fingerprint: fingerprint.clone(),
            before: verdict(before),
            after: verdict(after),
        });
    }
    turned.sort_by_key(|one| (rank(one), one.after.or(one.before)));
    turned
}

/// Worse first, then better, then what is only asked or known otherwise.
fn rank(one: &Turned) -> u8 {
    match way(one) {
        "worse" => 0,
        "better" => 1,
        _ => 2,
    }
}

fn way(one: &Turned) -> &'static str {
    let open = |v: Option<Verdict>| v.filter(|v| matches!(v, Verdict::Breaks | Verdict::Watch));
    match (open(one.before), open(one.after)) {
        (Some(before), Some(after)) if after > before => "better",
        (Some(_), None) => "better",
        (Some(_) | None, Some(_)) => "worse",
        (None, None) => "otherwise",
    }
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
    for (title, ways) in [("Worse", "worse"), ("Better", "better"), ("Otherwise", "otherwise")] {
        let these: Vec<&Turned> = turned.iter().filter(|one| way(one) == ways).collect();
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
            "way": way(one),
        })
    };
    json!({
        "format": 1,
        "elements": elements.iter().map(element).collect::<Vec<_>>(),
        "answers": turned.iter().map(answer).collect::<Vec<_>>(),
    })
}
