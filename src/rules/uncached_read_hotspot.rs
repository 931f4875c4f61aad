//! Asks of every store that is read whether a copy would spare it work, and whether it needs one.

use super::ask::{Ask, unknown};
use super::copies_kept::is_behind_a_cache;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::flow::Consistency;
use crate::model::units::{Measure, Seconds, Share};
use crate::model::{Flow, Interaction, Known, Link, Node, NodeId, Point, Unit, Value, kinds};

pub(super) static RULE: Rule = Rule {
    id: "uncached-read-hotspot",
    asks: "What happens at {subject} when everyone opens the same page?",
    group: Group::Caching,
    set: Set::Advice,
    harm: Harm::Growth,
    step: "read hotspot",
    story: "{subject} makes the same answer again and again",
    why: "Where the same thing is read again and again and may be a little old, a copy answers most of it. Where the store has room it is one more thing that can be wrong, stale or down.",
    computes: "Hit ratio of a copy kept for τ: λτ ÷ (1 + λτ) for each item, with λ its reads a second; the hottest item and the others, weighted by their share. Load after = load × (1 − share of reads × hit ratio).",
    quiet_when: "The store stays below 30 % busy in two years: no cache is needed. Or there are fewer than ten reads for a write, an item is read fewer than five times while a copy would live, or reads have to be fresh.",
    misses: "Copies in the process itself, and what it costs to empty copies in time.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 600/s; order.hot_key_share = 20 %; order.other_keys = 100; order.freshness = 1 min; order.reads_per_write = x100; db.capacity = 1,000/s",
    },
    sources: &[
        "Azure Architecture Center: no caching antipattern (measured 1 ms against 0.05 ms)",
        "The System Design Primer: cache",
    ],
    follows: &["over-capacity"],
    ask,
    fixes,
};

const HOT: &str = "It is {busy} busy {moment}, mostly with the same answers: a copy that may be {may be old} old would have {hit ratio} of them and leave it {busy after} busy";
const NOT_NEEDED: &str =
    "It is {busy} busy {moment}: a cache is not needed, and would be one more thing to go wrong";
const ROOM: &str = "It is {busy} busy {moment}, which leaves room without a cache";
const WRITES: &str = "There are {reads a write} reads for a write: a copy would hardly live";
const RARELY: &str =
    "The hottest item is read {reused} times while a copy may live: too rarely for a copy to help";
const FRESH: &str = "Every read has to be fresh, so a copy cannot answer";
const UNKNOWN_LOAD: &str = "That depends on how much is read and what it can do";
const UNKNOWN_AGE: &str = "It is {busy} busy {moment}; nobody has said how old an answer may be, or how many want the same";

/// Below this in two years nobody needs a cache.
const IDLE: f64 = 0.3;
/// From here on a cache is worth a thought.
const BUSY: f64 = 0.5;
const READS_A_WRITE: f64 = 10.0;
const REUSED: f64 = 5.0;

fn ask(ask: &mut Ask<'_>) {
    for store in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(store) else { continue };
        let does = node.kind.behavior;
        if !does.keeps_state || does.answers_from_copy || does.delivers_later {
            continue;
        }
        // The read that carries most; those behind a cache are spared already.
        let facts = ask.facts;
        let now = |link: u32| facts.link_rate(link, Moment::Now).map_or(0.0, |q| q.value);
        let mut hottest: Option<(u32, f64)> = None;
        for step in facts.network.incoming(store) {
            let reads = ask.link(step.link).is_some_and(|l| l.interaction == Interaction::Read);
            if reads
                && facts.flows_over(step.link).next().is_some()
                && !is_behind_a_cache(ask, step.node, step.link)
                && hottest.is_none_or(|(_, rate)| now(step.link) > rate)
            {
                hottest = Some((step.link, now(step.link)));
            }
        }
        let Some((link, _)) = hottest else { continue };
        let mut answer = judge(ask, store, node, link);
        answer.locus = Some(store);
        answer.flows = ask.flows_over(link);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, store: u32, node: &Node, link: u32) -> Answer {
    let facts = ask.facts;
    let flows = ask.flows_over(link);
    let Some(load) = facts.node(store).copied() else {
        return unknown(&RULE, UNKNOWN_LOAD, node.id.clone());
    };
    let (Some(_), Some(now)) = (load.capacity, load.utilisation.at(Moment::Now)) else {
        let mut answer = unknown(&RULE, UNKNOWN_LOAD, node.id.clone());
        // What somebody else runs grows with what it is asked.
        if load.capacity.is_none() && !node.kind.behavior.outside_control {
            answer = answer.lacks(node.id.clone(), "capacity");
        }
        return ask.lacks_rates(answer, &flows);
    };
    let busy = |moment: Moment| load.utilisation.at(moment).unwrap_or(now);
    let about = |answer: Answer| answer.about(node.id.clone());
    let late =
        if ask.moments.contains(&Moment::TwoYears) { Moment::TwoYears } else { ask.last_moment() };
    if busy(late).value < IDLE {
        let answer = about(Answer::new(&RULE, Verdict::Fine, NOT_NEEDED)).at(late);
        return answer.with("busy", busy(late));
    }
    let Some((moment, _)) = ask.first_moment(|m| busy(m).value >= BUSY) else {
        let answer = about(Answer::new(&RULE, Verdict::Fine, ROOM)).at(late);
        return answer.with("busy", busy(late));
    };
    let Some((demand, flow)) =
        facts.flows_over(link).find_map(|(_, demand, _)| Some((demand, ask.flow_of(demand)?)))
    else {
        return about(Answer::new(&RULE, Verdict::Unknown, UNKNOWN_AGE)).with("busy", now);
    };
    if flow.consistency == Some(Consistency::Strong) {
        return about(Answer::new(&RULE, Verdict::Fine, FRESH)).at(moment);
    }
    let ratio = reads_a_write(ask, store, demand, flow);
    if let Some(ratio) = ratio.filter(|ratio| ratio.value < READS_A_WRITE) {
        let answer = about(Answer::new(&RULE, Verdict::Fine, WRITES)).at(moment);
        return answer.with("reads a write", ratio);
    }
    let (Some(age), Some(share)) = (flow.freshness, flow.hot_key_share) else {
        let mut answer = about(Answer::new(&RULE, Verdict::Unknown, UNKNOWN_AGE))
            .at(moment)
            .with("busy", busy(moment));
        if flow.freshness.is_none() {
            answer = answer.lacks(flow.id.clone(), "freshness");
        }
        if flow.hot_key_share.is_none() {
            answer = answer.lacks(flow.id.clone(), "hot_key_share");
        }
        return answer;
    };
    let Some(rate) = facts.link_rate(link, moment) else {
        return ask.lacks_rates(about(Answer::new(&RULE, Verdict::Unknown, UNKNOWN_LOAD)), &flows);
    };
    let age = ask.sheet.input(demand.place, "freshness", age);
    let share = ask.sheet.input(demand.place, "hot_key_share", share);
    let hot = ask.sheet.mul(rate, share);
    let reused = ask.sheet.mul(hot, age);
    let reused =
        ask.sheet.named("reads of the hottest item while a copy lives", demand.place, reused);
    if reused.value < REUSED {
        let answer = about(Answer::new(&RULE, Verdict::Fine, RARELY)).at(moment);
        return answer.with("reused", reused).with("may be old", age);
    }
    let hit = hit_ratio(ask, demand, flow, [rate, share, age, reused]);
    let arrivals = load.arrivals.at(moment).unwrap_or(rate);
    let hits = ask.sheet.mul(rate, hit);
    let after = ask.sheet.sub(arrivals, hits);
    let after = ask.sheet.named("load with a cache", Place::Node(store), after);
    let capacity = load.capacity.unwrap_or(arrivals);
    let after = ask.sheet.div(after, capacity);
    let after = ask.sheet.in_unit(after, Unit::Share);
    let mut answer = about(Answer::new(&RULE, Verdict::Watch, HOT))
        .about_link(ask, link)
        .at(moment)
        .with("busy", busy(moment))
        .with("may be old", age)
        .with("reused", reused)
        .with("hit ratio", hit)
        .with("busy after", ask.sheet.named("utilisation with a cache", Place::Node(store), after));
    answer.flow = Some(flow.id.clone());
    answer
}

impl Answer {
    /// With the link that reads, so that the cure knows where to stand.
    fn about_link(self, ask: &Ask<'_>, link: u32) -> Self {
        match ask.link_id(link) {
            Some(id) => self.about(id),
            None => self,
        }
    }
}

/// λτ ÷ (1 + λτ), for the hottest item and for the others, weighted by their shares.
fn hit_ratio(
    ask: &mut Ask<'_>,
    demand: &FlowDemand,
    flow: &Flow,
    [rate, share, age, reused]: [Quantity; 4],
) -> Quantity {
    let of = |reads: f64| reads / (1.0 + reads);
    let mut value = share.value * of(reused.value);
    let mut operands = vec![share, reused];
    if let Some(others) = flow.other_keys.filter(|others| others.base() >= 1.0) {
        let rest = (1.0 - share.value).max(0.0);
        value += rest * of(rate.value * rest / others.base() * age.value);
        operands.push(ask.sheet.input(demand.place, "other_keys", others));
    }
    let hit = ask.sheet.formula(
        "Σ share × λτ ÷ (1 + λτ)",
        "Poisson reads of items kept for a time (Jung, Berger, Balakrishnan 2003)",
        &operands,
        value.clamp(0.0, 1.0),
        Unit::Share,
    );
    ask.sheet.named("hit ratio a copy would have", demand.place, hit)
}

/// Reads for one write: as stated, else of the links into the store; without limit when nothing writes.
fn reads_a_write(
    ask: &mut Ask<'_>,
    store: u32,
    demand: &FlowDemand,
    flow: &Flow,
) -> Option<Quantity> {
    if let Some(ratio) = flow.reads_per_write {
        return Some(ask.sheet.input(demand.place, "reads_per_write", ratio));
    }
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    let facts = ask.facts;
    for step in facts.network.incoming(store) {
        let Some(link) = ask.link(step.link) else { continue };
        let Some(rate) = facts.link_rate(step.link, Moment::Now) else { continue };
        match link.interaction {
            Interaction::Write | Interaction::Lock => writes.push(rate),
            interaction if interaction.caller_waits() => reads.push(rate),
            _ => {}
        }
    }
    if writes.is_empty() {
        return None;
    }
    let reads = ask.sheet.sum(&reads, Unit::PerSecond);
    let writes = ask.sheet.sum(&writes, Unit::PerSecond);
    Some(ask.sheet.div(reads, writes))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let link = answer.subjects.get(1).and_then(|s| board.links.get(s.as_str()));
    let Some(link) = link else { return Vec::new() };
    cached(review, link, answer).into_iter().collect()
}

/// A cache in front of the store, which reads it on a miss.
fn cached(review: &Review, link: &Link, answer: &Answer) -> Option<Fix> {
    let board = review.board();
    let store = board.nodes.get(link.to.as_str())?;
    let reader = board.nodes.get(link.from.as_str())?;
    let (age, hit) = (answer.number("may be old")?, answer.number("hit ratio")?);
    let name = format!("{} cache", store.name);
    let at = Point::new(f32::midpoint(reader.at.x, store.at.x), store.at.y + 120.0);
    let id = NodeId::new(board.free_id(&name));
    let mut cache = Node::bare(id, kinds::by_slug("cache")?, name, at, None, false, Vec::new());
    cache.ttl = Some(Known::stated(Seconds(age.value)));
    let text = format!("{} (guess)", Unit::Share.write((hit.value * 1000.0).floor() / 1000.0));
    cache.hit_ratio = Known::<Share>::parse(&text).ok();
    cache.coalescing = Some(true);
    let old = Unit::Seconds.about(Seconds(age.value).base());
    Some(cure::maybe(
        format!("Keep copies for {old} in a cache in front of {}", store.name),
        vec![Edit::InsertOn { link: link.id.clone(), node: cache, onward: Interaction::Read }],
    ))
}
