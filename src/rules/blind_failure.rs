//! Asks of every part that flows need whether anybody would notice when it fails, and could repair it.

use std::collections::BTreeSet;

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::model::Node;

pub(super) static RULE: Rule = Rule {
    id: "blind-failure",
    asks: "Would anyone notice when {subject} fails, and could they get in?",
    group: Group::Operation,
    set: Set::Advice,
    harm: Harm::Down,
    step: "nobody notices",
    story: "Nobody notices that {subject} is down",
    why: "An outage begins when something fails and ends when somebody has repaired it. The alarm that travels through what has failed rings for nobody, and the console that needs what has failed cannot be opened: that is how hours are added to minutes.",
    computes: "A part is seen when something asks it whether it works and somebody is told when it does not. The way of the alert, and what repairing needs, must not pass the part itself, nor anything that cannot do without it.",
    quiet_when: "It has a health check and an alert that do without it, and so does its repair. Boards on which nobody speaks of health checks, alerts or repair at all are not asked.",
    misses: "Alerts that ring all day, and so for nobody.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db; shop -> chat",
        stated: "order.rate = 10/s; shop.health_check = yes; shop.alert = yes; shop.alert_through = chat; db.alert = no; chat.recovery_needs = chat",
    },
    sources: &[
        "Site Reliability Engineering, chapters 6 and 10: monitoring and alerting",
        "Meta engineering: more details about the October 4 outage, 2021 (tools and doors that needed the network)",
        "AWS Builders\u{2019} Library: static stability (control planes are less available than data planes)",
    ],
    follows: &[],
    ask,
    fixes,
};

const THROUGH: &str = "Nobody: the alert goes through {way}, which does not work without it";
const LOCKED_OUT: &str =
    "Somebody notices, but cannot repair it: that needs {way}, which does not work without it";
const SILENT: &str = "Users do first: {what}";
const SEEN: &str = "Somebody is told, and can get in without it";
const UNKNOWN: &str = "Nobody has said who is told when it stops working";

fn ask(ask: &mut Ask<'_>) {
    let speaks = |node: &Node| {
        node.health_check.is_some()
            || node.alert.is_some()
            || node.alert_through.is_some()
            || node.recovery_needs.is_some()
    };
    if !ask.board.nodes.iter().any(speaks) {
        return;
    }
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index).filter(|node| !node.kind.behavior.starts_requests) else {
            continue;
        };
        let flows = ask.flows_through(index);
        if flows.is_empty() && !speaks(node) {
            continue;
        }
        let mut answer = judge(ask, node, index);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &Ask<'_>, node: &Node, index: u32) -> Answer {
    let blocked = |text: &Option<String>| {
        let text = text.as_deref()?;
        named(ask, text).into_iter().find(|part| needs(ask, *part, index))
    };
    let name = |part: u32| ask.node(part).map_or_else(String::new, |node| node.name.clone());
    if let Some(part) = blocked(&node.alert_through) {
        return Answer::new(&RULE, Verdict::Breaks, THROUGH).word("way", name(part));
    }
    if let Some(part) = blocked(&node.recovery_needs) {
        return Answer::new(&RULE, Verdict::Breaks, LOCKED_OUT).word("way", name(part));
    }
    let what = match (node.health_check, node.alert) {
        (Some(false), Some(false)) => "nothing asks it whether it works, and nobody is told",
        (Some(false), _) => "nothing asks it whether it works",
        (_, Some(false)) => "nobody is told when it stops working",
        (_, None) => {
            return Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(node.id.clone(), "alert");
        }
        _ => return Answer::new(&RULE, Verdict::Fine, SEEN),
    };
    Answer::new(&RULE, Verdict::Watch, SILENT).word("what", what)
}

/// The parts that a list of names or ids speaks of; names of nothing on the board stand outside it.
fn named(ask: &Ask<'_>, text: &str) -> Vec<u32> {
    let is = |node: &Node, name: &str| {
        node.name.eq_ignore_ascii_case(name) || node.id.as_str().eq_ignore_ascii_case(name)
    };
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .filter_map(|name| ask.board.nodes.iter().position(|node| is(node, name)))
        .map(|at| at as u32)
        .collect()
}

/// True when a part is another one, or cannot answer without it.
fn needs(ask: &Ask<'_>, part: u32, other: u32) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![part];
    while let Some(at) = todo.pop() {
        if at == other {
            return true;
        }
        if !seen.insert(at) {
            continue;
        }
        let out = ask.facts.network.out(at).iter();
        todo.extend(
            out.filter(|step| ask.link(step.link).is_some_and(crate::model::Link::is_hard))
                .map(|step| step.node),
        );
    }
    false
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let id = || node.id.clone();
    match answer.says {
        THROUGH => vec![cure::with_placeholders(
            format!("Let the alert of {} go another way", node.name),
            vec![cure::set(id(), "alert_through", "a pager outside the board")],
        )],
        LOCKED_OUT => vec![cure::with_placeholders(
            format!("Keep a way in that works without {}", node.name),
            vec![cure::set(id(), "recovery_needs", "a console outside the board")],
        )],
        SILENT => vec![cure::as_is(
            format!("Ask {} whether it works, and tell somebody when it does not", node.name),
            vec![cure::set(id(), "health_check", "yes"), cure::set(id(), "alert", "yes")],
        )],
        _ => Vec::new(),
    }
}
