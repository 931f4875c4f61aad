//! Object store: files of any size by name.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "object-store",
    label: "Object store",
    hint: "Files of any size by name",
    key: Some('9'),
    silhouette: Silhouette::Bucket,
    icon: "M 4 6 C 4 4 8 3 12 3 C 16 3 20 4 20 6 C 20 8 16 9 12 9 C 8 9 4 8 4 6 Z M 4 6 L 6.5 19 C 7 20.5 9 21 12 21 C 15 21 17 20.5 17.5 19 L 20 6",
    behavior: Behavior {
        keeps_state: true,
        spans_zones: true,
        outside_control: true,
        taken_by: Interaction::Read,
        suits: &[Access::Blob, Access::Append, Access::Analytics],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.1, "typical time to the first byte"),
        availability: sourced(
            0.999,
            "SLA of Amazon S3 as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
