//! Answers: what a rule says about one place on the board.

use super::Rule;
use crate::facts::{Moment, Moved, Quantity};
use crate::model::{ElementId, Fingerprint, FlowId};

/// What an answer comes down to; worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// A stated objective is missed, money or data goes wrong, or a load the team stated is too much.
    Breaks,
    /// Only in two years, only just, or only under one plausible failure.
    Watch,
    /// A number that would decide is missing.
    Unknown,
    /// Asked and survived.
    Fine,
}

impl Verdict {
    /// Worst first.
    pub const ALL: [Self; 4] = [Self::Breaks, Self::Watch, Self::Unknown, Self::Fine];

    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaks => "breaks",
            Self::Watch => "watch",
            Self::Unknown => "unknown",
            Self::Fine => "fine",
        }
    }
}

/// Which way a design misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Built too small.
    Under,
    /// Built too big.
    Over,
}

impl Direction {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Under => "under",
            Self::Over => "over",
        }
    }
}

/// A number of an answer, under the name its texts use.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// What it is called: "critical hold".
    pub name: &'static str,
    /// The number, with the expression that made it.
    pub value: Quantity,
}

/// An input that would settle an unknown answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// Whose attribute.
    pub of: ElementId,
    /// Its key.
    pub key: &'static str,
}

/// What a rule says about one place on the board. Texts are made from it on demand.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Who asks.
    pub rule: &'static Rule,
    /// What it comes down to.
    pub verdict: Verdict,
    /// Built too small or too big.
    pub direction: Direction,
    /// The load it was computed at.
    pub moment: Moment,
    /// The flow it is about, when it is about one.
    pub flow: Option<FlowId>,
    /// The elements it is about, the main one first.
    pub subjects: Vec<ElementId>,
    /// What the question is about beyond its subjects: the attribute that is asked for.
    pub detail: Option<&'static str>,
    /// The text to say, as a template of the rule.
    pub says: &'static str,
    /// Its numbers, in the order they are shown.
    pub numbers: Vec<Number>,
    /// Words the template uses besides numbers and subjects.
    pub words: Vec<(&'static str, String)>,
    /// The multiple of today's load at which the verdict becomes *breaks*.
    pub breaks_at: Option<Quantity>,
    /// What would settle it, when it is unknown.
    pub missing: Vec<Missing>,
    /// Indices of the answers that cause this one.
    pub caused_by: Vec<usize>,
    /// The node at which it happens, by its place on the board; none for what concerns a whole flow.
    pub(super) locus: Option<u32>,
    /// The node whose trouble would cause it, when that is not the one at which it happens.
    pub(super) depends_on: Option<u32>,
    /// The flows it concerns, by their place among the facts.
    pub(super) flows: Vec<u32>,
}

impl Answer {
    /// An answer of a rule, to be filled in.
    pub(super) fn new(rule: &'static Rule, verdict: Verdict, says: &'static str) -> Self {
        Self {
            rule,
            verdict,
            direction: Direction::Under,
            moment: Moment::Now,
            flow: None,
            subjects: Vec::new(),
            detail: None,
            says,
            numbers: Vec::new(),
            words: Vec::new(),
            breaks_at: None,
            missing: Vec::new(),
            caused_by: Vec::new(),
            locus: None,
            depends_on: None,
            flows: Vec::new(),
        }
    }

    /// With an element it is about; the first is the main one.
    pub(super) fn about(mut self, element: impl Into<ElementId>) -> Self {
        self.subjects.push(element.into());
        self
    }

    /// With a number under a name.
    pub(super) fn with(mut self, name: &'static str, value: Quantity) -> Self {
        self.numbers.push(Number { name, value });
        self
    }

    /// With a number when it is known.
    pub(super) fn with_maybe(self, name: &'static str, value: Option<Quantity>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a word its text uses.
    pub(super) fn word(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.words.push((name, text.into()));
        self
    }

    /// At a moment.
    pub(super) fn at(mut self, moment: Moment) -> Self {
        self.moment = moment;
        self
    }

    /// With a number that is missing.
    pub(super) fn lacks(mut self, of: impl Into<ElementId>, key: &'static str) -> Self {
        let missing = Missing { of: of.into(), key };
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
        self
    }

    /// Its numbers moved when two sheets were joined.
    pub(super) fn moved(&mut self, moved: Moved) {
        for number in &mut self.numbers {
            number.value = moved.quantity(number.value);
        }
        self.breaks_at = self.breaks_at.map(|q| moved.quantity(q));
    }

    /// Names the question: rule, element ids, the attribute asked for, and flow id.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut text = self.rule.id.to_owned();
        for subject in &self.subjects {
            text.push(':');
            text.push_str(subject.as_str());
        }
        if let Some(detail) = self.detail {
            text.push('.');
            text.push_str(detail);
        }
        if let Some(flow) = &self.flow {
            text.push('@');
            text.push_str(flow.as_str());
        }
        Fingerprint::new(text)
    }

    /// The number with this name.
    pub fn number(&self, name: &str) -> Option<Quantity> {
        self.numbers.iter().find(|number| number.name == name).map(|number| number.value)
    }
}

/// How safely a fix can be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// As it is.
    AsIs,
    /// It sets numbers that somebody should replace.
    HasPlaceholders,
    /// It may not be what the team wants.
    MayBeWrong,
}

impl Applicability {
    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::AsIs => "applies as is",
            Self::HasPlaceholders => "has placeholders",
            Self::MayBeWrong => "may be wrong",
        }
    }
}

/// A proposed change of the board.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a button says it: "Run 2 copies of Orders".
    pub title: String,
    /// How safely it can be applied.
    pub applicability: Applicability,
    /// The edits it is made of.
    pub edits: Vec<crate::edit::Edit>,
}

/// What a fix would do to every verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FixEffect {
    /// Questions whose verdict gets better.
    pub resolves: Vec<Fingerprint>,
    /// Questions whose verdict gets worse, new ones included.
    pub worsens: Vec<Fingerprint>,
}

/// One cause with its consequences folded under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What it is about, in a line.
    pub title: String,
    /// Indices of its answers, cause first.
    pub answers: Vec<usize>,
    /// The same answers in steps: what happens first, then next.
    pub steps: Vec<StoryStep>,
}

/// One step of a story: answers that say the same thing happens, at one place or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryStep {
    /// What happens, in a word or two: "row lock", "pool full".
    pub label: &'static str,
    /// Indices of its answers.
    pub answers: Vec<usize>,
}
