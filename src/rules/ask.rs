//! What a rule works with: the board, its facts, and a sheet for its own numbers.

use super::thread_pool_exhaustion::SlowCall;
use super::{Answer, Rule, Verdict};
use crate::facts::{
    Facts, FlowDemand, Moment, Place, Quantity, Sheet, Use, flow_id, link_at, node_at,
};
use crate::model::{
    Board, Change, Day, ElementId, Flow, FlowId, Link, LinkId, Node, NodeId, Unit, units::Seconds,
};

/// One round of asking.
pub struct Ask<'a> {
    /// The board that is asked about.
    pub board: &'a Board,
    /// What was derived from it.
    pub facts: &'a Facts,
    /// Where the rule's own numbers go.
    pub sheet: &'a mut Sheet,
    /// The loads to answer at.
    pub moments: &'a [Moment],
    /// The day it is, when somebody says so.
    pub today: Option<Day>,
    /// The answers so far.
    pub answers: Vec<Answer>,
    /// How long calls take at rest and when slow, by link, once asked.
    pub(super) slow_calls: Vec<Looked>,
}

/// How a call was found when it was first looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Looked {
    /// Nobody has looked yet.
    NotYet,
    /// Its times; none when the link points nowhere or nobody knows how long it takes.
    Found(Option<SlowCall>),
}

/// Hours of a month: 8,760 ÷ 12.
const HOURS_A_MONTH: f64 = 730.0;

impl<'a> Ask<'a> {
    /// Records an answer.
    pub(super) fn answer(&mut self, answer: Answer) {
        self.answers.push(answer);
    }

    pub(super) fn node(&self, node: u32) -> Option<&'a Node> {
        node_at(self.board, node)
    }

    pub(super) fn link(&self, link: u32) -> Option<&'a Link> {
        link_at(self.board, link)
    }

    /// What people call what stands at a place.
    pub(super) fn name_at(&self, place: Place) -> String {
        self.facts.name_at(self.board, place)
    }

    pub(super) fn link_id(&self, link: u32) -> Option<LinkId> {
        self.link(link).map(|link| link.id.clone())
    }

    /// The flow of the board that a demand belongs to; none for an implied one.
    pub(super) fn flow_of(&self, demand: &FlowDemand) -> Option<&'a Flow> {
        demand.flow.and_then(|flow| self.board.flows.at(flow as usize))
    }

    /// Its id.
    pub(super) fn flow_id(&self, demand: &FlowDemand) -> Option<FlowId> {
        flow_id(self.board, demand)
    }

    /// What people call a flow; "everything Browser asks for" for an implied one.
    /// The first of some flows that is on the board: the one an answer about all of them names.
    pub(super) fn first_flow(&self, flows: &[u32]) -> Option<FlowId> {
        let demand = self.facts.flows.get(*flows.first()? as usize)?;
        self.flow_id(demand)
    }

    pub(super) fn flow_name(&self, demand: &FlowDemand) -> String {
        match demand.place {
            Place::Node(node) => self
                .node(node)
                .map_or_else(String::new, |node| format!("everything {} asks for", node.name)),
            _ => self.flow_of(demand).map_or_else(String::new, |flow| flow.name.clone()),
        }
    }

    /// Adds to an answer the rates that are missing on flows through its places.
    pub(super) fn lacks_rates(&self, mut answer: Answer, flows: &[u32]) -> Answer {
        for i in flows {
            let Some(demand) = self.facts.flows.get(*i as usize) else { continue };
            if demand.rate.at(Moment::Now).is_none()
                && let Some(id) = self.flow_id(demand)
            {
                answer = answer.lacks(id, "rate");
            }
        }
        answer
    }

    /// Downtime a month that an availability leaves: (1 − A) × 730 h.
    pub(super) fn downtime(&mut self, availability: Quantity) -> Quantity {
        let month = self.sheet.constant(HOURS_A_MONTH * 3600.0, Unit::Seconds, "a month");
        let down = self.sheet.complement(availability);
        let time = self.sheet.mul(month, down);
        self.sheet.named("downtime a month", Place::Board, time)
    }

    /// What a rate comes to in a day.
    pub(super) fn per_day(&mut self, rate: Quantity) -> Quantity {
        let day = self.sheet.constant(86_400.0, Unit::Seconds, "a day");
        let daily = self.sheet.mul(rate, day);
        self.sheet.named("in a day", Place::Board, daily)
    }

    /// How often one flow uses a link at a moment, when its rate is known.
    pub(super) fn rate_of_use(
        &mut self,
        demand: &FlowDemand,
        used: &Use,
        moment: Moment,
    ) -> Option<Quantity> {
        let mut rate = demand.rate.at(moment)?;
        let visits = demand.visits_of(used.from).and_then(|visit| visit.times);
        for factor in [visits, used.per_visit].into_iter().flatten() {
            rate = self.sheet.mul(rate, factor);
        }
        Some(rate)
    }

    /// How many times today's load may grow until `demand` at the moment reaches `limit`.
    ///
    /// `now` is the demand today; the multiple counts from there whatever moment broke.
    pub(super) fn breaks_at(&mut self, limit: Quantity, now: Quantity) -> Quantity {
        let multiple = self.sheet.div(limit, now);
        let multiple = self.sheet.in_unit(multiple, Unit::Factor);
        self.sheet.named("multiple of today's load at which it breaks", Place::Board, multiple)
    }

    /// A scenario that slows a node, with how long its whole call takes.
    pub(super) fn slow_scenario(&mut self, node: &NodeId) -> Option<Quantity> {
        let (index, takes) =
            self.board.scenarios.iter().enumerate().find_map(|(i, scenario)| {
                scenario.changes.iter().find_map(|change| match change {
                    Change::Slow { node: slow, takes, .. } if slow == node => {
                        Some((i as u32, *takes))
                    }
                    _ => None,
                })
            })?;
        Some(self.sheet.input::<Seconds>(Place::Scenario(index), "time a call takes", takes))
    }

    /// Flows through a node, by their place among the facts.
    pub(super) fn flows_through(&self, node: u32) -> Vec<u32> {
        self.facts.flows_through(node).map(|(i, _)| i as u32).collect()
    }

    /// Flows over a link, by their place among the facts.
    pub(super) fn flows_over(&self, link: u32) -> Vec<u32> {
        self.facts.flows_over(link).map(|(i, ..)| i as u32).collect()
    }

    /// True when all work of a node comes as messages, so that nobody waits for it.
    pub(super) fn takes_messages_only(&self, node: u32) -> bool {
        let mut ways = self
            .facts
            .network
            .incoming(node)
            .iter()
            .filter(|step| self.facts.flows_over(step.link).next().is_some())
            .filter_map(|step| self.link(step.link))
            .peekable();
        ways.peek().is_some() && ways.all(|link| !link.interaction.caller_waits())
    }

    /// The first moment asked about at which `is_so`; a load the team states breaks, growth beyond it
    /// is watched.
    pub(super) fn first_moment(&self, is_so: impl Fn(Moment) -> bool) -> Option<(Moment, Verdict)> {
        let moment = self.moments.iter().copied().find(|moment| is_so(*moment))?;
        let stated = moment != Moment::TwoYears || is_so(Moment::Event) || is_so(Moment::Now);
        Some((moment, if stated { Verdict::Breaks } else { Verdict::Watch }))
    }

    /// The moment to report when nothing breaks: the largest load the team stated and asked about.
    pub(super) fn last_moment(&self) -> Moment {
        let event = self.board.flows.iter().any(|flow| flow.event.is_some());
        let stated =
            |moment: &Moment| *moment == Moment::Now || (*moment == Moment::Event && event);
        let chosen = self.moments.iter().copied().rfind(stated);
        chosen.or(self.moments.first().copied()).unwrap_or(Moment::Now)
    }
}

/// A sum of names for a sentence: "Orders", "Orders and Stock", "Orders, Stock and 3 more".
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [a, b] => format!("{a} and {b}"),
        [a, b, c] => format!("{a}, {b} and {c}"),
        [a, b, rest @ ..] => format!("{a}, {b} and {} more", rest.len()),
    }
}

/// An unknown answer of a rule.
pub(super) fn unknown(
    rule: &'static Rule,
    says: &'static str,
    about: impl Into<ElementId>,
) -> Answer {
    Answer::new(rule, Verdict::Unknown, says).about(about)
}
