//! Minutes of a design review as Markdown: for whoever was not there.

use std::collections::BTreeSet;

use super::{ExportError, Exporter, Options, mermaid};
use crate::model::attribute::{self, in_sentence};
use crate::model::{Board, Value};
use crate::rules::{Answer, Review, Scope, State, Verdict};

pub(super) const EXPORTER: Exporter = Exporter { extension: "md", label: "Minutes", write };

#[expect(clippy::unnecessary_wraps, reason = "every exporter has this shape")]
fn write(
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    let text = match review {
        Some(review) => minutes(review, options),
        None => minutes(&Review::asked(board, Scope::default()), options),
    };
    Ok(text.into_bytes())
}

fn minutes(review: &Review, options: &Options) -> String {
    let mut out = String::new();
    head(&mut out, review);
    out.push_str("\n## The system\n\n```mermaid\n");
    out.push_str(&mermaid::text(review.board(), options));
    out.push_str("```\n");
    five(&mut out, review);
    let told = stories(&mut out, review);
    rest(&mut out, review, &told);
    decisions(&mut out, review);
    open_questions(&mut out, review);
    out.push_str("\n<!-- made by loadbearing -->\n");
    out
}

fn head(out: &mut String, review: &Review) {
    let board = review.board();
    let title = if board.title.is_empty() { "Design review" } else { &board.title };
    out.push_str(&format!("# {}\n", escaped(title)));
    if let Some(meeting) = &board.review {
        let people: Vec<String> = meeting.people.iter().map(|name| escaped(name)).collect();
        out.push_str(&format!("\nReviewed on {}", meeting.date.to_text()));
        if !people.is_empty() {
            out.push_str(&format!(" by {}", people.join(", ")));
        }
        out.push('\n');
    }
    if !board.about.is_empty() {
        out.push_str(&format!("\n{}\n", escaped(&board.about)));
    }
    let open = review.answers().iter().enumerate().filter(|(at, _)| !review.is_settled(*at));
    let mut counts = [0_usize; 4];
    for (_, answer) in open {
        if let Some(count) =
            Verdict::ALL.iter().position(|v| *v == answer.verdict).and_then(|at| counts.get_mut(at))
        {
            *count += 1;
        }
    }
    let words: Vec<String> =
        Verdict::ALL.iter().zip(counts).map(|(v, n)| format!("{n} {}", v.word())).collect();
    out.push_str(&format!("\n**{}**\n", words.join(" · ")));
}

fn five(out: &mut String, review: &Review) {
    out.push_str("\n## The five questions\n");
    for five in review.five_questions() {
        out.push_str(&format!("\n### {}\n\n", five.question));
        for line in &five.says {
            out.push_str(&format!("- {}\n", escaped(line)));
        }
        let missing: Vec<String> = five
            .missing
            .iter()
            .map(|one| {
                let label = attribute::texts_of(&one.of, one.key).map_or(one.key, |(l, _)| l);
                format!("{} of {}", in_sentence(label), review.board().name_of(&one.of))
            })
            .collect();
        if !missing.is_empty() {
            out.push_str(&format!("- *Nobody has said:* {}\n", escaped(&missing.join(", "))));
        }
        if five.says.is_empty() && missing.is_empty() {
            out.push_str("- *Nothing is drawn yet*\n");
        }
    }
}

/// Stories from cause to consequence, each answer with how its numbers were made.
fn stories(out: &mut String, review: &Review) -> BTreeSet<usize> {
    let mut told = BTreeSet::new();
    if !review.stories().is_empty() {
        out.push_str("\n## What happens\n");
    }
    for story in review.stories() {
        out.push_str(&format!("\n### {}\n\n", escaped(&story.title)));
        for at in &story.answers {
            let Some(answer) = review.answers().get(*at) else { continue };
            told.insert(*at);
            one(out, review, answer, "1.");
        }
    }
    told
}

fn one(out: &mut String, review: &Review, answer: &Answer, bullet: &str) {
    let (question, sentence) = (review.question(answer), review.sentence(answer));
    out.push_str(&format!(
        "{bullet} **{}** ({}) {}\n",
        escaped(&question),
        answer.verdict.word(),
        escaped(&sentence)
    ));
    let indent = " ".repeat(bullet.len() + 1);
    if let Some(fix) = review.fixes(answer).first() {
        out.push_str(&format!("{indent}- *One could:* {}\n", escaped(&fix.title)));
    }
    let why = review.why(answer);
    let lines: Vec<String> = why
        .iter()
        .filter(|line| line.depth == 0)
        .map(|line| format!("{indent}  - {}\n", escaped(&line.text)))
        .collect();
    if !lines.is_empty() {
        // Folded where the page can fold: the numbers are for whoever doubts them.
        out.push_str(&format!("{indent}- <details><summary>How it was computed</summary>\n\n"));
        out.push_str(&lines.concat());
        out.push_str(&format!("\n{indent}  </details>\n"));
    }
}

/// What else breaks or is to be watched.
fn rest(out: &mut String, review: &Review, told: &BTreeSet<usize>) {
    for (verdict, title) in [(Verdict::Breaks, "What else breaks"), (Verdict::Watch, "To watch")] {
        let answers: Vec<&Answer> = review
            .answers()
            .iter()
            .enumerate()
            .filter(|(at, a)| a.verdict == verdict && !told.contains(at) && !review.is_settled(*at))
            .map(|(_, answer)| answer)
            .collect();
        if answers.is_empty() {
            continue;
        }
        out.push_str(&format!("\n## {title}\n\n"));
        for answer in answers {
            one(out, review, answer, "-");
        }
    }
}

fn decisions(out: &mut String, review: &Review) {
    let board = review.board();
    if board.decisions.is_empty() {
        return;
    }
    out.push_str("\n## Decisions\n\n| Question | Decision | Reason | By | On | Look again |\n|---|---|---|---|---|---|\n");
    for standing in review.standings() {
        let Some(decision) = board.decisions.get(standing.question.as_str()) else { continue };
        let answer = standing.answer.and_then(|at| review.answers().get(at));
        let question =
            answer.map_or_else(|| decision.question.to_string(), |answer| review.question(answer));
        let state = match &standing.state {
            State::Settled => String::new(),
            State::Reopened(why) => format!("; open again: {}", why.sentence(decision.ruling)),
            State::Stale => "; nobody asks that any more".to_owned(),
        };
        let day = |day: Option<crate::model::Day>| day.map_or_else(String::new, |d| d.to_text());
        let mut again = day(decision.review_by);
        if let Some(condition) = &decision.condition {
            again.push_str(&format!(" or unless {condition}"));
        }
        out.push_str(&format!(
            "| {} | {}{} | {} | {} | {} | {} |\n",
            escaped(&question),
            decision.ruling.word(),
            escaped(&state),
            escaped(&decision.reason),
            escaped(decision.by.as_deref().unwrap_or("")),
            day(decision.on),
            escaped(again.trim())
        ));
    }
}

fn open_questions(out: &mut String, review: &Review) {
    let unknown: Vec<&Answer> = review
        .answers()
        .iter()
        .enumerate()
        .filter(|(at, a)| a.verdict == Verdict::Unknown && !review.is_settled(*at))
        .map(|(_, answer)| answer)
        .collect();
    if unknown.is_empty() {
        return;
    }
    out.push_str("\n## Open questions\n\n");
    for answer in unknown {
        let owner = answer.subjects.iter().find_map(|subject| {
            review.board().nodes.get(subject.as_str()).and_then(|node| node.team.clone())
        });
        let owner = owner.map_or_else(String::new, |team| format!(" ({})", escaped(&team)));
        out.push_str(&format!("- [ ] {}{owner}\n", escaped(&review.question(answer))));
    }
}

/// Keeps names from being read as markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in super::outline::clean(text).chars() {
        match c {
            '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
