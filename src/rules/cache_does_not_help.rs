//! Asks of every cache whether anything would be missed without it.

use super::ask::Ask;
use super::copies_kept::{Behind, behind, without};
use super::{
    Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, remodel,
};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "cache-does-not-help",
    asks: "What happens without {subject}?",
    group: Group::Caching,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "needless cache",
    story: "{subject} does not help",
    why: "A cache that seldom has what is asked makes every request ask twice. One in front of a store with room makes answers stale and gives the system one more part to fail, for a few milliseconds.",
    computes: "Mean with the cache S(cache) + (1 − h) × S(store) against S(store); it is quicker only when h > S(cache) ÷ S(store), and spares the store work only from about 30 %. Without it the store is (reads asked of the cache + other load) ÷ capacity busy, in two years.",
    quiet_when: "It spares the store what it could not do, or the user a noticeable wait; what is behind it is paid by the request or has a quota; or somebody said what it is required for.",
    misses: "Copies that keep answers while the store is away.",
    example: Example {
        drawn: "browser:client -> shop -> cache:cache; shop -> db:relational-db",
        stated: "order.rate = 10/s; cache.hit_ratio = 10 %; db.service_time = 5 ms",
    },
    sources: &[
        "Azure Architecture Center: caching guidance, considerations",
        "The System Design Primer: disadvantages of a cache",
    ],
    follows: &[],
    ask,
    fixes,
};

const WRITTEN: &str =
    "It is written {written} and read {read}: what it keeps is replaced before anybody asks for it";
const SLOWER: &str = "It has {hit ratio} of what is asked: a read takes {with it} with it and {without it} without; it would be quicker from {break-even} on";
const SELDOM: &str = "It has {hit ratio} of what is asked: it spares {other} little, and adds staleness and one more part to fail";
const NOT_NEEDED: &str = "Without it {other} would be {busy without} busy {moment}, and a read would take {without it} instead of {with it}: nobody would notice";
const SPARES: &str = "Without it {other} would be {busy without} busy {moment}: it is worth having";
const QUICKER: &str = "A read takes {with it} with it and {without it} without: that is felt";
const PAID: &str = "What it answers need not be paid for, or does not count against a quota";
const RECORDED: &str = "It is required for {required}";
const UNKNOWN: &str = "That depends on how often it has what is asked";

/// A store less busy than this in two years needs no help.
const IDLE: f64 = 0.2;
/// Hit ratio from which a cache spares its store a part that counts.
const RELIEF: f64 = 0.3;
/// A wait nobody feels, in seconds.
const UNFELT: f64 = 0.05;

fn ask(ask: &mut Ask<'_>) {
    for cache in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(cache).filter(|node| {
            let does = node.kind.behavior;
            does.answers_from_copy && !does.outside_control
        }) else {
            continue;
        };
        let stores = behind(ask, cache);
        let Some(first) = stores.first().copied() else { continue };
        let Some(to) = ask.node(first.store) else { continue };
        let mut answer = judge(ask, (cache, node), (&stores, first), to);
        answer = answer.about(node.id.clone()).about(to.id.clone());
        answer.direction = Direction::Over;
        answer.locus = Some(cache);
        answer.flows = ask.flows_through(cache);
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    (cache, node): (u32, &Node),
    (stores, first): (&[Behind], Behind),
    to: &Node,
) -> Answer {
    let fine = |says| Answer::new(&RULE, Verdict::Fine, says);
    if let Some(required) = &node.required_for {
        return fine(RECORDED).word("required", required.clone());
    }
    if to.cost_per_million.is_some() || (to.kind.behavior.outside_control && to.capacity.is_some())
    {
        return fine(PAID);
    }
    if let Some((written, read)) = writes_and_reads(ask, cache)
        && written.value >= read.value
        && written.value > 0.0
    {
        return Answer::new(&RULE, Verdict::Watch, WRITTEN)
            .with("written", written)
            .with("read", read);
    }
    let facts = ask.facts;
    let at_rest = |link: u32, node: u32| {
        facts.flows_over(link).find_map(|(_, demand, _)| demand.visits_of(node)?.at_rest)
    };
    let own = facts.node(cache).and_then(|load| load.own);
    let (Some(of_cache), Some(of_store)) = (own, at_rest(first.link, first.store)) else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(to.id.clone(), "service_time");
    };
    let hit = node.hit_ratio.map(|h| ask.sheet.input(Place::Node(cache), "hit_ratio", h));
    let busy = busy_without(ask, cache, stores, first.store);
    let helps = busy.filter(|(_, busy)| busy.value >= IDLE);
    let Some(hit) = hit else {
        // However often it has it: the store has room, and nobody feels the difference.
        if let Some((moment, busy)) = busy.filter(|_| helps.is_none())
            && of_store.value <= UNFELT
        {
            return Answer::new(&RULE, Verdict::Watch, NOT_NEEDED)
                .at(moment)
                .with("busy without", busy)
                .with("without it", of_store)
                .with("with it", of_cache);
        }
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(node.id.clone(), "hit_ratio");
    };
    let missed = ask.sheet.complement(hit);
    let misses = ask.sheet.mul(of_store, missed);
    let with = ask.sheet.add(of_cache, misses);
    let with = ask.sheet.named("mean of a read with the cache", Place::Node(cache), with);
    let even = ask.sheet.div(of_cache, of_store);
    let even = ask.sheet.in_unit(even, Unit::Share);
    let saved = of_store.value - with.value;
    let says = if saved <= 0.0 {
        SLOWER
    } else if saved > UNFELT {
        QUICKER
    } else if hit.value < RELIEF {
        SELDOM
    } else {
        match (helps, busy) {
            (None, Some(_)) => NOT_NEEDED,
            _ => SPARES,
        }
    };
    let verdict = if says == QUICKER || says == SPARES { Verdict::Fine } else { Verdict::Watch };
    let mut answer = Answer::new(&RULE, verdict, says)
        .with("hit ratio", hit)
        .with("with it", with)
        .with("without it", of_store)
        .with(
            "break-even",
            ask.sheet.named("hit ratio at which it pays", Place::Node(cache), even),
        );
    match busy {
        Some((moment, busy)) => answer = answer.at(moment).with("busy without", busy),
        // Nobody knows how much is read, so nobody can say that it is not needed.
        None if says == SPARES => {
            answer.verdict = Verdict::Unknown;
            answer.says = UNKNOWN;
            let flows = ask.flows_through(cache);
            answer = ask.lacks_rates(answer, &flows);
            if answer.missing.is_empty() {
                answer = answer.lacks(to.id.clone(), "capacity");
            }
        }
        None => {}
    }
    answer
}

/// How busy the store would be without the cache at the latest moment asked about.
fn busy_without(
    ask: &mut Ask<'_>,
    cache: u32,
    stores: &[Behind],
    store: u32,
) -> Option<(Moment, Quantity)> {
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let capacity = ask.facts.node(store)?.capacity?;
    let (_, all) = without(ask, cache, stores, store, moment)?;
    let busy = ask.sheet.div(all, capacity);
    let busy = ask.sheet.in_unit(busy, Unit::Share);
    Some((moment, ask.sheet.named("utilisation without the cache", Place::Node(store), busy)))
}

/// Writes and reads of the cache a second.
fn writes_and_reads(ask: &mut Ask<'_>, cache: u32) -> Option<(Quantity, Quantity)> {
    let facts = ask.facts;
    let (mut writes, mut reads) = (Vec::new(), Vec::new());
    for step in facts.network.incoming(cache) {
        let Some(link) = ask.link(step.link) else { continue };
        let Some(rate) = facts.link_rate(step.link, Moment::Now) else { continue };
        match link.interaction {
            Interaction::Write => writes.push(rate),
            interaction if interaction.caller_waits() => reads.push(rate),
            _ => {}
        }
    }
    if writes.is_empty() || reads.is_empty() {
        return None;
    }
    let writes = ask.sheet.sum(&writes, Unit::PerSecond);
    Some((writes, ask.sheet.sum(&reads, Unit::PerSecond)))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(cache) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    vec![
        cure::maybe(format!("Take {} out", cache.name), remodel::without(board, &cache.id)),
        cure::required(cache),
    ]
}
