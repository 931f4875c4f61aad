//! Third party: someone else's system: payment, e-mail, maps.

use super::{Behavior, Defaults, Kind, Silhouette, guess};

pub(super) static KIND: Kind = Kind {
    slug: "third-party",
    label: "Third party",
    hint: "Someone else's system: payment, e-mail, maps",
    key: Some('8'),
    silhouette: Silhouette::Cloud,
    icon: "M 14 4 L 20 4 L 20 10 M 20 4 L 11 13 M 17 14 L 17 20 L 4 20 L 4 7 L 10 7",
    behavior: Behavior { outside_control: true, spans_zones: true, ..Behavior::PASSIVE },
    defaults: Defaults {
        service_time: guess(0.2, "typical of a call over the internet"),
        service_time_p99: guess(1.0, "typical of a call over the internet"),
        availability: guess(0.999, "typical of a published promise"),
        ..Defaults::NONE
    },
};
