//! The minutes as one page of HTML with the picture inside: for a browser, and for printing.

use std::collections::BTreeSet;

use super::picture::Picture;
use super::{ExportError, Exporter, Options, svg};
use crate::model::attribute::{self, in_sentence};
use crate::model::{Board, ElementId, Value};
use crate::rules::{Answer, Review, Scope, State, Verdict};

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
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d9dde3; }
.breaks { color: #a8321a; } .watch { color: #7a5200; } .unknown { color: #4a5563; } .fine { color: #1d6b3f; }
.verdict { font-weight: 600; } .about, details { color: #4a5563; }
@media print { body { margin: 0; max-width: none; } details { display: none; } }
";

fn page(review: &Review, options: &Options) -> Result<String, ExportError> {
    let board = review.board();
    let title = if board.title.is_empty() { "Design review" } else { &board.title };
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
        escaped(title)
    );
    head(&mut out, review, title);
    out += &drawing;
    five(&mut out, review);
    let told = stories(&mut out, review);
    rest(&mut out, review, &told);
    decisions(&mut out, review);
    open_questions(&mut out, review);
    out += "</body>\n</html>\n";
    Ok(out)
}

fn head(out: &mut String, review: &Review, title: &str) {
    let board = review.board();
    *out += &format!("<h1>{}</h1>\n", escaped(title));
    if let Some(meeting) = &board.review {
        let by = if meeting.people.is_empty() {
            String::new()
        } else {
            format!(" by {}", meeting.people.join(", "))
        };
        let text = format!("Reviewed on {}{by}", meeting.date.to_text());
        *out += &format!("<p class=\"about\">{}</p>\n", escaped(&text));
    }
    if !board.about.is_empty() {
        *out += &format!("<p>{}</p>\n", escaped(&board.about));
    }
    let counted = |verdict: Verdict| {
        let answers = review.answers().iter().enumerate();
        answers.filter(|(at, a)| a.verdict == verdict && !review.is_settled(*at)).count()
    };
    let words: Vec<String> = Verdict::ALL
        .iter()
        .map(|v| format!("<span class=\"verdict {0}\">{1} {0}</span>", v.word(), counted(*v)))
        .collect();
    *out += &format!("<p>{}</p>\n", words.join(" · "));
}

fn five(out: &mut String, review: &Review) {
    *out += "<h2>The five questions</h2>\n";
    for five in review.five_questions() {
        *out += &format!("<h3>{}</h3>\n<ul>\n", escaped(five.question));
        for line in &five.says {
            *out += &format!("<li>{}</li>\n", escaped(line));
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
            *out +=
                &format!("<li><em>Nobody has said:</em> {}</li>\n", escaped(&missing.join(", ")));
        } else if five.says.is_empty() {
            *out += "<li><em>Nothing is drawn yet</em></li>\n";
        }
        *out += "</ul>\n";
    }
}

fn stories(out: &mut String, review: &Review) -> BTreeSet<usize> {
    let mut told = BTreeSet::new();
    if !review.stories().is_empty() {
        *out += "<h2>What happens</h2>\n";
    }
    for story in review.stories() {
        *out += &format!("<h3>{}</h3>\n<ol>\n", escaped(&story.title));
        for at in &story.answers {
            if let Some(answer) = review.answers().get(*at) {
                told.insert(*at);
                one(out, review, answer);
            }
        }
        *out += "</ol>\n";
    }
    told
}

fn one(out: &mut String, review: &Review, answer: &Answer) {
    *out += &format!(
        "<li><strong>{}</strong> <span class=\"verdict {2}\">{2}</span> {1}",
        escaped(&review.question(answer)),
        escaped(&review.sentence(answer)),
        answer.verdict.word()
    );
    if let Some(fix) = review.fixes(answer).first() {
        *out += &format!("<br/><em>One could:</em> {}", escaped(&fix.title));
    }
    let why = review.why(answer);
    let lines: Vec<String> = why
        .iter()
        .filter(|line| line.depth == 0)
        .map(|line| format!("<li>{}</li>", escaped(&line.text)))
        .collect();
    if !lines.is_empty() {
        *out += &format!(
            "<details><summary>How it was computed</summary><ul>{}</ul></details>",
            lines.concat()
        );
    }
    *out += "</li>\n";
}

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
        *out += &format!("<h2>{title}</h2>\n<ul>\n");
        for answer in answers {
            one(out, review, answer);
        }
        *out += "</ul>\n";
    }
}

fn decisions(out: &mut String, review: &Review) {
    let board = review.board();
    if board.decisions.is_empty() {
        return;
    }
    *out += "<h2>Decisions</h2>\n<table>\n<tr><th>Question</th><th>Decision</th><th>Reason</th>\
             <th>By</th><th>On</th><th>Look again</th></tr>\n";
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
        let cells = [
            question,
            format!("{}{state}", decision.ruling.word()),
            decision.reason.clone(),
            decision.by.clone().unwrap_or_default(),
            day(decision.on),
            again.trim().to_owned(),
        ];
        let cells: Vec<String> =
            cells.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
        *out += &format!("<tr>{}</tr>\n", cells.concat());
    }
    *out += "</table>\n";
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
    *out += "<h2>Open questions</h2>\n<ul>\n";
    for answer in unknown {
        let owner = answer.subjects.iter().find_map(|subject| {
            review.board().nodes.get(subject.as_str()).and_then(|node| node.team.clone())
        });
        let owner = owner.map_or_else(String::new, |team| format!(" ({team})"));
        let text = format!("{}{owner}", review.question(answer));
        *out += &format!("<li>☐ {}</li>\n", escaped(&text));
    }
    *out += "</ul>\n";
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
