//! Latency of a flow along its critical path, hop by hop.

use std::collections::{BTreeMap, HashMap};

use super::{Facts, FlowDemand, Maybe, Moment, Place, Quantity, Sheet, link_at, node_at};
use crate::model::{Board, Interaction, Known, Unit};

/// One part of the time a user waits.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// The node that works or makes wait, or the link that takes the time.
    pub place: Place,
    /// Mean time for one request of the flow.
    pub mean: Quantity,
    /// Standard deviation, in seconds.
    pub deviation: f64,
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
    flow: &FlowDemand,
    moment: Moment,
    sheet: &mut Sheet,
) -> Vec<Hop> {
    let mut path =
        Path { board, facts, flow, moment, sheet, out: Vec::new(), waits: HashMap::new() };
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
            let deviation =
                p99.map_or(own.value * scv.sqrt(), |p99| ((p99 - own.value) / Z99).max(0.0));
            self.push(Place::Node(node), own, times, deviation);
        }
        self.calls(node, times);
    }

    fn calls(&mut self, node: u32, times: Maybe) {
        let (board, flow) = (self.board, self.flow);
        let group_of = |link: u32| link_at(board, link).and_then(|link| link.parallel.as_deref());
        let mut slowest: BTreeMap<&str, (f64, u32)> = BTreeMap::new();
        for used in flow.out(node).filter(|used| !used.leads_back) {
            if let Some(group) = group_of(used.link) {
                let once = super::load::use_time(board, self.facts, flow, used, self.moment);
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
                self.push(place, wait, times, wait.value);
            }
            return;
        }
        let load = self.facts.node(to);
        if link.interaction.caller_waits() {
            if let Some(wait) =
                load.and_then(|load| load.wait.at(self.moment)).filter(|wait| wait.value > 0.0)
            {
                self.push(Place::Node(to), wait, times, wait.value);
            }
            self.waits.entry(to).or_default().push(times);
        } else if link.interaction == Interaction::Message
            && node_at(self.board, to).is_some_and(|node| node.kind.behavior.delivers_later)
            && let Some(own) = load.and_then(|load| load.own)
        {
            self.push(Place::Node(to), own, times, own.value);
        }
    }

    fn push(&mut self, place: Place, one: Quantity, times: Maybe, deviation: f64) {
        if one.value <= 0.0 || times.is_some_and(|times| times.value <= 0.0) {
            return;
        }
        let (mean, factor) = match times {
            Some(times) => (self.sheet.mul(times, one), times.value),
            None => (one, 1.0),
        };
        self.out.push(Hop { place, mean, deviation: deviation * factor.max(0.0).sqrt() });
    }
}

/// Sum of the means.
pub fn mean(hops: &[Hop], sheet: &mut Sheet) -> Quantity {
    let means: Vec<Quantity> = hops.iter().map(|hop| hop.mean).collect();
    sheet.sum(&means, Unit::Seconds)
}

/// Estimate of the 99th percentile: sum of the means plus 2.33 times the root of the summed
/// variances, as if hops were independent and their sum normal.
///
/// An estimate, good within some ten per cent for several hops of like size; the sum of the
/// hops' own p99 is an upper bound. DDIA chapter 1 says why percentiles must not be added.
pub fn p99(hops: &[Hop], sheet: &mut Sheet) -> Quantity {
    let mean = mean(hops, sheet);
    let variance: f64 = hops.iter().map(|hop| hop.deviation * hop.deviation).sum();
    let value = mean.value + Z99 * variance.sqrt();
    sheet.formula(
        "mean + 2.33 × √(sum of variances)",
        "normal approximation of a sum of independent times (estimate)",
        &[mean],
        value,
        Unit::Seconds,
    )
}

impl Facts {
    /// Time to answer of a node on a flow at a moment, its wait included; zero when unknown.
    pub fn flow_time(&self, flow: &FlowDemand, node: u32, moment: Moment) -> f64 {
        let answer =
            flow.visits_of(node).and_then(|visit| visit.loaded.at(moment).or(visit.at_rest));
        let wait = self.node(node).and_then(|load| load.wait.at(moment));
        answer.map_or(0.0, |q| q.value) + wait.map_or(0.0, |q| q.value)
    }
}
