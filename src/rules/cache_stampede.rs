//! Asks of every cache what happens the moment the key everybody wants expires.

use super::ask::Ask;
use super::copies_kept::{Behind, behind, without};
use super::whole_values::{OneKey, hottest_rate, one_key};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Known, Node};

pub(super) static RULE: Rule = Rule {
    id: "cache-stampede",
    asks: "What happens at {other} the moment the hottest key of {subject} expires?",
    group: Group::Caching,
    set: Set::Advice,
    harm: Harm::Down,
    step: "stampede",
    story: "Everyone makes the hottest key of {subject} anew",
    why: "Until somebody has put the new value there, everyone who misses it goes and makes it. The more a key is wanted and the longer it takes to make, the more do the same work at the same time, just where the cache was to spare it.",
    computes: "Simultaneous recomputations = requests a second for the hottest key × time to make it. They fit while the store's capacity less its load, cache working, is above the rate of that key.",
    quiet_when: "Fewer than two would make it at once; or misses of one key are coalesced or served stale meanwhile.",
    misses: "Many keys that were filled together and expire together.",
    example: Example {
        drawn: "browser:client -> shop -> cache:cache; shop -> db:relational-db",
        stated: "order.rate = 1,000/s; order.hot_key_share = 50 %; cache.hit_ratio = 95 %; cache.ttl = 1 min; db.service_time = 400 ms; db.slots = 100",
    },
    sources: &[
        "Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, VLDB 2015",
        "Nygard: Release It!, dogpile",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "{want it} want that key {moment} and making it takes {takes}: {at once} make it at the same time, and {other} has room for {room} more";
const WATCH: &str = "{want it} want that key {moment} and making it takes {takes}: {at once} make it at the same time";
const COALESCES: &str = "One makes it, the others wait for that one or get the old value";
const FINE: &str =
    "{want it} want that key {moment} and making it takes {takes}: hardly two make it at once";
const UNKNOWN: &str = "That depends on how many want the same key, and how long making it takes";

fn ask(ask: &mut Ask<'_>) {
    for cache in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(cache).filter(|node| node.kind.behavior.answers_from_copy) else {
            continue;
        };
        let stores = behind(ask, cache);
        let Some(first) = stores.first() else { continue };
        let Some(to) = ask.node(first.store) else { continue };
        let mut answer = judge(ask, node, cache, &stores, *first);
        answer = answer.about(node.id.clone()).about(to.id.clone());
        answer.locus = Some(first.store);
        answer.flows = ask.flows_through(cache);
        ask.answer(answer);
    }
}

/// The link by which a cache is asked.
fn asked_by(ask: &Ask<'_>, cache: u32, store: Behind) -> Option<u32> {
    store.asked.or_else(|| {
        let facts = ask.facts;
        let incoming = facts.network.incoming(cache).iter().map(|step| step.link);
        incoming
            .filter(|link| facts.flows_over(*link).next().is_some())
            .find(|link| ask.link(*link).is_some_and(|l| l.interaction != Interaction::Write))
    })
}

fn judge(ask: &mut Ask<'_>, node: &Node, cache: u32, stores: &[Behind], store: Behind) -> Answer {
    if node.coalescing == Some(true) {
        return Answer::new(&RULE, Verdict::Fine, COALESCES);
    }
    let unknown = || Answer::new(&RULE, Verdict::Unknown, UNKNOWN);
    let Some(link) = asked_by(ask, cache, store) else { return unknown() };
    let key = one_key(ask, link, node);
    if let OneKey::Unknown(flow) = key {
        let flow = ask.board.flows.at(flow as usize);
        return match flow {
            Some(flow) => unknown().lacks(flow.id.clone(), "hot_key_share"),
            None => unknown(),
        };
    }
    let Some(now) = hottest_rate(ask, link, &key, Moment::Now) else {
        let flows = ask.flows_over(link);
        return ask.lacks_rates(unknown(), &flows);
    };
    let facts = ask.facts;
    let takes = facts
        .flows_over(store.link)
        .find_map(|(_, demand, _)| demand.visits_of(store.store)?.at_rest);
    let Some(takes) = takes else {
        return match ask.node(store.store) {
            Some(to) => unknown().lacks(to.id.clone(), "service_time"),
            None => unknown(),
        };
    };
    let mut wanted = [now; 3];
    let mut room = [None; 3];
    for (i, moment) in Moment::ALL.into_iter().enumerate() {
        if let (Some(wanted), Some(room)) = (wanted.get_mut(i), room.get_mut(i)) {
            *wanted = hottest_rate(ask, link, &key, moment).unwrap_or(now);
            *room = spare(ask, node, cache, stores, store.store, moment);
        }
    }
    let of = |m: Moment| {
        let at = Moment::ALL.iter().position(|other| *other == m).unwrap_or(0);
        (wanted.get(at).copied().unwrap_or(now), room.get(at).copied().flatten())
    };
    let many = |m: Moment| of(m).0.value * takes.value >= 2.0;
    let full = |m: Moment| {
        let (wanted, room) = of(m);
        many(m) && room.is_some_and(|room| wanted.value > room.value)
    };
    let (moment, verdict, says) = match (ask.first_moment(full), ask.first_moment(many)) {
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) => (moment, Verdict::Watch, WATCH),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let (wanted, room) = of(moment);
    let at_once = ask.sheet.mul(wanted, takes);
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("want it", wanted)
        .with("takes", takes)
        .with("at once", ask.sheet.named("recomputations at once", Place::Node(cache), at_once));
    if let (Some(room), true) = (room, says == BREAKS) {
        answer = answer.with("room", ask.sheet.mul(room, takes));
    }
    answer
}

/// What the store can do besides what it does while the cache works.
fn spare(
    ask: &mut Ask<'_>,
    node: &Node,
    cache: u32,
    stores: &[Behind],
    store: u32,
    moment: Moment,
) -> Option<Quantity> {
    let capacity = ask.facts.node(store)?.capacity?;
    let (reads, all) = without(ask, cache, stores, store, moment)?;
    let load = match node.hit_ratio.filter(|h| h.base() <= 1.0) {
        Some(h) => {
            let h = ask.sheet.input(Place::Node(cache), "hit_ratio", h);
            let hits = ask.sheet.mul(reads, h);
            ask.sheet.sub(all, hits)
        }
        None => all,
    };
    let room = ask.sheet.sub(capacity, load);
    Some(ask.sheet.named("what is left of its capacity", Place::Node(store), room))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(cache) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes = vec![cure::as_is(
        "Let one make it while the others wait, or get the old value".to_owned(),
        vec![cure::set(cache.id.clone(), "coalescing", "yes")],
    )];
    let store = answer.subjects.get(1).and_then(|s| board.nodes.get(s.as_str()));
    let at_once = answer.number("at once").map_or(0.0, |q| q.value);
    if let (Some(store), Some(takes)) = (store, answer.number("takes")) {
        // Growth until two years is met too.
        let quick = takes.value / at_once.max(1.0);
        let own = store.service_time.map_or(f64::INFINITY, Known::base);
        if let Some(text) = cure::round_down(quick).filter(|_| own <= takes.value * 1.001) {
            fixes.push(cure::maybe(
                format!("Make it in {text} at {}: another index, a prepared answer", store.name),
                vec![cure::set(store.id.clone(), "service_time", format!("{text} (guess)"))],
            ));
        }
    }
    fixes
}
