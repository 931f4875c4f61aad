//! Demand: how often flows happen, which links and nodes a request uses, and what that adds up to.

use std::collections::{BTreeSet, HashMap};

use super::{AtMoments, Facts, Maybe, Moment, Place, Quantity, Sheet, link_at};
use crate::graph::{Network, Walk};
use crate::model::{Board, Flow, Known, Unit};

/// A link as one flow uses it.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// The link.
    pub link: u32,
    /// Its tail.
    pub from: u32,
    /// Its head.
    pub to: u32,
    /// How often one visit of the tail uses it; one when `None`.
    pub per_visit: Maybe,
    /// True when it leads back into a walk under way: a callback, which starts no further visit.
    pub leads_back: bool,
}

/// A node as one flow visits it.
#[derive(Clone, Copy, Debug)]
pub struct Visit {
    /// The node.
    pub node: u32,
    /// Visits for one request of the flow; one when `None`.
    pub times: Maybe,
    /// Time from taking a request to answering it when nothing waits: own work and the calls it waits for.
    pub at_rest: Maybe,
    /// The same under load, waits of the callees included.
    pub loaded: AtMoments<Maybe>,
}

/// A flow with its demand.
#[derive(Clone, Debug)]
pub struct FlowDemand {
    /// Its place on the board; `None` for a flow implied by a client nobody described a flow for.
    pub flow: Option<u32>,
    /// The flow, or the client that implies it.
    pub place: Place,
    /// Where requests begin.
    pub starts: Vec<u32>,
    /// Requests per second; `None` while nobody knows.
    pub rate: AtMoments<Maybe>,
    /// The links it uses, callers first.
    pub links: Vec<Use>,
    /// The nodes it visits, callers first.
    pub visits: Vec<Visit>,
    /// Where the visits and the links of each node stand, by node.
    stands: Vec<Stands>,
}

/// Where a node's visits and links stand in the lists of a flow.
#[derive(Clone, Copy, Debug)]
struct Stands {
    node: u32,
    visit: u32,
    /// Its links are those from here to `end`.
    links: u32,
    end: u32,
}

impl FlowDemand {
    /// The visits of a node, when the flow comes there.
    pub fn visits_of(&self, node: u32) -> Option<&Visit> {
        self.stands(node).and_then(|stands| self.visits.get(stands.visit as usize))
    }

    pub(super) fn visit_mut(&mut self, node: u32) -> Option<&mut Visit> {
        self.stands(node).and_then(|stands| self.visits.get_mut(stands.visit as usize))
    }

    fn stands(&self, node: u32) -> Option<Stands> {
        let at = self.stands.binary_search_by_key(&node, |stands| stands.node).ok()?;
        self.stands.get(at).copied()
    }

    /// Links that leave a node on this flow, in the board's order.
    pub fn out(&self, node: u32) -> impl Iterator<Item = &Use> {
        let own = self.stands(node).map_or(0..0, |own| own.links as usize..own.end as usize);
        self.links.get(own).unwrap_or(&[]).iter()
    }
}

/// Most flows without chosen links that are taken to use every link.
const MOST_UNDRAWN: usize = 20;

/// The flows of a board and those its clients imply.
pub(super) fn flows(board: &Board, network: &Network, sheet: &mut Sheet) -> Vec<FlowDemand> {
    let links: HashMap<&str, u32> =
        board.links.iter().enumerate().map(|(i, link)| (link.id.as_str(), i as u32)).collect();
    let begins: Vec<u32> = (0..board.nodes.len() as u32)
        .filter(|i| {
            board.nodes.at(*i as usize).is_some_and(|node| {
                node.kind.behavior.starts_requests || node.kind.behavior.starts_on_schedule
            })
        })
        .collect();
    let mut described: BTreeSet<u32> = BTreeSet::new();
    let mut out = Vec::new();
    let undrawn = board.flows.iter().filter(|flow| flow.links.is_empty()).count();
    for (i, flow) in board.flows.iter().enumerate() {
        let mut chosen: Vec<u32> =
            flow.links.iter().filter_map(|id| links.get(id.as_str()).copied()).collect();
        chosen.sort_unstable();
        chosen.dedup();
        let starts = if chosen.is_empty() {
            undescribed_starts(board, &begins)
        } else {
            starts_of(network, flow, &chosen, &links)
        };
        let demand = one(board, network, sheet, Place::Flow(i as u32), starts, |link| {
            // A flow whose links nobody chose takes every way there is; not when there are so many
            // of them that it means nothing.
            (chosen.is_empty() && undrawn <= MOST_UNDRAWN) || chosen.binary_search(&link).is_ok()
        });
        described.extend(demand.starts.iter().copied());
        out.push(with_rate(demand, flow, sheet));
    }
    for start in begins {
        if !described.contains(&start) && !network.out(start).is_empty() {
            out.push(one(board, network, sheet, Place::Node(start), vec![start], |_| true));
        }
    }
    out
}

/// Where a flow begins whose links nobody chose: at the clients; at schedulers when there are none.
fn undescribed_starts(board: &Board, begins: &[u32]) -> Vec<u32> {
    let is_client = |i: &u32| {
        board.nodes.at(*i as usize).is_some_and(|node| node.kind.behavior.starts_requests)
    };
    let clients: Vec<u32> = begins.iter().copied().filter(is_client).collect();
    if clients.is_empty() { begins.to_vec() } else { clients }
}

/// Where a flow begins: tails of its links that no link of it leads to; else the tail of the first.
fn starts_of(
    network: &Network,
    flow: &Flow,
    chosen: &[u32],
    links: &HashMap<&str, u32>,
) -> Vec<u32> {
    let ends = || chosen.iter().filter_map(|link| network.ends(*link));
    let heads: BTreeSet<u32> = ends().map(|(_, to)| to).collect();
    let tails: BTreeSet<u32> =
        ends().map(|(from, _)| from).filter(|from| !heads.contains(from)).collect();
    if tails.is_empty() {
        let first = flow
            .links
            .iter()
            .find_map(|id| links.get(id.as_str()))
            .and_then(|link| network.ends(*link));
        return first.map(|(from, _)| from).into_iter().collect();
    }
    tails.into_iter().collect()
}

fn one(
    board: &Board,
    network: &Network,
    sheet: &mut Sheet,
    place: Place,
    starts: Vec<u32>,
    follow: impl Fn(u32) -> bool,
) -> FlowDemand {
    let walk = network.walk(&starts, &follow);
    let mut links: Vec<Use> = Vec::new();
    for node in &walk.order {
        for step in network.out(*node) {
            if follow(step.link) {
                links.push(Use {
                    link: step.link,
                    from: *node,
                    to: step.node,
                    per_visit: per_visit(board, sheet, step.link),
                    leads_back: walk.leads_back(*node, step.node),
                });
            }
        }
    }
    count_misses(board, place, sheet, &mut links);
    let visits = visits(board, &walk, &links, &starts, sheet);
    links.sort_by_key(|used| (used.from, used.link));
    let stands = stands(&visits, &links);
    FlowDemand {
        flow: if let Place::Flow(i) = place { Some(i) } else { None },
        place,
        starts,
        rate: AtMoments::default(),
        links,
        visits,
        stands,
    }
}

/// Where everything stands; links are sorted by tail, and every tail is visited.
fn stands(visits: &[Visit], links: &[Use]) -> Vec<Stands> {
    let mut all: Vec<Stands> = visits
        .iter()
        .enumerate()
        .map(|(at, visit)| Stands { node: visit.node, visit: at as u32, links: 0, end: 0 })
        .collect();
    all.sort_unstable_by_key(|stands| stands.node);
    let mut at = 0;
    for stands in &mut all {
        stands.links = at;
        let own = links.iter().skip(at as usize).take_while(|used| used.from <= stands.node);
        at += own.count() as u32;
        stands.end = at;
    }
    all
}

/// Uses of a link for one visit of its tail: stated calls × probability; `None` for exactly one.
fn per_visit(board: &Board, sheet: &mut Sheet, index: u32) -> Maybe {
    let link = link_at(board, index)?;
    let place = Place::Link(index);
    let calls = link.calls.map(|calls| sheet.input(place, "calls", calls));
    let chance = link.probability.map(|share| sheet.input(place, "probability", share));
    match (calls, chance) {
        (Some(calls), Some(chance)) => Some(sheet.mul(calls, chance)),
        (Some(one), None) => Some(one),
        (None, Some(chance)) => Some(sheet.in_unit(chance, Unit::Factor)),
        (None, None) => {
            let group = link.one_of.as_deref()?;
            let siblings = board
                .links
                .iter()
                .filter(|other| other.from == link.from && other.one_of.as_deref() == Some(group))
                .count();
            (siblings > 1).then(|| {
                sheet.guess(
                    1.0 / siblings as f64,
                    Unit::Factor,
                    "an even split of the alternatives",
                )
            })
        }
    }
}

/// Reads behind a cache happen only when the cache has no answer: by its stated hit ratio, or by
/// what it holds and how reads spread over items.
fn count_misses(board: &Board, place: Place, sheet: &mut Sheet, links: &mut [Use]) {
    let flow = if let Place::Flow(i) = place { board.flows.at(i as usize) } else { None };
    let mut from = 0;
    while let Some(tail) = links.get(from).map(|used| used.from) {
        let more = links.iter().skip(from).take_while(|used| used.from == tail).count();
        let Some(siblings) = links.get_mut(from..from + more) else { break };
        from += more;
        for at in 0..siblings.len() {
            let Some(used) = siblings.get(at).copied().filter(|used| !used.leads_back) else {
                continue;
            };
            let Some(link) = link_at(board, used.link) else { continue };
            let Some(cache) = super::system::on_miss(board, siblings.iter(), &used, link) else {
                continue;
            };
            let Some(hit) = hit_ratio(board, cache, place, flow, sheet) else { continue };
            let missed = sheet.complement(hit);
            let missed =
                sheet.named("share of reads it has no answer for", Place::Node(cache), missed);
            let missed = sheet.in_unit(missed, Unit::Factor);
            let times = used.per_visit.map_or(missed, |times| sheet.mul(times, missed));
            if let Some(used) = siblings.get_mut(at) {
                used.per_visit = Some(times);
            }
        }
    }
}

const CHE: &str = "Che's approximation of a cache that drops what was not read for longest (Che, Tung and Wang 2002)";

fn hit_ratio(
    board: &Board,
    cache: u32,
    place: Place,
    flow: Option<&Flow>,
    sheet: &mut Sheet,
) -> Maybe {
    let node = super::node_at(board, cache)?;
    let at = Place::Node(cache);
    if let Some(hit) = node.hit_ratio {
        return Some(sheet.input(at, "hit_ratio", hit));
    }
    let (flow, entries) = (flow?, node.entries?);
    let keys = super::system::keys(flow);
    let cached = super::system::Cached {
        entries: Some(entries.base()),
        ttl: node.ttl.map(Known::base),
        ..Default::default()
    };
    let reads = flow.rate.map_or(0.0, Known::base);
    let value = super::solver::caches::hit_ratio(&cached, keys, reads)?;
    let mut operands = vec![sheet.input(at, "entries", entries)];
    operands.extend(flow.key_skew.map(|skew| sheet.input(place, "key_skew", skew)));
    operands.extend(flow.hot_key_share.map(|share| sheet.input(place, "hot_key_share", share)));
    operands.extend(flow.other_keys.map(|keys| sheet.input(place, "other_keys", keys)));
    let hit = sheet.formula("hit ratio", CHE, &operands, value, Unit::Share);
    Some(sheet.named("hit ratio", at, hit))
}

/// Visits of each node for one request; every start is visited once.
fn visits(
    board: &Board,
    walk: &Walk,
    links: &[Use],
    starts: &[u32],
    sheet: &mut Sheet,
) -> Vec<Visit> {
    // A link back that says how often it is used is a real loop; without a number it is a callback.
    let loops = |used: &Use| used.leads_back && used.per_visit.is_some();
    if links.iter().any(loops) {
        return looping_visits(board, walk, links, starts, sheet);
    }
    let mut terms: HashMap<u32, Vec<Maybe>> = HashMap::new();
    let share = (starts.len() > 1).then(|| {
        sheet.guess(
            1.0 / starts.len() as f64,
            Unit::Factor,
            "an even split over where requests begin",
        )
    });
    for start in starts {
        terms.entry(*start).or_default().push(share);
    }
    let mut out = Vec::with_capacity(walk.order.len());
    let mut at = 0;
    for node in &walk.order {
        let times = add_up(sheet, terms.get(node).map_or(&[], Vec::as_slice));
        // Named, so that the derivation of a long chain is read link by link.
        let times = times.map(|times| sheet.named("visits per request", Place::Node(*node), times));
        out.push(Visit { node: *node, times, at_rest: None, loaded: AtMoments::default() });
        while let Some(used) = links.get(at).filter(|used| used.from == *node) {
            let term = match (times, used.per_visit) {
                (Some(times), Some(per_visit)) => Some(sheet.mul(times, per_visit)),
                (one, None) | (None, one) => one,
            };
            if !used.leads_back {
                terms.entry(used.to).or_default().push(term);
            }
            at += 1;
        }
    }
    out
}

/// The sum of visit counts; `None` stands for one.
pub(super) fn add_up(sheet: &mut Sheet, terms: &[Maybe]) -> Maybe {
    match terms {
        [] | [None] => None,
        [Some(one)] => Some(*one),
        terms => {
            let counted: Vec<Quantity> = terms
                .iter()
                .map(|term| term.unwrap_or_else(|| sheet.constant(1.0, Unit::Factor, "one")))
                .collect();
            Some(sheet.sum(&counted, Unit::Factor))
        }
    }
}

/// Visits on a flow with loops: the solution of v = e + Yᵀv (Jackson's traffic equations).
///
/// What arrives at a node is passed on, callers first, so that a chain settles in one round and a
/// loop in as many as its gain needs. A loop that does not lose anything feeds itself without end.
fn looping_visits(
    board: &Board,
    walk: &Walk,
    links: &[Use],
    starts: &[u32],
    sheet: &mut Sheet,
) -> Vec<Visit> {
    let mut visits = vec![0.0_f64; board.nodes.len()];
    let mut pending = vec![0.0_f64; board.nodes.len()];
    for start in starts {
        if let Some(pending) = pending.get_mut(*start as usize) {
            *pending += 1.0 / starts.len() as f64;
        }
    }
    // Large loops get fewer rounds.
    let rounds = (100_000_000 / (links.len() + board.nodes.len() + 1)).clamp(50, 20_000);
    let mut left = f64::INFINITY;
    let mut endless = false;
    for _ in 0..rounds {
        let mut at = 0;
        for node in &walk.order {
            let here = pending.get_mut(*node as usize).map_or(0.0, std::mem::take);
            if let Some(visits) = visits.get_mut(*node as usize) {
                *visits += here;
            }
            while let Some(used) = links.get(at).filter(|used| used.from == *node) {
                let per_visit =
                    used.per_visit.map_or(if used.leads_back { 0.0 } else { 1.0 }, |q| q.value);
                if let Some(pending) = pending.get_mut(used.to as usize) {
                    *pending += here * per_visit;
                }
                at += 1;
            }
        }
        let now: f64 = pending.iter().sum();
        let total: f64 = visits.iter().sum();
        endless = now >= left * (1.0 - 1e-9) || total > 1e12;
        left = now;
        if now < 1e-12 * total || total > 1e12 {
            break;
        }
    }
    let gains: Vec<Quantity> =
        links.iter().filter(|used| used.leads_back).filter_map(|used| used.per_visit).collect();
    let fed: Vec<bool> = pending.iter().map(|left| *left > 1e-9).collect();
    let behind = if endless { behind(links, walk, &fed) } else { vec![false; fed.len()] };
    walk.order
        .iter()
        .map(|node| {
            let grows = behind.get(*node as usize).copied().unwrap_or(false);
            let value = if grows {
                f64::INFINITY
            } else {
                visits.get(*node as usize).copied().unwrap_or(0.0)
            };
            let times = sheet.formula(
                "visits around the loop",
                "Jackson 1963, traffic equations",
                &gains,
                value,
                Unit::Factor,
            );
            Visit { node: *node, times: Some(times), at_rest: None, loaded: AtMoments::default() }
        })
        .collect()
}

/// The nodes that endless visits reach: where something is still pending, and everything it leads to.
fn behind(links: &[Use], walk: &Walk, fed: &[bool]) -> Vec<bool> {
    let mut reached = fed.to_vec();
    // Twice in walk order passes a link back once, which is all that is needed from inside a loop.
    for _ in 0..2 {
        let mut at = 0;
        for node in &walk.order {
            let here = reached.get(*node as usize).copied().unwrap_or(false);
            while let Some(used) = links.get(at).filter(|used| used.from == *node) {
                if let (true, Some(reached)) = (here, reached.get_mut(used.to as usize)) {
                    *reached = true;
                }
                at += 1;
            }
        }
    }
    reached
}

/// Stated rates at the three moments; a closed loop is filled in once its response time is known.
fn with_rate(mut demand: FlowDemand, flow: &Flow, sheet: &mut Sheet) -> FlowDemand {
    if let Some(rate) = flow.rate {
        let now = sheet.input(demand.place, "rate", rate);
        demand.rate = at_moments(demand.place, flow, now, sheet);
    }
    demand
}

/// A load now, at the event, and at the event after two years of growth.
pub(super) fn at_moments(
    place: Place,
    flow: &Flow,
    now: Quantity,
    sheet: &mut Sheet,
) -> AtMoments<Maybe> {
    let mut rate = AtMoments::all(Some(now));
    let mut event = now;
    if let Some(times) = flow.event {
        let times = sheet.input(place, "event", times);
        let at_event = sheet.mul(now, times);
        event = sheet.named("rate at the event", place, at_event);
        rate.set(Moment::Event, Some(event));
        rate.set(Moment::TwoYears, Some(event));
    }
    if let Some(growth) = flow.growth {
        let growth = sheet.input(place, "growth", growth);
        let one = sheet.constant(1.0, Unit::Factor, "one");
        let growth = sheet.in_unit(growth, Unit::Factor);
        let yearly = sheet.add(one, growth);
        let two_years = sheet.mul(yearly, yearly);
        let later = sheet.mul(event, two_years);
        let later = sheet.named("rate in two years", place, later);
        rate.set(Moment::TwoYears, Some(later));
    }
    rate
}

/// Rates of a closed loop: λ = N/(Z + R), with the response time at rest for R.
///
/// Interactive response time law (Denning and Buzen 1978). The event multiplies the users.
pub(super) fn close_loops(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    for demand in &mut facts.flows {
        let Some(flow) = demand.flow.and_then(|i| board.flows.at(i as usize)) else { continue };
        let (None, Some(users)) = (flow.rate, flow.users) else { continue };
        let response =
            demand.starts.iter().find_map(|start| demand.visits_of(*start)).and_then(|v| v.at_rest);
        let users = sheet.input(demand.place, "users", users);
        let think = flow.think_time.unwrap_or(Known {
            value: crate::model::units::Seconds(0.0),
            provenance: crate::model::Provenance::Guess,
            range: None,
        });
        let think = sheet.input(demand.place, "think_time", think);
        let cycle = response.map_or(think, |response| sheet.add(think, response));
        if cycle.value <= 0.0 {
            continue;
        }
        let now = sheet.div(users, cycle);
        let now = sheet.named("rate now", demand.place, now);
        demand.rate = at_moments(demand.place, flow, now, sheet);
    }
}

/// Rates of closed loops under load, from the solver: users wait for answers that wait for slots.
pub(super) fn settle_loops(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    for at in 0..facts.flows.len() {
        let Some(demand) = facts.flows.get(at) else { continue };
        let Some(flow) = demand.flow.and_then(|i| board.flows.at(i as usize)) else { continue };
        if flow.rate.is_some() || flow.users.is_none() {
            continue;
        }
        let place = demand.place;
        let mut last: Option<(Quantity, Quantity)> = None;
        for moment in Moment::ALL {
            let Some(rest) = facts.flows.get(at).and_then(|demand| demand.rate.at(moment)) else {
                continue;
            };
            let solved = facts.solution(moment).and_then(|solution| solution.routes.get(at));
            let Some(rate) = solved.map(|route| route.rate) else { continue };
            if (rate - rest.value).abs() <= 1e-9 * rest.value {
                continue;
            }
            let settled = match last {
                Some((of, settled)) if of == rest => settled,
                _ => {
                    let name = "users who wait for answers";
                    let settled = sheet.formula(name, CLOSED, &[rest], rate, Unit::PerSecond);
                    let name = match moment {
                        Moment::Now => "rate under load",
                        Moment::Event => "rate at the event",
                        Moment::TwoYears => "rate in two years",
                    };
                    sheet.named(name, place, settled)
                }
            };
            last = Some((rest, settled));
            if let Some(demand) = facts.flows.get_mut(at) {
                demand.rate.set(moment, Some(settled));
            }
        }
    }
}

const CLOSED: &str = "interactive response time law: users ÷ (pause + time to answer), with the waits that this rate causes (Denning and Buzen 1978; flow-equivalent stations)";

/// Rates of links and arrivals at nodes: each flow's rate times its uses, added up over flows.
pub(super) fn rates(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    facts.link_rates = vec![AtMoments::default(); board.links.len()];
    let mut last: Option<Moment> = None;
    for moment in Moment::ALL {
        if let Some(last) =
            last.filter(|last| facts.flows.iter().all(|f| f.rate.at(*last) == f.rate.at(moment)))
        {
            for rate in &mut facts.link_rates {
                rate.set(moment, rate.at(last));
            }
            for node in &mut facts.nodes {
                node.arrivals.set(moment, node.arrivals.at(last));
            }
        } else {
            rates_at(board, facts, sheet, moment);
        }
        last = Some(moment);
    }
}

fn rates_at(board: &Board, facts: &mut Facts, sheet: &mut Sheet, moment: Moment) {
    let mut links: Vec<Vec<Quantity>> = vec![Vec::new(); board.links.len()];
    let mut nodes: Vec<Vec<Quantity>> = vec![Vec::new(); board.nodes.len()];
    for flow in &facts.flows {
        let Some(rate) = flow.rate.at(moment) else { continue };
        for start in &flow.starts {
            let begins = flow.visits_of(*start).and_then(|visit| visit.times);
            let begins = begins.map_or(rate, |share| sheet.mul(rate, share));
            if let Some(terms) = nodes.get_mut(*start as usize) {
                terms.push(begins);
            }
        }
        for used in &flow.links {
            let visits = flow.visits_of(used.from).and_then(|visit| visit.times);
            let mut term = rate;
            for factor in [visits, used.per_visit].into_iter().flatten() {
                term = sheet.mul(term, factor);
            }
            if let Some(terms) = links.get_mut(used.link as usize) {
                terms.push(term);
            }
            if let Some(terms) = nodes.get_mut(used.to as usize) {
                terms.push(term);
            }
        }
    }
    for (i, terms) in links.iter().enumerate() {
        if let (false, Some(rate)) = (terms.is_empty(), facts.link_rates.get_mut(i)) {
            let sum = sheet.sum(terms, Unit::PerSecond);
            rate.set(moment, Some(sum));
        }
    }
    for (i, terms) in nodes.iter().enumerate() {
        if let (false, Some(node)) = (terms.is_empty(), facts.nodes.get_mut(i)) {
            let sum = sheet.sum(terms, Unit::PerSecond);
            let sum = sheet.named("arrivals", Place::Node(i as u32), sum);
            node.arrivals.set(moment, Some(sum));
        }
    }
}
