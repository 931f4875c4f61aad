//! Asks of every pattern a node names what happens when it is taken out.

use super::ask::Ask;
use super::technology::{tagged, without};
use super::{Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{FlowDemand, Moment, Quantity};
use crate::model::node::Access;
use crate::model::{Known, Node};

pub(super) static RULE: Rule = Rule {
    id: "pattern-without-requirement",
    asks: "What happens when {pattern} is taken out of {subject}?",
    group: Group::Cost,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "needless pattern",
    story: "{pattern} answers a question nobody asked",
    why: "A pattern is the answer to a need. Without the need it is more code, more parts and more ways to be wrong, and the next person keeps it because somebody must have had a reason.",
    computes: "Each pattern has a condition on the board: CQRS ten reads for a write or a store half busy; event sourcing data that is appended or read again; saga and two-phase commit stores of different owners in one flow; service mesh twenty services; sharding a store that one machine could not carry; multi-region 99.99 % or more regions. Not met: the board without it is asked, verdict by verdict.",
    quiet_when: "The condition holds, or somebody said what it is required for.",
    misses: "Needs that are on no drawing.",
    example: Example {
        drawn: "students:client -> enrolment -> db:relational-db",
        stated: "order.rate = 100/h; order.reads_per_write = x2; enrolment.technologies = cqrs, saga",
    },
    sources: &["Fowler: CQRS, Event Sourcing, and Microservice Premium"],
    follows: &[],
    ask,
    fixes,
};

const MISSING: &str =
    "It pays with {condition}, and nothing on the board says so: nobody would miss it";
const HOLDS: &str = "It pays with {condition}, and that is so";
const RECORDED: &str = "It is required for {required}";
const UNKNOWN: &str = "It pays with {condition}; nobody has said how much is read and written";

/// A pattern: what it is called, the words for it, and when it pays.
struct Pattern {
    name: &'static str,
    words: &'static [&'static str],
    condition: &'static str,
    holds: fn(&Ask<'_>, u32, &Node) -> Option<bool>,
}

static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "CQRS",
        words: &["cqrs"],
        condition: "ten reads for a write, or a store that reads keep half busy",
        holds: cqrs,
    },
    Pattern {
        name: "event sourcing",
        words: &["event-sourcing", "event sourcing", "es"],
        condition: "a history that somebody reads again or has to show",
        holds: history,
    },
    Pattern {
        name: "a saga",
        words: &["saga"],
        condition: "one step over stores of different owners",
        holds: several_owners,
    },
    Pattern {
        name: "two-phase commit",
        words: &["2pc", "xa", "dtc"],
        condition: "one step over stores of different owners",
        holds: several_owners,
    },
    Pattern {
        name: "a service mesh",
        words: &["service-mesh", "service mesh", "istio", "linkerd"],
        condition: "twenty services or more",
        holds: mesh,
    },
    Pattern {
        name: "sharding",
        words: &["sharding", "sharded"],
        condition: "more data or load than one machine carries",
        holds: sharding,
    },
    Pattern {
        name: "a second region",
        words: &["multi-region", "multi region"],
        condition: "an objective of 99.99 %, or people in several regions",
        holds: regions,
    },
];

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index).filter(|node| node.technologies.is_some()) else {
            continue;
        };
        for pattern in PATTERNS.iter().filter(|pattern| tagged(node, pattern.words)) {
            let (verdict, says) = match (&node.required_for, (pattern.holds)(ask, index, node)) {
                (Some(_), _) => (Verdict::Fine, RECORDED),
                (None, Some(true)) => (Verdict::Fine, HOLDS),
                (None, Some(false)) => (Verdict::Watch, MISSING),
                (None, None) => (Verdict::Unknown, UNKNOWN),
            };
            let mut answer = Answer::new(&RULE, verdict, says)
                .about(node.id.clone())
                .word("pattern", pattern.name)
                .word("condition", pattern.condition)
                .word("required", node.required_for.clone().unwrap_or_default());
            answer.detail = Some(pattern.name);
            answer.direction = Direction::Over;
            answer.locus = Some(index);
            answer.flows = ask.flows_through(index);
            if let Some(ratio) = reads_per_write(ask, index).filter(|_| pattern.name == "CQRS") {
                answer = answer.with("reads a write", ratio);
            }
            if verdict == Verdict::Unknown {
                let flows = answer.flows.clone();
                answer = ask.lacks_rates(answer, &flows);
            }
            ask.answer(answer);
        }
    }
}

/// Reads for one write of the flows through a node.
fn reads_per_write(ask: &mut Ask<'_>, index: u32) -> Option<Quantity> {
    let (place, ratio) = ask
        .facts
        .flows_through(index)
        .find_map(|(_, demand)| Some((demand.place, ask.flow_of(demand)?.reads_per_write?)))?;
    Some(ask.sheet.input(place, "reads_per_write", ratio))
}

fn cqrs(ask: &Ask<'_>, index: u32, _: &Node) -> Option<bool> {
    let facts = ask.facts;
    let flow = |demand: &FlowDemand| ask.flow_of(demand).and_then(|flow| flow.reads_per_write);
    let ratio = facts.flows_through(index).filter_map(|(_, demand)| flow(demand)).map(Known::base);
    let many = ratio.fold(None, |most: Option<f64>, one| Some(most.map_or(one, |m| m.max(one))));
    let busy = busiest_store(ask, index);
    match (many, busy) {
        (Some(many), _) if many >= 10.0 => Some(true),
        (_, Some(busy)) => Some(busy > 0.5),
        (Some(_), None) => Some(false),
        (None, None) => None,
    }
}

/// Utilisation of the busiest store on the flows through a node, at the latest moment.
fn busiest_store(ask: &Ask<'_>, index: u32) -> Option<f64> {
    let facts = ask.facts;
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    facts
        .flows_through(index)
        .flat_map(|(_, demand)| &demand.visits)
        .filter(|visit| {
            ask.node(visit.node).is_some_and(|node| {
                node.kind.behavior.keeps_state && !node.kind.behavior.delivers_later
            })
        })
        .filter_map(|visit| facts.node(visit.node)?.utilisation.at(moment))
        .map(|busy| busy.value)
        .fold(None, |most: Option<f64>, one| Some(most.map_or(one, |m| m.max(one))))
}

#[expect(clippy::unnecessary_wraps, reason = "some patterns have an unknown condition")]
fn history(ask: &Ask<'_>, index: u32, node: &Node) -> Option<bool> {
    let kept = |node: &Node| {
        node.replay == Some(true)
            || node
                .data
                .iter()
                .any(|data| matches!(data.access, Some(Access::Append | Access::TimeSeries)))
    };
    let on_the_way = ask.facts.flows_through(index).flat_map(|(_, demand)| &demand.visits);
    Some(kept(node) || on_the_way.filter_map(|visit| ask.node(visit.node)).any(kept))
}

/// Stores that cannot be made one: of different teams, or of somebody else where something happens.
#[expect(clippy::unnecessary_wraps, reason = "some patterns have an unknown condition")]
fn several_owners(ask: &Ask<'_>, index: u32, _: &Node) -> Option<bool> {
    let several = |demand: &FlowDemand| {
        let stores = demand.visits.iter().filter_map(|visit| ask.node(visit.node)).filter(|node| {
            let does = node.kind.behavior;
            does.keeps_state && !does.answers_from_copy && !does.delivers_later
        });
        let mut teams: Vec<&str> = stores.filter_map(|node| node.team.as_deref()).collect();
        teams.sort_unstable();
        teams.dedup();
        let elsewhere = demand.links.iter().any(|used| {
            ask.link(used.link).is_some_and(|link| link.effect.is_some())
                && ask.node(used.to).is_some_and(|node| node.kind.behavior.outside_control)
        });
        teams.len() > 1 || elsewhere
    };
    Some(ask.facts.flows_through(index).any(|(_, demand)| several(demand)))
}

#[expect(clippy::unnecessary_wraps, reason = "some patterns have an unknown condition")]
fn mesh(ask: &Ask<'_>, _: u32, _: &Node) -> Option<bool> {
    let services = ask.board.nodes.iter().filter(|node| node.kind.behavior.blocks_while_calling);
    Some(services.count() >= 20)
}

/// Two terabytes: what one machine holds without a thought.
const ONE_MACHINE: f64 = 2e12;

fn sharding(ask: &Ask<'_>, index: u32, node: &Node) -> Option<bool> {
    let size: f64 = node.data.iter().filter_map(|data| data.size).map(Known::base).sum();
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let busy = ask.facts.node(index).and_then(|load| load.utilisation.at(moment));
    let parts = node.partitions.map_or(1.0, Known::base).max(1.0);
    match busy {
        _ if size > ONE_MACHINE => Some(true),
        Some(busy) => Some(busy.value * parts > 0.7),
        None if size > 0.0 => Some(false),
        None => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "some patterns have an unknown condition")]
fn regions(ask: &Ask<'_>, index: u32, _: &Node) -> Option<bool> {
    let strict = ask.facts.flows_through(index).any(|(_, demand)| {
        ask.flow_of(demand)
            .and_then(|flow| flow.availability_objective)
            .is_some_and(|objective| objective.base() >= 0.9999 - 1e-9)
    });
    Some(strict || ask.board.regions.len() > 1)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let pattern = PATTERNS.iter().find(|pattern| Some(pattern.name) == answer.detail);
    let Some(pattern) = pattern else { return Vec::new() };
    vec![
        cure::maybe(
            format!("Take {} out of {}", pattern.name, node.name),
            vec![Edit::Set {
                of: node.id.clone().into(),
                key: "technologies".to_owned(),
                to: without(node, pattern.words),
            }],
        ),
        cure::required(node),
    ]
}
