//! All questions asked of one board, and everything one may want to know about the answers.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::ask::Looked;
use super::{
    ALL, Answer, Ask, Fix, FixEffect, Group, Rule, Set, Standing, State, Story, Verdict, story,
};
use crate::edit::apply_all;
use crate::facts::{Facts, Moment, Place, Sheet, WhyLine};
use crate::model::{Board, Day, ElementId, Fingerprint, Provenance, Unit};

/// The answers to every question about one board, at one moment in its life.
///
/// It keeps the board it was asked of, so texts, derivations and fixes are made on demand and
/// always belong to the same numbers. Asking is deterministic: the same board gives the same
/// answers in the same order.
#[derive(Clone, Debug, Default)]
pub struct Review {
    board: Board,
    facts: Facts,
    sheet: Sheet,
    scope: Scope,
    answers: Vec<Answer>,
    stories: Vec<Story>,
    /// What elements are called, once the first text was asked for.
    places: OnceLock<HashMap<ElementId, Place>>,
    /// How decisions stand, once somebody asked.
    standings: OnceLock<Standings>,
}

/// What is asked, and as of when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// One load only; all three when `None`.
    pub moment: Option<Moment>,
    /// The day it is: what has a date comes due. Without one nothing does.
    pub today: Option<Day>,
    /// Whether the strict questions are asked too.
    pub strict: bool,
}

/// How the decisions of the board stand.
#[derive(Clone, Debug, Default)]
struct Standings {
    /// In the board's order.
    all: Vec<Standing>,
    /// Where the one about an answer stands.
    of_answer: HashMap<usize, usize>,
}

/// A number of an answer as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberText {
    /// What it is called.
    pub name: &'static str,
    /// In base units.
    pub value: f64,
    /// What it measures.
    pub unit: Unit,
    /// As one says it.
    pub about: String,
    /// The weakest input it rests on.
    pub provenance: Provenance,
}

/// Nodes from which two halves of the catalogue are asked side by side.
const SIDE_BY_SIDE: usize = 200;
/// The last rule of the first half: about as much work before it as after it.
const FIRST_HALF: &str = "thread-pool-exhaustion";

/// What all rules are asked about.
#[derive(Clone, Copy)]
struct About<'a> {
    board: &'a Board,
    facts: &'a Facts,
    moments: &'a [Moment],
    today: Option<Day>,
}

impl About<'_> {
    /// Asks some rules, with the answers so far.
    fn ask(self, rules: &[&Rule], answers: Vec<Answer>, sheet: &mut Sheet) -> Vec<Answer> {
        let Self { board, facts, moments, today } = self;
        let slow_calls = vec![Looked::NotYet; board.links.len()];
        let mut ask = Ask { board, facts, sheet, moments, today, answers, slow_calls };
        for rule in rules {
            (rule.ask)(&mut ask);
        }
        ask.answers
    }

    /// The same in two halves at the same time, each with a sheet of its own; what looks at the
    /// other answers comes after both. The answers are the same in the same order.
    fn ask_side_by_side(self, rules: &[&Rule], sheet: &mut Sheet) -> Vec<Answer> {
        let half = rules.iter().position(|rule| rule.id == FIRST_HALF).map_or(0, |at| at + 1);
        // Those of a discipline ask about what the others said.
        let last = rules.iter().position(|rule| rule.group == Group::Discipline);
        let last = last.unwrap_or(rules.len()).max(half);
        let (first, rest) = rules.split_at(half);
        let (second, rest) = rest.split_at(last - half);
        let mark = sheet.mark();
        let mut other = sheet.clone();
        let (mut answers, later) = std::thread::scope(|scope| {
            let later = scope.spawn(|| self.ask(second, Vec::new(), &mut other));
            let answers = self.ask(first, Vec::new(), sheet);
            (answers, later.join())
        });
        match later {
            Ok(mut later) => {
                let moved = sheet.join(other, mark);
                for answer in &mut later {
                    answer.moved(moved);
                }
                answers.extend(later);
            }
            // It would fail here too, and then whoever asked knows.
            Err(_) => answers = self.ask(second, answers, sheet),
        }
        self.ask(rest, answers, sheet)
    }
}

impl Review {
    /// Asks every question of a board, the strict ones too, at all three moments.
    pub fn of(board: &Board) -> Self {
        Self::at(board, None)
    }

    /// Asks every question at one moment only, or at all three.
    pub fn at(board: &Board, moment: Option<Moment>) -> Self {
        Self::asked(board, Scope { moment, today: None, strict: true })
    }

    /// Asks what the scope says.
    pub fn asked(board: &Board, scope: Scope) -> Self {
        Self::asked_so(board, scope, board.nodes.len() >= SIDE_BY_SIDE)
    }

    fn asked_so(board: &Board, scope: Scope, side_by_side: bool) -> Self {
        let Scope { moment, today, strict } = scope;
        let mut sheet = Sheet::with_capacity(64 * (board.nodes.len() + board.links.len()) + 256);
        let facts = Facts::of(board, &mut sheet);
        let one = moment.map(|moment| [moment]);
        let moments: &[Moment] = one.as_ref().map_or(&Moment::ALL, |one| one);
        let rules: Vec<&'static Rule> =
            ALL.iter().copied().filter(|rule| strict || rule.set != Set::Strict).collect();
        let about = About { board, facts: &facts, moments, today };
        let mut answers = if side_by_side {
            about.ask_side_by_side(&rules, &mut sheet)
        } else {
            about.ask(&rules, Vec::new(), &mut sheet)
        };
        answers.sort_by_cached_key(|answer| (answer.verdict, answer.rule.harm));
        story::find_causes(&facts, &mut answers);
        let mut review = Self {
            board: board.clone(),
            facts,
            sheet,
            scope,
            answers,
            stories: Vec::new(),
            places: OnceLock::new(),
            standings: OnceLock::new(),
        };
        review.stories = story::fold(&review);
        review
    }

    /// What was asked for.
    pub(super) fn scope(&self) -> Scope {
        self.scope
    }

    /// The board that was asked.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// What was derived from the board.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Every answer, worst first; within a verdict by harm, then in the order of the catalogue.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Causes with their consequences, worst first.
    pub fn stories(&self) -> &[Story] {
        &self.stories
    }

    /// What stands on the board for the time being: how old it is, and the share of requests that
    /// rest on it by now.
    pub fn temporary(&self) -> Vec<(ElementId, String)> {
        super::temporary_without_expiry::tags(self)
    }

    /// Which stories one is told first: at most so many of the flow they begin on, in order.
    pub fn told_first(&self, of_a_flow: usize) -> Vec<usize> {
        let mut told: BTreeMap<Option<u32>, usize> = BTreeMap::new();
        let first = |story: &Story| {
            let cause = story.answers.first().and_then(|at| self.answers.get(*at))?;
            cause.flows.first().copied()
        };
        let stories = self.stories.iter().enumerate();
        stories
            .filter(|(_, story)| {
                // What is decided about takes nobody's place.
                if story.answers.iter().all(|at| self.is_settled(*at)) {
                    return true;
                }
                let count = told.entry(first(story)).or_default();
                *count += 1;
                *count <= of_a_flow
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Every answer as one reads them: the stories from cause to consequence, then what is left.
    pub fn in_reading_order(&self) -> Vec<&Answer> {
        let told: Vec<usize> =
            self.stories.iter().flat_map(|story| story.answers.iter().copied()).collect();
        let in_stories: std::collections::BTreeSet<usize> = told.iter().copied().collect();
        let rest = (0..self.answers.len()).filter(|i| !in_stories.contains(i));
        told.iter().copied().chain(rest).filter_map(|i| self.answers.get(i)).collect()
    }

    /// How each decision of the board stands, in the board's order.
    pub fn standings(&self) -> &[Standing] {
        &self.known_standings().all
    }

    /// How the decision about the answer at this place stands, when there is one.
    pub fn standing(&self, answer: usize) -> Option<&Standing> {
        let known = self.known_standings();
        known.all.get(*known.of_answer.get(&answer)?)
    }

    fn known_standings(&self) -> &Standings {
        self.standings.get_or_init(|| {
            let all = self.find_standings(self.scope.today);
            let places = all.iter().enumerate();
            let of_answer = places.filter_map(|(at, one)| Some((one.answer?, at))).collect();
            Standings { all, of_answer }
        })
    }

    /// True when the team has decided about the answer at this place, and that still holds.
    pub fn is_settled(&self, answer: usize) -> bool {
        self.standing(answer).is_some_and(|standing| standing.state == State::Settled)
    }

    /// The answer to a question.
    pub fn find(&self, fingerprint: &Fingerprint) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.fingerprint() == *fingerprint)
    }

    /// What people call an element.
    pub(super) fn name_of(&self, element: &ElementId) -> String {
        let places = self.places.get_or_init(|| places(&self.board));
        match places.get(element) {
            Some(place) => self.facts.name_at(&self.board, *place),
            None => self.board.name_of(element),
        }
    }

    /// The question as it was asked of this place.
    pub fn question(&self, answer: &Answer) -> String {
        self.fill(answer.rule.asks, answer)
    }

    /// The answer in a sentence or two, numbers included.
    pub fn sentence(&self, answer: &Answer) -> String {
        self.fill(answer.says, answer)
    }

    /// The numbers of an answer.
    pub fn numbers(&self, answer: &Answer) -> Vec<NumberText> {
        let text = |number: &super::Number| NumberText {
            name: number.name,
            value: number.value.value,
            unit: number.value.unit,
            about: number.value.unit.about(number.value.value),
            provenance: self.sheet.provenance(number.value),
        };
        answer.numbers.iter().map(text).collect()
    }

    /// The weakest input an answer rests on.
    pub fn confidence(&self, answer: &Answer) -> Provenance {
        let numbers = answer.numbers.iter().map(|number| number.value);
        numbers
            .chain(answer.breaks_at)
            .map(|q| self.sheet.provenance(q))
            .max()
            .unwrap_or(Provenance::Stated)
    }

    /// "breaks at 4× today, in about 3 years at your growth", when there is such a multiple.
    pub fn breaks_at(&self, answer: &Answer) -> Option<String> {
        let multiple = answer.breaks_at?.value;
        if !multiple.is_finite() {
            return None;
        }
        let mut text = format!("breaks at {} today", Unit::Factor.about(multiple));
        let growth = answer
            .flows
            .iter()
            .filter_map(|i| self.facts.flows.get(*i as usize))
            .filter_map(|demand| self.board.flows.at(demand.flow? as usize)?.growth)
            .map(crate::model::Known::base)
            .fold(0.0, f64::max);
        // What breaks at a load of today does not wait for growth.
        if multiple > 1.0 && growth > 0.0 && answer.verdict != Verdict::Breaks {
            let years = multiple.ln() / (1.0 + growth).ln();
            if years < 20.0 {
                let span = Unit::Seconds.about(years * 31_557_600.0);
                text.push_str(&format!(", in about {span} at your growth"));
            }
        }
        Some(text)
    }

    /// How every number of an answer was computed, line by line, down to the inputs.
    pub fn why(&self, answer: &Answer) -> Vec<WhyLine> {
        let mut lines: Vec<WhyLine> = Vec::new();
        for q in answer.numbers.iter().map(|number| number.value).chain(answer.breaks_at) {
            for line in self.sheet.why(&self.board, q) {
                // A number derived once need not be derived again further down.
                if line.depth == 0 || !lines.iter().any(|known| known.text == line.text) {
                    lines.push(line);
                }
            }
        }
        lines
    }

    /// What could be done about it.
    pub fn fixes(&self, answer: &Answer) -> Vec<Fix> {
        match answer.verdict {
            Verdict::Breaks | Verdict::Watch => (answer.rule.fixes)(self, answer),
            Verdict::Unknown | Verdict::Fine => Vec::new(),
        }
    }

    /// What a fix would do to every verdict, by asking the changed board.
    pub fn effect(&self, fix: &Fix) -> FixEffect {
        let mut changed = self.board.clone();
        if apply_all(&mut changed, &fix.edits).is_err() {
            return FixEffect::default();
        }
        self.compare(&self.again(&changed))
    }

    /// Asks the same of another board: at the same moments, on the same day.
    pub(super) fn again(&self, board: &Board) -> Self {
        Self::asked(board, self.scope)
    }

    /// The loads it was asked at.
    pub(super) fn moments(&self) -> Vec<Moment> {
        self.scope.moment.map_or_else(|| Moment::ALL.to_vec(), |moment| vec![moment])
    }

    /// The day it was asked on.
    pub fn today(&self) -> Option<Day> {
        self.scope.today
    }

    /// How verdicts differ in a later review: better (or gone) and worse (or new and not fine).
    pub fn compare(&self, later: &Self) -> FixEffect {
        let verdicts = |review: &Self| -> BTreeMap<Fingerprint, Verdict> {
            review.answers.iter().map(|answer| (answer.fingerprint(), answer.verdict)).collect()
        };
        let (before, after) = (verdicts(self), verdicts(later));
        let mut effect = FixEffect::default();
        let is_open = |verdict: Verdict| matches!(verdict, Verdict::Breaks | Verdict::Watch);
        for (fingerprint, was) in &before {
            let is = after.get(fingerprint).copied().unwrap_or(Verdict::Fine);
            if is_open(*was) && is > *was {
                effect.resolves.push(fingerprint.clone());
            }
        }
        for (fingerprint, is) in &after {
            let was = before.get(fingerprint).copied().unwrap_or(Verdict::Fine);
            if is_open(*is) && *is < was {
                effect.worsens.push(fingerprint.clone());
            }
        }
        effect
    }
}

/// Where nodes and links stand on the board: looking for each in a large one would take long.
fn places(board: &Board) -> HashMap<ElementId, Place> {
    let nodes = board.nodes.iter().zip(0..).map(|(n, at)| (n.id.clone().into(), Place::Node(at)));
    let links = board.links.iter().zip(0..).map(|(l, at)| (l.id.clone().into(), Place::Link(at)));
    nodes.chain(links).collect()
}

/// Every question, one after the other however large the board is.
#[cfg(test)]
pub(super) fn one_after_the_other(board: &Board) -> Review {
    Review::asked_so(board, Scope { strict: true, ..Scope::default() }, false)
}
