//! Answers with what a simulation says of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::json::finite;
use crate::model::Fingerprint;
use crate::rules::{Agreement, Answer, Review, Unchecked};

/// What the simulation says, by question; empty while nobody asked for it.
#[derive(Debug, Default)]
pub(super) struct Checked(BTreeMap<Fingerprint, Result<Vec<Agreement>, Unchecked>>);

impl Checked {
    /// Simulates some answers, one after the other.
    pub(super) fn of(review: &Review, wanted: &dyn Fn(&Answer) -> bool) -> Self {
        let mut found = BTreeMap::new();
        for answer in review.answers().iter().filter(|answer| wanted(answer)) {
            if let Some(checked) = review.check(answer, &mut |_| true) {
                found.insert(answer.fingerprint(), checked);
            }
        }
        Self(found)
    }

    /// What it says of an answer, a line each; none for what has no simulation.
    pub(super) fn lines(&self, answer: &Answer) -> Vec<String> {
        match self.0.get(&answer.fingerprint()) {
            None => Vec::new(),
            Some(Ok(all)) => {
                let sign = |agrees: bool| if agrees { "≈" } else { "≠" };
                all.iter().map(|one| format!("{} {}", sign(one.agrees), one.sentence)).collect()
            }
            Some(Err(why)) => vec![format!("not simulated: {why}")],
        }
    }

    /// The same as values; none while nobody asked for it or where there is no simulation.
    pub(super) fn json(&self, answer: &Answer) -> Option<Value> {
        Some(match self.0.get(&answer.fingerprint())? {
            Ok(all) => all.iter().map(agreement).collect(),
            Err(why) => json!({ "not_simulated": why.to_string() }),
        })
    }
}

fn agreement(one: &Agreement) -> Value {
    json!({
        "what": one.what,
        "formula": finite(one.formula),
        "simulated": finite(one.simulated),
        "unit": one.unit.base(),
        "tolerance": one.tolerance,
        "agrees": one.agrees,
        "sentence": one.sentence,
    })
}
