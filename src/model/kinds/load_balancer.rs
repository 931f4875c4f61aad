//! Load balancer: spreads requests over replicas.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "load-balancer",
    label: "Load balancer",
    hint: "Spreads requests over replicas",
    key: Some('6'),
    silhouette: Silhouette::Hexagon,
    icon: "M 4 12 L 10 12 M 10 12 L 19 5 M 10 12 L 20 12 M 10 12 L 19 19 M 15 5 L 19 5 L 19 9 M 15 19 L 19 19 L 19 15",
    behavior: Behavior::PASSIVE,
    defaults: Defaults {
        service_time: guess(0.001, "typical of a proxy hop"),
        availability: sourced(
            0.9999,
            "SLA of AWS Elastic Load Balancing as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
