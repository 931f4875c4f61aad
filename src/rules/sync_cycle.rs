//! Asks of every circle of calls what happens when each waits for the other.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::Quantity;
use crate::model::{Interaction, Unit};

pub(super) static RULE: Rule = Rule {
    id: "sync-cycle",
    asks: "What happens when {subject} waits for {other} while {other} waits for {subject}?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Down,
    step: "circle of calls",
    story: "{subject} waits for itself",
    why: "Each request that goes round needs a second slot where it already holds one. While there are free slots nobody notices; once all of them are held by requests that wait for their second one, none can go on, and nothing but a restart helps.",
    computes: "A circle of links whose callers wait, found in the graph. A request holds a slot of every part it has come through, so that with s slots no more than s ÷ 2 requests can be inside at once without the risk that all wait for each other.",
    quiet_when: "One of the links is a message, nobody in the circle holds a slot while it waits, or a timeout ends every call of it.",
    misses: "Circles through parts that nobody drew: a shared gateway, a library that calls home.",
    example: Example {
        drawn: "browser:client -> orders -> stock -> orders",
        stated: "order.rate = 10/s; orders.slots = 200",
    },
    sources: &[
        "Taibi and Lenarduzzi: On the definition of microservice bad smells (cyclic dependency), IEEE Software 2018",
        "Coffman, Elphick and Shoshani: System deadlocks, 1971",
    ],
    follows: &[],
    ask,
    fixes,
};

const STOPS: &str = "{parts} wait for each other in a circle. A request that goes round needs two slots of {subject}: with more than {safe at once} inside at once all may wait for a second one, and then none goes on";
const ENDS: &str = "{parts} wait for each other in a circle; with more than {safe at once} inside at once all may wait for a second slot until their timeouts end it";
const UNKNOWN: &str = "{parts} wait for each other in a circle; how many fit in at once depends on the slots of {subject}";
const FREE: &str = "{parts} call each other in a circle, but none of them holds a slot meanwhile";

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    let waits = |link: u32| {
        facts.flows_over(link).next().is_some()
            && ask.link(link).is_some_and(|l| {
                l.interaction == Interaction::Call || l.interaction == Interaction::Lock
            })
    };
    for knot in facts.network.knots(waits) {
        if knot.len() < 2 {
            continue;
        }
        let answer = judge(ask, &knot);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, knot: &[u32]) -> Answer {
    let facts = ask.facts;
    let names: Vec<String> =
        knot.iter().filter_map(|node| Some(ask.node(*node)?.name.clone())).collect();
    let blocking: Vec<u32> = knot
        .iter()
        .copied()
        .filter(|node| ask.node(*node).is_some_and(super::super::model::node::Node::blocks))
        .collect();
    // The part with the fewest slots is where all of them are taken first.
    let slots = |node: u32| facts.node(node).and_then(|load| load.slots);
    let least = blocking
        .iter()
        .copied()
        .filter_map(|node| Some((node, slots(node)?)))
        .min_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let first = least.map(|(node, _)| node).or_else(|| blocking.first().copied());
    let first = first.or_else(|| knot.first().copied()).unwrap_or(0);
    let inside = |link: u32| {
        facts.network.ends(link).is_some_and(|(a, b)| knot.contains(&a) && knot.contains(&b))
    };
    let links: Vec<u32> = (0..ask.board.links.len() as u32).filter(|link| inside(*link)).collect();
    let limited = links.iter().all(|link| ask.link(*link).is_some_and(|l| l.timeout.is_some()));
    let (verdict, says) = match (blocking.is_empty(), least.is_some(), limited) {
        (true, ..) => (Verdict::Fine, FREE),
        (_, false, _) => (Verdict::Unknown, UNKNOWN),
        (.., true) => (Verdict::Watch, ENDS),
        _ => (Verdict::Breaks, STOPS),
    };
    let mut answer = Answer::new(&RULE, verdict, says).word("parts", list(&names));
    let others = knot.iter().copied().filter(|node| *node != first);
    for node in std::iter::once(first).chain(others) {
        if let Some(node) = ask.node(node) {
            answer = answer.about(node.id.clone());
        }
    }
    if let (Some((_, slots)), false) = (least, blocking.is_empty()) {
        let two = ask.sheet.constant(2.0, Unit::Count, "slots of one request");
        let safe: Quantity = ask.sheet.div(slots, two);
        let safe = ask.sheet.in_unit(safe, Unit::Count);
        answer = answer.with("slots", slots).with("safe at once", safe);
    }
    if verdict == Verdict::Unknown
        && let Some(node) = ask.node(first)
    {
        answer = answer.lacks(node.id.clone(), "slots");
    }
    let mut flows: Vec<u32> = links.iter().flat_map(|link| ask.flows_over(*link)).collect();
    flows.sort_unstable();
    flows.dedup();
    answer.locus = Some(first);
    answer.flows = flows;
    answer
}

/// Any link of the circle may become a message; the one back to where requests come in is the first.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let names: Vec<&str> = answer.subjects.iter().map(crate::model::ElementId::as_str).collect();
    let Some(first) = names.first() else { return Vec::new() };
    let back = board.links.iter().find(|link| {
        link.to.as_str() == *first
            && names.contains(&link.from.as_str())
            && link.interaction.caller_waits()
    });
    let Some(back) = back else { return Vec::new() };
    let name = |id: &crate::model::NodeId| board.name_of(&id.clone().into());
    let mut edits = vec![crate::edit::Edit::SetInteraction(back.id.clone(), Interaction::Message)];
    // What only a call has goes with it.
    for attribute in crate::model::link::LINK_ATTRIBUTES {
        if attribute.group == "Waiting and trying again" && (attribute.get)(back).is_some() {
            edits.push(cure::clear(back.id.clone(), attribute.key));
        }
    }
    vec![cure::maybe(
        format!("Let {} tell {} by a message and not wait", name(&back.from), name(&back.to)),
        edits,
    )]
}
