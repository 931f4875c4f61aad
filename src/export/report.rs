//! What the minutes of a review say, before it is Markdown or a page.

use std::collections::BTreeSet;

use crate::model::attribute::{self, in_sentence};
use crate::model::{Day, Provenance, Value};
use crate::rules::{Answer, Missing, Review, State, Verdict};

/// The minutes of a review.
pub(super) struct Report {
    pub(super) title: String,
    /// When it was held and by whom, as far as anybody wrote it down.
    pub(super) held: Option<String>,
    pub(super) about: String,
    /// How many questions are open, by verdict.
    pub(super) counts: Vec<(Verdict, usize)>,
    /// How many are decided.
    pub(super) decided: usize,
    /// What is said to each view of the walkthrough.
    pub(super) walk: Vec<String>,
    pub(super) five: Vec<Five>,
    pub(super) stories: Vec<Section>,
    pub(super) rest: Vec<Section>,
    pub(super) decisions: Vec<Decided>,
    /// What is open: the question, what would settle it, who looks after it.
    pub(super) open: Vec<String>,
}

/// One of the five questions.
pub(super) struct Five {
    pub(super) question: &'static str,
    pub(super) says: Vec<String>,
    /// What nobody has said; empty for nothing.
    pub(super) missing: String,
}

/// Answers under a heading.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) items: Vec<Item>,
}

/// One answer.
pub(super) struct Item {
    pub(super) question: String,
    pub(super) verdict: Verdict,
    /// What was decided about it: "accepted by Ana".
    pub(super) ruling: Option<String>,
    pub(super) sentence: String,
    /// The weakest number it rests on, when nobody stated that one.
    pub(super) guess: Option<String>,
    pub(super) fix: Option<String>,
    /// How its numbers were made.
    pub(super) why: Vec<String>,
}

/// A decision with what it is about.
pub(super) struct Decided {
    pub(super) question: String,
    /// What the answer was.
    pub(super) sentence: Option<String>,
    /// "accepted by Ana on 2026-11-25".
    pub(super) head: String,
    pub(super) reason: String,
    /// When it opens again: a day, a condition, or that it is open again already.
    pub(super) again: Vec<String>,
}

impl Report {
    pub(super) fn of(review: &Review) -> Self {
        let board = review.board();
        let title = if board.title.is_empty() { "Design review" } else { &board.title };
        let open = |verdict: Verdict| {
            let answers = review.answers().iter().enumerate();
            answers.filter(|(at, a)| a.verdict == verdict && !review.is_settled(*at)).count()
        };
        let mut told = BTreeSet::new();
        let stories = stories(review, &mut told);
        Self {
            title: title.to_owned(),
            held: held(review),
            about: board.about.clone(),
            counts: Verdict::ALL.iter().map(|verdict| (*verdict, open(*verdict))).collect(),
            decided: (0..review.answers().len()).filter(|at| review.is_settled(*at)).count(),
            walk: board
                .walk
                .iter()
                .map(|view| view.note.clone())
                .filter(|n| !n.is_empty())
                .collect(),
            five: five(review),
            stories,
            rest: rest(review, &told),
            decisions: decisions(review),
            open: open_questions(review),
        }
    }
}

/// When it was held and by whom; where nobody wrote that down, when decisions were taken and by whom.
fn held(review: &Review) -> Option<String> {
    let board = review.board();
    let met = board.review.as_ref();
    let mut people: Vec<String> = met.map_or_else(Vec::new, |met| met.people.clone());
    if people.is_empty() {
        for by in board.decisions.iter().filter_map(|decision| decision.by.clone()) {
            if !people.contains(&by) {
                people.push(by);
            }
        }
    }
    let last = board.decisions.iter().filter_map(|decision| decision.on).max();
    let day = met.and_then(|met| met.date).or(last).map(|day| day.to_text());
    let by = (!people.is_empty()).then(|| people.join(", "));
    match (day, by) {
        (Some(day), Some(by)) => Some(format!("Reviewed on {day} by {by}")),
        (Some(day), None) => Some(format!("Reviewed on {day}")),
        (None, Some(by)) => Some(format!("Reviewed by {by}")),
        (None, None) => None,
    }
}

fn five(review: &Review) -> Vec<Five> {
    let of_one = |five: crate::rules::Five| Five {
        question: five.question,
        says: five.says,
        missing: list_missing(review, &five.missing),
    };
    review.five_questions().into_iter().map(of_one).collect()
}

/// Missing numbers by name, joined.
fn list_missing(review: &Review, missing: &[Missing]) -> String {
    let name = |one: &Missing| {
        let label = attribute::texts_of(&one.of, one.key).map_or(one.key, |(label, _)| label);
        format!("{} of {}", in_sentence(label), review.board().name_of(&one.of))
    };
    missing.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Stories from cause to consequence.
fn stories(review: &Review, told: &mut BTreeSet<usize>) -> Vec<Section> {
    let mut sections = Vec::new();
    for story in review.stories() {
        told.extend(story.answers.iter().copied());
        let items = story.answers.iter().filter_map(|at| item(review, *at)).collect();
        sections.push(Section { title: story.title.clone(), items });
    }
    sections
}

/// What else breaks or is to be watched.
fn rest(review: &Review, told: &BTreeSet<usize>) -> Vec<Section> {
    let titles = [(Verdict::Breaks, "What else breaks"), (Verdict::Watch, "To watch")];
    let section = |(verdict, title): (Verdict, &str)| {
        let answers = review.answers().iter().enumerate();
        let items: Vec<Item> = answers
            .filter(|(at, a)| a.verdict == verdict && !told.contains(at) && !review.is_settled(*at))
            .filter_map(|(at, _)| item(review, at))
            .collect();
        (!items.is_empty()).then(|| Section { title: title.to_owned(), items })
    };
    titles.into_iter().filter_map(section).collect()
}

fn item(review: &Review, at: usize) -> Option<Item> {
    let answer = review.answers().get(at)?;
    let why = review.why(answer);
    let decision = review.standing(at).filter(|standing| standing.state == State::Settled);
    let decision = decision.and_then(|s| review.board().decisions.get(s.question.as_str()));
    let ruling = decision.map(|decision| {
        let by = decision.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        format!("{}{by}", decision.ruling.word())
    });
    let weakest = review.confidence(answer);
    let weak = matches!(weakest, Provenance::Guess | Provenance::SourcedDefault);
    let guess = why.iter().find(|line| weak && line.provenance == Some(weakest));
    Some(Item {
        question: review.question(answer),
        verdict: answer.verdict,
        ruling,
        sentence: review.sentence(answer),
        guess: guess.map(|line| line.text.clone()),
        fix: review.fixes(answer).first().map(|fix| fix.title.clone()),
        why: why.into_iter().filter(|line| line.depth == 0).map(|line| line.text).collect(),
    })
}

fn decisions(review: &Review) -> Vec<Decided> {
    let board = review.board();
    let mut all = Vec::new();
    for standing in review.standings() {
        let Some(decision) = board.decisions.get(standing.question.as_str()) else { continue };
        let answer = standing.answer.and_then(|at| review.answers().get(at));
        let day = |day: Day| day.to_text();
        let by = decision.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        let on = decision.on.map_or_else(String::new, |on| format!(" on {}", day(on)));
        let mut again = Vec::new();
        match &standing.state {
            State::Settled => {}
            State::Reopened(why) => {
                again.push(format!("Open again: {}", why.sentence(decision.ruling)));
            }
            State::Stale => again.push("Nobody asks that any more".to_owned()),
        }
        again.extend(decision.review_by.map(|by| format!("Look again on {}", day(by))));
        again.extend(decision.condition.as_ref().map(|text| format!("Holds as long as {text}")));
        all.push(Decided {
            question: answer
                .map_or_else(|| decision.question.to_string(), |answer| review.question(answer)),
            sentence: answer
                .map(|answer| format!("{} ({})", review.sentence(answer), answer.verdict.word())),
            head: format!("{}{by}{on}", decision.ruling.word()),
            reason: decision.reason.clone(),
            again,
        });
    }
    all
}

/// What is open, with what would settle it and whose it is.
fn open_questions(review: &Review) -> Vec<String> {
    let unknown = review.answers().iter().enumerate();
    let unknown =
        unknown.filter(|(at, a)| a.verdict == Verdict::Unknown && !review.is_settled(*at));
    let text = |answer: &Answer| {
        let owner = answer.subjects.iter().find_map(|subject| {
            review.board().nodes.get(subject.as_str()).and_then(|node| node.team.clone())
        });
        let owner = owner.map_or_else(String::new, |team| format!(" ({team})"));
        let needs = match list_missing(review, &answer.missing) {
            needs if needs.is_empty() => String::new(),
            needs => format!(" To settle it: {needs}"),
        };
        format!("{}{owner}{needs}", review.question(answer))
    };
    unknown.map(|(_, answer)| text(answer)).collect()
}
