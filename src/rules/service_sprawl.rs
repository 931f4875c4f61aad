//! Asks what it takes to run the services there are, and whether one would do.

use std::collections::BTreeMap;

use super::ask::Ask;
use super::{
    Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, remodel,
};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Board, ElementId, Known, Node, NodeId, Unit};

pub(super) static RULE: Rule = Rule {
    id: "service-sprawl",
    asks: "What happens with {count} for {people}?",
    group: Group::Cost,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "too many services",
    story: "More services than anybody can look after",
    why: "Every service is built, deployed, watched and called over the network by itself. That buys teams that do not wait for each other; a single team only pays for it, in hops, in availability and in nights.",
    computes: "Services, functions, workers and jobs that are deployed ÷ developers; more than two are many. Where one team owns all: Σ arrivals × own work at the event in two years, in slots of one copy. Availability in series: Π of the parts' availabilities.",
    quiet_when: "There are three or fewer, at most two for a developer, or several teams own them; parts that somebody said are required by themselves do not count.",
    misses: "Whether they are released together anyway.",
    example: Example {
        drawn: "students:client -> portal -> courses -> enrolment -> grades -> billing -> db:relational-db",
        stated: "order.rate = 100/h; board.developers = 2",
    },
    sources: &[
        "Fowler: Microservice Premium, and Monolith First",
        "MSANose: microservice greedy (Walker, Das, Cerny 2020)",
    ],
    follows: &[],
    ask,
    fixes,
};

const MANY: &str = "{services} services for {developers} developers are {each} for each. In series they are up {in series} of the time; as one {one up}";
const ONE_WOULD_DO: &str = "One team owns all {services} services, and together they keep {busy} of {one has} slots of one copy busy {moment}: one would do";
const FEW: &str = "With {count} there is nothing to make one of";
const FINE: &str = "{services} services for {developers} developers are {each} for each";
const USED: &str = "One team owns all {services} services, and together they keep {busy} slots busy {moment}: one copy has {one has}";
const TEAMS: &str = "{teams} teams own {services} services: they do not wait for each other";
const UNKNOWN: &str =
    "{services} services are deployed; nobody has said how many people look after them";

/// Up to this many nobody would make one of.
const A_FEW: usize = 3;
/// Services one developer can look after.
const A_DEVELOPER: f64 = 2.0;
/// Share of one copy's slots up to which one copy would carry all of it.
const ROOM: f64 = 0.3;

/// True for what a team builds and deploys, and nobody said has to stand by itself.
fn is_deployed(node: &Node) -> bool {
    let does = node.kind.behavior;
    (does.blocks_while_calling || does.starts_on_schedule)
        && !does.outside_control
        && node.required_for.is_none()
}

fn ask(ask: &mut Ask<'_>) {
    let board = ask.board;
    let services: Vec<(u32, &Node)> = board
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| is_deployed(node))
        .map(|(i, node)| (i as u32, node))
        .collect();
    if services.is_empty() {
        return;
    }
    let mut answer = judge(ask, &services);
    answer.direction = Direction::Over;
    answer.flows = (0..ask.facts.flows.len() as u32).collect();
    ask.answer(answer.about(ElementId::Board));
}

fn judge(ask: &mut Ask<'_>, services: &[(u32, &Node)]) -> Answer {
    let count = services.len();
    let all = ask.sheet.constant(count as f64, Unit::Count, "services drawn");
    let said = match count {
        1 => "one service".to_owned(),
        n => format!("{n} services"),
    };
    let say = |verdict, says, people: &str| {
        Answer::new(&RULE, verdict, says)
            .word("people", people.to_owned())
            .word("count", said.clone())
            .with("services", all)
    };
    let developers = ask
        .board
        .developers
        .filter(|d| d.base() > 0.0)
        .map(|d| ask.sheet.input(Place::Board, "developers", d));
    let people = developers.map_or_else(
        || "a few people".to_owned(),
        |q| match q.value {
            q if (q - 1.0).abs() < 1e-9 => "one developer".to_owned(),
            q => format!("{} developers", Unit::Count.about(q)),
        },
    );
    if count <= A_FEW {
        return say(Verdict::Fine, FEW, &people);
    }
    let mut teams: Vec<&str> = services.iter().filter_map(|(_, n)| n.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    if teams.len() > 1 {
        let teams = ask.sheet.constant(teams.len() as f64, Unit::Count, "teams named");
        return say(Verdict::Fine, TEAMS, &people).with("teams", teams);
    }
    if let Some(developers) = developers {
        let each = ask.sheet.div(all, developers);
        let each = ask.sheet.in_unit(each, Unit::Count);
        let each = ask.sheet.named("services for each developer", Place::Board, each);
        let many = each.value > A_DEVELOPER;
        let (verdict, says) = if many { (Verdict::Watch, MANY) } else { (Verdict::Fine, FINE) };
        let answer = say(verdict, says, &people).with("developers", developers).with("each", each);
        return if many { with_availability(ask, services, answer) } else { answer };
    }
    let owned = services.iter().all(|(_, node)| node.team.is_some());
    if let (true, Some((moment, busy, slots))) = (owned, together(ask, services)) {
        let room = busy.value < ROOM * slots.value;
        let (verdict, says) =
            if room { (Verdict::Watch, ONE_WOULD_DO) } else { (Verdict::Fine, USED) };
        let answer =
            say(verdict, says, "one team").at(moment).with("busy", busy).with("one has", slots);
        return if room { with_availability(ask, services, answer) } else { answer };
    }
    say(Verdict::Unknown, UNKNOWN, &people).lacks(ElementId::Board, "developers")
}

/// Slots all services together keep busy with their own work, and those one copy of the first has.
fn together(ask: &mut Ask<'_>, services: &[(u32, &Node)]) -> Option<(Moment, Quantity, Quantity)> {
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let mut terms = Vec::new();
    for (index, _) in services {
        let load = ask.facts.node(*index)?;
        if let (Some(arrivals), Some(own)) = (load.arrivals.at(moment), load.own) {
            terms.push(ask.sheet.mul(arrivals, own));
        }
    }
    let (index, first) = services.first()?;
    let slots = ask.sheet.stated_or_assumed(first, Place::Node(*index), "slots", first.slots)?;
    if terms.is_empty() {
        return None;
    }
    let busy = ask.sheet.sum(&terms, Unit::Count);
    Some((moment, ask.sheet.named("slots busy together", Place::Board, busy), slots))
}

/// What standing in series costs: Π of the availabilities against that of one of them.
fn with_availability(ask: &mut Ask<'_>, services: &[(u32, &Node)], answer: Answer) -> Answer {
    let facts = ask.facts;
    let up: Vec<Quantity> = services
        .iter()
        .filter_map(|(index, _)| facts.availability.get(*index as usize)?.all)
        .collect();
    let one = up.iter().copied().min_by(|a, b| a.value.total_cmp(&b.value));
    let Some(one) = one else { return answer };
    let series = ask.sheet.product(&up, Unit::Share);
    let series = ask.sheet.named("availability in series", Place::Board, series);
    answer.with("in series", series).with("one up", one)
}

/// The most services that call each other, wait for each other, and belong together, callers first.
pub(super) fn largest_group(board: &Board) -> Option<Vec<NodeId>> {
    let mut root: BTreeMap<&str, &str> = board
        .nodes
        .iter()
        .filter(|node| is_deployed(node))
        .map(|node| (node.id.as_str(), node.id.as_str()))
        .collect();
    let team = |id: &str| board.nodes.get(id).and_then(|node| node.team.as_deref());
    for link in board.links.iter().filter(|link| link.interaction.caller_waits()) {
        let (from, to) = (link.from.as_str(), link.to.as_str());
        let (Some(a), Some(b)) = (root.get(from).copied(), root.get(to).copied()) else { continue };
        if team(from) == team(to) && a != b {
            for group in root.values_mut().filter(|group| **group == b) {
                *group = a;
            }
        }
    }
    let mut groups: BTreeMap<&str, Vec<NodeId>> = BTreeMap::new();
    for node in board.nodes.iter() {
        if let Some(group) = root.get(node.id.as_str()) {
            groups.entry(*group).or_default().push(node.id.clone());
        }
    }
    groups.into_values().max_by_key(Vec::len)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(group) = largest_group(board).filter(|group| group.len() > 1) else {
        return Vec::new();
    };
    let edits = remodel::merged(board, &group);
    // Only what leaves few enough to look after.
    let left = board.nodes.iter().filter(|node| is_deployed(node)).count() + 1 - group.len();
    let developers = board.developers.map_or(0.0, Known::base);
    let enough = left <= A_FEW || left as f64 <= A_DEVELOPER * developers;
    let mut fixes = Vec::new();
    if enough {
        let count = group.len();
        fixes
            .push(cure::maybe(format!("Make {count} services one, with a module for each"), edits));
    }
    if answer.verdict == Verdict::Watch {
        let edits = board
            .nodes
            .iter()
            .filter(|node| is_deployed(node))
            .skip(A_FEW)
            .map(|node| cure::set(node.id.clone(), "required_for", "a reason to be written here"))
            .collect();
        fixes.push(cure::with_placeholders(
            "Say which of them have to stand by themselves, and why".to_owned(),
            edits,
        ));
    }
    fixes
}
