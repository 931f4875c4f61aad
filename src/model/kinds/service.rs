//! Service: does work for whoever calls it.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "service",
    label: "Service",
    hint: "Does work for whoever calls it",
    key: Some('1'),
    silhouette: Silhouette::Box,
    icon: "M 4 7 L 12 3 L 20 7 L 20 17 L 12 21 L 4 17 Z M 4 7 L 12 11 L 20 7 M 12 11 L 12 21",
    behavior: Behavior { blocks_while_calling: true, ..Behavior::PASSIVE },
    defaults: Defaults {
        slots: sourced(200.0, "Apache Tomcat: maxThreads 200 by default (connector documentation)"),
        service_time: guess(0.01, "typical own work of a request"),
        availability: sourced(
            0.995,
            "SLA of one Amazon EC2 instance as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
