//! Cases that the solver must reach.

use loadbearing::facts::solver::burst::Burst;
use loadbearing::facts::solver::transient::Surge;
use loadbearing::facts::solver::{Solution, calls, retries, solve};
use loadbearing::facts::system::System;
use loadbearing::model::node::Balancing;
use loadbearing::simulate::{Happening, What};

use super::Row;
use super::read::Case;

/// Every number of every case that is for this engine.
pub(crate) fn rows(cases: &[Case]) -> Vec<Row> {
    let mut rows = Vec::new();
    for case in cases {
        let solved = Solved::of(case);
        for expect in case.expect.iter().filter(|expect| expect.is_for("analytic")) {
            let (reached, how) = solved.metric(&expect.metric);
            rows.push(Row::new(case, "analytic", expect, reached).by(how));
        }
    }
    rows
}

/// A case before, during and after what happens in it.
struct Solved<'c> {
    case: &'c Case,
    system: System,
    happenings: Vec<Happening>,
    before: Solution,
    after: Solution,
}

impl<'c> Solved<'c> {
    fn of(case: &'c Case) -> Self {
        let system = case.system();
        let happenings = case.plan(&system, 1.0, 0).happenings;
        let before = solve(&system);
        let after = solve(&after(&system, &happenings));
        Self { case, system, happenings, before, after }
    }

    fn pool(&self) -> usize {
        self.case.only_pool() as usize
    }

    fn named(&self, id: &str) -> usize {
        self.case.pool(id) as usize
    }

    /// What came out, in the unit of the metric.
    fn metric(&self, metric: &str) -> (Vec<f64>, String) {
        let parts: Vec<&str> = metric.split('.').collect();
        if let Some(reached) = self.burst(&parts) {
            return (vec![reached], "burst worked off in turn".to_owned());
        }
        let fixed = Self::without_boxes(metric);
        if let Some(reached) = fixed {
            return (vec![reached], String::new());
        }
        let solution = if parts.contains(&"after") { &self.after } else { &self.before };
        let route = solution.routes.first();
        let how = |method: &str| method.to_owned();
        let one = |value: f64| (vec![value], String::new());
        match parts.as_slice() {
            ["response_ms", "mean", .., "random_lb"] => {
                let random = self.random(parts.contains(&"after"));
                one(random.routes[0].response.mean * 1e3)
            }
            ["response_ms", "total"] => {
                let total: f64 = solution.pools.iter().map(|pool| pool.response.mean).sum();
                one(total * 1e3)
            }
            ["response_ms", quantile @ ("p95" | "p99"), ..] => {
                let share = if *quantile == "p95" { 0.95 } else { 0.99 };
                let response = route.unwrap().response;
                (vec![response.quantile(share) * 1e3], how(response.method()))
            }
            ["response_ms", "mean", ..] => one(route.unwrap().response.mean * 1e3),
            ["response_ms", id] => one(solution.pools[self.named(id)].response.mean * 1e3),
            ["wait_ms", "mean"] => one(solution.pools[self.pool()].wait.mean * 1e3),
            ["wait_ms", "p95"] => {
                let wait = solution.pools[self.pool()].wait;
                (vec![wait.quantile(0.95) * 1e3], how(wait.method()))
            }
            ["utilisation", "after"] => one(solution.pools[self.pool()].utilisation),
            ["utilisation", id, "key1"] => {
                let pool = &solution.pools[self.named(id)];
                one(pool.throughput / pool.capacity)
            }
            ["utilisation", id] => one(solution.pools[self.named(id)].utilisation),
            ["queue_len", id] => one(solution.pools[self.named(id)].queue),
            ["p_wait", id] => one(solution.pools[self.named(id)].waits),
            ["p_state", id, n] => {
                let n: usize = n.parse().unwrap();
                one(solution.pools[self.named(id)].states.get(n).copied().unwrap_or(f64::NAN))
            }
            ["reject_fraction"] => {
                let route = route.unwrap();
                one(1.0 - route.success)
            }
            ["success_fraction"] => one(route.unwrap().success),
            ["attempts_per_request"] => one(route.unwrap().calls[0].attempts),
            ["throughput_per_s"] => one(route.unwrap().throughput),
            ["busy", id, _] => one(solution.pools[self.named(id)].busy),
            ["capacity_per_s", id, _] => one(solution.pools[self.named(id)].capacity),
            ["max_rate_before_saturation_per_s"] => one(solution.pools[self.pool()].capacity),
            ["hit_ratio"] => {
                let (pool, route) = (&self.system.pools[0], self.case.keys().unwrap());
                let hit = loadbearing::facts::solver::caches::hit_ratio(
                    &pool.cached.unwrap(),
                    route,
                    0.0,
                );
                (vec![hit.unwrap()], how("Che"))
            }
            _ => self.in_time(metric),
        }
    }

    /// What builds up while something lasts.
    fn in_time(&self, metric: &str) -> (Vec<f64>, String) {
        let one = |value: f64| (vec![value], "fluid".to_owned());
        let retries = |solution: &Solution| solution.routes[0].calls[0].retries.clone().unwrap();
        let pool = self.named_or_only("order");
        match metric {
            "time_to_pool_exhaustion_s" => one(self.surge(pool).full_after()),
            "queue_growth_per_s.order.after" => one(self.surge(pool).growth()),
            "backlog_at_end_of_spike" => one(self.surge(pool).backlog(60.0)),
            "max_wait_ms" => one(self.surge(pool).longest_wait(60.0) * 1e3),
            "drain_s" => {
                let calm = &self.before.pools[pool];
                one(self.surge(pool).drain(60.0, calm.arrivals, calm.capacity))
            }
            "stable_below_per_s" => one(retries(&self.before).stable_below),
            "fixed_points_offered_per_s" => {
                (retries(&self.before).fixed_points, "scan and bisection".to_owned())
            }
            "saddle_node_per_s" => {
                let fails = |x: f64| (-(100.0 - x) * 0.25).exp();
                one(loadbearing::facts::solver::retries::saddle_node(3, 100.0, fails))
            }
            "db_load_per_s.before" => one(self.before.pools[self.named("db")].arrivals),
            "db_load_per_s.after" => one(self.cold().pools[self.named("db")].arrivals),
            "db_overload_factor.after" => {
                let db = &self.cold().pools[self.named("db")];
                one(db.arrivals / db.capacity)
            }
            _ => (Vec::new(), format!("no such number: {}", self.case.title)),
        }
    }

    fn named_or_only(&self, id: &str) -> usize {
        let boxes = self.case.json["boxes"].as_array().unwrap();
        if boxes.iter().any(|one| one["id"] == id) { self.named(id) } else { self.pool() }
    }

    fn surge(&self, pool: usize) -> Surge {
        let during = solve(&during(&self.system, &self.happenings));
        let (calm, now) = (&self.before.pools[pool], &during.pools[pool]);
        Surge {
            slots: now.slots,
            busy: calm.busy,
            arrivals: now.arrivals,
            passes: now.throughput,
            hold: now.hold.mean,
            queue: f64::INFINITY,
        }
    }

    /// The same with replicas that are picked at random.
    fn random(&self, late: bool) -> Solution {
        let mut system =
            if late { after(&self.system, &self.happenings) } else { self.system.clone() };
        for pool in &mut system.pools {
            pool.balancing = Balancing::Random;
        }
        solve(&system)
    }

    /// The cache has no answer for anything.
    fn cold(&self) -> Solution {
        let mut system = self.system.clone();
        for call in system.routes.iter_mut().flat_map(|route| &mut route.calls) {
            call.probability = 1.0;
        }
        solve(&system)
    }

    /// Many at once, in turn.
    fn burst(&self, parts: &[&str]) -> Option<f64> {
        let people = self.happenings.iter().find_map(|happening| match happening.what {
            What::Burst { people, .. } => Some(people),
            _ => None,
        })?;
        let lock = self.named("rowlock");
        // Slots in front of the lock change nothing: they wait for the same lock.
        let hold = self.before.pools[lock].hold.mean;
        let burst = Burst { people: f64::from(people), hold, slots: 1.0 };
        Some(match parts {
            ["completed"] => burst.served_within(f64::INFINITY),
            ["response_ms", "mean"] => burst.mean() * 1e3,
            ["response_ms", "max"] => burst.last() * 1e3,
            ["response_ms", "p50"] => burst.quantile(0.5) * 1e3,
            _ => return None,
        })
    }

    fn without_boxes(metric: &str) -> Option<f64> {
        let years = |availability: f64| (1.0 - availability) * 30.0 * 24.0;
        Some(match metric {
            "attempts_per_user_action.3x4" => retries::layers(&[4.0; 3]),
            "attempts_per_user_action.5x3" => retries::layers(&[3.0; 5]),
            "p_slow.fanout100.p99" => calls::fan_out(0.01, 100.0),
            "p_slow.fanout2000.p9999" => calls::fan_out(0.0001, 2000.0),
            "availability" => calls::all_needed(0.9999, 30.0),
            "downtime_h_per_30d" => years(calls::all_needed(0.9999, 30.0)),
            _ => return None,
        })
    }
}

/// The system while the first things of each subject last.
fn during(system: &System, happenings: &[Happening]) -> System {
    let first = happenings.iter().map(|one| one.from).fold(f64::INFINITY, f64::min);
    let now: Vec<Happening> = happenings.iter().filter(|one| one.from <= first).copied().collect();
    changed(system, &now)
}

/// The system at the end.
fn after(system: &System, happenings: &[Happening]) -> System {
    let last: Vec<Happening> =
        happenings.iter().filter(|one| one.until.is_infinite()).copied().collect();
    changed(system, &last)
}

fn changed(system: &System, happenings: &[Happening]) -> System {
    use loadbearing::facts::system::Arrivals;
    let mut system = system.clone();
    for happening in happenings {
        match happening.what {
            What::Works { pool, work } => system.pools[pool as usize].work = work,
            What::Down { pool, replicas: Some(away) } => {
                system.pools[pool as usize].replicas -= away;
            }
            What::Traffic { times, .. } => {
                for route in &mut system.routes {
                    if let Arrivals::Open(rate) = &mut route.arrivals {
                        *rate *= times;
                    }
                }
            }
            _ => {}
        }
    }
    system
}
