//! Asks of every flow what arrives at the bottom when everyone above tries again.

use super::ask::{Ask, list};
use super::retry_layers::{Layer, expected_attempts, lost_share, product, worst_way};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::model::Interaction;

pub(super) static RULE: Rule = Rule {
    id: "retry-amplification",
    asks: "What happens at the bottom of {subject} when everyone above tries again?",
    group: Group::Retries,
    set: Set::Core,
    harm: Harm::Down,
    step: "timeouts and retries",
    story: "{subject}: retries multiply",
    why: "Each layer that tries again multiplies the attempts of the layer below. The load grows just when something is already slow, and can keep it slow after the cause is gone.",
    computes: "Worst case: Π(1 + rᵢ) over the layers on one way. With a share q of answers lost at a layer its attempts are 1 + q + … + qʳ; the offered load is the flow's rate times that.",
    quiet_when: "The product is at most 3, or every layer but one has a retry budget or a circuit breaker.",
    misses: "Retries inside drivers, proxies and service meshes that nobody drew, and people who press reload.",
    example: Example {
        drawn: "browser:client -> gateway:gateway -> api -> db:relational-db",
        stated: "order.rate = 25/s; browser-to-gateway.retries = 3; gateway-to-api.retries = 3; api-to-db.retries = 3",
    },
    sources: &[
        "Amazon Builders' Library: timeouts, retries and backoff with jitter",
        "Site Reliability Engineering, chapters 21 and 22: retry budgets",
        "AWS Well-Architected Framework: REL05-BP03",
    ],
    follows: &["thread-pool-exhaustion", "timeout-inversion"],
    ask,
    fixes,
};

const BREAKS: &str =
    "{layers} each try again: one request can become {worst case} attempts at the bottom";
const BREAKS_LOST: &str = "{layers} each try again: one request can become {worst case} attempts at the bottom. With {answers lost} of answers lost {offered with retries} arrive instead of {first attempts}";
const FINE: &str = "One request becomes at most {worst case} attempts at the bottom";
const BOUNDED: &str = "Budgets and circuit breakers keep retries from multiplying";

/// Up to this many attempts per request are taken as reasonable (one layer with two retries).
const REASONABLE: f64 = 3.0;

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let facts = ask.facts;
        let Some(demand) = facts.flows.get(i) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let layers = worst_way(ask, demand, None).unwrap_or_default();
        if layers.is_empty() {
            continue;
        }
        let worst = product(ask, demand.place, &layers);
        let free: f64 = layers
            .iter()
            .filter(|layer| !layer.bounded)
            .map(|layer| layer.attempts.value)
            .product();
        let (verdict, mut says) = match (worst.value > REASONABLE, free > REASONABLE) {
            (true, true) => (Verdict::Breaks, BREAKS),
            (true, false) => (Verdict::Fine, BOUNDED),
            _ => (Verdict::Fine, FINE),
        };
        let moment = ask.last_moment();
        let mut answer = Answer::new(&RULE, verdict, says)
            .about(flow.id.clone())
            .at(moment)
            .with("worst case", worst);
        if let Some((layer, lost)) = lost_at(ask, &layers) {
            let attempts = expected_attempts(ask, &layer, lost);
            answer = answer.with("answers lost", lost).with("attempts expected", attempts);
            if let Some(rate) = demand.rate.at(moment) {
                let offered = ask.sheet.mul(rate, attempts);
                let offered = ask.sheet.named("offered with retries", demand.place, offered);
                answer = answer.with("first attempts", rate).with("offered with retries", offered);
                if verdict == Verdict::Breaks {
                    says = BREAKS_LOST;
                }
            }
        }
        if let (Some(rate), Verdict::Breaks) = (demand.rate.at(moment), verdict) {
            let most = ask.sheet.mul(rate, worst);
            answer = answer.with(
                "worst load",
                ask.sheet.named("most attempts a second at the bottom", demand.place, most),
            );
        }
        let names: Vec<String> = layers
            .iter()
            .filter_map(|layer| ask.link(layer.link))
            .filter_map(|link| ask.board.nodes.get(link.from.as_str()))
            .map(|node| node.name.clone())
            .collect();
        answer.says = says;
        answer = answer.word("layers", list(&names));
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

fn lost_at(ask: &mut Ask<'_>, layers: &[Layer]) -> Option<(Layer, crate::facts::Quantity)> {
    layers.iter().find_map(|layer| {
        let id = ask.link_id(layer.link)?;
        lost_share(ask, &id).map(|share| (*layer, share))
    })
}

/// Retry at one layer only; or give every layer a budget.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(demand) = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize))
    else {
        return Vec::new();
    };
    let layers: Vec<_> = demand
        .links
        .iter()
        .filter_map(|used| review.board().links.at(used.link as usize))
        .filter(|link| link.retries() >= 1.0 && link.interaction != Interaction::Message)
        .collect();
    let mut fixes = Vec::new();
    // Whoever stands nearest to the person keeps trying: only there is known whether it still matters.
    let keep = layers.iter().position(|link| {
        review
            .board()
            .nodes
            .get(link.from.as_str())
            .is_some_and(|node| node.kind.behavior.starts_requests)
    });
    let keep = keep.unwrap_or(0);
    if let (Some(kept), true) = (layers.get(keep), layers.len() > 1) {
        let mut edits = Vec::new();
        for link in layers.iter().filter(|link| link.id != kept.id) {
            edits.push(cure::clear(link.id.clone(), "retries"));
        }
        if kept.retries() > 2.0 {
            edits.push(cure::set(kept.id.clone(), "retries", "2"));
        }
        let name = review.board().name_of(&kept.from.clone().into());
        fixes.push(cure::as_is(format!("Try again only at {name}"), edits));
    } else if let Some(only) = layers.first() {
        fixes.push(cure::as_is(
            "Try again at most twice".to_owned(),
            vec![cure::set(only.id.clone(), "retries", "2")],
        ));
    }
    let budgets = layers
        .iter()
        .map(|link| cure::set(link.id.clone(), "retry_budget", "10 %"))
        .collect::<Vec<_>>();
    fixes.push(cure::as_is("Give every layer a retry budget of 10 %".to_owned(), budgets));
    fixes
}
