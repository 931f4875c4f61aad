//! A review as text for people: stories first, then what breaks, what to watch, what nobody knows.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};

use super::checked::Checked;
use crate::model::{ElementId, Provenance};
use crate::rules::{Answer, Review, Rule, State, Verdict};

const WIDTH: usize = 96;
/// Most answers of one verdict that are printed without `--all`.
const MOST_SHOWN: usize = 40;

/// The review of a whole board; everything that is fine too when `all`.
pub fn review(review: &Review, all: bool) -> String {
    chosen(review, all, &|_| true, &Checked::default())
}

/// The review of some answers.
pub(super) fn chosen(
    review: &Review,
    all: bool,
    wanted: &dyn Fn(&Answer) -> bool,
    checked: &Checked,
) -> String {
    let mut out = Out { review, checked, text: String::new(), asked: boards_to_ask(review) };
    out.heading(&review.board().name_of(&ElementId::Board));
    let stories: Vec<_> = review
        .stories()
        .iter()
        .filter(|story| story.answers.iter().filter_map(|i| review.answers().get(*i)).all(wanted))
        // What the team has decided about is told below.
        .filter(|story| !story.answers.iter().all(|i| review.is_settled(*i)))
        .collect();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for story in &stories {
        out.text.push('\n');
        out.line(0, &paint(bold(), &format!("Story: {}", story.title)));
        for (number, step) in story.steps.iter().enumerate() {
            for (at, i) in step.answers.iter().enumerate() {
                let Some(answer) = review.answers().get(*i) else { continue };
                let lead = if at == 0 {
                    format!("{}. {}: ", number + 1, step.label)
                } else {
                    "   ".to_owned()
                };
                out.answer(answer, &lead, 2);
                told.insert(*i);
            }
        }
    }
    for verdict in Verdict::ALL {
        let answers: Vec<&Answer> = review
            .answers()
            .iter()
            .enumerate()
            .filter(|(i, answer)| answer.verdict == verdict && !told.contains(i) && wanted(answer))
            .filter(|(i, _)| !review.is_settled(*i))
            // What is unknown is said once, as the question that would settle it.
            .filter(|(_, answer)| verdict != Verdict::Unknown || all || asks_for_input(answer.rule))
            .map(|(_, answer)| answer)
            .collect();
        out.section(verdict, &answers, all);
    }
    out.decided();
    out.summary(all, wanted);
    out.text
}

fn asks_for_input(rule: &Rule) -> bool {
    rule.id == "unanswered-question"
}

struct Out<'a> {
    review: &'a Review,
    checked: &'a Checked,
    text: String,
    /// How many changed boards may still be asked, to find where answers turn.
    asked: usize,
}

impl Out<'_> {
    fn heading(&mut self, text: &str) {
        self.text.push_str(&paint(bold(), text));
        self.text.push('\n');
    }

    fn line(&mut self, indent: usize, text: &str) {
        let spaces = " ".repeat(indent);
        let options =
            textwrap::Options::new(WIDTH).initial_indent(&spaces).subsequent_indent(&spaces);
        self.text.push_str(&textwrap::fill(text, options));
        self.text.push('\n');
    }

    fn section(&mut self, verdict: Verdict, answers: &[&Answer], all: bool) {
        if answers.is_empty() || (verdict == Verdict::Fine && !all) {
            return;
        }
        let title = match verdict {
            Verdict::Breaks => "Breaks",
            Verdict::Watch => "Watch",
            Verdict::Unknown => "Nobody has said",
            Verdict::Fine => "Fine",
        };
        self.text.push('\n');
        // The answers of the stories stand there.
        let told = !all && !self.review.stories().is_empty();
        let title = match verdict {
            Verdict::Breaks | Verdict::Watch if told => format!("{title} besides"),
            _ => title.to_owned(),
        };
        self.heading(&format!("{title} ({})", answers.len()));
        let shown = if all { answers.len() } else { answers.len().min(MOST_SHOWN) };
        for answer in answers.iter().take(shown) {
            self.answer(answer, "", 2);
        }
        if shown < answers.len() {
            self.line(2, &format!("… and {} more (--all shows them)", answers.len() - shown));
        }
    }

    fn answer(&mut self, answer: &Answer, lead: &str, indent: usize) {
        let mark = paint(style(answer.verdict), mark(answer.verdict));
        let question = self.review.question(answer);
        self.line(indent, &format!("{mark} {lead}{question}"));
        let mut sentence = self.review.sentence(answer);
        if let Some(breaks_at) =
            self.review.breaks_at(answer).filter(|_| answer.verdict != Verdict::Fine)
        {
            sentence = format!("{sentence}; {breaks_at}");
        }
        if self.review.confidence(answer) == Provenance::Guess && answer.verdict < Verdict::Unknown
        {
            let flips = self.review.flips(answer, &mut self.asked);
            sentence.push_str(&flips.first().map_or_else(
                || " (rests on a guess)".to_owned(),
                |flip| {
                    let subject = flip.subject(self.review.board());
                    format!(" (rests on the {subject}: {})", flip.sentence())
                },
            ));
        }
        self.line(indent + 4, &sentence);
        for line in self.checked.lines(answer) {
            self.line(indent + 4, &line);
        }
        if let Some(fix) = self.review.fixes(answer).first() {
            self.line(indent + 4, &paint(faint(), &format!("→ {}", fix.title)));
        }
        if let Some(without) = self.review.counterfactual(answer) {
            for line in without.lines() {
                self.line(indent + 6, &paint(faint(), &line));
            }
        }
    }

    /// What the team decided, and what is open again.
    fn decided(&mut self) {
        let review = self.review;
        for (title, wanted) in [("Open again", 0), ("Decided", 1), ("No longer asked", 2)] {
            let here: Vec<_> = review
                .standings()
                .iter()
                .filter(|standing| {
                    wanted
                        == match standing.state {
                            State::Reopened(_) => 0,
                            State::Settled => 1,
                            State::Stale => 2,
                        }
                })
                .filter_map(|s| Some((s, review.board().decisions.get(s.question.as_str())?)))
                .collect();
            if here.is_empty() {
                continue;
            }
            self.text.push('\n');
            self.heading(&format!("{title} ({})", here.len()));
            for (standing, decision) in here {
                let asked = standing.answer.and_then(|at| review.answers().get(at));
                let question =
                    asked.map_or_else(|| decision.question.to_string(), |a| review.question(a));
                self.line(2, &question);
                let by = decision.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
                let reason = format!("{}{by}: {}", decision.ruling.word(), decision.reason);
                self.line(6, &reason);
                if let State::Reopened(why) = &standing.state {
                    self.line(6, &why.sentence(decision.ruling));
                }
            }
        }
    }

    fn summary(&mut self, all: bool, wanted: &dyn Fn(&Answer) -> bool) {
        let count = |verdict| {
            let all = self.review.answers().iter().enumerate();
            let open = all.filter(|(at, _)| !self.review.is_settled(*at));
            open.filter(|(_, a)| a.verdict == verdict && wanted(a)).count()
        };
        let settled = self.review.standings().iter().filter(|s| s.state == State::Settled).count();
        let decided = if settled > 0 { format!(", decided {settled}") } else { String::new() };
        let line = format!(
            "\nBreaks {}, watch {}, unknown {}, fine {}{decided}{}",
            count(Verdict::Breaks),
            count(Verdict::Watch),
            count(Verdict::Unknown),
            count(Verdict::Fine),
            if all { "" } else { " (--all shows what is fine)" }
        );
        self.text.push_str(&line);
        self.text.push('\n');
    }
}

/// How many changed boards are asked on a board of this size.
fn boards_to_ask(review: &Review) -> usize {
    let size = review.board().nodes.len() + review.board().links.len();
    (20_000 / size.max(1)).min(2_000)
}

/// A mark that differs by shape, for those who see no colour and for pipes.
pub(super) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Breaks => "✖",
        Verdict::Watch => "▲",
        Verdict::Unknown => "?",
        Verdict::Fine => "✔",
    }
}

fn style(verdict: Verdict) -> Style {
    let colour = match verdict {
        Verdict::Breaks => AnsiColor::Red,
        Verdict::Watch => AnsiColor::Yellow,
        Verdict::Unknown => AnsiColor::Blue,
        Verdict::Fine => AnsiColor::Green,
    };
    Style::new().fg_color(Some(colour.into()))
}

fn bold() -> Style {
    Style::new().bold()
}

fn faint() -> Style {
    Style::new().dimmed()
}

/// Colour is stripped on the way out where the terminal or `NO_COLOR` says so.
fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
