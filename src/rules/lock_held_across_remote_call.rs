//! Asks of every call made under a lock what happens to the lock meanwhile.

use super::ask::{Ask, unknown};
use super::thread_pool_exhaustion::call_over;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "lock-held-across-remote-call",
    asks: "What happens to the lock while {other} thinks?",
    group: Group::Contention,
    set: Set::Advice,
    harm: Harm::Down,
    step: "lock held across a call",
    story: "A lock is held while {other} thinks",
    why: "A lock is held as long as the slowest thing done under it. Put a call to somebody else under it, and their slowest day decides how many of your customers get through.",
    computes: "Held for h = own hold + the call at rest, so that one lock lets 1 ÷ h through; at its slowest own hold + timeout. ρ = λ·p·h for the hottest item.",
    quiet_when: "Even at the timeout the hottest lock is held less than 30 % of the time at the event.",
    misses: "Locks that a transaction takes by itself and keeps until it ends.",
    example: Example {
        drawn: "browser:client -> shop; shop -> stock:relational-db; shop -> payment:third-party",
        stated: "order.rate = 2/s; order.hot_key_share = 50 %; shop-to-stock.interaction = lock; shop-to-stock.lock_hold = 5 ms; payment.service_time = 800 ms; shop-to-payment.under_lock = yes; shop-to-payment.timeout = 5 s",
    },
    sources: &[
        "Azure Architecture Center: Chatty I/O antipattern (avoid locking resources for longer than necessary)",
        "PostgreSQL documentation: explicit locking",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "{hold alone} becomes {hold with the call}: one lock lets {serves} through instead of {serves alone}, and it is held {held} of the time {moment}";
const SLOW: &str = "{hold alone} becomes {hold with the call}: one lock lets {serves} through instead of {serves alone}. When {other} is slow it is held for {longest}, and then {held at the longest} of the time";
const ENDLESS: &str = "{hold alone} becomes {hold with the call}: one lock lets {serves} through instead of {serves alone}. When {other} does not answer, nothing ends it";
const FINE: &str = "{hold alone} becomes {hold with the call}; even when {other} is slow the lock is held {held at the longest} of the time";
const UNKNOWN: &str = "That depends on how long the lock is held, how long the call takes, and how many want the same item";

/// Share of time that a lock may be held at its slowest.
const HELD: f64 = 0.3;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let under = |link: &&Link| {
            link.under_lock == Some(true)
                && link.interaction.caller_waits()
                && link.interaction != Interaction::Lock
        };
        let Some(link) = ask.link(index).filter(under) else { continue };
        let Some((from, _)) = facts.network.ends(index) else { continue };
        let Some(lock) = lock_before(ask, index, from) else { continue };
        let mut answer = judge(ask, link, index, lock)
            .about(link.from.clone())
            .about(link.to.clone())
            .about(link.id.clone());
        answer.locus = Some(from);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

/// The lock that the same tail took before, on a flow over the link.
fn lock_before(ask: &Ask<'_>, index: u32, from: u32) -> Option<u32> {
    let facts = ask.facts;
    facts.flows_over(index).find_map(|(_, demand, _)| {
        let before = demand.out(from).take_while(|used| used.link != index);
        let locks = before.filter(|used| {
            ask.link(used.link).is_some_and(|link| link.interaction == Interaction::Lock)
        });
        locks.last().map(|used| used.link)
    })
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, lock: u32) -> Answer {
    let facts = ask.facts;
    let place = Place::Link(index);
    let known = facts.locks.get(lock as usize).copied().flatten();
    let call = call_over(ask, index).map(|call| call.at_rest);
    let alone = known.and_then(|known| known.hold);
    let now = known.and_then(|known| known.hot_rate.at(Moment::Now));
    let (Some(known), Some(alone), Some(call), Some(now)) = (known, alone, call, now) else {
        let mut answer = unknown(&RULE, UNKNOWN, link.id.clone());
        answer.subjects.clear();
        if alone.is_none()
            && let Some(id) = ask.link_id(lock)
        {
            answer = answer.lacks(id, "lock_hold");
        }
        if let Some(flow) =
            known.and_then(|k| k.spread_unknown).and_then(|i| ask.board.flows.at(i as usize))
        {
            answer = answer.lacks(flow.id.clone(), "hot_key_share");
        }
        let flows = ask.flows_over(index);
        return ask.lacks_rates(answer, &flows);
    };
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let hold = ask.sheet.add(alone, call);
    let hold = ask.sheet.named("hold with the call", place, hold);
    let serves = ask.sheet.div(one, hold);
    let serves_alone = ask.sheet.div(one, alone);
    let timeout = link.timeout.map(|timeout| ask.sheet.input(place, "timeout", timeout));
    let longest = timeout.map(|timeout| {
        let longest = ask.sheet.add(alone, timeout);
        ask.sheet.named("hold when it is slow", place, longest)
    });
    let rate = |moment: Moment| known.hot_rate.at(moment).map_or(0.0, |q| q.value);
    let full = ask.first_moment(|moment| rate(moment) * hold.value >= 1.0);
    let slow = ask
        .first_moment(|moment| longest.is_none_or(|longest| rate(moment) * longest.value >= HELD));
    let (moment, verdict, says) = match (full, slow) {
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) if longest.is_some() => (moment, Verdict::Watch, SLOW),
        (None, Some((moment, _))) => (moment, Verdict::Watch, ENDLESS),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let offered = known.hot_rate.at(moment).unwrap_or(now);
    let share = |ask: &mut Ask<'_>, hold: Quantity| {
        let held = ask.sheet.mul(offered, hold);
        ask.sheet.in_unit(held, Unit::Share)
    };
    let held = share(ask, hold);
    let worst = longest.map(|longest| share(ask, longest));
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("hold alone", alone)
        .with("hold with the call", hold)
        .with("serves", serves)
        .with("serves alone", serves_alone)
        .with("held", held)
        .with_maybe("longest", longest)
        .with_maybe("held at the longest", worst);
    answer.breaks_at = Some(ask.breaks_at(serves, now));
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.get(2).and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let name = board.name_of(&link.to.clone().into());
    vec![cure::maybe(
        format!(
            "Reserve, call {name}, confirm: two short transactions, and a reservation that expires"
        ),
        vec![cure::clear(link.id.clone(), "under_lock")],
    )]
}
