//! Asks of every node whether it can do what arrives.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, NodeLoad, Place, Quantity};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "over-capacity",
    asks: "What happens to {subject} at {peak}?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Down,
    step: "over capacity",
    story: "More arrives at {subject} than it can do",
    why: "Above what it can do a queue grows for as long as the load lasts, and everything behind it waits. Close below, waits are already long.",
    computes: "Capacity μ = slots ÷ hold, or as stated; utilisation ρ = λ ÷ μ, with the hold when nothing it calls is slow. Waits by Erlang C for the pool, not by the curve of a single server. The queue limit fills in limit ÷ (λ − μ).",
    quiet_when: "Utilisation stays below 70 % at the event and below full in two years; or an admission limit sheds the rest on purpose.",
    misses: "Capacity that falls under overload: garbage collection, context switches, cold caches.",
    example: Example {
        drawn: "browser:client -> api",
        stated: "order.rate = 10/s; order.event = x8; api.slots = 4; api.service_time = 100 ms; api.queue_limit = 80",
    },
    sources: &[
        "Site Reliability Engineering, chapters 21 and 22",
        "Erlang C (M/M/c)",
        "Denning and Buzen 1978: utilisation law",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "{arrivals} arrive {moment}; it can do {capacity}. The queue grows by {too much} for as long as it lasts";
const ENDLESS: &str =
    "Requests go round in a loop that feeds itself: each causes more, without end";
const LATER: &str = "{arrivals} arrive {moment}; it can do {capacity}. Today it has room";
const FINE: &str = "{arrivals} arrive {moment}; it can do {capacity}: it is {utilisation} busy";
const SHEDS: &str = "{arrivals} arrive {moment}; it turns away what is above {limit} on purpose";
const UNKNOWN_RATE: &str = "It can do {capacity}; nobody has said how many requests come here";
const UNKNOWN_QUOTA: &str =
    "{arrivals} arrive {moment}; nobody has said how many its owner lets through";

/// Utilisation above which waits grow fast; headroom of less than about one and a half.
const HIGH: f64 = 0.7;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let flows = ask.flows_through(index);
        let Some(load) = ask.facts.node(index).copied() else { continue };
        if node.kind.behavior.starts_requests || flows.is_empty() {
            continue;
        }
        let arrivals = load.arrivals.at(Moment::Now);
        let mut answer = match (load.capacity, arrivals) {
            (Some(capacity), Some(now)) => judge(ask, node, index, &load, capacity, now),
            (Some(capacity), None) => {
                let answer = unknown(&RULE, UNKNOWN_RATE, node.id.clone())
                    .with("capacity", capacity)
                    .word("peak", "peak");
                ask.lacks_rates(answer, &flows)
            }
            // What somebody else runs has a quota, known or not.
            (None, Some(_))
                if node.kind.behavior.outside_control
                    && !node.kind.behavior.answers_from_copy
                    && !node.kind.behavior.keeps_state =>
            {
                let moment = ask.last_moment();
                unknown(&RULE, UNKNOWN_QUOTA, node.id.clone())
                    .at(moment)
                    .word("peak", peak(&load, moment))
                    .with_maybe("arrivals", load.arrivals.at(moment))
                    .lacks(node.id.clone(), "capacity")
            }
            _ => continue,
        };
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// "8× today's load", or "today's load" when no event is stated.
fn peak(load: &NodeLoad, moment: Moment) -> String {
    match (load.arrivals.at(Moment::Now), load.arrivals.at(moment)) {
        (Some(now), Some(then)) if now.value > 0.0 && then.value > now.value * 1.001 => {
            format!("{} today's load", Unit::Factor.about(then.value / now.value))
        }
        _ => "today's load".to_owned(),
    }
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    load: &NodeLoad,
    capacity: Quantity,
    now: Quantity,
) -> Answer {
    let place = Place::Node(index);
    let rho = |moment: Moment| load.utilisation.at(moment).map_or(0.0, |q| q.value);
    let full = ask.first_moment(|moment| rho(moment) >= 1.0);
    let high = ask.first_moment(|moment| rho(moment) >= HIGH);
    let (moment, verdict, says) = match (full, high) {
        (Some((moment, Verdict::Watch)), _) => (moment, Verdict::Watch, LATER),
        (Some((moment, verdict)), _)
            if load.arrivals.at(moment).is_some_and(|q| q.value.is_infinite()) =>
        {
            (moment, verdict, ENDLESS)
        }
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) => (moment, Verdict::Watch, FINE),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let arrivals = load.arrivals.at(moment).unwrap_or(now);
    let mut answer = Answer::new(&RULE, verdict, says);
    if let (Some(limit), true) = (node.limit, verdict != Verdict::Fine) {
        let limit = ask.sheet.input(place, "limit", limit);
        if limit.value < capacity.value {
            answer = Answer::new(&RULE, Verdict::Fine, SHEDS).with("limit", limit);
        }
    }
    answer = answer
        .about(node.id.clone())
        .at(moment)
        .word("peak", peak(load, moment))
        .with("arrivals", arrivals)
        .with("capacity", capacity)
        .with_maybe("utilisation", load.utilisation.at(moment));
    if full.is_some() {
        let over = ask.sheet.sub(arrivals, capacity);
        answer = answer.with("too much", over);
        if let Some(limit) = node.queue_limit.filter(|_| over.value > 0.0) {
            let limit = ask.sheet.input(place, "queue_limit", limit);
            let fills = ask.sheet.div(limit, over);
            answer = answer.with("queue full after", fills);
        }
    } else if let Some(wait) = load.wait.at(moment).filter(|wait| wait.value.is_finite()) {
        answer = answer.with("mean wait", wait);
    }
    answer.breaks_at = Some(ask.breaks_at(capacity, now));
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(index) = answer.locus else { return Vec::new() };
    let Some(node) = review.board().nodes.at(index as usize) else { return Vec::new() };
    let (Some(arrivals), Some(capacity)) = (answer.number("arrivals"), answer.number("capacity"))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let arrivals = cure::worst_stated(review, index, arrivals.value);
    if node.capacity.is_some() {
        let quota = Unit::PerSecond.write((arrivals / 0.6).ceil());
        fixes.push(cure::with_placeholders(
            format!("Raise what {} can do to {quota}", node.name),
            vec![cure::set(node.id.clone(), "capacity", quota)],
        ));
    } else if !node.kind.behavior.outside_control {
        let each = capacity.value / node.replicas().base();
        let mut copies = (arrivals / (0.65 * each)).ceil();
        // The survivors of a loss have to carry it too.
        copies = copies.max((arrivals / (0.8 * each)).ceil() + 1.0);
        // A load without limit cannot be met by copies.
        let Some(count) = cure::copies(copies) else { return fixes };
        let edits = vec![cure::set(node.id.clone(), "replicas", count.clone())];
        let title = format!("Run {count} copies of {}", node.name);
        fixes.push(if node.kind.behavior.keeps_state {
            cure::maybe(title, edits)
        } else {
            cure::as_is(title, edits)
        });
    }
    // What takes messages turns nobody away: it would throw them away.
    let ways = review.facts().network.incoming(index);
    let links = ways.iter().filter_map(|step| review.board().links.at(step.link as usize));
    let somebody_waits = links.into_iter().any(|link| link.interaction.caller_waits());
    if let Some(limit) = cure::rate_below(capacity.value * 0.9).filter(|_| somebody_waits) {
        fixes.push(cure::maybe(
            format!("Turn away what is above {limit} at {}", node.name),
            vec![cure::set(node.id.clone(), "limit", limit)],
        ));
    }
    fixes
}
