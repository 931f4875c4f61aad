//! Document database: documents or wide rows by key.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "document-db",
    label: "Document database",
    hint: "Documents or wide rows by key",
    key: None,
    silhouette: Silhouette::Sheets,
    icon: "M 6 3 L 15 3 L 19 7 L 19 21 L 6 21 Z M 15 3 L 15 7 L 19 7 M 9 12 L 16 12 M 9 16 L 16 16",
    behavior: Behavior {
        keeps_state: true,
        spans_zones: true,
        taken_by: Interaction::Read,
        suits: &[Access::Oltp, Access::Append, Access::Chat, Access::TimeSeries],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.005, "typical of a read by key"),
        availability: sourced(
            0.9999,
            "SLA of Amazon DynamoDB as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
