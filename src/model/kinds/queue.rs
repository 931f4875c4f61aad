//! Queue: accepts now, delivers later; absorbs bursts.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "queue",
    label: "Queue",
    hint: "Accepts now, delivers later; absorbs bursts",
    key: Some('4'),
    silhouette: Silhouette::Pipe,
    icon: "M 3 6 L 3 18 M 7.5 6 L 7.5 18 M 12 6 L 12 18 M 15.5 12 L 21.5 12 M 18.5 8.5 L 21.5 12 L 18.5 15.5",
    behavior: Behavior {
        keeps_state: true,
        delivers_later: true,
        spans_zones: true,
        taken_by: Interaction::Message,
        suits: &[Access::Append],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.005, "typical of a publish"),
        availability: sourced(
            0.999,
            "SLA of Amazon SQS as published in January 2023 (a refund threshold, not a measurement)",
        ),
        visibility_timeout: sourced(
            30.0,
            "Amazon SQS: visibility timeout of 30 s by default (API reference)",
        ),
        ..Defaults::NONE
    },
};
