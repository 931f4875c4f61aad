//! Asks of every flow how long the user waits when everything works.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{self, FlowDemand, Hop, Moment, Quantity};
use crate::model::Unit;

pub(super) static RULE: Rule = Rule {
    id: "latency-budget-exceeded",
    asks: "How long does the user of {subject} wait when everything works?",
    group: Group::Waiting,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "too slow",
    story: "{subject} takes longer than it may",
    why: "Waits add up along the calls: six services and four queues make three seconds out of parts that are each quick.",
    computes: "Mean: own work, network and waits of every hop on the critical path, added up; of calls in parallel only the slowest counts. Waits are the solver's: Erlang C for pools, flow-equivalent stations where slots run out, M/G/1 for each key of a lock, at the load of the moment. p99: exact for one pool with exponential work; else that of the gamma distribution with the mean and variance of the whole, an estimate. Timeouts cut; without end when more than one request in a hundred is given up or turned away.",
    quiet_when: "The estimate stays under 70 % of the objective, or the user does not wait for the outcome.",
    misses: "Garbage collection, cold starts, and slow tails that come together.",
    example: Example {
        drawn: "browser:client -> api -> inventory -> db:relational-db",
        stated: "order.rate = 25/s; order.latency_objective = 20 ms",
    },
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications, chapter 1 (percentiles)",
        "The System Design Primer: latency numbers",
    ],
    follows: &["hot-row-lock", "over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "99 of 100 requests are answered within {p99} {moment}; the objective is {objective}. Most of it is {biggest}{outside}";
const NEVER: &str = "Requests queue without end {moment}: {biggest}. The objective is {objective}";
const WATCH: &str = "99 of 100 requests are answered within {p99} {moment}, close to the objective of {objective}. Most of it is {biggest}{outside}";
const FINE: &str =
    "99 of 100 requests are answered within {p99} {moment}; the objective is {objective}{outside}";
const NO_OBJECTIVE: &str = "99 of 100 requests are answered within {p99} {moment}; nobody has said how long is too long{outside}";
const NEVER_NO_OBJECTIVE: &str =
    "Requests queue without end {moment}: {biggest}; nobody has said how long is too long";
const LOST: &str = "More than one request in a hundred is given up or turned away {moment}; most of the wait is {biggest}. The objective is {objective}{outside}";
const LOST_NO_OBJECTIVE: &str = "More than one request in a hundred is given up or turned away {moment}; most of the wait is {biggest}; nobody has said how long is too long{outside}";
const NO_RATE: &str = "Without waiting, 99 of 100 requests are answered within {p99}; how long they wait depends on a rate nobody has said";

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let facts = ask.facts;
        let Some(demand) = facts.flows.get(i) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let objective = flow
            .latency_objective
            .map(|known| ask.sheet.input(demand.place, "latency_objective", known));
        let limit = objective.map_or(f64::INFINITY, |q| q.value);
        let mut chosen: Option<(Moment, Verdict, Vec<Hop>, Quantity)> = None;
        let mut last: Option<facts::Quantity> = None;
        for moment in ask.moments {
            let rate = demand.rate.at(*moment);
            if last.is_some() && rate == last {
                continue;
            }
            last = rate;
            let hops = facts::hops(ask.board, facts, i, *moment, ask.sheet);
            let p99 = facts::p99(facts, i, *moment, &hops, ask.sheet);
            let verdict = match p99.value / limit {
                over if over > 1.0 && *moment == Moment::TwoYears => Verdict::Watch,
                over if over > 1.0 => Verdict::Breaks,
                near if near > 0.7 => Verdict::Watch,
                _ => Verdict::Fine,
            };
            if chosen.as_ref().is_none_or(|(_, worst, ..)| {
                verdict < *worst || (verdict == *worst && *moment == Moment::Event)
            }) {
                chosen = Some((*moment, verdict, hops, p99));
            }
        }
        let Some((moment, verdict, hops, p99)) = chosen else { continue };
        let p99 = ask.sheet.named("p99 (estimate)", demand.place, p99);
        let mean = facts::mean(facts, i, moment, &hops, ask.sheet);
        let mean = ask.sheet.named("mean time to answer", demand.place, mean);
        // Lines end and people give up: then requests are lost, not late.
        let lost = hops.iter().all(|hop| hop.mean.value.is_finite());
        let outside = facts
            .solution(moment)
            .and_then(|solution| solution.routes.get(i)?.outside)
            .map_or_else(String::new, |why| {
                format!(". Outside the formula\u{2019}s range: {}", why.reason())
            });
        let (verdict, says) = match (objective, demand.rate.at(Moment::Now), verdict) {
            (None, ..) if p99.value.is_infinite() && lost => (Verdict::Unknown, LOST_NO_OBJECTIVE),
            (None, ..) if p99.value.is_infinite() => (Verdict::Unknown, NEVER_NO_OBJECTIVE),
            (None, ..) => (Verdict::Unknown, NO_OBJECTIVE),
            (Some(_), None, verdict) if verdict != Verdict::Breaks => (Verdict::Unknown, NO_RATE),
            (.., Verdict::Breaks) if p99.value.is_infinite() && lost => (Verdict::Breaks, LOST),
            (.., Verdict::Breaks) if p99.value.is_infinite() => (Verdict::Breaks, NEVER),
            (.., Verdict::Breaks) => (Verdict::Breaks, BREAKS),
            (.., Verdict::Watch) if p99.value.is_infinite() && lost => (Verdict::Watch, LOST),
            (.., Verdict::Watch) if p99.value.is_infinite() => (Verdict::Watch, NEVER),
            (.., Verdict::Watch) => (Verdict::Watch, WATCH),
            (.., verdict) => (verdict, FINE),
        };
        let mut answer = Answer::new(&RULE, verdict, says)
            .about(flow.id.clone())
            .at(moment)
            .word("outside", outside)
            .with("p99", p99)
            .with("mean", mean)
            .with_maybe("objective", objective);
        if matches!(verdict, Verdict::Breaks | Verdict::Watch) || p99.value.is_infinite() {
            answer = answer.word("biggest", biggest(ask, &hops));
        }
        if verdict == Verdict::Unknown {
            if objective.is_none() {
                answer = answer.lacks(flow.id.clone(), "latency_objective");
            }
            answer = ask.lacks_rates(answer, &[i as u32]);
        }
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

fn biggest(ask: &Ask<'_>, hops: &[Hop]) -> String {
    let Some(hop) = hops.iter().max_by(|a, b| a.mean.value.total_cmp(&b.mean.value)) else {
        return String::new();
    };
    let name = ask.name_at(hop.place);
    if hop.mean.value.is_infinite() {
        return format!("the wait at {name}");
    }
    format!("{name} ({})", Unit::Seconds.about(hop.mean.value))
}

/// Calls that could run at the same time, and calls whose outcome the user need not wait for.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(demand) = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    for visit in &demand.visits {
        fixes.extend(at_the_same_time(review, demand, visit.node));
    }
    let mut calls: Vec<(f64, u32)> = demand
        .links
        .iter()
        .filter(|used| !demand.starts.contains(&used.from))
        .map(|used| (review.facts().flow_time(demand, used.to, Moment::Now), used.link))
        .collect();
    calls.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (_, link) in calls.into_iter().take(2) {
        if let Some(link) = review.board().links.at(link as usize) {
            fixes.extend(cure::through_a_queue(review, link));
        }
    }
    fixes
}

fn at_the_same_time(review: &Review, demand: &FlowDemand, node: u32) -> Option<Fix> {
    let calls: Vec<_> = demand
        .out(node)
        .filter_map(|used| review.board().links.at(used.link as usize))
        .filter(|link| link.interaction.caller_waits() && link.parallel.is_none())
        .collect();
    let name = review.board().nodes.at(node as usize)?.name.clone();
    let group = format!("{}-calls", review.board().nodes.at(node as usize)?.id);
    (calls.len() >= 2).then(|| {
        let edits = calls
            .iter()
            .map(|link| cure::set(link.id.clone(), "parallel", group.clone()))
            .collect();
        cure::maybe(format!("Make the {} calls of {name} at the same time", calls.len()), edits)
    })
}
