//! The minutes as one page of HTML with the picture inside: for a browser, and for printing.

use super::picture::Picture;
use super::report::{Decided, Five, Item, Report, Section};
use super::{ExportError, Exporter, Options, svg};
use crate::model::{Board, ElementId};
use crate::rules::{Review, Scope};

pub(super) const EXPORTER: Exporter =
    Exporter { extension: "html", label: "Minutes as a page", write };

fn write(
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    match review {
        Some(review) => page(review, options),
        None => page(&Review::asked(board, Scope::default()), options),
    }
    .map(String::into_bytes)
}

/// How the page looks, on paper too.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 15px/1.5 Inter, system-ui, sans-serif; color: #1d232b; max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; }
h2 { margin-top: 2.25rem; border-bottom: 1px solid #d9dde3; padding-bottom: .25rem; }
svg { max-width: 100%; height: auto; }
li { margin: .35rem 0; break-inside: avoid; }
.breaks { color: #a8321a; } .watch { color: #7a5200; } .unknown { color: #4a5563; } .fine { color: #1d6b3f; }
.verdict { font-weight: 600; } .about, details { color: #4a5563; }
@media print { body { margin: 0; max-width: none; } details { display: none; } }
";

fn page(review: &Review, options: &Options) -> Result<String, ExportError> {
    let board = review.board();
    let report = Report::of(review);
    let shown = Options { with_answers: true, ..options.clone() };
    let picture = Picture::of(board, Some(review), &shown);
    let failed = |_: std::fmt::Error| ExportError::NotDrawn("out of memory".to_owned());
    let drawing =
        svg::document(&board.name_of(&ElementId::Board), &picture, None).map_err(failed)?;
    let mut out = String::with_capacity(drawing.len() + 32 * 1024);
    out += &format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width\"/>\n\
         <meta name=\"generator\" content=\"loadbearing\"/>\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n",
        escaped(&report.title)
    );
    head(&mut out, &report);
    out += &drawing;
    if !report.walk.is_empty() {
        let notes: Vec<String> =
            report.walk.iter().map(|note| format!("<li>{}</li>\n", escaped(note))).collect();
        out += &format!("<h3>Step by step</h3>\n<ul>\n{}</ul>\n", notes.concat());
    }
    out += "<h2>The five questions</h2>\n";
    report.five.iter().for_each(|five| one_of_five(&mut out, five));
    if !report.decisions.is_empty() {
        out += "<h2>Decisions</h2>\n<ul>\n";
        report.decisions.iter().for_each(|decided| decision(&mut out, decided));
        out += "</ul>\n";
    }
    if !report.stories.is_empty() {
        out += "<h2>What happens</h2>\n";
    }
    report.stories.iter().for_each(|story| section(&mut out, ("h3", "ol"), story));
    report.rest.iter().for_each(|rest| section(&mut out, ("h2", "ul"), rest));
    if !report.open.is_empty() {
        out += "<h2>Open questions</h2>\n<ul>\n";
        for text in &report.open {
            out += &format!("<li>☐ {}</li>\n", escaped(text));
        }
        out += "</ul>\n";
    }
    out += "</body>\n</html>\n";
    Ok(out)
}

fn head(out: &mut String, report: &Report) {
    *out += &format!("<h1>{}</h1>\n", escaped(&report.title));
    if let Some(held) = &report.held {
        *out += &format!("<p class=\"about\">{}</p>\n", escaped(held));
    }
    if !report.about.is_empty() {
        *out += &format!("<p>{}</p>\n", escaped(&report.about));
    }
    let counted = report.counts.iter();
    let mut words: Vec<String> = counted
        .map(|(v, n)| format!("<span class=\"verdict {0}\">{n} {0}</span>", v.word()))
        .collect();
    if report.decided > 0 {
        words.push(format!("<span class=\"verdict\">{} decided</span>", report.decided));
    }
    *out += &format!("<p>{}</p>\n", words.join(" · "));
}

fn one_of_five(out: &mut String, five: &Five) {
    *out += &format!("<h3>{}</h3>\n<ul>\n", escaped(five.question));
    for line in &five.says {
        *out += &format!("<li>{}</li>\n", escaped(line));
    }
    if !five.missing.is_empty() {
        *out += &format!("<li><em>Nobody has said:</em> {}</li>\n", escaped(&five.missing));
    } else if five.says.is_empty() {
        *out += "<li><em>Nothing is drawn yet</em></li>\n";
    }
    *out += "</ul>\n";
}

fn decision(out: &mut String, decided: &Decided) {
    *out += &format!(
        "<li><strong>{}</strong> {}<ul><li><em>Because:</em> {}</li>",
        escaped(&decided.question),
        escaped(&decided.head),
        escaped(&decided.reason)
    );
    if let Some(sentence) = &decided.sentence {
        *out += &format!("<li><em>The answer was:</em> {}</li>", escaped(sentence));
    }
    for again in &decided.again {
        *out += &format!("<li>{}</li>", escaped(again));
    }
    *out += "</ul></li>\n";
}

fn section(out: &mut String, (heading, list): (&str, &str), section: &Section) {
    *out += &format!("<{heading}>{}</{heading}>\n<{list}>\n", escaped(&section.title));
    section.items.iter().for_each(|answer| item(out, answer));
    *out += &format!("</{list}>\n");
}

fn item(out: &mut String, item: &Item) {
    let verdict = item.verdict.word();
    *out += &format!(
        "<li><strong>{}</strong> <span class=\"verdict {verdict}\">{verdict}</span>",
        escaped(&item.question)
    );
    if let Some(ruling) = &item.ruling {
        // What the answer was stands with the decision.
        *out += &format!(" ({})</li>\n", escaped(ruling));
        return;
    }
    *out += &format!(" {}", escaped(&item.sentence));
    if let Some(guess) = &item.guess {
        *out += &format!("<br/><em>Rests on:</em> {}", escaped(guess));
    }
    if let Some(fix) = &item.fix {
        *out += &format!("<br/><em>One could:</em> {}", escaped(fix));
    }
    let lines: Vec<String> =
        item.why.iter().map(|line| format!("<li>{}</li>", escaped(line))).collect();
    if !lines.is_empty() {
        *out += &format!(
            "<details><summary>How it was computed</summary><ul>{}</ul></details>",
            lines.concat()
        );
    }
    *out += "</li>\n";
}

/// Keeps names from being read as markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in super::outline::clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br/>"),
            c => out.push(c),
        }
    }
    out
}
