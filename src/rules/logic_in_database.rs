//! Asks of every database that does more than keep data how often it can do it.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, NodeLoad, Place, Quantity};
use crate::model::{Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "logic-in-database",
    asks: "What happens when the {what} inside {subject} runs {rate}?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Down,
    step: "work in the database",
    story: "{subject} works where it should keep",
    why: "Servers can be added, the processors of a database can not: all its work shares the cores of one machine. A statement that computes for a quarter of a second is done four times a second by each core, whatever the pool in front of it allows.",
    computes: "The ceiling is cores ÷ service time, with the service time taken as processor time. It is compared with all that arrives at the store.",
    quiet_when: "Fewer than six tables are joined in less than 50 ms without logic in the store; or it takes less than 30 % of the cores at the event: sets are best worked on where they lie.",
    misses: "Time spent waiting for the disk counts as processor time here.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 40/s; db.logic_in_store = yes; db.joins = 11; db.service_time = 250 ms; db.cores = 8",
    },
    sources: &["Microsoft Azure architecture center: busy database antipattern"],
    follows: &["polling-load"],
    ask,
    fixes,
};

const BREAKS: &str = "{cores} cores do {ceiling} at {takes} each; {arrivals} arrive {moment}. Only a larger machine helps, not more of them";
const WATCH: &str = "{cores} cores do {ceiling} at {takes} each; {arrivals} arrive {moment}, {busy} of that, and only a larger machine helps";
const FINE: &str = "{arrivals} {moment} is {busy} of the {ceiling} its cores can do: work on sets is right where the data lies";
const LIGHT: &str = "It joins few tables and takes {takes}: that is what a database is for";
const UNKNOWN: &str =
    "Each takes {takes} of a core; nobody has said how many cores there are or how much arrives";

/// Joins and processor time from which a statement is heavy.
const MANY_JOINS: f64 = 6.0;
const LONG: f64 = 0.05;
/// Shares of the cores.
const HIGH: f64 = 0.7;
const IDLE: f64 = 0.3;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.keeps_records()
            || (node.logic_in_store != Some(true) && node.joins.is_none())
        {
            continue;
        }
        let flows = ask.flows_through(index);
        let load = ask.facts.node(index).copied().unwrap_or_default();
        let Some(takes) = load.own.filter(|_| !flows.is_empty()) else { continue };
        let rate = load.arrivals.at(ask.last_moment());
        let mut answer = judge(ask, node, index, &load, takes, &flows)
            .about(node.id.clone())
            .word("what", what(node))
            .word("rate", rate.map_or("often".to_owned(), |q| Unit::PerSecond.about(q.value)));
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn what(node: &Node) -> String {
    match node.joins {
        Some(joins) if joins.base() > 1.0 => {
            format!("{}-table statement", Unit::Count.about(joins.base()))
        }
        _ => "logic".to_owned(),
    }
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    load: &NodeLoad,
    takes: Quantity,
    flows: &[u32],
) -> Answer {
    let joins = node.joins.map_or(0.0, Known::base);
    if node.logic_in_store != Some(true) && joins < MANY_JOINS && takes.value < LONG {
        return Answer::new(&RULE, Verdict::Fine, LIGHT).with("takes", takes);
    }
    let place = Place::Node(index);
    let cores = node.cores.map(|cores| ask.sheet.input(place, "cores", cores));
    let (Some(cores), Some(now)) = (cores, load.arrivals.at(Moment::Now)) else {
        let answer = unknown(&RULE, UNKNOWN, node.id.clone()).with("takes", takes);
        let mut answer = Answer { subjects: Vec::new(), ..answer };
        if cores.is_none() {
            answer = answer.lacks(node.id.clone(), "cores");
        }
        return ask.lacks_rates(answer, flows);
    };
    let ceiling = ask.sheet.div(cores, takes);
    let ceiling = ask.sheet.named("most its cores can do", place, ceiling);
    let share = |moment| load.arrivals.at(moment).map_or(0.0, |q| q.value / ceiling.value);
    let full = ask.first_moment(|moment| share(moment) >= 1.0);
    let high = ask.first_moment(|moment| share(moment) >= HIGH);
    let (moment, verdict, says) = match (full, high) {
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) => (moment, Verdict::Watch, WATCH),
        (None, None) if share(ask.last_moment()) >= IDLE => {
            (ask.last_moment(), Verdict::Watch, WATCH)
        }
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let arrivals = load.arrivals.at(moment).unwrap_or(now);
    let busy = ask.sheet.div(arrivals, ceiling);
    let busy = ask.sheet.in_unit(busy, Unit::Share);
    let busy = ask.sheet.named("share of its cores", place, busy);
    let mut answer = Answer::new(&RULE, verdict, says)
        .at(moment)
        .with("takes", takes)
        .with("cores", cores)
        .with("ceiling", ceiling)
        .with("arrivals", arrivals)
        .with("busy", busy);
    answer.breaks_at = Some(ask.breaks_at(ceiling, now));
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let (Some(node), Some(arrivals), Some(cores), Some(takes)) =
        (node, answer.number("arrivals"), answer.number("cores"), answer.number("takes"))
    else {
        return Vec::new();
    };
    let id = || node.id.clone();
    let mut fixes = vec![cure::with_placeholders(
        format!("Move the logic into a service and let {} read and write records", node.name),
        vec![
            cure::set(id(), "logic_in_store", "no"),
            cure::clear(id(), "joins"),
            cure::set(id(), "service_time", "5 ms (guess)"),
        ],
    )];
    let enough = 0.9 * IDLE * cores.value / arrivals.value;
    if let Some(short) = cure::round_down(enough) {
        fixes.push(cure::with_placeholders(
            format!("Prepare the result when data changes, so that reading takes {short}"),
            vec![cure::set(id(), "service_time", short)],
        ));
    }
    let more = (arrivals.value * takes.value / (0.9 * IDLE)).ceil();
    if more <= 128.0
        && let Some(count) = cure::copies(more)
    {
        fixes.push(cure::maybe(
            format!("Give {} {count} cores", node.name),
            vec![cure::set(id(), "cores", count)],
        ));
    }
    fixes
}
