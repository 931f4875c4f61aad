//! Asks of every entry what happens when more comes than anything behind it can do.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::node::Overflow;
use crate::model::{Node, NodeId, Unit};

pub(super) static RULE: Rule = Rule {
    id: "no-admission-control",
    asks: "What happens when more comes through {subject} than anybody planned for?",
    group: Group::Operation,
    set: Set::Advice,
    harm: Harm::Down,
    step: "nothing turned away",
    story: "{subject} lets everything in",
    why: "A system that takes everything serves nobody once there is too much: all of it waits, gives up and comes again, and the work done for those who have left is lost. One that turns away what it cannot do goes on serving as many as it can.",
    computes: "Each part behind the entry can do capacity ÷ visits a request, each lock its cap ÷ uses a request; the least of them is what the flow can do. It is compared with what the entry takes, slots ÷ hold, without limit where it has no slots.",
    quiet_when: "A rate limit, an admission limit or a bounded queue that refuses stands before the narrowest part; the inflow is bounded; or ten times the planned load still fits.",
    misses: "Limits that nobody drew: of the platform, the provider, the operating system.",
    example: Example {
        drawn: "browser:client -> gate:gateway -> shop",
        stated: "order.rate = 10/s; shop.slots = 4; shop.service_time = 100 ms",
    },
    sources: &[
        "AWS Well-Architected Framework, reliability pillar: REL05-BP02 throttle requests, REL05-BP04 fail fast and limit queues",
        "Nygard: Release It!, unbalanced capacities",
    ],
    follows: &["over-capacity", "hot-row-lock"],
    ask,
    fixes,
};

const WATCH: &str = "It takes {taken} and {narrowest} can do {can be done}: {ratio} as much gets in as can be served, and nothing on the way turns any of it away";
const UNLIMITED: &str = "It takes whatever comes and {narrowest} can do {can be done}; above that everybody waits and nothing on the way turns anybody away";
const SHEDS: &str = "{guard} turns away what is too much before {narrowest} has to do it";
const BOUNDED: &str = "Only a known number of people or machines can cause it";
const ROOM: &str = "{narrowest} is the first to be full, at {room} the load that is planned for";
const UNKNOWN: &str = "{narrowest} can do {can be done}; nobody has said how much is planned for";

/// So many times the planned load that nobody has to stand at the door.
const PLENTY: f64 = 10.0;

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    let mut asked = vec![false; ask.board.nodes.len()];
    for index in 0..ask.board.links.len() as u32 {
        let Some((from, to)) = facts.network.ends(index) else { continue };
        let (Some(tail), Some(head)) = (ask.node(from), ask.node(to)) else { continue };
        let behavior = &head.kind.behavior;
        let first = asked.get(to as usize) == Some(&false);
        if !tail.kind.behavior.starts_requests || behavior.outside_control || !first {
            continue;
        }
        if let Some(asked) = asked.get_mut(to as usize) {
            *asked = true;
        }
        let flows = ask.flows_over(index);
        let mut worst: Option<Answer> = None;
        for i in &flows {
            let Some(demand) = facts.flows.get(*i as usize) else { continue };
            let Some(mut answer) = judge(ask, demand, *i, to) else { continue };
            answer.flow = ask.flow_id(demand);
            if worst.as_ref().is_none_or(|known| answer.verdict < known.verdict) {
                worst = Some(answer);
            }
        }
        if let Some(mut answer) = worst {
            // The question is about the entry, whichever flow is worst.
            answer.flow = None;
            answer.subjects = vec![head.id.clone().into()];
            answer.locus = Some(to);
            answer.flows = flows;
            ask.answer(answer);
        }
    }
}

/// The narrowest part of a flow: which one, what it can do in requests of the flow, and its place
/// in the order of visits.
struct Narrowest {
    name: String,
    can_do: Quantity,
    at: usize,
}

fn narrowest(ask: &mut Ask<'_>, demand: &FlowDemand, flow: u32) -> Option<Narrowest> {
    let facts = ask.facts;
    let reach = facts.reach.get(flow as usize)?;
    // Only the narrowest is written down.
    let mut least: Option<(f64, usize, Option<u32>)> = None;
    for (at, visit) in demand.visits.iter().enumerate() {
        if !reach.needs(visit.node) {
            continue;
        }
        let times = visit.times.map_or(1.0, |times| times.value);
        let capacity = facts.node(visit.node).and_then(|load| load.capacity);
        if let Some(capacity) = capacity.filter(|_| times > 0.0)
            && least.is_none_or(|(known, ..)| capacity.value / times < known)
        {
            least = Some((capacity.value / times, at, None));
        }
        for used in demand.out(visit.node) {
            let lock = facts.locks.get(used.link as usize).copied().flatten();
            let uses = times * used.per_visit.map_or(1.0, |uses| uses.value);
            if let Some(cap) = lock.and_then(|lock| lock.cap).filter(|_| uses > 0.0)
                && least.is_none_or(|(known, ..)| cap.value / uses < known)
            {
                least = Some((cap.value / uses, at, Some(used.link)));
            }
        }
    }
    let (_, at, lock) = least?;
    let visit = demand.visits.get(at)?;
    let mut divisors = vec![visit.times];
    let (most, name, place) = if let Some(link) = lock {
        let used = demand.out(visit.node).find(|used| used.link == link)?;
        divisors.push(used.per_visit);
        let head = ask.node(used.to)?;
        (
            facts.locks.get(link as usize)?.as_ref()?.cap?,
            format!("the lock at {}", head.name),
            Place::Link(link),
        )
    } else {
        let node = ask.node(visit.node)?;
        (facts.node(visit.node)?.capacity?, node.name.clone(), Place::Node(visit.node))
    };
    let mut can_do = most;
    for divisor in divisors.into_iter().flatten() {
        can_do = ask.sheet.div(can_do, divisor);
    }
    let can_do = ask.sheet.named("requests of the flow it can do", place, can_do);
    Some(Narrowest { name, can_do, at })
}

/// Who turns something away before the narrowest part has to do it.
fn guard(ask: &Ask<'_>, demand: &FlowDemand, flow: u32, at: usize) -> Option<String> {
    let reach = ask.facts.reach.get(flow as usize)?;
    let sheds = |node: &Node| {
        node.limit.is_some()
            || (node.queue_limit.is_some() && node.overflow != Some(Overflow::Block))
    };
    for visit in demand.visits.iter().take(at + 1) {
        let Some(node) = ask.node(visit.node) else { continue };
        if reach.needs(visit.node) && sheds(node) {
            return Some(node.name.clone());
        }
        // What leads to the narrowest part may be limited too.
        let limited = demand.out(visit.node).any(|used| {
            ask.link(used.link).is_some_and(|link| link.limit.is_some() || link.bulkhead.is_some())
        });
        if limited {
            return Some(node.name.clone());
        }
    }
    None
}

fn judge(ask: &mut Ask<'_>, demand: &FlowDemand, flow: u32, entry: u32) -> Option<Answer> {
    let new = |verdict, says| Answer::new(&RULE, verdict, says);
    if ask.flow_of(demand).is_some_and(|flow| flow.bounded == Some(true)) {
        return Some(new(Verdict::Fine, BOUNDED));
    }
    let narrowest = narrowest(ask, demand, flow)?;
    let can_do = narrowest.can_do;
    if let Some(guard) = guard(ask, demand, flow, narrowest.at) {
        return Some(
            new(Verdict::Fine, SHEDS).word("guard", guard).word("narrowest", narrowest.name),
        );
    }
    let moment = ask.last_moment();
    let new = |verdict, says| {
        Answer::new(&RULE, verdict, says)
            .at(moment)
            .word("narrowest", narrowest.name.clone())
            .with("can be done", can_do)
    };
    let (Some(rate), Some(now)) = (demand.rate.at(moment), demand.rate.at(Moment::Now)) else {
        return Some(ask.lacks_rates(new(Verdict::Unknown, UNKNOWN), &[flow]));
    };
    let room = ask.sheet.div(can_do, rate);
    if room.value >= PLENTY {
        return Some(new(Verdict::Fine, ROOM).with("room", room));
    }
    let visits = demand.visits_of(entry).and_then(|visit| visit.times);
    let taken = ask.facts.node(entry).and_then(|load| load.capacity).map(|taken| match visits {
        Some(times) => ask.sheet.div(taken, times),
        None => taken,
    });
    let mut answer = match taken {
        Some(taken) if taken.value > can_do.value * 1.001 => {
            let ratio = ask.sheet.div(taken, can_do);
            new(Verdict::Watch, WATCH).with("taken", taken).with("ratio", ratio)
        }
        // The entry itself is the narrowest, with a queue that has no end.
        _ => new(Verdict::Watch, UNLIMITED),
    };
    answer.breaks_at = Some(ask.breaks_at(can_do, now));
    Some(answer)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let (Some(node), Some(can_do)) = (node, answer.number("can be done")) else {
        return Vec::new();
    };
    let id = || -> NodeId { node.id.clone() };
    let mut fixes = Vec::new();
    if let Some(limit) = cure::rate_below(can_do.value * 0.9) {
        fixes.push(cure::with_placeholders(
            format!("Turn away what is above {limit} at {}, and say when to come back", node.name),
            vec![cure::set(id(), "limit", limit)],
        ));
    }
    // As many as are served in a second: nobody waits longer than that for nothing.
    let most = can_do.value.ceil();
    if (1.0..1e9).contains(&most) {
        let most = Unit::Count.write(most);
        fixes.push(cure::maybe(
            format!("Let at most {most} wait at {} and refuse the others at once", node.name),
            vec![cure::set(id(), "queue_limit", most), cure::set(id(), "overflow", "reject")],
        ));
    }
    fixes
}
