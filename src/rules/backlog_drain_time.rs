//! Asks of every queue how long it takes to catch up after its taker was away.

use super::ask::{Ask, unknown};
use super::deliveries::{Delivery, arrive, delivery, handles};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Change, Known, Unit};

pub(super) static RULE: Rule = Rule {
    id: "backlog-drain-time",
    asks: "What happens after {trouble}?",
    group: Group::Messaging,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "catching up",
    story: "{subject} catches up too late",
    why: "After an outage the queue holds everything that came meanwhile, and new messages stand behind it. A taker that is just fast enough for every day never catches up, and what people wait for is old when it comes.",
    computes: "Backlog B = λ × time away; after an event above what is handled, (λ − μ) × its length. The newest message then waits B ÷ μ, and the backlog is gone after B ÷ (μ − λ). μ is what the taker and everything it calls can do.",
    quiet_when: "The newest message is handled within the acceptable delay, today and at the event; or no delay is stated and messages are kept longer than catching up takes.",
    misses: "Takers that come back slowly: cold caches, reconnects, retries of what failed.",
    example: Example {
        drawn: "shop:client -> events:queue -> mailer:worker",
        stated: "order.rate = 100/s; order.event = x5; order.event_length = 10 min; order.acceptable_delay = 5 min; mailer.capacity = 300/s",
    },
    sources: &["Amazon Builders' Library: avoiding insurmountable queue backlogs"],
    follows: &["queue-grows-forever"],
    ask,
    fixes,
};

const LATE: &str = "{backlog} wait then; the newest is handled {newest waits} later, but {acceptable} may pass, and it takes {drained after} until all are gone";
const LOST: &str = "{backlog} wait then, and the newest is handled {newest waits} later: messages are kept for {kept for} only, so some are lost";
const FINE: &str = "{backlog} wait then; the newest is handled {newest waits} later, and within {drained after} all are gone";
const UNKNOWN: &str = "{backlog} wait then, and the newest is handled {newest waits} later; nobody has said how late is too late";
const UNKNOWN_RATE: &str = "That depends on how many messages arrive and how fast they are handled";

/// How long a taker is away while nobody says otherwise.
const AWAY: f64 = 600.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(way) = delivery(ask, index) else { continue };
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, &way, &flows);
        answer = answer.about(way.from.id.clone()).about(way.to.id.clone());
        answer.locus = Some(way.queue);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// What the taker and everything it calls for a message can do, and the node that sets it.
fn drains(ask: &mut Ask<'_>, way: &Delivery<'_>) -> Option<(Quantity, u32)> {
    let mut least = (handles(ask, way)?, way.taker);
    let facts = ask.facts;
    for (_, demand, _) in facts.flows_over(way.index) {
        let mut todo = vec![(way.taker, 1.0)];
        let mut steps = 0;
        while let Some((node, times)) = todo.pop().filter(|_| steps < 64) {
            steps += 1;
            for used in demand.out(node).filter(|used| !used.leads_back) {
                let times = times * used.per_visit.map_or(1.0, |q| q.value);
                let waits = ask.link(used.link).is_some_and(|l| l.interaction.caller_waits());
                let can = facts.node(used.to).and_then(|load| load.capacity);
                if !waits || times <= 0.0 {
                    continue;
                }
                if let Some(can) = can.filter(|can| can.value / times < least.0.value) {
                    let each = ask.sheet.formula(
                        "capacity ÷ uses a message",
                        "forced flow law (Denning and Buzen 1978)",
                        &[can],
                        can.value / times,
                        Unit::PerSecond,
                    );
                    let place = Place::Node(used.to);
                    least = (ask.sheet.named("messages a second it allows", place, each), used.to);
                }
                todo.push((used.to, times));
            }
        }
    }
    Some(least)
}

/// What is left and what goes on arriving, at a moment.
struct Left {
    backlog: Quantity,
    inflow: Quantity,
    trouble: String,
    /// How long the taker is away, when that is the trouble.
    away: Option<Quantity>,
    /// How long the event lasts, when that is it, and what comes meanwhile.
    event: Option<(Quantity, Quantity)>,
}

fn left(ask: &mut Ask<'_>, way: &Delivery<'_>, handled: Quantity, moment: Moment) -> Option<Left> {
    let place = Place::Node(way.queue);
    let inflow = arrive(ask, way, moment)?;
    let now = arrive(ask, way, Moment::Now)?;
    let facts = ask.facts;
    let length = facts
        .flows_over(way.index)
        .find_map(|(_, demand, _)| Some((demand.place, ask.flow_of(demand)?.event_length?)));
    let away = match down(ask, way) {
        Some(away) => away,
        None => ask.sheet.guess(AWAY, Unit::Seconds, "time away"),
    };
    // An event of stated length is no state of affairs: the outage comes on a usual day.
    let usual = if length.is_some() { now } else { inflow };
    let mut backlog = ask.sheet.mul(usual, away);
    let (mut out, mut event) = (Some(away), None);
    let mut trouble = format!("{} was away for {}", way.to.name, Unit::Seconds.about(away.value));
    if let (Some((of, length)), true) = (length, inflow.value > handled.value) {
        let length = ask.sheet.input(of, "event_length", length);
        let above = ask.sheet.sub(inflow, handled);
        let of_event = ask.sheet.mul(above, length);
        if of_event.value > backlog.value && moment != Moment::Now {
            backlog = of_event;
            (out, event) = (None, Some((length, inflow)));
            trouble = format!("an event of {}", Unit::Seconds.about(length.value));
        }
    }
    let backlog = ask.sheet.named("backlog", place, backlog);
    Some(Left { backlog, inflow: usual, trouble, away: out, event })
}

/// How long a scenario of the board takes the taker down.
fn down(ask: &mut Ask<'_>, way: &Delivery<'_>) -> Option<Quantity> {
    let (index, length) = ask.board.scenarios.iter().enumerate().find_map(|(i, scenario)| {
        scenario.changes.iter().find_map(|change| match change {
            Change::Down { node, span, .. } if *node == way.to.id => {
                let from = span.from.map_or(0.0, Known::base);
                let until = span.until?;
                let length = crate::model::units::Seconds((until.base() - from).max(0.0));
                Some((i as u32, Known { value: length, ..until }))
            }
            _ => None,
        })
    })?;
    Some(ask.sheet.input(Place::Scenario(index), "time away", length))
}

fn judge(ask: &mut Ask<'_>, way: &Delivery<'_>, flows: &[u32]) -> Answer {
    let drains = drains(ask, way).filter(|(can, _)| can.value > 0.0);
    let Some((handled, slowest)) = drains.filter(|_| arrive(ask, way, Moment::Now).is_some())
    else {
        let mut answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN_RATE)
            .word("trouble", format!("{} was away for a while", way.to.name));
        if drains.is_none() {
            answer = answer.lacks(way.to.id.clone(), "capacity");
        }
        return ask.lacks_rates(answer, flows);
    };
    let facts = ask.facts;
    let need = flows
        .iter()
        .filter_map(|i| {
            let demand = facts.flows.get(*i as usize)?;
            let delay = ask.flow_of(demand)?.acceptable_delay?;
            Some((demand.place, delay))
        })
        .min_by(|a, b| a.1.base().total_cmp(&b.1.base()))
        .map(|(place, delay)| ask.sheet.input(place, "acceptable_delay", delay));
    let kept =
        way.from.retention.map(|kept| ask.sheet.input(Place::Node(way.queue), "retention", kept));
    let mut waits = [0.0; 3];
    for (slot, moment) in waits.iter_mut().zip(Moment::ALL) {
        *slot = left(ask, way, handled, moment).map_or(0.0, |l| l.backlog.value / handled.value);
    }
    let wait =
        |m: Moment| Moment::ALL.iter().zip(waits).find(|(at, _)| **at == m).map_or(0.0, |(_, w)| w);
    // An outage in two years is one thing too many to be afraid of today.
    let soon = |m: Moment| m != Moment::TwoYears;
    let lost = ask.first_moment(|m| soon(m) && kept.is_some_and(|kept| wait(m) > kept.value));
    let late = ask.first_moment(|m| soon(m) && need.is_some_and(|need| wait(m) > need.value));
    let (moment, verdict, says) = match (lost, late) {
        (Some((moment, verdict)), _) => (moment, verdict, LOST),
        (None, Some((moment, _))) => (moment, Verdict::Watch, LATE),
        (None, None) if need.is_some() || kept.is_some() => {
            (ask.last_moment(), Verdict::Fine, FINE)
        }
        (None, None) => (ask.last_moment(), Verdict::Unknown, UNKNOWN),
    };
    let Some(left) = left(ask, way, handled, moment) else {
        return unknown(&RULE, UNKNOWN_RATE, way.from.id.clone());
    };
    let newest = ask.sheet.div(left.backlog, handled);
    let longest =
        [Moment::Now, Moment::Event].iter().map(|m| wait(*m)).fold(newest.value, f64::max);
    let spare = ask.sheet.sub(handled, left.inflow);
    let drained = ask.sheet.div(left.backlog, spare);
    let place = Place::Node(way.queue);
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .word("trouble", left.trouble)
        .with("backlog", left.backlog)
        .with("handled", handled)
        .with("usually come", left.inflow)
        .with_maybe("time away", left.away)
        .with_maybe("event lasts", left.event.map(|(length, _)| length))
        .with_maybe("come meanwhile", left.event.map(|(_, inflow)| inflow))
        .with("newest waits", ask.sheet.named("wait of the newest", place, newest))
        .with("drained after", ask.sheet.named("time to catch up", place, drained))
        .with_maybe("acceptable", need)
        .with_maybe("kept for", kept);
    if longest > newest.value * 1.001 && verdict != Verdict::Fine {
        let longest = ask.sheet.formula(
            "the longest of today and the event",
            "the same at the event",
            &[newest],
            longest,
            Unit::Seconds,
        );
        answer = answer.with("longest wait", longest);
    }
    answer.depends_on = Some(slowest);
    if verdict == Verdict::Unknown
        && let Some(flow) = flows
            .iter()
            .filter_map(|i| facts.flows.get(*i as usize))
            .find_map(|demand| ask.flow_id(demand))
    {
        answer = answer.lacks(flow, "acceptable_delay");
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let longest = answer.number("longest wait").or(answer.number("newest waits"));
    let (Some(handled), Some(waits)) = (answer.number("handled"), longest) else {
        return Vec::new();
    };
    let Some(taker) = answer.subjects.get(1).and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let slowest = answer.depends_on.and_then(|i| board.nodes.at(i as usize)).unwrap_or(taker);
    let most = [answer.number("acceptable"), answer.number("kept for")]
        .into_iter()
        .flatten()
        .map(|q| q.value)
        .fold(f64::INFINITY, f64::min);
    let mut fixes = Vec::new();
    if most > 0.0 && most.is_finite() {
        let wanted = handled.value * waits.value / most * 1.1;
        if let Some(capacity) = slowest.capacity {
            let more = capacity.base() * wanted / handled.value;
            let text = Unit::PerSecond.write(more.ceil());
            fixes.push(cure::with_placeholders(
                format!("Raise what {} can do to {text}", slowest.name),
                vec![cure::set(slowest.id.clone(), "capacity", text)],
            ));
        } else if !slowest.kind.behavior.outside_control {
            let copies = (slowest.replicas().base() * wanted / handled.value).ceil();
            if let Some(count) = cure::copies(copies) {
                fixes.push(cure::as_is(
                    format!("Run {count} copies of {}", slowest.name),
                    vec![cure::set(slowest.id.clone(), "replicas", count)],
                ));
            }
        }
    }
    if answer.number("kept for").is_some_and(|kept| waits.value > kept.value)
        && let Some(queue) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str()))
    {
        let long = Known::stated(crate::model::units::Seconds((waits.value * 2.0).ceil()));
        let text = crate::model::Value::to_text(&long);
        fixes.push(cure::as_is(
            format!("Keep messages for {text}"),
            vec![cure::set(queue.id.clone(), "retention", text)],
        ));
    }
    fixes
}
