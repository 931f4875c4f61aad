//! Search index: finds by text and many attributes.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "search",
    label: "Search index",
    hint: "Finds by text and many attributes",
    key: None,
    silhouette: Silhouette::Sheets,
    icon: "M 10.5 4 C 7 4 4 7 4 10.5 C 4 14 7 17 10.5 17 C 14 17 17 14 17 10.5 C 17 7 14 4 10.5 4 Z M 15.5 15.5 L 21 21",
    behavior: Behavior {
        keeps_state: true,
        taken_by: Interaction::Read,
        suits: &[Access::Search, Access::Analytics, Access::TimeSeries],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.01, "typical of a query"),
        availability: sourced(
            0.999,
            "SLA of Amazon OpenSearch Service as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
