//! Asks of every flow what its availability comes to when each part is only as reliable as stated.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::reliability::{self, Cause, Grain, Importance, Part, ZONE_DARK, Zones};
use crate::facts::{Method, Reach};
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
    computes: "The fault tree of the flow, exactly: a request fails when a part it cannot do without is down. Parts that share nothing multiply, A = Π Aᵢ; what they share, a zone they stand in, is counted once, with a binary decision diagram. A part with n copies that take over is down when fewer are up than carry today's load, or when something takes all at once: A = (1 − β·u) × P(binomial(n, 1 − (1 − β)·u) ≥ needed) with u = 1 − Aᵢ. Copies in one zone go dark together. A link with a probability, or one of a group, is needed by that share of requests only; a fallback, a result nobody needs, a cache beside its store and what a queue hands on later are not needed. Where nobody stated an availability the kind's default stands in: a published SLA, which is a refund threshold and not a measurement. A part's percentage is what would be gone of the downtime if it never failed.",
    quiet_when: "The flow meets its objective. Without an objective it asks for one.",
    misses: "Failures of regions and networks that parts share, maintenance windows, and copies that cannot carry the load of the event when one is away.",
    example: Example {
        drawn: "browser:client -> api -> inventory -> db:relational-db",
        stated: "order.rate = 25/s; order.availability_objective = 99.9 %",
    },
    sources: &[
        "Treynor, Dahlin, Rau, Beyer: The Calculus of Service Availability, ACM Queue 2017",
        "The System Design Primer: availability in parallel and in sequence",
        "Rauzy: New Algorithms for Fault Trees Analysis, Reliability Engineering and System Safety 40, 1993",
        "IEC 61508-6, annex D: common cause failures (beta factor)",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "It is up {at least}{availability} of the time and away {at most}{downtime a month} a month; the objective {objective} allows {error budget}. Most of it: {worst}{together}";
const FINE: &str = "It is up {at least}{availability} of the time and away {at most}{downtime a month} a month; the objective {objective} allows {error budget}";
const UNKNOWN: &str = "It is up {at least}{availability} of the time and away {at most}{downtime a month} a month; nobody has said what it should be";

/// Most parts of a flow that are looked at copy by copy, for what fails together.
const MOST_APART: usize = 40;
/// Two that fail together are named from this share of the downtime on.
const MATTERS: f64 = 0.1;

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let (Some(demand), Some(reach)) = (ask.facts.flows.get(i), ask.facts.reach.get(i)) else {
            continue;
        };
        let (Some(flow), Some(up)) = (ask.flow_of(demand), reach.up) else { continue };
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
        let bound = reach.method == Method::AtLeast;
        let mut answer = Answer::new(&RULE, verdict, says)
            .about(flow.id.clone())
            .with("availability", up)
            .with("downtime a month", down)
            .word("at least", if bound { "at least " } else { "" })
            .word("at most", if bound { "at most " } else { "" });
        match flow.availability_objective {
            Some(objective) => {
                let objective = ask.sheet.input(demand.place, "availability_objective", objective);
                let budget = ask.downtime(objective);
                answer = answer.with("objective", objective).with("error budget", budget);
            }
            None => answer = answer.lacks(flow.id.clone(), "availability_objective"),
        }
        if verdict == Verdict::Breaks {
            let (worst, together) = worst(ask, i, reach);
            answer = answer.word("worst", worst).word("together", together);
        }
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

/// What most of the downtime comes from, and which two fail the flow together where that matters.
fn worst(ask: &Ask<'_>, flow: usize, reach: &Reach) -> (String, String) {
    let few = reach.hard.len() <= MOST_APART;
    if !few && reach.method != Method::Exact {
        return (shares_of_a_product(ask, reach), String::new());
    }
    let grain = Grain { each_copy: few, zone_dark: ZONE_DARK };
    let order = if few { 2 } else { 0 };
    let examined = reliability::examine_with(ask.board, ask.facts, flow, order, grain);
    let Ok(Some(examined)) = examined else {
        return (shares_of_a_product(ask, reach), String::new());
    };
    let zones = Zones::of(ask.board);
    let ranked: Vec<String> = examined
        .importance
        .iter()
        .filter(|importance| importance.share > 0.0)
        .map(|Importance { part, share, .. }| {
            let name = match part {
                Part::Node(node) => name_of(ask, *node),
                Part::Zone(zone) => zones.name(ask.board, *zone),
            };
            format!("{name} {}", Unit::Share.about(*share))
        })
        .collect();
    let together = examined.worst_pair().filter(|(.., share)| *share >= MATTERS);
    let together = together.map_or_else(String::new, |(a, b, share)| {
        let share = Unit::Share.about(share);
        format!(". These two together: {} ({share})", pair(ask, &zones, a, b))
    });
    (list(&ranked), together)
}

/// Two that fail together, as one says it.
fn pair(ask: &Ask<'_>, zones: &Zones, a: Cause, b: Cause) -> String {
    let one = |cause: Cause| match cause {
        Cause::Node(node) => name_of(ask, node),
        Cause::Copy(node, _) => format!("a copy of {}", name_of(ask, node)),
        Cause::CopiesIn(node, zone) => {
            format!("{} in {}", name_of(ask, node), zones.name(ask.board, zone))
        }
        Cause::Shared(node) => format!("all copies of {}", name_of(ask, node)),
        Cause::Zone(zone) => zones.name(ask.board, zone),
        Cause::Way => String::new(),
    };
    match (a, b) {
        (Cause::Copy(node, _), Cause::Copy(other, _)) if node == other => {
            format!("two copies of {}", name_of(ask, node))
        }
        (a, b) => format!("{} and {}", one(a), one(b)),
    }
}

fn name_of(ask: &Ask<'_>, node: u32) -> String {
    ask.node(node).map_or_else(String::new, |node| node.name.clone())
}

/// The same ranking where nothing is shared: (A/Aᵢ − A) ÷ (1 − A).
fn shares_of_a_product(ask: &Ask<'_>, reach: &Reach) -> String {
    let parts = reach
        .hard
        .iter()
        .filter_map(|node| Some((*node, ask.facts.availability.get(*node as usize)?.all?.value)));
    let mut parts: Vec<(u32, f64)> = parts.collect();
    parts.sort_by(|a, b| a.1.total_cmp(&b.1));
    let up: f64 = parts.iter().map(|(_, part)| part).product();
    let names: Vec<String> = parts
        .iter()
        .filter(|(_, part)| *part < 1.0)
        .map(|(node, part)| {
            let gone = if *part > 0.0 { up / part - up } else { 1.0 };
            let share = (gone / (1.0 - up)).clamp(0.0, 1.0);
            format!("{} {}", name_of(ask, *node), Unit::Share.about(share))
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
