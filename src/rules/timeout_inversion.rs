//! Asks of every call with a timeout what happens when its caller gives up first.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Place, Quantity};
use crate::model::{Backoff, Interaction, Known, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "timeout-inversion",
    asks: "What happens when {subject} gives up before {other} does?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Objective,
    step: "timeouts and retries",
    story: "{subject} gives up before the work is done",
    why: "Whoever waits outside must wait longest. If the caller gives up first, the work behind it goes on for nobody, keeps its slots, and the caller's second attempt runs beside the first.",
    computes: "The most time the other end may take: own work plus, for every call it makes, attempts × timeout and the pauses between; a call without a timeout has no limit. Compared with the caller's own timeout; what is above it is work for nobody; less than a twentieth of the timeout is only watched.",
    quiet_when: "The caller waits longer than everything it waits for, or giving up cancels the work at the other end.",
    misses: "Timeouts of proxies and drivers in between that nobody drew.",
    example: Example {
        drawn: "browser:client -> balancer:load-balancer -> api -> mail:third-party",
        stated: "order.rate = 1/s; balancer-to-api.timeout = 30 s; api-to-mail.timeout = 15 s; api-to-mail.retries = 2",
    },
    sources: &[
        "Site Reliability Engineering, chapter 22: deadlines",
        "Google Cloud and Heroku: load balancer timeouts of 30 s; nginx, AWS ALB: 60 s",
    ],
    follows: &["thread-pool-exhaustion"],
    ask,
    fixes,
};

const BREAKS: &str = "It waits {gives up after}; {other} may take {inner worst case}, so up to {wasted} of work goes on for nobody";
const ENDLESS: &str = "It waits {gives up after}, but {other} waits for {unlimited} without any limit: the work goes on for nobody";
const FINE: &str = "It waits {gives up after}, and everything behind it is done or given up within {inner worst case}";
const CANCELS: &str = "It waits {gives up after}, and giving up cancels the work behind it";

/// The most time a node may take, and whom it waits for without any limit.
type Longest = (Quantity, Option<String>);

/// Who gives up this little too early hardly ever does: it is watched.
const NEARLY: f64 = 1.05;

fn ask(ask: &mut Ask<'_>) {
    let harmful_flows: Vec<bool> = ask
        .facts
        .flows
        .iter()
        .map(|flow| flow.links.iter().any(|used| is_harmful(ask, used.link)))
        .collect();
    let mut known: BTreeMap<(usize, u32), Option<Longest>> = BTreeMap::new();
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let Some(link) = ask.link(index) else { continue };
        let (Some(timeout), true) = (link.timeout, link.interaction.caller_waits()) else {
            continue;
        };
        let Some((_, to)) = facts.network.ends(index) else { continue };
        let gives_up = ask.sheet.input(Place::Link(index), "timeout", timeout);
        // The flow on which the other end takes longest.
        let mut worst: Option<Longest> = None;
        let mut harmful = link.retries() >= 1.0;
        for (i, demand, _) in facts.flows_over(index) {
            let longest =
                known.entry((i, to)).or_insert_with(|| worst_case(ask, demand, to)).clone();
            if let Some(longest) =
                longest.filter(|(q, _)| worst.as_ref().is_none_or(|(most, _)| q.value > most.value))
            {
                worst = Some(longest);
            }
            let may = harmful_flows.get(i) == Some(&true);
            harmful = harmful || (may && unsafe_effect_behind(ask, demand, to));
        }
        // Whoever makes no calls cannot be outlasted by one.
        let Some((worst, unlimited)) = worst else { continue };
        let inverted = gives_up.value < worst.value;
        let (verdict, says) = match (inverted, link.cancel) {
            (false, _) => (Verdict::Fine, FINE),
            (true, Some(true)) => (Verdict::Fine, CANCELS),
            (true, _) => (
                if harmful && worst.value > gives_up.value * NEARLY {
                    Verdict::Breaks
                } else {
                    Verdict::Watch
                },
                if unlimited.is_some() { ENDLESS } else { BREAKS },
            ),
        };
        let mut answer = Answer::new(&RULE, verdict, says)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone())
            .with("gives up after", gives_up)
            .with("inner worst case", worst);
        if inverted {
            let wasted = ask.sheet.sub(worst, gives_up);
            answer = answer.with("wasted", wasted);
        }
        if let Some(name) = unlimited.filter(|_| inverted) {
            answer = answer.word("unlimited", name);
        }
        answer.locus = Some(to);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

/// Calls of a node that may keep it waiting: with a timeout, or of the kind that has none unless stated.
fn inner_calls(ask: &Ask<'_>, demand: &FlowDemand, node: u32) -> Vec<(u32, u32)> {
    demand
        .out(node)
        .filter(|used| !used.leads_back)
        .filter(|used| {
            ask.link(used.link).is_some_and(|link| {
                link.interaction == Interaction::Call
                    || (link.interaction.caller_waits() && link.timeout.is_some())
            })
        })
        .map(|used| (used.link, used.to))
        .collect()
}

/// The most time a node may take on a flow, own work and every call at its longest, and whom it
/// waits for without any limit; none when it makes no calls.
fn worst_case(ask: &mut Ask<'_>, demand: &FlowDemand, node: u32) -> Option<Longest> {
    let calls = inner_calls(ask, demand, node);
    if calls.is_empty() {
        return None;
    }
    let mut unlimited = None;
    let mut terms: Vec<Quantity> =
        ask.facts.node(node).and_then(|load| load.own).into_iter().collect();
    for (index, to) in calls {
        let Some(link) = ask.link(index) else { continue };
        match call_at_longest(ask, link, index) {
            Some(longest) => terms.push(longest),
            // A deadline that travels with the call ends it with its caller.
            None if link.deadline == Some(true) => {}
            None => {
                unlimited.get_or_insert_with(|| {
                    ask.node(to).map_or_else(String::new, |node| node.name.clone())
                });
                terms.push(ask.sheet.constant(
                    f64::INFINITY,
                    Unit::Seconds,
                    "a call without a timeout",
                ));
            }
        }
    }
    let sum = ask.sheet.sum(&terms, Unit::Seconds);
    Some((ask.sheet.named("longest time to answer", Place::Node(node), sum), unlimited))
}

/// Calls × attempts × timeout, with the pauses between; none without a timeout.
fn call_at_longest(ask: &mut Ask<'_>, link: &Link, index: u32) -> Option<Quantity> {
    let place = Place::Link(index);
    let timeout = ask.sheet.input(place, "timeout", link.timeout?);
    let mut longest = timeout;
    if let Some(retries) = link.retries.filter(|retries| retries.base() >= 1.0) {
        let retries = ask.sheet.input(place, "retries", retries);
        let one = ask.sheet.constant(1.0, Unit::Count, "1");
        let attempts = ask.sheet.add(one, retries);
        longest = ask.sheet.mul(attempts, timeout);
        if let Some(base) = link.backoff_base {
            let base = ask.sheet.input(place, "backoff_base", base);
            let pauses = ask.sheet.formula(
                "pauses",
                "base × retries; base × (2ʳ − 1) when each is twice the last",
                &[base, retries],
                pauses_of(link),
                Unit::Seconds,
            );
            longest = ask.sheet.add(longest, pauses);
        }
    }
    match link.calls.filter(|calls| calls.base() > 1.0) {
        Some(calls) => {
            let calls = ask.sheet.input(place, "calls", calls);
            Some(ask.sheet.mul(calls, longest))
        }
        None => Some(longest),
    }
}

/// All pauses between the attempts of one call, in seconds.
fn pauses_of(link: &Link) -> f64 {
    let base = link.backoff_base.map_or(0.0, Known::base);
    match link.backoff {
        Some(Backoff::None) => 0.0,
        Some(Backoff::Exponential) => base * (link.retries().min(60.0).exp2() - 1.0),
        Some(Backoff::Fixed) | None => base * link.retries(),
    }
}

/// Calls for one request, at least one.
fn calls_of(link: &Link) -> f64 {
    link.calls.map_or(1.0, Known::base).max(1.0)
}

/// True when a link causes something that must not happen twice, and nothing recognises a repeat.
fn is_harmful(ask: &Ask<'_>, link: u32) -> bool {
    ask.link(link).is_some_and(|link| link.effect.is_some() && !link.is_repeat_safe())
}

/// True when something that must not happen twice happens behind a node on a flow.
fn unsafe_effect_behind(ask: &Ask<'_>, demand: &FlowDemand, node: u32) -> bool {
    let mut seen = BTreeSet::from([node]);
    let mut todo = vec![node];
    while let Some(node) = todo.pop() {
        for used in demand.out(node) {
            if is_harmful(ask, used.link) {
                return true;
            }
            if seen.insert(used.to) {
                todo.push(used.to);
            }
        }
    }
    false
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let Some(timeout) = link.timeout else { return Vec::new() };
    let inner: Vec<&Link> = board
        .links
        .iter()
        .filter(|inner| {
            inner.from == link.to
                && (inner.interaction == Interaction::Call
                    || (inner.interaction.caller_waits() && inner.timeout.is_some()))
        })
        .collect();
    let own = board
        .nodes
        .get(link.to.as_str())
        .and_then(super::super::model::node::Node::service_time)
        .map_or(0.0, crate::model::Known::base);
    let budget = (0.9 * timeout.base() - own).max(0.001) / inner.len().max(1) as f64;
    let mut edits = Vec::new();
    for inner in inner {
        let attempts = (1.0 + inner.retries()) * calls_of(inner);
        let most = (budget - pauses_of(inner)) / attempts;
        if inner.timeout.is_some_and(|t| t.base() <= most) {
            continue;
        }
        // A timeout below the usual time of a call would fail every call.
        if let Some(text) =
            cure::round_down(most).filter(|_| most > cure::call_at_rest(review, inner))
        {
            edits.push(cure::set(inner.id.clone(), "timeout", text));
        } else {
            edits.clear();
            break;
        }
    }
    let name = |id: &crate::model::NodeId| {
        board.nodes.get(id.as_str()).map_or_else(String::new, |n| n.name.clone())
    };
    let mut fixes = Vec::new();
    if !edits.is_empty() {
        fixes.push(cure::as_is(
            format!("Let the calls of {} end before {} gives up", name(&link.to), name(&link.from)),
            edits,
        ));
    }
    fixes.push(cure::maybe(
        format!("Cancel the work of {} when {} gives up", name(&link.to), name(&link.from)),
        vec![cure::set(link.id.clone(), "cancel", "yes")],
    ));
    fixes
}
