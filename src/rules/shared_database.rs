//! Asks of every database with several writers who decides about it.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "shared-database",
    asks: "What happens to {third} when {other} changes {subject} or doubles its load?",
    group: Group::Data,
    set: Set::Strict,
    harm: Harm::Objective,
    step: "shared database",
    story: "Several teams write into {subject}",
    why: "Two services that write the same tables are one service that is deployed twice: neither can change what it stores without asking the other, and the load of one is the wait of the other.",
    computes: "Writers are the different nodes with a writing link into the store; owners are their teams. The share of each is the rate of its links ÷ that of all writers.",
    quiet_when: "One node writes, or all that write belong to one team.",
    misses: "Schemas of their own within one store, which already part most of it.",
    example: Example {
        drawn: "browser:client -> orders -> db:relational-db; browser -> billing -> db",
        stated: "order.rate = 10/s; orders-to-db.interaction = write; billing-to-db.interaction = write; orders.team = shop; billing.team = finance",
    },
    sources: &[
        "Taibi and Lenarduzzi 2018: on the definition of microservice bad smells (shared persistency)",
    ],
    follows: &[],
    ask,
    fixes,
};

const WATCH: &str = "{writers} of {teams} write into it: {largest} with {share} of the writes. None can change it alone, and the load of each is the wait of the others";
const WATCH_UNCOUNTED: &str = "{writers} of {teams} write into it. None can change it alone, and the load of each is the wait of the others";
const FINE: &str = "{writers} write into it and belong to one team";
const UNKNOWN: &str = "{writers} write into it; nobody has said whose they are";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.keeps_records() {
            continue;
        }
        let facts = ask.facts;
        let mut writers: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for step in facts.network.incoming(index) {
            let writes = ask.link(step.link).is_some_and(|link| {
                matches!(link.interaction, Interaction::Write | Interaction::Lock)
            });
            if writes {
                writers.entry(step.node).or_default().push(step.link);
            }
        }
        if writers.len() < 2 {
            continue;
        }
        let mut answer = judge(ask, node, index, &writers);
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, writers: &BTreeMap<u32, Vec<u32>>) -> Answer {
    // The one that writes most comes first.
    let mut rates: Vec<(u32, Quantity)> = Vec::new();
    for (writer, links) in writers {
        let terms: Vec<Quantity> =
            links.iter().filter_map(|link| ask.facts.link_rate(*link, Moment::Now)).collect();
        rates.push((*writer, ask.sheet.sum(&terms, Unit::PerSecond)));
    }
    rates.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let all: Vec<Quantity> = rates.iter().map(|(_, rate)| *rate).collect();
    let all = ask.sheet.sum(&all, Unit::PerSecond);
    let nodes: Vec<&Node> = rates.iter().filter_map(|(writer, _)| ask.node(*writer)).collect();
    let teams: BTreeSet<&str> = nodes.iter().filter_map(|node| node.team.as_deref()).collect();
    let open = nodes.iter().find(|node| node.team.is_none());
    let count = ask.sheet.constant(nodes.len() as f64, Unit::Count, "nodes that write");
    let (verdict, says) = match (teams.len(), open) {
        (2.., _) if all.value > 0.0 => (Verdict::Watch, WATCH),
        (2.., _) => (Verdict::Watch, WATCH_UNCOUNTED),
        (_, Some(_)) => (Verdict::Unknown, UNKNOWN),
        _ => (Verdict::Fine, FINE),
    };
    let named: Vec<String> = nodes.iter().map(|node| node.name.clone()).collect();
    let teams: Vec<String> = teams.into_iter().map(str::to_owned).collect();
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(node.id.clone())
        .word("writers", super::ask::list(&named))
        .word("teams", super::ask::list(&teams))
        .word("largest", named.first().cloned().unwrap_or_default())
        .with("how many write", count);
    for node in nodes.iter().take(2) {
        answer = answer.about(node.id.clone());
    }
    if let (Verdict::Unknown, Some(open)) = (verdict, open) {
        answer = answer.lacks(open.id.clone(), "team");
    }
    if let Some((_, most)) = rates.first().filter(|_| all.value > 0.0) {
        let share = ask.sheet.div(*most, all);
        let share = ask.sheet.in_unit(share, Unit::Share);
        answer =
            answer.with("share", ask.sheet.named("share of the writes", Place::Node(index), share));
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let nodes: Vec<&Node> =
        answer.subjects.iter().filter_map(|s| board.nodes.get(s.as_str())).collect();
    let [store, owner, ..] = nodes.as_slice() else { return Vec::new() };
    let others = board.links.iter().filter(|link| {
        link.to == store.id
            && link.from != owner.id
            && matches!(link.interaction, Interaction::Write | Interaction::Lock)
    });
    let mut edits = Vec::new();
    for link in others {
        if link.interaction == Interaction::Lock {
            for key in ["lock_scope", "lock_hold", "lock_timeout", "lock_ttl", "lock_fenced"] {
                edits.push(cure::clear(link.id.clone(), key));
            }
        }
        edits.push(Edit::SetInteraction(link.id.clone(), Interaction::Call));
        edits.push(Edit::Reconnect(link.id.clone(), link.from.clone(), owner.id.clone()));
    }
    vec![cure::maybe(
        format!("Let {} alone write into {}; the others ask it", owner.name, store.name),
        edits,
    )]
}
