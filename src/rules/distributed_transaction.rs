//! Asks of every transaction over several stores what it costs and what happens without its
//! coordinator.

use super::ask::{Ask, list};
use super::technology::{tagged, without};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "distributed-transaction",
    asks: "What happens when {subject} stalls while {stores} wait to commit?",
    group: Group::Data,
    set: Set::Advice,
    harm: Harm::Down,
    step: "in doubt",
    story: "{subject} and every store have to be there at once",
    why: "Between the promise to commit and the commit every store keeps its locks and waits. When whoever coordinates is lost in between, they wait until somebody brings it back: nobody else may decide.",
    computes: "All of them have to be up: A = Π A of the stores × A of the coordinator. Locks are held for two round trips and the longest prepare, 2·RTT + max S, with 0.5 ms for a round trip where nobody has stated one; one record is changed at most 1 ÷ that often.",
    quiet_when: "All the data is in one store, where a local transaction does the same.",
    misses: "How long a lost coordinator stays lost.",
    example: Example {
        drawn: "browser:client -> enrol -> students:relational-db; enrol -> seats:relational-db",
        stated: "order.rate = 1/s; enrol.technologies = 2pc, saga; enrol-to-students.interaction = write; enrol-to-seats.interaction = write; enrol-to-seats.outbox = yes",
    },
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications, chapter 9: distributed transactions in practice",
        "Gray and Lamport 2006: consensus on transaction commit",
    ],
    follows: &[],
    ask,
    fixes,
};

const OBJECTIVE: &str = "{stores} and the coordinator all have to be up: {available} together, which misses the {objective} that was promised. Records stay locked for {held}{twice}";
const FULL: &str = "Records stay locked for {held}, so one is changed at most {ceiling}; {hottest item gets} want the hottest one {moment}{twice}";
const WATCH: &str = "{stores} and the coordinator all have to be up: {available} together. Records stay locked for {held}, and until it comes back when the coordinator is lost in between{twice}";
const WATCH_UNCOUNTED: &str = "Records stay locked for {held}, and until it comes back when the coordinator is lost in between{twice}";
const LOCAL: &str = "All of it is in one store: a local transaction does the same";

const TWICE: &str =
    ". The outbox or saga beside it solves the same problem a second time: one of the two can go";
/// What people call it.
const TAGS: &[&str] = &["2pc", "xa", "dtc"];
const ALSO: &[&str] = &["saga", "outbox"];

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if node.technologies.is_none() || !tagged(node, TAGS) {
            continue;
        }
        let flows = ask.flows_through(index);
        let mut answer = judge(ask, node, index, &flows);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// Links that write into stores from a coordinator, or from who calls it when it writes nothing
/// itself; each store once.
fn parts(ask: &Ask<'_>, index: u32) -> Vec<(u32, u32)> {
    let facts = ask.facts;
    let mut out: Vec<(u32, u32)> = Vec::new();
    let callers = facts.network.incoming(index).iter().map(|step| step.node);
    for tail in std::iter::once(index).chain(callers) {
        for step in facts.network.out(tail) {
            let writes =
                ask.link(step.link).zip(ask.node(step.node)).is_some_and(|(link, head)| {
                    takes_part(link, head) && !out.iter().any(|(_, known)| *known == step.node)
                });
            if writes {
                out.push((step.link, step.node));
            }
        }
        if !out.is_empty() {
            break;
        }
    }
    out
}

fn takes_part(link: &Link, head: &Node) -> bool {
    let behavior = &head.kind.behavior;
    match link.interaction {
        Interaction::Write | Interaction::Lock => {
            behavior.keeps_state && !behavior.answers_from_copy
        }
        Interaction::Message => behavior.delivers_later,
        _ => false,
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, flows: &[u32]) -> Answer {
    let parts = parts(ask, index);
    let names: Vec<String> =
        parts.iter().filter_map(|(_, head)| ask.node(*head)).map(|n| n.name.clone()).collect();
    let new = |verdict, says| Answer::new(&RULE, verdict, says).word("stores", list(&names));
    if parts.len() < 2 {
        return new(Verdict::Fine, LOCAL);
    }
    let outbox =
        parts.iter().any(|(link, _)| ask.link(*link).is_some_and(|link| link.outbox == Some(true)));
    let twice = if outbox || tagged(node, ALSO) { TWICE } else { "" };
    let available = available(ask, index, &parts);
    let held = held(ask, index, &parts);
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let ceiling = ask.sheet.div(one, held);
    let ceiling =
        ask.sheet.named("most changes a second of one record", Place::Node(index), ceiling);
    let objective = objective(ask, flows);
    let share = hottest(ask, flows);
    let rate = |ask: &Ask<'_>, moment| {
        let rates = parts.iter().filter_map(|(link, _)| ask.facts.link_rate(*link, moment));
        rates.max_by(|a, b| a.value.total_cmp(&b.value))
    };
    let full = ask.first_moment(|moment| {
        share.zip(rate(ask, moment)).is_some_and(|(p, rate)| p.value * rate.value >= ceiling.value)
    });
    let missed =
        available.zip(objective).is_some_and(|(available, wanted)| available.value < wanted.value);
    let (moment, verdict, says) = match (full, missed, available) {
        (Some((moment, verdict)), ..) => (moment, verdict, FULL),
        (None, true, _) => (Moment::Now, Verdict::Breaks, OBJECTIVE),
        (None, false, Some(_)) => (Moment::Now, Verdict::Watch, WATCH),
        (None, false, None) => (Moment::Now, Verdict::Watch, WATCH_UNCOUNTED),
    };
    let wanted = full.and_then(|(moment, _)| share.zip(rate(ask, moment)));
    let wanted = wanted.map(|(share, rate)| ask.sheet.mul(rate, share));
    new(verdict, says)
        .at(moment)
        .word("twice", twice)
        .with_maybe("available", available)
        .with_maybe("objective", objective)
        .with("held", held)
        .with("ceiling", ceiling)
        .with_maybe("hottest item gets", wanted)
}

/// All of them up at once.
fn available(ask: &mut Ask<'_>, index: u32, parts: &[(u32, u32)]) -> Option<Quantity> {
    let nodes = std::iter::once(index).chain(parts.iter().map(|(_, head)| *head));
    let up: Option<Vec<Quantity>> =
        nodes.map(|node| ask.facts.availability.get(node as usize).and_then(|a| a.all)).collect();
    let all = ask.sheet.product(&up?, Unit::Share);
    Some(ask.sheet.named("all of them up at once", Place::Node(index), all))
}

/// How long locks are held: two round trips and the longest prepare.
fn held(ask: &mut Ask<'_>, index: u32, parts: &[(u32, u32)]) -> Quantity {
    let trips = parts
        .iter()
        .filter_map(|(link, _)| ask.link(*link).and_then(|known| Some((*link, known.network?))));
    let slowest = trips.max_by(|a, b| a.1.base().total_cmp(&b.1.base()));
    let trip = match slowest {
        Some((link, network)) => ask.sheet.input(Place::Link(link), "network", network),
        None => ask.sheet.guess(0.0005, Unit::Seconds, "round trip in one data centre"),
    };
    let two = ask.sheet.constant(2.0, Unit::Factor, "2");
    let mut held = ask.sheet.mul(two, trip);
    let prepares = parts.iter().filter_map(|(_, head)| ask.facts.node(*head)?.own);
    if let Some(longest) = prepares.max_by(|a, b| a.value.total_cmp(&b.value)) {
        held = ask.sheet.add(held, longest);
    }
    ask.sheet.named("time records stay locked", Place::Node(index), held)
}

fn objective(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let stated = flows.iter().filter_map(|i| {
        let demand = ask.facts.flows.get(*i as usize)?;
        Some((demand.place, ask.flow_of(demand)?.availability_objective?))
    });
    let (place, highest) = stated.max_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
    Some(ask.sheet.input(place, "availability_objective", highest))
}

fn hottest(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let stated = flows.iter().filter_map(|i| {
        let demand = ask.facts.flows.get(*i as usize)?;
        Some((demand.place, ask.flow_of(demand)?.hot_key_share?))
    });
    let (place, share) = stated.max_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
    Some(ask.sheet.input(place, "hot_key_share", share))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let node = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str()));
    let Some(node) = node else { return Vec::new() };
    let writes: Vec<(&Link, &Node)> = board
        .links
        .iter()
        .filter(|link| link.from == node.id)
        .filter_map(|link| Some((link, board.nodes.get(link.to.as_str())?)))
        .filter(|(link, head)| takes_part(link, head))
        .collect();
    let drop = match without(node, TAGS) {
        Some(rest) => cure::set(node.id.clone(), "technologies", rest),
        None => cure::clear(node.id.clone(), "technologies"),
    };
    let Some((_, first)) = writes.iter().find(|(_, head)| head.kind.behavior.keeps_records())
    else {
        return vec![cure::maybe("Drop the coordinator".to_owned(), vec![drop])];
    };
    let others = || writes.iter().filter(|(_, head)| head.id != first.id);
    let mut saga = vec![drop.clone()];
    saga.extend(others().map(|(link, _)| cure::set(link.id.clone(), "outbox", "yes")));
    let mut fixes = vec![cure::maybe(
        format!("Write {} and let the others follow from its outbox, with a way back", first.name),
        saga,
    )];
    if others().all(|(_, head)| head.kind.behavior.keeps_records()) {
        let mut merge = vec![drop];
        for (link, _) in others() {
            merge.push(Edit::Reconnect(link.id.clone(), link.from.clone(), first.id.clone()));
        }
        fixes.push(cure::maybe(
            format!("Keep it all in {}: one local transaction", first.name),
            merge,
        ));
    }
    fixes
}
