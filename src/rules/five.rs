//! The five questions of a review: scale, consistency, failure, bottleneck, data flow. For each what
//! the board says already, flow by flow, and what nobody has said yet.

use super::{Answer, Missing, Review, Verdict};
use crate::facts::{FlowDemand, Moment, Place};
use crate::model::{ElementId, Flow, Unit, Value};

/// One of the five questions, and what the board says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Five {
    /// The question.
    pub question: &'static str,
    /// What the board says, a line for each flow.
    pub says: Vec<String>,
    /// What nobody has said yet, what settles most answers first.
    pub missing: Vec<Missing>,
}

/// Rules that say at which load something is full when everything else goes well.
const FULL: [&str; 8] = [
    "over-capacity",
    "hot-row-lock",
    "global-lock",
    "hot-partition",
    "bandwidth-saturation",
    "queue-grows-forever",
    "logic-in-database",
    "lock-held-across-remote-call",
];

impl Review {
    /// The five questions with what the board says to each.
    pub fn five_questions(&self) -> [Five; 5] {
        [self.scale(), self.consistency(), self.failure(), self.bottleneck(), self.data_flow()]
    }

    fn flows(&self) -> impl Iterator<Item = (usize, &Flow)> {
        let demands = self.facts().flows.iter().enumerate();
        demands.filter_map(|(at, demand)| Some((at, self.board().flows.at(demand.flow? as usize)?)))
    }

    fn scale(&self) -> Five {
        let (mut says, mut missing) = (Vec::new(), Vec::new());
        for (at, flow) in self.flows() {
            let rate = |moment| {
                let demand = self.facts().flows.get(at)?;
                demand.rate.at(moment).map(|rate| Unit::PerSecond.about(rate.value))
            };
            match (rate(Moment::Now), rate(Moment::Event), rate(Moment::TwoYears)) {
                (Some(now), Some(event), Some(later)) => says.push(format!(
                    "{}: {now} now, {event} at the event, {later} in two years",
                    flow.name
                )),
                _ => missing.push(lacks("rate", flow)),
            }
            if flow.growth.is_none() {
                missing.push(lacks("growth", flow));
            }
            if flow.event.is_none() {
                missing.push(lacks("event", flow));
            }
        }
        let question = "What is the scale, now and in two years?";
        Five { question, says, missing: self.ranked(missing) }
    }

    fn consistency(&self) -> Five {
        let (mut says, mut missing) = (Vec::new(), Vec::new());
        for (_, flow) in self.flows() {
            match (flow.consistency, flow.freshness) {
                (Some(need), Some(age)) => says.push(format!(
                    "{}: {}, and an answer may be {} old",
                    flow.name,
                    need.to_text(),
                    Unit::Seconds.about(age.base())
                )),
                (Some(need), None) => says.push(format!("{}: {}", flow.name, need.to_text())),
                (None, _) => missing.push(lacks("consistency", flow)),
            }
        }
        let question = "Does every read have to be fresh?";
        Five { question, says, missing: self.ranked(missing) }
    }

    fn failure(&self) -> Five {
        let (mut says, mut missing) = (Vec::new(), Vec::new());
        for (at, flow) in self.flows() {
            let alone: Vec<String> = self
                .answers()
                .iter()
                .filter(|a| a.rule.id == "single-point-of-failure")
                .filter(|a| matches!(a.verdict, Verdict::Breaks | Verdict::Watch))
                .filter(|a| a.flows.contains(&(at as u32)))
                .filter_map(|a| Some(self.board().name_of(a.subjects.first()?)))
                .collect();
            let up = self.facts().reach.get(at).and_then(|reach| reach.up);
            let up = up.map_or_else(String::new, |up| {
                format!(", up {} of the time", Unit::Share.about(up.value))
            });
            says.push(if alone.is_empty() {
                format!("{}: no part that stands alone stops it{up}", flow.name)
            } else {
                format!("{}: it stops with {}{up}", flow.name, alone.join(", "))
            });
            if flow.availability_objective.is_none() {
                missing.push(lacks("availability_objective", flow));
            }
        }
        let question = "What happens when this goes down?";
        Five { question, says, missing: self.ranked(missing) }
    }

    fn bottleneck(&self) -> Five {
        let (mut says, mut missing) = (Vec::new(), Vec::new());
        for (at, flow) in self.flows() {
            let first = self
                .answers()
                .iter()
                .filter(|a| FULL.contains(&a.rule.id) && a.flows.contains(&(at as u32)))
                .filter_map(|a| Some((a, a.breaks_at?.value)))
                .filter(|(_, multiple)| multiple.is_finite())
                .min_by(|a, b| a.1.total_cmp(&b.1));
            match first {
                Some((answer, multiple)) if multiple < 1.0 => says.push(format!(
                    "{}: {}, which is full at {} today\u{2019}s load already",
                    flow.name,
                    self.place(answer),
                    Unit::Factor.about(multiple),
                )),
                Some((answer, multiple)) => says.push(format!(
                    "{}: {}, which is full at {} today\u{2019}s load",
                    flow.name,
                    self.place(answer),
                    Unit::Factor.about(multiple),
                )),
                None => says.push(format!("{}: none is known", flow.name)),
            }
            if flow.latency_objective.is_none() {
                missing.push(lacks("latency_objective", flow));
            }
        }
        let question = "Where is the bottleneck?";
        Five { question, says, missing: self.ranked(missing) }
    }

    /// What an answer is about, in a word.
    fn place(&self, answer: &Answer) -> String {
        answer.subjects.first().map_or_else(String::new, |of| self.board().name_of(of))
    }

    fn data_flow(&self) -> Five {
        let mut says = Vec::new();
        for (at, flow) in self.flows() {
            let Some(demand) = self.facts().flows.get(at) else { continue };
            says.push(format!("{}: {}", flow.name, self.ways(demand, flow)));
        }
        let undrawn = self.flows().filter(|(_, flow)| flow.links.is_empty());
        let names: Vec<String> = undrawn.map(|(_, flow)| flow.name.clone()).collect();
        if !names.is_empty() {
            says.push(format!("Nobody has chosen the links of {}", names.join(", ")));
        }
        Five { question: "What does the data flow look like?", says, missing: Vec::new() }
    }

    /// The links of a flow in its own order, joined where one goes on from where the last ended:
    /// "Browser → Shop → Stock; Shop → Payment".
    fn ways(&self, demand: &FlowDemand, flow: &Flow) -> String {
        let board = self.board();
        let chosen = flow.links.iter().filter_map(|id| board.links.position(id.as_str()));
        let chosen: Vec<u32> = chosen.map(|at| at as u32).collect();
        let drawn = demand.visits.iter().flat_map(|visit| demand.out(visit.node));
        let links: Vec<u32> =
            if chosen.is_empty() { drawn.map(|used| used.link).collect() } else { chosen };
        let name = |node: u32| self.facts().name_at(board, Place::Node(node));
        let mut out = String::new();
        let mut last = None;
        for (from, to) in links.iter().filter_map(|link| self.facts().network.ends(*link)) {
            if last != Some(from) {
                let gap = if out.is_empty() { "" } else { "; " };
                out.push_str(&format!("{gap}{}", name(from)));
            }
            out.push_str(&format!(" → {}", name(to)));
            last = Some(to);
        }
        out
    }

    /// What settles most answers first.
    fn ranked(&self, mut missing: Vec<Missing>) -> Vec<Missing> {
        let settles = |one: &Missing| {
            self.answers().iter().filter(|answer| answer.missing.contains(one)).count()
        };
        missing.sort_by_cached_key(|one| std::cmp::Reverse(settles(one)));
        missing
    }
}

fn lacks(key: &'static str, of: &Flow) -> Missing {
    Missing { of: ElementId::Flow(of.id.clone()), key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_names_a_bottleneck_exists() {
        for id in FULL {
            assert!(crate::rules::ALL.iter().any(|rule| rule.id == id), "{id}");
        }
    }
}
