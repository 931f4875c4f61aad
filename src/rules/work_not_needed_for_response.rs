//! Asks of every call whose result nobody needs why somebody waits for it.

use super::ask::{Ask, unknown};
use super::thread_pool_exhaustion::call_over;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::{Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "work-not-needed-for-response",
    asks: "What happens to whoever waits when {other} is slow, though the answer does not need it?",
    group: Group::Waiting,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "work nobody waits for",
    story: "{subject} waits for what it does not need",
    why: "A mail, an audit entry, a search index: the answer does not depend on them, and yet the buyer waits for them, and when they are slow or away the purchase is too.",
    computes: "Time of the call at rest × calls, as a share of the time its caller takes to answer; slots it holds: rate × that time; and how much more often the flow would succeed: 1 ÷ A of the other end.",
    quiet_when: "It takes less than 5 ms, a queue or a message takes it, or nobody has said that the result is not needed.",
    misses: "What must be recorded together with the rest, in one transaction.",
    example: Example {
        drawn: "browser:client -> shop -> mail:third-party",
        stated: "order.rate = 50/s; shop.service_time = 20 ms; mail.service_time = 180 ms; shop-to-mail.result_needed = no",
    },
    sources: &[
        "The System Design Primer: message queues, and its warning that cheap work is better done at once",
        "Azure Architecture Center: Busy Front End antipattern",
    ],
    follows: &[],
    ask,
    fixes,
};

const WAITS: &str = "{time for it} of the {caller takes} that {subject} takes is for {other}, which the answer does not need; it holds {slots held} slots {moment}";
const FINE: &str = "It takes {time for it}: cheaper to do at once than to hand over";
const UNKNOWN_RATE: &str = "{time for it} of the {caller takes} that {subject} takes is for {other}, which the answer does not need; nobody has said how often";
const UNKNOWN: &str =
    "The answer does not need it; what waiting for it costs depends on how long it takes";

/// Below this it is cheaper to do it at once than to hand it over, in seconds.
const CHEAP: f64 = 0.005;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let waits =
            |link: &&Link| link.result_needed == Some(false) && link.interaction.caller_waits();
        let Some(link) = ask.link(index).filter(waits) else { continue };
        let Some((from, to)) = facts.network.ends(index) else { continue };
        let starts = ask.node(from).is_none_or(|node| node.kind.behavior.starts_requests);
        if starts || facts.flows_over(index).next().is_none() {
            continue;
        }
        let mut answer = judge(ask, link, index, from, to)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone());
        answer.locus = Some(from);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, from: u32, to: u32) -> Answer {
    let facts = ask.facts;
    let place = Place::Link(index);
    let call = call_over(ask, index).map(|call| call.at_rest);
    let used = facts.flows_over(index).next();
    let (Some(call), Some((_, demand, used))) = (call, used) else {
        let mut answer = unknown(&RULE, UNKNOWN, link.id.clone());
        answer.subjects.clear();
        if let Some(node) = ask.node(to) {
            answer = answer.lacks(node.id.clone(), "service_time");
        }
        return answer;
    };
    let time = match used.per_visit {
        Some(times) => ask.sheet.mul(times, call),
        None => call,
    };
    let time = ask.sheet.named("time for it", place, time);
    let whole = demand.visits_of(from).and_then(|visit| visit.at_rest).unwrap_or(time);
    let moment = ask.last_moment();
    let held = facts.link_rate(index, moment).map(|rate| {
        let held = ask.sheet.mul(rate, call);
        ask.sheet.named("slots held for it", place, held)
    });
    if time.value < CHEAP {
        return Answer::new(&RULE, Verdict::Fine, FINE).with("time for it", time);
    }
    let share = ask.sheet.div(time, whole);
    let share = ask.sheet.in_unit(share, Unit::Share);
    let mut answer = Answer::new(&RULE, Verdict::Watch, WAITS)
        .at(moment)
        .with("time for it", time)
        .with("caller takes", whole)
        .with("share of it", share);
    if let Some(held) = held {
        answer = answer.with("slots held", held);
    } else {
        let none = ask.sheet.constant(0.0, Unit::Count, "nobody has said how often");
        let flows = ask.flows_over(index);
        answer = answer.with("slots held", none);
        answer.verdict = Verdict::Unknown;
        answer.says = UNKNOWN_RATE;
        answer.moment = Moment::Now;
        answer = ask.lacks_rates(answer, &flows);
    }
    if let Some(up) = facts.availability.get(to as usize).and_then(|a| a.all) {
        let one = ask.sheet.constant(1.0, Unit::Factor, "1");
        let gained = ask.sheet.div(one, up);
        answer = answer.with("succeeds more often", ask.sheet.in_unit(gained, Unit::Factor));
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    cure::through_a_queue(review, link).into_iter().collect()
}
