//! Scenarios: what-ifs, as lists of changes in time.

use serde::{Deserialize, Serialize};

use super::id::{BoundaryId, ElementId, FlowId, LinkId, NodeId, ScenarioId};
use super::items::Item;
use super::units::{Count, Factor, Seconds, Share};
use super::value::Known;

/// One thing that happens in a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// A flow's rate is multiplied; all flows when none is named.
    #[serde(rename = "traffic")]
    Traffic {
        /// The flow.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        flow: Option<FlowId>,
        /// By how much.
        times: Known<Factor>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A node takes this long over everything it is asked, its own calls included.
    #[serde(rename = "slow")]
    Slow {
        /// The node.
        node: NodeId,
        /// How long a whole call of it takes.
        takes: Known<Seconds>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A node is down.
    #[serde(rename = "down")]
    Down {
        /// The node.
        node: NodeId,
        /// How many replicas; all when not stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        replicas: Option<Known<Count>>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A zone is dark.
    #[serde(rename = "zone_down")]
    ZoneDown {
        /// The boundary that is the zone.
        zone: BoundaryId,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A cache is empty.
    #[serde(rename = "cold")]
    Cold {
        /// The node.
        node: NodeId,
        /// When it happens.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// The work is done but the caller has given up: the answer is lost.
    #[serde(rename = "answers_lost")]
    AnswersLost {
        /// The link whose answers are lost.
        link: LinkId,
        /// Share of attempts that finish after their caller gave up.
        share: Known<Share>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// So many people want the same item at once.
    #[serde(rename = "burst")]
    Burst {
        /// The flow they go through.
        flow: FlowId,
        /// How many.
        people: Known<Count>,
        /// When it happens.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// So many clients come back at once: sockets reconnect, an app wakes up. Each wants its own item.
    #[serde(rename = "reconnect")]
    Reconnect {
        /// The flow they go through.
        flow: FlowId,
        /// How many.
        clients: Known<Count>,
        /// When it happens; spread evenly from start to end when both are stated.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// Every use of a link takes this much network time, there and back.
    #[serde(rename = "lag")]
    Lag {
        /// The link.
        link: LinkId,
        /// Network time of one use.
        takes: Known<Seconds>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A node answers this share of what it is asked with an error.
    #[serde(rename = "fails")]
    Fails {
        /// The node.
        node: NodeId,
        /// Share of requests.
        share: Known<Share>,
        /// When it starts and ends.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
    /// A node's replicas are replaced one by one.
    #[serde(rename = "deploy")]
    Deploy {
        /// The node.
        node: NodeId,
        /// How long each replica is away.
        each: Known<Seconds>,
        /// When it begins; the end follows from the replicas.
        #[serde(default, skip_serializing_if = "Span::is_whole")]
        span: Span,
    },
}

/// The span of a change, borrowed as the change is.
macro_rules! span_of {
    ($change:expr) => {
        match $change {
            Change::Traffic { span, .. }
            | Change::Slow { span, .. }
            | Change::Down { span, .. }
            | Change::ZoneDown { span, .. }
            | Change::Cold { span, .. }
            | Change::AnswersLost { span, .. }
            | Change::Burst { span, .. }
            | Change::Reconnect { span, .. }
            | Change::Lag { span, .. }
            | Change::Fails { span, .. }
            | Change::Deploy { span, .. } => span,
        }
    };
}

impl Change {
    /// The element it is about; `None` when it is about all traffic.
    pub fn about(&self) -> Option<ElementId> {
        Some(match self {
            Self::Traffic { flow, .. } => flow.clone()?.into(),
            Self::Burst { flow, .. } | Self::Reconnect { flow, .. } => flow.clone().into(),
            Self::Slow { node, .. }
            | Self::Down { node, .. }
            | Self::Cold { node, .. }
            | Self::Fails { node, .. }
            | Self::Deploy { node, .. } => node.clone().into(),
            Self::ZoneDown { zone, .. } => zone.clone().into(),
            Self::AnswersLost { link, .. } | Self::Lag { link, .. } => link.clone().into(),
        })
    }

    /// Makes it about another element of the same sort; anything else changes nothing.
    pub fn set_about(&mut self, to: &ElementId) {
        match (self, to) {
            (
                Self::Traffic { flow: Some(flow), .. }
                | Self::Burst { flow, .. }
                | Self::Reconnect { flow, .. },
                ElementId::Flow(to),
            ) => flow.clone_from(to),
            (
                Self::Slow { node, .. }
                | Self::Down { node, .. }
                | Self::Cold { node, .. }
                | Self::Fails { node, .. }
                | Self::Deploy { node, .. },
                ElementId::Node(to),
            ) => node.clone_from(to),
            (Self::ZoneDown { zone, .. }, ElementId::Boundary(to)) => zone.clone_from(to),
            (Self::AnswersLost { link, .. } | Self::Lag { link, .. }, ElementId::Link(to)) => {
                link.clone_from(to);
            }
            _ => {}
        }
    }

    /// When it holds.
    pub fn span(&self) -> Span {
        *span_of!(self)
    }

    /// The same, to be changed.
    pub fn span_mut(&mut self) -> &mut Span {
        span_of!(self)
    }
}

/// When a change holds, counted from the scenario's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Start; the scenario's start when not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Known<Seconds>>,
    /// End; the scenario's end when not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Known<Seconds>>,
}

impl Span {
    /// True when it holds from start to end.
    pub fn is_whole(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }
}

/// A what-if.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Unique among scenarios.
    pub id: ScenarioId,
    /// What people call it.
    pub name: String,
    /// What happens.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// How long it is watched; long enough for what happens when not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<Known<Seconds>>,
}

impl Scenario {
    /// With these changes, watched for as long as they need.
    pub fn of(id: ScenarioId, name: String, changes: Vec<Change>) -> Self {
        Self { id, name, changes, length: None }
    }
}

impl Item for Scenario {
    type Id = ScenarioId;

    fn id(&self) -> &ScenarioId {
        &self.id
    }
}
