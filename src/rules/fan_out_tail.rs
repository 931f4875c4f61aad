//! Asks of calls made at the same time what happens when one of them is slow.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::solver::calls::fan_out;
use crate::facts::{FlowDemand, Place};
use crate::model::{Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "fan-out-tail",
    asks: "What happens when one of the {calls} calls that {subject} makes at once is slow?",
    group: Group::Waiting,
    set: Set::Strict,
    harm: Harm::Objective,
    step: "slow tail",
    story: "{subject} is as slow as the slowest of its calls",
    why: "An answer that needs many others is as late as the last of them. What happens to one call in a hundred happens to six answers in ten when each needs a hundred calls.",
    computes: "Share of requests that meet at least one slow call: 1 − (1 − p)^N for N calls at once, where p = 1 % are slower than their 99th percentile.",
    quiet_when: "Fewer than 4 calls at once, or the flow states no latency objective; or every one of the calls has a fallback to go on without it.",
    misses: "Calls that are slow together, because they share what makes them slow.",
    example: Example {
        drawn: "browser:client -> page; page -> a; page -> b; page -> c; page -> d; page -> e; page -> f",
        stated: "order.rate = 10/s; order.latency_objective = 300 ms; page-to-a.parallel = all; page-to-b.parallel = all; page-to-c.parallel = all; page-to-d.parallel = all; page-to-e.parallel = all; page-to-f.parallel = all",
    },
    sources: &["Dean and Barroso: The Tail at Scale, Communications of the ACM 2013"],
    follows: &["latency-budget-exceeded"],
    ask,
    fixes,
};

const TAIL: &str = "{slow share} of requests meet at least one of {calls} calls in its slowest 1 %: what is rare for each is usual for all";
const PARTIAL: &str = "It answers without those that are late";

/// Calls at once from which one asks.
const MANY: f64 = 4.0;
/// Share of calls that are slower than their 99th percentile.
const SLOW: f64 = 0.01;

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    for (i, demand) in facts.flows.iter().enumerate() {
        let Some(flow) = ask.flow_of(demand).filter(|flow| flow.latency_objective.is_some()) else {
            continue;
        };
        for (node, links, calls) in groups(ask, demand) {
            let Some(tail) = ask.node(node) else { continue };
            let soft = links.iter().all(|link| !link.is_hard());
            let count = ask.sheet.constant(calls, Unit::Count, "calls at once");
            let slow = ask.sheet.constant(SLOW, Unit::Share, "slower than the 99th percentile");
            let share = ask.sheet.formula(
                "share that meets a slow one",
                "1 − (1 − p)^N (Dean and Barroso 2013)",
                &[slow, count],
                fan_out(SLOW, calls),
                Unit::Share,
            );
            let share = ask.sheet.named("share that meets a slow one", Place::Node(node), share);
            let mut answer = if soft {
                Answer::new(&RULE, Verdict::Fine, PARTIAL)
            } else {
                Answer::new(&RULE, Verdict::Watch, TAIL)
            };
            answer = answer.about(tail.id.clone()).with("calls", count).with("slow share", share);
            answer.locus = Some(node);
            answer.flow = Some(flow.id.clone());
            answer.flows = vec![i as u32];
            ask.answer(answer);
        }
    }
}

/// Calls that one node makes at the same time on a flow: its largest group, when that is many.
fn groups<'a>(ask: &Ask<'a>, demand: &FlowDemand) -> Vec<(u32, Vec<&'a Link>, f64)> {
    let mut all: BTreeMap<(u32, &str), (Vec<&Link>, f64)> = BTreeMap::new();
    for used in &demand.links {
        let waits = |link: &&Link| link.interaction.caller_waits();
        let Some(link) = ask.link(used.link).filter(waits) else { continue };
        let Some(group) = link.parallel.as_deref() else { continue };
        let entry = all.entry((used.from, group)).or_default();
        entry.0.push(link);
        entry.1 += used.per_visit.map_or(1.0, |times| times.value);
    }
    let mut largest: BTreeMap<u32, (Vec<&Link>, f64)> = BTreeMap::new();
    for ((node, _), group) in all {
        if group.1 >= MANY && largest.get(&node).is_none_or(|known| known.1 < group.1) {
            largest.insert(node, group);
        }
    }
    largest.into_iter().map(|(node, (links, calls))| (node, links, calls)).collect()
}

/// Going on without those that are late.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first() else { return Vec::new() };
    let edits: Vec<_> = board
        .links
        .iter()
        .filter(|link| {
            link.from.as_str() == node.as_str() && link.parallel.is_some() && link.is_hard()
        })
        .map(|link| cure::set(link.id.clone(), "fallback", "partial"))
        .collect();
    if edits.is_empty() {
        return Vec::new();
    }
    let name = board.name_of(node);
    vec![cure::maybe(format!("Let {name} answer without those that are late"), edits)]
}
