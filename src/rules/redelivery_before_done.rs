//! Asks of every delivery what happens when handling takes longer than the queue is patient.

use super::ask::Ask;
use super::deliveries::{Delivery, delivery};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::{Known, Unit};

pub(super) static RULE: Rule = Rule {
    id: "redelivery-before-done",
    asks: "What happens when {taker} needs longer for a message than {queue} is patient?",
    group: Group::Messaging,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "delivered again",
    story: "{queue} delivers again before {taker} is done",
    why: "A message that is not acknowledged in time is given to somebody else. Then two work on the same thing, the slow one ends in vain, and under load the queue makes its own work.",
    computes: "The time in which 99 of 100 messages are handled: own work and calls, as stated or 4.6 × the mean (exponential), times the messages taken at once. Compared with the queue's patience V; the share handled twice is 0.01^(V ÷ p99), an exponential tail.",
    quiet_when: "The taker extends its time while it works, or the patience is at least twice what 99 of 100 messages need, also when its calls take until their timeouts.",
    misses: "Pauses of the process itself: garbage collection, a suspended virtual machine.",
    example: Example {
        drawn: "app:client -> videos:queue -> encoder:worker",
        stated: "order.rate = 1/min; encoder.service_time = 20 s; videos.visibility_timeout = 30 s",
    },
    sources: &[
        "Amazon SQS API reference: VisibilityTimeout, 30 s by default",
        "AWS Lambda developer guide: a visibility timeout of six times the function's timeout",
        "RabbitMQ configuration: consumer_timeout of 30 min; Apache Kafka: max.poll.interval.ms of 5 min",
    ],
    follows: &["slow-dependency-cascade", "hot-row-lock"],
    ask,
    fixes,
};

const BREAKS: &str = "It is patient for {patience}; 99 of 100 are handled within {handled within}. {handled twice} of all messages are given to somebody else before they are done";
const HARMLESS: &str = "It is patient for {patience}; 99 of 100 are handled within {handled within}. {handled twice} are worked on twice, which does no harm but costs the time";
const CLOSE: &str = "It is patient for {patience}; 99 of 100 are handled within {handled within}, which leaves little room";
const LONGEST: &str = "It is patient for {patience}; a message takes up to {at longest} when what it calls takes until its timeouts, and is then given to somebody else";
const ENDLESS: &str = "It is patient for {patience}; what {taker} calls cannot keep up, so a message takes longer and longer, and is given to somebody else meanwhile";
const EXTENDS: &str = "Whoever is at work says so, and the queue waits";
const FINE: &str = "It is patient for {patience}; 99 of 100 are handled within {handled within}";
const UNKNOWN: &str = "It is patient for {patience}; nobody has said how long handling takes";
const UNKNOWN_PATIENCE: &str = "Nobody has said how long it waits before it delivers again";

/// ln 100: of an exponential time 99 % lie below 4.6 times its mean.
const P99_OF_MEAN: f64 = 4.605_170_186;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(way) = delivery(ask, index) else { continue };
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, &way);
        answer = answer
            .about(way.link.id.clone())
            .word("taker", way.to.name.clone())
            .word("queue", way.from.name.clone());
        answer.locus = Some(way.taker);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, way: &Delivery<'_>) -> Answer {
    if way.link.heartbeat == Some(true) {
        return Answer::new(&RULE, Verdict::Fine, EXTENDS);
    }
    let place = Place::Node(way.queue);
    let stated = way.from.visibility_timeout;
    let Some(patience) = ask.sheet.stated_or_assumed(way.from, place, "visibility_timeout", stated)
    else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN_PATIENCE)
            .lacks(way.from.id.clone(), "visibility_timeout");
    };
    let facts = ask.facts;
    // The flow on which a message takes longest, when nothing it calls is slow.
    let longest = facts
        .flows_over(way.index)
        .filter_map(|(_, demand, _)| {
            let visit = demand.visits_of(way.taker)?;
            Some((demand, visit.loaded.at(Moment::Now).or(visit.at_rest)?))
        })
        .max_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let Some((demand, mean)) = longest.filter(|(_, mean)| mean.value > 0.0) else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN)
            .with("patience", patience)
            .lacks(way.to.id.clone(), "service_time");
    };
    if mean.value.is_infinite() {
        // A repeat that does no harm still takes the time of whoever cannot keep up.
        let harmless = way.link.is_repeat_safe();
        let verdict = if harmless { Verdict::Watch } else { Verdict::Breaks };
        return Answer::new(&RULE, verdict, ENDLESS).with("patience", patience);
    }
    let within = within(ask, way, mean);
    let twice = ask.sheet.formula(
        "0.01^(patience ÷ p99)",
        "an exponential tail through the 99th percentile",
        &[patience, within],
        0.01_f64.powf(patience.value / within.value).clamp(0.0, 1.0),
        Unit::Share,
    );
    let at_longest = at_longest(ask, way, demand).filter(|q| q.value > patience.value);
    let harmless = way.link.is_repeat_safe();
    let (verdict, says) = if patience.value < within.value {
        if harmless { (Verdict::Watch, HARMLESS) } else { (Verdict::Breaks, BREAKS) }
    } else if patience.value < 2.0 * within.value && !harmless {
        (Verdict::Watch, CLOSE)
    } else if at_longest.is_some() && !harmless {
        (Verdict::Watch, LONGEST)
    } else {
        (Verdict::Fine, FINE)
    };
    let mut answer =
        Answer::new(&RULE, verdict, says).with("patience", patience).with("handled within", within);
    if verdict != Verdict::Fine {
        answer = answer.with("handled twice", twice).with_maybe("at longest", at_longest);
    }
    answer
}

/// The time in which 99 of 100 messages are handled, all that were taken at once.
fn within(ask: &mut Ask<'_>, way: &Delivery<'_>, mean: Quantity) -> Quantity {
    let place = Place::Node(way.taker);
    let own = ask.facts.node(way.taker).and_then(|load| load.own);
    let p99 = match (way.to.service_time_p99, own) {
        (Some(p99), Some(own)) => {
            let p99 = ask.sheet.input(place, "service_time_p99", p99);
            let calls = ask.sheet.sub(mean, own);
            ask.sheet.add(p99, calls)
        }
        _ => ask.sheet.formula(
            "4.6 × mean",
            "99th percentile of an exponential time: ln 100 × mean",
            &[mean],
            P99_OF_MEAN * mean.value,
            Unit::Seconds,
        ),
    };
    let all = match way.link.batch {
        Some(batch) => {
            let batch = ask.sheet.input(Place::Link(way.index), "batch", batch);
            ask.sheet.mul(p99, batch)
        }
        None => p99,
    };
    ask.sheet.named("time in which 99 of 100 are handled", place, all)
}

/// Own work and every call until its timeout, all attempts; none when a call has no timeout.
fn at_longest(ask: &mut Ask<'_>, way: &Delivery<'_>, demand: &FlowDemand) -> Option<Quantity> {
    let mut terms: Vec<Quantity> =
        ask.facts.node(way.taker).and_then(|load| load.own).into_iter().collect();
    let mut waits = false;
    for used in demand.out(way.taker).filter(|used| !used.leads_back) {
        let Some(link) = ask.link(used.link) else { continue };
        if !link.interaction.caller_waits() {
            continue;
        }
        waits = true;
        let place = Place::Link(used.link);
        let mut term = ask.sheet.input(place, "timeout", link.timeout?);
        if let Some(retries) = link.retries {
            let retries = ask.sheet.input(place, "retries", retries);
            let one = ask.sheet.constant(1.0, Unit::Count, "1");
            let attempts = ask.sheet.add(one, retries);
            term = ask.sheet.mul(attempts, term);
        }
        if let Some(calls) = link.calls {
            let calls = ask.sheet.input(place, "calls", calls);
            term = ask.sheet.mul(calls, term);
        }
        terms.push(term);
    }
    if let Some(batch) = way.link.batch.filter(|_| waits) {
        let batch = ask.sheet.input(Place::Link(way.index), "batch", batch);
        let one = ask.sheet.sum(&terms, Unit::Seconds);
        return Some(ask.sheet.mul(one, batch));
    }
    waits.then(|| ask.sheet.sum(&terms, Unit::Seconds))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let (Some(queue), Some(taker)) =
        (board.nodes.get(link.from.as_str()), board.nodes.get(link.to.as_str()))
    else {
        return Vec::new();
    };
    let mut fixes = vec![cure::as_is(
        format!("Let {} extend its time while it works", taker.name),
        vec![cure::set(link.id.clone(), "heartbeat", "yes")],
    )];
    if let Some(within) = answer.number("handled within") {
        let longest = answer.number("at longest").map_or(0.0, |q| q.value * 1.1);
        let long = (within.value * 6.0).max(longest).ceil();
        let text = crate::model::Value::to_text(&Known::stated(crate::model::units::Seconds(long)));
        fixes.push(cure::as_is(
            format!("Let {} be patient for {text}", queue.name),
            vec![cure::set(queue.id.clone(), "visibility_timeout", text)],
        ));
        let (batch, patience) = (
            link.batch.map_or(1.0, Known::base),
            answer.number("patience").map_or(0.0, |q| q.value),
        );
        // One at a time helps only where one is quick enough.
        if batch > 1.0 && within.value / batch * 2.0 <= patience && longest / batch <= patience {
            fixes.push(cure::as_is(
                "Take one message at a time".to_owned(),
                vec![cure::set(link.id.clone(), "batch", "1")],
            ));
        }
    }
    fixes
}
