//! Ids: unusable ones and ones used twice get a new one.
//!
//! References to an unusable id follow it. References to an id used twice stay with its first
//! bearer.

use std::collections::{BTreeMap, BTreeSet};

use super::{Repairs, shown};
use crate::model::id::slug;
use crate::model::{Board, BoundaryId, Decision, ElementId, FlowId, Item, Items, LinkId, NodeId};

/// Longest id in bytes; the program itself makes none above 70.
const LONGEST: usize = 200;

/// What references have to follow: unusable ids and what they became.
#[derive(Default)]
pub(super) struct Renamed {
    pub(super) nodes: BTreeMap<NodeId, NodeId>,
    pub(super) links: BTreeMap<LinkId, LinkId>,
    pub(super) flows: BTreeMap<FlowId, FlowId>,
    pub(super) boundaries: BTreeMap<BoundaryId, BoundaryId>,
}

impl Renamed {
    /// The new id of whatever had this one; none when it kept its own.
    pub(super) fn of_any(&self, old: &str) -> Option<String> {
        fn find<I: std::borrow::Borrow<str> + Ord>(
            renamed: &BTreeMap<I, I>,
            old: &str,
        ) -> Option<String> {
            renamed.get(old).map(|new| new.borrow().to_owned())
        }
        find(&self.nodes, old)
            .or_else(|| find(&self.links, old))
            .or_else(|| find(&self.flows, old))
            .or_else(|| find(&self.boundaries, old))
    }

    /// The new id of an element; none when it kept its own.
    pub(super) fn element(&self, old: &ElementId) -> Option<ElementId> {
        match old {
            ElementId::Node(id) => self.nodes.get(id).cloned().map(Into::into),
            ElementId::Link(id) => self.links.get(id).cloned().map(Into::into),
            ElementId::Flow(id) => self.flows.get(id).cloned().map(Into::into),
            ElementId::Boundary(id) => self.boundaries.get(id).cloned().map(Into::into),
            _ => None,
        }
    }
}

pub(super) fn repair(board: &mut Board, repairs: &mut Repairs) -> Renamed {
    let link_name = |link: &crate::model::Link| format!("{}-to-{}", link.from, link.to);
    let renamed = Renamed {
        nodes: unique(&mut board.nodes, "node", |n| n.name.clone(), |n, id| n.id = id, repairs),
        links: unique(&mut board.links, "link", link_name, |l, id| l.id = id, repairs),
        flows: unique(&mut board.flows, "flow", |f| f.name.clone(), |f, id| f.id = id, repairs),
        boundaries: unique(
            &mut board.boundaries,
            "boundary",
            |b| b.name.clone(),
            |b, id| b.id = id,
            repairs,
        ),
    };
    // Nothing refers to notes and scenarios.
    unique(&mut board.notes, "note", |_| "note".to_owned(), |n, id| n.id = id, repairs);
    unique(&mut board.scenarios, "scenario", |s| s.name.clone(), |s, id| s.id = id, repairs);
    decisions_follow(&mut board.decisions, &renamed);
    later_decision_stands(&mut board.decisions, repairs);
    renamed
}

fn unique<T: Item>(
    items: &mut Items<T>,
    sort: &str,
    name: impl Fn(&T) -> String,
    set: impl Fn(&mut T, T::Id),
    repairs: &mut Repairs,
) -> BTreeMap<T::Id, T::Id>
where
    T::Id: for<'a> From<&'a str>,
    ElementId: From<T::Id>,
{
    let text = |item: &T| -> String { std::borrow::Borrow::<str>::borrow(item.id()).to_owned() };
    let mut fresh = Fresh::new(items.iter().map(text).filter(|id| is_usable(id)).collect());
    let mut met: BTreeSet<String> = BTreeSet::new();
    let mut renamed = BTreeMap::new();
    items.change_where(
        |_| true,
        |item| {
            let old_id = item.id().clone();
            let old = text(item);
            let first = met.insert(old.clone());
            if is_usable(&old) {
                if !first {
                    let new = fresh.make(&old);
                    set(item, new.as_str().into());
                    let (old, new) = (shown(&old), shown(&new));
                    repairs.say(
                        item.id().clone(),
                        format!(
                            "The id {old} is used by more than one {sort}: a later one is {new} now"
                        ),
                    );
                }
            } else {
                let new = fresh.make(&slug(&name(item)));
                set(item, new.as_str().into());
                if first {
                    renamed.insert(old_id, item.id().clone());
                }
                let (old, new) = (shown(&old), shown(&new));
                repairs.say(
                    item.id().clone(),
                    format!("A {sort} had the unusable id {old}: it is {new} now"),
                );
            }
        },
    );
    renamed
}

/// Colons and at signs part the ids in what names a question.
fn is_usable(id: &str) -> bool {
    let unwanted = |c: char| c.is_control() || matches!(c, ':' | '@');
    !id.is_empty() && id.len() <= LONGEST && id.trim() == id && !id.contains(unwanted)
}

/// Makes ids nobody bears yet, in constant time each however many want the same.
struct Fresh {
    taken: BTreeSet<String>,
    next: BTreeMap<String, u32>,
}

impl Fresh {
    fn new(taken: BTreeSet<String>) -> Self {
        Self { taken, next: BTreeMap::new() }
    }

    fn make(&mut self, wanted: &str) -> String {
        // A number is going to follow.
        let short = slug(wanted);
        let wanted = if wanted.len() + 12 > LONGEST { short.as_str() } else { wanted };
        let mut id = wanted.to_owned();
        if self.taken.contains(&id) {
            let next = self.next.entry(wanted.to_owned()).or_insert(2);
            while self.taken.contains(&id) {
                id = format!("{wanted}-{next}");
                *next += 1;
            }
        }
        self.taken.insert(id.clone());
        id
    }
}

/// Questions are named by the ids of what they are about.
fn decisions_follow(decisions: &mut Items<Decision>, renamed: &Renamed) {
    let Renamed { nodes, links, flows, boundaries } = renamed;
    let nodes = nodes.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    let links = links.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    let boundaries = boundaries.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    let of_flows = || flows.iter().map(|(old, new)| (old.as_str(), new.as_str()));
    // An empty id cannot be found in a text, and a file with so many unusable ones that looking
    // for each in every decision takes long was written by nobody.
    let subjects = nodes.chain(links).chain(boundaries).chain(of_flows());
    let changes: Vec<(&str, &str)> =
        subjects.filter(|(old, _)| !old.is_empty()).take(100).collect();
    if changes.is_empty() {
        return;
    }
    decisions.change_where(
        |_| true,
        |decision| {
            for (old, new) in &changes {
                if let Some(question) = decision.question.renamed(old, new) {
                    decision.question = question;
                }
            }
            for (old, new) in of_flows().filter(|(old, _)| !old.is_empty()).take(100) {
                if let Some(question) = decision.question.with_flow_renamed(old, new) {
                    decision.question = question;
                }
            }
        },
    );
}

/// Two decisions about one question contradict each other: the one written later stands.
fn later_decision_stands(decisions: &mut Items<Decision>, repairs: &mut Repairs) {
    let mut last = BTreeMap::new();
    for (index, decision) in decisions.iter().enumerate() {
        if last.insert(decision.question.clone(), index).is_some() {
            let question = shown(decision.question.as_str());
            repairs.say(
                ElementId::Board,
                format!("The question {question} was decided more than once: the last one stands"),
            );
        }
    }
    if last.len() < decisions.len() {
        let kept: BTreeSet<usize> = last.into_values().collect();
        *decisions = decisions
            .iter()
            .enumerate()
            .filter(|(index, _)| kept.contains(index))
            .map(|(_, decision)| decision.clone())
            .collect();
    }
}
