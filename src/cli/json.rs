//! A review as one JSON object; values in base units, full precision.

use serde::Serialize;
use serde_json::{Value, json};

use super::checked::Checked;
use crate::file::format::FORMAT;
use crate::model::{ElementId, Value as _};
use crate::rules::{Answer, Review, State};

/// The whole review; `chosen` answers, and the stories among them.
pub(super) fn review(
    review: &Review,
    chosen: &dyn Fn(&Answer) -> bool,
    checked: &Checked,
) -> Value {
    let mut left = effects_to_compute(review);
    let answers: Vec<Value> = review
        .answers()
        .iter()
        .filter(|answer| chosen(answer))
        .map(|a| answer(review, a, checked, &mut left))
        .collect();
    let stories: Vec<Value> = review
        .stories()
        .iter()
        .map(|story| {
            let answers = || story.answers.iter().filter_map(|i| review.answers().get(*i));
            (
                story,
                answers().all(chosen),
                answers().map(|a| a.fingerprint().to_string()).collect::<Vec<_>>(),
            )
        })
        .filter(|(_, all, _)| *all)
        .map(|(story, _, answers)| json!({ "title": story.title, "answers": answers }))
        .collect();
    json!({
        "board": review.board().name_of(&ElementId::Board),
        "format": FORMAT,
        "answers": answers,
        "stories": stories,
    })
}

/// How many fixes are tried on a board of this size: each asks the whole changed board.
///
/// Answers come worst first, so on a very large board it is the lesser ones whose fixes say
/// nothing about other verdicts (`null`).
fn effects_to_compute(review: &Review) -> usize {
    let size = review.board().nodes.len() + review.board().links.len();
    (200_000 / size.max(1)).max(20)
}

/// One answer; the order of the fields is the one of the documentation.
#[derive(Serialize)]
struct AnswerJson {
    rule: &'static str,
    verdict: &'static str,
    direction: &'static str,
    question: String,
    answer: String,
    moment: &'static str,
    flow: Option<String>,
    subjects: Vec<String>,
    numbers: Vec<Value>,
    breaks_at: Option<f64>,
    confidence: &'static str,
    caused_by: Vec<String>,
    fixes: Vec<Value>,
    decision: Option<Value>,
    fingerprint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<Value>,
}

fn answer(review: &Review, answer: &Answer, checked: &Checked, left: &mut usize) -> Value {
    let fingerprint = answer.fingerprint();
    let texts = |list: &[crate::model::Fingerprint]| {
        list.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let value = AnswerJson {
        rule: answer.rule.id,
        verdict: answer.verdict.word(),
        direction: answer.direction.word(),
        question: review.question(answer),
        answer: review.sentence(answer),
        moment: answer.moment.word(),
        flow: answer.flow.as_ref().map(ToString::to_string),
        subjects: answer.subjects.iter().map(|subject| subject.as_str().to_owned()).collect(),
        numbers: review
            .numbers(answer)
            .into_iter()
            .map(|number| {
                json!({
                    "name": number.name,
                    "value": finite(number.value),
                    "unit": number.unit.base(),
                    "provenance": number.provenance.word(),
                })
            })
            .collect(),
        breaks_at: answer.breaks_at.map(|q| q.value).filter(|value| value.is_finite()),
        confidence: review.confidence(answer).word(),
        caused_by: answer
            .caused_by
            .iter()
            .filter_map(|cause| review.answers().get(*cause))
            .map(|cause| cause.fingerprint().to_string())
            .collect(),
        fixes: review
            .fixes(answer)
            .into_iter()
            .map(|fix| {
                let effect = (*left > 0).then(|| review.effect(&fix));
                *left = left.saturating_sub(1);
                json!({
                    "title": fix.title,
                    "applicability": fix.applicability.word(),
                    "resolves": effect.as_ref().map(|effect| texts(&effect.resolves)),
                    "worsens": effect.as_ref().map(|effect| texts(&effect.worsens)),
                })
            })
            .collect(),
        decision: review.board().decisions.get(fingerprint.as_str()).map(|decision| {
            let standing = review.standings().iter().find(|s| s.question == fingerprint);
            let open = standing.and_then(|standing| match &standing.state {
                State::Reopened(why) => Some(why.sentence(decision.ruling)),
                State::Settled | State::Stale => None,
            });
            json!({
                "ruling": decision.ruling.word(),
                "reason": decision.reason,
                "by": decision.by,
                "on": decision.on.map(|day| day.to_text()),
                "open_again": open,
            })
        }),
        fingerprint: fingerprint.to_string(),
        agreement: checked.json(answer),
    };
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// JSON has no infinity: what has no limit is null.
pub(super) fn finite(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}
