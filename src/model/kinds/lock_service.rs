//! Lock service: lets one at a time through.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;

pub(super) static KIND: Kind = Kind {
    slug: "lock-service",
    label: "Lock service",
    hint: "Lets one at a time through",
    key: None,
    silhouette: Silhouette::Octagon,
    icon: "M 5 11 L 19 11 L 19 21 L 5 21 Z M 8 11 L 8 7.5 C 8 5 9.8 3 12 3 C 14.2 3 16 5 16 7.5 L 16 11 M 12 15 L 12 17",
    behavior: Behavior { keeps_state: true, taken_by: Interaction::Lock, ..Behavior::PASSIVE },
    defaults: Defaults {
        service_time: guess(0.001, "typical of taking a free lock"),
        availability: sourced(
            0.999,
            "SLA of Amazon ElastiCache over several zones as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
