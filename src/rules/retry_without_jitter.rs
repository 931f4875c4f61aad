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
    let Some((_, demand, _)) = facts.flows_over(index).next() else { return unknown() };
    let Some(now) = crowd(ask, index, link, demand, Moment::Now) else {
        let answer = ask.lacks_rates(unknown(), flows);
        return match link.timeout {
            Some(_) => answer,
            None => answer.lacks(link.id.clone(), "timeout"),
        };
    };
    // What grows with the load grows like the link's rate.
    let rate = |m: Moment| facts.link_rate(index, m).map_or(0.0, |q| q.value);
    let grows = |m: Moment| if rate(Moment::Now) > 0.0 { rate(m) / rate(Moment::Now) } else { 1.0 };
    let fixed = is_fixed(ask, link, demand);
    let size = |m: Moment| if fixed { now.value } else { now.value * grows(m) };
    let Some(narrow) = narrowest(ask, demand, to, Moment::Now) else {
        return unknown().lacks(link.to.clone(), "capacity");
    };
    let spare = |m: Moment| match m {
        Moment::Now => narrow.spare,
        m => narrowest(ask, demand, to, m).map_or(narrow.spare, |narrow| narrow.spare),
    };
    let spike = |m: Moment| size(m) > spare(m);
    let (moment, verdict, says) = match ask.first_moment(spike) {
        Some((moment, _)) => (moment, Verdict::Watch, SPIKE),
        None => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let crowd = crowd(ask, index, link, demand, moment).unwrap_or(now);
    let mut answer = Answer::new(&RULE, verdict, says).at(moment).with("crowd", crowd);
    if verdict == Verdict::Fine {
        return answer;
    }
    let narrow = narrowest(ask, demand, to, moment).unwrap_or(narrow);
    if let Some(spare) = to_spare(ask, narrow, moment) {
        let name = ask.node(narrow.node).map_or_else(String::new, |node| node.name.clone());
        let needs = ask.sheet.div(crowd, spare);
        let needs = ask.sheet.named("time to serve the crowd", Place::Link(index), needs);
        answer = answer.word("narrowest", name).with("spare", spare).with("needs", needs);
    }
    answer
}

/// True when the crowd is a number of people or clients, whatever the load.
fn is_fixed(ask: &Ask<'_>, link: &Link, demand: &FlowDemand) -> bool {
    let Some(flow) = ask.flow_of(demand) else { return false };
    let reconnects =
        |change: &Change| matches!(change, Change::Reconnect { flow: of, .. } if *of == flow.id);
    let starts =
        demand.starts.iter().any(|start| ask.node(*start).is_some_and(|node| node.id == link.from));
    (flow.users.is_some() && starts)
        || ask.board.scenarios.iter().any(|scenario| scenario.changes.iter().any(reconnects))
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

/// Where the least is to spare behind a link: how much in requests a second, at which node, and how
/// often one request uses it.
#[derive(Clone, Copy, Debug)]
struct Narrowest {
    spare: f64,
    node: u32,
    uses: f64,
}

/// Most nodes that are looked at for the narrowest.
const FARTHEST: usize = 32;

/// The least spare capacity of a node and what it waits for.
fn narrowest(ask: &Ask<'_>, demand: &FlowDemand, node: u32, moment: Moment) -> Option<Narrowest> {
    let mut least: Option<Narrowest> = None;
    let mut todo = vec![(node, 1.0)];
    let mut steps = 0;
    while let Some((node, uses)) = todo.pop().filter(|_| steps < FARTHEST) {
        steps += 1;
        if let Some(load) = ask.facts.node(node)
            && let (Some(capacity), Some(arrivals)) = (load.capacity, load.arrivals.at(moment))
        {
            let spare = (capacity.value - arrivals.value).max(0.0) / uses;
            if least.is_none_or(|known| spare < known.spare) {
                least = Some(Narrowest { spare, node, uses });
            }
        }
        for used in demand.out(node).filter(|used| !used.leads_back) {
            let uses = uses * used.per_visit.map_or(1.0, |q| q.value);
            let waits = ask.link(used.link).is_some_and(|l| l.interaction.caller_waits());
            if waits && uses > 0.0 {
                todo.push((used.to, uses));
            }
        }
    }
    least
}

/// The same as a number that says how it was made.
fn to_spare(ask: &mut Ask<'_>, narrowest: Narrowest, moment: Moment) -> Option<Quantity> {
    let load = ask.facts.node(narrowest.node)?;
    let (capacity, arrivals) = (load.capacity?, load.arrivals.at(moment)?);
    let spare = ask.sheet.sub(capacity, arrivals);
    let each = ask.sheet.formula(
        "spare capacity ÷ uses a request",
        "forced flow law (Denning and Buzen 1978)",
        &[spare],
        spare.value / narrowest.uses,
        Unit::PerSecond,
    );
    Some(ask.sheet.named("to spare", Place::Node(narrowest.node), each))
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
