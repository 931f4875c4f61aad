//! Asks of every replicated node whether the others can carry the load when one dies.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "no-headroom-after-loss",
    asks: "What happens when one of the {replicas} {subject} dies at peak?",
    group: Group::Availability,
    set: Set::Advice,
    harm: Harm::Down,
    step: "no headroom",
    story: "Losing one of {subject} takes the others with it",
    why: "When one of a few copies dies, the others get its share. If that is more than they can do they fail too, one after another, and adding them back one by one does not help.",
    computes: "Utilisation of the survivors is λ / (μ·(n − 1)/n). At or above 1 the overflow λ − μ·(n − 1)/n fills the queue limit in limit ÷ overflow.",
    quiet_when: "The survivors stay below full, or an admission limit sheds what is too much.",
    misses: "Replicas that start by themselves in time, and requests in flight that die with the replica.",
    example: Example {
        drawn: "browser:client -> api",
        stated: "order.rate = 210/s; api.replicas = 3; api.slots = 10; api.service_time = 100 ms",
    },
    sources: &[
        "Nygard: Release It!, chain reactions",
        "Site Reliability Engineering, chapter 22: addressing cascading failures",
        "Amazon Builders' Library: static stability using availability zones",
    ],
    follows: &["over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "The other copies would be {survivors} busy {moment}: {overflow} more than they can do, and they follow one after another";
const FINE: &str = "The other copies would be {survivors} busy {moment}";
const SHEDS: &str = "The other copies shed what is above {limit} and go on";
const UNKNOWN: &str = "Nobody has said how many requests come here";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let copies = node.replicas().base();
        let flows = ask.flows_through(index);
        if copies < 2.0 || !crate::facts::takes_over(node) || flows.is_empty() {
            continue;
        }
        // A standby does no work: its loss takes nothing away.
        if node.kind.behavior.keeps_state {
            continue;
        }
        let Some(capacity) = ask.facts.node(index).and_then(|load| load.capacity) else { continue };
        let mut answer = judge(ask, node, index, capacity, &flows);
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, capacity: Quantity, flows: &[u32]) -> Answer {
    let place = Place::Node(index);
    let replicas = node.replicas();
    let n = ask.sheet.input(place, "replicas", replicas);
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let left = ask.sheet.sub(n, one);
    let part = ask.sheet.div(left, n);
    let survivors = ask.sheet.mul(capacity, part);
    let survivors = ask.sheet.named("capacity after the loss of one", place, survivors);
    let load = *ask.facts.node(index).unwrap_or(&crate::facts::NodeLoad::default());
    let Some(now) = load.arrivals.at(Moment::Now) else {
        let answer = unknown(&RULE, UNKNOWN, node.id.clone()).with("replicas", n);
        return ask.lacks_rates(answer, flows);
    };
    let full =
        ask.first_moment(|m| load.arrivals.at(m).is_some_and(|a| a.value >= survivors.value));
    let (moment, verdict) = full.unwrap_or((ask.last_moment(), Verdict::Fine));
    let arrivals = load.arrivals.at(moment).unwrap_or(now);
    let use_of = ask.sheet.div(arrivals, survivors);
    let use_of = ask.sheet.in_unit(use_of, Unit::Share);
    let use_of = ask.sheet.named("utilisation after the loss of one", place, use_of);
    let breaks_at = ask.breaks_at(survivors, now);
    let shed =
        node.limit.filter(|limit| verdict != Verdict::Fine && limit.base() <= survivors.value);
    let mut answer = if let Some(limit) = shed {
        let limit = ask.sheet.input(place, "limit", limit);
        Answer::new(&RULE, Verdict::Fine, SHEDS).with("limit", limit)
    } else {
        Answer::new(&RULE, verdict, if verdict == Verdict::Fine { FINE } else { BREAKS })
    };
    answer = answer.about(node.id.clone()).at(moment).with("replicas", n).with("survivors", use_of);
    if verdict != Verdict::Fine {
        let over = ask.sheet.sub(arrivals, survivors);
        answer = answer.with("overflow", over);
        if let Some(limit) = node.queue_limit {
            let limit = ask.sheet.input(place, "queue_limit", limit);
            let fills = ask.sheet.div(limit, over);
            answer = answer.with("queue full after", fills);
        }
    }
    answer.breaks_at = Some(breaks_at);
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(index) = answer.locus else { return Vec::new() };
    let (Some(node), Some(load)) =
        (review.board().nodes.at(index as usize), review.facts().node(index))
    else {
        return Vec::new();
    };
    let (Some(arrivals), Some(capacity)) = (load.arrivals.at(answer.moment), load.capacity) else {
        return Vec::new();
    };
    let each = capacity.value / node.replicas().base();
    let copies = (arrivals.value / (0.8 * each)).ceil() + 1.0;
    let mut fixes = Vec::new();
    if node.capacity.is_none() {
        let Some(count) = cure::copies(copies) else { return fixes };
        fixes.push(cure::as_is(
            format!("Run {count} copies of {}", node.name),
            vec![cure::set(node.id.clone(), "replicas", count)],
        ));
    }
    let after = capacity.value * (node.replicas().base() - 1.0) / node.replicas().base();
    if let Some(limit) = cure::rate_below(after * 0.9) {
        fixes.push(cure::maybe(
            format!("Turn away what is above {limit} at {}", node.name),
            vec![cure::set(node.id.clone(), "limit", limit)],
        ));
    }
    fixes
}
