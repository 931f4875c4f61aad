//! Asks of every call that one request makes many times how long the request takes.

use super::ask::{Ask, unknown};
use super::thread_pool_exhaustion::call_over;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::{Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "sync-bulk-loop",
    asks: "What happens when one request means {times} calls of {other}?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Objective,
    step: "bulk work",
    story: "{subject} does it all while somebody waits",
    why: "A loop over recipients, items or users inside a request takes as long as there are recipients. Long before it is done whoever waits has given up; the loop goes on for nobody, and the next attempt begins it again from the start.",
    computes: "Calls for one request × time of one call at rest, compared with the shortest timeout between the caller and who asked. Done before that: timeout ÷ time of one call, which is also the largest batch that is safe.",
    quiet_when: "All of it takes less than 30 % of the shortest timeout in front, or it goes through a queue. A few calls are asked about elsewhere (chatty-calls).",
    misses: "Limits of the other end on bulk work, and what a half finished loop leaves behind.",
    example: Example {
        drawn: "admin:client -> balancer:load-balancer -> campaign -> mail:third-party",
        stated: "order.rate = 1/h; campaign-to-mail.calls = x10,000; mail.service_time = 100 ms; balancer-to-campaign.timeout = 30 s",
    },
    sources: &[
        "Azure Architecture Center: Synchronous I/O antipattern (about 10 times the throughput after the change)",
        "The System Design Primer: asynchronism",
    ],
    follows: &[],
    ask,
    fixes,
};

const CUT: &str = "{calls} calls of {one call} take {all of them}, but the first in front gives up after {gives up}: {done by then} are done then, and the loop goes on for nobody";
const LONG: &str = "{calls} calls of {one call} take {all of them} while somebody waits, and nobody in front gives up";
const CLOSE: &str = "{calls} calls of {one call} take {all of them}; the first in front gives up after {gives up}, which is less than three times as much";
const FINE: &str =
    "{calls} calls of {one call} take {all of them}; the first in front gives up after {gives up}";
const SHORT: &str = "{calls} calls of {one call} take {all of them}";
const UNKNOWN: &str = "The number of calls grows with {what}; nobody has said how many there are";
const UNKNOWN_TIME: &str = "That depends on how long one call takes";

/// Calls of one request from which they are a loop.
const MANY: f64 = 100.0;
/// Share of the timeout that may be used up.
const ENOUGH: f64 = 0.3;
/// What nobody waits for without noticing, in seconds.
const NOTICED: f64 = 1.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let Some(link) = ask.link(index).filter(|link| link.interaction.caller_waits()) else {
            continue;
        };
        let many = link.calls.is_some_and(|calls| calls.base() >= MANY);
        if !many && link.calls_per.is_none() || facts.flows_over(index).next().is_none() {
            continue;
        }
        let Some((from, to)) = facts.network.ends(index) else { continue };
        let mut answer = judge(ask, link, index, to)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone());
        answer.locus = Some(from);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, to: u32) -> Answer {
    let place = Place::Link(index);
    let Some(calls) = link.calls else {
        let what = link.calls_per.clone().unwrap_or_default();
        let mut answer = unknown(&RULE, UNKNOWN, link.id.clone())
            .lacks(link.id.clone(), "calls")
            .word("times", "many")
            .word("what", what);
        answer.subjects.clear();
        return answer;
    };
    let calls = ask.sheet.input(place, "calls", calls);
    let times = Unit::Count.about(calls.value);
    let one = call_over(ask, index).map(|call| call.at_rest).filter(|one| one.value > 0.0);
    let Some(mut one) = one else {
        let mut answer = unknown(&RULE, UNKNOWN_TIME, link.id.clone()).word("times", times);
        answer.subjects.clear();
        if let Some(node) = ask.node(to) {
            answer = answer.lacks(node.id.clone(), "service_time");
        }
        return answer;
    };
    if let Some(network) = link.network {
        let network = ask.sheet.input(place, "network", network);
        one = ask.sheet.add(one, network);
    }
    let count = ask.sheet.in_unit(calls, Unit::Count);
    let all = ask.sheet.mul(count, one);
    let all = ask.sheet.named("all of them, one after the other", place, all);
    let limit = shortest_in_front(ask, index);
    let (verdict, says) = match limit {
        Some(limit) if all.value > limit.value => (Verdict::Breaks, CUT),
        Some(limit) if all.value >= ENOUGH * limit.value => (Verdict::Watch, CLOSE),
        Some(_) => (Verdict::Fine, FINE),
        None if all.value >= NOTICED => (Verdict::Watch, LONG),
        None => (Verdict::Fine, SHORT),
    };
    let mut answer = Answer::new(&RULE, verdict, says)
        .word("times", times)
        .with("calls", count)
        .with("one call", one)
        .with("all of them", all)
        .with_maybe("gives up", limit);
    if let Some(limit) = limit {
        let done = ask.sheet.div(limit, one);
        let done = ask.sheet.in_unit(done, Unit::Count);
        let whole = ask.sheet.formula(
            "whole calls before that",
            "what has begun and is not done does not count",
            &[done],
            (done.value + 1e-9).floor(),
            Unit::Count,
        );
        answer = answer.with("done by then", whole);
    }
    answer
}

/// The shortest timeout, or objective, of everything between who asks and the tail of a link.
fn shortest_in_front(ask: &mut Ask<'_>, index: u32) -> Option<Quantity> {
    let facts = ask.facts;
    let mut shortest: Option<(f64, u32)> = None;
    for (flow, ..) in facts.flows_over(index) {
        let mut seen = std::collections::BTreeSet::new();
        let mut todo: Vec<u32> =
            facts.network.ends(index).map(|(from, _)| from).into_iter().collect();
        while let Some(node) = todo.pop().filter(|_| seen.len() < 1000) {
            for step in facts.network.incoming(node) {
                let waits = ask.link(step.link).is_some_and(|l| l.interaction.caller_waits());
                if !waits || !facts.uses(flow, step.link) || !seen.insert(step.link) {
                    continue;
                }
                if let Some(timeout) = ask.link(step.link).and_then(|link| link.timeout)
                    && shortest.is_none_or(|(least, _)| timeout.base() < least)
                {
                    shortest = Some((timeout.base(), step.link));
                }
                todo.push(step.node);
            }
        }
    }
    let (_, link) = shortest?;
    let timeout = ask.link(link)?.timeout?;
    Some(ask.sheet.input(Place::Link(link), "timeout", timeout))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes: Vec<Fix> = cure::through_a_queue(review, link).into_iter().collect();
    let (Some(one), limit) = (answer.number("one call"), answer.number("gives up")) else {
        return fixes;
    };
    let most = (0.9 * ENOUGH * limit.map_or(NOTICED / ENOUGH, |q| q.value) / one.value).floor();
    if most >= 1.0 {
        let text = Unit::Count.write(most);
        fixes.push(cure::maybe(
            format!("Take at most {text} at a time, and say how to go on"),
            vec![
                cure::set(link.id.clone(), "calls", format!("x{text}")),
                cure::clear(link.id.clone(), "calls_per"),
            ],
        ));
    }
    fixes
}
