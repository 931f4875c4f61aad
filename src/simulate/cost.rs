//! How many events a run will take, before it is made.

use super::script::{Leg, Script};
use super::{Plan, What};

/// Visits above one another that are looked at.
const DEEPEST: u32 = 200;

/// About how many events this takes: two for what arrives and one for each piece of work and each
/// way over a network; attempts after the first are not foreseen.
pub(super) fn events(script: &Script, plan: &Plan) -> f64 {
    let seconds = if plan.seconds.is_finite() { plan.seconds.max(0.0) } else { 0.0 };
    let mut all = 0.0;
    for (journey, route) in script.routes.iter().zip(0..) {
        let each = of_request(script, route);
        let traffic = mean_traffic(plan, route, seconds);
        all += journey.rate * traffic * seconds * each.events;
        if journey.users > 0.0 {
            let users = journey.users * traffic.max(1.0);
            let cycle = journey.think + each.at_rest;
            let rate = (users / cycle.max(1e-3)).min(each.bottleneck);
            all += users + rate * seconds * each.events;
        }
        for happening in &plan.happenings {
            if let What::Burst { route: of, people, .. } = happening.what
                && of == route
            {
                all += f64::from(people) * each.events;
            }
        }
    }
    all
}

/// True when something arrives.
pub(super) fn anything_arrives(script: &Script, plan: &Plan) -> bool {
    let burst = |what: &What| matches!(what, What::Burst { people, .. } if *people > 0);
    script.routes.iter().any(|j| !j.starts.is_empty() && (j.rate > 0.0 || j.users >= 1.0))
        || plan.happenings.iter().any(|happening| burst(&happening.what))
}

/// By how much the plan multiplies a route's traffic, over the whole length.
fn mean_traffic(plan: &Plan, route: u32, seconds: f64) -> f64 {
    let mut more = 1.0;
    for happening in &plan.happenings {
        if let What::Traffic { route: only, times } = happening.what
            && only.is_none_or(|only| only == route)
            && times.is_finite()
            && seconds > 0.0
        {
            let lasts = happening.until.min(seconds) - happening.from.max(0.0);
            more *= 1.0 + (times.max(0.0) - 1.0) * (lasts / seconds).clamp(0.0, 1.0);
        }
    }
    more
}

struct Each {
    events: f64,
    at_rest: f64,
    /// Most a second that the narrowest pool lets through.
    bottleneck: f64,
}

/// One request, with all its visits.
fn of_request(script: &Script, route: u32) -> Each {
    let pools = script.pools.len() as usize;
    let Some(journey) = script.routes.iter().nth(route as usize) else {
        return Each { events: 0.0, at_rest: 0.0, bottleneck: f64::INFINITY };
    };
    let mut each = Each { events: 1.0, at_rest: 0.0, bottleneck: f64::INFINITY };
    // Visits by pool, one level of calls after the other.
    let mut level = vec![0.0; pools];
    for (pool, _) in &journey.starts {
        if let Some(visits) = level.get_mut(*pool as usize) {
            *visits += 1.0 / journey.starts.len() as f64;
        }
    }
    let mut demand = vec![0.0; pools];
    for _ in 0..DEEPEST {
        let mut next = vec![0.0; pools];
        let mut any = false;
        for (pool, visits) in level.iter().enumerate().filter(|(_, visits)| **visits > 1e-9) {
            let calls = script.legs_of(route, pool as u32).collect::<Vec<&Leg>>();
            for leg in calls {
                let uses = visits * leg.call.mean_times();
                let network = leg.call.network;
                each.events += if network > 0.0 { 2.0 * uses } else { 0.0 };
                let own = script.pools[leg.call.to].pool.work.mean;
                let work = leg.call.work.map_or(own, |work| work.mean);
                each.events += if work > 0.0 { uses } else { 0.0 };
                each.at_rest += uses * (network + if work.is_finite() { work } else { 0.0 });
                if let Some(sum) = demand.get_mut(leg.call.to as usize) {
                    *sum += uses * work;
                }
                if !leg.call.leaf
                    && let Some(sum) = next.get_mut(leg.call.to as usize)
                {
                    *sum += uses;
                    any = true;
                }
            }
        }
        if !any {
            break;
        }
        level = next;
    }
    for (station, demand) in script.pools.iter().zip(demand) {
        if demand > 0.0 && !station.pool.per_key {
            each.bottleneck = each.bottleneck.min(station.pool.all_slots() / demand);
        }
    }
    each
}
