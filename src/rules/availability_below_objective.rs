//! Asks of every flow what its availability comes to when each part is only as reliable as stated.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::Unit;

pub(super) static RULE: Rule = Rule {
    id: "availability-below-objective",
    asks: "What happens to {subject} when every part is only as reliable as stated?",
    group: Group::Availability,
    set: Set::Core,
    harm: Harm::Objective,
    step: "availability",
    story: "{subject} is away longer than it may be",
    why: "Parts in a row multiply: sixteen parts at 99.9 % are up together 98.4 % of the time, which is half a day a month. A promise is only as good as the longest chain behind it.",
    computes: "A = Π Aᵢ over the parts the flow cannot do without. Parts with a copy that takes over count as 1 − ((1 − β)·u)ⁿ − β·u with u = 1 − Aᵢ and a share β of failures that take all copies at once. Where nobody stated an availability the kind's default stands in: a published SLA, which is a refund threshold and not a measurement.",
    quiet_when: "The product meets the objective. Without an objective it asks for one.",
    misses: "Failures of zones and networks that parts share, and maintenance windows.",
    example: Example {
        drawn: "browser:client -> api -> inventory -> db:relational-db",
        stated: "order.rate = 25/s; order.availability_objective = 99.9 %",
    },
    sources: &[
        "Treynor, Dahlin, Rau, Beyer: The Calculus of Service Availability, ACM Queue 2017",
        "The System Design Primer: availability in parallel and in sequence",
        "IEC 61508-6, annex D: common cause failures (beta factor)",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "It is up {availability} of the time and away {downtime a month} a month; the objective {objective} allows {error budget}. Most of it comes from {worst}";
const FINE: &str = "It is up {availability} of the time and away {downtime a month} a month; the objective {objective} allows {error budget}";
const UNKNOWN: &str = "It is up {availability} of the time and away {downtime a month} a month; nobody has said what it should be";

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let (Some(demand), Some(reach)) = (ask.facts.flows.get(i), ask.facts.reach.get(i)) else {
            continue;
        };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let parts: Vec<(u32, Quantity)> = reach
            .hard
            .iter()
            .filter_map(|node| {
                ask.facts.availability.get(*node as usize).and_then(|a| a.all).map(|a| (*node, a))
            })
            .collect();
        let Some(up) = product(ask, demand.place, &parts) else { continue };
        let down = ask.downtime(up);
        let verdict = match flow.availability_objective {
            None => Verdict::Unknown,
            Some(objective) if up.value < objective.base() => Verdict::Breaks,
            Some(_) => Verdict::Fine,
        };
        let says = match verdict {
            Verdict::Unknown => UNKNOWN,
            Verdict::Breaks => BREAKS,
            _ => FINE,
        };
        let mut answer = Answer::new(&RULE, verdict, says)
            .about(flow.id.clone())
            .with("availability", up)
            .with("downtime a month", down);
        match flow.availability_objective {
            Some(objective) => {
                let objective = ask.sheet.input(demand.place, "availability_objective", objective);
                let budget = ask.downtime(objective);
                answer = answer.with("objective", objective).with("error budget", budget);
            }
            None => answer = answer.lacks(flow.id.clone(), "availability_objective"),
        }
        if verdict == Verdict::Breaks {
            answer = answer.word("worst", worst_parts(ask, &parts));
        }
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

fn product(ask: &mut Ask<'_>, place: Place, parts: &[(u32, Quantity)]) -> Option<Quantity> {
    if parts.is_empty() {
        return None;
    }
    let shares: Vec<Quantity> = parts.iter().map(|(_, share)| *share).collect();
    let all = ask.sheet.product(&shares, Unit::Share);
    Some(ask.sheet.named("availability", place, all))
}

fn worst_parts(ask: &Ask<'_>, parts: &[(u32, Quantity)]) -> String {
    let mut ranked = parts.to_vec();
    ranked.sort_by(|a, b| a.1.value.total_cmp(&b.1.value));
    let names: Vec<String> = ranked
        .iter()
        .take(3)
        .filter_map(|(node, a)| {
            ask.node(*node).map(|node| format!("{} ({})", node.name, Unit::Share.about(a.value)))
        })
        .collect();
    list(&names)
}

/// Redundancy for every part that lacks it, worst first; each part alone, then all together.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(reach) = answer.flows.first().and_then(|i| review.facts().reach.get(*i as usize))
    else {
        return Vec::new();
    };
    let mut parts: Vec<(f64, u32)> = reach
        .hard
        .iter()
        .filter_map(|node| {
            Some((review.facts().availability.get(*node as usize)?.all?.value, *node))
        })
        .collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut single: Vec<Fix> = Vec::new();
    for (_, index) in parts {
        let Some(node) = review.board().nodes.at(index as usize) else { continue };
        if !crate::facts::takes_over(node) {
            single.extend(cure::redundancy(node));
        }
    }
    if single.len() > 1 {
        let edits = single.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
        let all = cure::with_placeholders(
            "Give every part without a second copy one that takes over".to_owned(),
            edits,
        );
        single.insert(0, all);
    }
    for link in review.board().links.iter().filter(|link| link.is_hard()) {
        let outside = review
            .board()
            .nodes
            .get(link.to.as_str())
            .is_some_and(|node| node.kind.behavior.outside_control);
        let needed = review
            .board()
            .nodes
            .position(link.to.as_str())
            .is_some_and(|at| reach.hard.contains(&(at as u32)));
        if outside && needed {
            single.extend(cure::through_a_queue(review, link));
        }
    }
    single
}
