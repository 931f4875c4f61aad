//! Asks of every part with copies what happens when the zone they stand in goes dark.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::{Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "single-zone",
    asks: "What happens to {subject} when one zone goes dark?",
    group: Group::Availability,
    set: Set::Advice,
    harm: Harm::Down,
    step: "one zone",
    story: "All copies of {subject} stand in one place",
    why: "Two copies in one building share its power, its network and its cooling. What was bought to survive the loss of one copy goes with the other.",
    computes: "Copies that take over for each other and stand in one zone stop together. Over z zones the others have to do z ÷ (z − 1) times their load.",
    quiet_when: "The copies stand in two zones or more and the rest can do the work; the flow asks for less than 99.9 %; the part spans zones by itself, or has no second copy at all (then the question is single-point-of-failure).",
    misses: "Zones that share what they should not: one control plane, one certificate, one configuration.",
    example: Example {
        drawn: "browser:client -> shop",
        stated: "order.rate = 10/s; order.availability_objective = 99.95 %; shop.replicas = 2; shop.zones = 1",
    },
    sources: &[
        "AWS Well-Architected Framework, reliability pillar: REL10, deploy to several locations",
        "AWS compute service level agreement: 99.99 % for a region, 99.5 % for an instance",
    ],
    follows: &[],
    ask,
    fixes,
};

const DARK: &str =
    "All its copies stand in one zone: {flows} {stop} when it goes dark, however many there are";
const FULL: &str = "The copies in the other zones would be {survivors} busy {moment}: they follow";
const FINE: &str = "The copies in the other zones would be {survivors} busy {moment}";
const FINE_UNCOUNTED: &str = "Copies in other zones go on";
const UNKNOWN: &str = "Nobody has said over how many zones its copies are spread";

/// Objective from which one asks for a second zone.
const ASKS_FOR_TWO: f64 = 0.999;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let behavior = node.kind.behavior;
        if behavior.starts_requests || behavior.spans_zones || behavior.outside_control {
            continue;
        }
        if !crate::facts::takes_over(node) {
            continue;
        }
        let flows: Vec<u32> = ask
            .flows_through(index)
            .into_iter()
            .filter(|i| {
                let needed =
                    ask.facts.reach.get(*i as usize).is_some_and(|reach| reach.needs(index));
                let demand = ask.facts.flows.get(*i as usize);
                let asks = demand
                    .and_then(|demand| ask.flow_of(demand)?.availability_objective)
                    .is_some_and(|objective| objective.base() >= ASKS_FOR_TWO);
                needed && asks
            })
            .collect();
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

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, flows: &[u32]) -> Answer {
    let Some(zones) = node.zones else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(node.id.clone(), "zones");
    };
    let names: Vec<String> = flows
        .iter()
        .filter_map(|i| ask.facts.flows.get(*i as usize))
        .map(|demand| ask.flow_name(demand))
        .collect();
    let stop = if flows.len() == 1 { "stops" } else { "stop" };
    if zones.base() < 2.0 {
        return Answer::new(&RULE, Verdict::Watch, DARK)
            .word("flows", list(&names))
            .word("stop", stop);
    }
    // A standby does no work: what is left can do as much as before.
    let Some(load) = ask.facts.node(index).filter(|_| !node.kind.behavior.keeps_state) else {
        return Answer::new(&RULE, Verdict::Fine, FINE_UNCOUNTED);
    };
    let utilisation = load.utilisation;
    let left = |moment| {
        let z = zones.base();
        utilisation.at(moment).map_or(0.0, |used: Quantity| used.value * z / (z - 1.0))
    };
    let full = ask.first_moment(|moment| left(moment) >= 1.0);
    let moment = full.map_or_else(|| ask.last_moment(), |(moment, _)| moment);
    let Some(used) = utilisation.at(moment) else {
        return Answer::new(&RULE, Verdict::Fine, FINE_UNCOUNTED);
    };
    let zones = ask.sheet.input(Place::Node(index), "zones", Known { ..zones });
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let others = ask.sheet.sub(zones, one);
    let times = ask.sheet.div(zones, others);
    let survivors = ask.sheet.mul(used, times);
    let survivors = ask.sheet.in_unit(survivors, Unit::Share);
    let survivors =
        ask.sheet.named("utilisation of the other zones", Place::Node(index), survivors);
    let (verdict, says) =
        if full.is_some() { (Verdict::Watch, FULL) } else { (Verdict::Fine, FINE) };
    Answer::new(&RULE, verdict, says).at(moment).with("survivors", survivors)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let Some(survivors) = answer.number("survivors") else {
        let copies = node.replicas().base().max(2.0);
        let mut edits = vec![cure::set(node.id.clone(), "zones", "2")];
        // Each zone has to do all of it alone.
        let load = review.board().nodes.position(node.id.as_str());
        let load = load.and_then(|at| review.facts().node(at as u32));
        let busiest = load.map_or(0.0, |load| {
            crate::facts::Moment::ALL
                .iter()
                .filter_map(|moment| load.utilisation.at(*moment))
                .map(|used| used.value)
                .fold(0.0, f64::max)
        });
        if node.kind.behavior.keeps_state {
            return vec![cure::as_is(
                format!("Spread the copies of {} over 2 zones", node.name),
                edits,
            )];
        }
        let wanted = (copies * (2.0 * busiest / 0.9).max(1.0)).ceil();
        if let Some(text) = cure::copies(wanted).filter(|_| wanted > copies) {
            edits.push(cure::set(node.id.clone(), "replicas", text));
        }
        return vec![cure::as_is(
            format!("Spread the copies of {} over 2 zones", node.name),
            edits,
        )];
    };
    let wanted = (node.replicas().base() * survivors.value / 0.8).ceil();
    cure::copies(wanted)
        .map(|text| {
            cure::as_is(
                format!("Run {text} copies of {}, so that those of one zone can go", node.name),
                vec![cure::set(node.id.clone(), "replicas", text)],
            )
        })
        .into_iter()
        .collect()
}
