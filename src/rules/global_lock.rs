//! Asks of every lock that protects everything what happens when two requests arrive at once.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{LockFacts, Moment, Place, Quantity};
use crate::model::link::LockScope;
use crate::model::{Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "global-lock",
    asks: "What happens when two requests need the lock of {subject} at once?",
    group: Group::Contention,
    set: Set::Core,
    harm: Harm::Down,
    step: "one at a time",
    story: "{other} lets one at a time through",
    why: "A lock around everything makes one lane of any number of lanes: however many threads there are, one works and the others queue. It is invisible until there is traffic.",
    computes: "With a hold of h the lock lets 1 ÷ h through a second, whatever there is of slots and copies. Share of time it is held: ρ = λ·h at each moment.",
    quiet_when: "It is held less than 70 % of the time at the event, or different items have locks of their own (hot-row-lock asks then).",
    misses: "Locks inside libraries and the runtime, and locks that calls under the lock hold for longer (lock-held-across-remote-call).",
    example: Example {
        drawn: "browser:client -> shop -> list:service",
        stated: "order.rate = 300/s; shop-to-list.interaction = lock; shop-to-list.lock_scope = process; shop-to-list.lock_hold = 5 ms",
    },
    sources: &[
        "The System Design Primer: performance versus scalability",
        "Amdahl: Validity of the single processor approach, 1967",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "One at a time: {one lock serves} at {hold} each, {lock serves} in all, but {arrive} come {moment}. Of {slots} slots one works and the others queue";
const BREAKS_PLAIN: &str = "One at a time: {one lock serves} at {hold} each, {lock serves} in all, but {arrive} come {moment}";
const WATCH: &str = "One at a time: {one lock serves} at {hold} each; it is held {held} of the time {moment}, and whoever comes waits";
const FINE: &str =
    "One at a time: {lock serves} at {hold} each; it is held {held} of the time {moment}";
const UNKNOWN: &str =
    "One at a time; how many that is depends on how long each holds it and how many come";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let (Some(link), Some(Some(lock))) = (ask.link(index), facts.locks.get(index as usize))
        else {
            continue;
        };
        let Some(scope) = link.lock_scope.filter(|scope| !scope.is_per_item()) else { continue };
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = match (lock.hold, lock.hot_rate.at(Moment::Now)) {
            (Some(hold), Some(now)) if hold.value > 0.0 => {
                judge(ask, (link, index), lock, scope, hold, now)
            }
            _ => {
                let mut answer = unknown(&RULE, UNKNOWN, link.id.clone()).about(link.to.clone());
                if lock.hold.is_none() {
                    answer = answer.lacks(link.id.clone(), "lock_hold");
                }
                ask.lacks_rates(answer, &flows)
            }
        };
        answer.locus = facts.network.ends(index).map(|(from, _)| from);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    (link, index): (&Link, u32),
    lock: &LockFacts,
    scope: LockScope,
    hold: Quantity,
    now: Quantity,
) -> Answer {
    let place = Place::Link(index);
    let facts = ask.facts;
    let (from, _) = facts.network.ends(index).unwrap_or((0, 0));
    // A lock inside a process lets one through in each of them.
    let copies = (scope == LockScope::Process)
        .then(|| ask.node(from).map(crate::model::Node::replicas))
        .flatten()
        .filter(|copies| copies.base() > 1.0)
        .map(|copies| ask.sheet.input(Place::Node(from), "replicas", copies));
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let each = ask.sheet.div(one, hold);
    let serves = match copies {
        Some(copies) => ask.sheet.mul(copies, each),
        None => each,
    };
    let serves = ask.sheet.named("most it lets through a second", place, serves);
    let held =
        |moment: Moment| lock.hot_rate.at(moment).map_or(0.0, |rate| rate.value / serves.value);
    let full = ask.first_moment(|moment| held(moment) >= 1.0);
    let high = ask.first_moment(|moment| held(moment) >= 0.7);
    let slots = facts.node(from).and_then(|load| load.slots).filter(|slots| slots.value > 1.0);
    let (moment, verdict, says) = match (full, high) {
        (Some((moment, verdict)), _) if slots.is_some() => (moment, verdict, BREAKS),
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS_PLAIN),
        (None, Some((moment, _))) => (moment, Verdict::Watch, WATCH),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let arrive = lock.hot_rate.at(moment).unwrap_or(now);
    let used = ask.sheet.div(arrive, serves);
    let used = ask.sheet.in_unit(used, Unit::Share);
    let used = ask.sheet.named("share of time it is held", place, used);
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(link.id.clone())
        .about(link.to.clone())
        .at(moment)
        .with("hold", hold)
        .with("one lock serves", each)
        .with("lock serves", serves)
        .with("arrive", arrive)
        .with("held", used)
        .with_maybe("slots", slots);
    answer.breaks_at = Some(ask.breaks_at(serves, now));
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes = vec![cure::maybe(
        "Give every item a lock of its own".to_owned(),
        vec![cure::set(link.id.clone(), "lock_scope", "key")],
    )];
    let busiest = Moment::ALL
        .iter()
        .filter_map(|moment| {
            let index = board.links.position(link.id.as_str())?;
            review.facts().link_rate(index as u32, *moment)
        })
        .map(|rate| rate.value)
        .fold(0.0, f64::max);
    let copies = answer.number("lock serves").zip(answer.number("hold"));
    if let Some((serves, hold)) = copies
        && busiest > 0.0
        && let Some(text) = cure::round_down(0.6 * serves.value * hold.value / busiest)
    {
        fixes.push(cure::with_placeholders(
            format!("Hold it for at most {text}: copy what is read, change it outside"),
            vec![cure::set(link.id.clone(), "lock_hold", text)],
        ));
    }
    fixes
}
