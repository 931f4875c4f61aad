//! Names of things on a board: readable, unique within their sort, cheap to copy.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id with this text; boards keep ids unique when an element is added or loaded.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(Arc::from(text.as_ref()))
            }

            /// The text as it stands in the board file.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

id!(
    /// Names a node.
    NodeId
);
id!(
    /// Names a link.
    LinkId
);
id!(
    /// Names a flow.
    FlowId
);
id!(
    /// Names a boundary.
    BoundaryId
);
id!(
    /// Names a note.
    NoteId
);
id!(
    /// Names a scenario.
    ScenarioId
);
id!(
    /// Names a question about a place on a board: rule, element ids and flow id.
    ///
    /// It stays the same when elements are renamed or moved, so a decision keeps pointing at it.
    Fingerprint
);

impl Fingerprint {
    /// The same question after one of its subjects got another id; `None` when it is about others.
    ///
    /// A fingerprint is `rule:orders:inventory.capacity@buy`: rule, subjects, at times the attribute
    /// asked for, at times the flow.
    pub fn renamed(&self, old: &str, new: &str) -> Option<Self> {
        let (rule, _) = self.as_str().split_once(':')?;
        let (mut text, mut rest) = (rule.to_owned(), self.as_str().strip_prefix(rule)?);
        let mut found = false;
        while let Some(subjects) = rest.strip_prefix(':') {
            text.push(':');
            let tail = subjects.strip_prefix(old).filter(|tail| is_after_subject(tail));
            found |= tail.is_some();
            let rest_of_subject = match tail {
                Some(tail) => {
                    text.push_str(new);
                    tail
                }
                None => subjects,
            };
            let end = rest_of_subject.find([':', '@']).unwrap_or(rest_of_subject.len());
            let (kept, next) = rest_of_subject.split_at(end);
            text.push_str(kept);
            rest = next;
        }
        text.push_str(rest);
        found.then(|| Self::new(text))
    }

    /// The same question after its flow got another id; `None` when it is about another.
    pub fn with_flow_renamed(&self, old: &str, new: &str) -> Option<Self> {
        let question = self.as_str().strip_suffix(old)?.strip_suffix('@')?;
        Some(Self::new(format!("{question}@{new}")))
    }
}

/// True for what may follow a subject: nothing, another one, the attribute asked for, the flow.
fn is_after_subject(tail: &str) -> bool {
    let attribute = tail.split('@').next().and_then(|tail| tail.strip_prefix('.'));
    tail.is_empty()
        || tail.starts_with([':', '@'])
        || attribute.is_some_and(|key| {
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        })
}

/// Points at one element of a board.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElementId {
    /// A box.
    Node(NodeId),
    /// An arrow.
    Link(LinkId),
    /// A user journey.
    Flow(FlowId),
    /// A frame with meaning.
    Boundary(BoundaryId),
    /// A sticky note.
    Note(NoteId),
    /// A what-if.
    Scenario(ScenarioId),
    /// The board as a whole.
    Board,
}

impl ElementId {
    /// The element's own text id; the word `board` for the board itself.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Node(id) => id.as_str(),
            Self::Link(id) => id.as_str(),
            Self::Flow(id) => id.as_str(),
            Self::Boundary(id) => id.as_str(),
            Self::Note(id) => id.as_str(),
            Self::Scenario(id) => id.as_str(),
            Self::Board => "board",
        }
    }
}

macro_rules! element_from {
    ($($id:ident => $variant:ident),*) => {
        $(impl From<$id> for ElementId {
            fn from(id: $id) -> Self {
                Self::$variant(id)
            }
        })*
    };
}
element_from!(NodeId => Node, LinkId => Link, FlowId => Flow, BoundaryId => Boundary, NoteId => Note, ScenarioId => Scenario);

/// Turns a name into an id: lower case, words joined by hyphens, never empty.
///
/// Letters of every script are kept, so `在庫` stays `在庫`.
pub fn slug(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            text.push(c);
        } else if !text.is_empty() && !text.ends_with('-') {
            text.push('-');
        }
        if text.len() >= 60 {
            break;
        }
    }
    let text = text.trim_matches('-');
    if text.is_empty() { "item".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, slug};

    #[test]
    fn a_question_follows_the_ids_it_is_about() {
        for (before, after) in [
            ("rule:service", Some("rule:orders")),
            ("rule:service:payment@buy", Some("rule:orders:payment@buy")),
            ("rule:payment:service@service", Some("rule:payment:orders@service")),
            ("unanswered-question:service.capacity", Some("unanswered-question:orders.capacity")),
            ("rule:service.queue_limit@buy", Some("rule:orders.queue_limit@buy")),
            ("rule:service-2", None),
            ("rule:service.v2", None),
            ("rule:my-service", None),
            ("rule:payment.service", None),
            ("service:payment", None),
            ("service", None),
        ] {
            let renamed = Fingerprint::new(before).renamed("service", "orders");
            assert_eq!(renamed, after.map(Fingerprint::new), "{before}");
        }
        let question = Fingerprint::new("rule:a@buy");
        assert_eq!(question.with_flow_renamed("buy", "pay"), Some("rule:a@pay".into()));
        assert_eq!(question.with_flow_renamed("uy", "pay"), None);
    }

    #[test]
    fn a_name_becomes_a_readable_id() {
        assert_eq!(slug("Order  Service (v2)"), "order-service-v2");
        assert_eq!(slug("在庫"), "在庫");
        assert_eq!(slug("  !?  "), "item");
    }
}
