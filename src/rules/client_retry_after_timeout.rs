//! Asks of every effect what happens when people try again while the first attempt still runs.

use std::collections::HashMap;

use super::ask::{Ask, list};
use super::retry_layers::worst_way;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{FlowDemand, Moment, Place, Quantity};
use crate::model::units::Seconds;
use crate::model::{Change, Effect, Flow, Interaction, Known, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "client-retry-after-timeout",
    asks: "What happens in {subject} when somebody tries again while the first attempt still runs?",
    group: Group::Retries,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "timeouts and retries",
    story: "{subject}: the second attempt runs beside the first",
    why: "Giving up does not stop the work. The second attempt starts beside the first, both finish, and every layer that tries again multiplies them: one click, four e-mails.",
    computes: "A layer counts when its timeout is shorter than the work behind it takes, at the load asked about or when what a scenario slows is slow, and giving up does not cancel the work. Copies = Π(1 + rᵢ) over these layers; whoever is reached over several lists gets that many times as many.",
    quiet_when: "The work is done before anybody gives up, giving up cancels it, or a key makes the second attempt recognisable.",
    misses: "People who press the button twice although nothing failed.",
    example: Example {
        drawn: "ceo:client -> balancer:load-balancer -> api -> mail:third-party",
        stated: "order.rate = 1/min; ceo-to-balancer.timeout = 35 s; ceo-to-balancer.retries = 1; balancer-to-api.timeout = 30 s; balancer-to-api.retries = 1; api-to-mail.calls = x10,000; mail.service_time = 4.5 ms; api-to-mail.effect = sends an e-mail; api-to-mail.repeats = 3",
    },
    sources: &[
        "Nygard: Release It!, chapter 4: blocked threads and users",
        "Google Cloud and Heroku: load balancer timeouts of 30 s, after which the work goes on",
        "AWS Well-Architected Framework: REL04-BP04 idempotent responses",
    ],
    follows: &["timeout-inversion", "thread-pool-exhaustion"],
    ask,
    fixes,
};

const BREAKS: &str = "{who} gives up after {gives up after} while the work goes on for {goes on for}, and tries again: {copies} {effects} for one request";
const BREAKS_LISTS: &str = "{who} gives up after {gives up after} while the work goes on for {goes on for}, and tries again: {copies} {effects} for one request, {copies over lists} for whoever it reaches {times} times";
const RELOAD: &str = "{who} gives up after {gives up after} while the work goes on for {goes on for}; who then presses reload gets {copies} {effects}";
const KEYED: &str = "The second attempt is recognised, however long the first one runs";
const CANCELS: &str = "Giving up cancels the work, so the second attempt runs alone";
const DONE: &str = "The work is done before anybody gives up";

fn ask(ask: &mut Ask<'_>) {
    for i in 0..ask.facts.flows.len() {
        let facts = ask.facts;
        let Some(demand) = facts.flows.get(i) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        let starts_with_people = demand
            .starts
            .iter()
            .any(|start| ask.node(*start).is_some_and(|node| node.kind.behavior.starts_requests));
        let Some((effect, at)) = effect_of(ask, demand, flow).filter(|_| starts_with_people) else {
            continue;
        };
        let mut answer = judge(ask, demand, flow, at);
        answer = answer.about(flow.id.clone()).word("effects", effect.plural());
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
}

/// What must not happen twice on a flow, and the link that does it; one that nothing recognises first.
fn effect_of(ask: &Ask<'_>, demand: &FlowDemand, flow: &Flow) -> Option<(Effect, Option<u32>)> {
    let mut found = None;
    for used in &demand.links {
        let Some(link) = ask.link(used.link) else { continue };
        let Some(effect) = link.effect else { continue };
        if !link.is_repeat_safe() {
            return Some((effect, Some(used.link)));
        }
        found = found.or(Some((effect, Some(used.link))));
    }
    found.or_else(|| Some((flow.side_effect?, None)))
}

/// A layer whose caller gives up before the work behind it is done.
struct Outlived {
    link: u32,
    timeout: Quantity,
    runs: Quantity,
}

fn judge(ask: &mut Ask<'_>, demand: &FlowDemand, flow: &Flow, at: Option<u32>) -> Answer {
    let link = at.and_then(|at| ask.link(at));
    if flow.idempotency_key == Some(true) || link.is_some_and(Link::is_repeat_safe) {
        return Answer::new(&RULE, Verdict::Fine, KEYED);
    }
    let mut moments = Vec::new();
    for moment in ask.moments {
        moments.push((*moment, times(ask, demand, None, *moment)));
    }
    let slow = slowed(ask, demand);
    let mut cancelled = false;
    let outlived: Vec<Outlived> = demand
        .links
        .iter()
        .filter(|used| !used.leads_back)
        .filter_map(|used| {
            let link = ask.link(used.link)?;
            let timeout = link.timeout.filter(|_| link.interaction.caller_waits())?;
            let runs = outlives(ask, demand, used.to, timeout.base(), &moments, slow.as_ref())?;
            if link.cancel == Some(true) {
                cancelled = true;
                return None;
            }
            let timeout = ask.sheet.input(Place::Link(used.link), "timeout", timeout);
            Some(Outlived { link: used.link, timeout, runs })
        })
        .collect();
    let ways = worst_way(ask, demand, at).unwrap_or_default();
    let layers: Vec<_> = ways
        .into_iter()
        .filter(|layer| outlived.iter().any(|one| one.link == layer.link))
        .collect();
    let fine = if cancelled { CANCELS } else { DONE };
    let first = layers.first().map(|layer| layer.link);
    let person = |one: &&Outlived| {
        let (from, _) = ask.facts.network.ends(one.link)?;
        Some(ask.node(from)?.kind.behavior.starts_requests)
    };
    let shown = outlived
        .iter()
        .find(|one| first == Some(one.link))
        .or_else(|| outlived.iter().find(|one| person(one) == Some(true)));
    let Some(shown) = shown else { return Answer::new(&RULE, Verdict::Fine, fine) };
    let (mut verdict, mut says) = (Verdict::Breaks, BREAKS);
    let copies = if layers.is_empty() {
        (verdict, says) = (Verdict::Watch, RELOAD);
        ask.sheet.guess(2.0, Unit::Count, "one reload")
    } else {
        let terms: Vec<Quantity> = layers.iter().map(|layer| layer.attempts).collect();
        let all = ask.sheet.product(&terms, Unit::Factor);
        let all = ask.sheet.in_unit(all, Unit::Count);
        ask.sheet.named("attempts that all run to the end", demand.place, all)
    };
    let mut names: Vec<String> = layers.iter().filter_map(|layer| tail(ask, layer.link)).collect();
    if names.is_empty() {
        names.extend(tail(ask, shown.link));
    }
    let mut answer = Answer::new(&RULE, verdict, says)
        .word("who", list(&names))
        .with("gives up after", shown.timeout)
        .with("goes on for", shown.runs)
        .with("copies", copies);
    let repeats = at.zip(link.and_then(|link| link.repeats)).filter(|(_, n)| n.base() > 1.0);
    if let Some((index, repeats)) = repeats {
        let repeats = ask.sheet.input(Place::Link(index), "repeats", repeats);
        let over = ask.sheet.mul(copies, repeats);
        answer = answer.with("times", repeats).with("copies over lists", over);
        if verdict == Verdict::Breaks {
            answer.says = BREAKS_LISTS;
        }
    }
    answer
}

fn tail(ask: &Ask<'_>, link: u32) -> Option<String> {
    let (from, _) = ask.facts.network.ends(link)?;
    Some(ask.node(from)?.name.clone())
}

/// Time to answer of each node on a flow, by its place, in seconds.
type Times = HashMap<u32, f64>;

/// What a scenario of the board slows on a flow: the time its call takes, and what follows for the others.
struct Slowed {
    takes: Quantity,
    times: Times,
}

fn slowed(ask: &mut Ask<'_>, demand: &FlowDemand) -> Option<Slowed> {
    let (scenario, node, takes) =
        ask.board.scenarios.iter().enumerate().find_map(|(i, scenario)| {
            scenario.changes.iter().find_map(|change| match change {
                Change::Slow { node, takes, .. } => {
                    let at = ask.board.nodes.position(node.as_str())? as u32;
                    demand.visits_of(at).map(|_| (i as u32, at, *takes))
                }
                _ => None,
            })
        })?;
    let times = times(ask, demand, Some((node, takes.base())), Moment::Now);
    let takes = ask.sheet.input::<Seconds>(Place::Scenario(scenario), "time a call takes", takes);
    Some(Slowed { takes, times })
}

/// How long each node takes to answer when one of them takes a given time; callees first.
fn times(ask: &Ask<'_>, demand: &FlowDemand, slow: Option<(u32, f64)>, moment: Moment) -> Times {
    let mut times = Times::with_capacity(demand.visits.len());
    for visit in demand.visits.iter().rev() {
        if let Some((_, takes)) = slow.filter(|(node, _)| *node == visit.node) {
            times.insert(visit.node, takes);
            continue;
        }
        if slow.is_none() {
            times.insert(visit.node, ask.facts.flow_time(demand, visit.node, moment));
            continue;
        }
        let mut time = ask.facts.node(visit.node).and_then(|l| l.own).map_or(0.0, |q| q.value);
        for used in demand.out(visit.node).filter(|used| !used.leads_back) {
            let Some(link) = ask.link(used.link) else { continue };
            if !link.interaction.caller_waits() {
                continue;
            }
            let there = match link.lock_hold {
                Some(hold) if link.interaction == Interaction::Lock => hold.base(),
                _ => times.get(&used.to).copied().unwrap_or(0.0),
            };
            let one = there + link.network.map_or(0.0, Known::base);
            let one = link.timeout.map_or(one, |timeout| one.min(timeout.base()));
            time += one * used.per_visit.map_or(1.0, |q| q.value);
        }
        times.insert(visit.node, time);
    }
    times
}

/// How long the work behind a link goes on when that is longer than its caller waits.
fn outlives(
    ask: &mut Ask<'_>,
    demand: &FlowDemand,
    to: u32,
    timeout: f64,
    moments: &[(Moment, Times)],
    slow: Option<&Slowed>,
) -> Option<Quantity> {
    let longer =
        moments.iter().find(|(_, times)| times.get(&to).is_some_and(|time| *time > timeout));
    if let Some((moment, times)) = longer {
        let visit = demand.visits_of(to)?;
        let answer = visit.loaded.at(*moment).or(visit.at_rest)?;
        let wait = ask.facts.node(to).and_then(|load| load.wait.at(*moment));
        let all = match wait.filter(|wait| wait.value > 0.0) {
            Some(wait) => ask.sheet.add(answer, wait),
            None => answer,
        };
        debug_assert!(times.contains_key(&to));
        return Some(ask.sheet.named("time the work takes", Place::Node(to), all));
    }
    let slow = slow?;
    let time = slow.times.get(&to).copied().filter(|time| *time > timeout)?;
    if (time - slow.takes.value).abs() < 1e-12 {
        return Some(slow.takes);
    }
    let time = ask.sheet.formula(
        "time with the slow call",
        "own work and calls one after the other, each cut off by its timeout",
        &[slow.takes],
        time,
        Unit::Seconds,
    );
    Some(ask.sheet.named("time the work takes", Place::Node(to), time))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(demand) = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize))
    else {
        return Vec::new();
    };
    let Some(flow) = &answer.flow else { return Vec::new() };
    let mut keyed: Vec<Edit> = vec![cure::set(flow.clone(), "idempotency_key", "yes")];
    let mut cancelled = Vec::new();
    for used in &demand.links {
        let Some(link) = board.links.at(used.link as usize) else { continue };
        if link.effect.is_some() || link.retries() >= 1.0 {
            keyed.push(cure::set(link.id.clone(), "idempotency_key", "yes"));
        }
        if link.timeout.is_some() && link.interaction.caller_waits() && link.cancel != Some(true) {
            cancelled.push(cure::set(link.id.clone(), "cancel", "yes"));
        }
    }
    let mut fixes = vec![cure::as_is(
        "Answer at once with a job under the client's key; a second attempt finds the first"
            .to_owned(),
        keyed,
    )];
    if !cancelled.is_empty() {
        fixes.push(cure::maybe("Cancel the work when its caller gives up".to_owned(), cancelled));
    }
    fixes
}
