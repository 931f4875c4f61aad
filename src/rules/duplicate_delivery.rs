//! Asks of every delivery what happens when the same message arrives twice.

use super::ask::Ask;
use super::deliveries::{Delivery, caused_by, delivery};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Place, Quantity};
use crate::model::{Effect, Flow, Known, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-delivery",
    asks: "What happens when {taker} gets the same message twice?",
    group: Group::Messaging,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "handled twice",
    story: "{taker}: {effects} happen twice",
    why: "A queue delivers at least once: when whoever took a message dies, is slow, or loses its place before it says done, the message comes again. Unless handling it twice is the same as handling it once, something happens twice in the world.",
    computes: "Duplicates a day = messages a second × share delivered again × 86,400. They happen at every crash, deployment, rebalance and late acknowledgement, whatever the rate.",
    quiet_when: "A key travels with the message, the effect is idempotent or has a unique constraint, or repeats are recognised for longer than they can come.",
    misses: "Senders that send the same thing as two messages.",
    example: Example {
        drawn: "shop:client -> charges:queue -> cashier:worker -> payment:third-party",
        stated: "order.rate = 25/s; cashier-to-payment.effect = charges a card",
    },
    sources: &[
        "The System Design Primer: message queues (a queue may deliver twice)",
        "Amazon SQS developer guide: at-least-once delivery",
        "AWS Well-Architected Framework: REL04-BP04 idempotent responses",
    ],
    follows: &["redelivery-before-done"],
    ask,
    fixes,
};

const BREAKS: &str = "Nothing recognises it: {effects} happen twice, at every crash, deployment or late acknowledgement";
const BREAKS_COUNTED: &str = "Nothing recognises it: about {twice a day} {effects} a day happen twice, more of them on a bad day";
const TOO_SHORT: &str = "Repeats are recognised for {recognised for}, but the message may come again for {comes again for}: {effects} happen twice";
const SAFE: &str = "The second one is recognised, or does no harm";
const RECOGNISED: &str =
    "Repeats are recognised for {recognised for}; the message comes again within {comes again for}";

/// Share of messages that are delivered again while nobody says otherwise.
const REDELIVERED: f64 = 1e-4;
const SECONDS_A_DAY: f64 = 86_400.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(way) = delivery(ask, index) else { continue };
        let facts = ask.facts;
        // The flow on which the worst happens; one answer a delivery.
        let mut worst: Option<(u32, &FlowDemand, Effect, Option<&Link>)> = None;
        for (i, demand, _) in facts.flows_over(index) {
            let flow = ask.flow_of(demand);
            let Some((effect, link)) = effect_of(ask, demand, flow, &way) else { continue };
            if worst.is_none() || link.is_some_and(|_| worst.is_some_and(|w| w.3.is_none())) {
                worst = Some((i as u32, demand, effect, link));
            }
            // What nothing recognises is worse than anything before it.
            if link.is_some_and(|link| !link.is_repeat_safe()) {
                worst = Some((i as u32, demand, effect, link));
                break;
            }
        }
        let Some((flow, demand, effect, link)) = worst else { continue };
        let mut answer = judge(ask, &way, demand, effect, link);
        answer.flow = ask.flow_id(demand);
        answer.locus = Some(way.taker);
        answer.flows = vec![flow];
        ask.answer(answer);
    }
}

/// What must not happen twice when the message is handled, and the link that does it: first one that
/// nothing recognises. The effect of the whole flow when no link says where it happens.
fn effect_of<'a>(
    ask: &Ask<'a>,
    demand: &FlowDemand,
    flow: Option<&Flow>,
    way: &Delivery<'_>,
) -> Option<(Effect, Option<&'a Link>)> {
    let mut found = None;
    for link in caused_by(demand, way) {
        let Some(link) = ask.link(link) else { continue };
        let Some(effect) = link.effect else { continue };
        if !link.is_repeat_safe() {
            return Some((effect, Some(link)));
        }
        found = found.or(Some((effect, Some(link))));
    }
    if found.is_some() {
        return found;
    }
    let effect = flow?.side_effect?;
    let said = |used: &crate::facts::Use| ask.link(used.link).is_some_and(|l| l.effect.is_some());
    (!demand.links.iter().any(said)).then_some((effect, None))
}

fn judge(
    ask: &mut Ask<'_>,
    way: &Delivery<'_>,
    demand: &FlowDemand,
    effect: Effect,
    at: Option<&Link>,
) -> Answer {
    let flow = ask.flow_of(demand);
    let safe = flow.is_some_and(|flow| flow.idempotency_key == Some(true))
        || way.link.is_repeat_safe()
        || at.is_some_and(Link::is_repeat_safe);
    let about = |answer: Answer| {
        let last = at.map_or_else(|| way.link.id.clone(), |link| link.id.clone());
        answer
            .about(way.link.id.clone())
            .about(way.to.id.clone())
            .about(last)
            .word("taker", way.to.name.clone())
            .word("effects", effect.plural())
    };
    if safe {
        return about(Answer::new(&RULE, Verdict::Fine, SAFE));
    }
    let window = way.link.dedupe_window.map(|w| (way.index, w)).or_else(|| {
        let link = at?;
        Some((ask.board.links.position(link.id.as_str())? as u32, link.dedupe_window?))
    });
    let again = window.and_then(|_| comes_again_for(ask, way));
    if let (Some((index, window)), Some(again)) = (window, again) {
        let window = ask.sheet.input(Place::Link(index), "dedupe_window", window);
        let (verdict, says) = if window.value > again.value {
            (Verdict::Fine, RECOGNISED)
        } else {
            (Verdict::Breaks, TOO_SHORT)
        };
        return about(Answer::new(&RULE, verdict, says))
            .with("recognised for", window)
            .with("comes again for", again);
    }
    let moment = ask.last_moment();
    let mut answer = about(Answer::new(&RULE, Verdict::Breaks, BREAKS)).at(moment);
    if let Some(rate) = ask.facts.link_rate(way.index, moment) {
        let share = match way.from.redelivered {
            Some(share) => ask.sheet.input(Place::Node(way.queue), "redelivered", share),
            None => ask.sheet.guess(REDELIVERED, Unit::Share, "share of messages delivered again"),
        };
        let day = ask.sheet.constant(SECONDS_A_DAY, Unit::Seconds, "a day");
        let messages = ask.sheet.mul(rate, day);
        let twice = ask.sheet.mul(messages, share);
        let twice = ask.sheet.in_unit(twice, Unit::Count);
        let twice = ask.sheet.named("duplicates a day", Place::Link(way.index), twice);
        answer = answer.with("twice a day", twice);
        answer.says = BREAKS_COUNTED;
    }
    answer
}

/// How long the same message may come again: its patience times the deliveries it gets.
fn comes_again_for(ask: &mut Ask<'_>, way: &Delivery<'_>) -> Option<Quantity> {
    let place = Place::Node(way.queue);
    let patience = way.from.visibility_timeout;
    let patience = ask.sheet.stated_or_assumed(way.from, place, "visibility_timeout", patience)?;
    let again = match (way.from.max_attempts, way.from.retention) {
        (Some(most), _) => {
            let most = ask.sheet.input(place, "max_attempts", most);
            ask.sheet.mul(patience, most)
        }
        (None, Some(retention)) => ask.sheet.input(place, "retention", retention),
        (None, None) => patience,
    };
    Some(ask.sheet.named("how long it may come again", place, again))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let link = |at: usize| answer.subjects.get(at).and_then(|s| board.links.get(s.as_str()));
    let Some(way) = link(0) else { return Vec::new() };
    let Some(taker) = board.nodes.get(way.to.as_str()) else { return Vec::new() };
    let mut fixes = vec![cure::as_is(
        format!("Let {} remember in one transaction which messages it has handled", taker.name),
        vec![cure::set(way.id.clone(), "idempotent", "yes")],
    )];
    if let Some(at) = link(2).filter(|at| at.id != way.id) {
        fixes.push(cure::as_is(
            "Send a key of the message along, so that the effect recognises it".to_owned(),
            vec![cure::set(at.id.clone(), "idempotency_key", "yes")],
        ));
    }
    if let Some(again) = answer.number("comes again for") {
        let long = Known::stated(crate::model::units::Seconds((again.value * 2.0).ceil()));
        let text = crate::model::Value::to_text(&long);
        fixes.push(cure::with_placeholders(
            format!("Recognise repeats for {text}"),
            vec![cure::set(way.id.clone(), "dedupe_window", text)],
        ));
    }
    fixes
}
