//! Asks of every call to what others run what happens when it is away, or merely slow.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::link::Effect;
use crate::model::{Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "hard-dependency-without-fallback",
    asks: "What happens when {other} is down, or merely slow?",
    group: Group::Availability,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "someone else\u{2019}s outage",
    story: "{subject} stands and falls with {other}",
    why: "What somebody else runs goes down on a day you did not choose, and stays down for as long as they need. A call that must succeed makes their outage yours.",
    computes: "Downtime it adds: (1 − A) × 730 h a month; each failing call holds a slot for attempts × timeout; without it the flow would be up A of the flow ÷ A of the other end.",
    quiet_when: "The call has a fallback, a circuit breaker or a queue, or its result is not needed. Where the effect itself is what people came for, as a charge is, the answer is fine and offers to take the order and charge later.",
    misses: "Dependencies nobody drew: name servers, certificates, the login page of the provider.",
    example: Example {
        drawn: "browser:client -> shop -> recommendations:third-party",
        stated: "order.rate = 10/s; order.availability_objective = 99.9 %; recommendations.availability = 99.5 %; shop-to-recommendations.timeout = 2 s",
    },
    sources: &[
        "AWS Well-Architected Framework: REL05-BP01, graceful degradation",
        "Nygard: Release It!, integration points",
    ],
    follows: &[],
    ask,
    fixes,
};

const MISSES: &str = "At {availability} it is away for {downtime a month} a month, more than the {objective} of {flow} leaves, and nothing answers in its place";
const WATCH: &str =
    "At {availability} it is away for {downtime a month} a month, and nothing answers in its place";
const SOFT: &str = "It can do without: {guard}";
const PRODUCT: &str = "It is what people came for. While it is away the order could be taken and the payment left pending";
const UNKNOWN: &str = "Nothing answers in its place; nobody has said how often it is away";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let Some(link) = ask.link(index).filter(|link| link.interaction.caller_waits()) else {
            continue;
        };
        let Some((from, to)) = facts.network.ends(index) else { continue };
        let Some(head) = ask.node(to).filter(|node| node.kind.behavior.outside_control) else {
            continue;
        };
        let starts = ask.node(from).is_none_or(|node| node.kind.behavior.starts_requests);
        // A worker takes its time; the queue in front of it is what answers in its place.
        let buffered = ask.takes_messages_only(from);
        if starts || buffered || facts.flows_over(index).next().is_none() {
            continue;
        }
        let mut answer = judge(ask, link, index, head, to)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone());
        answer.locus = Some(from);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, head: &Node, to: u32) -> Answer {
    let guard = match link {
        _ if link.result_needed == Some(false) => Some("its result is not needed".to_owned()),
        Link { fallback: Some(answer), .. } => Some(format!("the answer is then {answer}")),
        Link { breaker: Some(true), .. } => Some("a circuit breaker fails fast".to_owned()),
        _ => None,
    };
    if let Some(guard) = guard {
        return Answer::new(&RULE, Verdict::Fine, SOFT).word("guard", guard);
    }
    let facts = ask.facts;
    let own = link.effect == Some(Effect::Charge) || head.required_for.is_some();
    if own {
        return Answer::new(&RULE, Verdict::Fine, PRODUCT);
    }
    let Some(up) = facts.availability.get(to as usize).and_then(|a| a.all) else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN)
            .lacks(head.id.clone(), "availability");
    };
    let down = ask.downtime(up);
    let strictest = facts
        .flows_over(index)
        .filter_map(|(_, demand, _)| {
            let flow = ask.flow_of(demand)?;
            Some((demand.place, flow, flow.availability_objective?))
        })
        .max_by(|a, b| a.2.base().total_cmp(&b.2.base()));
    let mut answer = match strictest {
        Some((place, flow, objective)) if up.value < objective.base() => {
            let objective = ask.sheet.input(place, "availability_objective", objective);
            let gone = ask.downtime(objective);
            Answer::new(&RULE, Verdict::Breaks, MISSES)
                .word("flow", flow.name.clone())
                .with("objective", gone)
        }
        _ => Answer::new(&RULE, Verdict::Watch, WATCH),
    };
    answer = answer.with("availability", up).with("downtime a month", down);
    if let Some(timeout) = link.timeout {
        let place = Place::Link(index);
        let timeout = ask.sheet.input(place, "timeout", timeout);
        let held = match link.retries.filter(|retries| retries.base() >= 1.0) {
            Some(retries) => {
                let retries = ask.sheet.input(place, "retries", retries);
                let one = ask.sheet.constant(1.0, Unit::Count, "1");
                let attempts = ask.sheet.add(one, retries);
                ask.sheet.mul(attempts, timeout)
            }
            None => timeout,
        };
        answer = answer.with("each failing call holds a slot", held);
        if let Some(rate) = facts.link_rate(index, Moment::Now) {
            answer = answer.with("slots held while it is away", ask.sheet.mul(rate, held));
        }
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let name = board.name_of(&link.to.clone().into());
    let mut fixes = vec![
        cure::maybe(
            format!("Answer without {name} while it is away"),
            vec![cure::set(link.id.clone(), "fallback", "default")],
        ),
        cure::as_is(
            format!("Stop calling {name} for a while when it fails (circuit breaker)"),
            vec![cure::set(link.id.clone(), "breaker", "yes")],
        ),
    ];
    fixes.extend(cure::through_a_queue(review, link));
    fixes
}
