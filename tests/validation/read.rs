//! Cases as files: boxes, arrows, events and what is to be expected, read into a system and a plan.

use std::fs;
use std::path::{Path, PathBuf};

use loadbearing::facts::Place;
use loadbearing::facts::system::{Arrivals, Cached, Call, Keys, Pool, Route, System, Work};
use loadbearing::model::node::Balancing;
use loadbearing::simulate::{Happening, Plan, What};
use serde_json::Value;

/// A published or proven result.
pub(crate) struct Case {
    /// Its name, that of its file.
    pub(crate) id: String,
    /// What it is about.
    pub(crate) title: String,
    /// The file.
    pub(crate) json: Value,
    /// What must come out.
    pub(crate) expect: Vec<Expect>,
}

/// One number that must come out.
#[derive(Clone, Debug)]
pub(crate) struct Expect {
    /// What: `response_ms.mean`, `utilisation.svc`.
    pub(crate) metric: String,
    /// How much; one number, or several.
    pub(crate) values: Vec<f64>,
    /// Allowed relative difference.
    pub(crate) relative: Option<f64>,
    /// Allowed absolute difference.
    pub(crate) absolute: Option<f64>,
    /// Which engine it checks: `analytic`, `sim`, `graph`, `both`.
    pub(crate) engine: String,
}

impl Expect {
    /// True when it is for this engine.
    pub(crate) fn is_for(&self, engine: &str) -> bool {
        self.engine == engine || (self.engine == "both" && engine != "graph")
    }

    /// True when this number is close enough; exact when no tolerance is given.
    pub(crate) fn meets(&self, reached: &[f64]) -> bool {
        let close = |(want, got): (&f64, &f64)| {
            let relative = self.relative.map(|most| (got - want).abs() <= most * want.abs());
            let absolute = self.absolute.map(|most| (got - want).abs() <= most);
            match (relative, absolute) {
                (None, None) => (got - want).abs() <= 1e-9 * want.abs().max(1.0),
                (relative, absolute) => relative == Some(true) || absolute == Some(true),
            }
        };
        self.values.len() == reached.len() && self.values.iter().zip(reached).all(close)
    }
}

/// Where the cases lie.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Every case, by name.
pub(crate) fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files.iter().map(|path| case(path)).collect()
}

fn case(path: &Path) -> Case {
    let json: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let expect = json["expect"].as_array().unwrap().iter().map(expect).collect();
    let text = |key: &str| json[key].as_str().unwrap().to_owned();
    Case { id: text("id"), title: text("title"), expect, json }
}

fn expect(json: &Value) -> Expect {
    let values = match &json["value"] {
        Value::Array(all) => all.iter().map(|one| one.as_f64().unwrap()).collect(),
        one => vec![one.as_f64().unwrap()],
    };
    Expect {
        metric: json["metric"].as_str().unwrap().to_owned(),
        values,
        relative: json["tol_rel"].as_f64(),
        absolute: json["tol_abs"].as_f64(),
        engine: json["engine"].as_str().unwrap().to_owned(),
    }
}

impl Case {
    fn list(&self, key: &str) -> &[Value] {
        self.json[key].as_array().map_or(&[], Vec::as_slice)
    }

    /// Place of a box.
    pub(crate) fn pool(&self, id: &str) -> u32 {
        let found = self.list("boxes").iter().position(|one| one["id"] == id);
        found.unwrap_or_else(|| panic!("{}: no box {id}", self.id)) as u32
    }

    /// The one box that is no client; for metrics that do not name one.
    pub(crate) fn only_pool(&self) -> u32 {
        let found = self.list("boxes").iter().position(|one| one["kind"] != "client");
        found.unwrap() as u32
    }

    /// How requests spread over items, when a box says.
    pub(crate) fn keys(&self) -> Option<Keys> {
        self.list("boxes").iter().find_map(keys)
    }

    /// The boxes and arrows as a system. Every route starts at a client.
    pub(crate) fn system(&self) -> System {
        let boxes = self.list("boxes");
        let pools: Vec<Pool> =
            boxes.iter().enumerate().map(|(i, one)| pool(one, i as u32)).collect();
        let calls: Vec<Call> = self
            .list("arrows")
            .iter()
            .enumerate()
            .map(|(i, arrow)| self.call(arrow, i as u32))
            .collect();
        let routes = boxes
            .iter()
            .enumerate()
            .filter(|(_, one)| one["kind"] == "client")
            .map(|(i, client)| Route {
                flow: None,
                starts: vec![(i as u32, 1.0)],
                arrivals: arrivals(client),
                keys: boxes.iter().find_map(keys).unwrap_or(Keys::Unknown),
                calls: calls.clone(),
                first: Vec::new(),
                repeat_safe: false,
            })
            .collect();
        let (nodes, links) = (pools.len(), calls.len());
        let mut system = System { pools, nodes, links, routes };
        system.index();
        system
    }

    fn call(&self, arrow: &Value, link: u32) -> Call {
        let id = |key: &str| self.pool(arrow[key].as_str().unwrap());
        Call {
            times: arrow["calls"].as_f64().unwrap_or(1.0),
            probability: arrow["prob"].as_f64().unwrap_or(1.0),
            waits: arrow["mode"] != "async",
            timeout: arrow["timeout_ms"].as_f64().map(|ms| ms / 1e3),
            retries: arrow["retries"].as_u64().unwrap_or(0) as u32,
            cancel: arrow["cancel"] == true,
            ..Call::plain(link, id("from"), id("to"))
        }
    }

    /// The events, as a plan of so many seconds.
    pub(crate) fn plan(&self, system: &System, seconds: f64, seed: u64) -> Plan {
        let mut plan = Plan::calm(seconds, seed);
        let boxes = self.list("boxes");
        for (i, one) in boxes.iter().enumerate() {
            if let Some(people) = one["burst"].as_u64() {
                let route = system.routes.iter().position(|r| r.starts[0].0 == i as u32).unwrap();
                let people = people as u32;
                let what = What::Burst { route: route as u32, people, same_item: true };
                plan.happenings.push(Happening { from: 0.0, until: f64::INFINITY, what });
            }
        }
        let events = self.list("events");
        for (i, event) in events.iter().enumerate() {
            let subject = |event: &Value| {
                event["box"].as_str().or(event["client"].as_str()).map(str::to_owned)
            };
            let until = events[i + 1..]
                .iter()
                .find(|later| subject(later) == subject(event))
                .map_or(f64::INFINITY, |later| later["t"].as_f64().unwrap());
            let from = event["t"].as_f64().unwrap();
            let place = self.pool(&subject(event).unwrap());
            let one = &boxes[place as usize];
            let set = &event["set"];
            let what = if let Some(rate) = set["rate_per_s"].as_f64() {
                let times = rate / one["rate_per_s"].as_f64().unwrap();
                What::Traffic { route: None, times }
            } else if let Some(own) = set["own_ms"].as_f64() {
                let pool = &system.pools[place as usize];
                What::Works { pool: place, work: Work { mean: own / 1e3, ..pool.work } }
            } else {
                let left = set["replicas"].as_u64().unwrap() as u32;
                let had = system.pools[place as usize].replicas;
                What::Down { pool: place, replicas: Some(had - left) }
            };
            plan.happenings.push(Happening { from, until, what });
        }
        plan
    }
}

fn pool(json: &Value, index: u32) -> Pool {
    let plain = Pool::plain(Place::Node(index));
    if json["kind"] == "client" {
        return plain;
    }
    let mean = json["own"]["mean_ms"].as_f64().unwrap_or(0.0) / 1e3;
    let scv = json["own"]["scv"].as_f64();
    let scv = scv.unwrap_or(if json["own"]["dist"] == "det" { 0.0 } else { 1.0 });
    Pool {
        slots: json["threads"].as_u64().map(|n| n as u32),
        replicas: json["replicas"].as_u64().unwrap_or(1) as u32,
        balancing: match json["lb"].as_str() {
            Some("random") => Balancing::Random,
            _ => Balancing::SharedQueue,
        },
        queue: json["queue"].as_u64().map(|n| n as u32),
        work: Work { mean, scv },
        per_key: json["kind"] == "lock" && json["keys"].is_number(),
        errors: json["fail_prob"].as_f64().unwrap_or(0.0),
        cached: json["capacity"]
            .as_f64()
            .map(|entries| Cached { entries: Some(entries), ..Cached::default() }),
        ..plain
    }
}

fn arrivals(client: &Value) -> Arrivals {
    let number = |key: &str| client[key].as_f64();
    match (number("rate_per_s"), number("users")) {
        (Some(rate), _) => Arrivals::Open(rate),
        (None, Some(users)) => {
            Arrivals::Closed { users, think: number("think_ms").unwrap_or(0.0) / 1e3 }
        }
        _ => Arrivals::Unknown,
    }
}

fn keys(json: &Value) -> Option<Keys> {
    let items = json["keys"].as_f64().or(json["items"].as_f64())?;
    Some(Keys::Zipf { items, skew: json["zipf"].as_f64()? })
}
