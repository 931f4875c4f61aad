//! In which order pools are worked through, and where each route goes.

use super::per::Per;
use crate::facts::System;
use crate::facts::system::{Call, Route};

/// The order of a system's pools and the ways of its routes.
pub(in crate::facts) struct Shape {
    /// Pools, callers before the pools they call.
    pub(super) order: Vec<u32>,
    /// Pools that wait for themselves in the end.
    pub(super) circular: Per<bool>,
    /// The routes.
    pub(super) ways: Vec<Way>,
    /// Where each pool stands on the ways: the way, and the place on it.
    pub(super) stops: Vec<Vec<(u32, u32)>>,
}

/// One route, over the pools it reaches only.
#[derive(Default)]
pub(super) struct Way {
    /// Its pools, callers first.
    pub(super) pools: Vec<u32>,
    /// Where a stop's calls begin in `calls`; one more entry than there are pools.
    first: Vec<u32>,
    /// Its calls, by tail.
    pub(super) calls: Vec<Leg>,
    /// Stops where requests begin, with their share.
    pub(super) starts: Vec<(u32, f64)>,
}

/// A call on a way.
#[derive(Clone, Copy)]
pub(super) struct Leg {
    /// Its place in [`Route::calls`].
    pub(super) call: u32,
    /// The stop it leads to.
    pub(super) to: u32,
    /// Whether it leads back to a pool that is under way.
    pub(super) back: bool,
}

impl Way {
    /// The calls a stop makes, with their places on the way.
    pub(super) fn out(&self, stop: usize) -> impl Iterator<Item = (usize, Leg)> {
        let at = |stop: usize| self.first.get(stop).copied().unwrap_or(0) as usize;
        let (from, to) = (at(stop), at(stop + 1));
        self.calls
            .get(from..to)
            .unwrap_or(&[])
            .iter()
            .copied()
            .enumerate()
            .map(move |(i, leg)| (from + i, leg))
    }
}

/// A call of a route by its place.
pub(super) fn call(route: &Route, leg: Leg) -> Option<&Call> {
    route.calls.get(leg.call as usize)
}

impl Shape {
    /// The shape of a system: the same at every load.
    pub(in crate::facts) fn of(system: &System) -> Self {
        let pools = system.pools.len();
        let order = order(system);
        let mut rank = Per::new(pools, 0_u32);
        for (at, pool) in order.iter().enumerate() {
            rank.set(*pool as usize, at as u32);
        }
        let mut shape = Self {
            circular: circular(system, &rank, pools),
            order,
            ways: Vec::with_capacity(system.routes.len()),
            stops: vec![Vec::new(); pools],
        };
        let mut stop_of = Per::new(pools, u32::MAX);
        for (at, route) in system.routes.iter().enumerate() {
            let way = way(route, &rank, &mut stop_of, pools);
            for (stop, pool) in way.pools.iter().enumerate() {
                if let Some(stops) = shape.stops.get_mut(*pool as usize) {
                    stops.push((at as u32, stop as u32));
                }
                stop_of.set(*pool as usize, u32::MAX);
            }
            shape.ways.push(way);
        }
        shape
    }
}

/// Callers first: the reverse of the order in which a depth-first search leaves the pools.
fn order(system: &System) -> Vec<u32> {
    let pools = system.pools.len();
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); pools];
    let mut called = Per::new(pools, false);
    for call in system.routes.iter().flat_map(|route| &route.calls) {
        if call.to as usize >= pools || call.leaf {
            continue;
        }
        called.set(call.to as usize, true);
        if let Some(next) = next.get_mut(call.from as usize) {
            next.push(call.to);
        }
    }
    for next in &mut next {
        next.sort_unstable();
        next.dedup();
    }
    let starts = system.routes.iter().flat_map(|route| route.starts.iter().map(|start| start.0));
    let roots = (0..pools as u32).filter(|pool| !called.at(*pool as usize));
    let from: Vec<u32> = starts.chain(roots).chain(0..pools as u32).collect();
    let mut seen = Per::new(pools, false);
    let mut order = Vec::with_capacity(pools);
    let mut path: Vec<(u32, usize)> = Vec::new();
    for start in from {
        if seen.see(start as usize) != Some(&false) {
            continue;
        }
        seen.set(start as usize, true);
        path.push((start, 0));
        while let Some((pool, at)) = path.last_mut() {
            if let Some(to) = next.get(*pool as usize).and_then(|next| next.get(*at)) {
                *at += 1;
                if !seen.at(*to as usize) {
                    seen.set(*to as usize, true);
                    path.push((*to, 0));
                }
            } else {
                order.push(*pool);
                path.pop();
            }
        }
    }
    order.reverse();
    order
}

/// Pools whose slots a request holds while it comes back to them.
fn circular(system: &System, rank: &Per<u32>, pools: usize) -> Per<bool> {
    let mut circular = Per::new(pools, false);
    for call in system.routes.iter().flat_map(|route| &route.calls) {
        if call.waits && !call.leaf && rank.at(call.to as usize) <= rank.at(call.from as usize) {
            circular.set(call.to as usize, true);
            circular.set(call.from as usize, true);
        }
    }
    circular
}

fn way(route: &Route, rank: &Per<u32>, stop_of: &mut Per<u32>, pools: usize) -> Way {
    let mut reached: Vec<u32> = Vec::new();
    let mut todo: Vec<u32> = route.starts.iter().map(|(start, _)| *start).collect();
    todo.reverse();
    while let Some(pool) = todo.pop() {
        if pool as usize >= pools || stop_of.at(pool as usize) != u32::MAX {
            continue;
        }
        stop_of.set(pool as usize, 0);
        reached.push(pool);
        // What is called back makes no calls, but it is reached.
        todo.extend(route.calls_of(pool).iter().map(|call| call.to));
    }
    reached.sort_unstable_by_key(|pool| rank.at(*pool as usize));
    for (stop, pool) in reached.iter().enumerate() {
        stop_of.set(*pool as usize, stop as u32);
    }
    let mut way = Way { first: vec![0], ..Way::default() };
    for (stop, pool) in reached.iter().enumerate() {
        let begin = route.first.get(*pool as usize).copied().unwrap_or(0);
        for (at, call) in route.calls_of(*pool).iter().enumerate() {
            let to = stop_of.at(call.to as usize);
            if (call.to as usize) < pools && call.to != *pool {
                way.calls.push(Leg { call: begin + at as u32, to, back: to as usize <= stop });
            }
        }
        way.first.push(way.calls.len() as u32);
    }
    way.starts = route
        .starts
        .iter()
        .filter(|(pool, _)| (*pool as usize) < pools)
        .map(|(pool, share)| (stop_of.at(*pool as usize), *share))
        .collect();
    way.pools = reached;
    way
}
