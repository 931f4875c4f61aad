//! Asks of every read from a copy how old the answer may be, and whether that is allowed.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{FlowDemand, Moment, Place, Use};
use crate::model::flow::Consistency;
use crate::model::{Flow, Interaction, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "stale-read",
    asks: "What happens when a user of {flow} reads from {subject} right after writing?",
    group: Group::Data,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "stale read",
    story: "{flow} reads what is no longer true",
    why: "A copy is behind what it copies. Who has just saved something and is shown the old value saves it again, or calls for help.",
    computes: "A copy may be as old as its time to live or its lag. A user who reads sooner than that after writing sees the old value every time; one who reads later does not. Reads a day are the flow's uses of the link × 86,400 s.",
    quiet_when: "The flow may read what is that old, the user reads later than that, or a write also replaces the copy.",
    misses: "Strong reads where nobody needs them: they cost a round trip to the others that no answer here counts.",
    example: Example {
        drawn: "browser:client -> shop -> replica:relational-db; shop -> db:relational-db -> replica",
        stated: "order.rate = 25/s; order.consistency = read your writes; order.read_after_write = 200 ms; shop-to-db.interaction = write; db-to-replica.interaction = replicate; replica.replication_lag = 500 ms",
    },
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications, chapter 5: problems with replication lag",
        "The System Design Primer: consistency patterns",
    ],
    follows: &[],
    ask,
    fixes,
};

const OWN: &str = "The copy is up to {lag} behind, and the user reads again after {reads after}: the old value is what they see, {reads a day} times a day at worst";
const OWN_UNCOUNTED: &str = "The copy is up to {lag} behind, and the user reads again after {reads after}: the old value is what they see";
const STRONG: &str = "It has to see the latest write of anyone, and the copy is up to {lag} behind";
const TOO_OLD: &str = "The copy is up to {lag} behind; an answer may be {freshness} old";
const LATER: &str = "The copy is up to {lag} behind, and the user reads again after {reads after}: it has caught up";
const TOLERATED: &str = "Answers may be up to {lag} old, and nobody minds";
const TOLERATED_COUNTED: &str =
    "{reads a day} answers a day may be up to {lag} old, and nobody minds";
const REPLACED: &str = "A write also replaces the copy";
const NO_LAG: &str = "That depends on how far the copy may be behind";
const NO_NEED: &str = "The copy is up to {lag} behind; nobody has said how fresh it must be";
const NO_PAUSE: &str =
    "The copy is up to {lag} behind; nobody has said how soon after writing a user reads";

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    let mut replicas = vec![false; ask.board.nodes.len()];
    for (index, link) in ask.board.links.iter().enumerate() {
        if link.interaction == Interaction::Replicate
            && let Some((_, to)) = facts.network.ends(index as u32)
            && let Some(slot) = replicas.get_mut(to as usize)
        {
            *slot = true;
        }
    }
    for (i, demand) in facts.flows.iter().enumerate() {
        let Some(flow) = ask.flow_of(demand) else { continue };
        for used in demand.links.iter().filter(|used| !used.leads_back) {
            let (Some(link), Some(head)) = (ask.link(used.link), ask.node(used.to)) else {
                continue;
            };
            let reads = matches!(link.interaction, Interaction::Read | Interaction::Call);
            let is_replica = replicas.get(used.to as usize).copied().unwrap_or(false);
            if !reads || !(is_replica || head.kind.behavior.answers_from_copy) {
                continue;
            }
            let mut answer =
                judge(ask, demand, flow, used, head).about(head.id.clone()).about(link.id.clone());
            answer.flow = Some(flow.id.clone());
            answer.locus = Some(used.to);
            answer.flows = vec![i as u32];
            ask.answer(answer);
        }
    }
}

fn judge(ask: &mut Ask<'_>, demand: &FlowDemand, flow: &Flow, used: &Use, head: &Node) -> Answer {
    let new = |verdict, says| Answer::new(&RULE, verdict, says);
    if head.kind.behavior.answers_from_copy && head.invalidated == Some(true) {
        return new(Verdict::Fine, REPLACED);
    }
    let place = Place::Node(used.to);
    let lag = match (head.kind.behavior.answers_from_copy, head.ttl, head.replication_lag) {
        (true, Some(ttl), _) => ask.sheet.input(place, "ttl", ttl),
        (false, _, Some(lag)) => ask.sheet.input(place, "replication_lag", lag),
        (is_cache, ..) => {
            let key = if is_cache { "ttl" } else { "replication_lag" };
            // Who may read anything however old needs no number.
            if flow.consistency == Some(Consistency::Eventual) && flow.freshness.is_none() {
                return new(Verdict::Fine, "The copy may be behind, and nobody minds");
            }
            return new(Verdict::Unknown, NO_LAG).lacks(head.id.clone(), key);
        }
    };
    let reads = ask.rate_of_use(demand, used, Moment::Now);
    let daily = reads.map(|reads| ask.per_day(reads));
    let fresh = flow.freshness.map(|time| ask.sheet.input(demand.place, "freshness", time));
    let answer = match (flow.consistency, fresh) {
        (Some(Consistency::Strong), _) if lag.value > 0.0 => new(Verdict::Breaks, STRONG),
        (Some(Consistency::ReadYourWrites), _) => {
            let after = flow
                .read_after_write
                .map(|time| ask.sheet.input(demand.place, "read_after_write", time));
            match after {
                None => new(Verdict::Unknown, NO_PAUSE).lacks(flow.id.clone(), "read_after_write"),
                Some(after) if after.value < lag.value => {
                    let says = if daily.is_some() { OWN } else { OWN_UNCOUNTED };
                    new(Verdict::Breaks, says).with("reads after", after)
                }
                Some(after) => new(Verdict::Fine, LATER).with("reads after", after),
            }
        }
        (None, None) => new(Verdict::Unknown, NO_NEED).lacks(flow.id.clone(), "consistency"),
        (_, Some(fresh)) if lag.value > fresh.value => {
            new(Verdict::Breaks, TOO_OLD).with("freshness", fresh)
        }
        _ if daily.is_some() => new(Verdict::Fine, TOLERATED_COUNTED),
        _ => new(Verdict::Fine, TOLERATED),
    };
    answer.with("lag", lag).with_maybe("reads a day", daily)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let copy = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str()));
    let link = answer.subjects.get(1).and_then(|s| board.links.get(s.as_str()));
    let flow = answer.flow.as_ref().and_then(|flow| board.flows.get(flow.as_str()));
    let (Some(copy), Some(link), Some(flow)) = (copy, link, flow) else { return Vec::new() };
    let mut fixes = Vec::new();
    let source = |into: &&Link| into.to == copy.id && into.interaction == Interaction::Replicate;
    if let Some(source) = board.links.iter().find(source)
        && let Some(primary) = board.nodes.get(source.from.as_str())
        && primary.id != link.from
    {
        fixes.push(cure::maybe(
            format!("Read what must be fresh from {}", primary.name),
            vec![Edit::Reconnect(link.id.clone(), link.from.clone(), primary.id.clone())],
        ));
    }
    if copy.kind.behavior.answers_from_copy {
        fixes.push(cure::as_is(
            format!("Let a write also replace what {} holds", copy.name),
            vec![cure::set(copy.id.clone(), "invalidated", "yes")],
        ));
        let within = answer.number("reads after").or(answer.number("freshness"));
        if let Some(short) = within.and_then(|within| cure::round_down(within.value)) {
            fixes.push(cure::with_placeholders(
                format!("Keep a copy for at most {short}"),
                vec![cure::set(copy.id.clone(), "ttl", short)],
            ));
        }
    }
    if let Some(lag) = answer.number("lag") {
        let old = Unit::Seconds.write(lag.value);
        fixes.push(cure::maybe(
            format!("Say that {} may read what is {old} old", flow.name),
            vec![
                cure::set(flow.id.clone(), "consistency", "eventual"),
                cure::set(flow.id.clone(), "freshness", old),
            ],
        ));
    }
    fixes
}
