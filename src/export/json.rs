//! JSON: the board as its file has it, and every answer; `assets/review.schema.json` describes it.

use serde_json::{Value, json};

use super::{ExportError, Exporter, Options};
use crate::edit::extract;
use crate::model::{Board, ElementId};
use crate::rules::{Answer, Review, Scope};

pub(super) const EXPORTER: Exporter = Exporter { extension: "json", label: "JSON", write };

/// What the file says it is, and which version of it.
const FORMAT: &str = "loadbearing-review";
const VERSION: u32 = 1;

fn write(
    board: &Board,
    review: Option<&Review>,
    options: &Options,
) -> Result<Vec<u8>, ExportError> {
    let value = match review {
        Some(review) => document(review, options),
        None => document(&Review::asked(board, Scope::default()), options),
    };
    let failed = |error: serde_json::Error| ExportError::NotDrawn(error.to_string());
    let mut bytes = serde_json::to_vec_pretty(&value.map_err(failed)?).map_err(failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn document(review: &Review, options: &Options) -> Result<Value, serde_json::Error> {
    let part = options.selection.as_ref().map(|selection| {
        let selected: Vec<ElementId> = selection.iter().cloned().collect();
        extract(review.board(), &selected)
    });
    let board = serde_json::to_value(part.as_ref().unwrap_or_else(|| review.board()))?;
    let answers: Vec<Value> = review
        .answers()
        .iter()
        .enumerate()
        .map(|(at, answer)| one(review, answer, review.is_settled(at)))
        .collect();
    let stories: Vec<Value> = review
        .stories()
        .iter()
        .map(|story| {
            let answers = story.answers.iter().filter_map(|at| review.answers().get(*at));
            let prints: Vec<String> = answers.map(|a| a.fingerprint().to_string()).collect();
            json!({ "title": story.title, "answers": prints })
        })
        .collect();
    Ok(json!({
        "format": FORMAT,
        "version": VERSION,
        "board": board,
        "answers": answers,
        "stories": stories,
    }))
}

fn one(review: &Review, answer: &Answer, settled: bool) -> Value {
    let numbers: Vec<Value> = review
        .numbers(answer)
        .into_iter()
        .map(|number| {
            // JSON has no infinity: a number without limit is none.
            let value = Some(number.value).filter(|value| value.is_finite());
            json!({ "name": number.name, "value": value, "about": number.about })
        })
        .collect();
    json!({
        "rule": answer.rule.id,
        "fingerprint": answer.fingerprint().to_string(),
        "verdict": answer.verdict.word(),
        "moment": answer.moment.word(),
        "question": review.question(answer),
        "answer": review.sentence(answer),
        "subjects": answer.subjects.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>(),
        "numbers": numbers,
        "decided": settled,
    })
}
