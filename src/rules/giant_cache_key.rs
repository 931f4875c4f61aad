//! Asks of every write into a cache what happens when one large value is written again and again.

use super::ask::Ask;
use super::whole_values::{LARGE, OneKey, hottest_rate, one_key, size};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Known, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "giant-cache-key",
    asks: "What happens when one value of {size} in {other} is rewritten again and again?",
    group: Group::Caching,
    set: Set::Core,
    harm: Harm::Down,
    step: "giant value",
    story: "One value of {size} in {other} blocks everything",
    why: "Whoever changes one field of a large value moves all of it over the network, and one shard and one thread serve it: every other key waits behind it, and every replica gets the same bytes again.",
    computes: "Bytes a second = (reads + writes a second of the value) × its size, against the data rate of the network link, 1 Gbit/s while nobody says otherwise. One transfer takes size ÷ data rate, during which nothing else is served. Rewritten for each byte changed: size ÷ bytes changed.",
    quiet_when: "The value is below 100 kB; or it takes less than 5 % of the link and is written at most once a minute.",
    misses: "Compression, and time spent making and reading the value's text.",
    example: Example {
        drawn: "browser:client -> web -> state:cache",
        stated: "order.rate = 50/s; web-to-state.interaction = write; web-to-state.payload = 4 MiB; web-to-state.changed = 1 KiB; order.hot_key_share = 100 %",
    },
    sources: &[
        "Redis documentation: latency (commands are executed one after the other) and benchmarks",
        "Amazon Builders' Library: caching challenges and strategies",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "It is written {written} {moment}: {moved} over a link of {link can do}, {link busy} of it. Each transfer takes {each takes}, and every other key waits behind it";
const BREAKS_REWRITTEN: &str = "It is written {written} {moment}: {moved} over a link of {link can do}, {link busy} of it, and {rewritten} as many bytes as really change. Each transfer takes {each takes}, and every other key waits behind it";
const WATCH: &str = "It is written {written} {moment}, {link busy} of the link: every other key waits {each takes} behind each transfer";
const SMALL: &str = "A value of {size} is small";
const FINE: &str = "It is written {written} {moment} and takes {link busy} of the link";
const UNKNOWN_SIZE: &str = "Nobody has said how large the value is";
const UNKNOWN_RATE: &str = "That depends on how often one and the same value is written";

/// Data rate of a network link while nobody says otherwise: 1 Gbit/s.
const LINK: f64 = 125e6;
/// Share of the link above which one value is in everybody's way.
const HEAVY: f64 = 0.05;
/// Writes a second above which it is written often: one a minute.
const OFTEN: f64 = 1.0 / 60.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index).filter(|l| l.interaction == Interaction::Write) else {
            continue;
        };
        let Some((_, to)) = ask.facts.network.ends(index) else { continue };
        let Some(node) = ask
            .node(to)
            .filter(|node| node.kind.behavior.answers_from_copy && node.kind.behavior.keeps_state)
        else {
            continue;
        };
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, (index, link), (to, node), &flows);
        answer = answer.about(link.id.clone()).about(node.id.clone());
        answer.locus = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(
    ask: &mut Ask<'_>,
    (index, link): (u32, &Link),
    (to, node): (u32, &Node),
    flows: &[u32],
) -> Answer {
    let Some(size) = size(ask, index, link, node) else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN_SIZE)
            .word("size", "unknown size")
            .lacks(link.id.clone(), "payload");
    };
    if size.value < LARGE {
        return Answer::new(&RULE, Verdict::Fine, SMALL).with("size", size);
    }
    let key = one_key(ask, index, node);
    if let OneKey::Unknown(flow) = key {
        let mut answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN_RATE).with("size", size);
        if let Some(flow) = ask.board.flows.at(flow as usize) {
            answer = answer.lacks(flow.id.clone(), "hot_key_share");
        }
        return answer;
    }
    let Some(now) = load(ask, index, to, &key, size, Moment::Now) else {
        let answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN_RATE).with("size", size);
        return ask.lacks_rates(answer, flows);
    };
    let place = Place::Node(to);
    let can = match node.bandwidth {
        Some(bandwidth) => ask.sheet.input(place, "bandwidth", bandwidth),
        None => ask.sheet.guess(LINK, Unit::BytesPerSecond, "data rate of a network link"),
    };
    let mut at = [now; 3];
    for (slot, moment) in at.iter_mut().zip(Moment::ALL) {
        *slot = load(ask, index, to, &key, size, moment).unwrap_or(now);
    }
    let of = |moment: Moment| {
        Moment::ALL.iter().zip(at).find(|(m, _)| **m == moment).map_or(now, |(_, l)| l)
    };
    let heavy = |m: Moment| of(m).1.value >= HEAVY * can.value;
    let often = |m: Moment| of(m).0.value > OFTEN;
    let both = ask.first_moment(|m| heavy(m) && often(m));
    let (moment, verdict) = match (both, ask.first_moment(|m| heavy(m) || often(m))) {
        (Some((moment, verdict)), _) => (moment, verdict),
        (None, Some((moment, _))) => (moment, Verdict::Watch),
        (None, None) => (ask.last_moment(), Verdict::Fine),
    };
    let (written, moved) = of(moment);
    let busy = ask.sheet.div(moved, can);
    let busy = ask.sheet.in_unit(busy, Unit::Share);
    let each = ask.sheet.div(size, can);
    let says = match verdict {
        Verdict::Breaks if link.changed.is_some() => BREAKS_REWRITTEN,
        Verdict::Breaks => BREAKS,
        Verdict::Fine => FINE,
        _ => WATCH,
    };
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("size", size)
        .with("written", written)
        .with("moved", moved)
        .with("link busy", ask.sheet.named("share of the link for one value", place, busy));
    if verdict != Verdict::Fine {
        answer = answer.with("link can do", can).with("each takes", each);
        if let Some(changed) = link.changed {
            let changed = ask.sheet.input(Place::Link(index), "changed", changed);
            answer = answer.with("rewritten", ask.sheet.div(size, changed));
        }
    }
    answer
}

/// Writes a second of the hottest value, and bytes a second moved for it in both directions.
fn load(
    ask: &mut Ask<'_>,
    index: u32,
    to: u32,
    key: &OneKey,
    size: Quantity,
    moment: Moment,
) -> Option<(Quantity, Quantity)> {
    let facts = ask.facts;
    let written = hottest_rate(ask, index, key, moment)?;
    let mut terms = vec![ask.sheet.mul(written, size)];
    for step in facts.network.incoming(to) {
        let Some(link) = ask.link(step.link) else { continue };
        if link.interaction != Interaction::Read {
            continue;
        }
        let Some(read) = hottest_rate(ask, step.link, key, moment) else { continue };
        let each = match link.payload {
            Some(payload) => ask.sheet.input(Place::Link(step.link), "payload", payload),
            None => size,
        };
        terms.push(ask.sheet.mul(read, each));
    }
    let moved = ask.sheet.sum(&terms, Unit::BytesPerSecond);
    Some((written, ask.sheet.named("moved for one value", Place::Node(to), moved)))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let small = link.changed.filter(|changed| changed.base() < LARGE);
    let small = small.map_or_else(|| "1 kB (guess)".to_owned(), |c| Unit::Bytes.write(c.base()));
    let large = |other: &&Link| {
        other.to == link.to
            && (other.id == link.id || other.payload.map_or(0.0, Known::base) >= LARGE)
    };
    let mut edits: Vec<Edit> = board
        .links
        .iter()
        .filter(large)
        .map(|other| cure::set(other.id.clone(), "payload", small.clone()))
        .collect();
    edits.push(cure::clear(link.id.clone(), "changed"));
    let name = board.name_of(&link.from.clone().into());
    vec![
        cure::with_placeholders(
            "Keep one small value for each thing, and write only what changed".to_owned(),
            edits,
        ),
        cure::maybe(
            format!("Let {name} not write it while it answers"),
            vec![Edit::Remove(vec![link.id.clone().into()])],
        ),
    ]
}
