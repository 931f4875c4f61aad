//! Latency of a flow along its critical path, hop by hop.

use std::collections::{BTreeMap, HashMap};

use super::solver::{RouteSolution, Time};
use super::{Facts, FlowDemand, Maybe, Moment, Place, Quantity, Sheet, link_at, node_at};
use crate::model::{Board, Interaction, Known, Unit};

/// One part of the time a user waits.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// The node that works or makes wait, or the link that takes the time.
    pub place: Place,
    /// Mean time for one request of the flow.
    pub mean: Quantity,
    /// Variance that a stated p99 adds to what the solver takes from the variability, in square seconds.
    extra: f64,
}

/// Standard normal quantile of 99 %.
const Z99: f64 = 2.326_347_874;

/// The parts of a flow's time to answer at a moment, along the critical path.
///
/// Calls one after the other add up; of a parallel group only the slowest counts. One pass over
/// the flow, callers first: every node counts as often as its callers wait for it.
pub fn hops(
    board: &Board,
    facts: &Facts,
    at: usize,
    moment: Moment,
    sheet: &mut Sheet,
) -> Vec<Hop> {
    let Some(flow) = facts.flows.get(at) else { return Vec::new() };
    let mut path =
        Path { board, facts, at, flow, moment, sheet, out: Vec::new(), waits: HashMap::new() };
    for start in &flow.starts {
        path.waits.entry(*start).or_default().push(None);
    }
    for visit in &flow.visits {
        path.node(visit.node);
    }
    path.out
}

struct Path<'a> {
    board: &'a Board,
    facts: &'a Facts,
    /// Place of the flow.
    at: usize,
    flow: &'a FlowDemand,
    moment: Moment,
    sheet: &'a mut Sheet,
    out: Vec<Hop>,
    /// How often the user waits for a node, once for every caller; `None` stands for one.
    waits: HashMap<u32, Vec<Maybe>>,
}

impl Path<'_> {
    fn node(&mut self, node: u32) {
        let Some(times) = self.waits.remove(&node) else { return };
        let times = super::demand::add_up(self.sheet, &times);
        let times =
            times.map(|times| self.sheet.named("times waited for", Place::Node(node), times));
        if let (Some(own), Some(drawn)) =
            (self.facts.node(node).and_then(|load| load.own), node_at(self.board, node))
        {
            let p99 =
                drawn.service_time_p99.map(Known::base).or_else(|| match drawn.service_time {
                    // The kind's p99 belongs to the kind's mean only.
                    None => drawn.assumed("service_time_p99").map(|assumed| assumed.value),
                    Some(_) => None,
                });
            let scv = drawn.service_time_scv.map_or(1.0, Known::base);
            // A stated tail says more than the variability that is assumed.
            let tail = p99.filter(|_| drawn.service_time_scv.is_none());
            let extra = tail.map_or(0.0, |p99| {
                let deviation = ((p99 - own.value) / Z99).max(0.0);
                deviation * deviation - scv * own.value * own.value
            });
            self.push(Place::Node(node), own, times, extra);
        }
        self.calls(node, times);
    }

    fn calls(&mut self, node: u32, times: Maybe) {
        let (board, flow) = (self.board, self.flow);
        let group_of = |link: u32| link_at(board, link).and_then(|link| link.parallel.as_deref());
        let mut slowest: BTreeMap<&str, (f64, u32)> = BTreeMap::new();
        for used in flow.out(node).filter(|used| !used.leads_back) {
            if let Some(group) = group_of(used.link) {
                let once = self.facts.use_time(self.at, used.link, self.moment);
                let time = once * used.per_visit.map_or(1.0, |q| q.value);
                let best = slowest.entry(group).or_insert((time, used.link));
                if time > best.0 {
                    *best = (time, used.link);
                }
            }
        }
        for used in flow.out(node).filter(|used| !used.leads_back) {
            let loses = group_of(used.link)
                .and_then(|group| slowest.get(group))
                .is_some_and(|(_, link)| *link != used.link);
            if loses {
                continue;
            }
            let times = match (times, used.per_visit) {
                (Some(a), Some(b)) => Some(self.sheet.mul(a, b)),
                (one, None) | (None, one) => one,
            };
            self.link(used.link, used.to, times);
        }
    }

    fn link(&mut self, index: u32, to: u32, times: Maybe) {
        let Some(link) = link_at(self.board, index) else { return };
        let place = Place::Link(index);
        if let Some(network) = link.network.filter(|_| link.interaction.caller_waits()) {
            let network = self.sheet.input(place, "network", network);
            self.push(place, network, times, 0.0);
        }
        let lock = self.facts.locks.get(index as usize).copied().flatten();
        if let Some((lock, hold)) = lock.and_then(|lock| Some((lock, lock.hold?))) {
            self.push(place, hold, times, 0.0);
            if let Some(wait) = lock.mean_wait.at(self.moment).filter(|wait| wait.value > 0.0) {
                self.push(place, wait, times, 0.0);
            }
            let there = self.facts.node(to).and_then(|load| load.wait.at(self.moment));
            if let Some(wait) = there.filter(|wait| wait.value > 0.0) {
                self.push(Place::Node(to), wait, times, 0.0);
            }
            return;
        }
        let load = self.facts.node(to);
        if link.interaction.caller_waits() {
            if let Some(wait) =
                load.and_then(|load| load.wait.at(self.moment)).filter(|wait| wait.value > 0.0)
            {
                self.push(Place::Node(to), wait, times, 0.0);
            }
            self.waits.entry(to).or_default().push(times);
        } else if link.interaction == Interaction::Message
            && node_at(self.board, to).is_some_and(|node| node.kind.behavior.delivers_later)
            && let Some(own) = load.and_then(|load| load.own)
        {
            self.push(Place::Node(to), own, times, 0.0);
        }
    }

    fn push(&mut self, place: Place, one: Quantity, times: Maybe, extra: f64) {
        if one.value <= 0.0 || times.is_some_and(|times| times.value <= 0.0) {
            return;
        }
        let (mean, factor) = match times {
            Some(times) => (self.sheet.mul(times, one), times.value),
            None => (one, 1.0),
        };
        self.out.push(Hop { place, mean, extra: extra * factor.max(0.0) });
    }
}

/// Mean time to answer: the parts added up; the solver's where timeouts and failures leave it
/// shorter.
pub fn mean(facts: &Facts, at: usize, moment: Moment, hops: &[Hop], sheet: &mut Sheet) -> Quantity {
    let means: Vec<Quantity> = hops.iter().map(|hop| hop.mean).collect();
    let sum = sheet.sum(&means, Unit::Seconds);
    let Some(route) = route(facts, at, moment) else { return sum };
    let value = route.response.mean;
    if value.is_nan()
        || (value - sum.value).abs() <= 1e-6 * sum.value
        || (value.is_infinite() && sum.value.is_infinite())
    {
        return sum;
    }
    sheet.formula("mean of those that are answered", ANSWERED, &[sum], value, Unit::Seconds)
}

const ANSWERED: &str = "requests that end well: calls cut off at their timeouts, attempts before the last one added, of calls at the same time the longest";

/// The 99th percentile, by the solver's method: exact for one pool with exponential work, else that
/// of the gamma distribution with the mean and variance of the sum of all parts. Without end when
/// more than one request in a hundred is not answered because it waits too long.
///
/// Percentiles must not be added; means and variances of independent parts may (DDIA chapter 1).
pub fn p99(facts: &Facts, at: usize, moment: Moment, hops: &[Hop], sheet: &mut Sheet) -> Quantity {
    let mean = mean(facts, at, moment, hops, sheet);
    let extra: f64 = hops.iter().map(|hop| hop.extra).sum();
    let (value, method) = match route(facts, at, moment) {
        None => (mean.value, ""),
        Some(route) if lost_by_waiting(route) > 0.01 => (f64::INFINITY, route.response.method()),
        Some(route) => {
            let mut response = route.response;
            if extra.abs() > 1e-12 * response.variance() {
                response = Time::of(response.mean, (response.variance() + extra).max(0.0));
            }
            (response.quantile(0.99), response.method())
        }
    };
    sheet.formula("time that 99 of 100 stay under", method, &[mean], value, Unit::Seconds)
}

/// Share of requests that are given up or turned away.
fn lost_by_waiting(route: &RouteSolution) -> f64 {
    let over = route
        .calls
        .iter()
        .any(|call| call.uses > 0.0 && call.success < 0.99 && call.given_up > 0.0);
    let refused = route.success < 0.99 && route.calls.iter().any(|call| call.refused > 0.0);
    if over || refused { 1.0 - route.success } else { 0.0 }
}

fn route(facts: &Facts, at: usize, moment: Moment) -> Option<&RouteSolution> {
    facts.solution(moment)?.routes.get(at)
}

impl Facts {
    /// Time to answer of a node on a flow at a moment, its wait included; zero when unknown.
    pub fn flow_time(&self, flow: &FlowDemand, node: u32, moment: Moment) -> f64 {
        let answer =
            flow.visits_of(node).and_then(|visit| visit.loaded.at(moment).or(visit.at_rest));
        let wait = self.node(node).and_then(|load| load.wait.at(moment));
        answer.map_or(0.0, |q| q.value) + wait.map_or(0.0, |q| q.value)
    }

    /// How long one use of a link keeps its tail on a flow at a moment, in seconds.
    fn use_time(&self, flow: usize, link: u32, moment: Moment) -> f64 {
        let calls = route(self, flow, moment).map_or(&[][..], |route| &route.calls);
        calls.iter().find(|call| call.link == link).map_or(0.0, |call| call.time.mean)
    }
}
