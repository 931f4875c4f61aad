//! Asks of every call that holds a slot what happens when the other end is slow.

use super::ask::{Ask, Looked, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, NodeLoad, Place, Quantity};
use crate::model::units::Count;
use crate::model::{Known, Link, Unit, Value};

pub(super) static RULE: Rule = Rule {
    id: "thread-pool-exhaustion",
    asks: "What happens when {other} takes {slow call} instead of {call at rest}?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Down,
    step: "pool full",
    story: "{subject} runs out of slots while it waits for {other}",
    why: "A slot is held while its request waits for somebody else. When that somebody slows down, all slots are soon waiting, and then requests that never needed it are turned away too.",
    computes: "Little's law: busy slots = arrivals × hold, where the hold is own work plus every call it waits for. Slots ÷ arrivals is the hold at which all are busy. With the call slow, the pool fills after (slots − busy) ÷ arrivals and then does at most slots ÷ the slow hold (the slow call alone while everything else is less than a twentieth of it). How slow is taken from a scenario of the board, else from the call's timeout, else ten times the usual.",
    quiet_when: "The node does not block; the call's timeout is at most half the critical hold; a circuit breaker or a bulkhead guards the call; its work comes from a queue; the slots suffice even then.",
    misses: "Pools that grow slowly, like .NET's, run dry earlier.",
    example: Example {
        drawn: "browser:client -> orders -> inventory",
        stated: "order.rate = 25/s; order.event = x8; orders.slots = 400; inventory.service_time = 110 ms; scenario.slow.inventory = 5 s",
    },
    sources: &[
        "Little 1961: L = λ·W",
        "Nygard: Release It!, blocked threads",
        "Azure architecture centre: synchronous I/O antipattern",
        "Apache Tomcat documentation: 200 threads",
    ],
    follows: &["slow-dependency-cascade", "hot-row-lock", "over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "Of {slots} slots {busy at rest} are busy {moment} ({hold at rest} each); at a hold of {critical hold} all are. With {other} at {slow call} they are full after {full after}, then at most {sustained} get through and at least {refused} are refused";
const FINE: &str = "Of {slots} slots {busy at rest} are busy {moment}; with {other} at {slow call} it would be {busy when slow}";
const GUARDED: &str =
    "Of {slots} slots {busy at rest} are busy {moment}, and the call is guarded: {guard}";
const BUFFERED: &str = "With {other} at {slow call} all {slots} slots would wait, but the work comes from a queue: a backlog grows there and nobody waits for it";
const UNKNOWN: &str = "Nobody has said how many requests come here";

/// How much slower the other end is taken to be when neither a scenario nor a timeout says so.
const SLOWER: f64 = 10.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        let Some((from, to)) = ask.facts.network.ends(index) else { continue };
        let Some(node) = ask.node(from) else { continue };
        let flows = ask.flows_over(index);
        if !link.interaction.caller_waits()
            || !node.blocks()
            || node.kind.behavior.starts_requests
            || flows.is_empty()
        {
            continue;
        }
        let Some(load) = ask.facts.node(from).copied() else { continue };
        let Some(slots) = load.slots else { continue };
        let Some(SlowCall { at_rest: call, slow, stated }) = call_over(ask, index) else {
            continue;
        };
        let Some(now) = load.arrivals.at(Moment::Now) else {
            let answer = unknown(&RULE, UNKNOWN, link.from.clone())
                .about(link.to.clone())
                .about(link.id.clone())
                .with("slow call", slow)
                .with("call at rest", call);
            let mut answer = ask.lacks_rates(answer, &flows);
            answer.flows = flows;
            ask.answer(answer);
            continue;
        };
        let pool = Pool {
            link,
            place: Place::Node(from),
            index,
            load,
            slots,
            call,
            slow,
            stated,
            buffered: ask.takes_messages_only(from),
            now,
        };
        let mut answer = judge(ask, &pool);
        answer.locus = Some(from);
        answer.depends_on = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

struct Pool<'a> {
    link: &'a Link,
    place: Place,
    index: u32,
    load: NodeLoad,
    slots: Quantity,
    call: Quantity,
    slow: Quantity,
    /// True when a scenario of the board says how slow.
    stated: bool,
    /// True when its work waits in a queue instead of in front of it.
    buffered: bool,
    now: Quantity,
}

fn judge(ask: &mut Ask<'_>, pool: &Pool<'_>) -> Answer {
    let facts = ask.facts;
    let calls = |moment: Moment| facts.link_rate(pool.index, moment).map_or(0.0, |q| q.value);
    let busy_when_slow = |moment: Moment| {
        let busy = pool.load.busy_at_rest.at(moment).map_or(0.0, |q| q.value);
        busy + calls(moment) * (pool.slow.value - pool.call.value).max(0.0)
    };
    let full = ask.first_moment(|moment| busy_when_slow(moment) >= pool.slots.value);
    let (moment, breaks) = full.unwrap_or((ask.last_moment(), Verdict::Fine));
    // A slowness nobody stated is one plausible failure.
    let verdict = if breaks == Verdict::Breaks && !pool.stated { Verdict::Watch } else { breaks };
    let arrivals = pool.load.arrivals.at(moment).unwrap_or(pool.now);
    let calls = facts.link_rate(pool.index, moment).unwrap_or(arrivals);
    let critical = ask.sheet.div(pool.slots, arrivals);
    let critical = ask.sheet.named("critical hold", pool.place, critical);
    let timeout_is_short = pool.link.timeout.is_some_and(|t| t.base() <= 0.5 * critical.value);
    let guard = match (pool.link.breaker, pool.link.bulkhead) {
        (Some(true), _) => Some("a circuit breaker ends the calls".to_owned()),
        (_, Some(most)) if most.base() < pool.slots.value => {
            Some(format!("at most {} slots may wait for it", Unit::Count.about(most.base())))
        }
        _ if timeout_is_short && full.is_some() => {
            Some("its timeout is at most half the critical hold".to_owned())
        }
        _ => None,
    };
    let busy = pool.load.busy_at_rest.at(moment).unwrap_or(pool.slots);
    let mut answer = match guard {
        Some(guard) => Answer::new(&RULE, Verdict::Fine, GUARDED).word("guard", guard),
        None if full.is_some() && pool.buffered => Answer::new(&RULE, Verdict::Fine, BUFFERED),
        None => Answer::new(&RULE, verdict, if full.is_some() { BREAKS } else { FINE }),
    };
    answer = answer
        .about(pool.link.from.clone())
        .about(pool.link.to.clone())
        .about(pool.link.id.clone())
        .at(moment)
        .with("slots", pool.slots)
        .with("busy at rest", busy)
        .with_maybe("hold at rest", pool.load.hold_at_rest)
        .with("critical hold", critical)
        .with("slow call", pool.slow)
        .with("call at rest", pool.call);
    let longer = ask.sheet.sub(pool.slow, pool.call);
    let more = ask.sheet.mul(calls, longer);
    let busy_slow = ask.sheet.add(busy, more);
    let busy_slow = ask.sheet.named("slots wanted when it is slow", pool.place, busy_slow);
    answer = answer.with("busy when slow", busy_slow);
    if full.is_some() {
        let free = ask.sheet.sub(pool.slots, busy);
        let fills = ask.sheet.div(free, calls);
        let fills = ask.sheet.named("time until all slots are busy", pool.place, fills);
        // What else the hold contains is left out while it is lost in the rounding.
        let rest = busy_slow_hold(ask, pool);
        let sustained = ask.sheet.div(pool.slots, rest);
        let sustained = ask.sheet.named("most that get through", pool.place, sustained);
        let through = ask.sheet.div(sustained, calls);
        let through = ask.sheet.in_unit(through, Unit::Share);
        let refused = ask.sheet.complement(through);
        let refused = ask.sheet.named("refused", pool.place, refused);
        answer =
            answer.with("full after", fills).with("sustained", sustained).with("refused", refused);
    }
    let today =
        pool.load.busy_at_rest.at(Moment::Now).zip(facts.link_rate(pool.index, Moment::Now));
    if let Some((busy, calls)) = today {
        let more = ask.sheet.mul(calls, longer);
        let wanted = ask.sheet.add(busy, more);
        answer.breaks_at = Some(ask.breaks_at(pool.slots, wanted));
    }
    answer
}

/// The hold that limits a pool when the call is slow: the slow call alone when everything else is
/// less than a twentieth of it, the whole hold otherwise.
fn busy_slow_hold(ask: &mut Ask<'_>, pool: &Pool<'_>) -> Quantity {
    let Some(hold) = pool.load.hold_at_rest else { return pool.slow };
    let besides = ask.sheet.sub(hold, pool.call);
    if besides.value < 0.05 * pool.slow.value {
        return pool.slow;
    }
    ask.sheet.add(besides, pool.slow)
}

/// How long a call takes at rest, and how long when the other end is slow.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlowCall {
    /// One call when nothing waits.
    pub at_rest: Quantity,
    /// One call when the other end is slow.
    pub slow: Quantity,
    /// True when a scenario of the board says how slow.
    pub stated: bool,
}

/// The call over a link, at rest and slow; computed once.
pub(super) fn call_over(ask: &mut Ask<'_>, index: u32) -> Option<SlowCall> {
    if let Some(Looked::Found(known)) = ask.slow_calls.get(index as usize) {
        return *known;
    }
    let call = ask.link(index).zip(ask.facts.network.ends(index)).and_then(|(link, (_, to))| {
        let at_rest = call_at_rest(ask, index, to)?;
        let at_rest = ask.sheet.named("time of one call at rest", Place::Link(index), at_rest);
        let (slow, stated) = slow_call(ask, link, index, at_rest);
        Some(SlowCall { at_rest, slow, stated })
    });
    if let Some(known) = ask.slow_calls.get_mut(index as usize) {
        *known = Looked::Found(call);
    }
    call
}

/// One call when nothing waits: what the first flow over the link says.
fn call_at_rest(ask: &mut Ask<'_>, index: u32, to: u32) -> Option<Quantity> {
    let facts = ask.facts;
    if let Some(hold) =
        facts.locks.get(index as usize).copied().flatten().and_then(|lock| lock.hold)
    {
        return Some(hold);
    }
    let visit = facts.flows_over(index).find_map(|(_, flow, _)| flow.visits_of(to)?.at_rest);
    visit.or_else(|| facts.node(to)?.own)
}

/// How slow the other end is taken to be, and whether a scenario says so.
///
/// A timeout bounds what the caller sees, whatever the scenario says.
fn slow_call(ask: &mut Ask<'_>, link: &Link, index: u32, call: Quantity) -> (Quantity, bool) {
    let place = Place::Link(index);
    let bound = link.timeout.map(|timeout| {
        let timeout = ask.sheet.input(place, "timeout", timeout);
        let retries = link.retries.unwrap_or(Known::stated(Count(0.0)));
        if retries.base() < 1.0 {
            return timeout;
        }
        let retries = ask.sheet.input(place, "retries", retries);
        let one = ask.sheet.constant(1.0, Unit::Count, "1");
        let attempts = ask.sheet.add(one, retries);
        ask.sheet.mul(attempts, timeout)
    });
    let scenario = ask.slow_scenario(&link.to);
    match (scenario, bound) {
        (Some(scenario), Some(bound)) => {
            let slow = ask.sheet.min(scenario, bound);
            (ask.sheet.named("slow call", place, slow), true)
        }
        (Some(scenario), None) => (scenario, true),
        (None, Some(bound)) => (bound, false),
        (None, None) => {
            let times = ask.sheet.guess(SLOWER, Unit::Factor, "how much slower it may get");
            let slow = ask.sheet.mul(times, call);
            (ask.sheet.named("slow call", place, slow), false)
        }
    }
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let Some(critical) = answer.number("critical hold") else { return Vec::new() };
    let name = |at: usize| answer.subjects.get(at).map_or_else(String::new, |s| board.name_of(s));
    let mut fixes = Vec::new();
    let most = 0.45 * critical.value / (1.0 + link.retries());
    // A timeout below the usual time of the call would fail every call.
    let usual = answer.number("call at rest").map_or(0.0, |q| q.value);
    if let Some(timeout) = cure::round_down(most).filter(|_| most > 2.0 * usual) {
        let title = format!("Give up on {} after {timeout}", name(1));
        fixes.push(cure::as_is(title, vec![cure::set(link.id.clone(), "timeout", timeout)]));
    }
    fixes.push(cure::as_is(
        format!("Stop calling {} for a while when it is slow (circuit breaker)", name(1)),
        vec![cure::set(link.id.clone(), "breaker", "yes")],
    ));
    if let (Some(call), Some(rate)) = (
        answer.number("call at rest"),
        review
            .facts()
            .network
            .ends(board.links.position(link.id.as_str()).unwrap_or(0) as u32)
            .and_then(|(from, _)| review.facts().node(from)?.arrivals.at(answer.moment)),
    ) {
        // Peak rate × p99 (4.6 means of an exponential) with a margin of a half.
        let most = (rate.value * call.value * 4.6 * 1.5).ceil().max(2.0);
        if most < answer.number("slots").map_or(0.0, |q| q.value) {
            fixes.push(cure::with_placeholders(
                format!("Let at most {most} slots wait for {} (bulkhead)", name(1)),
                vec![cure::set(link.id.clone(), "bulkhead", Known::stated(Count(most)).to_text())],
            ));
        }
    }
    fixes.extend(cure::through_a_queue(review, link));
    fixes
}
