//! Minutes of a design review as Markdown: for whoever was not there.

use super::report::{Decided, Five, Item, Report, Section};
use super::{ExportError, Exporter, Options, mermaid};
use crate::model::Board;
use crate::rules::{Review, Scope};

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
    let report = Report::of(review);
    let mut out = String::new();
    head(&mut out, &report);
    out.push_str("\n## The system\n\n```mermaid\n");
    out.push_str(&mermaid::text(review.board(), options));
    out.push_str("```\n");
    if !report.walk.is_empty() {
        out.push_str("\n### Step by step\n\n");
        for note in &report.walk {
            out.push_str(&format!("- {}\n", not_a_list(&escape_markdown(note))));
        }
    }
    out.push_str("\n## The five questions\n");
    report.five.iter().for_each(|five| one_of_five(&mut out, five));
    if !report.decisions.is_empty() {
        out.push_str("\n## Decisions\n\n");
        report.decisions.iter().for_each(|decided| decision(&mut out, decided));
    }
    if !report.stories.is_empty() {
        out.push_str("\n## What happens\n");
    }
    for story in &report.stories {
        section(&mut out, "###", story, true);
    }
    for rest in &report.rest {
        section(&mut out, "##", rest, false);
    }
    if !report.open.is_empty() {
        out.push_str("\n## Open questions\n\n");
        for text in &report.open {
            out.push_str(&format!("- [ ] {}\n", escape_markdown(text)));
        }
    }
    out.push_str("\n<!-- made by loadbearing -->\n");
    out
}

fn head(out: &mut String, report: &Report) {
    out.push_str(&format!("# {}\n", escape_markdown(&report.title)));
    if let Some(held) = &report.held {
        out.push_str(&format!("\n{}\n", escape_markdown(held)));
    }
    if !report.about.is_empty() {
        out.push_str(&format!("\n{}\n", escape_markdown(&report.about)));
    }
    let mut words: Vec<String> =
        report.counts.iter().map(|(verdict, n)| format!("{n} {}", verdict.word())).collect();
    if report.decided > 0 {
        words.push(format!("{} decided", report.decided));
    }
    out.push_str(&format!("\n**{}**\n", words.join(" · ")));
}

fn one_of_five(out: &mut String, five: &Five) {
    out.push_str(&format!("\n### {}\n\n", five.question));
    for line in &five.says {
        out.push_str(&format!("- {}\n", escape_markdown(line)));
    }
    if !five.missing.is_empty() {
        out.push_str(&format!("- *Nobody has said:* {}\n", escape_markdown(&five.missing)));
    } else if five.says.is_empty() {
        out.push_str("- *Nothing is drawn yet*\n");
    }
}

fn decision(out: &mut String, decided: &Decided) {
    out.push_str(&format!(
        "- **{}** {}\n",
        escape_markdown(&decided.question),
        escape_markdown(&decided.head)
    ));
    out.push_str(&format!("  - *Because:* {}\n", escape_markdown(&decided.reason)));
    if let Some(sentence) = &decided.sentence {
        out.push_str(&format!("  - *The answer was:* {}\n", escape_markdown(sentence)));
    }
    for again in &decided.again {
        out.push_str(&format!("  - {}\n", escape_markdown(again)));
    }
}

fn section(out: &mut String, level: &str, section: &Section, numbered: bool) {
    out.push_str(&format!("\n{level} {}\n\n", escape_markdown(&section.title)));
    for (at, answer) in section.items.iter().enumerate() {
        let bullet = if numbered { format!("{}.", at + 1) } else { "-".to_owned() };
        item(out, answer, &bullet);
    }
}

fn item(out: &mut String, item: &Item, bullet: &str) {
    if let Some(ruling) = &item.ruling {
        // What the answer was stands with the decision.
        let (question, verdict) = (escape_markdown(&item.question), item.verdict.word());
        out.push_str(&format!(
            "{bullet} **{question}** ({verdict}; {})\n",
            escape_markdown(ruling)
        ));
        return;
    }
    out.push_str(&format!(
        "{bullet} **{}** ({}) {}\n",
        escape_markdown(&item.question),
        item.verdict.word(),
        escape_markdown(&item.sentence)
    ));
    let indent = " ".repeat(bullet.len() + 1);
    if let Some(guess) = &item.guess {
        out.push_str(&format!("{indent}- *Rests on:* {}\n", escape_markdown(guess)));
    }
    if let Some(fix) = &item.fix {
        out.push_str(&format!("{indent}- *One could:* {}\n", escape_markdown(fix)));
    }
    if !item.why.is_empty() {
        // Folded where the page can fold: the numbers are for whoever doubts them.
        out.push_str(&format!("{indent}- <details><summary>How it was computed</summary>\n\n"));
        for line in &item.why {
            out.push_str(&format!("{indent}  - {}\n", escape_markdown(line)));
        }
        out.push_str(&format!("\n{indent}  </details>\n"));
    }
}

/// A text that begins with a number and a full stop would be a list in the list.
fn not_a_list(text: &str) -> String {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text.len() - rest.len();
    match text.split_at_checked(number) {
        Some((number, rest)) if !number.is_empty() && rest.starts_with('.') => {
            format!("{number}\\{rest}")
        }
        _ => text.to_owned(),
    }
}

/// Keeps names from being read as markup.
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in super::outline::clean(text).chars() {
        match c {
            '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '~' | '$' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
