//! Runs as one JSON object; values in base units, shares from 0 to 1. README.md documents it.

use serde_json::{Map, Value, json};

use super::formula::{self, Both};
use super::play::Played;
use super::series::{self, gate_word, id_of};
use crate::model::ElementId;
use crate::simulate::summary::{FlowSummary, Mark, PoolSummary, Recovery, Summary};

pub(super) fn runs(played: &[Played], with_series: bool) -> String {
    let runs: Vec<Value> = played.iter().map(|played| run(played, with_series)).collect();
    let value = json!({ "format": 1, "runs": runs });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn run(played: &Played, with_series: bool) -> Value {
    let Played { stage, timeline, summary, seeds } = played;
    let formulas = formula::both(played);
    let changes: Vec<String> =
        stage.scenario.changes.iter().map(|change| change.sentence(&stage.board)).collect();
    let pools = |gates: bool| {
        let wanted = summary.pools.iter().filter(|pool| pool.gate.is_some() == gates);
        wanted.map(pool).collect::<Vec<_>>()
    };
    let mut value = json!({
        "board": stage.title(),
        "scenario": {
            "id": stage.scenario.id.as_str(),
            "name": stage.scenario.name,
            "changes": changes,
        },
        "at": stage.moment.word(),
        "seconds": timeline.seconds,
        "seed": timeline.seed,
        "events": timeline.events,
        "steady": { "from": summary.phases.steady.from, "until": summary.phases.steady.until },
        "says": summary.says,
        "marks": summary.marks.iter().map(|m| mark(m, played, &formulas)).collect::<Vec<_>>(),
        "flows": summary.flows.iter().map(flow).collect::<Vec<_>>(),
        "nodes": pools(false),
        "gates": pools(true),
        "recovery": recovery(summary.recovery),
        "formulas": formulas.iter().map(both).collect::<Vec<_>>(),
        "seeds": seeds.iter().enumerate().map(|(i, s)| seed(timeline.seed, i, s)).collect::<Vec<_>>(),
    });
    if with_series && let Value::Object(object) = &mut value {
        object.insert("series".to_owned(), all_series(played));
    }
    value
}

fn mark(mark: &Mark, played: &Played, formulas: &[Both]) -> Value {
    let formula = formulas.iter().find_map(|both| match both.mark {
        Some((sort, at)) if sort == mark.sort => Some(at),
        _ => None,
    });
    let subject = mark.sort.subject(&played.summary, &played.stage.board, &played.stage.scenario);
    json!({
        "at": mark.at,
        "sort": mark.sort.word(),
        "subject": subject.as_ref().map(ElementId::as_str),
        "text": mark.text,
        "formula": formula,
    })
}

fn flow(flow: &FlowSummary) -> Value {
    let effects: Vec<Value> = flow
        .effects
        .iter()
        .map(|effect| {
            json!({
                "effect": effect.effect.word(),
                "happened": effect.happened,
                "again": effect.again,
                "recognised": effect.recognised,
            })
        })
        .collect();
    json!({
        "flow": id_of(flow.element.as_ref(), &flow.name),
        "name": flow.name,
        "offered": flow.offered,
        "goodput": flow.goodput,
        "goodput_before": flow.goodput_before,
        "requests": {
            "begun": flow.begun,
            "ok": flow.ok,
            "refused": flow.refused,
            "timed_out": flow.timed_out,
            "failed": flow.failed,
            "under_way": flow.under_way,
        },
        "mean": flow.mean,
        "median": flow.median,
        "p99": flow.p99,
        "attempts": flow.attempts,
        "effects": effects,
        "reads": flow.reads,
        "stale_reads": flow.stale_reads,
    })
}

fn pool(pool: &PoolSummary) -> Value {
    let mut value = Map::new();
    let sort = if pool.gate.is_some() { "link" } else { "node" };
    value.insert(sort.to_owned(), json!(id_of(pool.element.as_ref(), &pool.name)));
    if let Some(gate) = gate_word(pool) {
        value.insert("gate".to_owned(), json!(gate));
    }
    let rest = json!({
        "name": pool.name,
        "slots": pool.slots,
        "peak_busy": pool.peak_busy,
        "busy": pool.busy,
        "peak_line": pool.peak_line,
        "peak_line_at": pool.peak_line_at,
        "arrived": pool.arrived,
        "answered": pool.answered,
        "refused": pool.refused,
        "arrives": pool.arrives_per_second,
        "answers": pool.answers_per_second,
        "refused_share": pool.refused_share,
    });
    if let Value::Object(rest) = rest {
        value.extend(rest);
    }
    Value::Object(value)
}

fn recovery(recovery: Recovery) -> Value {
    match recovery {
        Recovery::Calm => json!({ "state": "calm" }),
        Recovery::Lasting => json!({ "state": "lasting" }),
        Recovery::Recovered { at, after } => {
            json!({ "state": "recovered", "at": at, "after": after })
        }
        Recovery::NotRecovered { watched, share } => {
            json!({ "state": "not-recovered", "watched": watched, "goodput_share": share })
        }
    }
}

fn both(both: &Both) -> Value {
    json!({
        "rule": both.rule,
        "what": both.what,
        "unit": both.unit.base(),
        "formula": both.formula,
        "simulated": both.simulated,
        "outside": both.outside,
    })
}

fn seed(first: u64, at: usize, summary: &Summary) -> Value {
    let full = summary.first_full();
    json!({
        "seed": first.wrapping_add(at as u64),
        "full": full.map(|full| full.at),
        "goodput": summary.flows.iter().map(|flow| flow.goodput).sum::<f64>(),
        "again": summary
            .flows
            .iter()
            .flat_map(|flow| &flow.effects)
            .map(|effect| effect.again)
            .sum::<u64>(),
        "recovery": recovery(summary.recovery),
    })
}

fn all_series(played: &Played) -> Value {
    let series: Vec<Value> = series::of(played)
        .into_iter()
        .map(|series| {
            let finite = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
            json!({
                "element": series.element,
                "series": series.name,
                "unit": series.unit,
                "values": series.values.into_iter().map(finite).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "step": played.timeline.step, "tracks": series })
}
