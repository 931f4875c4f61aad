//! Asks of every node what goes with it when it goes down.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Quantity};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "single-point-of-failure",
    asks: "What happens when {subject} goes down?",
    group: Group::Availability,
    set: Set::Core,
    harm: Harm::Down,
    step: "single copy",
    story: "{subject} stands alone",
    why: "A part that every request must pass and that has nothing to take over stops everything behind it. It will fail: disks, deploys, certificates and people see to that.",
    computes: "A node is a single point of failure of a flow when the flow waits for it on every path, needs its result, has no fallback, and no other copy takes over. Downtime a month is (1 − A) × 730 h for the availability A of one copy; failed requests are the flow's rate times that time.",
    quiet_when: "Another copy takes over by itself; the flow answers without it; it is a managed service that spans zones and meets the flow's objective. A prototype without an objective is only watched.",
    misses: "Failures that take all copies at once: a bad deploy, an expired certificate, a shared configuration.",
    example: Example {
        drawn: "browser:client -> api -> inventory -> db:relational-db",
        stated: "order.rate = 25/s",
    },
    sources: &[
        "AWS Well-Architected Framework, reliability pillar: REL10 and REL11",
        "The System Design Primer: availability patterns",
        "AWS compute service level agreement: instance and region",
    ],
    follows: &[],
    ask,
    fixes,
};

const STOPS: &str = "{flows} {stop}: {share lost} of the traffic. At {availability} that is {downtime a month} a month and {failed requests} failed requests";
const STOPS_UNCOUNTED: &str =
    "{flows} {stop}. At {availability} that is {downtime a month} a month";
const OUTSIDE: &str = "{flows} {stop}, and you cannot run a second copy of it; at {availability} that is {downtime a month} a month";
const SOFT: &str = "Nothing that people wait for stops";
const UNKNOWN: &str = "Nobody has said how often that happens";
const COVERED: &str = "Another copy takes over; {flows} {go} on";
const MANAGED: &str =
    "It is run over several zones for you; at {availability} that is {downtime a month} a month";

fn ask(ask: &mut Ask<'_>) {
    let total = total_rate(ask);
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let through = ask.flows_through(index);
        if node.kind.behavior.starts_requests || through.is_empty() {
            continue;
        }
        let lost: Vec<u32> = through
            .iter()
            .copied()
            .filter(|i| ask.facts.reach.get(*i as usize).is_some_and(|reach| reach.needs(index)))
            .collect();
        let mut answer = judge(ask, node, index, &lost, total);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = lost;
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    lost: &[u32],
    total: Option<Quantity>,
) -> Answer {
    if lost.is_empty() {
        return Answer::new(&RULE, Verdict::Fine, SOFT);
    }
    if crate::facts::takes_over(node) {
        return Answer::new(&RULE, Verdict::Fine, COVERED)
            .word("flows", flow_names(ask, lost))
            .word("go", if lost.len() == 1 { "goes" } else { "go" });
    }
    let Some(up) = ask.facts.availability.get(index as usize).and_then(|a| a.all) else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN)
            .lacks(node.id.clone(), "availability");
    };
    let objective = lost
        .iter()
        .filter_map(|i| ask.facts.flows.get(*i as usize))
        .filter_map(|demand| ask.flow_of(demand)?.availability_objective)
        .map(crate::model::Known::base)
        .fold(0.0, f64::max);
    let behavior = &node.kind.behavior;
    let managed = behavior.outside_control || behavior.spans_zones;
    let down = ask.downtime(up);
    let answer = |verdict, says| {
        Answer::new(&RULE, verdict, says).with("availability", up).with("downtime a month", down)
    };
    if managed && (up.value >= objective && (objective > 0.0 || !behavior.outside_control)) {
        return answer(Verdict::Fine, MANAGED);
    }
    let verdict = if behavior.outside_control || only_prototypes(ask, lost) {
        Verdict::Watch
    } else {
        Verdict::Breaks
    };
    let flows = flow_names(ask, lost);
    let stop = if lost.len() == 1 { "stops" } else { "stop" };
    if behavior.outside_control {
        return answer(verdict, OUTSIDE).word("flows", flows).word("stop", stop);
    }
    match (total, lost_rate(ask, lost)) {
        (Some(total), Some(rate)) if total.value > 0.0 => {
            let share = ask.sheet.div(rate, total);
            let share = ask.sheet.in_unit(share, Unit::Share);
            let failed = ask.sheet.mul(rate, down);
            answer(verdict, STOPS)
                .word("flows", flows)
                .word("stop", stop)
                .with("share lost", share)
                .with("failed requests", failed)
        }
        _ => answer(verdict, STOPS_UNCOUNTED).word("flows", flows).word("stop", stop),
    }
}

fn flow_names(ask: &Ask<'_>, flows: &[u32]) -> String {
    let names: Vec<String> = flows
        .iter()
        .filter_map(|i| ask.facts.flows.get(*i as usize))
        .map(|demand| ask.flow_name(demand))
        .collect();
    list(&names)
}

fn only_prototypes(ask: &Ask<'_>, flows: &[u32]) -> bool {
    flows.iter().filter_map(|i| ask.facts.flows.get(*i as usize)).all(|demand| {
        ask.flow_of(demand).is_some_and(|flow| {
            flow.prototype == Some(true)
                && flow.review_by.is_some()
                && flow.availability_objective.is_none()
        })
    })
}

fn lost_rate(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let rates: Option<Vec<Quantity>> = flows
        .iter()
        .map(|i| ask.facts.flows.get(*i as usize).and_then(|flow| flow.rate.at(Moment::Now)))
        .collect();
    rates.map(|rates| ask.sheet.sum(&rates, Unit::PerSecond))
}

fn total_rate(ask: &mut Ask<'_>) -> Option<Quantity> {
    let rates: Vec<Quantity> =
        ask.facts.flows.iter().filter_map(|flow| flow.rate.at(Moment::Now)).collect();
    if rates.is_empty() {
        return None;
    }
    let sum = ask.sheet.sum(&rates, Unit::PerSecond);
    Some(ask.sheet.named("all traffic", crate::facts::Place::Board, sum))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let mut fixes = cure::redundancy(node);
    for link in review.board().links.iter().filter(|link| link.to == node.id && link.is_hard()) {
        if node.kind.behavior.outside_control {
            fixes.extend(cure::through_a_queue(review, link));
        }
    }
    fixes.extend(cure::fallback(review, node));
    fixes
}
