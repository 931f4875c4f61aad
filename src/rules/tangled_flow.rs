//! Asks whether one request can be followed from the first click to the disk.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, tied_tables};
use crate::edit::Edit;
use crate::facts::FlowDemand;
use crate::model::{ElementId, Flow, Interaction, Link, LinkId, Unit};

pub(super) static RULE: Rule = Rule {
    id: "tangled-flow",
    asks: "Can you follow {request} from the first click to the disk?",
    group: Group::Discipline,
    set: Set::Strict,
    harm: Harm::Unknown,
    step: "tangled",
    story: "Nobody can follow {request}",
    why: "Whoever cannot draw where a request goes does not know what it needs, what it costs or what stops it. A drawing with parts that nothing leads to, or in which everything calls everything, hides the answer instead of giving it.",
    computes: "A flow is followed along its links from where it begins. Parts are counted that no link touches, links a part (more than three is dense), and nodes that wait for each other in a circle (more than three is a knot). Tables are tied when foreign keys lead from one to the other.",
    quiet_when: "Every chosen link of the flow is reached; the board has one flow and fewer than six parts; no circle has more than three parts and no group of tables more than fifty.",
    misses: "Names that say nothing, and arrows that mean something else than they show.",
    example: Example {
        drawn: "browser:client -> shop -> stock -> db:relational-db; shop -> mails:queue; reports",
        stated: "order.rate = 1/s",
    },
    sources: &[
        "Structurizr: inspections of disconnected elements",
        "Taibi and Lenarduzzi 2018: on the definition of microservice bad smells (cyclic dependency)",
    ],
    follows: &[],
    ask,
    fixes,
};

const UNREACHED: &str = "It uses {links}, and no request gets there: a link is missing on the way";
const FOLLOWED: &str = "It passes {steps} links, every one reached from where it begins";
const UNDRAWN: &str =
    "Nobody has chosen the links it uses, so it is taken to use every one of the board";
const ALONE: &str = "No link touches {parts}: either something is missing, or they are not needed";
const KNOT: &str = "{parts} wait for each other in a circle of {knot}: none can be understood, changed or started alone";
const DENSE: &str =
    "{per part} links to each part: what one request does is lost in what all of them do";
const TIED: &str = "{tied} tables are tied by foreign keys: whoever touches one touches them all";

/// Most nodes in a circle, links a node, tables in a group, and parts of a small board.
const KNOT_SIZE: usize = 3;
const MOST_LINKS: f64 = 3.0;
const MOST_TABLES: f64 = 50.0;
const SMALL: usize = 6;

fn ask(ask: &mut Ask<'_>) {
    let board = ask.board;
    let small = board.flows.len() <= 1 && board.nodes.len() < SMALL;
    let facts = ask.facts;
    for (i, demand) in facts.flows.iter().enumerate() {
        let Some(flow) = ask.flow_of(demand) else { continue };
        let mut answer = one_flow(ask, demand, flow, board.flows.len());
        answer = answer.word("request", format!("one request of {}", flow.name));
        answer.subjects = vec![flow.id.clone().into()];
        answer.flow = Some(flow.id.clone());
        answer.flows = vec![i as u32];
        ask.answer(answer);
    }
    if !small {
        whole_board(ask);
    }
    for index in 0..board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let states = node.tied_tables.is_some() || node.foreign_keys.is_some();
        let tied = if states { tied_tables::largest_group(ask, node, index) } else { None };
        if let Some(tied) = tied.filter(|tied| tied.value > MOST_TABLES) {
            let mut answer = Answer::new(&RULE, Verdict::Watch, TIED)
                .about(node.id.clone())
                .word("request", format!("one table of {}", node.name))
                .with("tied", tied);
            answer.locus = Some(index);
            ask.answer(answer);
        }
    }
}

fn one_flow(ask: &mut Ask<'_>, demand: &FlowDemand, flow: &Flow, flows: usize) -> Answer {
    if flow.links.is_empty() && flows > 1 {
        return Answer::new(&RULE, Verdict::Watch, UNDRAWN);
    }
    let missed = unreached(ask, demand, flow);
    if missed.is_empty() {
        let steps = demand.links.len() as f64;
        let steps = ask.sheet.constant(steps, Unit::Count, "links it passes");
        return Answer::new(&RULE, Verdict::Fine, FOLLOWED).with("steps", steps);
    }
    let named: Vec<String> =
        missed.iter().map(|id| ask.board.name_of(&ElementId::Link(id.clone()))).collect();
    Answer::new(&RULE, Verdict::Watch, UNREACHED).word("links", list(&named))
}

/// Chosen links that no request of the flow gets to.
fn unreached(ask: &Ask<'_>, demand: &FlowDemand, flow: &Flow) -> Vec<LinkId> {
    if flow.links.len() <= demand.links.len() {
        return Vec::new();
    }
    let used: std::collections::BTreeSet<&str> =
        demand.links.iter().filter_map(|used| Some(ask.link(used.link)?.id.as_str())).collect();
    flow.links.iter().filter(|id| !used.contains(id.as_str())).cloned().collect()
}

fn whole_board(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    let network = &facts.network;
    let alone: Vec<u32> = (0..network.len() as u32)
        .filter(|node| network.out(*node).is_empty() && network.incoming(*node).is_empty())
        .collect();
    if !alone.is_empty() {
        about_board(ask, "alone", ALONE, &alone, None);
    }
    let waits = |link| ask.link(link).is_some_and(|link| link.interaction.caller_waits());
    let knots = network.knots(waits);
    if let Some(knot) = knots.into_iter().find(|knot| knot.len() > KNOT_SIZE) {
        let size = ask.sheet.constant(knot.len() as f64, Unit::Count, "parts of the circle");
        about_board(ask, "knot", KNOT, &knot, Some(("knot", size)));
    }
    let (links, nodes) = (ask.board.links.len() as f64, network.len() as f64);
    if nodes > 0.0 && links / nodes > MOST_LINKS {
        let links = ask.sheet.constant(links, Unit::Count, "links of the board");
        let nodes = ask.sheet.constant(nodes, Unit::Count, "parts of the board");
        let density = ask.sheet.div(links, nodes);
        let density = ask.sheet.in_unit(density, Unit::Count);
        about_board(ask, "density", DENSE, &[], Some(("per part", density)));
    }
}

fn about_board(
    ask: &mut Ask<'_>,
    detail: &'static str,
    says: &'static str,
    parts: &[u32],
    number: Option<(&'static str, crate::facts::Quantity)>,
) {
    let named: Vec<String> =
        parts.iter().filter_map(|node| Some(ask.node(*node)?.name.clone())).collect();
    let mut answer = Answer::new(&RULE, Verdict::Watch, says)
        .about(ElementId::Board)
        .word("request", "one request")
        .word("parts", list(&named));
    for node in parts {
        if let Some(node) = ask.node(*node) {
            answer = answer.about(node.id.clone());
        }
    }
    if let Some((name, value)) = number {
        answer = answer.with(name, value);
    }
    answer.detail = Some(detail);
    ask.answer(answer);
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    if let Some(flow) = answer.subjects.first().and_then(|s| board.flows.get(s.as_str()))
        && answer.detail.is_none()
        && answer.flow.is_some()
    {
        return untangle_flow(review, answer, flow);
    }
    match (answer.detail, answer.subjects.as_slice()) {
        (Some("alone"), [_, parts @ ..]) => vec![cure::maybe(
            "Take away what nothing is linked to".to_owned(),
            vec![Edit::Remove(parts.to_vec())],
        )],
        (Some("knot"), [_, parts @ ..]) => cut(review, parts).into_iter().collect(),
        (None, [node]) => vec![cure::with_placeholders(
            "Cut foreign keys between areas until no group has more than 50 tables".to_owned(),
            vec![cure::set(node.clone(), "tied_tables", "50")],
        )],
        _ => Vec::new(),
    }
}

fn untangle_flow(review: &Review, answer: &Answer, flow: &Flow) -> Vec<Fix> {
    let board = review.board();
    let demand = answer.flows.first().and_then(|i| review.facts().flows.get(*i as usize));
    let Some(demand) = demand.filter(|_| !flow.links.is_empty()) else { return Vec::new() };
    let used = |id: &LinkId| {
        demand
            .links
            .iter()
            .any(|used| board.links.at(used.link as usize).is_some_and(|link| link.id == *id))
    };
    let reached: Vec<LinkId> = flow.links.iter().filter(|id| used(id)).cloned().collect();
    if reached.is_empty() {
        return Vec::new();
    }
    vec![cure::maybe(
        format!("Leave out what {} does not reach", flow.name),
        vec![Edit::SetFlowLinks(flow.id.clone(), reached)],
    )]
}

/// Turns one call of a circle into a message, when that opens it far enough.
fn cut(review: &Review, parts: &[ElementId]) -> Option<Fix> {
    let board = review.board();
    let inside = |id: &str| parts.iter().any(|part| part.as_str() == id);
    let calls: Vec<&Link> = board
        .links
        .iter()
        .filter(|link| {
            inside(link.from.as_str())
                && inside(link.to.as_str())
                && link.interaction.caller_waits()
        })
        .collect();
    let place = |link: &Link| board.links.position(link.id.as_str()).map(|i| i as u32);
    let waits = |index: u32| {
        board.links.at(index as usize).is_some_and(|link| link.interaction.caller_waits())
    };
    let largest = |without: Option<u32>| {
        let knots = review.facts().network.knots(|link| Some(link) != without && waits(link));
        knots.first().map_or(0, Vec::len)
    };
    let best = calls.into_iter().take(64).min_by_key(|link| largest(place(link)))?;
    if largest(place(best)) > KNOT_SIZE {
        return None;
    }
    let name = board.name_of(&ElementId::Link(best.id.clone()));
    Some(cure::maybe(
        format!("Make {name} a message that nobody waits for"),
        vec![Edit::SetInteraction(best.id.clone(), Interaction::Message)],
    ))
}
