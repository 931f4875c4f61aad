//! Fixes that several rules propose.

use super::{Applicability, Fix, Review};
use crate::edit::Edit;
use crate::facts::Moment;
use crate::model::units::Seconds;
use crate::model::{
    ElementId, Interaction, Known, Link, LinkId, Node, NodeId, Point, Unit, Value, kinds,
};

/// Sets an attribute from text.
pub(super) fn set(of: impl Into<ElementId>, key: &str, to: impl Into<String>) -> Edit {
    Edit::Set { of: of.into(), key: key.to_owned(), to: Some(to.into()) }
}

/// Clears an attribute.
pub(super) fn clear(of: impl Into<ElementId>, key: &str) -> Edit {
    Edit::Set { of: of.into(), key: key.to_owned(), to: None }
}

/// A fix that applies as it is.
pub(super) fn as_is(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::AsIs, edits }
}

/// A fix with numbers somebody should replace.
pub(super) fn with_placeholders(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::HasPlaceholders, edits }
}

/// A fix the team may not want.
pub(super) fn maybe(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, applicability: Applicability::MayBeWrong, edits }
}

/// A duration rounded down to two digits, so that it still holds: 0.1234 s as "120 ms"; none when
/// it is too short to mean anything.
pub(super) fn round_down(seconds: f64) -> Option<String> {
    (0.001..1e6)
        .contains(&seconds)
        .then(|| Known::stated(Seconds(two_digits_down(seconds))).to_text())
}

/// A rate rounded down to two digits.
pub(super) fn rate_below(rate: f64) -> Option<String> {
    (1e-6..1e9).contains(&rate).then(|| Unit::PerSecond.write(two_digits_down(rate)))
}

fn two_digits_down(value: f64) -> f64 {
    let unit = 10f64.powi(value.log10().floor() as i32 - 1);
    (value / unit + 1e-9).floor() * unit
}

/// A number of copies as text; none when it is no number one could run.
pub(super) fn copies(count: f64) -> Option<String> {
    (1.0..1e5).contains(&count).then(|| Unit::Count.write(count))
}

/// What arrives at a node at the largest load the team stated, at least `arrives`: a cure for today
/// that the event breaks is none. Only this where one moment alone is asked about.
pub(super) fn worst_stated(review: &Review, node: u32, arrives: f64) -> f64 {
    if review.scope().moment.is_some() {
        return arrives;
    }
    let load = review.facts().node(node);
    let event = load.and_then(|load| load.arrivals.at(Moment::Event)).map(|rate| rate.value);
    event.filter(|rate| rate.is_finite()).map_or(arrives, |event| event.max(arrives))
}

/// How long a call takes when nothing waits, in seconds; zero when nobody knows.
pub(super) fn call_at_rest(review: &Review, link: &Link) -> f64 {
    let places = review
        .board()
        .nodes
        .position(link.to.as_str())
        .zip(review.board().links.position(link.id.as_str()));
    let Some((to, index)) = places else { return 0.0 };
    let mut over = review.facts().flows_over(index as u32);
    over.find_map(|(_, flow, _)| flow.visits_of(to as u32)?.at_rest).map_or(0.0, |q| q.value)
}

/// Makes a node survive the loss of one copy.
pub(super) fn redundancy(node: &Node) -> Vec<Fix> {
    let copies = node.replicas().base().max(2.0);
    let id = || node.id.clone();
    let count = Unit::Count.write(copies);
    if node.kind.behavior.outside_control {
        return Vec::new();
    }
    let mut edits = vec![set(id(), "replicas", count.clone())];
    if node.zones.is_none_or(|zones| zones.base() < 2.0) {
        edits.push(set(id(), "zones", "2"));
    }
    if node.singleton == Some(true) {
        edits.push(clear(id(), "singleton"));
    }
    if node.kind.behavior.keeps_state {
        edits.push(set(id(), "failover", "automatic"));
        if node.failover_time.is_none() {
            edits.push(set(id(), "failover_time", "30 s (guess)"));
        }
        return vec![with_placeholders(
            format!("Give {} a standby in another zone that takes over by itself", node.name),
            edits,
        )];
    }
    if node.failover.is_some() {
        edits.push(set(id(), "failover", "automatic"));
    }
    if node.kind.behavior.starts_on_schedule {
        edits.push(set(id(), "failover", "automatic"));
        edits.push(set(id(), "lease", "yes"));
        return vec![as_is(
            format!("Run {count} copies of {}, one of them at work", node.name),
            edits,
        )];
    }
    vec![as_is(format!("Run {count} copies of {} in 2 zones", node.name), edits)]
}

/// Answers without a node when it is down.
pub(super) fn fallback(review: &Review, node: &Node) -> Option<Fix> {
    let edits: Vec<Edit> = review
        .board()
        .links
        .iter()
        .filter(|link| link.to == node.id && link.is_hard())
        // Whoever starts a request has nothing to answer it from.
        .filter(|link| {
            let tail = review.board().nodes.get(link.from.as_str());
            tail.is_some_and(|tail| !tail.kind.behavior.starts_requests)
        })
        .map(|link| set(link.id.clone(), "fallback", "pending"))
        .collect();
    (!edits.is_empty())
        .then(|| maybe(format!("Answer without {} while it is away", node.name), edits))
}

/// Puts a queue and a worker into a call, so that nobody waits for its other end.
pub(super) fn through_a_queue(review: &Review, link: &Link) -> Option<Fix> {
    let board = review.board();
    let (from, to) = (board.nodes.get(link.from.as_str())?, board.nodes.get(link.to.as_str())?);
    if !link.interaction.caller_waits() || from.kind.behavior.starts_requests {
        return None;
    }
    let queue_kind = kinds::by_slug("queue")?;
    let worker_kind = kinds::by_slug("worker")?;
    let below = board.nodes.iter().map(|node| node.at.y).fold(from.at.y, f32::max) + 180.0;
    let node = |board: &crate::model::Board, kind: crate::model::KindRef, name: String, x: f32| {
        let id = NodeId::new(board.free_id(&name));
        Node::bare(id, kind, name, Point::new(x, below), None, false, Vec::new())
    };
    let queue = node(board, queue_kind, format!("{} queue", to.name), from.at.x);
    let mut with_queue = board.clone();
    with_queue.nodes.put(queue.clone());
    let mut worker = node(
        &with_queue,
        worker_kind,
        format!("{} worker", to.name),
        f32::midpoint(from.at.x, to.at.x),
    );
    worker.replicas = Some(Known::stated(crate::model::units::Count(2.0)));
    worker.slots = Some(Known::stated(crate::model::units::Count(32.0)));
    let last = LinkId::new(board.free_link_id(&worker.id, &to.id));
    let between = LinkId::new(board.free_link_id(&queue.id, &to.id));
    let title = format!("Hand it to a queue; a worker calls {}", to.name);
    let mut edits = vec![
        Edit::InsertOn { link: link.id.clone(), node: queue, onward: Interaction::Message },
        Edit::InsertOn { link: between, node: worker, onward: link.interaction },
    ];
    // What was stated about the call belongs to the worker's call now.
    for attribute in crate::model::link::LINK_ATTRIBUTES {
        let text = (attribute.get)(link);
        if text.is_some()
            && !matches!(
                attribute.key,
                "calls" | "probability" | "one_of" | "parallel" | "calls_per"
            )
        {
            edits.push(Edit::Set {
                of: last.clone().into(),
                key: attribute.key.to_owned(),
                to: text,
            });
            edits.push(clear(link.id.clone(), attribute.key));
        }
    }
    Some(maybe(title, edits))
}

/// Lets a worker take what a queue holds.
pub(super) fn worker_for(review: &Review, queue: &Node) -> Option<Fix> {
    let board = review.board();
    let name = format!("{} worker", queue.name);
    let id = NodeId::new(board.free_id(&name));
    let at = Point::new(queue.at.x + 280.0, queue.at.y);
    let mut worker =
        Node::bare(id.clone(), kinds::by_slug("worker")?, name, at, None, false, Vec::new());
    worker.replicas = Some(Known::stated(crate::model::units::Count(2.0)));
    worker.slots = Some(Known::stated(crate::model::units::Count(32.0)));
    let link = LinkId::new(board.free_link_id(&queue.id, &id));
    let mut edits = vec![
        Edit::PutNode(worker),
        Edit::PutLink(Link::bare(
            link.clone(),
            queue.id.clone(),
            id,
            Interaction::Message,
            String::new(),
        )),
    ];
    for flow in board.flows.iter().filter(|flow| {
        flow.links
            .iter()
            .any(|l| board.links.get(l.as_str()).is_some_and(|link| link.to == queue.id))
    }) {
        let mut links = flow.links.clone();
        links.push(link.clone());
        edits.push(Edit::SetFlowLinks(flow.id.clone(), links));
    }
    Some(with_placeholders(format!("Let a worker take what {} holds", queue.name), edits))
}

/// Says what a part is required for, so that nobody asks again whether it is needed.
pub(super) fn required(node: &Node) -> Fix {
    with_placeholders(
        format!("Say what {} is required for", node.name),
        vec![set(node.id.clone(), "required_for", "a reason to be written here")],
    )
}
