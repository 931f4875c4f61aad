//! The kinds of nodes, one file each.
//!
//! Other rooms read the facts of a kind and never compare kinds: that is what makes a new kind one
//! file and its entry here.

mod cache;
mod cdn;
mod client;
mod document_db;
mod function;
mod gateway;
mod load_balancer;
mod lock_service;
mod object_store;
mod queue;
mod relational_db;
mod scheduler;
mod search;
mod service;
mod stream;
mod third_party;
mod worker;

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::attribute::Assumed;
use super::link::Interaction;
use super::node::Access;
use super::value::Provenance;

/// Every kind, in the order the palette shows them.
pub static ALL: &[KindRef] = &[
    KindRef(&client::KIND),
    KindRef(&cdn::KIND),
    KindRef(&load_balancer::KIND),
    KindRef(&gateway::KIND),
    KindRef(&service::KIND),
    KindRef(&function::KIND),
    KindRef(&worker::KIND),
    KindRef(&scheduler::KIND),
    KindRef(&queue::KIND),
    KindRef(&stream::KIND),
    KindRef(&cache::KIND),
    KindRef(&relational_db::KIND),
    KindRef(&document_db::KIND),
    KindRef(&search::KIND),
    KindRef(&object_store::KIND),
    KindRef(&lock_service::KIND),
    KindRef(&third_party::KIND),
];

/// The kind with this slug.
pub fn by_slug(slug: &str) -> Option<KindRef> {
    ALL.iter().copied().find(|kind| kind.slug == slug)
}

/// What sort of box a node is, as facts.
#[derive(Debug)]
pub struct Kind {
    /// Written into board files: never changes.
    pub slug: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// One sentence for the palette.
    pub hint: &'static str,
    /// The key that places it, when it has one.
    pub key: Option<char>,
    /// Its outline.
    pub silhouette: Silhouette,
    /// Its icon: SVG path data of strokes in a 24 × 24 box (absolute M, L, C and Z only).
    pub icon: &'static str,
    /// What it does to a request.
    pub behavior: Behavior,
    /// What is assumed while nobody says otherwise.
    pub defaults: Defaults,
}

/// The outline of a node; each kind group reads differently at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silhouette {
    /// A window with a title bar: people and their devices.
    Screen,
    /// A cloud: what is outside one's control.
    Cloud,
    /// A hexagon: spreads or checks what passes.
    Hexagon,
    /// A rounded box: does work.
    Box,
    /// A box with a cut corner: does a small piece of work.
    CutBox,
    /// A box with a doubled edge: does work nobody waits for.
    DoubleBox,
    /// A circle-ended box: starts work at times.
    Pill,
    /// A lying pipe: hands on later.
    Pipe,
    /// A standing cylinder: keeps data.
    Cylinder,
    /// A stack of sheets: keeps documents.
    Sheets,
    /// A box with slanted sides: keeps copies.
    Slanted,
    /// A bucket, narrower below: keeps files.
    Bucket,
    /// An octagon: one at a time.
    Octagon,
}

/// What a kind does to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts; a kind is their list")]
pub struct Behavior {
    /// Requests begin here: people and their devices.
    pub starts_requests: bool,
    /// Work begins here by the clock.
    pub starts_on_schedule: bool,
    /// It keeps data that outlives a request.
    pub keeps_state: bool,
    /// It answers reads from a copy.
    pub answers_from_copy: bool,
    /// It accepts now and hands over later, which breaks a synchronous chain.
    pub delivers_later: bool,
    /// Someone else runs it; one cannot add a copy.
    pub outside_control: bool,
    /// It spans zones by nature.
    pub spans_zones: bool,
    /// A slot is held while it waits for the nodes it calls.
    pub blocks_while_calling: bool,
    /// The usual interaction of a link drawn into it.
    pub taken_by: Interaction,
    /// The uses of data it is made for; none for what keeps no data.
    pub suits: &'static [Access],
}

impl Behavior {
    /// Does nothing special and is called.
    pub const PASSIVE: Self = Self {
        starts_requests: false,
        starts_on_schedule: false,
        keeps_state: false,
        answers_from_copy: false,
        delivers_later: false,
        outside_control: false,
        spans_zones: false,
        blocks_while_calling: false,
        taken_by: Interaction::Call,
        suits: &[],
    };

    /// True for a database: it keeps single records that outlive everything else, and reads and
    /// writes them by key.
    pub fn keeps_records(&self) -> bool {
        self.keeps_state && !self.answers_from_copy && self.suits.contains(&Access::Oltp)
    }
}

/// What is assumed about a kind while nobody says otherwise, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Slots of one replica.
    pub slots: Option<Assumed>,
    /// Own work per request, in seconds.
    pub service_time: Option<Assumed>,
    /// Own work that 99 of 100 requests stay under, in seconds.
    pub service_time_p99: Option<Assumed>,
    /// Share of time one replica is up.
    pub availability: Option<Assumed>,
    /// How long a taken message stays hidden before it is delivered again, in seconds.
    pub visibility_timeout: Option<Assumed>,
}

impl Defaults {
    /// Nothing can be assumed.
    pub const NONE: Self = Self {
        slots: None,
        service_time: None,
        service_time_p99: None,
        availability: None,
        visibility_timeout: None,
    };

    /// The assumption for an attribute key.
    pub fn get(&self, key: &str) -> Option<Assumed> {
        match key {
            "slots" => self.slots,
            "service_time" => self.service_time,
            "service_time_p99" => self.service_time_p99,
            "availability" => self.availability,
            "visibility_timeout" => self.visibility_timeout,
            "replicas" => Some(Assumed {
                value: 1.0,
                provenance: Provenance::SourcedDefault,
                source: "One copy, as drawn",
            }),
            _ => None,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "reads as the field it fills")]
const fn guess(value: f64, source: &'static str) -> Option<Assumed> {
    Some(Assumed { value, provenance: Provenance::Guess, source })
}

#[expect(clippy::unnecessary_wraps, reason = "reads as the field it fills")]
const fn sourced(value: f64, source: &'static str) -> Option<Assumed> {
    Some(Assumed { value, provenance: Provenance::SourcedDefault, source })
}

/// A kind, shared and compared by its slug.
#[derive(Clone, Copy)]
pub struct KindRef(&'static Kind);

impl Deref for KindRef {
    type Target = Kind;

    fn deref(&self) -> &Kind {
        self.0
    }
}

impl KindRef {
    /// The kind itself, for as long as the program runs.
    pub fn facts(self) -> &'static Kind {
        self.0
    }
}

impl PartialEq for KindRef {
    fn eq(&self, other: &Self) -> bool {
        self.slug == other.slug
    }
}

impl Eq for KindRef {}

impl fmt::Debug for KindRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug)
    }
}

impl Serialize for KindRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.slug)
    }
}

impl<'de> Deserialize<'de> for KindRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slug = String::deserialize(deserializer)?;
        by_slug(&slug).ok_or_else(|| {
            let known: Vec<&str> = ALL.iter().map(|kind| kind.slug).collect();
            de::Error::custom(format!("`{slug}` is not a kind; use one of {}", known.join(", ")))
        })
    }
}
