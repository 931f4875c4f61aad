//! Asks of every flow how much of a request's time is spent on the way between parts.

use super::ask::Ask;
use super::{
    Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, remodel,
};
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::{Flow, NodeId, Unit};

pub(super) static RULE: Rule = Rule {
    id: "hop-tax",
    asks: "What happens to one request of {subject} on its way through {way}?",
    group: Group::Cost,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "hop tax",
    story: "{subject}: most of the time is spent on the way",
    why: "Every hop packs, sends, waits, unpacks, and may fail. When the work itself is short the way is all there is, and what one process would do in a transaction takes seconds.",
    computes: "On the way: network round trips and the time queues take, for all hops of one request. Work: own work of services and stores. The tax is the share of the time spent on the way. One process could carry it when arrivals × work of the services keep less than 30 % of its slots busy.",
    quiet_when: "There are fewer than four hops, work takes 20 % of the time or more, one process could not carry the load, or every hop is said to be required.",
    misses: "Waits in queues under load, which come on top.",
    example: Example {
        drawn: "student:client -> portal -> courses -> events:queue -> seats:worker -> fees -> db:relational-db",
        stated: "order.rate = 100/h; events.service_time = 1 s; portal-to-courses.network = 50 ms; seats-to-fees.network = 50 ms; fees-to-db.network = 5 ms",
    },
    sources: &[
        "The System Design Primer: latency numbers (0.5 ms for a round trip in a data centre)",
    ],
    follows: &[],
    ask,
    fixes,
};

const TAX: &str = "It takes {in all}, {a hop} for each of {hops} hops; {tax} of that is spent on the way. In one process it would be {work}";
const WORKS: &str = "It takes {in all} over {hops} hops, and {tax} of that is spent on the way";
const LOADED: &str =
    "{tax} of its time is spent on the way, but its {arrive} are too much for one process";
const SHORT: &str = "Its way is short: there is little to save";
const RECORDED: &str = "Each of its {hops} hops is required by itself";
const UNKNOWN: &str = "{tax} of its time is spent on the way; nobody has said how often it happens";

const A_FEW: usize = 4;
/// Share of the time that is work, below which the way is all there is.
const LITTLE_WORK: f64 = 0.2;
/// Share of one copy's slots up to which it would carry all of it.
const ROOM: f64 = 0.3;
/// Slots of one process while nobody says otherwise.
const SLOTS: f64 = 200.0;

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let facts = ask.facts;
        let Some(demand) = facts.flows.get(i) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let (services, queues) = hops(ask, demand);
        if services + queues == 0 {
            continue;
        }
        let mut answer = judge(ask, demand, flow, services + queues);
        answer = answer.about(flow.id.clone()).word("way", said(services, queues));
        answer.direction = Direction::Over;
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

/// How many services and queues one request comes through.
fn hops(ask: &Ask<'_>, demand: &FlowDemand) -> (usize, usize) {
    let mut hops = (0, 0);
    for visit in demand.visits.iter().filter(|visit| !demand.starts.contains(&visit.node)) {
        let Some(node) = ask.node(visit.node) else { continue };
        let does = node.kind.behavior;
        if does.delivers_later {
            hops.1 += 1;
        } else if !does.keeps_state && !does.outside_control {
            hops.0 += 1;
        }
    }
    hops
}

/// "6 services and 4 queues".
fn said(services: usize, queues: usize) -> String {
    let some = |count: usize, one: &str| match count {
        1 => format!("one {one}"),
        n => format!("{n} {one}s"),
    };
    match queues {
        0 => some(services, "service"),
        queues => format!("{} and {}", some(services, "service"), some(queues, "queue")),
    }
}

fn judge(ask: &mut Ask<'_>, demand: &FlowDemand, flow: &Flow, hops: usize) -> Answer {
    let count = ask.sheet.constant(hops as f64, Unit::Count, "hops drawn");
    if hops < A_FEW {
        return Answer::new(&RULE, Verdict::Fine, SHORT).with("hops", count);
    }
    let required = demand
        .visits
        .iter()
        .filter(|visit| !demand.starts.contains(&visit.node))
        .filter_map(|visit| ask.node(visit.node))
        .filter(|node| !node.kind.behavior.keeps_state && !node.kind.behavior.outside_control)
        .all(|node| node.required_for.is_some());
    if required {
        return Answer::new(&RULE, Verdict::Fine, RECORDED).with("hops", count);
    }
    let [work, services, way] = times(ask, demand);
    let all = ask.sheet.add(work, way);
    let all = ask.sheet.named("time of one request", demand.place, all);
    let tax = ask.sheet.div(way, all);
    let tax = ask.sheet.in_unit(tax, Unit::Share);
    let tax = ask.sheet.named("share of the time on the way", demand.place, tax);
    let say = |verdict, says| {
        Answer::new(&RULE, verdict, says)
            .with("hops", count)
            .with("in all", all)
            .with("work", work)
            .with("tax", tax)
    };
    if work.value >= LITTLE_WORK * all.value {
        return say(Verdict::Fine, WORKS);
    }
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let Some(rate) = demand.rate.at(moment) else {
        return say(Verdict::Unknown, UNKNOWN).lacks(flow.id.clone(), "rate");
    };
    let hop = ask.sheet.div(all, count);
    if rate.value * services.value > ROOM * SLOTS {
        return say(Verdict::Fine, LOADED).at(moment).with("arrive", rate);
    }
    say(Verdict::Watch, TAX).at(moment).with("a hop", hop)
}

/// Own work of everything, of the services alone, and the time on the way, for one request.
fn times(ask: &mut Ask<'_>, demand: &FlowDemand) -> [Quantity; 3] {
    let (mut work, mut services, mut way) = (Vec::new(), Vec::new(), Vec::new());
    for visit in demand.visits.iter().filter(|visit| !demand.starts.contains(&visit.node)) {
        let Some(node) = ask.node(visit.node) else { continue };
        let Some(own) = ask.facts.node(visit.node).and_then(|load| load.own) else { continue };
        let own = visit.times.map_or(own, |times| ask.sheet.mul(own, times));
        if node.kind.behavior.delivers_later {
            way.push(own);
            continue;
        }
        work.push(own);
        if !node.kind.behavior.keeps_state && !node.kind.behavior.outside_control {
            services.push(own);
        }
    }
    for used in &demand.links {
        let Some(network) = ask.link(used.link).and_then(|link| link.network) else { continue };
        let network = ask.sheet.input(Place::Link(used.link), "network", network);
        let times = demand.visits_of(used.from).and_then(|visit| visit.times);
        let mut term = network;
        for factor in [times, used.per_visit].into_iter().flatten() {
            term = ask.sheet.mul(term, factor);
        }
        way.push(term);
    }
    let work = ask.sheet.sum(&work, Unit::Seconds);
    let services = ask.sheet.sum(&services, Unit::Seconds);
    let way = ask.sheet.sum(&way, Unit::Seconds);
    [
        ask.sheet.named("work", demand.place, work),
        services,
        ask.sheet.named("time on the way", demand.place, way),
    ]
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(demand) = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize))
    else {
        return Vec::new();
    };
    // Services, and the queues between them.
    let members: Vec<NodeId> = demand
        .visits
        .iter()
        .filter(|visit| !demand.starts.contains(&visit.node))
        .filter_map(|visit| board.nodes.at(visit.node as usize))
        .filter(|node| {
            let does = node.kind.behavior;
            let inside = !does.keeps_state || does.delivers_later;
            inside && !does.outside_control && node.required_for.is_none()
        })
        .map(|node| node.id.clone())
        .collect();
    let mut fixes = Vec::new();
    if members.len() > 1 {
        let count = members.len();
        fixes.push(cure::maybe(
            format!("Do it in one process instead of {count} parts"),
            remodel::merged(board, &members),
        ));
    }
    let edits: Vec<_> = members
        .iter()
        .map(|id| cure::set(id.clone(), "required_for", "a reason to be written here"))
        .collect();
    fixes.push(cure::with_placeholders("Say what each hop is required for".to_owned(), edits));
    fixes
}
