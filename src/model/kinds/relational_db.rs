//! Relational database: tables, transactions, row locks.

use super::{Behavior, Defaults, Kind, Silhouette, guess, sourced};
use crate::model::link::Interaction;
use crate::model::node::Access;

pub(super) static KIND: Kind = Kind {
    slug: "relational-db",
    label: "Relational database",
    hint: "Tables, transactions, row locks",
    key: Some('2'),
    silhouette: Silhouette::Cylinder,
    icon: "M 4 6 C 4 4 8 3 12 3 C 16 3 20 4 20 6 C 20 8 16 9 12 9 C 8 9 4 8 4 6 Z M 4 6 L 4 18 C 4 20 8 21 12 21 C 16 21 20 20 20 18 L 20 6 M 4 12 C 4 14 8 15 12 15 C 16 15 20 14 20 12",
    behavior: Behavior {
        keeps_state: true,
        taken_by: Interaction::Read,
        suits: &[Access::Oltp, Access::Append],
        ..Behavior::PASSIVE
    },
    defaults: Defaults {
        slots: sourced(
            100.0,
            "PostgreSQL: max_connections 100 by default (postgresql.conf.sample)",
        ),
        service_time: guess(0.005, "typical of an indexed read"),
        availability: sourced(
            0.995,
            "SLA of one Amazon EC2 instance as published in January 2023 (a refund threshold, not a measurement)",
        ),
        ..Defaults::NONE
    },
};
