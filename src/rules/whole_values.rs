//! Values that are read and written whole, and how many requests want the same one.

use crate::facts::{Moment, Place, Quantity};
use crate::model::{Link, Node};

use super::ask::Ask;

/// From here on a value is large: 100 kB, a hundred times what a record usually has.
pub(super) const LARGE: f64 = 100_000.0;

/// How large the value is that a link carries: its payload, else the largest item of the node.
pub(super) fn size(ask: &mut Ask<'_>, index: u32, link: &Link, node: &Node) -> Option<Quantity> {
    if let Some(payload) = link.payload {
        return Some(ask.sheet.input(Place::Link(index), "payload", payload));
    }
    let largest = node
        .data
        .iter()
        .filter_map(|data| data.item_size)
        .max_by(|a, b| a.base().total_cmp(&b.base()))?;
    let place = ask.board.nodes.position(node.id.as_str())? as u32;
    Some(ask.sheet.input(Place::Node(place), "item size", largest))
}

/// Which share of the uses of a link wants one and the same value.
pub(super) enum OneKey {
    /// All of them: there is only one.
    All,
    /// This share.
    Share(Quantity),
    /// A flow over the link does not say.
    Unknown(u32),
}

/// The share of the hottest value among the uses of a link.
pub(super) fn one_key(ask: &mut Ask<'_>, index: u32, node: &Node) -> OneKey {
    let is_alone = |data: &crate::model::node::DataKind| match (data.size, data.item_size) {
        (Some(all), Some(item)) => all.base() <= 1.5 * item.base(),
        _ => false,
    };
    if node.data.iter().any(is_alone) {
        return OneKey::All;
    }
    let facts = ask.facts;
    let mut hottest: Option<Quantity> = None;
    let mut silent = None;
    for (_, demand, _) in facts.flows_over(index) {
        let Some(flow) = ask.flow_of(demand) else { continue };
        match flow.hot_key_share {
            Some(share) => {
                let share = ask.sheet.input(demand.place, "hot_key_share", share);
                if hottest.is_none_or(|known| share.value > known.value) {
                    hottest = Some(share);
                }
            }
            None => silent = silent.or(demand.flow),
        }
    }
    match (hottest, silent) {
        (Some(share), _) => OneKey::Share(share),
        (None, Some(flow)) => OneKey::Unknown(flow),
        (None, None) => OneKey::All,
    }
}

/// Uses a second of a link that want its hottest value.
pub(super) fn hottest_rate(
    ask: &mut Ask<'_>,
    index: u32,
    key: &OneKey,
    moment: Moment,
) -> Option<Quantity> {
    let rate = ask.facts.link_rate(index, moment)?;
    match key {
        OneKey::Share(share) => {
            let hot = ask.sheet.mul(rate, *share);
            Some(ask.sheet.named("uses a second of the hottest value", Place::Link(index), hot))
        }
        OneKey::All => Some(rate),
        OneKey::Unknown(_) => None,
    }
}
