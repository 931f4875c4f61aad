//! Asks of every called node what its slowness does to everyone upstream.

use super::ask::{Ask, list};
use super::thread_pool_exhaustion::{SlowCall, call_over};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::Unit;

pub(super) static RULE: Rule = Rule {
    id: "slow-dependency-cascade",
    asks: "What happens to everyone upstream when {subject} slows down?",
    group: Group::Waiting,
    set: Set::Core,
    harm: Harm::Down,
    step: "slow dependency",
    story: "{subject} slows down and takes its callers with it",
    why: "Slowness travels against the arrows: a caller that waits becomes slow itself, then full, and so does its own caller, until flows fail that never touch the slow part.",
    computes: "From the slow node upwards over calls that hold a slot: each caller is full after (slots − busy) ÷ arrivals, counted from when the node below it stopped answering. How slow is taken as for thread-pool-exhaustion.",
    quiet_when: "Every way up is cut by a circuit breaker, a bulkhead, a short timeout or a queue, or the pools on the way suffice. A slowness nobody stated is watched only when it climbs two levels or more.",
    misses: "Callers that give up early free their slots; then retries take over.",
    example: Example {
        drawn: "browser:client -> shop -> orders -> inventory",
        stated: "order.rate = 100/s; shop.slots = 100; orders.slots = 100; shop.service_time = 100 ms; orders.service_time = 100 ms; inventory.service_time = 100 ms; inventory.replicas = 3; scenario.slow.inventory = 10 s",
    },
    sources: &[
        "Nygard: Release It!, cascading failures",
        "Site Reliability Engineering, chapter 22",
    ],
    follows: &["hot-row-lock", "over-capacity"],
    ask,
    fixes,
};

const BREAKS: &str = "With {subject} at {slow call}: {timeline}. Then {flows} {stand} still";
const FINE: &str = "Its callers have slots enough, or are cut off from it";

/// Most full callers that are told; one more would say nothing new.
const MOST_FULL: usize = 6;
/// Most levels that are followed upwards.
const HIGHEST: usize = 16;

fn ask(ask: &mut Ask<'_>) {
    let mut seen = Seen { round: 0, rounds: vec![0; ask.board.nodes.len()] };
    for index in 0..ask.board.nodes.len() as u32 {
        let facts = ask.facts;
        let Some(node) = ask.node(index) else { continue };
        let flows = ask.flows_through(index);
        if node.kind.behavior.starts_requests || flows.is_empty() {
            continue;
        }
        let known = facts.node(index).is_some_and(|load| load.arrivals.at(Moment::Now).is_some());
        if !known {
            continue;
        }
        let mut found = None;
        for moment in ask.moments {
            if let Some(climb) = climb(ask, &mut seen, index, *moment) {
                found = Some((*moment, climb));
                break;
            }
        }
        let mut answer = match found {
            Some((moment, climb)) if climb.stated || climb.full.len() > 1 => {
                let verdict = if climb.stated && moment != Moment::TwoYears {
                    Verdict::Breaks
                } else {
                    Verdict::Watch
                };
                let timeline: Vec<String> = climb
                    .full
                    .iter()
                    .filter_map(|(node, after)| {
                        ask.node(*node).map(|node| {
                            format!(
                                "{} is full after {}",
                                node.name,
                                Unit::Seconds.about(after.value)
                            )
                        })
                    })
                    .collect();
                let names: Vec<String> = flows
                    .iter()
                    .filter_map(|i| facts.flows.get(*i as usize))
                    .map(|flow| ask.flow_name(flow))
                    .collect();
                let mut answer = Answer::new(&RULE, verdict, BREAKS)
                    .about(node.id.clone())
                    .at(moment)
                    .with("slow call", climb.slow)
                    .word("timeline", timeline.join(", then "))
                    .word("stand", if names.len() == 1 { "stands" } else { "stand" })
                    .word("flows", list(&names));
                for (_, after) in &climb.full {
                    answer = answer.with("full after", *after);
                }
                answer
            }
            _ => Answer::new(&RULE, Verdict::Fine, FINE).about(node.id.clone()),
        };
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

struct Climb {
    slow: Quantity,
    stated: bool,
    full: Vec<(u32, Quantity)>,
}

/// Which nodes this climb has come to; kept between climbs, so that starting one costs nothing.
struct Seen {
    round: u32,
    rounds: Vec<u32>,
}

impl Seen {
    fn start(&mut self) {
        self.round += 1;
    }

    fn has(&self, node: u32) -> bool {
        self.rounds.get(node as usize) == Some(&self.round)
    }

    fn insert(&mut self, node: u32) {
        if let Some(round) = self.rounds.get_mut(node as usize) {
            *round = self.round;
        }
    }
}

/// Who fills up when a node is slow, in the order it happens; none when nobody does.
fn climb(ask: &mut Ask<'_>, seen: &mut Seen, slow_node: u32, moment: Moment) -> Option<Climb> {
    let facts = ask.facts;
    let mut full: Vec<(u32, Quantity)> = Vec::new();
    seen.start();
    seen.insert(slow_node);
    let mut how_slow: Option<SlowCall> = None;
    // Nodes that stopped answering, with the time since the slow one slowed down.
    let mut below: Vec<(u32, Option<Quantity>)> = vec![(slow_node, None)];
    for _ in 0..HIGHEST {
        let mut next = Vec::new();
        for (callee, since) in below {
            for step in facts.network.incoming(callee) {
                let (Some(link), Some(caller)) = (ask.link(step.link), ask.node(step.node)) else {
                    continue;
                };
                let guarded = link.breaker == Some(true)
                    || link.bulkhead.is_some()
                    || link.fallback.is_some();
                let asks = link.interaction.caller_waits() && !caller.kind.behavior.starts_requests;
                if guarded
                    || !asks
                    || ask.takes_messages_only(step.node)
                    || seen.has(step.node)
                    || ask.flows_over(step.link).is_empty()
                {
                    continue;
                }
                if !caller.blocks() {
                    // It holds no slots of its own; its callers wait all the same.
                    seen.insert(step.node);
                    next.push((step.node, since));
                    continue;
                }
                let Some((fills, call)) = fills(ask, step.link, step.node, moment) else {
                    continue;
                };
                if full.len() >= MOST_FULL {
                    break;
                }
                how_slow.get_or_insert(call);
                let fills = since.map_or(fills, |since| ask.sheet.add(since, fills));
                let fills = ask.sheet.named("time until full", Place::Node(step.node), fills);
                seen.insert(step.node);
                full.push((step.node, fills));
                next.push((step.node, Some(fills)));
            }
        }
        if next.is_empty() || full.len() >= MOST_FULL {
            break;
        }
        below = next;
    }
    let SlowCall { slow, stated, .. } = how_slow?;
    Some(Climb { slow, stated, full })
}

/// Time until a caller is full, when it will be: with this call slow it wants more slots than it has.
fn fills(
    ask: &mut Ask<'_>,
    link: u32,
    caller: u32,
    moment: Moment,
) -> Option<(Quantity, SlowCall)> {
    let load = ask.facts.node(caller)?;
    let (slots, busy) = (load.slots?, load.busy_at_rest.at(moment)?);
    let calls = ask.facts.link_rate(link, moment)?;
    let call = call_over(ask, link)?;
    let wanted = busy.value + calls.value * (call.slow.value - call.at_rest.value).max(0.0);
    if wanted < slots.value {
        return None;
    }
    let free = ask.sheet.sub(slots, busy);
    Some((ask.sheet.div(free, calls), call))
}

/// The cheapest cut: a breaker and a timeout on the calls straight into the slow node.
fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let calls: Vec<_> = board
        .links
        .iter()
        .filter(|link| link.to == node.id && link.interaction.caller_waits())
        .filter(|link| {
            board
                .nodes
                .get(link.from.as_str())
                .is_some_and(|from| from.blocks() && !from.kind.behavior.starts_requests)
        })
        .collect();
    let edits =
        calls.iter().map(|link| cure::set(link.id.clone(), "breaker", "yes")).collect::<Vec<_>>();
    let mut fixes = Vec::new();
    if !edits.is_empty() {
        fixes.push(cure::as_is(
            format!("Cut the calls into {} while it is slow (circuit breaker)", node.name),
            edits,
        ));
    }
    for link in calls {
        fixes.extend(cure::through_a_queue(review, link));
    }
    fixes
}
