//! Quantities derived from a board: demand, queueing, locks, latency, availability.

mod sheet;

pub use sheet::{Quantity, WhyLine};

/// The load an answer is computed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// Today's rate.
    Now,
    /// Today's rate times the flow's event multiple.
    Event,
    /// The event after two years of growth.
    TwoYears,
}

impl Moment {
    /// In the order they come.
    pub const ALL: [Self; 3] = [Self::Now, Self::Event, Self::TwoYears];

    /// How it is written on the command line and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Event => "event",
            Self::TwoYears => "two-years",
        }
    }

    /// How it is said in a sentence.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Event => "at the event",
            Self::TwoYears => "in two years",
        }
    }
}
