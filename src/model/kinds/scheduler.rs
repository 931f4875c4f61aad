//! Scheduler: starts work by the clock.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "scheduler",
    label: "Scheduler",
    hint: "Starts work by the clock",
    key: None,
    silhouette: Silhouette::Pill,
    icon: "M 12 3 C 7 3 3 7 3 12 C 3 17 7 21 12 21 C 17 21 21 17 21 12 C 21 7 17 3 12 3 Z M 12 7 L 12 12 L 16 14",
    behavior: Behavior { starts_on_schedule: true, ..Behavior::PASSIVE },
    defaults: Defaults {
        service_time: guess(0.01, "typical own work of a run"),
        availability: sourced(
            0.995,
            "SLA of one Amazon EC2 instance as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
