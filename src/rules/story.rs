//! Folds causes and consequences into stories: one cause, then what follows from it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Answer, Review, Story, StoryStep, Verdict};
use crate::facts::Facts;

/// Most nodes that are looked at for a way from an effect to its cause; on a large board fewer.
const FARTHEST: usize = 96;
const NEARER: usize = 32;
/// Nodes from which a board is large.
const LARGE: usize = 2_000;
/// Most candidates that are tried as the cause of one answer; on a large board fewer.
const MOST_CANDIDATES: usize = 24;
const FEWER_CANDIDATES: usize = 8;

/// Finds for every open answer the answers whose output is its decisive input.
///
/// A cause is at least as bad, concerns a flow of the answer, and happens at the same node or
/// further down the calls; rules say which rules they follow from.
pub(super) fn find_causes(facts: &Facts, answers: &mut [Answer]) {
    let candidates = if facts.network.len() < LARGE { MOST_CANDIDATES } else { FEWER_CANDIDATES };
    let mut by_rule_and_flow: BTreeMap<&str, Vec<Vec<usize>>> = BTreeMap::new();
    for (i, answer) in answers.iter().enumerate() {
        if is_open(answer) && !answer.flows.is_empty() {
            let by_flow = by_rule_and_flow
                .entry(answer.rule.id)
                .or_insert_with(|| vec![Vec::new(); facts.flows.len()]);
            for flow in &answer.flows {
                if let Some(list) = by_flow.get_mut(*flow as usize)
                    && list.len() < candidates
                {
                    list.push(i);
                }
            }
        }
    }
    let reached = vec![0; facts.network.len()];
    let walked = vec![Vec::new(); facts.flows.len()];
    let mut ways = Ways { facts, walked, nodes: Vec::new(), reached, round: 0 };
    let mut causes: Vec<Vec<usize>> = vec![Vec::new(); answers.len()];
    for (i, answer) in answers.iter().enumerate() {
        if !is_open(answer) {
            continue;
        }
        // The closest rule that has a candidate explains it.
        for rule in answer.rule.follows {
            let Some(by_flow) = by_rule_and_flow.get(rule) else { continue };
            let found = answer
                .flows
                .iter()
                .filter_map(|flow| by_flow.get(*flow as usize).map(|list| (*flow, list)))
                .flat_map(|(flow, list)| list.iter().map(move |cause| (flow, *cause)))
                .find(|(flow, cause)| is_cause(&mut ways, answers, *flow, *cause, answer));
            if let (Some((_, cause)), Some(slot)) = (found, causes.get_mut(i)) {
                slot.push(cause);
                break;
            }
        }
    }
    for (answer, found) in answers.iter_mut().zip(causes) {
        answer.caused_by = found;
    }
}

fn is_open(answer: &Answer) -> bool {
    matches!(answer.verdict, Verdict::Breaks | Verdict::Watch)
}

fn is_cause(
    ways: &mut Ways<'_>,
    answers: &[Answer],
    flow: u32,
    cause: usize,
    effect: &Answer,
) -> bool {
    let Some(cause) = answers.get(cause) else { return false };
    if cause.verdict > effect.verdict || std::ptr::eq(cause, effect) {
        return false;
    }
    match (cause.locus, effect.depends_on.or(effect.locus)) {
        (Some(below), Some(above)) => ways.lead(flow, above, below),
        _ => true,
    }
}

/// Which nodes requests of a flow come to from a node; every walk is remembered, because many
/// effects at one node are held against many causes.
struct Ways<'a> {
    facts: &'a Facts,
    /// Where the nodes of a walk stand in `nodes`, in order; by flow and first node.
    walked: Vec<Vec<Range<u32>>>,
    nodes: Vec<u32>,
    /// The round in which a node was reached, by its place on the board.
    reached: Vec<u32>,
    round: u32,
}

impl Ways<'_> {
    fn lead(&mut self, flow: u32, from: u32, to: u32) -> bool {
        if from == to {
            return true;
        }
        let known = self.walked.get(flow as usize).and_then(|walked| walked.get(from as usize));
        let walked = match known {
            Some(walked) if !walked.is_empty() => walked.clone(),
            _ => self.walk(flow, from),
        };
        let nodes = self.nodes.get(walked.start as usize..walked.end as usize);
        nodes.is_some_and(|nodes| nodes.binary_search(&to).is_ok())
    }

    fn walk(&mut self, flow: u32, from: u32) -> Range<u32> {
        self.round += 1;
        let begin = self.nodes.len();
        let farthest = if self.reached.len() < LARGE { FARTHEST } else { NEARER };
        let mut todo = vec![from];
        let demand = self.facts.flows.get(flow as usize);
        while let Some(node) = todo.pop().filter(|_| self.nodes.len() - begin < farthest) {
            match self.reached.get_mut(node as usize) {
                Some(reached) if *reached != self.round => *reached = self.round,
                _ => continue,
            }
            self.nodes.push(node);
            todo.extend(demand.into_iter().flat_map(|demand| demand.out(node)).map(|used| used.to));
        }
        if let Some(nodes) = self.nodes.get_mut(begin..) {
            nodes.sort_unstable();
        }
        let walked = begin as u32..self.nodes.len() as u32;
        if let Some(of_flow) = self.walked.get_mut(flow as usize) {
            if of_flow.is_empty() {
                of_flow.resize(self.reached.len(), 0..0);
            }
            if let Some(known) = of_flow.get_mut(from as usize) {
                known.clone_from(&walked);
            }
        }
        walked
    }
}

/// Stories of two steps or more, in the order of their causes.
pub(super) fn fold(review: &Review) -> Vec<Story> {
    let answers = review.answers();
    let mut consequences: Vec<Vec<usize>> = vec![Vec::new(); answers.len()];
    for (i, answer) in answers.iter().enumerate() {
        for cause in &answer.caused_by {
            if let Some(list) = consequences.get_mut(*cause) {
                list.push(i);
            }
        }
    }
    let mut stories = Vec::new();
    for (i, answer) in answers.iter().enumerate() {
        if answer.caused_by.is_empty() && consequences.get(i).is_some_and(|list| !list.is_empty()) {
            stories.push(tell(review, i, answer, &consequences));
        }
    }
    stories
}

fn tell(review: &Review, root: usize, cause: &Answer, consequences: &[Vec<usize>]) -> Story {
    let mut order = vec![root];
    let mut at = 0;
    while let Some(answer) = order.get(at).copied() {
        for next in consequences.get(answer).into_iter().flatten() {
            if !order.contains(next) {
                order.push(*next);
            }
        }
        at += 1;
    }
    let mut steps: Vec<StoryStep> = Vec::new();
    for i in &order {
        let Some(answer) = review.answers().get(*i) else { continue };
        match steps.iter_mut().find(|step| step.label == answer.rule.step) {
            Some(step) => step.answers.push(*i),
            None => steps.push(StoryStep { label: answer.rule.step, answers: vec![*i] }),
        }
    }
    let answers = steps.iter().flat_map(|step| step.answers.iter().copied()).collect();
    Story { title: review.fill(cause.rule.story, cause), answers, steps }
}
