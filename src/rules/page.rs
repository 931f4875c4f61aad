//! The page of a rule, made from its own fields and from its worked example, which is run.

use super::{Applicability, Example, Review, Rule, Scope, Verdict};
use crate::model::{Day, Value};

/// The day on which the examples are asked, so that what has an age always has the same.
const EXAMPLE_DAY: &str = "2026-11-24";

/// A part of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// What stands under it.
    pub lines: Vec<Line>,
}

/// A line of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// A paragraph of prose.
    Prose(String),
    /// An item of a list, so deep.
    Item(usize, String),
    /// A line that is shown as it is written: the board of an example.
    Code(String),
}

/// The question with its places left open: "What happens when X goes down?"
pub fn open_question(rule: &Rule) -> String {
    let mut text = rule.asks.to_owned();
    for (place, letter) in [("{subject}", "X"), ("{other}", "Y"), ("{flow}", "F")] {
        text = text.replace(place, letter);
    }
    text.replace('{', "‹").replace('}', "›")
}

/// Everything there is to say about a rule.
pub fn page(rule: &'static Rule) -> Vec<Section> {
    let prose =
        |heading, text: &str| Section { heading, lines: vec![Line::Prose(text.to_owned())] };
    let mut sections = vec![
        prose("Why it matters", rule.why),
        prose("How it is computed", rule.computes),
        prose("Quiet when", rule.quiet_when),
        prose("What it cannot see", rule.misses),
    ];
    if let Some(worked) = worked(rule) {
        sections.extend(worked);
    }
    let sources = rule.sources.iter().map(|source| Line::Item(0, (*source).to_owned())).collect();
    sections.push(Section { heading: "Sources", lines: sources });
    sections
}

/// Asks the rule of its example: what is drawn, what it answers, how that was computed, and what
/// could be done.
fn worked(rule: &'static Rule) -> Option<[Section; 2]> {
    let board = rule.example.board()?;
    let review = Review::asked(
        &board,
        Scope { today: Day::parse(EXAMPLE_DAY).ok(), moment: None, strict: true },
    );
    let answers = || review.answers().iter().filter(|answer| answer.rule == rule);
    let answer = answers().min_by_key(|answer| answer.verdict)?;
    let mut lines = drawn(&rule.example);
    lines.push(Line::Prose(review.question(answer)));
    let sentence = review.sentence(answer);
    let verdict = match answer.verdict {
        Verdict::Breaks => "It breaks",
        Verdict::Watch => "To watch",
        Verdict::Unknown => "Unknown",
        Verdict::Fine => "Fine",
    };
    let mut said = format!("{verdict} {}: {sentence}", answer.moment.phrase());
    if let Some(breaks_at) = review.breaks_at(answer) {
        said.push_str(&format!(" ({breaks_at})"));
    }
    lines.push(Line::Prose(said));
    lines.extend(review.why(answer).into_iter().map(|line| Line::Item(line.depth, line.text)));
    let fixes = review.fixes(answer);
    let fix = |fix: &super::Fix| {
        let word = match fix.applicability {
            Applicability::AsIs => "applies as it is",
            Applicability::HasPlaceholders => "its numbers are to be replaced",
            Applicability::MayBeWrong => "only if the team wants it",
        };
        Line::Item(0, format!("{} ({word})", fix.title))
    };
    let mut could: Vec<Line> = fixes.iter().map(fix).collect();
    if could.is_empty() {
        let none = match answer.verdict {
            Verdict::Unknown => "Say what is missing",
            _ => "Nothing that the program could do by itself",
        };
        could.push(Line::Prose(none.to_owned()));
    }
    if let Some(without) = review.counterfactual(answer) {
        could.push(Line::Prose(format!("{}:", without.title)));
        could.extend(without.lines().into_iter().map(|line| Line::Item(0, line)));
    }
    Some([
        Section { heading: "Worked example", lines },
        Section { heading: "What one could do about it", lines: could },
    ])
}

fn drawn(example: &Example) -> Vec<Line> {
    let statements = example.drawn.split(';').chain(example.stated.split(';'));
    let lines = statements.map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Line::Code(line.replace("->", "→"))).collect()
}
