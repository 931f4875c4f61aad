//! Cache: answers reads fast from a copy that may vanish.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "cache",
    label: "Cache",
    hint: "Answers reads fast from a copy that may vanish",
    key: Some('3'),
    silhouette: Silhouette::Slanted,
    icon: "M 13 3 L 5 13 L 11 13 L 10 21 L 19 10 L 13 10 Z",
    behavior: Behavior {
        keeps_state: true,
        answers_from_copy: true,
        taken_by: Interaction::Read,
        suits: &[Access::Oltp],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        service_time: guess(0.001, "typical of an in-memory read over the network"),
        availability: sourced(
            0.999,
            "SLA of Amazon ElastiCache over several zones as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
