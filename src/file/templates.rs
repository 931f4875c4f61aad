//! Boards to start from: one text each under `templates/`, and their list here.

use super::format::{Loaded, read};
use super::read_error::ReadError;

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// A well-known design drawn well, to go on from.
    Start,
    /// What the article warns of.
    Warns,
    /// The same, healed.
    Healed,
}

impl Purpose {
    /// Every purpose, in the order the start screen shows them.
    pub const ALL: [Self; 3] = [Self::Start, Self::Warns, Self::Healed];

    /// The heading above its templates.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Start => "Start from a design",
            Self::Warns => "See what goes wrong",
            Self::Healed => "See it healed",
        }
    }
}

/// A board to start from.
#[derive(Debug)]
pub struct Template {
    /// Its name on the command line and of its file: never changes.
    pub slug: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// What people call it.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub about: &'static str,
    /// The text of the board file.
    pub text: &'static str,
}

/// Every template, in the order the start screen shows them.
pub static ALL: &[Template] = &[
    Template {
        slug: "empty",
        purpose: Purpose::Start,
        title: "Empty board",
        about: "Nothing yet: draw what you have in mind",
        text: include_str!("../../templates/empty.ron"),
    },
    Template {
        slug: "web-shop",
        purpose: Purpose::Start,
        title: "Web shop",
        about: "Pages from a cache, orders in one database, payment behind a queue",
        text: include_str!("../../templates/web-shop.ron"),
    },
    Template {
        slug: "url-shortener",
        purpose: Purpose::Start,
        title: "URL shortener",
        about: "Many reads, few writes: a cache in front of one database",
        text: include_str!("../../templates/url-shortener.ron"),
    },
    Template {
        slug: "chat",
        purpose: Purpose::Start,
        title: "Chat",
        about: "A log by conversation, and a push to whoever is connected",
        text: include_str!("../../templates/chat.ron"),
    },
    Template {
        slug: "news-feed",
        purpose: Purpose::Start,
        title: "News feed",
        about: "Posts are written once and spread to followers in the background",
        text: include_str!("../../templates/news-feed.ron"),
    },
    Template {
        slug: "file-upload",
        purpose: Purpose::Start,
        title: "File upload with processing",
        about: "Files go straight to an object store; a worker makes previews",
        text: include_str!("../../templates/file-upload.ron"),
    },
    Template {
        slug: "payment-ledger",
        purpose: Purpose::Start,
        title: "Payment with a ledger",
        about: "Entries that are written once; the bank is called from a queue",
        text: include_str!("../../templates/payment-ledger.ron"),
    },
    Template {
        slug: "metrics",
        purpose: Purpose::Start,
        title: "Metrics ingestion",
        about: "Numbers of many machines through a log into time series",
        text: include_str!("../../templates/metrics.ron"),
    },
    Template {
        slug: "internal-tool",
        purpose: Purpose::Start,
        title: "Internal tool for 50 people",
        about: "One service and one database for 50 people in one office",
        text: include_str!("../../templates/internal-tool.ron"),
    },
    Template {
        slug: "flash-sale",
        purpose: Purpose::Warns,
        title: "Flash sale",
        about: "A shop whose orders wait for a row lock, a slow service and a payment provider",
        text: include_str!("../../templates/flash-sale.ron"),
    },
    Template {
        slug: "cron-polling",
        purpose: Purpose::Warns,
        title: "Cron polling",
        about: "Real-time notifications by a cron job that asks the database every second",
        text: include_str!("../../templates/cron-polling.ron"),
    },
    Template {
        slug: "more-servers",
        purpose: Purpose::Warns,
        title: "Just add more servers",
        about: "Copies with a list each, all after the same row",
        text: include_str!("../../templates/more-servers.ron"),
    },
    Template {
        slug: "one-database",
        purpose: Purpose::Warns,
        title: "One database to rule them all",
        about: "400 tables, the uploads, the chat and the audit log in one database",
        text: include_str!("../../templates/one-database.ron"),
    },
    Template {
        slug: "synchronous-everything",
        purpose: Purpose::Warns,
        title: "Synchronous everything",
        about: "One request that sends 10,000 e-mails while the balancer waits 30 seconds",
        text: include_str!("../../templates/synchronous-everything.ron"),
    },
    Template {
        slug: "optimise-later",
        purpose: Purpose::Warns,
        title: "We will optimise later",
        about: "The whole state in one key of 4 MB, and a procedure that joins 11 tables",
        text: include_str!("../../templates/optimise-later.ron"),
    },
    Template {
        slug: "premature-optimiser",
        purpose: Purpose::Warns,
        title: "The premature optimiser",
        about: "Kafka and twelve services for the 200 students of one school",
        text: include_str!("../../templates/premature-optimiser.ron"),
    },
    Template {
        slug: "flash-sale-fixed",
        purpose: Purpose::Healed,
        title: "Flash sale, fixed",
        about: "The same shop with a conditional update, a queue and an idempotency key",
        text: include_str!("../../templates/flash-sale-fixed.ron"),
    },
    Template {
        slug: "cron-polling-fixed",
        purpose: Purpose::Healed,
        title: "Cron polling, fixed",
        about: "The same notifications pushed when something is written",
        text: include_str!("../../templates/cron-polling-fixed.ron"),
    },
    Template {
        slug: "more-servers-fixed",
        purpose: Purpose::Healed,
        title: "Just add more servers, fixed",
        about: "State in a shared store, and a number that the database gives out",
        text: include_str!("../../templates/more-servers-fixed.ron"),
    },
    Template {
        slug: "synchronous-everything-fixed",
        purpose: Purpose::Healed,
        title: "Synchronous everything, fixed",
        about: "The same newsletter handed to a queue and sent once",
        text: include_str!("../../templates/synchronous-everything-fixed.ron"),
    },
    Template {
        slug: "small-school",
        purpose: Purpose::Healed,
        title: "Small school",
        about: "An enrolment form for 200 students as one service and one database",
        text: include_str!("../../templates/small-school.ron"),
    },
];

/// The template with this slug.
pub fn by_slug(slug: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.slug == slug)
}

impl Template {
    /// Its board; a test keeps every template readable and free of repairs.
    pub fn read(&self) -> Result<Loaded, ReadError> {
        read(self.text)
    }
}
