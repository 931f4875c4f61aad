//! Asks of every database whether what it holds belongs together, and says so when it does.

use std::collections::BTreeSet;

use super::ask::Ask;
use super::{
    Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, move_data,
    tied_tables,
};
use crate::edit::{Edit, applied};
use crate::facts::{Moment, Place, Quantity};
use crate::model::node::{Access, DataKind};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "one-database-for-everything",
    asks: "What happens to everything in {subject} when one part of it grows, is changed, or takes it down?",
    group: Group::Data,
    set: Set::Advice,
    harm: Harm::Down,
    step: "everything in one database",
    story: "{subject} holds everything",
    why: "Data that is used in different ways wears a store out in different ways: files fill its backups, logs its disk, searches its processors. In one database each of them takes the others along, and so does every schema change. Data that is used in one way and changes together belongs together: then one database is the right size, and simpler than any two.",
    computes: "Kinds of data are counted as stated, ways of use by their access. The share that is not short reads and writes of records is (reads + writes of all other kinds) ÷ all. The largest group of tied tables is stated, or estimated as that of a random graph with as many keys. In two years sizes grow by (1 + growth)².",
    quiet_when: "It holds no more than three kinds of data, or uses them in no more than two ways; more than 100 tables count only when they are used in several ways or nobody has said what is in them. Below 30 % busy in two years and below 100 GB it says that one database is the right size.",
    misses: "Transactions across kinds of data, which are the best reason to keep them together.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 25/s; db.data.orders.access = oltp; db.data.audit.access = append; db.data.chat.access = chat; db.data.uploads.access = blob",
    },
    sources: &[
        "Microsoft Azure architecture center: monolithic persistence antipattern",
        "Erdős and Rényi 1960: on the evolution of random graphs",
    ],
    follows: &["over-capacity", "blobs-in-database"],
    ask,
    fixes,
};

const BREAKS: &str = "{demand} of reads and writes are more than the {capacity} it can do; without {others} it would be {records}. When it is down, {share lost} of the traffic stops";
const WATCH: &str = "{kinds} kinds of data are used in {ways} ways, and each takes the others along{load}{tied}. When it is down, {share lost} of the traffic stops";
const WATCH_UNCOUNTED: &str =
    "{kinds} kinds of data are used in {ways} ways, and each takes the others along{load}{tied}";
const TABLES: &str = "{tables} tables are one thing to change{tied}";
const RIGHT_SIZE: &str = "One database is the right size: {kinds} kinds of data, {data in two years} and {busy in two years} busy in two years";
const TOGETHER: &str = "{kinds} kinds of data are used in {ways} ways: they belong together";

/// More kinds than these, used in more ways than those, are too different for one store.
const FEW_KINDS: usize = 3;
const FEW_WAYS: usize = 2;
/// More tables than one can keep in mind.
const MANY_TABLES: f64 = 100.0;
/// Utilisation and size at which nobody needs a second store.
const IDLE: f64 = 0.3;
const SMALL: f64 = 100e9;

fn ask(ask: &mut Ask<'_>) {
    let mut total: Option<Option<Quantity>> = None;
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let many = node.tables.is_some_and(|tables| tables.base() > MANY_TABLES)
            // Tables of one kind of data, used in one way, belong together however many there are.
            && (node.data.is_empty() || ways(node) > 1);
        if !node.kind.behavior.keeps_records() || (node.data.is_empty() && !many) {
            continue;
        }
        let total = *total.get_or_insert_with(|| all_traffic(ask));
        let mut answer = judge(ask, node, index, many, total).about(node.id.clone());
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

/// How many ways of use or owners there are, whichever is more.
fn ways(node: &Node) -> usize {
    let uses: BTreeSet<Access> = node.data.iter().filter_map(|data| data.access).collect();
    let owners: BTreeSet<&str> =
        node.data.iter().filter_map(|data| data.owner.as_deref()).collect();
    uses.len().max(owners.len())
}

fn judge(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    many_tables: bool,
    total: Option<Quantity>,
) -> Answer {
    let place = Place::Node(index);
    let ways_of_use = ways(node);
    let mixed = node.data.len() > FEW_KINDS && ways_of_use > FEW_WAYS;
    let kinds = ask.sheet.constant(node.data.len() as f64, Unit::Count, "kinds of data");
    let ways_said = ask.sheet.constant(ways_of_use as f64, Unit::Count, "ways of use");
    let new = |verdict, says| {
        Answer::new(&RULE, verdict, says).with("kinds", kinds).with("ways", ways_said)
    };
    if !mixed && !many_tables {
        return fitting(ask, node, index, new);
    }
    let tied = tied_tables::largest_group(ask, node, index);
    let tables = node.tables.map(|tables| ask.sheet.input(place, "tables", tables));
    let tied_word = tied.zip(tables).map_or_else(String::new, |(tied, tables)| {
        let about = |q: Quantity| Unit::Count.about(q.value);
        format!("; {} of {} tables cannot move separately", about(tied), about(tables))
    });
    if !mixed {
        return new(Verdict::Watch, TABLES)
            .word("tied", tied_word)
            .with_maybe("tables", tables)
            .with_maybe("tied", tied);
    }
    let demand = demand(ask, node, index, |_| true);
    let records = demand.and_then(|_| demand_of_records(ask, node, index));
    let capacity = ask.facts.node(index).and_then(|load| load.capacity);
    let lost = share_lost(ask, index, total);
    let load = demand.zip(records).map_or_else(String::new, |(all, records)| {
        let share = if all.value > 0.0 { 1.0 - records.value / all.value } else { 0.0 };
        format!(
            "; {} of the reads and writes are not the records everybody waits for",
            Unit::Share.about(share)
        )
    });
    let too_much = demand.zip(records).zip(capacity).is_some_and(|((all, records), most)| {
        all.value >= most.value && records.value < most.value
    });
    let (verdict, says) = match (too_much && lost.is_some(), lost) {
        (true, _) => (Verdict::Breaks, BREAKS),
        (false, Some(_)) => (Verdict::Watch, WATCH),
        (false, None) => (Verdict::Watch, WATCH_UNCOUNTED),
    };
    new(verdict, says)
        .word("load", load)
        .word("tied", tied_word)
        .word("others", move_data::names(node.data.iter().filter(|data| !is_record(data))))
        .with_maybe("demand", demand)
        .with_maybe("records", records)
        .with_maybe("capacity", capacity.filter(|_| too_much))
        .with_maybe("share lost", lost)
        .with_maybe("tables", tables)
        .with_maybe("tied", tied)
}

fn is_record(data: &DataKind) -> bool {
    matches!(data.access, None | Some(Access::Oltp))
}

/// A database whose data belongs together: the right size when it is small and idle.
fn fitting(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    new: impl Fn(Verdict, &'static str) -> Answer,
) -> Answer {
    let busy = ask.facts.node(index).and_then(|load| load.utilisation.at(Moment::TwoYears));
    let size = size_in_two_years(ask, node, index);
    match (busy, size) {
        (Some(busy), Some(size)) if busy.value < IDLE && size.value < SMALL => {
            let answer = new(Verdict::Fine, RIGHT_SIZE)
                .with("data in two years", size)
                .with("busy in two years", busy)
                .at(Moment::TwoYears);
            Answer { direction: Direction::Over, ..answer }
        }
        _ => new(Verdict::Fine, TOGETHER),
    }
}

/// What its data comes to in two years, when every size is stated.
fn size_in_two_years(ask: &mut Ask<'_>, node: &Node, index: u32) -> Option<Quantity> {
    let place = Place::Node(index);
    if node.data.iter().any(|data| data.size.is_none()) {
        return None;
    }
    let mut terms = Vec::new();
    for data in &node.data {
        let size = ask.sheet.input(place, "size", data.size?);
        terms.push(match data.growth {
            Some(growth) => {
                let growth = ask.sheet.input(place, "growth", growth);
                let one = ask.sheet.constant(1.0, Unit::Factor, "one");
                let growth = ask.sheet.in_unit(growth, Unit::Factor);
                let yearly = ask.sheet.add(one, growth);
                let two_years = ask.sheet.mul(yearly, yearly);
                ask.sheet.mul(size, two_years)
            }
            None => size,
        });
    }
    let sum = ask.sheet.sum(&terms, Unit::Bytes);
    Some(ask.sheet.named("data in two years", place, sum))
}

/// Reads and writes of the chosen data, when any are stated.
fn demand(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    chosen: impl Fn(&DataKind) -> bool,
) -> Option<Quantity> {
    let mut terms = Vec::new();
    for data in node.data.iter().filter(|data| chosen(data)) {
        for (key, rate) in [("reads", data.reads), ("writes", data.writes)] {
            terms.extend(rate.map(|rate| ask.sheet.input(Place::Node(index), key, rate)));
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

fn demand_of_records(ask: &mut Ask<'_>, node: &Node, index: u32) -> Option<Quantity> {
    demand(ask, node, index, is_record)
        .or_else(|| Some(ask.sheet.constant(0.0, Unit::PerSecond, "none")))
}

fn all_traffic(ask: &mut Ask<'_>) -> Option<Quantity> {
    let rates: Vec<Quantity> =
        ask.facts.flows.iter().filter_map(|flow| flow.rate.at(Moment::Now)).collect();
    let sum = ask.sheet.sum(&rates, Unit::PerSecond);
    (sum.value > 0.0).then(|| ask.sheet.named("all traffic", Place::Board, sum))
}

/// Share of the traffic that cannot do without it.
fn share_lost(ask: &mut Ask<'_>, index: u32, total: Option<Quantity>) -> Option<Quantity> {
    let facts = ask.facts;
    let rates: Vec<Quantity> = facts
        .flows
        .iter()
        .zip(&facts.reach)
        .filter(|(_, reach)| reach.needs(index))
        .filter_map(|(flow, _)| flow.rate.at(Moment::Now))
        .collect();
    let sum = ask.sheet.sum(&rates, Unit::PerSecond);
    let share = ask.sheet.div(sum, total?);
    Some(ask.sheet.in_unit(share, Unit::Share))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let Some(node) = node else { return Vec::new() };
    let mut board = review.board().clone();
    let mut edits: Vec<Edit> = Vec::new();
    let mut moved: Vec<String> = Vec::new();
    // What relieves most for least comes first.
    for access in [
        Access::Blob,
        Access::Append,
        Access::Search,
        Access::Chat,
        Access::TimeSeries,
        Access::Analytics,
    ] {
        let chosen = |data: &DataKind| data.access == Some(access);
        let named = move_data::names(node.data.iter().filter(|data| chosen(data)));
        let Some(step) = move_data::move_out(&board, &node.id, access, chosen) else { continue };
        let Ok(after) = applied(&board, &step) else { continue };
        board = after;
        edits.extend(step);
        moved.push(format!("{named} into {}", move_data::store_for(access).1));
    }
    if edits.is_empty() {
        return Vec::new();
    }
    vec![move_data::fix(format!("Move {}; keep the records together", moved.join(", ")), edits)]
}
