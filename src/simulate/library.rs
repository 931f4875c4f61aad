//! Ready scenarios: what one asks first of any system, made for the board at hand.
//!
//! Each applies to something that is on the board; what does not apply is not offered.

use crate::model::boundary::BoundarySort;
use crate::model::units::{Count, Factor, Seconds, Share};
use crate::model::{
    Board, BoundaryId, Change, ElementId, Flow, FlowId, Known, Link, LinkId, Node, NodeId,
    Scenario, ScenarioId, Span,
};

/// When something begins that goes on for a while: late enough to see the calm before it.
const FROM: f64 = 10.0;
/// When more traffic ends.
const TRAFFIC_UNTIL: f64 = 70.0;
/// When what is down comes back.
const DOWN_UNTIL: f64 = 40.0;
/// How long a slow node takes.
const SLOW: f64 = 5.0;
/// How many people want the same item.
const CROWD: f64 = 500.0;
/// How many clients come back at once while nobody says how many there are.
const CLIENTS: f64 = 1000.0;
/// Share of answers that get lost.
const LOST: f64 = 0.4;
/// Multiple of traffic while no flow states its event.
const TIMES: f64 = 8.0;
/// Network time of a slow link, there and back.
const LAG: f64 = 0.2;
/// How long a replica is away while it is replaced.
const EACH: f64 = 20.0;

/// A scenario that is ready to be played or kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// What it is called: "Inventory slows down".
    pub title: String,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// What happens.
    pub changes: Vec<Change>,
}

impl Ready {
    fn one(title: String, about: &'static str, change: Change) -> Self {
        Self { title, about, changes: vec![change] }
    }

    /// As a scenario, with an id nothing else on the board has.
    pub fn scenario(&self, board: &Board) -> Scenario {
        let id = ScenarioId::new(board.free_id(&self.title));
        Scenario::of(id, self.title.clone(), self.changes.clone())
    }
}

/// One of each sort that applies to the board, about what it says most about.
pub fn ready(board: &Board) -> Vec<Ready> {
    let flow = first_flow(board);
    let mut all = Vec::new();
    all.extend(flow.map(|_| traffic(board, None)));
    all.extend(worst_to_slow(board).and_then(|node| slow(board, &node.id, SLOW)));
    all.extend(worst_to_lose(board).and_then(|node| down(board, &node.id, None)));
    all.extend(zones(board).next().and_then(|zone| dark(board, &zone.id)));
    all.extend(board.nodes.iter().find_map(|node| cold(board, &node.id)));
    all.extend(board.nodes.iter().find_map(|node| deploy(board, &node.id)));
    let wanted = board.flows.iter().find(|flow| items_meet(board, flow)).or(flow);
    all.extend(wanted.and_then(|flow| same_item(board, &flow.id, CROWD)));
    all.extend(flow.and_then(|flow| reconnect(board, &flow.id)));
    all.extend(riskiest_answer(board).and_then(|link| answers_lost(board, &link.id, LOST)));
    all.extend(worst_to_slow(board).and_then(|node| {
        let into = board.links.iter().find(|link| waits(link) && link.to == node.id)?;
        lag(board, &into.id)
    }));
    all
}

/// Everything ready about one element: its node's, link's, zone's or flow's part.
pub fn about(board: &Board, element: &ElementId) -> Vec<Ready> {
    let mut all = Vec::new();
    match element {
        ElementId::Node(id) => {
            all.extend(slow(board, id, SLOW));
            all.extend(down(board, id, None));
            all.extend(lose_one(board, id));
            all.extend(fails(board, id));
            all.extend(cold(board, id));
            all.extend(deploy(board, id));
            let starts: Vec<&Flow> =
                board.flows.iter().filter(|flow| starts_at(board, flow) == Some(id)).collect();
            for flow in starts {
                all.push(traffic(board, Some(flow)));
                all.extend(same_item(board, &flow.id, CROWD));
                all.extend(reconnect(board, &flow.id));
            }
        }
        ElementId::Link(id) => {
            all.extend(answers_lost(board, id, LOST));
            all.extend(lag(board, id));
            if let Some(link) = board.links.get(id.as_str()) {
                all.extend(slow(board, &link.to, SLOW));
                all.extend(down(board, &link.to, None));
            }
        }
        ElementId::Boundary(id) => all.extend(dark(board, id)),
        ElementId::Flow(id) => {
            if let Some(flow) = board.flows.get(id.as_str()) {
                all.push(traffic(board, Some(flow)));
                all.extend(same_item(board, id, CROWD));
                all.extend(reconnect(board, id));
            }
        }
        ElementId::Note(_) | ElementId::Scenario(_) | ElementId::Board => {}
    }
    all
}

/// Nothing out of the ordinary: the load of the moment it is played at.
pub fn calm(title: String) -> Ready {
    Ready { title, about: "The load itself, without anything going wrong", changes: Vec::new() }
}

/// A flow's traffic, or all, is multiplied for a minute.
pub fn traffic(board: &Board, flow: Option<&Flow>) -> Ready {
    let stated = flow.or_else(|| first_flow(board)).and_then(|flow| flow.event);
    let times = stated.map_or(TIMES, Known::base).max(1.0);
    let whose = match flow {
        Some(flow) if board.flows.len() > 1 => format!(" of {}", name(board, flow.id.clone())),
        _ => String::new(),
    };
    let times = Known::stated(Factor(times));
    let title = format!("Traffic{whose} {}", crate::model::Unit::Factor.about(times.base()));
    let flow = flow.filter(|_| board.flows.len() > 1).map(|flow| flow.id.clone());
    let change = Change::Traffic { flow, times, span: span(FROM, Some(TRAFFIC_UNTIL)) };
    Ready::one(title, "A sale, a launch, Monday morning", change)
}

/// A node takes so many seconds over everything it is asked.
pub fn slow(board: &Board, node: &NodeId, takes: f64) -> Option<Ready> {
    let found = passive(board, node)?;
    let takes = Known::stated(Seconds(takes));
    let change = Change::Slow { node: node.clone(), takes, span: Span::default() };
    let title = format!("{} slows down", name(board, found.id.clone()));
    Some(Ready::one(title, "Everybody who waits for it holds what they hold", change))
}

/// A node is down for half a minute, or so many of its replicas.
pub fn down(board: &Board, node: &NodeId, replicas: Option<f64>) -> Option<Ready> {
    let found = passive(board, node)?;
    let named = name(board, found.id.clone());
    let title = match replicas {
        None => format!("{named} goes down"),
        Some(n) if n <= 1.0 => format!("{named} loses a replica"),
        Some(n) => format!("{named} loses {n} replicas"),
    };
    let replicas = replicas.map(|n| Known::stated(Count(n)));
    let span = span(FROM, Some(DOWN_UNTIL));
    let change = Change::Down { node: node.clone(), replicas, span };
    Some(Ready::one(title, "And what happens when it comes back", change))
}

/// One replica of several is down.
fn lose_one(board: &Board, node: &NodeId) -> Option<Ready> {
    let found = board.nodes.get(node.as_str())?;
    (found.replicas().base() >= 2.0).then(|| down(board, node, Some(1.0))).flatten()
}

/// A node answers a fifth of what it is asked with an error.
fn fails(board: &Board, node: &NodeId) -> Option<Ready> {
    let found = passive(board, node)?;
    let change = Change::Fails {
        node: node.clone(),
        share: Known::stated(Share(0.2)),
        span: span(FROM, Some(DOWN_UNTIL)),
    };
    let title = format!("{} fails one in five", name(board, found.id.clone()));
    Some(Ready::one(title, "Who tries again, and how often", change))
}

/// A zone or region is dark for half a minute.
pub fn dark(board: &Board, zone: &BoundaryId) -> Option<Ready> {
    let found = zones(board).find(|boundary| boundary.id == *zone)?;
    let title = format!("{} goes dark", name(board, found.id.clone()));
    let change = Change::ZoneDown { zone: zone.clone(), span: span(FROM, Some(DOWN_UNTIL)) };
    Some(Ready::one(title, "Everything inside is down at once", change))
}

/// A cache is empty.
pub fn cold(board: &Board, node: &NodeId) -> Option<Ready> {
    let found = board.nodes.get(node.as_str())?;
    found.kind.behavior.answers_from_copy.then(|| {
        let title = format!("{} is cold", name(board, found.id.clone()));
        let change = Change::Cold { node: node.clone(), span: span(FROM, None) };
        Ready::one(title, "Every read goes to what is behind it", change)
    })
}

/// The replicas of a node are replaced one after the other.
pub fn deploy(board: &Board, node: &NodeId) -> Option<Ready> {
    let found = passive(board, node)?;
    let several = found.replicas().base() >= 2.0;
    let ours = !found.kind.behavior.outside_control && !found.kind.behavior.keeps_state;
    (several && ours).then(|| {
        let title = format!("{} is deployed, one by one", name(board, found.id.clone()));
        let each = Known::stated(Seconds(EACH));
        let change = Change::Deploy { node: node.clone(), each, span: span(FROM, None) };
        Ready::one(title, "Whether the others carry the load meanwhile", change)
    })
}

/// So many people want the same item at once.
pub fn same_item(board: &Board, flow: &FlowId, people: f64) -> Option<Ready> {
    let people = Known::stated(Count(people));
    let many = crate::model::Unit::Count.about(people.base());
    let title = format!("{many} people want the same item");
    let change = Change::Burst { flow: flow.clone(), people, span: span(FROM, None) };
    let found = board.flows.get(flow.as_str())?;
    let locks = |id: &LinkId| board.links.get(id.as_str()).is_some_and(Link::takes_lock);
    let hint = if found.links.iter().any(locks) || found.links.is_empty() {
        "Who waits for whom, and how long the last one waits"
    } else {
        "Nothing on its way is taken one at a time, so the item makes no difference: say \u{201c}lock\u{201d} or \u{201c}conditional update\u{201d} on the link that takes it"
    };
    Some(Ready::one(title, hint, change))
}

/// Every client of a flow comes back at once.
pub fn reconnect(board: &Board, flow: &FlowId) -> Option<Ready> {
    let found = board.flows.get(flow.as_str())?;
    let from = board.nodes.get(starts_at(board, found)?.as_str())?;
    from.kind.behavior.starts_requests.then(|| {
        let clients = found.users.map_or(CLIENTS, Known::base).max(1.0);
        let clients = Known::stated(Count(clients));
        let change = Change::Reconnect { flow: flow.clone(), clients, span: span(FROM, None) };
        let title = format!("All of {} come back at once", name(board, from.id.clone()));
        Ready::one(title, "After a deploy or a lost network all sockets reconnect", change)
    })
}

/// This share of answers never reaches who asked.
pub fn answers_lost(board: &Board, link: &LinkId, share: f64) -> Option<Ready> {
    let found = board.links.get(link.as_str()).filter(|link| waits(link))?;
    let title = format!("Answers get lost on {}", name(board, found.id.clone()));
    let share = Known::stated(Share(share));
    let change = Change::AnswersLost { link: link.clone(), share, span: Span::default() };
    Some(Ready::one(title, "The work is done, and then it is asked for again", change))
}

/// A link takes long on the network.
pub fn lag(board: &Board, link: &LinkId) -> Option<Ready> {
    let found = board.links.get(link.as_str()).filter(|link| waits(link))?;
    let title = format!("{} gets slow", name(board, found.id.clone()));
    let takes = Known::stated(Seconds(LAG));
    let change = Change::Lag { link: link.clone(), takes, span: span(FROM, None) };
    Some(Ready::one(title, "Another region, a full pipe, a bad route", change))
}

fn span(from: f64, until: Option<f64>) -> Span {
    let known = |t: f64| Known::stated(Seconds(t));
    Span { from: Some(known(from)), until: until.map(known) }
}

fn name(board: &Board, element: impl Into<ElementId>) -> String {
    board.name_of(&element.into())
}

/// A node that is asked, not one that asks.
fn passive<'a>(board: &'a Board, node: &NodeId) -> Option<&'a Node> {
    let found = board.nodes.get(node.as_str())?;
    let does = found.kind.behavior;
    (!does.starts_requests && !does.starts_on_schedule).then_some(found)
}

fn waits(link: &Link) -> bool {
    link.interaction.caller_waits()
}

fn zones(board: &Board) -> impl Iterator<Item = &crate::model::Boundary> {
    let dark = |sort| matches!(sort, BoundarySort::Zone | BoundarySort::Region);
    board.boundaries.iter().filter(move |boundary| dark(boundary.sort))
}

/// The first flow that says how often it happens; else the first.
fn first_flow(board: &Board) -> Option<&Flow> {
    let says = |flow: &&Flow| flow.rate.is_some() || flow.users.is_some();
    board.flows.iter().find(says).or_else(|| board.flows.iter().next())
}

fn starts_at<'a>(board: &'a Board, flow: &Flow) -> Option<&'a NodeId> {
    let first = flow.links.first()?;
    Some(&board.links.get(first.as_str())?.from)
}

/// True when requests of a flow may meet at an item: a lock on the way, or a stated spread of items.
fn items_meet(board: &Board, flow: &Flow) -> bool {
    let locks = |id: &LinkId| board.links.get(id.as_str()).is_some_and(Link::takes_lock);
    flow.hot_key_share.is_some() || flow.key_skew.is_some() || flow.links.iter().any(locks)
}

/// What a caller with slots waits for: there a slow answer does most harm.
fn worst_to_slow(board: &Board) -> Option<&Node> {
    let held = |link: &&Link| {
        let tail = board.nodes.get(link.from.as_str());
        waits(link) && tail.is_some_and(|t| t.blocks() && !t.kind.behavior.starts_requests)
    };
    let waited = |link: &&Link| waits(link);
    let link = board.links.iter().find(held).or_else(|| board.links.iter().find(waited))?;
    passive(board, &link.to)
}

/// What there is one of, preferably with data in it.
fn worst_to_lose(board: &Board) -> Option<&Node> {
    let passive = |node: &&Node| passive(board, &node.id).is_some();
    let alone = |node: &&Node| passive(node) && node.replicas().base() < 2.0;
    let keeps = |node: &&Node| alone(node) && node.kind.behavior.keeps_state;
    let nodes = || board.nodes.iter();
    nodes().find(keeps).or_else(|| nodes().find(alone)).or_else(|| nodes().find(passive))
}

/// A link that is tried again and does something that must not happen twice, as near as possible.
fn riskiest_answer(board: &Board) -> Option<&Link> {
    let links = || board.links.iter().filter(|link| waits(link));
    links()
        .find(|link| link.retries() > 0.0 && !link.is_repeat_safe())
        .or_else(|| links().find(|link| link.effect.is_some()))
        .or_else(|| links().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flash_sale() -> Board {
        crate::model::Board::clone(
            &crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board,
        )
    }

    fn titles(ready: &[Ready]) -> Vec<&str> {
        ready.iter().map(|ready| ready.title.as_str()).collect()
    }

    #[test]
    fn the_flash_sale_is_asked_what_applies_to_it() {
        let board = flash_sale();
        let all = ready(&board);
        let titles = titles(&all);
        for wanted in [
            "Traffic 8×",
            "Inventory slows down",
            "Stock goes down",
            "500 people want the same item",
            "Answers get lost on Browser → Load balancer",
            "Orders is deployed, one by one",
            "All of Browser come back at once",
        ] {
            assert!(titles.contains(&wanted), "{wanted}: {titles:?}");
        }
        // There is no cache and no zone to lose.
        assert!(!titles.iter().any(|title| title.contains("cold") || title.contains("dark")));
    }

    #[test]
    fn every_ready_scenario_is_about_something_on_the_board() {
        let board = flash_sale();
        let elements = board.elements().collect::<Vec<_>>();
        let own = elements.iter().flat_map(|element| about(&board, element));
        for ready in ready(&board).into_iter().chain(own) {
            for change in &ready.changes {
                assert!(change.about().is_none_or(|id| board.has(&id)), "{}", ready.title);
            }
            assert!(!board.ids().any(|id| id == ready.scenario(&board).id.as_str()));
        }
    }

    #[test]
    fn an_empty_board_is_asked_nothing() {
        assert_eq!(ready(&Board::default()), []);
        assert_eq!(about(&Board::default(), &ElementId::Node("gone".into())), []);
    }

    #[test]
    fn a_client_is_never_slow_or_down() {
        let board = flash_sale();
        let client = board.nodes.iter().find(|node| node.kind.behavior.starts_requests).unwrap();
        let all = about(&board, &client.id.clone().into());
        let wrong = |change: &Change| matches!(change, Change::Slow { .. } | Change::Down { .. });
        assert!(!all.is_empty());
        assert!(!all.iter().flat_map(|ready| &ready.changes).any(wrong));
    }
}
