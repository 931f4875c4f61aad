//! A review as SARIF 2.1.0: one result for every answer that breaks or is to be watched, at the
//! line of its element in the board file.

use serde_json::{Value, json};

use crate::model::ElementId;
use crate::rules::{self, Answer, Review, Verdict};

/// The SARIF log of a review of `path`, whose text is `text`.
pub(super) fn log(
    review: &Review,
    path: &str,
    text: &str,
    chosen: &dyn Fn(&Answer) -> bool,
) -> Value {
    let rules: Vec<Value> = rules::ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": super::explain::open_question(rule) },
                "fullDescription": { "text": rule.why },
                "help": { "text": rule.computes },
            })
        })
        .collect();
    let results: Vec<Value> = review
        .answers()
        .iter()
        .filter(|answer| answer.verdict <= Verdict::Watch && chosen(answer))
        .map(|answer| {
            json!({
                "ruleId": answer.rule.id,
                "level": if answer.verdict == Verdict::Breaks { "error" } else { "warning" },
                "message": { "text": format!("{} {}", review.question(answer), review.sentence(answer)) },
                "partialFingerprints": { "loadbearing/v1": answer.fingerprint().to_string() },
                "locations": [ {
                    "physicalLocation": {
                        "artifactLocation": { "uri": path },
                        "region": { "startLine": answer.subjects.first().map_or(1, |subject| line_of(text, subject)) },
                    },
                } ],
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [ {
            "tool": { "driver": {
                "name": "loadbearing",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        } ],
    })
}

/// The line on which an element's id stands; the first when it is not found.
fn line_of(text: &str, element: &ElementId) -> usize {
    let wanted = format!("id: {:?}", element.as_str());
    text.lines().position(|line| line.trim().trim_end_matches(',') == wanted).map_or(1, |at| at + 1)
}
