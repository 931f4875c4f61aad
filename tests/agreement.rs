//! Solver and simulator on random stable boards: they agree as closely as each region promises.
//!
//! `cargo test` tries twenty boards; `cargo test --release --test agreement -- --ignored` two hundred.
//! What the solver itself calls outside its range is left out.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]
#![expect(clippy::print_stdout, reason = "what disagrees is said")]

use loadbearing::facts::Place;
use loadbearing::facts::solver::{Outside, Solution, solve};
use loadbearing::facts::system::{Arrivals, Call, Keys, Pool, Route, System, Work};
use loadbearing::simulate::{Plan, Timeline, run};

/// A small generator whose numbers never change (`SplitMix64`).
struct Random(u64);

impl Random {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        from + self.share() * (to - from)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.share() * end as f64) as usize
    }

    fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }
}

/// What a board has that decides how closely the two must agree.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
struct Region {
    /// Users who think, beside others or alone.
    closed: bool,
    shared: bool,
    lock_over_calls: bool,
    layered: bool,
    busiest: f64,
}

impl Region {
    /// Allowed relative difference of a throughput.
    fn throughput(&self) -> f64 {
        if self.lock_over_calls || self.layered { 0.01 } else { 0.005 }
    }

    /// Allowed relative difference of a mean response.
    fn response(&self) -> f64 {
        if self.lock_over_calls || self.closed && self.layered || self.busiest > 0.85 {
            0.10
        } else if self.shared || self.layered {
            0.08
        } else {
            0.03
        }
    }
}

/// A stable system: one or two routes through pools that call each other, callers first. Some routes
/// are a closed population that thinks; some pools fail, and who calls them tries again.
fn system(seed: u64) -> (System, Region) {
    let mut random = Random(seed);
    let routes = 1 + random.below(2);
    let nodes = (3 + random.below(10)).max(routes + 2);
    let mut pools: Vec<Pool> = Vec::new();
    for i in 0..nodes {
        let plain = Pool::plain(Place::Node(i as u32));
        pools.push(if i < routes {
            plain
        } else {
            Pool {
                slots: Some(1 + random.below(12) as u32),
                work: Work {
                    mean: random.between(0.002, 0.03),
                    scv: if random.chance(0.7) { 1.0 } else { random.share() },
                },
                queue: random.chance(0.15).then(|| 200 + random.below(200) as u32),
                ..plain
            }
        });
    }
    if random.chance(0.4) {
        // A lock for each item, sometimes held over calls.
        let lock = routes + 1 + random.below(nodes - routes - 1);
        pools[lock].slots = Some(1);
        pools[lock].per_key = true;
        pools[lock].queue = None;
    }
    let mut callers = vec![0_u32; nodes];
    let mut all = Vec::new();
    // Something fails now and then, and is tried again.
    let fails = random.chance(0.25).then(|| nodes - 1);
    if let Some(fails) = fails {
        pools[fails].errors = random.between(0.02, 0.3);
    }
    let retries = 1 + random.below(3) as u32;
    let mut link = 0;
    for route in 0..routes {
        let mut calls: Vec<Call> = Vec::new();
        let mut reached = vec![route];
        #[expect(clippy::needless_range_loop, reason = "the place is the name of the pool")]
        for to in routes..nodes {
            // Everything is called by somebody, some by several.
            let times = if random.chance(0.2) { 2 } else { 1 };
            if to > routes && route > 0 && random.chance(0.5) {
                continue;
            }
            for _ in 0..times {
                let from = reached[random.below(reached.len())];
                if from == to || from == route && calls.iter().any(|call| call.from == route as u32)
                {
                    continue;
                }
                if calls.iter().any(|call| (call.from, call.to) == (from as u32, to as u32)) {
                    continue;
                }
                let call = Call {
                    probability: if random.chance(0.3) { random.between(0.3, 0.9) } else { 1.0 },
                    network: if random.chance(0.3) { 0.001 } else { 0.0 },
                    retries: if fails == Some(to) { retries } else { 0 },
                    ..Call::plain(link, from as u32, to as u32)
                };
                link += 1;
                callers[to] += 1;
                calls.push(call);
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
        }
        all.push(Route {
            flow: None,
            starts: vec![(route as u32, 1.0)],
            arrivals: if random.chance(0.25) {
                Arrivals::Closed {
                    users: (10.0 + 40.0 * random.share()).round(),
                    think: random.between(0.2, 2.0),
                }
            } else {
                Arrivals::Open(random.between(0.5, 1.5))
            },
            keys: Keys::Hot { share: random.between(0.05, 0.4), others: Some(50.0) },
            calls,
            first: Vec::new(),
            repeat_safe: false,
        });
    }
    let mut system = System { nodes, links: link as usize, pools, routes: all };
    system.index();
    let goal = random.between(0.3, 0.85);
    load(&mut system, goal);
    let solution = solve(&system);
    let over = |pool: usize| {
        system.pools[pool].per_key
            && system.routes.iter().any(|r| !r.calls_of(pool as u32).is_empty())
    };
    let region = Region {
        closed: system.routes.iter().any(|r| matches!(r.arrivals, Arrivals::Closed { .. })),
        shared: callers.iter().any(|callers| *callers > 1),
        lock_over_calls: (0..nodes).any(over),
        layered: solution.pools.iter().any(|pool| pool.layered),
        busiest: busiest(&solution),
    };
    (system, region)
}

fn busiest(solution: &Solution) -> f64 {
    let use_of = |pool: &loadbearing::facts::solver::PoolSolution| pool.arrivals / pool.capacity;
    solution.pools.iter().map(use_of).filter(|part| part.is_finite()).fold(0.0, f64::max)
}

/// Scales rates and users until the busiest pool is as busy as that.
fn load(system: &mut System, goal: f64) {
    let mut factor = 1.0;
    let plain = system.clone();
    for _ in 0..20 {
        for (route, before) in system.routes.iter_mut().zip(&plain.routes) {
            route.arrivals = match before.arrivals {
                Arrivals::Open(rate) => Arrivals::Open(rate * factor),
                Arrivals::Closed { users, think } => {
                    Arrivals::Closed { users, think: (think / factor).clamp(0.05, 1e3) }
                }
                Arrivals::Unknown => Arrivals::Unknown,
            };
        }
        factor *= (goal / busiest(&solve(system)).max(1e-6)).clamp(0.2, 5.0);
    }
}

/// Student's t for 2 to 9 degrees of freedom.
const T: [f64; 8] = [4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/// Mean and half of the 95 % interval over seeds.
fn interval(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0);
    (mean, T[values.len() - 3] * (variance / n).sqrt())
}

fn play(system: &System, solution: &Solution, requests: f64, seed: u64) -> Timeline {
    let rate: f64 = solution.routes.iter().map(|route| route.rate).sum();
    let mut plan = Plan::calm(requests / rate * 1.1, seed);
    plan.warm_up = plan.seconds / 11.0;
    run(system, &plan, &mut |_| true).unwrap()
}

/// Seconds that count.
fn counted(run: &Timeline) -> f64 {
    run.seconds * 10.0 / 11.0
}

/// What ends a second after the warm-up, by route.
fn ended(run: &Timeline, at: usize) -> f64 {
    let first = (run.seconds / 11.0 / run.step).ceil() as usize;
    let flow = &run.flows[at];
    let counts = flow.ok[first..].iter().chain(&flow.failed[first..]);
    let steps = flow.ok.len() - first;
    counts.map(|n| f64::from(*n)).sum::<f64>() / (steps as f64 * run.step)
}

/// No more than the users allow, and no more than the slots allow, whoever computes it: X ≤
/// min(N ÷ (Z + D), 1 ÷ Dmax) (Denning and Buzen 1978).
fn bounds(system: &System, solution: &Solution, runs: &[Timeline]) {
    for (at, (route, solved)) in system.routes.iter().zip(&solution.routes).enumerate() {
        if let Arrivals::Closed { users, think } = route.arrivals {
            // The least a request takes: its own work, were it alone.
            let alone = least(system, route);
            let most = users / (think + alone);
            assert!(solved.rate <= most * 1.000_001, "{} of {most}", solved.rate);
            for run in runs {
                let simulated = ended(run, at);
                // As many as all users may end at once when the counting begins.
                let some = users / counted(run);
                assert!(simulated <= most * 1.05 + some, "{simulated} of {most}");
            }
        }
    }
    for (pool, solved) in solution.pools.iter().enumerate() {
        let work = system.pools[pool].work.mean;
        if !solved.slots.is_finite() || system.pools[pool].per_key || work <= 0.0 {
            continue;
        }
        let most = solved.slots / work;
        assert!(solved.throughput <= most * 1.000_001, "{} of {most}", solved.throughput);
        for run in runs {
            let answered: f64 = run.pools[pool].answered.iter().map(|n| f64::from(*n)).sum();
            // What varies averages out: five standard deviations and the slots themselves.
            let room = most * run.seconds;
            let most = room + 5.0 * room.sqrt() + solved.slots;
            assert!(answered <= most, "{answered} of {most}");
        }
    }
}

/// The least time a request of a route takes, the first pool's calls made one after the other.
fn least(system: &System, route: &Route) -> f64 {
    fn of(system: &System, route: &Route, pool: u32) -> f64 {
        let calls = route.calls_of(pool).iter();
        let below: f64 = calls
            .map(|call| {
                let once = call.network + of(system, route, call.to);
                // Without what fails before it: a call may not be reached.
                call.probability * call.times * once
            })
            .sum();
        system.pools[pool as usize].work.mean + below
    }
    // Requests that fail early or are turned away take less than any that are answered.
    if system.pools.iter().any(|pool| pool.errors > 0.0 || pool.queue.is_some()) {
        return 0.0;
    }
    route.starts.iter().map(|(pool, share)| share * of(system, route, *pool)).sum()
}

/// Laws that hold whatever the system.
fn laws(system: &System, solution: &Solution) {
    // Users whose rate is found in rounds leave what the last round changed.
    let closed = system.routes.iter().any(|r| matches!(r.arrivals, Arrivals::Closed { .. }));
    let settled = if closed { 1e-6 } else { 1e-9 };
    for (pool, one) in system.pools.iter().zip(&solution.pools) {
        let number = one.throughput * one.response.mean;
        let parts = one.queue + one.busy;
        if pool.holds && number.is_finite() && number > 0.0 {
            assert!((number / parts - 1.0).abs() < settled, "Little: {number} {parts}");
        }
        assert!(one.busy <= one.slots * (1.0 + 1e-9), "busy {} of {}", one.busy, one.slots);
        assert!(
            one.throughput <= one.arrivals * (1.0 + settled),
            "{} of {} {one:?}",
            one.throughput,
            one.arrivals
        );
        let numbers = [one.wait.mean, one.hold.mean, one.queue, one.busy, one.lost, one.waits];
        assert!(numbers.iter().all(|number| !number.is_nan() && *number >= 0.0), "{numbers:?}");
    }
}

/// What disagrees on one board.
fn disagreements(seed: u64, requests: f64, seeds: u64) -> Vec<String> {
    let (system, region) = system(seed);
    let solution = solve(&system);
    laws(&system, &solution);
    let runs: Vec<Timeline> = (1..=seeds).map(|s| play(&system, &solution, requests, s)).collect();
    bounds(&system, &solution, &runs);
    let mut wrong = Vec::new();
    for run in &runs {
        for flow in &run.flows {
            let under_way = flow.under_way.last().copied().unwrap_or(0);
            let ended = flow.outcomes.ended() + u64::from(under_way);
            assert_eq!(flow.all_begun, ended, "requests get lost");
        }
    }
    for (at, route) in solution.routes.iter().enumerate() {
        if route.outside.is_some() {
            continue;
        }
        let through: Vec<f64> = runs.iter().map(|run| ended(run, at)).collect();
        let (mean, half) = interval(&through);
        if (route.rate - mean).abs() > region.throughput() * mean + half {
            wrong.push(format!(
                "board {seed}, route {at}: {:.3}/s by formula, {mean:.3} ± {half:.3}/s simulated ({region:?})",
                route.rate
            ));
        }
        let well: Vec<f64> = runs
            .iter()
            .map(|run| {
                let outcomes = run.flows[at].outcomes;
                outcomes.ok as f64 / outcomes.ended().max(1) as f64
            })
            .collect();
        let (mean, half) = interval(&well);
        if (route.success - mean).abs() > 0.01 * mean + half {
            wrong.push(format!(
                "board {seed}, route {at}: {:.4} end well by formula, {mean:.4} ± {half:.4} simulated ({region:?})",
                route.success
            ));
        }
        let times: Vec<f64> = runs.iter().map(|run| run.flows[at].response.mean()).collect();
        let (mean, half) = interval(&times);
        let off = (route.response.mean - mean).abs();
        if off > region.response() * mean + half {
            wrong.push(format!(
                "board {seed}, route {at}: response {:.5} s by formula, {mean:.5} ± {half:.5} s simulated ({region:?})",
                route.response.mean
            ));
        }
    }
    for (at, route) in solution.routes.iter().enumerate() {
        for call in route.calls.iter().filter(|call| call.attempts > 1.0 && call.uses > 0.0) {
            let shared = system.routes.iter().enumerate().any(|(other, route)| {
                other != at && route.calls.iter().any(|c| c.link == call.link)
            });
            if shared {
                continue;
            }
            let attempts: Vec<f64> = runs
                .iter()
                .map(|run| {
                    let sum = |counts: &[u32]| counts.iter().map(|n| f64::from(*n)).sum::<f64>();
                    let link = &run.links[call.link as usize];
                    1.0 + sum(&link.retries) / sum(&link.calls).max(1.0)
                })
                .collect();
            let (mean, half) = interval(&attempts);
            if (call.attempts - mean).abs() > 0.01 * mean + half {
                wrong.push(format!(
                    "board {seed}, link {}: {:.4} attempts by formula, {mean:.4} ± {half:.4} simulated",
                    call.link, call.attempts
                ));
            }
        }
    }
    for (at, pool) in solution.pools.iter().enumerate() {
        if !pool.slots.is_finite() || pool.outside.is_some() || pool.throughput <= 0.0 {
            continue;
        }
        let parts: Vec<f64> = runs
            .iter()
            .map(|run| run.pools[at].busy_seconds / (run.seconds * 10.0 / 11.0) / pool.slots)
            .collect();
        let (mean, half) = interval(&parts);
        // A pool is as busy as its hold is long, and that is as exact as the waits in it.
        let leaf = system.routes.iter().all(|route| route.calls_of(at as u32).is_empty());
        let most = if leaf { 2.0 * region.throughput() } else { region.response() };
        if (pool.utilisation - mean).abs() > most * mean.max(0.05) + half {
            wrong.push(format!(
                "board {seed}, pool {at}: busy {:.4} by formula, {mean:.4} ± {half:.4} simulated ({region:?})",
                pool.utilisation
            ));
        }
    }
    wrong
}

fn all(boards: std::ops::Range<u64>, requests: f64, seeds: u64) {
    let count = boards.end - boards.start;
    let wrong: Vec<String> = boards.flat_map(|seed| disagreements(seed, requests, seeds)).collect();
    for line in &wrong {
        println!("{line}");
    }
    // One interval in twenty misses by chance; each board gives several.
    assert!(wrong.is_empty(), "{} disagreements on {count} boards", wrong.len());
}

/// Why the solver does not stand for what it says of a board.
fn left_out(seed: u64) -> Option<Outside> {
    solve(&system(seed).0).routes.iter().find_map(|route| route.outside)
}

#[test]
fn twenty_boards_agree() {
    all(0..20, 6_000.0, 4);
}

#[test]
#[ignore = "two hundred boards, for an optimised build"]
fn two_hundred_boards_agree() {
    all(0..200, 100_000.0, 4);
    // Most are inside the range, or agreeing says little: of boards as busy as these three in four.
    let left_out: Vec<Outside> = (0..200).filter_map(left_out).collect();
    println!("{} of 200 boards are outside the formula's range: {left_out:?}", left_out.len());
    assert!(left_out.len() <= 60, "{}", left_out.len());
}
