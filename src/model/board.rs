//! The board: the document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::boundary::Boundary;
use super::decision::Decision;
use super::flow::Flow;
use super::id::{ElementId, NodeId, slug};
use super::items::Items;
use super::link::Link;
use super::node::Node;
use super::note::Note;
use super::scenario::Scenario;
use super::units::{Count, Money};
use super::value::{Day, Known};
use super::walk::WalkView;

/// When the team looked at the board together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Day>,
    /// Who was there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

/// What people drew. Cloning is cheap: unchanged elements are shared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// What it is called.
    pub title: String,
    /// What it is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What the system may cost a month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Known<Money>>,
    /// How many developers look after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub developers: Option<Known<Count>>,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// When the team looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// Boxes; the last lies on top.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub nodes: Items<Node>,
    /// Arrows.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub links: Items<Link>,
    /// User journeys.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub flows: Items<Flow>,
    /// Frames with meaning.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub boundaries: Items<Boundary>,
    /// Sticky notes.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub notes: Items<Note>,
    /// What-ifs.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub scenarios: Items<Scenario>,
    /// What the team said about questions.
    #[serde(default, skip_serializing_if = "Items::is_empty")]
    pub decisions: Items<Decision>,
    /// Views with which it is explained, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub walk: Vec<WalkView>,
}

impl Board {
    /// True when nothing is drawn on it.
    pub fn is_blank(&self) -> bool {
        self.nodes.is_empty() && self.notes.is_empty() && self.boundaries.is_empty()
    }

    /// True when the element exists.
    pub fn has(&self, element: &ElementId) -> bool {
        match element {
            ElementId::Node(id) => self.nodes.get(id.as_str()).is_some(),
            ElementId::Link(id) => self.links.get(id.as_str()).is_some(),
            ElementId::Flow(id) => self.flows.get(id.as_str()).is_some(),
            ElementId::Boundary(id) => self.boundaries.get(id.as_str()).is_some(),
            ElementId::Note(id) => self.notes.get(id.as_str()).is_some(),
            ElementId::Scenario(id) => self.scenarios.get(id.as_str()).is_some(),
            ElementId::Board => true,
        }
    }

    /// What people call an element: its name, `Orders → Inventory` for a link; its id when the name
    /// is blank.
    pub fn name_of(&self, element: &ElementId) -> String {
        let named = |name: Option<&String>, id: &str| match name {
            Some(name) if !name.trim().is_empty() => name.clone(),
            _ => id.to_owned(),
        };
        let node =
            |id: &NodeId| named(self.nodes.get(id.as_str()).map(|node| &node.name), id.as_str());
        let id = element.as_str();
        match element {
            ElementId::Node(id) => node(id),
            ElementId::Link(_) => match self.links.get(id) {
                Some(link) => format!("{} → {}", node(&link.from), node(&link.to)),
                None => id.to_owned(),
            },
            ElementId::Flow(_) => named(self.flows.get(id).map(|flow| &flow.name), id),
            ElementId::Boundary(_) => named(self.boundaries.get(id).map(|b| &b.name), id),
            ElementId::Note(id) => self.notes.get(id.as_str()).map_or_else(
                || id.to_string(),
                |n| n.text.lines().next().unwrap_or("Note").chars().take(40).collect(),
            ),
            ElementId::Scenario(_) => named(self.scenarios.get(id).map(|s| &s.name), id),
            ElementId::Board => {
                if self.title.is_empty() {
                    "Untitled board".to_owned()
                } else {
                    self.title.clone()
                }
            }
        }
    }

    /// An id for a new element of this name that no element of any sort uses yet: `orders`, `orders-2`.
    pub fn free_id(&self, name: &str) -> String {
        let taken: BTreeSet<&str> = self.ids().collect();
        free_id_among(name, &|id| taken.contains(id))
    }

    /// An id for a new link between two nodes: `orders-to-inventory`.
    pub fn free_link_id(&self, from: &NodeId, to: &NodeId) -> String {
        self.free_id(&format!("{from}-to-{to}"))
    }

    /// Every element, of whatever sort; not the board itself.
    pub fn elements(&self) -> impl Iterator<Item = ElementId> {
        let nodes = self.nodes.iter().map(|n| n.id.clone().into());
        let links = self.links.iter().map(|l| l.id.clone().into());
        let flows = self.flows.iter().map(|f| f.id.clone().into());
        let boundaries = self.boundaries.iter().map(|b| b.id.clone().into());
        let notes = self.notes.iter().map(|n| n.id.clone().into());
        let scenarios = self.scenarios.iter().map(|s| s.id.clone().into());
        nodes.chain(links).chain(flows).chain(boundaries).chain(notes).chain(scenarios)
    }

    /// The ids of every element, of whatever sort.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let nodes = self.nodes.iter().map(|n| n.id.as_str());
        let links = self.links.iter().map(|l| l.id.as_str());
        let flows = self.flows.iter().map(|f| f.id.as_str());
        let boundaries = self.boundaries.iter().map(|b| b.id.as_str());
        let notes = self.notes.iter().map(|n| n.id.as_str());
        let scenarios = self.scenarios.iter().map(|s| s.id.as_str());
        nodes.chain(links).chain(flows).chain(boundaries).chain(notes).chain(scenarios)
    }
}

/// The slug of a name, with `-2`, `-3` … when it is taken.
pub fn free_id_among(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let base = slug(name);
    if !taken(&base) {
        return base;
    }
    (2..=u32::MAX).map(|n| format!("{base}-{n}")).find(|id| !taken(id)).unwrap_or(base)
}
