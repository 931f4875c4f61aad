//! Client: people and their devices: where requests begin.

use super::{Behavior, Defaults, Kind, Silhouette};

pub(super) static KIND: Kind = Kind {
    slug: "client",
    label: "Client",
    hint: "People and their devices: where requests begin",
    key: Some('5'),
    silhouette: Silhouette::Screen,
    icon: "M 3 5 L 21 5 L 21 16 L 3 16 Z M 9 20 L 15 20 M 12 16 L 12 20",
    behavior: Behavior { starts_requests: true, ..Behavior::PASSIVE },
    defaults: Defaults::NONE,
};
