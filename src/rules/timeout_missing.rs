//! Asks of every call without a timeout what happens when the other end never answers.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Change, Interaction, Known, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "timeout-missing",
    asks: "What happens when {other} takes the call of {subject} and never answers?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Down,
    step: "timeouts and retries",
    story: "{subject} waits for ever",
    why: "A call without a timeout waits for ever. One request in a hundred that hangs takes a slot and never gives it back, and after a while there are no slots left: the node is up, idle, and answers nobody.",
    computes: "Slots are lost at the rate λ × p of calls that hang; all are gone after slots ÷ (λ × p). The share p that hangs is a guess of 1 % while no scenario takes the other end down.",
    quiet_when: "A timeout is stated; the caller's own deadline travels with the call; a circuit breaker or a bulkhead bounds it; the caller holds no slot while it waits, or nobody waits for it.",
    misses: "Timeouts of drivers and proxies that nobody drew: many are endless as delivered.",
    example: Example {
        drawn: "browser:client -> shop -> inventory",
        stated: "order.rate = 200/s; shop.slots = 400; inventory.service_time = 20 ms",
    },
    sources: &[
        "Amazon Builders\u{2019} Library: timeouts, retries and backoff with jitter",
        "AWS Well-Architected Framework: REL05-BP05, set client timeouts",
        "PostgreSQL: statement_timeout is 0, which means none, as delivered",
    ],
    follows: &["thread-pool-exhaustion", "hot-row-lock"],
    ask,
    fixes,
};

const WAITS: &str = "It waits for ever: when {hanging} of its calls hang, its {slots} slots are gone after {gone after}, and then it answers nobody";
const DOWN: &str = "It waits for ever, and you expect {other} to be away: its {slots} slots are gone after {gone after}, and then it answers nobody";
const FINE: &str = "It gives up after {timeout}";
const DEADLINE: &str = "The deadline of its own caller travels with the call";
const BOUNDED: &str = "It waits for ever, but {guard}";
const FREE: &str = "It waits for ever, but holds no slot meanwhile";
const UNKNOWN: &str = "It waits for ever; how soon its slots are gone depends on {what}";

/// Share of calls that hang while nobody says otherwise.
const HANGS: f64 = 0.01;
/// A false timeout for one call in a thousand: ln 1,000 means of an exponential answer time.
const SELDOM: f64 = 6.9;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let Some(link) = ask.link(index).filter(|l| l.interaction == Interaction::Call) else {
            continue;
        };
        let Some((from, _)) = facts.network.ends(index) else { continue };
        let Some(tail) = ask.node(from).filter(|n| !n.kind.behavior.starts_requests) else {
            continue;
        };
        if facts.flows_over(index).next().is_none() {
            continue;
        }
        let flows = ask.flows_over(index);
        let mut answer = judge(ask, link, index, tail, from, &flows)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone());
        answer.locus = Some(from);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    link: &Link,
    index: u32,
    tail: &Node,
    from: u32,
    flows: &[u32],
) -> Answer {
    let fine = |says| Answer::new(&RULE, Verdict::Fine, says);
    if let Some(timeout) = link.timeout {
        let timeout = ask.sheet.input(Place::Link(index), "timeout", timeout);
        return fine(FINE).with("timeout", timeout);
    }
    let guard = match (link.breaker, link.bulkhead) {
        (Some(true), _) => Some("a circuit breaker ends calls that take too long".to_owned()),
        (_, Some(most)) => {
            Some(format!("at most {} slots may wait for it", Unit::Count.about(most.base())))
        }
        _ => None,
    };
    match guard {
        _ if link.deadline == Some(true) => return fine(DEADLINE),
        Some(guard) => return fine(BOUNDED).word("guard", guard),
        None if !tail.blocks() => return fine(FREE),
        None => {}
    }
    let Some(slots) = ask.facts.node(from).and_then(|load| load.slots) else {
        let answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN);
        return answer.word("what", "how many it has").lacks(link.from.clone(), "slots");
    };
    let Some(rate) = ask.facts.link_rate(index, Moment::Now) else {
        let mut answer = unknown(&RULE, UNKNOWN, link.id.clone());
        answer.subjects.clear();
        let answer = answer.word("what", "how many calls there are");
        return ask.lacks_rates(answer, flows);
    };
    let expected = goes_away(ask, link);
    let (says, verdict) = if expected { (DOWN, Verdict::Breaks) } else { (WAITS, Verdict::Watch) };
    let moment = ask.last_moment();
    let rate = ask.facts.link_rate(index, moment).unwrap_or(rate);
    let hanging = if expected {
        ask.sheet.constant(1.0, Unit::Share, "all of them, while it is away")
    } else {
        ask.sheet.guess(HANGS, Unit::Share, "share of calls that hang")
    };
    let lost: Quantity = ask.sheet.mul(rate, hanging);
    let lost = ask.sheet.named("slots lost a second", Place::Link(index), lost);
    let gone = ask.sheet.div(slots, lost);
    let gone = ask.sheet.named("time until all slots are lost", Place::Node(from), gone);
    Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("slots", slots)
        .with("hanging", hanging)
        .with("gone after", gone)
}

/// Whether a scenario of the board takes the other end away.
fn goes_away(ask: &Ask<'_>, link: &Link) -> bool {
    ask.board.scenarios.iter().flat_map(|scenario| &scenario.changes).any(
        |change| matches!(change, Change::Down { node, replicas: None, .. } if *node == link.to),
    )
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let name = board.name_of(&link.to.clone().into());
    let mut fixes = Vec::new();
    // Long enough that hardly any call is given up that would have been answered.
    let usual = cure::call_at_rest(review, link) + link.network.map_or(0.0, Known::base);
    let enough = (SELDOM * usual).max(0.01);
    if let Some(text) = cure::round_down(enough * 1.05) {
        fixes.push(cure::with_placeholders(
            format!("Give up on {name} after {text}"),
            vec![cure::set(link.id.clone(), "timeout", format!("{text} (guess)"))],
        ));
    }
    fixes.push(cure::maybe(
        "Let the deadline of the caller travel with the call".to_owned(),
        vec![cure::set(link.id.clone(), "deadline", "yes")],
    ));
    fixes
}
