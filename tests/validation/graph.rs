//! Cases for the fault trees, each reached twice: by the tree as the case describes it, and by a
//! board that says the same.

use std::collections::BTreeMap;

use loadbearing::facts::reliability::{
    Cause, CutSets, Diagram, Examined, Grain, Part, Term, Tree, Zone, examine_with,
};
use loadbearing::facts::{Facts, Sheet};
use loadbearing::model::units::{Count, PerSecond, Seconds, Share};
use loadbearing::model::{
    Board, Flow, FlowId, Interaction, Known, Link, LinkId, Node, NodeId, Point, kinds, node,
};
use serde_json::Value;

use crate::Row;
use crate::read::{Case, Expect};

const ENOUGH: usize = 100_000;

/// What the fault trees reach of every number that is for them.
pub(crate) fn rows(cases: &[Case]) -> Vec<Row> {
    let mut rows = Vec::new();
    for case in cases.iter().filter(|case| case.expect.iter().any(|e| e.is_for("graph"))) {
        let plain = Written::of(case, 0.0);
        let with_beta = Written::of(case, BETA);
        let board = on_a_board(0.0);
        let board_with_beta = on_a_board(BETA);
        for expect in case.expect.iter().filter(|expect| expect.is_for("graph")) {
            let beta = expect.metric.contains("beta");
            let tree = if beta { &with_beta } else { &plain };
            rows.push(row(case, expect, tree.reached(expect), "fault tree"));
            let board = if beta { &board_with_beta } else { &board };
            rows.push(row(case, expect, on_board(board, expect), "board"));
        }
    }
    rows
}

/// A row. A number that the case prints with fewer digits than its tolerance asks for is compared as
/// printed, and the row says what it was before: 0.00109819665…, by adding up all 2¹¹ states with
/// fractions too, stands in the case as 0.0010981967, which is 4.2e-8 away.
fn row(case: &Case, expect: &Expect, reached: Vec<f64>, by: &str) -> Row {
    let (Some(tolerance), [printed], [exact]) =
        (expect.relative, expect.values.as_slice(), reached.as_slice())
    else {
        return Row::new(case, "graph", expect, reached).by(by);
    };
    let digits = printed.to_string().split('.').nth(1).map_or(0, str::len);
    let half_a_digit = 0.5 / 10_f64.powf(digits as f64);
    if half_a_digit <= tolerance * printed.abs() {
        return Row::new(case, "graph", expect, reached).by(by);
    }
    let by = format!("{by}; {exact:.14}, compared as printed: {digits} decimals");
    let as_printed = format!("{exact:.digits$}").parse().unwrap();
    Row::new(case, "graph", expect, vec![as_printed]).by(by)
}

/// The share of failures of the variant with common causes.
const BETA: f64 = 0.1;

/// A case as a tree.
struct Written {
    tree: Tree,
    names: BTreeMap<String, usize>,
    diagram: Diagram,
    cuts: CutSets,
}

impl Written {
    fn of(case: &Case, beta: f64) -> Self {
        let json = &case.json;
        let mut tree = Tree::default();
        let mut names = BTreeMap::new();
        let mut zones: BTreeMap<String, Term> = BTreeMap::new();
        let mut event = |tree: &mut Tree, name: &str, p: f64| {
            let (id, term) = tree.event(p);
            names.insert(name.to_owned(), id.0 as usize);
            term
        };
        for (zone, p) in json["zones"].as_object().unwrap() {
            let term = event(&mut tree, &format!("zone-{zone}"), p.as_f64().unwrap());
            zones.insert(zone.clone(), term);
        }
        let boxes = json["boxes"].as_array().unwrap();
        let mut downs = Vec::new();
        for (group, needed) in json["groups"].as_object().unwrap() {
            let members: Vec<&Value> = boxes
                .iter()
                .filter(|one| {
                    let id = one["id"].as_str().unwrap();
                    id == group || id.strip_prefix(&format!("{group}-")).is_some()
                })
                .collect();
            let shared = if group == "order" { beta } else { 0.0 };
            let mut copies = Vec::new();
            for one in &members {
                let u = one["unavailability"].as_f64().unwrap();
                let own = event(&mut tree, one["id"].as_str().unwrap(), (1.0 - shared) * u);
                let zone = one["zone"].as_str().map(|zone| zones[zone]);
                let parts: Vec<Term> = zone.into_iter().chain([own]).collect();
                copies.push(tree.any(&parts));
            }
            let enough = members.len() as u32 - needed.as_u64().unwrap() as u32 + 1;
            downs.push(tree.at_least(enough, &copies));
            if shared > 0.0 {
                let u = members[0]["unavailability"].as_f64().unwrap();
                downs.push(event(&mut tree, "shared", shared * u));
            }
        }
        let top = tree.any(&downs);
        let diagram = Diagram::of(&tree, top, ENOUGH).unwrap();
        let every_way = Diagram::of_every_way(&tree, top, ENOUGH).unwrap();
        let cuts = every_way.cut_sets(4, tree.probabilities(), ENOUGH).unwrap();
        Self { tree, names, diagram, cuts }
    }

    fn reached(&self, expect: &Expect) -> Vec<f64> {
        let p = self.tree.probabilities();
        match expect.metric.as_str() {
            m if m.starts_with("unavailability") => vec![self.diagram.probability(p)],
            m => match m.strip_prefix("birnbaum.") {
                Some(name) => vec![self.diagram.birnbaum(p)[self.names[name]]],
                None => counts(m, &self.cuts),
            },
        }
    }
}

fn counts(metric: &str, cuts: &CutSets) -> Vec<f64> {
    match metric {
        "cut_sets_by_order" => cuts.by_order.iter().map(|n| *n as f64).collect(),
        _ => vec![cuts.count() as f64],
    }
}

/// The checkout as somebody would draw it: copies and zones as numbers of four nodes. A copy's
/// availability counts its zone's dark hours, so they are added to what the case gives.
fn on_a_board(beta: f64) -> Examined {
    const ZONE: f64 = 0.0005;
    let stated = |own: f64| Some(Known::stated(Share((1.0 - own) * (1.0 - ZONE))));
    let count = |n: f64| Some(Known::stated(Count(n)));
    let node = |id: &str, kind: &str| {
        let kind = kinds::by_slug(kind).unwrap();
        Node::bare(NodeId::new(id), kind, id.to_owned(), Point::default(), None, false, Vec::new())
    };
    let replicated = |id: &str, kind: &str, own: f64, n: f64| Node {
        availability: stated(own),
        replicas: count(n),
        zones: count(n),
        shared_cause: Some(Known::stated(Share(0.0))),
        ..node(id, kind)
    };
    let lb = replicated("lb", "load-balancer", 0.001, 2.0);
    // Today's load of 150/s needs two of three copies that do 100/s each.
    let mut order = replicated("order", "service", 0.005, 3.0);
    order.slots = count(10.0);
    order.service_time = Some(Known::stated(Seconds(0.1)));
    order.blocking = Some(false);
    if beta > 0.0 {
        // The case's factor is of a copy's own failures, the board's of all of them.
        let own_and_zone = 1.0 - (1.0 - (1.0 - beta) * 0.005) * (1.0 - ZONE);
        let all = own_and_zone + beta * 0.005;
        order.availability = Some(Known::stated(Share(1.0 - all)));
        order.shared_cause = Some(Known::stated(Share(beta * 0.005 / all)));
    }
    let mut db = replicated("db", "relational-db", 0.002, 2.0);
    db.failover = Some(node::Failover::Automatic);
    let mut payment = node("payment", "third-party");
    payment.availability = Some(Known::stated(Share(0.999)));
    let link = |from: &str, to: &str| {
        let id = LinkId::new(format!("{from}-to-{to}"));
        Link::bare(id, NodeId::new(from), NodeId::new(to), Interaction::Call, String::new())
    };
    let links = vec![
        link("browser", "lb"),
        link("lb", "order"),
        link("order", "db"),
        link("order", "payment"),
    ];
    let ids = links.iter().map(|link| link.id.clone()).collect();
    let mut flow = Flow::bare(FlowId::new("checkout"), "Checkout".to_owned(), ids);
    flow.rate = Some(Known::stated(PerSecond(150.0)));
    let board = Board {
        nodes: [node("browser", "client"), lb, order, db, payment].into_iter().collect(),
        links: links.into_iter().collect(),
        flows: std::iter::once(flow).collect(),
        ..Board::default()
    };
    let facts = Facts::of(&board, &mut Sheet::default());
    let grain = Grain { each_copy: true, zone_dark: ZONE };
    examine_with(&board, &facts, 0, 4, grain).unwrap().unwrap()
}

fn on_board(examined: &Examined, expect: &Expect) -> Vec<f64> {
    match expect.metric.as_str() {
        m if m.starts_with("unavailability") => vec![examined.unavailability],
        "birnbaum.zone-a" => vec![of_part(examined, Part::Zone(Zone(0)))],
        "birnbaum.payment" => vec![of_part(examined, Part::Node(4))],
        "birnbaum.order-1" => vec![of_event(examined, Cause::Copy(2, 0))],
        m => counts(m, &examined.cuts),
    }
}

fn of_part(examined: &Examined, part: Part) -> f64 {
    examined.importance.iter().find(|one| one.part == part).map_or(f64::NAN, |one| one.birnbaum)
}

fn of_event(examined: &Examined, cause: Cause) -> f64 {
    let at = examined.causes.iter().position(|one| *one == cause).unwrap();
    examined.birnbaum[at]
}
