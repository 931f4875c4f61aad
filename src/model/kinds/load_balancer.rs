//! Load balancer: spreads requests over replicas.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "load-balancer",
    label: "Load balancer",
    hint: "Spreads requests over replicas",
    key: Some('6'),
    silhouette: Silhouette::Hexagon,
    icon: "M 3 12 L 21 12 M 8 12 C 12.5 12 11 5 15 5 L 20.5 5 M 8 12 C 12.5 12 11 19 15 19 L 20.5 19 M 18 2.5 L 20.5 5 L 18 7.5 M 18.5 9.5 L 21 12 L 18.5 14.5 M 18 16.5 L 20.5 19 L 18 21.5",
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
