//! Which number would change an answer, and at what value: found by asking the changed board.

use std::collections::BTreeMap;

use super::{Answer, Group, Review, Verdict};
use crate::edit::{Edit, apply_all};
use crate::facts::WhyLine;
use crate::model::attribute::{self, in_sentence};
use crate::model::units::Unit;
use crate::model::{Board, ElementId, Form, Provenance};

/// A number that decides an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// Whose.
    pub of: ElementId,
    /// Which attribute.
    pub key: &'static str,
    /// What it is now, in base units.
    pub now: f64,
    /// Where that comes from.
    pub provenance: Provenance,
    /// Its unit.
    pub unit: Unit,
    /// The value nearest to it at which the verdict is another.
    pub at: f64,
    /// The verdict there.
    pub verdict: Verdict,
}

/// Multiples of a number that are tried, nearest first: as far as a guess may be off.
const TRIED: [f64; 4] = [1.25, 2.0, 4.0, 10.0];
/// Halvings of the step in which the verdict changes: to within a few per cent.
const HALVINGS: usize = 6;

impl Flip {
    /// "breaks above 62 ms; 40 ms is a guess".
    pub fn sentence(&self) -> String {
        let way = if self.at > self.now { "above" } else { "below" };
        let verdict = match self.verdict {
            Verdict::Breaks => "breaks",
            Verdict::Watch => "is to be watched",
            Verdict::Unknown => "is unknown",
            Verdict::Fine => "is fine",
        };
        let (now, at) = (self.unit.about(self.now), self.unit.about(self.at));
        format!("{verdict} {way} {at}; {now} is a {}", self.provenance.word())
    }

    /// What is called what, of whom: "service time of Inventory".
    pub fn subject(&self, board: &Board) -> String {
        let label = attribute::texts_of(&self.of, self.key).map_or(self.key, |(label, _)| label);
        format!("{} of {}", in_sentence(label), board.name_of(&self.of))
    }
}

/// A default or guess, and the verdicts that would turn if it were half or twice as much.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// Whose.
    pub of: ElementId,
    /// Which attribute.
    pub key: &'static str,
    /// What it is now, in base units.
    pub now: f64,
    /// Its unit.
    pub unit: Unit,
    /// Where that comes from.
    pub provenance: Provenance,
    /// How many verdicts would be others at half of it or at twice as much, whichever turns more.
    pub turns: usize,
}

/// Answers whose derivations are searched for guesses; large boards stay quick.
const MOST_ANSWERS: usize = 2_000;

impl Review {
    /// The defaults and guesses on which most verdicts hang, the first one most: each is tried at
    /// half and at twice its value, as long as `asked` boards may be asked.
    pub fn guesses(&self, asked: &mut usize) -> Vec<Guess> {
        let mut under: BTreeMap<(ElementId, &'static str), (usize, Provenance)> = BTreeMap::new();
        for answer in self.answers().iter().take(MOST_ANSWERS) {
            let mut here = Vec::new();
            for line in self.why(answer) {
                let Some(input) = weak_input(&line) else { continue };
                if !here.contains(&input) {
                    let known = under.entry(input.clone()).or_default();
                    known.0 += 1;
                    known.1 = line.provenance.unwrap_or_default();
                    here.push(input);
                }
            }
        }
        let mut ranked: Vec<_> = under.into_iter().collect();
        ranked.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        let mut guesses = Vec::new();
        for ((of, key), (_, provenance)) in ranked {
            let Some((now, unit)) = value_of(self.board(), &of, key) else { continue };
            let turns = [0.5, 2.0].map(|times| self.turned((&of, key), (now * times, unit), asked));
            let turns = turns.into_iter().flatten().max();
            if let Some(turns) = turns.filter(|turns| *turns > 0) {
                guesses.push(Guess { of, key, now, unit, provenance, turns });
            }
        }
        guesses.sort_by_key(|guess| std::cmp::Reverse(guess.turns));
        guesses
    }

    /// How many verdicts are others when an attribute has another value; none when no board may be
    /// asked any more, or it cannot have that value.
    fn turned(
        &self,
        (of, key): (&ElementId, &'static str),
        (value, unit): (f64, Unit),
        asked: &mut usize,
    ) -> Option<usize> {
        let value = if unit == Unit::Count { value.round().max(1.0) } else { value };
        if unit == Unit::Share && value > 1.0 {
            return None;
        }
        *asked = asked.checked_sub(1)?;
        let to = Some(unit.write(value));
        let edit = Edit::Set { of: of.clone(), key: key.to_owned(), to };
        let mut changed = self.board().clone();
        apply_all(&mut changed, &[edit]).ok()?;
        let later = self.again(&changed);
        // What is asked about the guesses themselves is no verdict about the board.
        let about_guesses = |answer: &&Answer| answer.rule.group != Group::Discipline;
        let after: BTreeMap<_, _> =
            later.answers().iter().map(|a| (a.fingerprint(), a.verdict)).collect();
        let answers = self.answers().iter().filter(about_guesses);
        let other = |answer: &&Answer| {
            after.get(&answer.fingerprint()).copied().unwrap_or(Verdict::Fine) != answer.verdict
        };
        Some(answers.filter(other).count())
    }

    /// The defaults and guesses under an answer that would change its verdict if they were
    /// different, the one nearest to its turning point first.
    ///
    /// `asked` counts down how many boards may be asked; when it is used up, what is left is not
    /// tried.
    pub fn flips(&self, answer: &Answer, asked: &mut usize) -> Vec<Flip> {
        let mut seen: Vec<(ElementId, &'static str)> = Vec::new();
        let mut flips = Vec::new();
        for line in self.why(answer) {
            let Some((of, key)) = weak_input(&line) else { continue };
            if seen.contains(&(of.clone(), key)) {
                continue;
            }
            seen.push((of.clone(), key));
            let provenance = line.provenance.unwrap_or_default();
            if let Some(now) = value_of(self.board(), &of, key)
                && let Some(flip) = self.turning_point(answer, (&of, key), now, provenance, asked)
            {
                flips.push(flip);
            }
        }
        flips.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        flips
    }

    fn turning_point(
        &self,
        answer: &Answer,
        (of, key): (&ElementId, &'static str),
        (now, unit): (f64, Unit),
        provenance: Provenance,
        asked: &mut usize,
    ) -> Option<Flip> {
        let ask = |value: f64, asked: &mut usize| -> Option<Verdict> {
            *asked = asked.checked_sub(1)?;
            let to = Some(unit.write(value));
            let edit = Edit::Set { of: of.clone(), key: key.to_owned(), to };
            let mut changed = self.board().clone();
            apply_all(&mut changed, &[edit]).ok()?;
            let review = self.again(&changed);
            Some(review.find(&answer.fingerprint()).map_or(Verdict::Fine, |a| a.verdict))
        };
        let mut inside = [now, now];
        for times in TRIED {
            for (way, known) in inside.iter_mut().enumerate() {
                let value = if way == 0 { now * times } else { now / times };
                let value = if unit == Unit::Count { value.round().max(1.0) } else { value };
                if unit == Unit::Share && value > 1.0 {
                    continue;
                }
                let Some(mut verdict) = ask(value, asked) else { continue };
                if verdict == answer.verdict {
                    *known = value;
                    continue;
                }
                let (mut same, mut other) = (*known, value);
                for _ in 0..HALVINGS {
                    let middle = (same * other).sqrt();
                    match ask(middle, asked) {
                        Some(found) if found == answer.verdict => same = middle,
                        Some(found) => (other, verdict) = (middle, found),
                        None => break,
                    }
                }
                let of = of.clone();
                return Some(Flip { of, key, now, provenance, unit, at: other, verdict });
            }
        }
        None
    }
}

fn distance(flip: &Flip) -> f64 {
    (flip.at / flip.now).ln().abs()
}

/// The default or guess at which a line of a derivation ends.
fn weak_input(line: &WhyLine) -> Option<(ElementId, &'static str)> {
    let weak = line.provenance.is_some_and(|p| p >= Provenance::SourcedDefault);
    line.input.clone().filter(|_| weak)
}

/// What an attribute is now, stated or assumed, when it is a number above nothing.
fn value_of(board: &Board, of: &ElementId, key: &str) -> Option<(f64, Unit)> {
    fn stated<T>(
        table: &[attribute::Attribute<T>],
        element: &T,
        key: &str,
    ) -> Option<(String, Unit)> {
        let found = table.iter().find(|attribute| attribute.key == key)?;
        let Form::Quantity(unit) = found.form else { return None };
        Some(((found.get)(element)?, unit))
    }
    let text = match of {
        ElementId::Node(id) => {
            let node = board.nodes.get(id.as_str())?;
            let found = stated(crate::model::node::NODE_ATTRIBUTES, node, key);
            if found.is_none() {
                let table = crate::model::node::NODE_ATTRIBUTES;
                let attribute = table.iter().find(|attribute| attribute.key == key)?;
                let Form::Quantity(unit) = attribute.form else { return None };
                return Some((node.assumed(key)?.value, unit)).filter(|(value, _)| *value > 0.0);
            }
            found
        }
        ElementId::Link(id) => {
            stated(crate::model::link::LINK_ATTRIBUTES, board.links.get(id.as_str())?, key)
        }
        ElementId::Flow(id) => {
            stated(crate::model::flow::FLOW_ATTRIBUTES, board.flows.get(id.as_str())?, key)
        }
        _ => None,
    };
    let (text, unit) = text?;
    // The number alone; its range and provenance follow in brackets.
    let number = text.split(" (").next().unwrap_or(&text);
    let value = unit.parse(number).ok()?;
    (value > 0.0).then_some((value, unit))
}
