//! Gateway: the front door: checks, routes, limits.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "gateway",
    label: "Gateway",
    hint: "The front door: checks, routes, limits",
    key: None,
    silhouette: Silhouette::Hexagon,
    icon: "M 5 21 L 5 9 C 5 5 8 3 12 3 C 16 3 19 5 19 9 L 19 21 M 3 21 L 21 21 M 12 10 L 12 17 M 9 14 L 12 17 L 15 14",
    behavior: Behavior::PASSIVE,
    defaults: Defaults {
        service_time: guess(0.002, "typical of a gateway hop"),
        availability: sourced(
            0.9995,
            "SLA of Amazon API Gateway as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
