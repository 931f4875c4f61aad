//! Asks of every store that strangers reach directly who stands in between.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Place, Quantity};
use crate::model::{Interaction, Link, Node, NodeId, Point, Unit, kinds};

pub(super) static RULE: Rule = Rule {
    id: "datastore-exposed",
    asks: "What happens when {subject} talks straight to {other}?",
    group: Group::Operation,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "store exposed",
    story: "{subject} reaches {other} directly",
    why: "Whoever can reach a store can ask it anything it understands. Nobody checks who they are or what they may see, every user takes a connection, and the tables can never change again, because every copy of the program out there knows them.",
    computes: "Every user of a client is a connection; their number is compared with the most the store accepts when both are stated.",
    quiet_when: "A service or gateway stands in between, or it is an object store, which lends single files by signed addresses.",
    misses: "Stores that check each row themselves, and what a network in between lets through.",
    example: Example { drawn: "app:client -> db:relational-db", stated: "order.rate = 1/s" },
    sources: &[
        "Threagile: rule unguarded-direct-datastore-access",
        "OWASP: database security cheat sheet",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "Nobody in between checks who asks and for what, and its tables can never change without every copy of {subject}";
const CONNECTIONS: &str = "Nobody in between checks who asks and for what; {users} users are {users} connections where it takes {connections}";
const FINE: &str = "It lends single files by signed addresses that expire";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        let Some((from, to)) = ask.facts.network.ends(index) else { continue };
        let (Some(tail), Some(head)) = (ask.node(from), ask.node(to)) else { continue };
        if !is_stranger(tail) || !is_store(head) || link.interaction == Interaction::Replicate {
            continue;
        }
        let flows = ask.flows_over(index);
        let mut answer = judge(ask, head, to, &flows)
            .about(tail.id.clone())
            .about(head.id.clone())
            .about(link.id.clone());
        answer.locus = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// People's devices, and what somebody else runs.
fn is_stranger(node: &Node) -> bool {
    let behavior = &node.kind.behavior;
    behavior.starts_requests
        || (behavior.outside_control && !behavior.keeps_state && !behavior.answers_from_copy)
}

/// What keeps data and hands it to whoever asks; a queue only takes.
fn is_store(node: &Node) -> bool {
    let behavior = &node.kind.behavior;
    behavior.keeps_state && !behavior.delivers_later
}

fn judge(ask: &mut Ask<'_>, head: &Node, to: u32, flows: &[u32]) -> Answer {
    if head.kind.behavior.outside_control {
        return Answer::new(&RULE, Verdict::Fine, FINE);
    }
    let most =
        head.max_connections.map(|most| ask.sheet.input(Place::Node(to), "max_connections", most));
    let users = users(ask, flows);
    match users.zip(most) {
        Some((users, most)) if users.value > most.value => {
            Answer::new(&RULE, Verdict::Breaks, CONNECTIONS)
                .with("users", users)
                .with("connections", most)
        }
        _ => Answer::new(&RULE, Verdict::Breaks, BREAKS),
    }
}

fn users(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let mut terms = Vec::new();
    for i in flows {
        let Some(demand) = ask.facts.flows.get(*i as usize) else { continue };
        if let Some(users) = ask.flow_of(demand).and_then(|flow| flow.users) {
            terms.push(ask.sheet.input(demand.place, "users", users));
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::Count))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let link = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str()));
    let Some(link) = link else { return Vec::new() };
    let (Some(tail), Some(head)) =
        (board.nodes.get(link.from.as_str()), board.nodes.get(link.to.as_str()))
    else {
        return Vec::new();
    };
    ["service", "function"]
        .iter()
        .filter_map(|kind| between(review, link, tail, head, kind))
        .collect()
}

fn between(review: &Review, link: &Link, tail: &Node, head: &Node, kind: &str) -> Option<Fix> {
    let kind = kinds::by_slug(kind)?;
    let name = format!("{} access", head.name);
    let at = Point::new(f32::midpoint(tail.at.x, head.at.x), f32::midpoint(tail.at.y, head.at.y));
    let id = NodeId::new(review.board().free_id(&name));
    let node = Node::bare(id, kind, name, at, None, false, Vec::new());
    let what = kind.label.to_lowercase();
    Some(cure::with_placeholders(
        format!("Put a {what} between {} and {}", tail.name, head.name),
        vec![
            Edit::InsertOn { link: link.id.clone(), node, onward: link.interaction },
            Edit::SetInteraction(link.id.clone(), Interaction::Call),
        ],
    ))
}
