//! Asks of everything that keeps the truth only in memory what a restart takes with it.

use std::collections::BTreeSet;

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, move_data};
use crate::facts::{Moment, Place, Quantity};
use crate::model::node::{Access, DataKind, State};
use crate::model::{Interaction, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "volatile-system-of-record",
    asks: "What happens when {subject} restarts?",
    group: Group::Data,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "lost at restart",
    story: "{subject} forgets at a restart what nobody else knows",
    why: "Memory is gone after a crash, a deploy, or an eviction when it is full. For a copy that is a slow minute. For the only place that knows it is the end of that data.",
    computes: "What a restart takes is writes a second × the time since the last durable copy: the stated backup interval, else everything since it started, which is said as writes a day. Writes are those stated for the data, else the rates of the links that write to it.",
    quiet_when: "What it holds survives a restart (durable), is disposable, is no system of record, or is also kept in a durable store on the board under the same name.",
    misses: "What a durable store acknowledges before it is on disk: Redis with its log written every second loses about a second, and copies that lag lose what they lack.",
    example: Example {
        drawn: "browser:client -> shop -> carts:cache",
        stated: "order.rate = 25/s; shop-to-carts.interaction = write; carts.data.carts.system_of_record = yes",
    },
    sources: &["Redis documentation: persistence and replication"],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "{data} {are} kept nowhere else, and only in memory: everything written since it started is gone, {written a day} a day";
const COPIED: &str =
    "{data} {are} kept nowhere else: what was written in the last {since the copy} is gone, {lost}";
const UNCOUNTED: &str = "{data} {are} kept nowhere else, and only in memory: everything written since it started is gone";
const QUEUE: &str = "Messages it has accepted and not yet delivered are gone, and whoever sent them was told they are safe";
const FINE: &str = "What it holds can be lost: it is disposable, or kept elsewhere";
const DURABLE: &str = "What it holds survives a restart";
const UNKNOWN: &str = "That depends on whether {data} {are} kept anywhere else";

fn ask(ask: &mut Ask<'_>) {
    let board = ask.board;
    let mut kept: Option<BTreeSet<&str>> = None;
    for index in 0..board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let Some(is_volatile) = volatility(node) else { continue };
        let kept = kept.get_or_insert_with(|| kept_durably(ask));
        let mut answer =
            if is_volatile { judge(ask, node, index, kept) } else { said(Verdict::Fine, DURABLE) };
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn said(verdict: Verdict, says: &'static str) -> Answer {
    Answer::new(&RULE, verdict, says)
}

/// Whether a restart takes what a node holds; none when it holds nothing worth asking about.
fn volatility(node: &Node) -> Option<bool> {
    let behavior = &node.kind.behavior;
    if behavior.delivers_later {
        return (node.durable == Some(false)).then_some(true);
    }
    if node.data.is_empty() || node.state == Some(State::Shared) {
        return None;
    }
    let in_memory = behavior.answers_from_copy && behavior.keeps_state
        || !behavior.keeps_state && node.state == Some(State::PerInstance);
    match node.durable {
        Some(durable) => Some(!durable),
        None => in_memory.then_some(true),
    }
}

/// Names of data that some node on the board keeps through a restart.
fn kept_durably<'a>(ask: &Ask<'a>) -> BTreeSet<&'a str> {
    let durable = |node: &&Node| {
        node.kind.behavior.keeps_state
            && !node.kind.behavior.delivers_later
            && node.durable.unwrap_or(!node.kind.behavior.answers_from_copy)
    };
    let nodes = ask.board.nodes.iter().filter(durable);
    nodes.flat_map(|node| node.data.iter().map(|data| data.name.as_str())).collect()
}

fn is_record(data: &DataKind) -> bool {
    data.system_of_record == Some(true) && data.disposable != Some(true)
}

fn is_undecided(data: &DataKind) -> bool {
    data.system_of_record.is_none() && data.disposable.is_none()
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, kept: &BTreeSet<&str>) -> Answer {
    if node.kind.behavior.delivers_later {
        let matters = ask
            .facts
            .flows_through(index)
            .any(|(_, demand)| ask.flow_of(demand).is_some_and(|flow| flow.side_effect.is_some()));
        let disposable =
            !node.data.is_empty() && node.data.iter().all(|d| d.disposable == Some(true));
        return match (disposable, matters) {
            (true, _) => said(Verdict::Fine, FINE),
            (false, true) => said(Verdict::Breaks, QUEUE),
            (false, false) => said(Verdict::Watch, QUEUE),
        };
    }
    let elsewhere = |data: &DataKind| kept.contains(data.name.as_str());
    let lost: Vec<&DataKind> =
        node.data.iter().filter(|data| is_record(data) && !elsewhere(data)).collect();
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    if lost.is_empty() {
        let open: Vec<&DataKind> =
            node.data.iter().filter(|data| is_undecided(data) && !elsewhere(data)).collect();
        if open.is_empty() {
            return said(Verdict::Fine, FINE);
        }
        return unknown(&RULE, UNKNOWN, node.id.clone())
            .word("are", are(open.len()))
            .word("data", move_data::names(open.into_iter()))
            .lacks(node.id.clone(), "system_of_record");
    }
    let writes = writes(ask, index, &lost);
    let place = Place::Node(index);
    let answer = match (writes, node.backup_interval) {
        (None, _) => said(Verdict::Breaks, UNCOUNTED),
        (Some(writes), Some(interval)) => {
            let interval = ask.sheet.input(place, "backup_interval", interval);
            let lost = ask.sheet.mul(writes, interval);
            let lost = ask.sheet.named("writes lost at a restart", place, lost);
            said(Verdict::Breaks, COPIED)
                .with("writes", writes)
                .with("since the copy", interval)
                .with("lost", lost)
        }
        (Some(writes), None) => {
            let daily = ask.per_day(writes);
            said(Verdict::Breaks, BREAKS).with("writes", writes).with("written a day", daily)
        }
    };
    answer.word("are", are(lost.len())).word("data", move_data::names(lost.into_iter()))
}

/// How often something that would be lost is written: as stated for the data, else as often as
/// links write.
fn writes(ask: &mut Ask<'_>, index: u32, lost: &[&DataKind]) -> Option<Quantity> {
    let mut terms = Vec::new();
    for rate in lost.iter().filter_map(|data| data.writes) {
        terms.push(ask.sheet.input(Place::Node(index), "writes", rate));
    }
    if terms.is_empty() {
        for step in ask.facts.network.incoming(index) {
            let writes = ask.link(step.link).is_some_and(|link| {
                matches!(link.interaction, Interaction::Write | Interaction::Lock)
            });
            terms.extend(ask.facts.link_rate(step.link, Moment::Now).filter(|_| writes));
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let Some(node) = node else { return Vec::new() };
    let mut fixes = Vec::new();
    if node.kind.behavior.keeps_state {
        fixes.push(cure::as_is(
            format!("Let {} write to disk what it accepts", node.name),
            vec![cure::set(node.id.clone(), "durable", "yes")],
        ));
    }
    let lost = move_data::names(node.data.iter().filter(|data| is_record(data)));
    if let Some(edits) = move_data::move_out(review.board(), &node.id, Access::Oltp, is_record) {
        fixes.push(move_data::fix(format!("Keep {lost} in a database"), edits));
    }
    fixes
}
