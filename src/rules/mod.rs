//! One question a file, and the registry.
//!
//! A rule asks its question of every place it applies to and always answers. Nothing here draws,
//! reads files or changes a board: fixes are edits that somebody else applies.

mod answer;
mod review;

pub use answer::{
    Answer, Applicability, Direction, Fix, FixEffect, Missing, Number, Story, Verdict,
};
pub use review::{NumberText, Review};

/// A question, with everything a person may want to know about it.
#[derive(Debug)]
pub struct Rule {
    /// Its name in files and on the command line: never changes.
    pub id: &'static str,
    /// What it asks, with places for subjects and numbers: "What happens when {callee} takes {slow}?"
    pub asks: &'static str,
    /// Why it matters, in a few sentences.
    pub why: &'static str,
    /// How the numbers are computed, with the assumptions.
    pub computes: &'static str,
    /// When it keeps quiet.
    pub quiet_when: &'static str,
    /// What it cannot see.
    pub misses: &'static str,
    /// Books, papers and pages it rests on.
    pub sources: &'static [&'static str],
}

/// Every rule, in the order of the catalogue.
pub static ALL: &[&Rule] = &[];

/// The rule with this id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.id == id)
}
