//! `adr`: the decisions of a board as records of their own (MADR 4), one file each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{FINE, Failure, complain, source};
use crate::export;
use crate::model::id::slug;
use crate::model::{Decision, Ruling, Value};
use crate::rules::{Review, Scope, Standing, State};

/// Write the decisions of a board as architecture decision records.
///
/// Each decision is a file `NNNN-title.md` in the folder, in the form of MADR 4. A record that was
/// written before keeps its number and is written anew; a file of somebody else is never touched.
#[derive(Debug, Args)]
pub(super) struct Adr {
    /// The board; `-` reads standard input
    board: PathBuf,
    /// The folder of the records; made when it is not there
    folder: PathBuf,
}

/// How a record says which question it is about.
const MARK: &str = "<!-- loadbearing: ";
/// Longest title of a file.
const LONGEST: usize = 60;

impl Adr {
    pub(super) fn run(self) -> Result<u8, Failure> {
        let board = source::read(&self.board)?;
        let scope = Scope { today: Some(super::today()), ..Scope::default() };
        let review = Review::asked(&board, scope);
        if board.decisions.is_empty() {
            complain("nothing is decided on this board; no record was written");
            return Ok(FINE);
        }
        let shown = self.folder.display();
        std::fs::create_dir_all(&self.folder)
            .map_err(|error| Failure(format!("{shown} cannot be made: {error}")))?;
        let (known, mut next) = records(&self.folder)
            .map_err(|error| Failure(format!("{shown} cannot be read: {error}")))?;
        for standing in review.standings() {
            let Some(decision) = board.decisions.get(standing.question.as_str()) else { continue };
            let title = title(&review, standing, decision);
            let path = known.get(standing.question.as_str()).cloned().unwrap_or_else(|| {
                let short: String = slug(&title).chars().take(LONGEST).collect();
                let name = format!("{next:04}-{}.md", short.trim_end_matches('-'));
                next += 1;
                self.folder.join(name)
            });
            export::replace(&path, record(&review, standing, decision, &title).as_bytes())?;
            complain(&format!("wrote {}", path.display()));
        }
        Ok(FINE)
    }
}

/// The records of this program by their question, and the number of the next one.
fn records(folder: &Path) -> std::io::Result<(BTreeMap<String, PathBuf>, u32)> {
    let mut known = BTreeMap::new();
    let mut last = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(number) = name.get(..4).and_then(|n| n.parse::<u32>().ok()) else { continue };
        last = last.max(number);
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mark = text.lines().find_map(|line| line.strip_prefix(MARK)?.strip_suffix(" -->"));
        if let Some(question) = mark {
            known.insert(question.to_owned(), path);
        }
    }
    Ok((known, last + 1))
}

fn title(review: &Review, standing: &Standing, decision: &Decision) -> String {
    let answer = standing.answer.and_then(|at| review.answers().get(at));
    answer.map_or_else(|| decision.question.to_string(), |answer| review.question(answer))
}

/// What became of the question, in the words of MADR.
fn status(standing: &Standing, decision: &Decision) -> &'static str {
    match (&standing.state, decision.ruling) {
        (State::Reopened(_), _) => "proposed",
        (State::Stale, _) => "deprecated",
        (State::Settled, Ruling::NotApplicable | Ruling::FalseAlarm) => "rejected",
        (State::Settled, _) => "accepted",
    }
}

fn record(review: &Review, standing: &Standing, decision: &Decision, title: &str) -> String {
    let mut out = String::from("---\n");
    out += &format!("status: {}\n", status(standing, decision));
    if let Some(on) = decision.on {
        out += &format!("date: {}\n", on.to_text());
    }
    if let Some(by) = &decision.by {
        out += &format!("decision-makers: {:?}\n", line(by));
    }
    out += &format!("---\n\n{MARK}{} -->\n\n# {}\n", standing.question, line(title));
    out += "\n## Context and Problem Statement\n\n";
    let answer = standing.answer.and_then(|at| review.answers().get(at));
    match answer {
        Some(answer) => out += &format!("{}\n", line(&review.sentence(answer))),
        None => out += "Nobody asks this of the board any more.\n",
    }
    out += "\n## Considered Options\n\n";
    let fixes = answer.map(|answer| review.fixes(answer)).unwrap_or_default();
    for fix in &fixes {
        out += &format!("* {}\n", line(&fix.title));
    }
    out += &format!("* {}\n", chosen(decision.ruling));
    out += &format!(
        "\n## Decision Outcome\n\nChosen option: \"{}\", because {}\n",
        chosen(decision.ruling),
        line(&decision.reason)
    );
    out += "\n### Confirmation\n\n";
    let mut held: Vec<String> = Vec::new();
    if let Some(condition) = &decision.condition {
        held.push(format!("It holds as long as {}.", line(condition)));
    }
    if let Some(day) = decision.review_by {
        held.push(format!("It is looked at again by {}.", day.to_text()));
    }
    if let Some(owner) = &decision.owner {
        held.push(format!("{} sees to it.", line(owner)));
    }
    if let State::Reopened(why) = &standing.state {
        held.push(format!("It is open again: {}.", why.sentence(decision.ruling)));
    }
    if held.is_empty() {
        held.push(
            "It opens again when its verdict gets worse or its load grows by a fifth.".into(),
        );
    }
    out + &held.join(" ") + "\n"
}

fn chosen(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Accepted => "Live with it",
        Ruling::Assumption => "Take it to be so",
        Ruling::FalseAlarm => "The question is wrong here",
        Ruling::NotApplicable => "The question does not apply",
        Ruling::Fixed => "Change the design",
        Ruling::Temporary => "Live with it for a while",
    }
}

/// A text on one line, without what Markdown takes for markup.
fn line(text: &str) -> String {
    crate::export::escape_markdown(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
