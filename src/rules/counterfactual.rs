//! The board without a part: what its verdicts would be, and what that would save.
//!
//! Computed when somebody asks, by asking the changed board; never while all questions are asked.

use std::collections::BTreeMap;

use super::remodel::{merged, remodelled};
use super::{Answer, Applicability, Direction, Fix, Review, Verdict, costs, cure, service_sprawl};
use crate::facts::Place;
use crate::model::{Board, ElementId, Fingerprint, Unit};

/// What a board would be like without a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// What is done: "Take Events out".
    pub title: String,
    /// Questions whose verdict gets better, or that are not asked any more.
    pub better: Vec<Compared>,
    /// Questions whose verdict gets worse, or that are new.
    pub worse: Vec<Compared>,
    /// How many questions keep their verdict.
    pub unchanged: usize,
    /// What it saves: hops, parts, cost, availability.
    pub saved: Vec<Saved>,
}

/// A verdict with and without the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The question.
    pub question: String,
    /// Its verdict today; none when it is not asked.
    pub with: Option<Verdict>,
    /// Its verdict without the part; none when it is not asked any more.
    pub without: Option<Verdict>,
}

/// A number with and without the part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Saved {
    /// What it is.
    pub name: &'static str,
    /// Today.
    pub with: f64,
    /// Without the part.
    pub without: f64,
    /// What it measures.
    pub unit: Unit,
}

impl Saved {
    /// "$592 a month instead of $1,320".
    pub fn sentence(&self) -> String {
        let of = |value: f64| self.unit.about(value);
        format!("{}: {} instead of {}", self.name, of(self.without), of(self.with))
    }
}

impl Counterfactual {
    /// In a few lines: what would change, and what that would save.
    pub fn lines(&self) -> Vec<String> {
        let some = |count: usize| match count {
            1 => "one verdict gets".to_owned(),
            n => format!("{n} verdicts get"),
        };
        let mut lines = vec![match (self.better.len(), self.worse.len()) {
            (0, 0) => format!("Without it all {} verdicts stay as they are", self.unchanged),
            (better, 0) => format!("Without it {} better and none worse", some(better)),
            (0, worse) => format!("Without it {} worse and none better", some(worse)),
            (better, worse) => format!("Without it {} better and {worse} worse", some(better)),
        }];
        let word = |verdict: Option<Verdict>| verdict.map_or("not asked", Verdict::word);
        for compared in &self.worse {
            let (with, without) = (word(compared.with), word(compared.without));
            lines.push(format!("{} {with} → {without}", compared.question));
        }
        lines.extend(self.saved.iter().map(Saved::sentence));
        lines
    }
}

impl Review {
    /// What the board would be like without what an answer says is built too big; none for answers
    /// that say nothing of the sort.
    pub fn counterfactual(&self, answer: &Answer) -> Option<Counterfactual> {
        if answer.direction != Direction::Over {
            return None;
        }
        let Fix { title, edits, .. } = self.smaller(answer)?;
        let changed = remodelled(self.board(), &edits)?;
        let later = self.again(&changed);
        let (mut better, mut worse, mut unchanged) = (Vec::new(), Vec::new(), 0);
        let before = verdicts(self);
        let after = verdicts(&later);
        let open = |verdict: Option<Verdict>| {
            verdict.is_some_and(|v| matches!(v, Verdict::Breaks | Verdict::Watch))
        };
        let mut names: Vec<&Fingerprint> = before.keys().chain(after.keys()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (with, without) = (before.get(name), after.get(name));
            let question = match (with, without) {
                (Some(answer), _) => self.question(answer),
                (None, Some(answer)) => later.question(answer),
                (None, None) => continue,
            };
            let (with, without) = (with.map(|a| a.verdict), without.map(|a| a.verdict));
            let compared = Compared { question, with, without };
            match (open(with), open(without)) {
                (true, false) => better.push(compared),
                (false, true) => worse.push(compared),
                (true, true) if with < without => better.push(compared),
                (true, true) if with > without => worse.push(compared),
                _ if without.is_some() => unchanged += 1,
                _ => {}
            }
        }
        let saved = saved(self, &later);
        Some(Counterfactual { title, better, worse, unchanged, saved })
    }
}

impl Review {
    /// The smaller board an answer has in mind: the first cure that takes something away; for what is
    /// said about the whole board, its services as one.
    fn smaller(&self, answer: &Answer) -> Option<Fix> {
        let takes_away = |fix: &Fix| fix.applicability == Applicability::MayBeWrong;
        let fix = self.fixes(answer).into_iter().find(takes_away);
        fix.or_else(|| {
            let whole = answer.subjects.first() == Some(&ElementId::Board);
            let open = matches!(answer.verdict, Verdict::Breaks | Verdict::Watch);
            let group = service_sprawl::largest_group(self.board()).filter(|_| whole && open)?;
            let count = group.len();
            (count > 1).then(|| {
                cure::maybe(format!("Make {count} services one"), merged(self.board(), &group))
            })
        })
    }
}

fn verdicts(review: &Review) -> BTreeMap<Fingerprint, &Answer> {
    review.answers().iter().map(|answer| (answer.fingerprint(), answer)).collect()
}

/// The numbers that differ.
fn saved(with: &Review, without: &Review) -> Vec<Saved> {
    let both = |name, unit, of: &dyn Fn(&Review) -> f64| Saved {
        name,
        with: of(with),
        without: of(without),
        unit,
    };
    let all = [
        both("parts", Unit::Count, &|review| parts(review.board())),
        both("hops of the longest flow", Unit::Count, &hops),
        both("cost a month", Unit::Money, &|review| costs::of_board(review.board())),
        both("availability of the weakest flow", Unit::Share, &availability),
    ];
    all.into_iter()
        .filter(|saved| (saved.with - saved.without).abs() > 1e-9 * saved.with.abs().max(1e-6))
        .collect()
}

fn parts(board: &Board) -> f64 {
    board.nodes.iter().filter(|node| !node.kind.behavior.starts_requests).count() as f64
}

/// Most nodes that one flow visits besides where it begins.
fn hops(review: &Review) -> f64 {
    let flows = review.facts().flows.iter();
    flows.map(|flow| flow.visits.len().saturating_sub(flow.starts.len())).max().unwrap_or(0) as f64
}

/// The least product of the availabilities of what a flow cannot do without.
fn availability(review: &Review) -> f64 {
    let facts = review.facts();
    let of = |reach: &crate::facts::Reach| -> f64 {
        let each = |node: &u32| facts.availability.get(*node as usize)?.all;
        reach.hard.iter().filter_map(each).map(|q| q.value).product()
    };
    let flows = facts.flows.iter().zip(&facts.reach);
    flows
        .filter(|(flow, _)| matches!(flow.place, Place::Flow(_)))
        .map(|(_, reach)| of(reach))
        .fold(1.0, f64::min)
}
