//! Asks of all data whether its store is made for how it is used.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, move_data, scans};
use crate::facts::{Place, Quantity};
use crate::model::node::{Access, DataKind};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "store-access-mismatch",
    asks: "What happens when someone {does} {subject}?",
    group: Group::Data,
    set: Set::Advice,
    harm: Harm::Objective,
    step: "scan",
    story: "{subject} is not made for what it is asked",
    why: "Every store is quick at a few things. Asked for others it reads through everything, once for every question, and each question takes a processor and the disk from all others.",
    computes: "A question without an index reads all of it: size, or items × item size, ÷ 1 GB/s; processors do cores ÷ that many a second. It grows with the data: ten times the data, ten times as long. Conversations and points in time are counted by what they come to in two years: size × (1 + growth)² or size + two years of writes × item size.",
    quiet_when: "The store is made for that use; an index serves it; reading through all of it takes less than the latency objective, or one second where there is none; or conversations and points in time stay below 100 GB in two years.",
    misses: "Files, which a rule of their own asks about. Two million rows are few for a database with an index.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 10/s; db.data.products.access = search; db.data.products.items = 2M; db.data.products.item_size = 2 kB",
    },
    sources: &[
        "Microsoft Azure architecture center: monolithic persistence antipattern",
        "The System Design Primer: SQL or NoSQL",
    ],
    follows: &[],
    ask,
    fixes,
};

const FULL: &str = "Without an index each reads through {size}, {scan}; {cores} cores do {ceiling}, and {asked} are asked for";
const SCAN: &str = "Without an index each reads through {size}, which takes {scan} for somebody who waits {patience}; with ten times the data {scan at ten times}";
const QUICK: &str =
    "Reading through all {size} takes {scan}: that is quick enough without an index";
const PILES_UP: &str = "It comes to {size in two years} in two years, and what is asked for is always the newest: a store by key and time keeps that together";
const SMALL: &str = "It comes to {size in two years} in two years: any store can do that";
const RECORDS: &str = "It is not made for single records that change: no transaction, and what was written is found later";
const INDEXED: &str = "An index serves it";
const UNKNOWN: &str = "That depends on how much of it there is";

/// Conversations and points in time that any store can do.
const LIGHT: f64 = 100e9;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if node.data.is_empty() || node.kind.behavior.suits.is_empty() {
            continue;
        }
        let mut worst: Option<Answer> = None;
        for data in &node.data {
            let Some(answer) = one(ask, node, index, data) else { continue };
            if worst.as_ref().is_none_or(|known| answer.verdict < known.verdict) {
                worst = Some(answer.word("does", does(data)));
            }
        }
        if let Some(mut answer) = worst {
            answer.subjects = vec![node.id.clone().into()];
            answer.locus = Some(index);
            answer.flows = ask.flows_through(index);
            ask.answer(answer);
        }
    }
}

fn does(data: &DataKind) -> String {
    let name = &data.name;
    match data.access {
        Some(Access::Search) => format!("filters {name} by any attribute in"),
        Some(Access::Analytics) => format!("reads through all {name} in"),
        Some(Access::Chat) => format!("keeps {name} as conversations in"),
        Some(Access::TimeSeries) => format!("keeps {name} as points in time in"),
        _ => format!("changes single {name} in"),
    }
}

/// About one sort of data; none where the store is made for its use.
fn one(ask: &mut Ask<'_>, node: &Node, index: u32, data: &DataKind) -> Option<Answer> {
    let access = data.access?;
    if node.kind.behavior.suits.contains(&access) {
        return None;
    }
    match access {
        Access::Search | Access::Analytics if data.indexed == Some(true) => {
            Some(Answer::new(&RULE, Verdict::Fine, INDEXED))
        }
        Access::Search | Access::Analytics => Some(scanned(ask, node, index, data)),
        Access::Chat | Access::TimeSeries => Some(piled(ask, node, index, data)),
        Access::Oltp if !node.kind.behavior.answers_from_copy => {
            Some(Answer::new(&RULE, Verdict::Watch, RECORDS))
        }
        _ => None,
    }
}

fn scanned(ask: &mut Ask<'_>, node: &Node, index: u32, data: &DataKind) -> Answer {
    let Some(size) = scans::size(ask, index, data) else { return no_size(node, data) };
    let scan = scans::scan_time(ask, index, size);
    let patience = scans::patience(ask, index);
    let cores = node.cores.map(|cores| ask.sheet.input(Place::Node(index), "cores", cores));
    let ceiling = cores.map(|cores| ask.sheet.div(cores, scan));
    let asked = data.reads.map(|reads| ask.sheet.input(Place::Node(index), "reads", reads));
    let too_many = ceiling.zip(asked).is_some_and(|(most, asked)| asked.value >= most.value);
    let (verdict, says) = match () {
        () if too_many => (Verdict::Breaks, FULL),
        () if scan.value >= patience.value => (Verdict::Watch, SCAN),
        () => (Verdict::Fine, QUICK),
    };
    let ten = ask.sheet.constant(10.0, Unit::Factor, "ten times the data");
    let later = ask.sheet.mul(ten, scan);
    Answer::new(&RULE, verdict, says)
        .with("size", size)
        .with("scan", scan)
        .with("scan at ten times", later)
        .with("patience", patience)
        .with_maybe("cores", cores)
        .with_maybe("ceiling", ceiling)
        .with_maybe("asked", asked)
}

fn piled(ask: &mut Ask<'_>, node: &Node, index: u32, data: &DataKind) -> Answer {
    let size = scans::size(ask, index, data);
    let Some(later) = later(ask, index, data, size) else { return no_size(node, data) };
    let later = ask.sheet.named("size in two years", Place::Node(index), later);
    let heavy = later.value >= LIGHT;
    let (verdict, says) = if heavy { (Verdict::Watch, PILES_UP) } else { (Verdict::Fine, SMALL) };
    Answer::new(&RULE, verdict, says).with_maybe("size", size).with("size in two years", later)
}

/// By its growth, else by what is written.
fn later(
    ask: &mut Ask<'_>,
    index: u32,
    data: &DataKind,
    size: Option<Quantity>,
) -> Option<Quantity> {
    if let Some(size) = size
        && data.growth.is_some()
    {
        return Some(scans::in_two_years(ask, index, data, size));
    }
    let Some((writes, item)) = data.writes.zip(data.item_size) else { return size };
    let writes = ask.sheet.input(Place::Node(index), "writes", writes);
    let item = ask.sheet.input(Place::Node(index), "item_size", item);
    let stream = ask.sheet.mul(item, writes);
    let span = ask.sheet.constant(2.0 * 365.0 * 86_400.0, Unit::Seconds, "two years");
    let new = ask.sheet.mul(stream, span);
    Some(match size {
        Some(size) => ask.sheet.add(size, new),
        None => new,
    })
}

fn no_size(node: &Node, data: &DataKind) -> Answer {
    let answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN);
    match (data.items, data.item_size) {
        (Some(_), None) => answer.lacks(node.id.clone(), "item_size"),
        _ => answer.lacks(node.id.clone(), "size"),
    }
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let does_now = answer.words.iter().find(|(key, _)| *key == "does").map(|(_, text)| text);
    let (Some(node), Some(does_now)) = (node, does_now) else { return Vec::new() };
    let Some(data) = node.data.iter().find(|data| does(data) == *does_now) else {
        return Vec::new();
    };
    let Some(access) = data.access else { return Vec::new() };
    let alike = |other: &DataKind| {
        other.access == Some(access) && !node.kind.behavior.suits.contains(&access)
    };
    let mut fixes = Vec::new();
    if matches!(access, Access::Search | Access::Analytics) {
        let edit = move_data::restate_all(node, |data| {
            if alike(data) {
                data.indexed = Some(true);
            }
        });
        fixes.push(super::cure::as_is(
            format!("Index what {} is filtered by (a generated column)", data.name),
            vec![edit],
        ));
    }
    let names = move_data::names(node.data.iter().filter(|data| alike(data)));
    if let Some(edits) = move_data::move_out(review.board(), &node.id, access, alike) {
        let store = move_data::store_for(access).1;
        fixes.push(move_data::fix(format!("Keep {names} in {store}"), edits));
    }
    fixes
}
