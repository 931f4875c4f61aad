//! Asks of everything that scales by itself what happens until it has.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, NodeLoad, Place, Quantity};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "spike-outruns-autoscaling",
    asks: "What happens to {subject} in the first minutes of the event?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Down,
    step: "copies come too late",
    story: "{subject} scales after the crowd has come",
    why: "Autoscaling looks at what has been: a metric has to rise, machines have to boot, caches have to warm. A crowd that comes at ten o'clock sharp is there before them, and what fails in the first minutes is tried again.",
    computes: "Requests that find no room are (peak − capacity now) × scale-up time, with the peak there at once. They drain at (capacity with all copies − peak). Capacity grows with the copies: μ × most ÷ now.",
    quiet_when: "The copies that already run can do the peak; an admission limit sheds the rest; or the work comes as messages and all of it is done within the acceptable delay.",
    misses: "A crowd that comes slowly: what autoscaling can follow is no spike.",
    example: Example {
        drawn: "browser:client -> api",
        stated: "order.rate = 25/s; order.event = x8; api.slots = 6; api.service_time = 100 ms; api.max_replicas = 4; api.scale_up_time = 3 min",
    },
    sources: &["Amazon Builders' Library: static stability using availability zones"],
    follows: &["over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "{arrivals} come {moment} and it can do {capacity} until new copies serve after {scale-up takes}: {deficit} requests find no room. With all copies they are worked off after {drained after}";
const NEVER: &str = "{arrivals} come {moment} and it can do {capacity} until new copies serve after {scale-up takes}: {deficit} requests find no room, and even all copies can only do {most}";
const FINE: &str = "{arrivals} come {moment}; the copies that already run can do {capacity}";
const SHEDS: &str = "{arrivals} come {moment}; it turns away what is above {limit} on purpose";
const QUEUES: &str = "{deficit} wait until new copies serve, which takes {worked off within} and may take {acceptable}";
const UNKNOWN: &str = "{arrivals} come {moment} and it can do {capacity}; nobody has said how long new copies take to serve";
const UNKNOWN_RATE: &str =
    "It can do {capacity} before new copies come; nobody has said how many requests come here";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if node.max_replicas.is_none_or(|most| most.base() <= node.replicas().base()) {
            continue;
        }
        let flows = ask.flows_through(index);
        let load = ask.facts.node(index).copied().unwrap_or_default();
        let Some(capacity) = load.capacity.filter(|_| !flows.is_empty()) else { continue };
        let mut answer = judge(ask, node, index, &load, capacity, &flows);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    load: &NodeLoad,
    capacity: Quantity,
    flows: &[u32],
) -> Answer {
    let place = Place::Node(index);
    let Some(now) = load.arrivals.at(Moment::Now) else {
        let answer = unknown(&RULE, UNKNOWN_RATE, node.id.clone()).with("capacity", capacity);
        return ask.lacks_rates(answer, flows);
    };
    let full = ask.first_moment(|moment| {
        load.arrivals.at(moment).is_some_and(|arrivals| arrivals.value >= capacity.value)
    });
    let (moment, verdict) = full.unwrap_or((ask.last_moment(), Verdict::Fine));
    let arrivals = load.arrivals.at(moment).unwrap_or(now);
    let new = |verdict, says| {
        Answer::new(&RULE, verdict, says)
            .at(moment)
            .with("arrivals", arrivals)
            .with("capacity", capacity)
    };
    if full.is_none() {
        return new(verdict, FINE);
    }
    if let Some(limit) = node.limit.filter(|limit| limit.base() <= capacity.value) {
        let limit = ask.sheet.input(place, "limit", limit);
        return new(Verdict::Fine, SHEDS).with("limit", limit);
    }
    let (Some(time), Some(most)) = (node.scale_up_time, node.max_replicas) else {
        return new(Verdict::Unknown, UNKNOWN).lacks(node.id.clone(), "scale_up_time");
    };
    let time = ask.sheet.input(place, "scale_up_time", time);
    let over = ask.sheet.sub(arrivals, capacity);
    let deficit = ask.sheet.mul(over, time);
    let deficit = ask.sheet.named("requests that find no room", place, deficit);
    let most = ask.sheet.input(place, "max_replicas", most);
    let copies = ask.sheet.input(place, "replicas", node.replicas());
    let factor = ask.sheet.div(most, copies);
    let all = ask.sheet.mul(capacity, factor);
    let all = ask.sheet.named("capacity with all copies", place, all);
    let multiple = ask.breaks_at(capacity, now);
    let mut answer = match in_time(ask, index, deficit, all, flows) {
        Some((within, allowed)) => {
            new(Verdict::Fine, QUEUES).with("worked off within", within).with("acceptable", allowed)
        }
        None if all.value > arrivals.value => {
            let spare = ask.sheet.sub(all, arrivals);
            let drained = ask.sheet.div(deficit, spare);
            let drained = ask.sheet.named("time until they are worked off", place, drained);
            new(verdict, BREAKS).with("drained after", drained)
        }
        None => new(verdict, NEVER),
    };
    answer = answer.with("scale-up takes", time).with("deficit", deficit).with("most", all);
    answer.breaks_at = Some(multiple);
    answer
}

/// For messages that all of what waits is done in time, and how long it may take.
fn in_time(
    ask: &mut Ask<'_>,
    index: u32,
    deficit: Quantity,
    all: Quantity,
    flows: &[u32],
) -> Option<(Quantity, Quantity)> {
    if !ask.takes_messages_only(index) {
        return None;
    }
    let mut strictest = None;
    for i in flows {
        let demand = ask.facts.flows.get(*i as usize)?;
        // Who states nothing may be in a hurry.
        let delay = ask.flow_of(demand)?.acceptable_delay?;
        if strictest
            .is_none_or(|(_, known): (Place, crate::model::Known<_>)| delay.base() < known.base())
        {
            strictest = Some((demand.place, delay));
        }
    }
    let (place, delay) = strictest?;
    let allowed = ask.sheet.input(place, "acceptable_delay", delay);
    let within = ask.sheet.div(deficit, all);
    (within.value <= allowed.value).then_some((within, allowed))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let (Some(node), Some(arrivals), Some(capacity)) =
        (node, answer.number("arrivals"), answer.number("capacity"))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let each = capacity.value / node.replicas().base();
    if node.capacity.is_none()
        && let Some(count) = cure::copies((arrivals.value / (0.65 * each)).ceil())
    {
        fixes.push(cure::as_is(
            format!("Start {count} copies of {} before the event", node.name),
            vec![cure::set(node.id.clone(), "replicas", count)],
        ));
    } else if node.capacity.is_some() {
        let enough = Unit::PerSecond.write((arrivals.value / 0.65).ceil());
        fixes.push(cure::with_placeholders(
            format!("Have {enough} ready at {} before the event", node.name),
            vec![cure::set(node.id.clone(), "capacity", enough)],
        ));
    }
    if let Some(limit) = cure::rate_below(capacity.value * 0.9) {
        fixes.push(cure::maybe(
            format!("Let {limit} into {} and the others wait in a waiting room", node.name),
            vec![cure::set(node.id.clone(), "limit", limit)],
        ));
    }
    fixes
}
