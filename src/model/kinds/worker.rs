//! Worker: takes work from a queue; nobody waits.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;

pub(super) static KIND: Kind = Kind {
    slug: "worker",
    label: "Worker",
    hint: "Takes work from a queue; nobody waits",
    key: Some('7'),
    silhouette: Silhouette::DoubleBox,
    icon: "M 12 8 C 9.8 8 8 9.8 8 12 C 8 14.2 9.8 16 12 16 C 14.2 16 16 14.2 16 12 C 16 9.8 14.2 8 12 8 Z M 12 3 L 12 6 M 12 18 L 12 21 M 3 12 L 6 12 M 18 12 L 21 12 M 5.6 5.6 L 7.8 7.8 M 16.2 16.2 L 18.4 18.4 M 18.4 5.6 L 16.2 7.8 M 7.8 16.2 L 5.6 18.4",
    behavior: Behavior {
        blocks_while_calling: true,
        taken_by: Interaction::Message,
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        slots: guess(1.0, "one job at a time"),
        service_time: guess(0.01, "typical own work of a job"),
        availability: sourced(
            0.995,
            "SLA of one Amazon EC2 instance as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
