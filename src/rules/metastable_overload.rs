//! Asks of every call that is tried again whether an overload goes away when its cause has.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::solver::mmc::Mmc;
use crate::facts::solver::retries::{Metastable, fixed_points};
use crate::facts::{Moment, Place, Quantity};
use crate::model::node::Overflow;
use crate::model::units::Count;
use crate::model::{Known, Link, Node, Unit, Value};

pub(super) static RULE: Rule = Rule {
    id: "metastable-overload",
    asks: "What happens after a spike on {subject} is over: does {other} come back by itself?",
    group: Group::Retries,
    set: Set::Core,
    harm: Harm::Down,
    step: "stays down",
    story: "{other} does not come back by itself",
    why: "Callers that give up try again, and the work of those who gave up goes on. Once the retries alone are more than a system can do, it is busy with answers nobody waits for: the cause is gone and the outage stays, until somebody takes the traffic away.",
    computes: "With first attempts λ and r retries at most λ·(1 + r) arrive; below μ ÷ (1 + r) no overload can hold itself up, where μ is the least that the callee and what it waits for can do. Above, the offered rates x = λ·Σ p(x)ⁱ, i ≤ r, that reproduce themselves are searched, with p(x) the chance that an M/M/c answer takes longer than the timeout: one low is safe, one low and one high is vulnerable, only a high one is overloaded.",
    quiet_when: "Everybody's retries together need less than 80 % of what it can do; a retry budget or a circuit breaker ends them; giving up takes the request out of the line; or a short line or a limit turns away what would be late.",
    misses: "Other loops that hold an overload up: cold caches, garbage collection, people who press reload; and layers that multiply, which is a question of its own.",
    example: Example {
        drawn: "browser:client -> api",
        stated: "order.rate = 150/s; api.slots = 3; api.service_time = 10 ms; browser-to-api.timeout = 500 ms; browser-to-api.retries = 2",
    },
    sources: &[
        "Huang et al.: Metastable Failures in the Wild, OSDI 2022 (22 incidents at 11 organisations)",
        "Bronson, Aghayev, Charapko, Zhu: Metastable Failures in Distributed Systems, HotOS 2021",
        "Amazon Builders' Library: timeouts, retries and backoff with jitter",
    ],
    follows: &["retry-amplification"],
    ask,
    fixes,
};

const VULNERABLE: &str = "Probably not: {arrivals} arrive {moment} and {other} can do {can do}, but when all of them give up and try again {with all retries} arrive, and that keeps it full. It comes back only when less than {comes back below} arrive";
const OVERLOADED: &str = "No: {arrivals} arrive {moment} and {other} can do {can do}; by chance alone so many give up after {gives up after} and try again that it fills up without a spike. It comes back only when less than {comes back below} arrive";
const CLOSE: &str = "Yes, but only just: with every retry {with all retries} arrive {moment}, and {other} can do {can do}";
const FINE: &str =
    "Yes: with every retry {with all retries} arrive {moment}, and {other} can do {can do}";
const FULL: &str = "Not before less than {comes back below} arrive: with every retry {with all retries} arrive {moment}, and {other} can do {can do}";
const GUARDED: &str = "Yes: {guard}";
const UNKNOWN: &str =
    "It does when less than {comes back below} arrive; nobody has said how many do";

/// Share of what it can do up to which retries are no danger.
const EASY: f64 = 0.8;
/// Most nodes behind a call that are looked at.
const FARTHEST: usize = 64;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        if !link.interaction.caller_waits() || link.retries() < 1.0 || link.timeout.is_none() {
            continue;
        }
        let flows = ask.flows_over(index);
        let Some(least) = least_behind(ask, index) else { continue };
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, link, index, &least, &flows);
        answer.locus = Some(least.node);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// What limits a call: the node that can do least of it.
struct Least {
    node: u32,
    /// Calls per second it can do.
    can_do: Quantity,
    /// Slots that work on them.
    slots: f64,
}

/// The least that the callee, or anything it waits for, can do of a call.
fn least_behind(ask: &mut Ask<'_>, index: u32) -> Option<Least> {
    let facts = ask.facts;
    let (_, head) = facts.network.ends(index)?;
    let mut least: Option<(u32, f64, Quantity, f64)> = None;
    for (_, demand, _) in facts.flows_over(index) {
        let mut todo = vec![(head, 1.0)];
        let mut steps = 0;
        while let Some((node, times)) = todo.pop().filter(|_| steps < FARTHEST) {
            steps += 1;
            let load = facts.node(node);
            if let Some(capacity) = load.and_then(|load| load.capacity)
                && least.is_none_or(|(_, most, ..)| capacity.value / times < most)
            {
                let slots = load.and_then(|load| load.slots).map_or(1.0, |slots| slots.value);
                least = Some((node, capacity.value / times, capacity, slots));
            }
            for used in demand.out(node).filter(|used| !used.leads_back) {
                let times = times * used.per_visit.map_or(1.0, |q| q.value);
                let waits = ask.link(used.link).is_some_and(|l| l.interaction.caller_waits());
                let cap = facts.locks.get(used.link as usize).copied().flatten();
                let cap = cap.and_then(|lock| lock.cap);
                if let Some(cap) = cap.filter(|_| times > 0.0)
                    && least.is_none_or(|(_, most, ..)| cap.value / times < most)
                {
                    least = Some((used.to, cap.value / times, cap, 1.0));
                }
                if waits && times > 0.0 {
                    todo.push((used.to, times));
                }
            }
        }
    }
    let (node, value, of, slots) = least.filter(|(_, value, ..)| value.is_finite())?;
    let can_do = ask.sheet.formula(
        "capacity ÷ uses a call",
        "forced flow law (Denning and Buzen 1978)",
        &[of],
        value,
        Unit::PerSecond,
    );
    let can_do = ask.sheet.named("calls it can do", Place::Node(node), can_do);
    Some(Least { node, can_do, slots })
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, least: &Least, flows: &[u32]) -> Answer {
    let place = Place::Link(index);
    let attempts = attempts(ask, link, index);
    let below = ask.sheet.div(least.can_do, attempts);
    let below = ask.sheet.named("comes back below", place, below);
    let facts = ask.facts;
    let rate = |moment: Moment| facts.link_rate(index, moment);
    let limiting = ask.node(least.node).map(|node| node.id.clone());
    let finish = |answer: Answer| {
        let answer = answer.about(link.id.clone());
        limiting.iter().fold(answer, |answer, id| answer.about(id.clone()))
    };
    let Some(now) = rate(Moment::Now) else {
        let answer = unknown(&RULE, UNKNOWN, link.id.clone()).with("comes back below", below);
        let answer = limiting.iter().fold(answer, |answer, id| answer.about(id.clone()));
        return ask.lacks_rates(answer, flows);
    };
    let can_do = least.can_do.value;
    let all = |moment: Moment| rate(moment).map_or(0.0, |q| q.value) * attempts.value;
    // A load above what it can do without any retry is another question; this one is what is left
    // when that load is gone.
    let stays = |moment: Moment| rate(moment).is_some_and(|q| q.value < can_do);
    let held = ask.first_moment(|m| stays(m) && all(m) >= can_do);
    let near = ask.first_moment(|m| stays(m) && all(m) >= EASY * can_do);
    let over = ask.first_moment(|m| !stays(m));
    let usual = ask.moments.iter().copied().rfind(|m| stays(*m) && *m != Moment::TwoYears);
    let usual = usual.unwrap_or(Moment::Now);
    let guard = guard(ask, link, least, attempts);
    let (moment, verdict, says) = match (&guard, held, near, over) {
        (Some(_), ..) => (usual, Verdict::Fine, GUARDED),
        (None, Some((moment, verdict)), ..) => {
            let load = rate(moment).map_or(0.0, |q| q.value);
            (moment, verdict, two_states(link, least, load))
        }
        (None, None, Some((moment, _)), _) => (moment, Verdict::Watch, CLOSE),
        // Even the load of today is more than it can do.
        (None, None, None, Some((Moment::Now, _))) => (Moment::Now, Verdict::Breaks, FULL),
        (None, None, None, _) => (usual, Verdict::Fine, FINE),
    };
    let arrivals = rate(moment).unwrap_or(now);
    let with_all = ask.sheet.mul(arrivals, attempts);
    let with_all = ask.sheet.named("calls when every one is tried again", place, with_all);
    let mut answer = finish(Answer::new(&RULE, verdict, says))
        .at(moment)
        .with("arrivals", arrivals)
        .with("can do", least.can_do)
        .with("with all retries", with_all)
        .with("comes back below", below);
    if let Some(timeout) = link.timeout {
        answer = answer.with("gives up after", ask.sheet.input(place, "timeout", timeout));
    }
    if let Some(guard) = guard {
        answer = answer.word("guard", guard);
    }
    answer.breaks_at = Some(ask.breaks_at(below, now));
    answer
}

/// Attempts of one call at most: one and its retries, or one and its budget.
fn attempts(ask: &mut Ask<'_>, link: &Link, index: u32) -> Quantity {
    let place = Place::Link(index);
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let more = match (link.retry_budget, link.retries) {
        (Some(budget), _) => ask.sheet.input(place, "retry_budget", budget),
        (None, retries) => {
            let retries = retries.unwrap_or(Known::stated(Count(0.0)));
            ask.sheet.input(place, "retries", retries)
        }
    };
    let attempts = ask.sheet.add(one, more);
    let attempts = ask.sheet.in_unit(attempts, Unit::Factor);
    ask.sheet.named("attempts", place, attempts)
}

/// What the fixed points say of a load below what it can do, all retries above it.
fn two_states(link: &Link, least: &Least, load: f64) -> &'static str {
    let can_do = least.can_do.value;
    let slots = least.slots.clamp(1.0, 5_000.0).round();
    let work = slots / can_do;
    let timeout = link.timeout.map_or(f64::INFINITY, Known::base);
    let late = |x: f64| Mmc::of(slots, x, work).map_or(1.0, |pool| pool.response_tail(timeout));
    match fixed_points(load, link.retries() as u32, can_do, late).verdict {
        Metastable::Overloaded => OVERLOADED,
        Metastable::Vulnerable | Metastable::Safe => VULNERABLE,
    }
}

/// What keeps retries from holding an overload up.
fn guard(ask: &Ask<'_>, link: &Link, least: &Least, attempts: Quantity) -> Option<&'static str> {
    let node = ask.node(least.node)?;
    let can_do = least.can_do.value;
    let timeout = link.timeout.map_or(f64::INFINITY, Known::base);
    if link.breaker == Some(true) {
        return Some("a circuit breaker ends the calls until it can answer again");
    }
    if link.retry_budget.is_some() && attempts.value < 1.5 {
        return Some("a budget keeps retries to a small share of the calls");
    }
    if link.cancel == Some(true) {
        return Some("giving up takes the call out of the line, so nothing is done for nobody");
    }
    if node.limit.is_some_and(|limit| limit.base() <= can_do) {
        return Some("what is too much is turned away before it waits");
    }
    if node.overflow == Some(Overflow::DropOldest) && node.queue_limit.is_some() {
        return Some("the oldest are dropped, so whoever is answered still waits for it");
    }
    let short = |node: &Node| {
        node.queue_limit.is_some_and(|most| (most.base() + least.slots) / can_do < timeout)
    };
    short(node).then_some("the line is so short that whoever is let in is answered in time")
}

/// End the retries, the work nobody waits for, or the long line.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let name = board.name_of(&link.to.clone().into());
    let mut fixes = vec![cure::as_is(
        format!("Let retries to {name} be at most 10 % of the calls (retry budget)"),
        vec![cure::set(link.id.clone(), "retry_budget", "10 %")],
    )];
    fixes.push(cure::as_is(
        format!("Stop calling {name} for a while when too many calls fail (circuit breaker)"),
        vec![cure::set(link.id.clone(), "breaker", "yes")],
    ));
    fixes.push(cure::as_is(
        format!("Take a call to {name} out of the line when its caller gives up"),
        vec![cure::set(link.id.clone(), "cancel", "yes")],
    ));
    let node = answer.subjects.get(1).and_then(|s| board.nodes.get(s.as_str()));
    let (Some(node), Some(can_do)) = (node, answer.number("can do")) else { return fixes };
    let slots = answer
        .locus
        .and_then(|node| review.facts().node(node)?.slots)
        .map_or(1.0, |slots| slots.value);
    let timeout = link.timeout.map_or(0.0, Known::base);
    let most = (0.5 * timeout * can_do.value - slots).floor();
    if (1.0..1e6).contains(&most) && !node.kind.behavior.outside_control {
        let text = Known::stated(Count(most)).to_text();
        fixes.push(cure::as_is(
            format!("Let at most {text} wait for {}, and turn away the rest at once", node.name),
            vec![cure::set(node.id.clone(), "queue_limit", text)],
        ));
    }
    fixes
}
