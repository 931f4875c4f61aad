//! Asks of every effect that must not happen twice what happens when its answer gets lost.

use super::ask::Ask;
use super::retry_layers::{expected_attempts, lost_share, product, worst_way};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Quantity};
use crate::model::{Effect, Flow, Interaction, Unit};

pub(super) static RULE: Rule = Rule {
    id: "retry-duplicates-effect",
    asks: "What happens when {the effect} went through but the answer got lost?",
    group: Group::Retries,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "done twice",
    story: "{flow}: {effects} happen twice",
    why: "A retry cannot know whether the first attempt failed or only its answer did. Without a key that makes the second attempt recognisable, the customer pays twice.",
    computes: "Worst case: Π(1 + rᵢ) over the layers on the way to the effect. With a share q of attempts that finish after their caller gave up, the effect happens 1 + q + … + qʳ times a request; duplicates a second are the rate times what is above one. A call to somebody else's system that is tried again, and of which nobody has said what it does, is unknown.",
    quiet_when: "A key made by the client travels to the effect, the effect is idempotent or has a unique constraint, or nobody on the way tries again.",
    misses: "People who press the button twice, and at-least-once delivery of queues.",
    example: Example {
        drawn: "browser:client -> shop -> payment:third-party",
        stated: "order.rate = 25/s; order.side_effect = charges a card; browser-to-shop.retries = 1; browser-to-shop.timeout = 3 s; shop-to-payment.effect = charges a card; scenario.answers_lost.browser-to-shop = 40 %",
    },
    sources: &[
        "Stripe API documentation: idempotent requests",
        "AWS Well-Architected Framework: REL04-BP04 idempotent responses",
        "nginx: non-idempotent requests are not passed on to the next server (since 1.9.13)",
    ],
    follows: &["retry-amplification", "timeout-inversion", "thread-pool-exhaustion"],
    ask,
    fixes,
};

const BREAKS: &str = "Nothing on the way recognises the second attempt: one request can cause up to {worst case} {effects}";
const BREAKS_LOST: &str = "Nothing on the way recognises the second attempt: with {answers lost} of answers lost there are {per request} {effects} a request, {duplicates} too many {moment}; one request can cause up to {worst case}";
const KEYED: &str = "The second attempt is recognised; it happens once";
const UNSAID: &str = "It is tried again, and nobody has said what it does in the world, or that doing it twice is the same as once";
const NO_RETRY: &str = "Nobody on the way tries again by itself";

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let facts = ask.facts;
        let Some(demand) = facts.flows.get(i) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let at: Vec<u32> = demand
            .links
            .iter()
            .map(|used| used.link)
            .filter(|l| ask.link(*l).is_some_and(|l| l.effect.is_some()))
            .collect();
        if at.is_empty()
            && let Some(effect) = flow.side_effect
        {
            let answer = judge(ask, demand, flow, None, effect);
            finish(ask, answer, flow, i);
        }
        if at.is_empty() && flow.side_effect.is_none() && flow.idempotency_key != Some(true) {
            for used in &demand.links {
                unsaid(ask, demand, flow, (i, used.link));
            }
        }
        for index in at {
            if let Some(effect) = ask.link(index).and_then(|link| link.effect) {
                let mut answer = judge(ask, demand, flow, Some(index), effect);
                answer.locus = facts.network.ends(index).map(|(from, _)| from);
                finish(ask, answer, flow, i);
            }
        }
    }
}

/// A call to somebody else's system that is tried again: nobody has said what it does out there.
fn unsaid(ask: &mut Ask<'_>, demand: &FlowDemand, flow: &Flow, (i, index): (usize, u32)) {
    let Some(link) = ask.link(index) else { return };
    let ends = ask.facts.network.ends(index);
    let outside = ends.and_then(|(_, to)| ask.node(to));
    let outside = outside.is_some_and(|node| node.kind.behavior.outside_control);
    let acts = matches!(link.interaction, Interaction::Call | Interaction::Write);
    if !outside || !acts || link.is_repeat_safe() {
        return;
    }
    if worst_way(ask, demand, Some(index)).is_none_or(|layers| layers.is_empty()) {
        return;
    }
    let answer = Answer::new(&RULE, Verdict::Unknown, UNSAID)
        .about(link.id.clone())
        .word("effects", "effects")
        .word("the effect", "the call")
        .lacks(link.id.clone(), "effect");
    finish(ask, answer, flow, i);
}

fn finish(ask: &mut Ask<'_>, mut answer: Answer, flow: &Flow, i: usize) {
    answer.flow = Some(flow.id.clone());
    answer.flows = vec![i as u32];
    // It follows from whatever makes callers of the flow give up, wherever that happens.
    answer.locus = None;
    ask.answer(answer);
}

fn judge(
    ask: &mut Ask<'_>,
    demand: &FlowDemand,
    flow: &Flow,
    at: Option<u32>,
    effect: Effect,
) -> Answer {
    let link = at.and_then(|at| ask.link(at));
    let layers = worst_way(ask, demand, at).unwrap_or_default();
    let keyed =
        flow.idempotency_key == Some(true) || link.is_some_and(crate::model::Link::is_repeat_safe);
    let moment = ask.last_moment();
    let mut answer = if keyed {
        Answer::new(&RULE, Verdict::Fine, KEYED)
    } else if layers.is_empty() {
        Answer::new(&RULE, Verdict::Fine, NO_RETRY)
    } else {
        Answer::new(&RULE, Verdict::Breaks, BREAKS)
    };
    answer = match link {
        Some(link) => answer.about(link.id.clone()),
        None => answer.about(flow.id.clone()),
    };
    answer = answer.at(moment).word("effects", effect.plural()).word("the effect", effect.noun());
    if answer.verdict == Verdict::Fine {
        return answer;
    }
    let worst = product(ask, demand.place, &layers);
    answer = answer.with("worst case", worst);
    let mut per_request: Option<(Quantity, Quantity)> = None;
    for layer in &layers {
        let Some(id) = ask.link_id(layer.link) else { continue };
        if let Some(lost) = lost_share(ask, &id) {
            let attempts = expected_attempts(ask, layer, lost);
            per_request = Some(match per_request {
                Some((known, share)) => (ask.sheet.mul(known, attempts), share),
                None => (attempts, lost),
            });
        }
    }
    let Some((times, lost)) = per_request else { return answer };
    let times = ask.sheet.in_unit(times, Unit::Count);
    let times = ask.sheet.named("effects per request", demand.place, times);
    answer = answer.with("answers lost", lost).with("per request", times);
    if let Some(rate) = demand.rate.at(moment) {
        let one = ask.sheet.constant(1.0, Unit::Count, "1");
        let more = ask.sheet.sub(times, one);
        let twice = ask.sheet.mul(rate, more);
        let twice = ask.sheet.named("duplicates", demand.place, twice);
        answer = answer.with("duplicates", twice);
        answer.says = BREAKS_LOST;
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(demand) = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize))
    else {
        return Vec::new();
    };
    let Some(flow) = &answer.flow else { return Vec::new() };
    let mut keyed = vec![cure::set(flow.clone(), "idempotency_key", "yes")];
    let mut unrepeated = Vec::new();
    for used in &demand.links {
        let Some(link) = board.links.at(used.link as usize) else { continue };
        if link.effect.is_some() || link.retries() >= 1.0 {
            keyed.push(cure::set(link.id.clone(), "idempotency_key", "yes"));
        }
        if link.retries() >= 1.0 && link.interaction != Interaction::Message {
            unrepeated.push(cure::clear(link.id.clone(), "retries"));
        }
    }
    let mut fixes = vec![cure::as_is(
        "Let the client make an idempotency key that travels to the effect".to_owned(),
        keyed,
    )];
    if let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) {
        fixes.push(cure::maybe(
            "Let the store at the effect refuse a second one (unique constraint)".to_owned(),
            vec![cure::set(link.id.clone(), "unique_constraint", "yes")],
        ));
    }
    if !unrepeated.is_empty() {
        fixes.push(cure::maybe(
            "Do not try again by itself on the way to the effect".to_owned(),
            unrepeated,
        ));
    }
    fixes
}
