//! Data that has to be read through to find something in it.

use super::ask::Ask;
use crate::facts::{Place, Quantity};
use crate::model::node::{Access, DataKind};
use crate::model::{Node, Unit};

/// True when finding something means reading all of it: searched or analysed in a store that is not
/// made for it, without an index.
pub(super) fn is_scanned(node: &Node, data: &DataKind) -> bool {
    let scans = matches!(data.access, Some(Access::Search | Access::Analytics));
    scans
        && data.indexed != Some(true)
        && data.access.is_some_and(|access| !node.kind.behavior.suits.contains(&access))
}

/// How much there is: as stated, else items × item size.
pub(super) fn size(ask: &mut Ask<'_>, index: u32, data: &DataKind) -> Option<Quantity> {
    let place = Place::Node(index);
    if let Some(size) = data.size {
        return Some(ask.sheet.input(place, "size", size));
    }
    let (items, item) = data.items.zip(data.item_size)?;
    let items = ask.sheet.input(place, "items", items);
    let item = ask.sheet.input(place, "item_size", item);
    Some(ask.sheet.mul(items, item))
}

/// How long reading through it once takes, at 1 GB/s.
pub(super) fn scan_time(ask: &mut Ask<'_>, index: u32, size: Quantity) -> Quantity {
    let rate = ask.sheet.guess(1e9, Unit::BytesPerSecond, "typical rate of a scan");
    let time = ask.sheet.div(size, rate);
    ask.sheet.named("time of a scan", Place::Node(index), time)
}

/// How long the most impatient flow through a node waits; one second where nobody says.
pub(super) fn patience(ask: &mut Ask<'_>, index: u32) -> Quantity {
    let facts = ask.facts;
    let strictest = facts
        .flows_through(index)
        .filter_map(|(_, demand)| Some((demand.place, ask.flow_of(demand)?.latency_objective?)))
        .min_by(|a, b| a.1.base().total_cmp(&b.1.base()));
    match strictest {
        Some((place, objective)) => ask.sheet.input(place, "latency_objective", objective),
        None => ask.sheet.guess(1.0, Unit::Seconds, "as long as people wait without noticing much"),
    }
}

/// One plus the growth of a year.
pub(super) fn yearly(ask: &mut Ask<'_>, index: u32, data: &DataKind) -> Option<Quantity> {
    let growth = ask.sheet.input(Place::Node(index), "growth", data.growth?);
    let growth = ask.sheet.in_unit(growth, Unit::Factor);
    let one = ask.sheet.constant(1.0, Unit::Factor, "one");
    Some(ask.sheet.add(one, growth))
}

/// What an amount comes to after two years of growth.
pub(super) fn in_two_years(
    ask: &mut Ask<'_>,
    index: u32,
    data: &DataKind,
    size: Quantity,
) -> Quantity {
    match yearly(ask, index, data) {
        Some(yearly) => {
            let twice = ask.sheet.mul(yearly, yearly);
            ask.sheet.mul(size, twice)
        }
        None => size,
    }
}
