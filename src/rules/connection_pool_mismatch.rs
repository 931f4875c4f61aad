//! Asks of every store whether the connections of all that call it fit.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::units::Count;
use crate::model::{Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "connection-pool-mismatch",
    asks: "What happens to {subject} when {callers} {run} {copies} copies?",
    group: Group::Contention,
    set: Set::Advice,
    harm: Harm::Down,
    step: "connections",
    story: "{subject} has no connection left",
    why: "Every copy keeps its own pool of connections. Autoscaling starts copies when traffic rises, and then, at the worst moment, the one that is one too many cannot connect at all.",
    computes: "Σ copies × connections of each, as many copies as autoscaling may start, against what the store accepts. Where nobody says how many a copy keeps: 10, as HikariCP does.",
    quiet_when: "A pooler stands in front; or all of them together are less than 80 % of what it accepts.",
    misses: "Connections of migrations, consoles and monitoring.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 10/s; shop.replicas = 3; shop.max_replicas = 30; shop-to-db.connections = 10; db.max_connections = 100",
    },
    sources: &[
        "HikariCP: configuration (maximumPoolSize is 10 as delivered)",
        "PostgreSQL: max_connections is 100 as delivered (postgresql.conf.sample)",
    ],
    follows: &["spike-outruns-autoscaling"],
    ask,
    fixes,
};

const BREAKS: &str = "{wanted} connections for {accepted}: {callers} cannot all connect, and who cannot waits until it gives up";
const SCALES: &str = "{wanted} connections for {accepted} when all copies run that autoscaling may start; the last ones cannot connect";
const CLOSE: &str =
    "{wanted} connections for {accepted}: none is left for a migration or a console";
const FINE: &str = "{wanted} connections for {accepted}";
const POOLED: &str = "A pooler keeps the connections";
const UNKNOWN: &str = "{wanted} connections; nobody has said how many it accepts";

/// Connections of one copy where nobody says how many: `HikariCP` as delivered.
const USUAL: f64 = 10.0;

/// One that calls a store, with its copies and the connections of each.
struct Caller {
    node: u32,
    link: u32,
    now: f64,
    most: f64,
    stated: Option<Known<Count>>,
}

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let records = |node: &&Node| {
            node.kind.behavior.keeps_records() && !node.kind.behavior.outside_control
        };
        let Some(node) = ask.node(index).filter(records) else { continue };
        let callers = callers(ask, index);
        let says = callers.iter().any(|caller| caller.stated.is_some());
        // Where nobody speaks of connections, only a number that is stated can be too small.
        if callers.is_empty() || (!says && node.max_connections.is_none()) {
            continue;
        }
        let mut answer = judge(ask, node, index, &callers);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn callers(ask: &Ask<'_>, index: u32) -> Vec<Caller> {
    let facts = ask.facts;
    let mut callers: Vec<Caller> = Vec::new();
    for step in facts.network.incoming(index) {
        let (Some(link), Some(tail)) = (ask.link(step.link), ask.node(step.node)) else { continue };
        let waits = link.interaction.caller_waits() && facts.flows_over(step.link).next().is_some();
        if !waits || tail.kind.behavior.starts_requests {
            continue;
        }
        let now = tail.replicas().base();
        let most = tail.max_replicas.map_or(now, Known::base).max(now);
        let stated = link.connections;
        // Several links of one tail share its pool: the largest that is stated counts.
        match callers.iter_mut().find(|caller| caller.node == step.node) {
            Some(known) => {
                let larger = |a: Known<Count>, b: Known<Count>| a.base() > b.base();
                if stated.is_some_and(|s| known.stated.is_none_or(|k| larger(s, k))) {
                    (known.stated, known.link) = (stated, step.link);
                }
            }
            None => callers.push(Caller { node: step.node, link: step.link, now, most, stated }),
        }
    }
    callers
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, callers: &[Caller]) -> Answer {
    let names: Vec<String> = callers
        .iter()
        .filter_map(|caller| ask.node(caller.node))
        .map(|node| node.name.clone())
        .collect();
    let most: f64 = callers.iter().map(|caller| caller.most).sum();
    let word = |answer: Answer| {
        let run = if names.len() == 1 { "runs" } else { "run" };
        let answer = answer.word("callers", list(&names)).word("run", run);
        answer.word("copies", Unit::Count.about(most))
    };
    if node.pooler == Some(true) {
        return word(Answer::new(&RULE, Verdict::Fine, POOLED));
    }
    let mut terms: Vec<Quantity> = Vec::new();
    let mut now = 0.0;
    for caller in callers {
        let place = Place::Node(caller.node);
        let key = if caller.most > caller.now { "max_replicas" } else { "replicas" };
        let copies = ask.sheet.input(place, key, Known::stated(Count(caller.most)));
        let each = match caller.stated {
            Some(each) => ask.sheet.input(Place::Link(caller.link), "connections", each),
            None => ask.sheet.guess(USUAL, Unit::Count, "connections of a copy"),
        };
        now += caller.now * each.value;
        terms.push(ask.sheet.mul(copies, each));
    }
    let wanted = ask.sheet.sum(&terms, Unit::Count);
    let wanted = ask.sheet.named("connections wanted", Place::Node(index), wanted);
    let Some(accepted) = node.max_connections else {
        return word(Answer::new(&RULE, Verdict::Unknown, UNKNOWN).with("wanted", wanted))
            .lacks(node.id.clone(), "max_connections");
    };
    let accepted = ask.sheet.input(Place::Node(index), "max_connections", accepted);
    let (verdict, says) = match wanted.value {
        _ if now > accepted.value => (Verdict::Breaks, BREAKS),
        wanted if wanted > accepted.value => (Verdict::Watch, SCALES),
        wanted if wanted > 0.8 * accepted.value => (Verdict::Watch, CLOSE),
        _ => (Verdict::Fine, FINE),
    };
    word(Answer::new(&RULE, verdict, says).with("wanted", wanted).with("accepted", accepted))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes = vec![cure::maybe(
        format!("Put a connection pooler in front of {}", node.name),
        vec![cure::set(node.id.clone(), "pooler", "yes")],
    )];
    let (Some(wanted), Some(accepted)) = (answer.number("wanted"), answer.number("accepted"))
    else {
        return fixes;
    };
    let part = 0.75 * accepted.value / wanted.value;
    let mut edits = Vec::new();
    for link in board.links.iter().filter(|link| {
        link.to == node.id
            && link.interaction.caller_waits()
            && board
                .nodes
                .get(link.from.as_str())
                .is_some_and(|tail| !tail.kind.behavior.starts_requests)
    }) {
        let each = (link.connections.map_or(USUAL, Known::base) * part).floor();
        if each < 1.0 {
            return fixes;
        }
        edits.push(cure::set(link.id.clone(), "connections", Unit::Count.write(each)));
    }
    if !edits.is_empty() {
        fixes.push(cure::maybe("Keep fewer connections in each copy".to_owned(), edits));
    }
    fixes
}
