//! All questions asked of one board, and everything one may want to know about the answers.

use super::{Answer, Fix, FixEffect, Story};
use crate::facts::WhyLine;
use crate::model::{Board, Provenance, Unit};

/// The answers to every question about one board, at one moment in its life.
///
/// It keeps the board it was asked of, so texts, derivations and fixes are made on demand and
/// always belong to the same numbers. Asking is deterministic: the same board gives the same
/// answers in the same order.
#[derive(Clone, Debug, Default)]
pub struct Review {
    board: Board,
    answers: Vec<Answer>,
    stories: Vec<Story>,
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

impl Review {
    /// Asks every question of a board.
    pub fn of(board: &Board) -> Self {
        Self { board: board.clone(), ..Self::default() }
    }

    /// The board that was asked.
    pub fn board(&self) -> &Board {
        &self.board
    }

    /// Every answer, worst first within the order of the catalogue's weight.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Causes with their consequences, worst first.
    pub fn stories(&self) -> &[Story] {
        &self.stories
    }

    /// The question as it was asked of this place.
    pub fn question(&self, _answer: &Answer) -> String {
        String::new()
    }

    /// The answer in a sentence or two, numbers included.
    pub fn sentence(&self, _answer: &Answer) -> String {
        String::new()
    }

    /// The numbers of an answer.
    pub fn numbers(&self, _answer: &Answer) -> Vec<NumberText> {
        Vec::new()
    }

    /// The weakest input an answer rests on.
    pub fn confidence(&self, _answer: &Answer) -> Provenance {
        Provenance::Stated
    }

    /// "breaks at 4× today", when there is such a multiple.
    pub fn breaks_at(&self, _answer: &Answer) -> Option<String> {
        None
    }

    /// How every number of an answer was computed, line by line, down to the inputs.
    pub fn why(&self, _answer: &Answer) -> Vec<WhyLine> {
        Vec::new()
    }

    /// What could be done about it.
    pub fn fixes(&self, _answer: &Answer) -> Vec<Fix> {
        Vec::new()
    }

    /// What a fix would do to every verdict, by asking the changed board.
    pub fn effect(&self, _fix: &Fix) -> FixEffect {
        FixEffect::default()
    }
}
