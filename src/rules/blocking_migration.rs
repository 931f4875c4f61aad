//! Asks of every store with a big table what happens while its shape is changed.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::{Interaction, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "blocking-migration",
    asks: "What happens when someone adds an index to the biggest table of {subject}?",
    group: Group::Contention,
    set: Set::Core,
    harm: Harm::Down,
    step: "blocked writes",
    story: "{subject} is locked while its shape changes",
    why: "An index that is built in the ordinary way blocks every write to its table until it is done. The writers keep their connections while they wait, so after a moment there is none left, and reads fail too.",
    computes: "The build takes rows ÷ 20,000 rows a second, a guess. Blocked writes are writes a second × that time, as if every write went to the biggest table. Connections are gone after most connections ÷ writes a second.",
    quiet_when: "Schema changes run online, or the table has fewer than a million rows.",
    misses: "Which table a write goes to, maintenance windows, and writers that give up sooner.",
    example: Example {
        drawn: "browser:client -> api -> db:relational-db",
        stated: "order.rate = 50/s; api-to-db.interaction = write; db.biggest_table_rows = 432000000; db.max_connections = 100",
    },
    sources: &["PostgreSQL documentation: explicit locking, CREATE INDEX CONCURRENTLY"],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "The build takes about {build} and blocks {blocked writes} writes meanwhile";
const TAKEN: &str = "The build takes about {build} and blocks {blocked writes} writes meanwhile; after {connections gone} they hold every connection, so reads fail too";
const ONLINE: &str = "Schema changes run without blocking reads and writes";
const SMALL: &str = "With {rows} rows it is done before anybody notices";
const NO_WRITES: &str = "Nobody writes to it while requests are served";
const UNKNOWN: &str =
    "That depends on how many rows are in its biggest table and how often it is written";

/// Below this many rows a build is over at once.
const SMALL_ROWS: f64 = 1e6;
/// Rows indexed in a second.
const ROWS_A_SECOND: f64 = 20_000.0;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.keeps_state
            || (node.biggest_table_rows.is_none() && node.tables.is_none())
        {
            continue;
        }
        let mut answer = judge(ask, node, index);
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32) -> Answer {
    let new = |verdict, says| Answer::new(&RULE, verdict, says).about(node.id.clone());
    if node.online_migrations == Some(true) {
        return new(Verdict::Fine, ONLINE);
    }
    let Some(rows) = node.biggest_table_rows else {
        return unknown(&RULE, UNKNOWN, node.id.clone())
            .lacks(node.id.clone(), "biggest_table_rows");
    };
    let rows = ask.sheet.input(Place::Node(index), "biggest_table_rows", rows);
    if rows.value < SMALL_ROWS {
        return new(Verdict::Fine, SMALL).with("rows", rows);
    }
    let moment = ask.last_moment();
    let mut terms: Vec<Quantity> = Vec::new();
    let facts = ask.facts;
    for step in facts.network.incoming(index) {
        let writes = ask
            .link(step.link)
            .is_some_and(|link| matches!(link.interaction, Interaction::Write | Interaction::Lock));
        if !writes || facts.flows_over(step.link).next().is_none() {
            continue;
        }
        let Some(rate) = facts.link_rate(step.link, moment) else {
            let flows = ask.flows_over(step.link);
            return ask.lacks_rates(unknown(&RULE, UNKNOWN, node.id.clone()), &flows);
        };
        terms.push(rate);
    }
    let writes = ask.sheet.sum(&terms, Unit::PerSecond);
    if writes.value <= 0.0 {
        return new(Verdict::Fine, NO_WRITES);
    }
    let speed = ask.sheet.guess(ROWS_A_SECOND, Unit::PerSecond, "rows indexed a second");
    let build = ask.sheet.div(rows, speed);
    let build = ask.sheet.named("time to build an index", Place::Node(index), build);
    let blocked = ask.sheet.mul(writes, build);
    let most = ask.sheet.stated_or_assumed(
        node,
        Place::Node(index),
        "max_connections",
        node.max_connections,
    );
    let gone = most.map(|most| ask.sheet.div(most, writes)).filter(|q| q.value < build.value);
    new(Verdict::Breaks, if gone.is_some() { TAKEN } else { BREAKS })
        .at(moment)
        .with("build", build)
        .with("blocked writes", blocked)
        .with_maybe("connections gone", gone)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let Some(node) = node else { return Vec::new() };
    vec![cure::as_is(
        format!("Change {} online, without blocking reads and writes", node.name),
        vec![cure::set(node.id.clone(), "online_migrations", "yes")],
    )]
}
