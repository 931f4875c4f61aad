//! Texts made from answers, kept until the answers change: making them asks the review again.

use std::collections::BTreeMap;

use crate::facts::WhyLine;
use crate::model::Fingerprint;
use crate::rules::{Answer, Fix, FixEffect, NumberText, Review};

/// What a row of the list says about one answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    /// The question.
    pub(super) question: String,
    /// The answer in a sentence or two.
    pub(super) sentence: String,
    /// Its numbers.
    pub(super) numbers: Vec<NumberText>,
    /// "breaks at 4× today".
    pub(super) breaks_at: Option<String>,
}

/// What the open question shows besides.
#[derive(Clone, Debug, Default)]
pub(super) struct Opened {
    fingerprint: Option<Fingerprint>,
    /// The derivation.
    pub(super) why: Vec<WhyLine>,
    /// What could be done.
    pub(super) fixes: Vec<Fix>,
    /// What each fix that was looked at would do.
    effects: BTreeMap<usize, FixEffect>,
}

/// Texts of the current review.
#[derive(Default)]
pub(super) struct Cache {
    /// Of the answers, as the window counts them.
    key: Option<u64>,
    texts: BTreeMap<usize, Texts>,
    opened: Opened,
    /// Where the question looked for last stands among the answers.
    found: Option<(Fingerprint, Option<usize>)>,
}

impl Cache {
    /// Forgets the texts of an earlier review.
    pub(super) fn refresh(&mut self, answers: u64) {
        if self.key != Some(answers) {
            self.key = Some(answers);
            self.texts.clear();
            self.opened = Opened::default();
            self.found = None;
        }
    }

    /// The answer to a question, found once for as long as the answers stay.
    pub(super) fn index_of(&mut self, review: &Review, wanted: &Fingerprint) -> Option<usize> {
        if let Some((fingerprint, index)) = &self.found
            && fingerprint == wanted
        {
            return *index;
        }
        let index = review.answers().iter().position(|answer| answer.fingerprint() == *wanted);
        self.found = Some((wanted.clone(), index));
        index
    }

    /// The texts of the answer at this index.
    pub(super) fn of(&mut self, review: &Review, index: usize) -> &Texts {
        self.texts.entry(index).or_insert_with(|| {
            review.answers().get(index).map_or_else(Texts::default, |answer| Texts {
                question: review.question(answer),
                sentence: review.sentence(answer),
                numbers: review.numbers(answer),
                breaks_at: review.breaks_at(answer),
            })
        })
    }

    /// Derivation and fixes of the open answer.
    pub(super) fn opened(&mut self, review: &Review, answer: &Answer) -> &Opened {
        let fingerprint = answer.fingerprint();
        if self.opened.fingerprint.as_ref() != Some(&fingerprint) {
            self.opened = Opened {
                why: review.why(answer),
                fixes: review.fixes(answer),
                effects: BTreeMap::new(),
                fingerprint: Some(fingerprint),
            };
        }
        &self.opened
    }

    /// What a fix of the open answer would do; computed when first looked at.
    pub(super) fn effect(&mut self, review: &Review, index: usize) -> FixEffect {
        let Some(fix) = self.opened.fixes.get(index) else { return FixEffect::default() };
        self.opened.effects.entry(index).or_insert_with(|| review.effect(fix)).clone()
    }
}
