//! Asks of every standby how much of the error budget its taking over uses up.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::node::Failover;
use crate::model::{Flow, Interaction, Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "failover-exceeds-error-budget",
    asks: "What happens while {subject} fails over?",
    group: Group::Availability,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "failover",
    story: "Taking over from {subject} takes too long",
    why: "A standby does not take over in no time: the loss has to be noticed, the standby promoted, names and connections changed. That time is an outage, and planned failovers count as well.",
    computes: "Failover time × failovers a month, against the downtime that the objective leaves: (1 − objective) × 730 h. Failed requests are the rate times that time; writes that were acknowledged and are lost are the write rate × replication lag. One failover a month while nobody says how many.",
    quiet_when: "It uses up less than half of what the objective leaves; or the objective is 99.9 % or less and it takes two minutes or less. Without an objective nothing is asked.",
    misses: "Clients that keep their connections to the old one, and retries that meet the new one all at once.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 100/s; order.availability_objective = 99.99 %; db.failover = automatic; db.failover_time = 2 min; db.failovers_per_month = 2",
    },
    sources: &[
        "The System Design Primer: disadvantages of failover",
        "Redis documentation: replication, and cluster (writes may be lost)",
        "Treynor, Dahlin, Rau and Beyer: The Calculus of Service Availability, ACM Queue 2017",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "Taking over {down a month} a month is {of the budget} of the {budget} that {objective} leaves, before anything else fails";
const WATCH: &str =
    "Taking over {down a month} a month is {of the budget} of the {budget} that {objective} leaves";
const FINE: &str =
    "Taking over {down a month} a month is {of the budget} of the {budget} that {objective} leaves";
const UNKNOWN: &str = "That depends on how long taking over lasts";

/// Objective and failover time up to which nothing is said.
const MODEST: f64 = 0.999;
const QUICK: f64 = 120.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let switches = |node: &&Node| {
            node.kind.behavior.keeps_state
                && !node.kind.behavior.outside_control
                && matches!(node.failover, Some(Failover::Automatic | Failover::Manual))
        };
        let Some(node) = ask.node(index).filter(switches) else { continue };
        let facts = ask.facts;
        let strictest = facts
            .flows_through(index)
            .filter(|(i, _)| facts.reach.get(*i).is_some_and(|reach| reach.needs(index)))
            .filter_map(|(i, demand)| {
                let flow = ask.flow_of(demand)?;
                Some((i as u32, flow, flow.availability_objective?))
            })
            .max_by(|a, b| a.2.base().total_cmp(&b.2.base()));
        let Some((i, flow, _)) = strictest else { continue };
        let mut answer = judge(ask, node, index, i, flow);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i];
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, i: u32, flow: &Flow) -> Answer {
    let place = Place::Node(index);
    let facts = ask.facts;
    let (Some(takes), Some(objective), Some(demand)) =
        (node.failover_time, flow.availability_objective, facts.flows.get(i as usize))
    else {
        return Answer::new(&RULE, Verdict::Unknown, UNKNOWN)
            .lacks(node.id.clone(), "failover_time");
    };
    let quick = objective.base() <= MODEST && takes.base() <= QUICK;
    let takes = ask.sheet.input(place, "failover_time", takes);
    let objective = ask.sheet.input(demand.place, "availability_objective", objective);
    let often = match node.failovers_per_month {
        Some(often) => ask.sheet.input(place, "failovers_per_month", often),
        None => ask.sheet.guess(1.0, Unit::Count, "failovers a month"),
    };
    let down = ask.sheet.mul(often, takes);
    let down = ask.sheet.named("time of failovers a month", place, down);
    let budget = ask.downtime(objective);
    let share = ask.sheet.div(down, budget);
    let share = ask.sheet.in_unit(share, Unit::Share);
    let share = ask.sheet.named("share of the error budget", place, share);
    let (verdict, says) = match share.value {
        _ if quick => (Verdict::Fine, FINE),
        used if used > 1.0 => (Verdict::Breaks, BREAKS),
        used if used > 0.5 => (Verdict::Watch, WATCH),
        _ => (Verdict::Fine, FINE),
    };
    let mut answer = Answer::new(&RULE, verdict, says)
        .with("down a month", down)
        .with("of the budget", share)
        .with("budget", budget)
        .with("objective", objective);
    if let Some(rate) = demand.rate.at(Moment::Now) {
        answer = answer.with("failed requests", ask.sheet.mul(rate, down));
    }
    if let (Some(lag), Some(writes)) = (node.replication_lag, writes(ask, index)) {
        let lag = ask.sheet.input(place, "replication_lag", Known { ..lag });
        answer = answer.with("writes lost each time", ask.sheet.mul(writes, lag));
    }
    answer
}

/// Writes a second that come to a node, when all are known.
fn writes(ask: &mut Ask<'_>, index: u32) -> Option<crate::facts::Quantity> {
    let facts = ask.facts;
    let mut terms = Vec::new();
    for step in facts.network.incoming(index) {
        let writes = ask
            .link(step.link)
            .is_some_and(|l| matches!(l.interaction, Interaction::Write | Interaction::Lock));
        if writes && facts.flows_over(step.link).next().is_some() {
            terms.push(facts.link_rate(step.link, Moment::Now)?);
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let (Some(budget), Some(often)) =
        (answer.number("budget"), Some(node.failovers_per_month.map_or(1.0, Known::base).max(1.0)))
    else {
        return Vec::new();
    };
    let Some(text) = cure::round_down(0.45 * budget.value / often) else { return Vec::new() };
    let mut edits = vec![cure::set(node.id.clone(), "failover_time", format!("{text} (guess)"))];
    if node.failover != Some(Failover::Automatic) {
        edits.push(cure::set(node.id.clone(), "failover", "automatic"));
    }
    vec![cure::with_placeholders(
        format!("Let the standby of {} take over by itself within {text}", node.name),
        edits,
    )]
}
