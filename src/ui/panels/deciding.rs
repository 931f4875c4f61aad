//! Which numbers decide: asked for here, found out by the window's owner.
//!
//! Finding out asks the changed board again and again; a frame does not wait for that.

use crate::model::Fingerprint;
use crate::rules::{Counterfactual, Flip, Guess};

/// What one wants to know the deciding numbers of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One answer.
    Answer(Fingerprint),
    /// All of the board.
    Board,
}

/// What decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Deciding {
    /// It is being found out.
    Asked,
    /// It could not be.
    Failed,
    /// The numbers that would turn an answer, and the board without what is built too big.
    Answer {
        /// Nearest to its turning point first.
        flips: Vec<Flip>,
        /// Of what is built too big.
        smaller: Option<Box<Counterfactual>>,
    },
    /// The guesses on which most verdicts hang.
    Board(Vec<Guess>),
}

/// What is known about the current answers, as far as somebody looked.
#[derive(Default)]
pub struct Decides {
    found: Vec<(Subject, Deciding)>,
    wanted: Option<Subject>,
}

impl Decides {
    /// What decides a subject; it is wanted when nobody knows yet.
    pub fn look(&mut self, subject: &Subject) -> Deciding {
        if let Some((_, known)) = self.found.iter().find(|(found, _)| found == subject) {
            return known.clone();
        }
        self.wanted = Some(subject.clone());
        Deciding::Asked
    }

    /// What is to be found out.
    pub fn take_wanted(&mut self) -> Option<Subject> {
        self.wanted.take()
    }

    /// What was found out.
    pub fn put(&mut self, subject: Subject, known: Deciding) {
        self.wanted.take_if(|wanted| *wanted == subject);
        self.found.push((subject, known));
    }
}
