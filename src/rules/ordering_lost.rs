//! Asks of every delivery what happens when a later event overtakes an earlier one.

use super::ask::Ask;
use super::deliveries::{Delivery, delivery};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::{Known, Unit};

pub(super) static RULE: Rule = Rule {
    id: "ordering-lost",
    asks: "What happens when a later event overtakes an earlier one on the way to {taker}?",
    group: Group::Messaging,
    set: Set::Strict,
    harm: Harm::Wrong,
    step: "wrong order",
    story: "{taker} handles events in the wrong order",
    why: "Several takers work at different speeds: \u{201c}cancel\u{201d} may be done before \u{201c}create\u{201d}, and what should be gone stays. It happens rarely, so no test finds it.",
    computes: "Two events of the same thing may change places when they come closer together than handling times differ, p99 − mean of the taker. Such pairs: λ·p × (1 − e^(−λ·p·d)) a second, with p the share of the hottest thing and d that difference.",
    quiet_when: "No flow says that order matters, one taker handles one after the other, messages of one thing keep to one part of an ordered queue, or a write checks the version.",
    misses: "Retries through another queue, which lose the order of anything.",
    example: Example {
        drawn: "shop:client -> events:queue -> stock:worker",
        stated: "order.rate = 50/s; order.order_matters = yes; order.hot_key_share = 2 %; stock.replicas = 4; stock.service_time = 100 ms",
    },
    sources: &["Kleppmann: Designing Data-Intensive Applications, chapter 11: message brokers"],
    follows: &[],
    ask,
    fixes,
};

const LOST: &str = "{at once} are handled at the same time, and handling differs by {differs by}: events of the same thing that come closer together may change places";
const LOST_COUNTED: &str = "{at once} are handled at the same time, and handling differs by {differs by}: {pairs} of the same thing come closer together than that {moment} and may change places";
const FREE: &str = "Nobody says that the order matters";
const SINGLE: &str = "One is handled after the other";
const KEYED: &str = "Events of one thing keep to one part of the queue, in order";
const VERSIONED: &str = "What comes too late is recognised by its version, or does no harm";
const UNKNOWN: &str =
    "{at once} are handled at the same time; nobody has said whether the order matters";

/// ln 100 − 1: p99 − mean of an exponential time, as a multiple of the mean.
const SPREAD: f64 = 3.605_170_186;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(way) = delivery(ask, index) else { continue };
        let flows = ask.flows_over(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, &way, &flows)
            .about(way.link.id.clone())
            .about(way.to.id.clone())
            .word("taker", way.to.name.clone());
        answer.locus = Some(way.taker);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, way: &Delivery<'_>, flows: &[u32]) -> Answer {
    let fine = |says| Answer::new(&RULE, Verdict::Fine, says);
    let facts = ask.facts;
    let of_flow = |i: &u32| facts.flows.get(*i as usize).and_then(|d| Some((d, ask.flow_of(d)?)));
    let needs = flows.iter().filter_map(of_flow).find(|(_, f)| f.order_matters == Some(true));
    let slots = facts.node(way.taker).and_then(|load| load.slots);
    if slots.is_some_and(|slots| slots.value <= 1.0) {
        return fine(SINGLE);
    }
    let Some((demand, flow)) = needs else { return fine(FREE) };
    if way.from.ordered == Some(true) && way.link.order_key.is_some() {
        return fine(KEYED);
    }
    if way.link.compare_and_set == Some(true) || way.link.idempotent == Some(true) {
        return fine(VERSIONED);
    }
    let Some(at_once) = slots else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(way.to.id.clone(), "slots");
    };
    let place = Place::Node(way.taker);
    let mut answer = Answer::new(&RULE, Verdict::Watch, LOST).with("at once", at_once);
    answer.flow = Some(flow.id.clone());
    let mean = demand.visits_of(way.taker).and_then(|visit| visit.at_rest);
    let Some(mean) = mean else {
        let none = ask.sheet.constant(0.0, Unit::Seconds, "an unknown time");
        return answer.with("differs by", none).lacks(way.to.id.clone(), "service_time");
    };
    let spread = match way.to.service_time_p99.map(Known::base) {
        Some(p99) => (p99 - mean.value).max(0.0),
        None => SPREAD * mean.value,
    };
    let spread = ask.sheet.formula(
        "p99 − mean",
        "as stated; 3.6 × the mean of an exponential time otherwise",
        &[mean],
        spread,
        Unit::Seconds,
    );
    let spread = ask.sheet.named("how much handling times differ", place, spread);
    answer = answer.with("differs by", spread);
    let moment = ask.last_moment();
    let rate = facts.link_rate(way.index, moment).or(facts.link_rate(way.index, Moment::Now));
    if let (Some(rate), Some(share)) = (rate, flow.hot_key_share) {
        let share = ask.sheet.input(demand.place, "hot_key_share", share);
        let hot = ask.sheet.mul(rate, share);
        let pairs = ask.sheet.formula(
            "λp·(1 − e^(−λp·d))",
            "chance that the next event of the same thing comes within d",
            &[hot, spread],
            -hot.value * (-hot.value * spread.value).exp_m1(),
            Unit::PerSecond,
        );
        answer = answer.at(moment).with("pairs", ask.sheet.named("pairs that close", place, pairs));
        answer.says = LOST_COUNTED;
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    vec![
        cure::with_placeholders(
            "Keep events of one thing in one part of an ordered queue".to_owned(),
            vec![
                cure::set(link.from.clone(), "ordered", "yes"),
                cure::set(link.id.clone(), "order_key", "id of the thing"),
            ],
        ),
        cure::as_is(
            "Carry a version, and ignore what is older than what is there".to_owned(),
            vec![cure::set(link.id.clone(), "compare_and_set", "yes")],
        ),
    ]
}
