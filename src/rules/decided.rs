//! What the team decided about questions, and whether that still holds.
//!
//! A decision names its question by fingerprint. It opens again by itself when its review date
//! passes, its condition fails, the load is a fifth higher than it was, or the verdict got worse.

use std::collections::HashMap;

use super::{Answer, Review, Verdict};
use crate::facts::{Moment, Quantity};
use crate::model::decision::Ruling;
use crate::model::units::PerSecond;
use crate::model::{Day, Decision, Fingerprint, Known, Unit, Value, ValueError};

/// Load that grew by more than this opens a decision again.
const WORSE: f64 = 1.2;

/// How a decision stands against the answers of today.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The question.
    pub question: Fingerprint,
    /// Its answer, by its place in the review; none when nobody asks that any more.
    pub answer: Option<usize>,
    /// Whether it holds.
    pub state: State,
}

/// Whether a decision holds.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It does: the question is closed.
    Settled,
    /// It does not any more: the question is open again.
    Reopened(Reopened),
    /// Nobody asks that question any more.
    Stale,
}

/// Why a question is open again.
#[derive(Clone, Debug, PartialEq)]
pub enum Reopened {
    /// The day to look at it again has come.
    Due(Day),
    /// Its condition does not hold.
    Condition {
        /// As it was written.
        said: String,
        /// What it is now.
        now: String,
    },
    /// Its condition cannot be read.
    Unreadable(String),
    /// More arrives than when it was decided.
    Load {
        /// Then.
        then: String,
        /// Now.
        now: String,
    },
    /// The verdict is worse than when it was decided.
    Verdict {
        /// Then.
        then: Verdict,
        /// Now.
        now: Verdict,
    },
    /// It was called fixed, and is not.
    NotFixed(Verdict),
}

impl Reopened {
    /// Why, after the ruling: "accepted at 25/s; now 41/s".
    pub fn sentence(&self, ruling: Ruling) -> String {
        let was = ruling.word();
        match self {
            Self::Due(day) => format!("{was} until {}", day.to_text()),
            Self::Condition { said, now } => format!("{was} as long as {said}; now {now}"),
            Self::Unreadable(why) => format!("{was} under a condition that cannot be read: {why}"),
            Self::Load { then, now } => format!("{was} at {then}; now {now}"),
            Self::Verdict { then, now } => {
                format!("{was} as {}; now it is {}", then.word(), now.word())
            }
            Self::NotFixed(now) => format!("called fixed; it still is {}", now.word()),
        }
    }
}

impl Review {
    /// A decision about an answer, with what it rests on: the verdict and the load of now.
    pub fn decision(&self, answer: &Answer, ruling: Ruling, reason: String) -> Decision {
        let mut decision = Decision::bare(answer.fingerprint(), ruling, reason);
        decision.verdict = Some(answer.verdict.word().to_owned());
        decision.load = self.load_of(answer).map(|load| Known::stated(PerSecond(load.value)));
        decision
    }

    /// The load that drives an answer: the rate of its main flow at its moment.
    fn load_of(&self, answer: &Answer) -> Option<Quantity> {
        self.load_at(answer, answer.moment)
    }

    fn load_at(&self, answer: &Answer, moment: Moment) -> Option<Quantity> {
        let mut flows = answer.flows.iter().filter_map(|i| self.facts().flows.get(*i as usize));
        flows.find_map(|flow| flow.rate.at(moment)).filter(|rate| rate.value.is_finite())
    }

    /// How each decision of the board stands; dates are left out of account when nobody says what
    /// day it is.
    pub(super) fn find_standings(&self, today: Option<Day>) -> Vec<Standing> {
        let decisions = &self.board().decisions;
        if decisions.is_empty() {
            return Vec::new();
        }
        let places: HashMap<Fingerprint, usize> =
            self.answers().iter().enumerate().map(|(i, a)| (a.fingerprint(), i)).collect();
        let standing = |decision: &Decision| {
            let answer = places.get(&decision.question).copied();
            let state = match answer.and_then(|at| self.answers().get(at)) {
                // What was fixed is not asked any more.
                None if decision.ruling == Ruling::Fixed => State::Settled,
                None => State::Stale,
                Some(asked) => {
                    self.reopened(decision, asked, today).map_or(State::Settled, State::Reopened)
                }
            };
            Standing { question: decision.question.clone(), answer, state }
        };
        decisions.iter().map(standing).collect()
    }

    fn reopened(
        &self,
        decision: &Decision,
        answer: &Answer,
        today: Option<Day>,
    ) -> Option<Reopened> {
        if matches!(answer.verdict, Verdict::Fine) {
            return None;
        }
        if decision.ruling == Ruling::Fixed && answer.verdict <= Verdict::Watch {
            return Some(Reopened::NotFixed(answer.verdict));
        }
        if let Some(day) = decision.review_by.filter(|day| today.is_some_and(|today| *day <= today))
        {
            return Some(Reopened::Due(day));
        }
        if let Some(said) = decision.condition.as_deref().filter(|text| !text.trim().is_empty()) {
            match self.holds(answer, said) {
                Ok(None) => {}
                Ok(Some(now)) => {
                    return Some(Reopened::Condition { said: said.to_owned(), now });
                }
                Err(why) => return Some(Reopened::Unreadable(why.to_string())),
            }
        }
        let then = decision.verdict.as_deref();
        let then = then.and_then(|word| Verdict::ALL.into_iter().find(|v| v.word() == word));
        if let Some(then) = then.filter(|then| answer.verdict < *then) {
            return Some(Reopened::Verdict { then, now: answer.verdict });
        }
        // A condition says by itself how far the load may grow; and whoever asks about one moment
        // alone may ask about another one than was decided at.
        let every = self.scope().moment.is_none();
        let load = decision.load.filter(|_| every && decision.condition.is_none());
        let (then, now) = (load?.base(), self.load_of(answer)?.value);
        (now > then * WORSE).then(|| Reopened::Load {
            then: Unit::PerSecond.about(then),
            now: Unit::PerSecond.about(now),
        })
    }

    /// Whether a condition holds for an answer: none when it does, else what the number is now.
    ///
    /// A condition is a name, a comparison and a quantity: `event <= 60/s`. Names are `now`, `event`
    /// and `two years` for the load of the flow, and the names of the answer's numbers.
    ///
    /// # Errors
    ///
    /// It is no such thing, or its name means nothing here.
    pub fn holds(&self, answer: &Answer, condition: &str) -> Result<Option<String>, ValueError> {
        let (name, sign, limit) = parts(condition)?;
        let number = answer.number(name);
        let moment = Moment::ALL.into_iter().find(|m| m.word().replace('-', " ") == name);
        let found = moment.and_then(|m| self.load_at(answer, m)).or(number);
        let Some(quantity) = found else {
            let names: Vec<&str> = answer.numbers.iter().map(|number| number.name).collect();
            let remedy = format!("name one of now, event, two years, {}", names.join(", "));
            return Err(ValueError::new(name, "a number of this answer", remedy));
        };
        let limit = quantity.unit.parse(limit)?;
        let value = quantity.value;
        let holds = match sign {
            Sign::Most => value <= limit * (1.0 + 1e-9),
            Sign::Below => value < limit,
            Sign::Least => value >= limit * (1.0 - 1e-9),
            Sign::Above => value > limit,
        };
        Ok((!holds).then(|| format!("{name} is {}", quantity.unit.about(value))))
    }
}

#[derive(Clone, Copy)]
enum Sign {
    Most,
    Below,
    Least,
    Above,
}

fn parts(condition: &str) -> Result<(&str, Sign, &str), ValueError> {
    let signs = [
        ("<=", Sign::Most),
        ("≤", Sign::Most),
        (">=", Sign::Least),
        ("≥", Sign::Least),
        ("<", Sign::Below),
        (">", Sign::Above),
    ];
    let found = signs.iter().find_map(|(text, sign)| {
        let (name, limit) = condition.split_once(text)?;
        Some((name.trim(), *sign, limit.trim()))
    });
    found
        .filter(|(name, _, limit)| !name.is_empty() && !limit.is_empty())
        .ok_or_else(|| ValueError::new(condition, "a condition", "write one like `event <= 60/s`"))
}
