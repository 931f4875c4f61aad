//! A review as SARIF 2.1.0: one result for every answer that breaks or is to be watched, at the
//! line of its element in the board file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::rules::{self, Answer, Review, Verdict};

/// The SARIF log of a review of `path`, whose text is `text`.
pub(super) fn log(
    review: &Review,
    path: &str,
    text: &str,
    chosen: &dyn Fn(&Answer) -> bool,
) -> Value {
    let lines = lines_of_ids(text);
    let rules: Vec<Value> = rules::ALL
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": { "text": crate::rules::open_question(rule) },
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
                        "artifactLocation": { "uri": uri(path) },
                        "region": { "startLine": answer.subjects.first().and_then(|subject| lines.get(subject.as_str())).copied().unwrap_or(1) },
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

/// The line on which each id stands.
fn lines_of_ids(text: &str) -> BTreeMap<&str, usize> {
    let id = |line: &'_ str| -> Option<(usize, usize)> {
        let from = line.find("id: \"")? + 5;
        let len = line.get(from..)?.find('"')?;
        Some((from, from + len))
    };
    text.lines()
        .enumerate()
        .filter_map(|(at, line)| {
            id(line).and_then(|(from, to)| Some((line.get(from..to)?, at + 1)))
        })
        .collect()
}

/// A path as a relative reference of a URI.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_on_their_lines_whatever_stands_beside_them() {
        let lines = lines_of_ids("(\n  nodes: [(id: \"a\", kind: \"x\"),\n    (id: \"b\")]");
        assert_eq!((lines.get("a"), lines.get("b")), (Some(&2), Some(&3)));
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("my boards/ä.ron"), "my%20boards/%C3%A4.ron");
    }
}
