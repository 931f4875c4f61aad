//! `ask`: every question and answer of a board.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::checked::Checked;
use super::{FINE, FOUND, Failure, complain, json, markdown, print, sarif, source, text};
use crate::facts::Moment;
use crate::file;
use crate::model::{Day, Value as _};
use crate::rules::{self, Answer, Review, Scope, Set, State, Verdict};

/// Print every question and answer of a board.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// The board; `-` reads standard input
    board: PathBuf,
    /// Answer at one load only
    #[arg(long, value_enum)]
    at: Option<At>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Only the answers of this rule; may be given several times
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// Show what is fine too
    #[arg(long)]
    all: bool,
    /// Ask the strict questions too
    #[arg(long)]
    strict: bool,
    /// Check answers by simulation: formula and simulator side by side
    #[arg(long)]
    simulate: bool,
    /// Exit with 1 when an answer is this bad
    #[arg(long, value_enum, default_value_t = FailOn::Never)]
    fail_on: FailOn,
    /// Count only answers that are worse than in this earlier JSON output
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// The day on which reviews fall due; today when not given
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum At {
    Now,
    Event,
    TwoYears,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Breaks,
    Watch,
    Never,
}

impl Ask {
    pub(super) fn run(self) -> Result<u8, Failure> {
        for id in &self.rule {
            if rules::by_id(id).is_none() {
                return Err(Failure(format!(
                    "there is no rule `{id}`; `loadbearing explain` lists them"
                )));
            }
        }
        let today = match &self.today {
            Some(text) => Day::parse(text)?,
            None => super::today(),
        };
        let baseline = self.baseline.as_deref().map(baseline).transpose()?;
        let board = source::read(&self.board)?;
        let moment = self.at.map(|at| match at {
            At::Now => Moment::Now,
            At::Event => Moment::Event,
            At::TwoYears => Moment::TwoYears,
        });
        // Who names a strict question wants it asked.
        let named = |id: &String| rules::by_id(id).is_some_and(|rule| rule.set == Set::Strict);
        let strict = self.strict || self.rule.iter().any(named);
        let review = Review::asked(&board, Scope { moment, today: Some(today), strict });
        let chosen = |answer: &Answer| {
            self.rule.is_empty() || self.rule.iter().any(|id| id == answer.rule.id)
        };
        let shown = |answer: &Answer| {
            chosen(answer)
                && (self.all || matches!(answer.verdict, Verdict::Breaks | Verdict::Watch))
        };
        let checked = if self.simulate { Checked::of(&review, &shown) } else { Checked::default() };
        let text = match self.format {
            Format::Text => text::chosen(&review, self.all, &chosen, &checked),
            Format::Json => pretty(&json::review(&review, &chosen, &checked)),
            Format::Markdown => markdown::report(&review, self.all, &chosen, &checked),
            Format::Sarif => {
                let path = self.board.display().to_string();
                // The lines of the file as it is; of what it says when it came by another way.
                let text =
                    std::fs::read_to_string(&self.board).unwrap_or_else(|_| file::write(&board));
                pretty(&sarif::log(&review, &path, &text, &chosen))
            }
        };
        print(&text)?;
        for standing in review.standings() {
            let decision = board.decisions.get(standing.question.as_str());
            if let (Some(decision), State::Reopened(why)) = (decision, &standing.state) {
                complain(&format!(
                    "open again: {} ({})",
                    standing.question,
                    why.sentence(decision.ruling)
                ));
            }
        }
        let worst = match self.fail_on {
            FailOn::Never => return Ok(FINE),
            FailOn::Breaks => Verdict::Breaks,
            FailOn::Watch => Verdict::Watch,
        };
        let worse: Vec<&Answer> = review
            .answers()
            .iter()
            .enumerate()
            .filter(|(at, answer)| {
                chosen(answer) && answer.verdict <= worst && !review.is_settled(*at)
            })
            .map(|(_, answer)| answer)
            .filter(|answer| {
                let before = baseline
                    .as_ref()
                    .map(|known| known.get(answer.fingerprint().as_str()).copied());
                before.is_none_or(|before| before.unwrap_or(Verdict::Fine) > answer.verdict)
            })
            .collect();
        if baseline.is_some() {
            for answer in &worse {
                complain(&format!(
                    "worse than the baseline: {} ({})",
                    review.question(answer),
                    answer.verdict.word()
                ));
            }
        }
        Ok(if worse.is_empty() { FINE } else { FOUND })
    }
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Verdicts by fingerprint from an earlier JSON output.
fn baseline(path: &Path) -> Result<BTreeMap<String, Verdict>, Failure> {
    let wrong = |why: String| {
        Failure(format!("{}: {why}; make one with `ask --format json`", path.display()))
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| wrong(format!("cannot read the baseline: {error}")))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("no JSON: {error}")))?;
    let answers = value
        .get("answers")
        .and_then(Value::as_array)
        .ok_or_else(|| wrong("no answers in it".to_owned()))?;
    let mut known = BTreeMap::new();
    for answer in answers {
        let field = |name: &str| answer.get(name).and_then(Value::as_str);
        let verdict =
            field("verdict").and_then(|word| Verdict::ALL.into_iter().find(|v| v.word() == word));
        if let (Some(fingerprint), Some(verdict)) = (field("fingerprint"), verdict) {
            known.insert(fingerprint.to_owned(), verdict);
        }
    }
    Ok(known)
}
