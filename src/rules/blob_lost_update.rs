//! Asks of every value that is read and written whole what happens when two save at once.

use super::ask::Ask;
use super::whole_values::{LARGE, OneKey, hottest_rate, one_key, size};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Known, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "blob-lost-update",
    asks: "What happens when two requests save the same value in {other} at once?",
    group: Group::Data,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "lost update",
    story: "What people save in {other} is overwritten",
    why: "Who reads a value, changes a part and writes all of it back undoes whatever somebody else wrote in between. Nobody gets an error; what was saved is simply gone.",
    computes: "Share of writes that undo another one: 1 − e^(−λw), with λ writes a second of the same value and w the time between reading and writing it; w is own work and two uses of the store while nobody says otherwise. Lost a day: λ × share × 86,400.",
    quiet_when: "A write only succeeds when nothing changed in between, there is a single writer, or losing the value harms nobody.",
    misses: "People who look at a form for minutes before they save: then w is their time.",
    example: Example {
        drawn: "browser:client -> web -> state:document-db",
        stated: "order.rate = 50/s; order.hot_key_share = 100 %; web-to-state.interaction = write; web-to-state.window = 80 ms",
    },
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications, chapter 7: preventing lost updates",
        "HTTP semantics (RFC 9110): conditional requests with If-Match",
    ],
    follows: &["giant-cache-key"],
    ask,
    fixes,
};

const BREAKS: &str = "{written} write the same value {moment}, {between} after they read it: {overwritten} of all writes undo another one, {lost a day} a day";
const FINE: &str = "{written} write the same value {moment}: two within {between} are rare enough to lose nothing in a month";
const WATCH: &str = "{written} write the same value {moment}, {between} after they read it: less than one a day is undone, but some are";
const CHECKED: &str = "A write succeeds only when nothing changed in between";
const SINGLE: &str = "There is a single writer, one write at a time";
const DISPOSABLE: &str = "Losing what it holds harms nobody";
const UNKNOWN: &str = "That depends on how often the same value is written";

const SECONDS_A_DAY: f64 = 86_400.0;
/// Fewer lost writes a day than one in a month.
const RARE: f64 = 1.0 / 30.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        if link.interaction != Interaction::Write || link.effect.is_some() {
            continue;
        }
        let Some((from, to)) = ask.facts.network.ends(index) else { continue };
        let Some(node) = ask.node(to).filter(|node| node.kind.behavior.keeps_state) else {
            continue;
        };
        if node.kind.behavior.delivers_later || !whole(ask, index, link, node, from) {
            continue;
        }
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, index, link, (from, to, node), &flows);
        answer = answer.about(link.id.clone()).about(node.id.clone());
        answer.locus = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// True when a value is read, changed and written back whole: somebody says how long that takes, or
/// it is large and its writer reads it too.
fn whole(ask: &mut Ask<'_>, index: u32, link: &Link, node: &Node, from: u32) -> bool {
    if link.window.is_some() {
        return true;
    }
    let reads = |step: &crate::graph::Step| {
        ask.link(step.link)
            .is_some_and(|other| other.interaction == Interaction::Read && other.to == link.to)
    };
    let read_too = ask.facts.network.out(from).iter().any(reads);
    read_too && size(ask, index, link, node).is_some_and(|size| size.value >= LARGE)
}

fn judge(
    ask: &mut Ask<'_>,
    index: u32,
    link: &Link,
    (from, to, node): (u32, u32, &Node),
    flows: &[u32],
) -> Answer {
    let fine = |says| Answer::new(&RULE, Verdict::Fine, says);
    if link.compare_and_set == Some(true) {
        return fine(CHECKED);
    }
    if !node.data.is_empty() && node.data.iter().all(|data| data.disposable == Some(true)) {
        return fine(DISPOSABLE);
    }
    let slots = ask.node(from).and_then(|writer| {
        let each = writer.slots.map(Known::base)?;
        Some(each * writer.replicas().base())
    });
    if slots.is_some_and(|slots| slots <= 1.0) {
        return fine(SINGLE);
    }
    let key = one_key(ask, index, node);
    let Some(now) = hottest_rate(ask, index, &key, Moment::Now) else {
        let mut answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN);
        if let OneKey::Unknown(flow) = key
            && let Some(flow) = ask.board.flows.at(flow as usize)
        {
            answer = answer.lacks(flow.id.clone(), "hot_key_share");
        }
        return ask.lacks_rates(answer, flows);
    };
    let between = between(ask, index, link, from, to);
    let mut rates = [now; 3];
    for (slot, moment) in rates.iter_mut().zip(Moment::ALL) {
        *slot = hottest_rate(ask, index, &key, moment).unwrap_or(now);
    }
    let rate = |moment: Moment| {
        Moment::ALL.iter().zip(rates).find(|(m, _)| **m == moment).map_or(now, |(_, q)| q)
    };
    let lost = |moment: Moment| {
        let rate = rate(moment).value;
        rate * share(rate, between.value) * SECONDS_A_DAY
    };
    let (moment, verdict, says) = match ask.first_moment(|moment| lost(moment) >= 1.0) {
        Some((moment, verdict)) => (moment, verdict, BREAKS),
        None => match ask.first_moment(|moment| lost(moment) >= RARE) {
            Some((moment, _)) => (moment, Verdict::Watch, WATCH),
            None => (ask.last_moment(), Verdict::Fine, FINE),
        },
    };
    let written = rate(moment);
    let place = Place::Link(index);
    let overwritten = ask.sheet.formula(
        "1 − e^(−λw)",
        "chance that a Poisson arrival falls into the window",
        &[written, between],
        share(written.value, between.value),
        Unit::Share,
    );
    let overwritten = ask.sheet.named("share of writes that undo another one", place, overwritten);
    let day = ask.sheet.constant(SECONDS_A_DAY, Unit::Seconds, "a day");
    let writes = ask.sheet.mul(written, day);
    let lost = ask.sheet.mul(writes, overwritten);
    let lost = ask.sheet.in_unit(lost, Unit::Count);
    Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("written", written)
        .with("between", between)
        .with("overwritten", overwritten)
        .with("lost a day", ask.sheet.named("lost a day", place, lost))
}

fn share(rate: f64, window: f64) -> f64 {
    -(-rate * window).exp_m1()
}

/// Time between reading and writing: as stated, else own work and a use of the store each way.
fn between(ask: &mut Ask<'_>, index: u32, link: &Link, from: u32, to: u32) -> Quantity {
    let place = Place::Link(index);
    if let Some(window) = link.window {
        return ask.sheet.input(place, "window", window);
    }
    let mut terms = Vec::new();
    terms.extend(ask.facts.node(from).and_then(|load| load.own));
    if let Some(use_of) = ask.facts.node(to).and_then(|load| load.own) {
        terms.extend([use_of, use_of]);
    }
    if let Some(network) = link.network {
        let network = ask.sheet.input(place, "network", network);
        terms.extend([network, network]);
    }
    let sum = ask.sheet.sum(&terms, Unit::Seconds);
    ask.sheet.named("time between reading and writing", place, sum)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    vec![cure::as_is(
        "Write only when nothing changed in between (version, compare and set)".to_owned(),
        vec![cure::set(link.id.clone(), "compare_and_set", "yes")],
    )]
}
