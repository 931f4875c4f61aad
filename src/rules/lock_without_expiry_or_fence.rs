//! Asks of every lock of a lock service what happens when its holder pauses or dies.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::link::LockScope;
use crate::model::{Interaction, Known, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "lock-without-expiry-or-fence",
    asks: "What happens when the holder of the lock of {subject} pauses or dies?",
    group: Group::Contention,
    set: Set::Advice,
    harm: Harm::Wrong,
    step: "lock lost",
    story: "Two may hold the lock of {subject}",
    why: "A holder that dies keeps a lock without expiry for ever. With one, a holder that merely pauses wakes up after its lock was given to somebody else, and both go on: only a token that the store checks tells them apart.",
    computes: "Share of holds longer than the time to live, taken as exponential: e^(−TTL ÷ hold); two holders a day: rate × share × 86,400.",
    quiet_when: "A fencing token is checked where it counts; a second holder does no harm (the use is idempotent, guarded by a key or a constraint); or it is a lock of a database, which goes with its connection.",
    misses: "Clocks that jump, and holders that pause for longer than an exponential says.",
    example: Example {
        drawn: "browser:client -> shop -> locks:cache",
        stated: "order.rate = 50/s; shop-to-locks.interaction = lock; shop-to-locks.lock_scope = key; shop-to-locks.lock_hold = 2 s; shop-to-locks.lock_ttl = 10 s",
    },
    sources: &[
        "Redis documentation: distributed locks",
        "Kleppmann: Designing Data-Intensive Applications, chapter 8 (fencing tokens)",
    ],
    follows: &[],
    ask,
    fixes,
};

const STUCK: &str =
    "It has no time to live: a holder that dies keeps it until somebody deletes it by hand";
const DOUBLE: &str = "{too long} of the holds of {hold} outlast the time to live of {ttl}: {doubles a day} times a day two hold it at once, and nothing tells them apart";
const RARE: &str = "It is held for {hold} and freed after {ttl}; a pause or a failover of {other} still gives it to two, and nothing tells them apart";
const FENCED: &str = "The store refuses a holder whose lock was given to another";
const HARMLESS: &str = "A second holder does no harm: what is done under it is safe to repeat";
const UNKNOWN: &str = "Nobody has said after how long a lock of a dead holder is freed";
const UNKNOWN_HOLD: &str = "That depends on how long it is held";

/// Two holders a day from which it is no rare accident.
const OFTEN: f64 = 1.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let distributed = |link: &&Link| {
            link.interaction == Interaction::Lock && link.lock_scope == Some(LockScope::Key)
        };
        let Some(link) = ask.link(index).filter(distributed) else { continue };
        let Some((from, _)) = ask.facts.network.ends(index) else { continue };
        if ask.facts.flows_over(index).next().is_none() {
            continue;
        }
        let mut answer = judge(ask, link, index);
        answer.subjects = vec![link.id.clone().into(), link.to.clone().into()];
        answer.locus = Some(from);
        answer.flows = ask.flows_over(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32) -> Answer {
    let place = Place::Link(index);
    if link.lock_fenced == Some(true) {
        return Answer::new(&RULE, Verdict::Fine, FENCED);
    }
    if link.is_repeat_safe() {
        return Answer::new(&RULE, Verdict::Fine, HARMLESS);
    }
    let Some(ttl) = link.lock_ttl else {
        // Who says that there is no token has thought about it, and stated no expiry.
        if link.lock_fenced == Some(false) {
            return Answer::new(&RULE, Verdict::Breaks, STUCK);
        }
        return unknown(&RULE, UNKNOWN, link.id.clone()).lacks(link.id.clone(), "lock_ttl");
    };
    let ttl = ask.sheet.input(place, "lock_ttl", ttl);
    let Some(hold) = link.lock_hold else {
        return unknown(&RULE, UNKNOWN_HOLD, link.id.clone()).lacks(link.id.clone(), "lock_hold");
    };
    let hold = ask.sheet.input(place, "lock_hold", hold);
    let share = ask.sheet.formula(
        "share of holds that outlast it",
        "e^(−TTL ÷ hold) of an exponential hold",
        &[ttl, hold],
        if hold.value > 0.0 { (-ttl.value / hold.value).exp() } else { 0.0 },
        Unit::Share,
    );
    let moment = ask.last_moment();
    let often = ask.facts.link_rate(index, moment).map(|rate| {
        let day = ask.sheet.constant(86_400.0, Unit::Seconds, "a day");
        let per = ask.sheet.mul(rate, share);
        let often = ask.sheet.mul(per, day);
        ask.sheet.named("two holders a day", place, often)
    });
    let many = often.is_some_and(|often| often.value >= OFTEN);
    let (verdict, says) = if many { (Verdict::Breaks, DOUBLE) } else { (Verdict::Watch, RARE) };
    let moment = if many { moment } else { Moment::Now };
    Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("hold", hold)
        .with("ttl", ttl)
        .with("too long", share)
        .with_maybe("doubles a day", often)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    let mut fence = vec![cure::set(link.id.clone(), "lock_fenced", "yes")];
    if link.lock_ttl.is_none() {
        let hold = link.lock_hold.map_or(1.0, Known::base).max(0.1);
        let text = cure::round_down(20.0 * hold).unwrap_or_else(|| "30 s".to_owned());
        fence.push(cure::set(link.id.clone(), "lock_ttl", format!("{text} (guess)")));
    }
    fixes.push(cure::maybe(
        "Let the lock expire, and the store refuse holders whose token is old".to_owned(),
        fence,
    ));
    fixes.push(cure::maybe(
        "Let a constraint of the store refuse the second one instead".to_owned(),
        vec![cure::set(link.id.clone(), "unique_constraint", "yes")],
    ));
    fixes
}
