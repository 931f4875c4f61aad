//! Asks of every queue what happens when messages arrive faster than they are handled.

use super::ask::{Ask, unknown};
use super::deliveries::{Delivery, arrive, delivery, handles};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Known, Unit};

pub(super) static RULE: Rule = Rule {
    id: "queue-grows-forever",
    asks: "What happens when messages come to {subject} faster than {taker} handles them?",
    group: Group::Messaging,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "queue grows",
    story: "{subject} grows without end",
    why: "A queue absorbs a burst, not a rate. Whatever arrives above what is handled stays, each message waits longer than the one before, and when the queue is full or its retention is over messages are lost.",
    computes: "Handled at most μ = min(copies, parts of the queue) × slots ÷ hold. At arrivals λ ≥ μ it grows by λ − μ; it is full after limit ÷ (λ − μ), and the oldest message reaches the retention after retention × μ ÷ (λ − μ). An event of stated length leaves (λ − μ) × length, and its last message waits that ÷ μ.",
    quiet_when: "It is handled as fast as it comes at the event and in two years; an admission limit sheds the rest; or the event is short enough that its last message is still handled within the acceptable delay.",
    misses: "Messages that are far larger or slower than the mean, and takers that poll from outside the flow.",
    example: Example {
        drawn: "shop:client -> events:queue -> mailer:worker",
        stated: "order.rate = 500/s; mailer.capacity = 300/s; events.queue_limit = 120,000",
    },
    sources: &[
        "Amazon Builders' Library: avoiding insurmountable queue backlogs",
        "The System Design Primer: back pressure",
        "Site Reliability Engineering, chapter 22: queue management",
    ],
    follows: &["over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "{arrive} arrive {moment} and {handled} are handled: it grows by {grows by} for as long as that lasts";
const LOST: &str = "{arrive} arrive {moment} and {handled} are handled: it grows by {grows by}, and from {lost after} on the oldest messages are thrown away unread";
const NOBODY: &str = "Nobody takes what it holds: everything that arrives stays";
const NOBODY_LOST: &str =
    "Nobody takes what it holds: every message is thrown away unread after {retention}";
const SPIKE: &str = "An event of {event length} leaves {backlog}; the last of them is handled {last waits} later, within the {acceptable} that may pass";
const SHEDS: &str = "What is above {limit} is turned away on purpose; {handled} can be handled";
const FINE: &str = "{arrive} arrive {moment}, and {handled} can be handled";
const UNKNOWN: &str = "That depends on how many messages arrive and how fast {taker} handles one";

fn ask(ask: &mut Ask<'_>) {
    for queue in 0..ask.board.nodes.len() as u32 {
        let Some(from) = ask.node(queue).filter(|node| node.kind.behavior.delivers_later) else {
            continue;
        };
        let flows = ask.flows_through(queue);
        if flows.is_empty() {
            continue;
        }
        let facts = ask.facts;
        let mut taken = false;
        for step in facts.network.out(queue) {
            let Some(way) = delivery(ask, step.link) else {
                // Handed on to another queue, or replicated.
                taken = true;
                continue;
            };
            taken = true;
            let mut answer = judge(ask, &way, &flows);
            answer.locus = Some(queue);
            answer.flows.clone_from(&flows);
            ask.answer(answer);
        }
        let polled = facts.network.incoming(queue).iter().any(|step| {
            let link = ask.link(step.link);
            link.is_some_and(|l| matches!(l.interaction, Interaction::Poll | Interaction::Read))
        });
        if !taken && !polled {
            let says = if from.retention.is_some() { NOBODY_LOST } else { NOBODY };
            let mut answer = Answer::new(&RULE, Verdict::Breaks, says)
                .about(from.id.clone())
                .word("taker", "anybody");
            if let Some(retention) = from.retention {
                let retention = ask.sheet.input(Place::Node(queue), "retention", retention);
                answer = answer.with("retention", retention);
            }
            answer = answer.with_maybe(
                "arrive",
                facts.node(queue).and_then(|load| load.arrivals.at(Moment::Now)),
            );
            answer.locus = Some(queue);
            answer.flows = flows;
            ask.answer(answer);
        }
    }
}

fn judge(ask: &mut Ask<'_>, way: &Delivery<'_>, flows: &[u32]) -> Answer {
    let handled = handles(ask, way);
    let (Some(handled), Some(now)) = (handled, arrive(ask, way, Moment::Now)) else {
        return lacking(ask, way, handled.is_none(), flows);
    };
    let event = Event::of(ask, way, flows);
    let at = |moment: Moment| arrive(ask, way, moment).unwrap_or(now);
    let full = |moment: Moment| at(moment).value >= handled.value;
    let passes = |moment: Moment| {
        let usual = moment != Moment::Now && now.value < handled.value;
        usual && event.as_ref().is_some_and(|event| event.passes(at(moment).value, handled.value))
    };
    let grows = ask.first_moment(|moment| full(moment) && !passes(moment));
    let spike = ask.first_moment(full).filter(|_| grows.is_none());
    let (moment, verdict) = match (grows, spike) {
        (Some(grows), _) => grows,
        (None, Some((moment, _))) => (moment, Verdict::Watch),
        (None, None) => (ask.last_moment(), Verdict::Fine),
    };
    let arrivals = at(moment);
    let place = Place::Node(way.queue);
    let about = |answer: Answer| {
        answer
            .about(way.from.id.clone())
            .about(way.to.id.clone())
            .word("taker", way.to.name.clone())
    };
    let limit = way.from.limit.or(way.to.limit).filter(|limit| limit.base() < handled.value);
    let mut answer = if verdict == Verdict::Fine {
        about(Answer::new(&RULE, verdict, FINE)).with("arrive", arrivals)
    } else if let Some(limit) = limit {
        let at = if way.from.limit.is_some() { place } else { Place::Node(way.taker) };
        let limit = ask.sheet.input(at, "limit", limit);
        about(Answer::new(&RULE, Verdict::Fine, SHEDS)).with("limit", limit)
    } else if let (Some(_), Some(event)) = (spike, event) {
        about(event.answer(ask, way, arrivals, handled))
    } else {
        let over = ask.sheet.sub(arrivals, handled);
        let over = ask.sheet.named("growth of the queue", place, over);
        let mut answer = about(Answer::new(&RULE, verdict, BREAKS))
            .with("arrive", arrivals)
            .with("grows by", over);
        if let Some(limit) = way.from.queue_limit.filter(|_| over.value > 0.0) {
            let limit = ask.sheet.input(place, "queue_limit", limit);
            answer = answer.with("full after", ask.sheet.div(limit, over));
        }
        if let Some(retention) = way.from.retention.filter(|_| over.value > 0.0) {
            let retention = ask.sheet.input(place, "retention", retention);
            let ratio = ask.sheet.div(handled, over);
            let lost = ask.sheet.mul(retention, ratio);
            answer = answer.with("lost after", lost);
            answer.says = LOST;
        }
        answer
    };
    answer = answer.at(moment).with("handled", handled);
    let idle = way.from.partitions.map_or(0.0, |parts| way.to.replicas().base() - parts.base());
    if idle > 0.0 && answer.verdict != Verdict::Fine {
        let copies = ask.sheet.input(Place::Node(way.taker), "replicas", way.to.replicas());
        if let Some(parts) = way.from.partitions {
            let parts = ask.sheet.input(place, "partitions", parts);
            answer = answer.with("idle copies", ask.sheet.sub(copies, parts));
        }
    }
    answer.breaks_at = Some(ask.breaks_at(handled, now));
    answer
}

/// An event of stated length on a flow of stated patience.
struct Event {
    length: Quantity,
    acceptable: Quantity,
    /// The longest a message may wait, in seconds.
    most: f64,
}

impl Event {
    fn of(ask: &mut Ask<'_>, way: &Delivery<'_>, flows: &[u32]) -> Option<Self> {
        let of_flow = |i: &u32| {
            let demand = ask.facts.flows.get(*i as usize)?;
            Some((demand.place, ask.flow_of(demand)?))
        };
        let (place, length) =
            flows.iter().filter_map(of_flow).find_map(|(p, flow)| Some((p, flow.event_length?)))?;
        let (whose, acceptable) = flows
            .iter()
            .filter_map(of_flow)
            .filter_map(|(p, flow)| Some((p, flow.acceptable_delay?)))
            .min_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
        let length = ask.sheet.input(place, "event_length", length);
        let acceptable = ask.sheet.input(whose, "acceptable_delay", acceptable);
        let most = way.from.retention.map_or(f64::INFINITY, Known::base).min(acceptable.value);
        Some(Self { length, acceptable, most })
    }

    /// True when the last message of what the event leaves is handled in time.
    fn passes(&self, arrive: f64, handled: f64) -> bool {
        (arrive - handled) * self.length.value / handled <= self.most
    }

    fn answer(
        &self,
        ask: &mut Ask<'_>,
        way: &Delivery<'_>,
        arrive: Quantity,
        handled: Quantity,
    ) -> Answer {
        let over = ask.sheet.sub(arrive, handled);
        let backlog = ask.sheet.mul(over, self.length);
        let backlog = ask.sheet.named("left by the event", Place::Node(way.queue), backlog);
        Answer::new(&RULE, Verdict::Fine, SPIKE)
            .with("event length", self.length)
            .with("backlog", backlog)
            .with("last waits", ask.sheet.div(backlog, handled))
            .with("acceptable", self.acceptable)
    }
}

fn lacking(ask: &Ask<'_>, way: &Delivery<'_>, no_capacity: bool, flows: &[u32]) -> Answer {
    let mut answer = unknown(&RULE, UNKNOWN, way.from.id.clone())
        .about(way.to.id.clone())
        .word("taker", way.to.name.clone());
    if no_capacity {
        let key = match way.to.kind.behavior.outside_control {
            true => "capacity",
            false if ask.facts.node(way.taker).is_some_and(|load| load.slots.is_none()) => "slots",
            false => "service_time",
        };
        answer = answer.lacks(way.to.id.clone(), key);
    }
    ask.lacks_rates(answer, flows)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let node = |at: usize| answer.subjects.get(at).and_then(|s| board.nodes.get(s.as_str()));
    let Some(queue) = node(0) else { return Vec::new() };
    let Some(taker) = node(1) else {
        return cure::worker_for(review, queue).into_iter().collect();
    };
    let (Some(arrive), Some(handled)) = (answer.number("arrive"), answer.number("handled")) else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let at = board.nodes.position(queue.id.as_str()).unwrap_or(usize::MAX);
    let arrive = cure::worst_stated(review, at as u32, arrive.value);
    if taker.capacity.is_some() || taker.kind.behavior.outside_control {
        let quota = Unit::PerSecond.write((arrive / 0.6).ceil());
        fixes.push(cure::with_placeholders(
            format!("Raise what {} can do to {quota}", taker.name),
            vec![cure::set(taker.id.clone(), "capacity", quota)],
        ));
    } else {
        let working = taker
            .replicas()
            .base()
            .min(queue.partitions.map_or(f64::INFINITY, Known::base))
            .max(1.0);
        let each = handled.value / working;
        if let Some(count) = cure::copies((arrive / (0.6 * each)).ceil()) {
            let mut edits = vec![cure::set(taker.id.clone(), "replicas", count.clone())];
            let wanted = arrive / (0.6 * each);
            if queue.partitions.is_some_and(|parts| parts.base() < wanted) {
                edits.push(cure::set(queue.id.clone(), "partitions", count.clone()));
            }
            fixes.push(cure::as_is(format!("Run {count} copies of {}", taker.name), edits));
        }
    }
    if let Some(limit) = cure::rate_below(handled.value * 0.9) {
        fixes.push(cure::maybe(
            format!("Turn away what is above {limit} at {}", queue.name),
            vec![cure::set(queue.id.clone(), "limit", limit)],
        ));
    }
    fixes
}
