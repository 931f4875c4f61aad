//! From a board and its flows to a system.

use std::collections::HashMap;

use super::{Arrivals, Broker, Cached, Call, Gate, Keys, Pool, Route, Scaling, System, Work};
use crate::facts::demand::{FlowDemand, Use};
use crate::facts::{Facts, Moment, Place, link_at, node_at};
use crate::model::node::{Balancing, Failover, Overflow};
use crate::model::units::{Count, Measure};
use crate::model::{Board, Flow, Interaction, Known, Link, Node};

/// Most slots of one replica that are told apart; more never fill.
const MOST_SLOTS: f64 = 1e9;
/// First pause while nobody says otherwise: 100 ms, as in the AWS SDKs' standard retry mode.
const PAUSE: f64 = 0.1;
/// Seconds until a new replica serves while nobody says otherwise (Kubernetes HPA: 15 s period, 30 s start).
const SCALE_UP: f64 = 60.0;
/// Seconds until a standby takes over while nobody says otherwise (Amazon RDS Multi-AZ: 60 to 120 s).
const FAILOVER: f64 = 60.0;

impl System {
    /// The board at a moment, along the flows that are derived from it.
    pub fn of(board: &Board, facts: &Facts, moment: Moment) -> Self {
        let mut pools: Vec<Pool> =
            board.nodes.iter().enumerate().map(|(i, node)| pool(node, i as u32)).collect();
        let nodes = pools.len();
        let gates = Gates::of(board, facts, &mut pools);
        let groups = Groups::of(board);
        let routes = facts
            .flows
            .iter()
            .map(|demand| route(board, demand, &gates, &groups, moment))
            .collect();
        let mut system = Self { pools, nodes, links: board.links.len(), routes };
        system.index();
        system
    }

    /// The same system at another moment: only what arrives is another.
    pub(in crate::facts) fn at(&self, board: &Board, facts: &Facts, moment: Moment) -> Self {
        let mut system = self.clone();
        for (route, demand) in system.routes.iter_mut().zip(&facts.flows) {
            let flow = demand.flow.and_then(|i| board.flows.at(i as usize));
            route.arrivals = arrivals(demand, flow, moment);
        }
        system
    }
}

fn whole<T: Measure>(known: Option<Known<T>>) -> Option<u32> {
    known.map(|known| known.base().clamp(0.0, MOST_SLOTS).round() as u32)
}

fn pool(node: &Node, index: u32) -> Pool {
    let place = Place::Node(index);
    let behavior = node.kind.behavior;
    if behavior.starts_requests {
        return Pool::plain(place);
    }
    let stated = |key: &str, known: Option<f64>| known.or_else(|| Some(node.assumed(key)?.value));
    let slots = stated("slots", node.slots.map(Known::base));
    let own = stated("service_time", node.service_time.map(Known::base)).unwrap_or(0.0);
    // A standby does no work until it takes over.
    let standby = behavior.keeps_state && node.failover.is_some();
    let replicas = if standby { 1 } else { whole::<Count>(node.replicas).unwrap_or(1).max(1) };
    let scv = node.service_time_scv.map_or(1.0, Known::base);
    let mut work = Work { mean: own, scv };
    let mut slots = slots.map(|slots| slots.clamp(1.0, MOST_SLOTS).round() as u32);
    if let Some(capacity) = node.capacity.map(Known::base) {
        // A stated capacity says what a slot's hold amounts to.
        let needed = || (capacity * own / f64::from(replicas)).round().clamp(1.0, MOST_SLOTS);
        let each = *slots.get_or_insert_with(|| needed() as u32);
        let all = f64::from(each) * f64::from(replicas);
        work.mean = if capacity > 0.0 { all / capacity } else { f64::INFINITY };
    }
    Pool {
        slots,
        replicas,
        balancing: node.balancing.unwrap_or(Balancing::SharedQueue),
        queue: whole(node.queue_limit),
        overflow: node.overflow.unwrap_or(Overflow::Reject),
        work,
        holds: node.blocks() && node.capacity.is_none(),
        errors: node.errors.map_or(0.0, Known::base).clamp(0.0, 1.0),
        admission: node.limit.map(Known::base),
        cached: behavior.answers_from_copy.then(|| Cached {
            hit_ratio: node.hit_ratio.map(Known::base),
            entries: node.entries.map(Known::base),
            ttl: node.ttl.map(Known::base),
            coalesces: node.coalescing == Some(true),
        }),
        broker: behavior.delivers_later.then(|| Broker {
            visibility: node.visibility_timeout.map(Known::base),
            attempts: whole(node.max_attempts),
        }),
        scaling: whole(node.max_replicas)
            .filter(|most| *most > replicas)
            .map(|most| Scaling { most, lag: node.scale_up_time.map_or(SCALE_UP, Known::base) }),
        failover: (node.failover == Some(Failover::Automatic))
            .then(|| node.failover_time.map_or(FAILOVER, Known::base)),
        behind: node.replication_lag.map(Known::base),
        ..Pool::plain(place)
    }
}

/// The gates in front of links, outermost first.
struct Gates {
    of_link: HashMap<u32, Vec<u32>>,
}

impl Gates {
    fn of(board: &Board, facts: &Facts, pools: &mut Vec<Pool>) -> Self {
        let mut of_link = HashMap::new();
        for (i, link) in board.links.iter().enumerate() {
            let Some((from, _)) = facts.network.ends(i as u32) else { continue };
            if !link.interaction.caller_waits() {
                continue;
            }
            let tail = pools.get(from as usize).map_or(1, |pool| pool.replicas);
            let mut gates = Vec::new();
            let mut add = |gate: Pool| {
                gates.push(pools.len() as u32);
                pools.push(gate);
            };
            let place = Place::Link(i as u32);
            if let Some(most) = whole(link.bulkhead) {
                add(Pool {
                    gate: Some(Gate::Bulkhead),
                    slots: Some(most.max(1)),
                    replicas: tail,
                    queue: Some(0),
                    ..Pool::plain(place)
                });
            }
            if let Some(connections) = whole(link.connections) {
                add(Pool {
                    gate: Some(Gate::Connections),
                    slots: Some(connections.max(1)),
                    replicas: tail,
                    ..Pool::plain(place)
                });
            }
            if link.holds_item().is_some() {
                add(Pool {
                    gate: Some(Gate::Lock),
                    slots: Some(1),
                    patience: link.lock_timeout.map(Known::base),
                    per_key: link.lock_scope.is_none_or(crate::model::LockScope::is_per_item),
                    ..Pool::plain(place)
                });
            }
            if !gates.is_empty() {
                of_link.insert(i as u32, gates);
            }
        }
        Self { of_link }
    }

    fn of_link(&self, link: u32) -> &[u32] {
        self.of_link.get(&link).map_or(&[], Vec::as_slice)
    }
}

/// Names of groups as numbers, told apart by their tail.
struct Groups<'b> {
    numbers: HashMap<(&'b str, &'b str), u32>,
    sizes: HashMap<(&'b str, &'b str), u32>,
}

impl<'b> Groups<'b> {
    fn of(board: &'b Board) -> Self {
        let mut groups = Self { numbers: HashMap::new(), sizes: HashMap::new() };
        for link in board.links.iter() {
            for name in [link.one_of.as_deref(), link.parallel.as_deref()].into_iter().flatten() {
                let next = groups.numbers.len() as u32;
                groups.numbers.entry((link.from.as_str(), name)).or_insert(next);
            }
            if let Some(name) = link.one_of.as_deref() {
                *groups.sizes.entry((link.from.as_str(), name)).or_default() += 1;
            }
        }
        groups
    }

    fn number(&self, link: &Link, name: Option<&str>) -> Option<u32> {
        self.numbers.get(&(link.from.as_str(), name?)).copied()
    }

    fn size(&self, link: &Link) -> u32 {
        link.one_of
            .as_deref()
            .and_then(|name| self.sizes.get(&(link.from.as_str(), name)))
            .copied()
            .unwrap_or(1)
    }
}

fn route(
    board: &Board,
    demand: &FlowDemand,
    gates: &Gates,
    groups: &Groups<'_>,
    moment: Moment,
) -> Route {
    let flow = demand.flow.and_then(|i| board.flows.at(i as usize));
    let mut calls = Vec::new();
    for used in &demand.links {
        let Some(link) = link_at(board, used.link) else { continue };
        push_call(board, demand, used, link, gates, groups, &mut calls);
    }
    let share = 1.0 / demand.starts.len().max(1) as f64;
    Route {
        flow: demand.flow,
        starts: demand.starts.iter().map(|start| (*start, share)).collect(),
        arrivals: arrivals(demand, flow, moment),
        keys: flow.map_or(Keys::Unknown, keys),
        calls,
        first: Vec::new(),
        repeat_safe: flow.is_some_and(|flow| flow.idempotency_key == Some(true)),
    }
}

fn arrivals(demand: &FlowDemand, flow: Option<&Flow>, moment: Moment) -> Arrivals {
    if let Some(flow) = flow
        && let (None, Some(users)) = (flow.rate, flow.users)
    {
        // The event and growth multiply the users of a closed population.
        let event = flow.event.filter(|_| moment != Moment::Now).map_or(1.0, Known::base);
        let growth = flow.growth.filter(|_| moment == Moment::TwoYears).map_or(0.0, Known::base);
        let times = event * (1.0 + growth) * (1.0 + growth);
        let think = flow.think_time.map_or(0.0, Known::base);
        return Arrivals::Closed { users: (users.base() * times).round(), think };
    }
    match demand.rate.at(moment) {
        Some(rate) => Arrivals::Open(rate.value),
        None => Arrivals::Unknown,
    }
}

pub(in crate::facts) fn keys(flow: &Flow) -> Keys {
    let others = flow.other_keys.map(Known::base);
    match (flow.hot_key_share, flow.key_skew, others) {
        (Some(share), _, others) => Keys::Hot { share: share.base().clamp(0.0, 1.0), others },
        (None, Some(skew), Some(others)) => Keys::Zipf { items: others + 1.0, skew: skew.base() },
        _ => Keys::Unknown,
    }
}

fn push_call(
    board: &Board,
    demand: &FlowDemand,
    used: &Use,
    link: &Link,
    gates: &Gates,
    groups: &Groups<'_>,
    calls: &mut Vec<Call>,
) {
    let head = node_at(board, used.to);
    let broker = |node: Option<&Node>| node.is_some_and(|node| node.kind.behavior.delivers_later);
    let tail_delivers = broker(node_at(board, used.from));
    // A message to a broker is accepted before its sender goes on.
    let handover = link.interaction == Interaction::Message && broker(head);
    let waits = link.interaction.caller_waits() || handover;
    let probability = match link.probability {
        Some(share) => share.base().clamp(0.0, 1.0),
        None => 1.0 / f64::from(groups.size(link)),
    };
    let mut call = Call {
        times: link.calls.map_or(1.0, Known::base),
        probability,
        one_of: groups.number(link, link.one_of.as_deref()).filter(|_| groups.size(link) > 1),
        parallel: groups.number(link, link.parallel.as_deref()),
        on_miss: on_miss(board, demand.out(used.from), used, link),
        waits,
        leaf: used.leads_back && used.per_visit.is_none(),
        network: link.network.map_or(0.0, Known::base),
        timeout: link.timeout.filter(|_| waits).map(Known::base),
        cancel: link.cancel == Some(true),
        retries: whole(link.retries).unwrap_or(0),
        backoff: link.backoff.unwrap_or(crate::model::link::Backoff::None),
        pause: link.backoff_base.map_or(PAUSE, Known::base),
        jitter: link.jitter == Some(true),
        budget: link.retry_budget.map(Known::base),
        breaker: link.breaker == Some(true),
        soft: !link.is_hard() && !handover,
        limit: link.limit.map(Known::base),
        effect: link.effect,
        repeat_safe: link.is_repeat_safe(),
        reads: link.interaction == Interaction::Read,
        writes: matches!(link.interaction, Interaction::Write | Interaction::Lock),
        ..Call::plain(used.link, used.from, used.to)
    };
    if tail_delivers && !waits {
        // A consumer that does not finish in time gets the message again.
        let broker = node_at(board, used.from);
        call.timeout = broker.and_then(|node| node.visibility_timeout).map(Known::base);
        call.retries =
            broker.and_then(|node| whole(node.max_attempts)).unwrap_or(0).saturating_sub(1);
    }
    if link.takes_lock() {
        call.work = link.lock_hold.map(|hold| Work::constant(hold.base()));
    }
    call.from = under_lock(board, demand, link, used, gates).unwrap_or(used.from);
    thread_through(call, link, gates.of_link(used.link), calls);
}

/// One call through its gates: the timeout stays with who makes the call, except where it does not
/// count the wait for a connection.
fn thread_through(mut call: Call, link: &Link, gates: &[u32], calls: &mut Vec<Call>) {
    let behind = call.to;
    let Some((first, rest)) = gates.split_first() else { return calls.push(call) };
    let inside = Call {
        outer: false,
        work: call.work.take(),
        effect: call.effect,
        repeat_safe: call.repeat_safe,
        reads: call.reads,
        writes: call.writes,
        network: call.network,
        leaf: call.leaf,
        ..Call::plain(call.link, *first, behind)
    };
    call.to = *first;
    call.network = 0.0;
    call.effect = None;
    call.leaf = false;
    (call.reads, call.writes) = (false, false);
    let covers = link.timeout_covers_connecting == Some(true) || link.connections.is_none();
    let mut last = inside;
    if !covers {
        last.timeout = call.timeout.take();
        last.cancel = call.cancel;
    }
    calls.push(call);
    let mut from = *first;
    for gate in rest {
        calls.push(Call { outer: false, ..Call::plain(last.link, from, *gate) });
        from = *gate;
    }
    last.from = from;
    calls.push(last);
}

/// The lock that is still held while a link is used: taken before it by the same tail.
fn under_lock(
    board: &Board,
    demand: &FlowDemand,
    link: &Link,
    used: &Use,
    gates: &Gates,
) -> Option<u32> {
    if link.under_lock != Some(true) {
        return None;
    }
    let taken = demand.out(used.from).take_while(|other| other.link != used.link);
    let lock = taken
        .filter(|other| {
            link_at(board, other.link).is_some_and(|l| l.interaction == Interaction::Lock)
        })
        .last()?;
    gates.of_link(lock.link).last().copied()
}

/// A read behind a cache happens only when the cache has no answer: what the cache itself calls,
/// and what its user reads from a store beside it.
pub(in crate::facts) fn on_miss<'u>(
    board: &Board,
    mut siblings: impl Iterator<Item = &'u Use>,
    used: &Use,
    link: &Link,
) -> Option<u32> {
    let is_copy =
        |node: u32| node_at(board, node).is_some_and(|node| node.kind.behavior.answers_from_copy);
    let knows = |node: u32| {
        node_at(board, node).is_some_and(|node| node.hit_ratio.is_some() || node.entries.is_some())
    };
    if is_copy(used.from) && knows(used.from) && link.interaction.caller_waits() {
        return (link.interaction != Interaction::Write).then_some(used.from);
    }
    if link.interaction != Interaction::Read || is_copy(used.to) {
        return None;
    }
    let beside = siblings.find(|other| {
        is_copy(other.to)
            && knows(other.to)
            && link_at(board, other.link).is_some_and(|l| l.interaction == Interaction::Read)
    });
    beside.map(|cache| cache.to)
}
