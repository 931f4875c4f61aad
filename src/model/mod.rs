//! What people drew: the board, its elements, and the units of the numbers beside them.
//!
//! Nothing here computes, draws, reads files or knows a graph. It derives serde, because the board
//! is its own file format.

pub mod attribute;
pub mod board;
pub mod boundary;
mod change_text;
pub mod decision;
pub mod difference;
pub mod flow;
pub mod geometry;
pub mod id;
pub mod items;
pub mod kinds;
pub mod limits;
pub mod link;
pub mod node;
pub mod note;
pub mod scenario;
pub mod units;
pub mod value;
pub mod walk;

pub use attribute::{Assumed, Attribute};
pub use board::{Board, Review};
pub use boundary::{Boundary, BoundarySort};
pub use decision::{Decision, Ruling};
pub use flow::{Consistency, Flow};
pub use geometry::{Point, Rect, Size};
pub use id::{BoundaryId, ElementId, Fingerprint, FlowId, LinkId, NodeId, NoteId, ScenarioId};
pub use items::{Item, Items};
pub use kinds::{Kind, KindRef, Silhouette};
pub use link::{Backoff, Course, Effect, Interaction, Link, LockScope};
pub use node::{DataKind, Node};
pub use note::Note;
pub use scenario::{Change, Scenario, Span};
pub use units::{Unit, ValueError};
pub use value::{Day, Form, Known, Provenance, Value};
pub use walk::WalkView;
