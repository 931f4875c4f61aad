//! Cases that the simulator must reach, each as the mean over several seeds.

use loadbearing::facts::Place;
use loadbearing::facts::system::{Arrivals, Call, Keys, Pool, Route, System, Work};
use loadbearing::simulate::{self, Happening, Histogram, Plan, Timeline, What};

use super::Row;
use super::read::{Case, Expect};

/// Seeds whose mean is taken.
const SEEDS: [u64; 3] = [1, 2, 3];
/// Seeds of which a majority decides where a system has two ways to be.
const JURY: [u64; 5] = [1, 2, 3, 4, 5];

/// Every number of every case that is for this engine.
pub(crate) fn rows(cases: &[Case]) -> Vec<Row> {
    let mut rows = Vec::new();
    for case in cases {
        let expects: Vec<&Expect> = case.expect.iter().filter(|e| e.is_for("sim")).collect();
        if expects.is_empty() {
            continue;
        }
        rows.extend(rows_of(case, &expects));
    }
    rows
}

fn rows_of(case: &Case, expects: &[&Expect]) -> Vec<Row> {
    match short(case) {
        "V25" => return expects.iter().map(|expect| retry_layers(case, expect)).collect(),
        "V28" => return metastable(case, expects),
        "V31" => return expects.iter().map(|expect| cold_cache(case, expect)).collect(),
        "V32" => return expects.iter().map(|expect| hit_ratio(case, expect)).collect(),
        _ => {}
    }
    let (seconds, warm_up) = length(case);
    let runs: Vec<Timeline> = seeds(case)
        .iter()
        .map(|seed| {
            let system = system(case);
            let mut plan = case.plan(&system, seconds, *seed);
            plan.warm_up = warm_up;
            play(&system, &plan)
        })
        .collect();
    let how = format!("{} × {seconds} s", runs.len());
    expects
        .iter()
        .map(|expect| {
            let reached = mean(runs.iter().map(|run| number(case, &expect.metric, run)));
            // A burst without chance in it is exact.
            let expect = if runs.len() > 1 { measured(expect) } else { (*expect).clone() };
            let how = if expect.relative == Some(CHANCE) {
                how.clone() + ", measured"
            } else {
                how.clone()
            };
            Row::new(case, "sim", &expect, vec![reached]).by(how)
        })
        .collect()
}

fn short(case: &Case) -> &str {
    case.id.split('-').next().unwrap()
}

fn play(system: &System, plan: &Plan) -> Timeline {
    simulate::run(system, plan, &mut |_| true).unwrap()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let all: Vec<f64> = values.collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// A burst of a known size has no chance in it.
fn seeds(case: &Case) -> &'static [u64] {
    if short(case).starts_with("V19") { &SEEDS[..1] } else { &SEEDS }
}

/// How long, and what of it is warm-up: as long as the tolerance needs.
fn length(case: &Case) -> (f64, f64) {
    match short(case) {
        "V01" | "V05a" => (3_000.0, 60.0),
        "V04" => (2_000.0, 20.0),
        "V07" => (3_000.0, 30.0),
        "V14a" | "V14c" | "V14e" => (1_500.0, 20.0),
        "V14g" => (3_000.0, 60.0),
        "V15" => (3_000.0, 60.0),
        "V17" => (180.0, 0.0),
        "V20b" => (2_000.0, 60.0),
        "V21" => (2_000.0, 60.0),
        "V22" => (600.0, 0.0),
        "V23" => (300.0, 0.0),
        "V26" => (200.0, 5.0),
        _ => (60.0, 0.0),
    }
}

/// The case as a system; a step short enough for what is read from the tracks.
fn system(case: &Case) -> System {
    case.system()
}

/// Steps from one time to another.
fn steps(run: &Timeline, from: f64, until: f64) -> std::ops::Range<usize> {
    let step = |time: f64| ((time / run.step).round() as usize).min(run.steps());
    step(from)..step(until)
}

fn level(run: &Timeline, track: &[f64], from: f64, until: f64) -> f64 {
    mean(track[steps(run, from, until)].iter().copied())
}

fn rate(run: &Timeline, track: &[u32], from: f64, until: f64) -> f64 {
    let steps = steps(run, from, until);
    let time = steps.len() as f64 * run.step;
    track[steps].iter().map(|n| f64::from(*n)).sum::<f64>() / time
}

fn milliseconds(histogram: &Histogram, which: &str) -> f64 {
    1e3 * match which {
        "mean" => histogram.mean(),
        "max" => histogram.most,
        _ => {
            let digits = which.trim_start_matches('p');
            histogram.quantile(format!("0.{digits}").parse().unwrap())
        }
    }
}

/// One number of one run.
fn number(case: &Case, metric: &str, run: &Timeline) -> f64 {
    let flow = &run.flows[0];
    let (seconds, warm_up) = length(case);
    let counted = seconds - warm_up;
    let parts: Vec<&str> = metric.split('.').collect();
    let track = |name: &str| &run.pools[case.pool(name) as usize];
    match parts.as_slice() {
        ["response_ms", "total"] => milliseconds(&flow.settled, "mean"),
        ["response_ms", "total", which] => milliseconds(&flow.settled, which),
        ["response_ms", which] => milliseconds(&flow.response, which),
        ["throughput_per_s"] => flow.response.count as f64 / counted,
        ["completed"] => flow.outcomes.ok as f64,
        ["success_fraction"] => flow.outcomes.ok as f64 / flow.outcomes.ended() as f64,
        ["reject_fraction"] => flow.outcomes.rejected as f64 / flow.outcomes.ended() as f64,
        ["attempts_per_request"] => {
            let all = |track: &[u32]| track.iter().map(|n| f64::from(*n)).sum::<f64>();
            1.0 + all(&run.links[0].retries) / all(&run.links[0].calls)
        }
        ["utilisation", "after"] => {
            let track = &run.pools[case.only_pool() as usize];
            level(run, &track.busy, 70.0, seconds) / track.slots.last().unwrap()
        }
        ["utilisation", name] => {
            let track = track(name);
            track.busy_seconds / counted / track.slots.last().unwrap()
        }
        ["busy", name, "before"] => level(run, &track(name).busy, 10.0, 60.0),
        ["queue_growth_per_s", name, "after"] => {
            let queue = &track(name).queue;
            let at = |time: f64| level(run, queue, time - 1.0, time);
            (at(180.0) - at(70.0)) / 110.0
        }
        // Whoever comes at the end waits for all that stand before it, at the rate they leave.
        ["wait_at_t180_ms"] => {
            let order = track("order");
            let behind = level(run, &order.queue, 179.0, 180.0);
            1e3 * behind / rate(run, &order.answered, 70.0, 180.0)
        }
        ["backlog_at_end_of_spike"] => {
            let queue = &run.pools[case.only_pool() as usize].queue;
            level(run, queue, 159.5, 160.5)
        }
        ["max_wait_ms"] => 1e3 * run.pools[case.only_pool() as usize].wait.most,
        ["drain_s"] => {
            let queue = &run.pools[case.only_pool() as usize].queue;
            let spike = steps(run, 160.0, seconds);
            let empty = queue[spike.clone()].iter().position(|waiting| *waiting < 1.0).unwrap();
            empty as f64 * run.step
        }
        _ => panic!("{}: nothing says how to read {metric}", case.id),
    }
}

/// Layers of services, each of which tries so often; the last one always fails.
fn retry_layers(case: &Case, expect: &Expect) -> Row {
    let shape = expect.metric.rsplit('.').next().unwrap();
    let (layers, attempts) = shape.split_once('x').unwrap();
    let (layers, attempts): (u32, u32) = (layers.parse().unwrap(), attempts.parse().unwrap());
    let mut pools: Vec<Pool> = (0..=layers).map(|i| Pool::plain(Place::Node(i))).collect();
    pools[layers as usize].errors = 1.0;
    pools[layers as usize].work = Work::constant(0.001);
    let call = |i| Call { retries: attempts - 1, ..Call::plain(i, i, i + 1) };
    let system = one_route(pools, (0..layers).map(call).collect(), Arrivals::Unknown);
    let mut plan = Plan::calm(10.0, 1);
    let what = What::Burst { route: 0, people: 1, same_item: false };
    plan.happenings.push(Happening { from: 0.0, until: f64::INFINITY, what });
    let run = play(&system, &plan);
    let at_the_end = run.pools[layers as usize].arrived.iter().sum::<u32>();
    Row::new(case, "sim", expect, vec![f64::from(at_the_end)]).by("one request")
}

fn one_route(pools: Vec<Pool>, calls: Vec<Call>, arrivals: Arrivals) -> System {
    let (nodes, links) = (pools.len(), calls.len());
    let route = Route {
        flow: None,
        starts: vec![(0, 1.0)],
        arrivals,
        keys: Keys::Unknown,
        calls,
        first: Vec::new(),
        repeat_safe: false,
    };
    let mut system = System { pools, nodes, links, routes: vec![route] };
    system.index();
    system
}

/// What a simulation can reach of a number that is exact on paper (numbers 1.5: utilisation 1 %).
const CHANCE: f64 = 0.01;

/// A number that both engines must reach, at the tolerance of the closed form, is measured here, and
/// a measurement has chance in it.
fn measured(expect: &Expect) -> Expect {
    let exact = expect.relative.is_some_and(|relative| relative < 1e-5);
    if expect.engine == "both" && exact {
        return Expect { relative: Some(CHANCE), ..expect.clone() };
    }
    expect.clone()
}

/// What reaches the database with the cache and without it.
fn cold_cache(case: &Case, expect: &Expect) -> Row {
    let cold = expect.metric.ends_with("after");
    let seconds = 100.0;
    let mut system = case.system();
    let database = case.pool("db");
    if cold {
        for call in &mut system.routes[0].calls {
            call.probability = 1.0;
        }
    }
    let of = |seed| {
        let plan = Plan::calm(seconds, seed);
        let run = play(&system, &plan);
        f64::from(run.pools[database as usize].arrived.iter().sum::<u32>()) / seconds
    };
    let capacity = 1.0 / system.pools[database as usize].work.mean;
    let unit = if expect.metric.contains("factor") { capacity } else { 1.0 };
    let reached = mean(SEEDS.into_iter().map(of)) / unit;
    Row::new(case, "sim", &measured(expect), vec![reached]).by("3 × 100 s, measured: 1 %")
}

/// A cache that keeps what was used last, asked by itself.
fn hit_ratio(case: &Case, expect: &Expect) -> Row {
    let mut system = case.system();
    let cache = system.pools.remove(0);
    let keys = case.keys().unwrap();
    let client = Pool::plain(Place::Node(0));
    let mut alone = one_route(
        vec![client, Pool { place: Place::Node(1), ..cache }],
        vec![Call { reads: true, ..Call::plain(0, 0, 1) }],
        Arrivals::Open(1_000.0),
    );
    alone.routes[0].keys = keys;
    let of = |seed| {
        let run = play(&alone, &Plan::calm(120.0, seed));
        let track = &run.pools[1];
        // The first part fills it.
        level(&run, &track.hit_ratio, 20.0, 120.0)
    };
    let reached = mean(SEEDS.into_iter().map(of));
    Row::new(case, "sim", expect, vec![reached]).by("3 × 120,000 reads")
}

/// A variant of the metastable case.
type Variant = (&'static str, fn(&mut System, &mut Plan), bool);

/// What makes it come back, and what does not.
const VARIANTS: &[Variant] = &[
    ("as it is", |_, _| {}, false),
    ("no retries", |system, _| system.routes[0].calls[0].retries = 0, true),
    ("cancelled on timeout", |system, _| system.routes[0].calls[0].cancel = true, true),
    ("line of 10", |system, _| system.pools[1].queue = Some(10), true),
    ("20/s", |system, _| system.routes[0].arrivals = Arrivals::Open(20.0), true),
    (
        "backoff 1 s, doubled, full jitter",
        |system, _| {
            let call = &mut system.routes[0].calls[0];
            call.backoff = loadbearing::model::link::Backoff::Exponential;
            (call.pause, call.jitter) = (1.0, true);
        },
        false,
    ),
];

fn metastable(case: &Case, expects: &[&Expect]) -> Vec<Row> {
    let runs = |change: fn(&mut System, &mut Plan)| -> Vec<Timeline> {
        let of = |seed: &u64| {
            let mut system = case.system();
            let mut plan = case.plan(&system, 340.0, *seed);
            change(&mut system, &mut plan);
            play(&system, &plan)
        };
        JURY.iter().map(of).collect()
    };
    let late = |run: &Timeline| rate(run, &run.flows[0].ok, 250.0, 340.0);
    let plain = runs(VARIANTS[0].1);
    let mut rows: Vec<Row> = expects
        .iter()
        .map(|expect| {
            let number = |run: &Timeline| match expect.metric.as_str() {
                "goodput_per_s.before" => rate(run, &run.flows[0].ok, 5.0, 60.0),
                "goodput_per_s.late(250-340s)" => late(run),
                "offered_per_s.after" => {
                    let link = &run.links[0];
                    rate(run, &link.calls, 100.0, 340.0) + rate(run, &link.retries, 100.0, 340.0)
                }
                other => panic!("nothing says how to read {other}"),
            };
            let reached: Vec<f64> = plain.iter().map(number).collect();
            let good = reached.iter().filter(|one| expect.meets(&[**one])).count();
            let how = format!("{good} of {} seeds", JURY.len());
            Row::new(case, "sim", expect, vec![median(reached)]).by(how)
        })
        .collect();
    for (name, change, recovers) in VARIANTS {
        let back = runs(*change)
            .iter()
            .filter(|run| late(run) > 0.9 * rate(run, &run.flows[0].begun, 250.0, 340.0))
            .count();
        let expect = Expect {
            metric: format!("comes back: {name}"),
            values: vec![f64::from(u8::from(*recovers))],
            relative: None,
            absolute: None,
            engine: "sim".to_owned(),
        };
        let majority = f64::from(u8::from(2 * back > JURY.len()));
        let how = format!("{back} of {} seeds", JURY.len());
        rows.push(Row::new(case, "sim", &expect, vec![majority]).by(how));
    }
    rows
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
