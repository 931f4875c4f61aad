//! Finds an element by its id or by what people call it; an unknown name gets the nearest ones.

use crate::cli::Failure;
use crate::model::boundary::BoundarySort;
use crate::model::{Board, BoundaryId, ElementId, FlowId, LinkId, NodeId, ScenarioId};

/// Names that are offered for an unknown one.
const MOST_OFFERED: usize = 3;
/// How alike a name has to be to be offered, from 0 to 1.
const ALIKE: f64 = 0.75;
/// Names that are listed when none is alike.
const MOST_LISTED: usize = 12;

/// One thing that can be named.
struct Named {
    id: String,
    names: Vec<String>,
}

pub(super) fn node(board: &Board, text: &str) -> Result<NodeId, Failure> {
    let named = board.nodes.iter().map(|node| Named {
        id: node.id.to_string(),
        names: vec![board.name_of(&node.id.clone().into())],
    });
    find("node", text, &named.collect::<Vec<_>>()).map(NodeId::new)
}

/// By id, by what stands beside it, or by its ends: `orders->inventory`, `Orders → Inventory`.
pub(super) fn link(board: &Board, text: &str) -> Result<LinkId, Failure> {
    let named = board.links.iter().map(|link| {
        let ends = board.name_of(&link.id.clone().into());
        let names = vec![
            ends.replace(" → ", "->"),
            format!("{}->{}", link.from, link.to),
            link.name.clone(),
            ends,
        ];
        Named { id: link.id.to_string(), names }
    });
    let text = text.replace(" -> ", "->");
    find("link", &text, &named.collect::<Vec<_>>()).map(LinkId::new)
}

pub(super) fn flow(board: &Board, text: &str) -> Result<FlowId, Failure> {
    let named = board.flows.iter().map(|flow| Named {
        id: flow.id.to_string(),
        names: vec![board.name_of(&ElementId::Flow(flow.id.clone()))],
    });
    find("flow", text, &named.collect::<Vec<_>>()).map(FlowId::new)
}

pub(super) fn scenario(board: &Board, text: &str) -> Result<ScenarioId, Failure> {
    let named = board
        .scenarios
        .iter()
        .map(|scenario| Named { id: scenario.id.to_string(), names: vec![scenario.name.clone()] });
    find("scenario", text, &named.collect::<Vec<_>>()).map(ScenarioId::new)
}

/// A boundary that fails together: a zone or a region.
pub(super) fn zone(board: &Board, text: &str) -> Result<BoundaryId, Failure> {
    let is_zone = |sort: BoundarySort| matches!(sort, BoundarySort::Zone | BoundarySort::Region);
    let named = board
        .boundaries
        .iter()
        .filter(|b| is_zone(b.sort))
        .map(|boundary| Named { id: boundary.id.to_string(), names: vec![boundary.name.clone()] });
    find("zone", text, &named.collect::<Vec<_>>()).map(BoundaryId::new)
}

fn find(sort: &str, text: &str, all: &[Named]) -> Result<String, Failure> {
    let wanted = text.trim().to_lowercase();
    if let Some(named) = all.iter().find(|named| named.id == text.trim()) {
        return Ok(named.id.clone());
    }
    let is_wanted =
        |named: &&Named| named.names.iter().any(|name| name.trim().to_lowercase() == wanted);
    let found: Vec<&Named> = all.iter().filter(is_wanted).collect();
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Failure(format!(
            "the board has no {sort} `{}`; {}",
            text.trim(),
            offer(sort, &wanted, all)
        ))),
        several => {
            let ids: Vec<&str> = several.iter().map(|named| named.id.as_str()).collect();
            Err(Failure(format!(
                "{} {sort}s are called `{}`; use one of the ids {}",
                several.len(),
                text.trim(),
                ids.join(", ")
            )))
        }
    }
}

/// What to write instead: the nearest names, or all of them when none is near.
fn offer(sort: &str, wanted: &str, all: &[Named]) -> String {
    if all.is_empty() {
        return format!("it has no {sort}s");
    }
    let likeness = |named: &Named| {
        let names = named.names.iter().chain(std::iter::once(&named.id));
        let near = |name: &String| strsim::jaro_winkler(&name.to_lowercase(), wanted);
        names.map(near).fold(0.0, f64::max)
    };
    let mut near: Vec<(f64, &str)> =
        all.iter().map(|named| (likeness(named), named.id.as_str())).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let offered: Vec<&str> = near
        .iter()
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .take(MOST_OFFERED)
        .map(|(_, id)| *id)
        .collect();
    if !offered.is_empty() {
        return format!("did you mean {}?", offered.join(" or "));
    }
    let mut listed: Vec<&str> = all.iter().map(|named| named.id.as_str()).collect();
    let left = listed.len().saturating_sub(MOST_LISTED);
    listed.truncate(MOST_LISTED);
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    format!("use one of {}{more}", listed.join(", "))
}
