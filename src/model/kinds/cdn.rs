//! CDN: answers near the reader from copies.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "cdn",
    label: "CDN",
    hint: "Answers near the reader from copies",
    key: None,
    silhouette: Silhouette::Cloud,
    icon: "M 12 3 C 7 3 3 7 3 12 C 3 17 7 21 12 21 C 17 21 21 17 21 12 C 21 7 17 3 12 3 Z M 3 12 L 21 12 M 12 3 C 8 8 8 16 12 21 M 12 3 C 16 8 16 16 12 21",
    behavior: Behavior {
        answers_from_copy: true,
        outside_control: true,
        spans_zones: true,
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.005, "typical of an edge hit"),
        availability: sourced(
            0.999,
            "SLA of Amazon CloudFront as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
