//! Which answers are others on a later board.

use std::collections::BTreeMap;

use super::{Review, Verdict};
use crate::model::Fingerprint;

/// A question whose verdict is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// As it is asked of the later board, or was of the earlier one.
    pub question: String,
    /// Which question.
    pub fingerprint: Fingerprint,
    /// The verdict before; none where it was not asked.
    pub before: Option<Verdict>,
    /// The verdict after; none where it is not asked any more.
    pub after: Option<Verdict>,
}

/// Which way an answer turned; worse first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Something breaks, or is to be watched, that was better before.
    Worse,
    /// It breaks no more, or less.
    Better,
    /// It is only known, or only asked, otherwise.
    Otherwise,
}

impl Way {
    /// Worse first.
    pub const ALL: [Self; 3] = [Self::Worse, Self::Better, Self::Otherwise];

    /// How it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Otherwise => "otherwise",
        }
    }
}

impl Turned {
    /// Which way.
    pub fn way(&self) -> Way {
        let open = |v: Option<Verdict>| v.filter(|v| matches!(v, Verdict::Breaks | Verdict::Watch));
        match (open(self.before), open(self.after)) {
            (Some(before), Some(after)) if after > before => Way::Better,
            // What is not known any more is not cured.
            (Some(_), None) if self.after == Some(Verdict::Unknown) => Way::Otherwise,
            (Some(_), None) => Way::Better,
            (Some(_) | None, Some(_)) => Way::Worse,
            (None, None) => Way::Otherwise,
        }
    }
}

impl Review {
    /// The answers that are others in a later review, worse ones first.
    pub fn answers_turned(&self, later: &Self) -> Vec<Turned> {
        let by_question = |review: &Self| -> BTreeMap<Fingerprint, usize> {
            let answers = review.answers().iter().enumerate();
            answers.map(|(at, answer)| (answer.fingerprint(), at)).collect()
        };
        let (was, is) = (by_question(self), by_question(later));
        let gone = was.keys().filter(|question| !is.contains_key(*question));
        let mut turned = Vec::new();
        for fingerprint in is.keys().chain(gone) {
            let before = was.get(fingerprint).and_then(|at| self.answers().get(*at));
            let after = is.get(fingerprint).and_then(|at| later.answers().get(*at));
            let (then, now) = (before.map(|a| a.verdict), after.map(|a| a.verdict));
            // What is fine and was not asked, or is not asked any more, is no news.
            let quiet = |verdict: Option<Verdict>| verdict.is_none_or(|v| v == Verdict::Fine);
            if then == now || (quiet(then) && quiet(now)) {
                continue;
            }
            let question = after
                .map(|answer| later.question(answer))
                .or_else(|| before.map(|answer| self.question(answer)))
                .unwrap_or_default();
            let fingerprint = fingerprint.clone();
            turned.push(Turned { question, fingerprint, before: then, after: now });
        }
        turned.sort_by(|a, b| {
            let key = |one: &Turned| (one.way(), one.after.or(one.before));
            key(a).cmp(&key(b)).then_with(|| a.fingerprint.cmp(&b.fingerprint))
        });
        turned
    }
}
