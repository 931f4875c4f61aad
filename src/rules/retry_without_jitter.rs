//! Asks of every call that is tried again what happens when everyone tries again at the same second.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::{Change, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "retry-without-jitter",
    asks: "What happens when everyone who waits for {other} tries again at the same second?",
    group: Group::Retries,
    set: Set::Strict,
    harm: Harm::Down,
    step: "retry spike",
    story: "Everyone comes back to {other} at once",
    why: "What failed for everyone at the same moment is tried again by everyone at the same moment. Pauses of the same length keep the crowd together: the callee comes back, is run over, and goes down again.",
    computes: "The crowd N: clients that reconnect, people using it, or calls waiting when it stops, arrivals × timeout (Little's law). Spread over a window it takes N ÷ spare capacity to serve them, with the spare capacity of whatever on the way has least.",
    quiet_when: "Pauses are spread at random, or the whole crowd is less than a second's worth of spare capacity.",
    misses: "Clients that hold to a wall clock: cron jobs on the full minute.",
    example: Example {
        drawn: "app:client -> gateway:gateway -> api",
        stated: "order.rate = 100/s; order.users = 50,000; app-to-gateway.retries = 3; app-to-gateway.backoff = exponential; api.capacity = 500/s",
    },
    sources: &[
        "Amazon Builders' Library: timeouts, retries and backoff with jitter",
        "AWS Well-Architected Framework: REL05-BP03",
        "Azure Architecture Center: retry storm antipattern",
    ],
    follows: &[],
    ask,
    fixes,
};

const SPIKE: &str = "{crowd} come back at once; {narrowest} has {spare} to spare, so it takes {needs} to serve them, and a random pause of that length to survive them";
const SPREAD: &str = "Pauses are spread at random";
const FINE: &str = "{crowd} would come back at once, less than a second of what is to spare";
const UNKNOWN: &str = "That depends on how many wait, and what is to spare behind it";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        if link.retries() < 1.0 || !link.interaction.caller_waits() {
            continue;
        }
        let flows = ask.flows_over(index);
        let Some((_, to)) = ask.facts.network.ends(index).filter(|_| !flows.is_empty()) else {
            continue;
        };
        let mut answer = judge(ask, index, link, to, &flows);
        answer = answer.about(link.id.clone()).about(link.to.clone());
        answer.locus = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, index: u32, link: &Link, to: u32, flows: &[u32]) -> Answer {
    if link.jitter == Some(true) {
        return Answer::new(&RULE, Verdict::Fine, SPREAD);
    }
    let facts = ask.facts;
    let unknown = || Answer::new(&RULE, Verdict::Unknown, UNKNOWN);
    let mut crowds = [None; 3];
    let mut spares = [None; 3];
    let mut demand: Option<&FlowDemand> = None;
    for (_, other, _) in facts.flows_over(index) {
        demand = demand.or(Some(other));
    }
    let Some(demand) = demand else { return unknown() };
    for (i, moment) in Moment::ALL.into_iter().enumerate() {
        if let (Some(c), Some(s)) = (crowds.get_mut(i), spares.get_mut(i)) {
            *c = crowd(ask, index, link, demand, moment);
            *s = narrowest(ask, demand, to, moment);
        }
    }
    let of = |m: Moment| {
        let at = Moment::ALL.iter().position(|other| *other == m).unwrap_or(0);
        Some((crowds.get(at).copied().flatten()?, spares.get(at).copied().flatten()?))
    };
    let Some(now) = of(Moment::Now) else {
        let mut answer = unknown();
        if crowds.first().copied().flatten().is_none() {
            answer = ask.lacks_rates(answer, flows);
            if link.timeout.is_none() {
                answer = answer.lacks(link.id.clone(), "timeout");
            }
        } else {
            answer = answer.lacks(link.to.clone(), "capacity");
        }
        return answer;
    };
    let spike = |m: Moment| of(m).is_some_and(|(crowd, (spare, _))| crowd.value > spare.value);
    let (moment, verdict, says) = match ask.first_moment(spike) {
        Some((moment, _)) => (moment, Verdict::Watch, SPIKE),
        None => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let (crowd, (spare, narrowest)) = of(moment).unwrap_or(now);
    let needs = ask.sheet.div(crowd, spare);
    let name = ask.node(narrowest).map_or_else(String::new, |node| node.name.clone());
    Answer::new(&RULE, verdict, says)
        .at(moment)
        .word("narrowest", name)
        .with("crowd", crowd)
        .with("spare", spare)
        .with("needs", ask.sheet.named("time to serve the crowd", Place::Link(index), needs))
}

/// How many come back at once over a link.
fn crowd(
    ask: &mut Ask<'_>,
    index: u32,
    link: &Link,
    demand: &FlowDemand,
    moment: Moment,
) -> Option<Quantity> {
    let flow = ask.flow_of(demand)?;
    let reconnect = ask.board.scenarios.iter().enumerate().find_map(|(i, scenario)| {
        scenario.changes.iter().find_map(|change| match change {
            Change::Reconnect { flow: of, clients, .. } if *of == flow.id => {
                Some((i as u32, *clients))
            }
            _ => None,
        })
    });
    if let Some((scenario, clients)) = reconnect {
        return Some(ask.sheet.input(Place::Scenario(scenario), "clients", clients));
    }
    let (from, _) = ask.facts.network.ends(index)?;
    if let Some(users) = flow.users.filter(|_| demand.starts.contains(&from)) {
        return Some(ask.sheet.input(demand.place, "users", users));
    }
    let rate = ask.facts.link_rate(index, moment)?;
    let timeout = ask.sheet.input(Place::Link(index), "timeout", link.timeout?);
    let waiting = ask.sheet.mul(rate, timeout);
    Some(ask.sheet.named("calls waiting when it stops", Place::Link(index), waiting))
}

/// The least spare capacity of a node and what it waits for, in requests a second, and whose it is.
fn narrowest(
    ask: &mut Ask<'_>,
    demand: &FlowDemand,
    node: u32,
    moment: Moment,
) -> Option<(Quantity, u32)> {
    let mut least: Option<(Quantity, u32)> = None;
    let mut todo = vec![(node, 1.0)];
    let mut steps = 0;
    while let Some((node, times)) = todo.pop().filter(|_| steps < 64) {
        steps += 1;
        let load = ask.facts.node(node).copied().unwrap_or_default();
        if let (Some(capacity), Some(arrivals)) = (load.capacity, load.arrivals.at(moment)) {
            let spare = ask.sheet.sub(capacity, arrivals);
            let each = spare.value / times;
            if least.is_none_or(|(known, _)| each < known.value) {
                let each = ask.sheet.formula(
                    "spare capacity ÷ uses a request",
                    "forced flow law (Denning and Buzen 1978)",
                    &[spare],
                    each,
                    Unit::PerSecond,
                );
                least = Some((ask.sheet.named("to spare", Place::Node(node), each), node));
            }
        }
        for used in demand.out(node).filter(|used| !used.leads_back) {
            let times = times * used.per_visit.map_or(1.0, |q| q.value);
            let waits = ask.link(used.link).is_some_and(|l| l.interaction.caller_waits());
            if waits && times > 0.0 {
                todo.push((used.to, times));
            }
        }
    }
    least
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    vec![cure::as_is(
        "Spread the pauses at random, each twice as long as the last".to_owned(),
        vec![
            cure::set(link.id.clone(), "jitter", "yes"),
            cure::set(link.id.clone(), "backoff", "exponential"),
        ],
    )]
}
