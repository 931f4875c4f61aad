//! Flows: user journeys through links, with what is known about them.

use super::attribute::record;
use super::id::{FlowId, LinkId};
use super::items::Item;
use super::link::Effect;
use super::units::{Count, Factor, Growth, PerSecond, Seconds, Share};
use super::value::{Day, Known, choice};

choice!(
    /// How fresh a read must be.
    Consistency, "a consistency need" {
        /// Every read sees the latest write of anyone.
        Strong => "strong",
        /// A reader sees its own writes.
        ReadYourWrites => "read your writes",
        /// Reads may be behind for a while.
        Eventual => "eventual",
    }
);

record! {
    /// A user journey: "place an order".
    Flow, FLOW_ATTRIBUTES {
        /// Unique among flows.
        id: FlowId,
        /// What people call it.
        name: String,
        /// The links it uses, in the order of the journey; the first starts at who begins it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        links: Vec<LinkId>,
    }
    "Load" if |_| true => {
        rate: Known<PerSecond>, "Rate now", "How often it happens today, at the busiest hour.";
        users: Known<Count>, "Concurrent users", "People who do it over and over; the rate follows from their number and thinking time.";
        think_time: Known<Seconds>, "Thinking time", "Pause of one user between two requests.";
        growth: Known<Growth>, "Growth", "How much the rate grows in a year.";
        event: Known<Factor>, "Event", "Multiple of today's rate at the event you fear: a sale, a launch, Monday morning.";
        event_length: Known<Seconds>, "Length of the event", "How long the event lasts.";
        bounded: bool, "Bounded", "Whether nobody but a known number of people or machines can cause it: an internal tool, a fixed fleet.";
        hot_key_share: Known<Share>, "Share of the hottest item", "Share of requests that want the same item.";
        other_keys: Known<Count>, "Other items", "How many other items share the rest evenly.";
        key_skew: Known<Factor>, "Skew", "Exponent of a Zipf distribution over items, when known.";
        reads_per_write: Known<Factor>, "Reads per write", "How many reads there are for one write.";
    }
    "Objectives" if |_| true => {
        latency_objective: Known<Seconds>, "Latency objective (p99)", "Time in which 99 of 100 requests are to be answered.";
        availability_objective: Known<Share>, "Availability objective", "Share of requests that are to succeed.";
        consistency: Consistency, "Consistency", "How fresh a read must be.";
        freshness: Known<Seconds>, "Freshness", "How old an answer may be.";
        read_after_write: Known<Seconds>, "Reads after writing", "How soon after writing the same user reads it again: 200 ms after a redirect.";
        acceptable_delay: Known<Seconds>, "Acceptable delay", "How long work may wait that nobody watches.";
        order_matters: bool, "Order matters", "Whether events of one thing must be handled in the order they happened.";
    }
    "Effect" if |_| true => {
        side_effect: Effect, "Side effect", "What happens in the world and must not happen twice.";
        idempotency_key: bool, "Idempotency key", "Whether the client makes a key that travels to the effect.";
    }
    "Standing" if |_| true => {
        prototype: bool, "Prototype", "Whether it is only being tried out.";
        review_by: Day, "Review by", "When to look at it again.";
    }
}

impl Item for Flow {
    type Id = FlowId;

    fn id(&self) -> &FlowId {
        &self.id
    }
}
