//! Asks of everything that is split what happens when one key gets much of the traffic.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity, solver};
use crate::model::{Flow, FlowId, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "hot-partition",
    asks: "What happens when one key of {subject} gets {share} of the traffic?",
    group: Group::Contention,
    set: Set::Advice,
    harm: Harm::Down,
    step: "hot partition",
    story: "One partition of {subject} does most of the work",
    why: "Splitting helps as long as the traffic splits too. One tenant, one product, one celebrity goes to one partition, and that one melts while the average looks healthy.",
    computes: "Load of the hottest partition: Σ λ × p over the flows, p the share of the hottest key. What all of it can do is the limit of one partition ÷ p, however many partitions there are.",
    quiet_when: "The hottest key takes less than half of what one partition can do at the event.",
    misses: "Several hot keys that happen to share a partition.",
    example: Example {
        drawn: "browser:client -> shop -> orders:document-db",
        stated: "order.rate = 6000/s; order.hot_key_share = 20 %; orders.partitions = 50; orders.partition_limit = 1000/s",
    },
    sources: &[
        "Amazon DynamoDB documentation: 1,000 writes and 3,000 reads a second of one partition",
        "Amazon S3 documentation: 3,500 writes and 5,500 reads a second of one prefix",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "The hottest key gets {hottest key gets} {moment}, and one partition does {one partition does}: all of it does {effective}, however many partitions there are";
const WATCH: &str = "The hottest key gets {hottest key gets} {moment}; one partition does {one partition does}, and another one does not help";
const FINE: &str =
    "The hottest key gets {hottest key gets} {moment}; one partition does {one partition does}";
const UNKNOWN: &str =
    "That depends on how many requests come, and how many of them want the same key";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index).filter(|node| node.partition_limit.is_some()) else {
            continue;
        };
        let flows = ask.flows_through(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, node, index, &flows);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// What goes to the hottest key of a node at each moment, and the flow that does not say.
fn hottest(ask: &mut Ask<'_>, index: u32) -> (Option<[Quantity; 3]>, Option<FlowId>) {
    let facts = ask.facts;
    let mut sums: [Vec<Quantity>; 3] = Default::default();
    let mut silent = None;
    for step in facts.network.incoming(index) {
        for (_, demand, used) in facts.flows_over(step.link) {
            let Some(flow) = ask.flow_of(demand) else { continue };
            let Some(share) = share(ask, demand.place, flow) else {
                silent.get_or_insert_with(|| flow.id.clone());
                continue;
            };
            for (moment, sum) in Moment::ALL.into_iter().zip(&mut sums) {
                if let Some(rate) = ask.rate_of_use(demand, used, moment) {
                    sum.push(ask.sheet.mul(rate, share));
                }
            }
        }
    }
    if sums.iter().any(Vec::is_empty) {
        return (None, silent);
    }
    let all = sums.map(|terms| {
        let sum = ask.sheet.sum(&terms, Unit::PerSecond);
        ask.sheet.named("load of the hottest partition", Place::Node(index), sum)
    });
    (Some(all), silent)
}

/// Share of the hottest key of a flow.
fn share(ask: &mut Ask<'_>, place: Place, flow: &Flow) -> Option<Quantity> {
    if let Some(share) = flow.hot_key_share {
        return Some(ask.sheet.input(place, "hot_key_share", share));
    }
    let (skew, others) = (flow.key_skew?, flow.other_keys?);
    let top = 1.0 / solver::keys::zipf_sum(others.base() + 1.0, skew.base());
    let operands =
        [ask.sheet.input(place, "key_skew", skew), ask.sheet.input(place, "other_keys", others)];
    let name = "top of a Zipf distribution";
    Some(ask.sheet.formula(name, "Zipf 1949", &operands, top, Unit::Share))
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, flows: &[u32]) -> Answer {
    let place = Place::Node(index);
    let limit = node.partition_limit.map(|limit| ask.sheet.input(place, "partition_limit", limit));
    let (loads, silent) = hottest(ask, index);
    let (Some(limit), Some(loads)) = (limit, loads) else {
        let mut answer = unknown(&RULE, UNKNOWN, node.id.clone()).word("share", "much");
        if let Some(flow) = silent {
            answer = answer.lacks(flow, "hot_key_share");
        }
        return ask.lacks_rates(answer, flows);
    };
    let load = |moment: Moment| {
        let found = Moment::ALL.iter().zip(loads).find(|(at, _)| **at == moment);
        found.map_or(limit, |(_, load)| load)
    };
    let full = ask.first_moment(|moment| load(moment).value >= limit.value);
    let high = ask.first_moment(|moment| load(moment).value >= 0.5 * limit.value);
    let (moment, verdict, says) = match (full, high) {
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) => (moment, Verdict::Watch, WATCH),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let hot = load(moment);
    let all = ask.facts.node(index).and_then(|load| load.arrivals.at(moment));
    let part = all.filter(|all| all.value > 0.0).map(|all| {
        let part = ask.sheet.div(hot, all);
        ask.sheet.in_unit(part, Unit::Share)
    });
    let effective = part.map(|part| {
        let effective = ask.sheet.div(limit, part);
        ask.sheet.named("what all partitions can do", place, effective)
    });
    let share = part.map_or_else(|| "much".to_owned(), |part| Unit::Share.about(part.value));
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .word("share", share)
        .with("hottest key gets", hot)
        .with("one partition does", limit)
        .with("effective", effective.unwrap_or(limit));
    answer.breaks_at = Some(ask.breaks_at(limit, load(Moment::Now)));
    answer
}

/// Spreading the hottest key over several, where its share is stated.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let busiest = answer.number("hottest key gets").zip(answer.number("one partition does"));
    let Some((hot, limit)) = busiest else { return Vec::new() };
    let load = board.nodes.position(node.id.as_str()).and_then(|at| review.facts().node(at as u32));
    let grows = load.map_or(1.0, |load| {
        let at = |moment| load.arrivals.at(moment).map_or(0.0, |q: Quantity| q.value);
        let most = Moment::ALL.into_iter().map(at).fold(0.0, f64::max);
        if at(answer.moment) > 0.0 { most / at(answer.moment) } else { 1.0 }
    });
    let keys = (hot.value * grows / (0.45 * limit.value)).ceil().max(2.0);
    let mut edits = Vec::new();
    for index in &answer.flows {
        let demand = review.facts().flows.get(*index as usize);
        let flow = demand.and_then(|demand| board.flows.at(demand.flow? as usize));
        if let Some((flow, share)) = flow.and_then(|flow| Some((flow, flow.hot_key_share?))) {
            let text = Unit::Share.write((share.base() / keys * 1e6).floor() / 1e6);
            edits.push(cure::set(flow.id.clone(), "hot_key_share", text));
        }
    }
    if edits.is_empty() {
        return Vec::new();
    }
    vec![cure::maybe(format!("Spread the hottest key over {keys} keys of its own"), edits)]
}
