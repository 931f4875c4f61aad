//! `explain`: the page of a rule, or the list of rules.

use clap::Args;

use super::{FINE, Failure, print};
use crate::rules::{self, Rule};

/// Print the page of a rule, or the list of rules.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The rule; all are listed without one
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> Result<u8, Failure> {
        match self.rule {
            None => print(&list())?,
            Some(id) => match rules::by_id(&id) {
                Some(rule) => print(&page(rule))?,
                None => {
                    return Err(Failure(format!(
                        "there is no rule `{id}`; `loadbearing explain` lists all {}",
                        rules::ALL.len()
                    )));
                }
            },
        }
        Ok(FINE)
    }
}

fn list() -> String {
    let widest = rules::ALL.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    rules::ALL
        .iter()
        .map(|rule| format!("{:widest$}  {}\n", rule.id, open_question(rule)))
        .collect()
}

/// The question with its places left open: "What happens when X goes down?"
pub(super) fn open_question(rule: &Rule) -> String {
    let mut text = rule.asks.to_owned();
    for (place, letter) in [("{subject}", "X"), ("{other}", "Y"), ("{flow}", "F")] {
        text = text.replace(place, letter);
    }
    text.replace('{', "‹").replace('}', "›")
}

fn page(rule: &Rule) -> String {
    let mut text = format!("{}\n\n{}\n", rule.id, open_question(rule));
    for (heading, body) in [
        ("Why it matters", rule.why),
        ("How it is computed", rule.computes),
        ("Quiet when", rule.quiet_when),
        ("What it cannot see", rule.misses),
    ] {
        text.push_str(&format!(
            "\n{heading}\n{}\n",
            textwrap::fill(
                body,
                textwrap::Options::new(92).initial_indent("  ").subsequent_indent("  ")
            )
        ));
    }
    text.push_str("\nSources\n");
    for source in rule.sources {
        text.push_str(&format!("  {source}\n"));
    }
    text
}
