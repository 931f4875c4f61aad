//! Asks of calls that one request makes over and over what they add up to.

use super::ask::{Ask, unknown};
use super::thread_pool_exhaustion::call_over;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::{Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "chatty-calls",
    asks: "What happens when one request makes {times} calls of {other}?",
    group: Group::Waiting,
    set: Set::Strict,
    harm: Harm::Objective,
    step: "many small calls",
    story: "{subject} asks {other} over and over",
    why: "Every call pays the way there and back. Forty-five questions at a millisecond and a half each are seventy milliseconds before anybody waits in a line, and the other end works on forty-five requests instead of one.",
    computes: "Calls for one request × (network + time of one call at rest), one after the other, as a share of the latency objective; the load of the other end is as many times as high.",
    quiet_when: "Fewer than 10 calls, calls made at the same time, or all together less than 5 % of the objective; without an objective less than 50 ms. From 100 calls on, or where their number grows with something, it is a loop (sync-bulk-loop).",
    misses: "Calls that a library makes by itself, one for each row it loads.",
    example: Example {
        drawn: "browser:client -> shop -> catalogue",
        stated: "order.rate = 10/s; order.latency_objective = 300 ms; shop-to-catalogue.calls = x45; shop-to-catalogue.network = 500 us; catalogue.service_time = 1 ms",
    },
    sources: &[
        "Azure Architecture Center: Chatty I/O antipattern (45 queries to 1: 410 to 3,970 requests a minute)",
    ],
    follows: &[],
    ask,
    fixes,
};

const LONG: &str =
    "{calls} calls of {one call} add up to {all of them}, {share} of the objective of {objective}";
const LONG_ALONE: &str = "{calls} calls of {one call} add up to {all of them}";
const FINE: &str = "{calls} calls of {one call} add up to {all of them}, which nobody notices";
const UNKNOWN: &str = "That depends on how long one call takes";

/// Calls of one request from which they are chatter, and from which they are a loop.
const CHATTER: f64 = 10.0;
const LOOP: f64 = 100.0;
/// Share of an objective, and time without one, below which nobody notices.
const SHARE: f64 = 0.05;
const TIME: f64 = 0.05;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let chatty = |link: &&Link| {
            link.interaction.caller_waits()
                && link.parallel.is_none()
                && link.calls_per.is_none()
                && link.calls.is_some_and(|calls| (CHATTER..LOOP).contains(&calls.base()))
        };
        let Some(link) = ask.link(index).filter(chatty) else { continue };
        if facts.flows_over(index).next().is_none() {
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
    let calls = link.calls.map(|calls| ask.sheet.input(place, "calls", calls));
    let calls = calls.map(|calls| ask.sheet.in_unit(calls, Unit::Count));
    let times = calls.map_or_else(String::new, |calls| Unit::Count.about(calls.value));
    let one = call_over(ask, index).map(|call| call.at_rest).filter(|one| one.value > 0.0);
    let (Some(calls), Some(mut one)) = (calls, one) else {
        let mut answer = unknown(&RULE, UNKNOWN, link.id.clone()).word("times", times);
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
    let all = ask.sheet.mul(calls, one);
    let all = ask.sheet.named("all of them, one after the other", place, all);
    let objective = tightest(ask, index);
    let share = objective.map(|objective| {
        let share = ask.sheet.div(all, objective);
        ask.sheet.in_unit(share, Unit::Share)
    });
    let (verdict, says) = match share {
        Some(share) if share.value >= SHARE => (Verdict::Watch, LONG),
        None if all.value >= TIME => (Verdict::Watch, LONG_ALONE),
        _ => (Verdict::Fine, FINE),
    };
    Answer::new(&RULE, verdict, says)
        .word("times", times)
        .with("calls", calls)
        .with("one call", one)
        .with("all of them", all)
        .with_maybe("share", share)
        .with_maybe("objective", objective)
}

/// The tightest latency objective of the flows over a link.
fn tightest(ask: &mut Ask<'_>, index: u32) -> Option<Quantity> {
    let facts = ask.facts;
    let (place, objective) = facts
        .flows_over(index)
        .filter_map(|(_, demand, _)| Some((demand.place, ask.flow_of(demand)?.latency_objective?)))
        .min_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
    Some(ask.sheet.input(place, "latency_objective", objective))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let name = board.name_of(&link.to.clone().into());
    vec![
        cure::maybe(
            format!("Ask {name} once for all of it"),
            vec![cure::set(link.id.clone(), "calls", "x1")],
        ),
        cure::maybe(
            "Make the calls at the same time".to_owned(),
            vec![cure::set(link.id.clone(), "parallel", format!("{}-calls", link.from))],
        ),
    ]
}
