//! Asks of every cache what happens when it is empty, or gone.

use super::ask::{Ask, unknown};
use super::copies_kept::{Behind, behind, without};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, takes_over};
use crate::model::{Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "cold-cache-overload",
    asks: "What happens to {other} when {subject} is empty, or gone?",
    group: Group::Caching,
    set: Set::Core,
    harm: Harm::Down,
    step: "cold cache",
    story: "{other} does not survive an empty {subject}",
    why: "A cache that takes most reads hides how little the store behind it can do. After a restart, a flush or a failover every read goes to the store at once; if it cannot do that, the cache never fills, and what was there to make things faster is what nothing works without.",
    computes: "Reads the cache is asked, plus what comes to the store by other ways, over what the store can do. With hit ratio h the store gets 1 ÷ (1 − h) times its reads. Filling takes at least entries ÷ what the store can do.",
    quiet_when: "Without the cache the store would be less than 70 % busy at the event: then the cache is a luxury. Or a limit at the store sheds what is too much.",
    misses: "That most of the traffic wants few keys, which come back first.",
    example: Example {
        drawn: "browser:client -> shop -> cache:cache; shop -> db:relational-db",
        stated: "order.rate = 10,000/s; cache.hit_ratio = 98 %; cache.entries = 500,000; db.capacity = 4,700/s",
    },
    sources: &[
        "Azure Architecture Center: caching guidance (the original data store could be swamped)",
        "Huang et al.: Metastable Failures in the Wild, OSDI 2022",
        "Amazon Builders' Library: caching challenges and strategies",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "Without it {without} reach {other} {moment}, which can do {store can do}: {busy without} busy. It is a dependency nothing works without";
const BREAKS_TIMES: &str = "Without it {without} reach {other} {moment} instead of {with}, {times more} as many; it can do {store can do}. It is a dependency nothing works without";
const REPLICATED: &str = "Another copy takes over when one dies; but emptied, {without} would reach {other} {moment}, which can do {store can do}";
const CLOSE: &str =
    "Without it {other} would be {busy without} busy {moment}: it would just survive";
const LUXURY: &str = "Without it {other} would be {busy without} busy {moment}: it survives that";
const SHEDS: &str =
    "{other} turns away what is above {limit}, so it survives while the cache fills";
const UNKNOWN: &str = "That depends on how much is read and what {other} can do";

fn ask(ask: &mut Ask<'_>) {
    for cache in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(cache).filter(|node| node.kind.behavior.answers_from_copy) else {
            continue;
        };
        let mut seen: Vec<u32> = Vec::new();
        let stores = behind(ask, cache);
        for Behind { store, .. } in &stores {
            // One answer a store, whoever reads it.
            if seen.contains(store) {
                continue;
            }
            seen.push(*store);
            let Some(to) = ask.node(*store) else { continue };
            // What somebody else runs grows with what it is asked, unless its limit is stated.
            if to.kind.behavior.outside_control && to.capacity.is_none() {
                continue;
            }
            // What only passes requests on has no limit that counts.
            let limited = ask.facts.node(*store).is_some_and(|load| load.capacity.is_some());
            if !limited && !to.kind.behavior.keeps_state {
                continue;
            }
            let mut answer = judge(ask, node, cache, (&stores, *store), to);
            answer.locus = Some(*store);
            answer.flows = ask.flows_through(cache);
            ask.answer(answer);
        }
    }
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    cache: u32,
    (stores, store): (&[Behind], u32),
    to: &Node,
) -> Answer {
    let place = Place::Node(store);
    let capacity = ask.facts.node(store).and_then(|load| load.capacity);
    let now = without(ask, cache, stores, store, Moment::Now);
    let (Some(capacity), Some((reads_now, now))) = (capacity, now) else {
        let mut answer = unknown(&RULE, UNKNOWN, node.id.clone()).about(to.id.clone());
        if capacity.is_none() {
            answer = answer.lacks(to.id.clone(), "capacity");
        }
        let flows = ask.flows_through(cache);
        return ask.lacks_rates(answer, &flows);
    };
    let mut at = [(Moment::Now, reads_now, now); 3];
    for (slot, moment) in at.iter_mut().zip(Moment::ALL) {
        if let Some((reads, all)) = without(ask, cache, stores, store, moment) {
            *slot = (moment, reads, all);
        }
    }
    let load = |moment: Moment| {
        at.iter().find(|(m, ..)| *m == moment).map_or(now.value, |(_, _, all)| all.value)
    };
    let full = ask.first_moment(|moment| load(moment) >= capacity.value);
    let high = ask.first_moment(|moment| load(moment) >= 0.7 * capacity.value);
    let h = node.hit_ratio.filter(|h| h.base() < 1.0);
    let safe = takes_over(node) && node.replicas().base() >= 2.0;
    let (moment, verdict, says) = match (full, high) {
        (Some((moment, _)), _) if safe => (moment, Verdict::Watch, REPLICATED),
        (Some((moment, verdict)), _) => {
            (moment, verdict, if h.is_some() { BREAKS_TIMES } else { BREAKS })
        }
        (None, Some((moment, _))) => (moment, Verdict::Watch, CLOSE),
        (None, None) => (ask.last_moment(), Verdict::Fine, LUXURY),
    };
    let (_, reads, all) =
        at.iter().find(|(m, ..)| *m == moment).copied().unwrap_or((moment, reads_now, now));
    let mut answer = Answer::new(&RULE, verdict, says);
    let limit = to.limit.filter(|limit| limit.base() <= capacity.value && verdict != Verdict::Fine);
    if let Some(limit) = limit {
        let limit = ask.sheet.input(place, "limit", limit);
        answer = Answer::new(&RULE, Verdict::Fine, SHEDS).with("limit", limit);
    }
    let busy = ask.sheet.div(all, capacity);
    let busy = ask.sheet.in_unit(busy, Unit::Share);
    let busy = ask.sheet.named("utilisation without the cache", place, busy);
    answer = answer
        .about(node.id.clone())
        .about(to.id.clone())
        .at(moment)
        .with("without", all)
        .with("store can do", capacity)
        .with("busy without", busy);
    if let (Some(h), true) = (h, answer.verdict != Verdict::Fine) {
        let h = ask.sheet.input(Place::Node(cache), "hit_ratio", h);
        let missed = ask.sheet.complement(h);
        let misses = ask.sheet.mul(reads, missed);
        let others = ask.sheet.sub(all, reads);
        let with = ask.sheet.add(misses, others);
        let with = ask.sheet.named("load with the cache", place, with);
        let times = ask.sheet.div(all, with);
        answer = answer.with("with", with).with("times more", times);
    }
    if let (Some(entries), true) = (node.entries, answer.verdict != Verdict::Fine) {
        let entries = ask.sheet.input(Place::Node(cache), "entries", entries);
        answer = answer.with("filled after", ask.sheet.div(entries, capacity));
    }
    answer.breaks_at = Some(ask.breaks_at(capacity, now));
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let node = |at: usize| answer.subjects.get(at).and_then(|s| board.nodes.get(s.as_str()));
    let (Some(cache), Some(store)) = (node(0), node(1)) else { return Vec::new() };
    let (Some(without), Some(capacity)) = (answer.number("without"), answer.number("store can do"))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    if let Some(limit) = cure::rate_below(capacity.value * 0.9) {
        fixes.push(cure::as_is(
            format!("Turn away what is above {limit} at {}, and fill the cache slowly", store.name),
            vec![cure::set(store.id.clone(), "limit", limit)],
        ));
    }
    let replicated = takes_over(cache) && cache.replicas().base() >= 2.0;
    if answer.verdict == Verdict::Breaks && !replicated {
        fixes.extend(cure::redundancy(cache));
    }
    let enough = (without.value / 0.65).ceil();
    if store.capacity.is_some() || store.kind.behavior.outside_control {
        let text = Unit::PerSecond.write(enough);
        fixes.push(cure::maybe(
            format!("Let {} do {text}, so that it survives without the cache", store.name),
            vec![cure::set(store.id.clone(), "capacity", text)],
        ));
    } else if let Some(slots) =
        store.slots.map(Known::base).or_else(|| store.assumed("slots").map(|assumed| assumed.value))
    {
        let wanted = (slots * enough / capacity.value).ceil();
        if let Some(text) = cure::copies(wanted) {
            fixes.push(cure::maybe(
                format!("Give {} {text} slots, so that it survives without the cache", store.name),
                vec![cure::set(store.id.clone(), "slots", text)],
            ));
        }
    }
    fixes
}
