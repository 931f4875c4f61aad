//! Stream: keeps an ordered log that many read.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "stream",
    label: "Stream",
    hint: "Keeps an ordered log that many read",
    key: None,
    silhouette: Silhouette::Pipe,
    icon: "M 3 7 C 6 4 9 4 12 7 C 15 10 18 10 21 7 M 3 12.5 C 6 9.5 9 9.5 12 12.5 C 15 15.5 18 15.5 21 12.5 M 3 18 C 6 15 9 15 12 18 C 15 21 18 21 21 18",
    behavior: Behavior {
        keeps_state: true,
        delivers_later: true,
        taken_by: Interaction::Message,
        suits: &[Access::Append, Access::TimeSeries],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.005, "typical of a publish"),
        availability: sourced(
            0.999,
            "SLA of Amazon MSK as published in January 2023 (a refund threshold, not a measurement)",
        ),
        visibility_timeout: sourced(
            300.0,
            "Apache Kafka: max.poll.interval.ms of 5 min by default (consumer configuration)",
        ),
        ..Defaults::NONE
    },
};
