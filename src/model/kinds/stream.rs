//! Stream: keeps an ordered log that many read.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;

pub(super) static KIND: Kind = Kind {
    slug: "stream",
    label: "Stream",
    hint: "Keeps an ordered log that many read",
    key: None,
    silhouette: Silhouette::Pipe,
    icon: "M 3 8 C 6 5 9 5 12 8 C 15 11 18 11 21 8 M 3 16 C 6 13 9 13 12 16 C 15 19 18 19 21 16",
    behavior: Behavior {
        keeps_state: true,
        delivers_later: true,
        taken_by: Interaction::Message,
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.005, "typical of a publish"),
        availability: sourced(
            0.999,
            "SLA of Amazon MSK as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
