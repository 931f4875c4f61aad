//! Function: runs on demand, one request an instance.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};

pub(super) static KIND: Kind = Kind {
    slug: "function",
    label: "Function",
    hint: "Runs on demand, one request an instance",
    key: None,
    silhouette: Silhouette::CutBox,
    icon: "M 15 4 C 12 3 11 5 10.5 8 L 9 16 C 8.5 19 7.5 21 5 20 M 7 10 L 14 10 M 14 14 L 20 20 M 20 14 L 14 20",
    behavior: Behavior { blocks_while_calling: true, spans_zones: true, ..Behavior::PASSIVE },
    defaults: Defaults {
        service_time: guess(0.01, "typical own work of a request"),
        availability: sourced(
            0.9995,
            "SLA of AWS Lambda as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
