//! Asks for the numbers that would settle most answers.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Missing, Review, Rule, Set, Verdict};
use crate::model::{ElementId, Unit, attribute};

pub(super) static RULE: Rule = Rule {
    id: "unanswered-question",
    asks: "What is the {attribute} of {subject}?",
    group: Group::Discipline,
    set: Set::Core,
    harm: Harm::Unknown,
    step: "open question",
    story: "Nobody has said the {attribute} of {subject}",
    why: "Five questions come before any code: what is the scale, how fresh must a read be, what happens when this goes down, where is the bottleneck, how does the data flow? A number nobody knows is a decision nobody made.",
    computes: "Every answer that a missing number keeps open counts for that number; the numbers that would settle most answers come first.",
    quiet_when: "No answer depends on the missing number.",
    misses: "Questions about parts that are not drawn.",
    example: Example { drawn: "browser:client -> api -> db:relational-db", stated: "" },
    sources: &["Kleppmann: Designing Data-Intensive Applications, chapter 1 (describing load)"],
    follows: &[],
    ask,
    fixes,
};

const SETTLES: &str = "{help} It would settle {answers settled}";
const NO_FLOW: &str =
    "No flow is described yet: choose the links that a request takes and say how often it happens";

fn ask(ask: &mut Ask<'_>) {
    let mut settled: BTreeMap<Missing, (f64, Vec<u32>)> = BTreeMap::new();
    for answer in ask.answers.iter().filter(|answer| answer.verdict == Verdict::Unknown) {
        for missing in &answer.missing {
            let entry = settled.entry(missing.clone()).or_default();
            entry.0 += 1.0;
            for flow in &answer.flows {
                if !entry.1.contains(flow) {
                    entry.1.push(*flow);
                }
            }
        }
    }
    let mut ranked: Vec<_> = settled.into_iter().collect();
    ranked.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    for (missing, (count, flows)) in ranked {
        let texts = attribute::texts_of(&missing.of, missing.key);
        let (label, help) = texts.unwrap_or((missing.key, ""));
        let count = ask.sheet.constant(count, Unit::Count, "answers that wait for it");
        let settles = if count.value < 1.5 {
            "one answer".to_owned()
        } else {
            format!("{} answers", count.value)
        };
        let mut answer = Answer::new(&RULE, Verdict::Unknown, SETTLES)
            .about(missing.of.clone())
            .word("attribute", attribute::in_sentence(label))
            .word("help", help)
            .word("answers settled", settles)
            .with("answers", count)
            .lacks(missing.of.clone(), missing.key);
        answer.detail = Some(missing.key);
        answer.flows = flows;
        ask.answer(answer);
    }
    if ask.board.flows.is_empty() && !ask.board.links.is_empty() {
        let answer = Answer::new(&RULE, Verdict::Unknown, NO_FLOW)
            .about(ElementId::Board)
            .word("attribute", "load and data flow");
        ask.answer(answer);
    }
}

/// The number has to come from a person.
fn fixes(_: &Review, _: &Answer) -> Vec<Fix> {
    Vec::new()
}
