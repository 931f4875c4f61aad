//! Holds and waits under load, as the solver found them, written down with what they follow from.

use super::demand::Use;
use super::load::{self, FarEnd};
use super::{
    Facts, FlowDemand, Maybe, Moment, Place, PoolSolution, Quantity, Sheet, Solution, link_at,
    node_at, solver,
};
use crate::model::units::Factor;
use crate::model::{Board, Known, Node, Unit};

const ERLANG_C: &str =
    "Erlang C (M/M/c): Poisson arrivals, exponential service, queue without limit";
const BOUNDED: &str = "M/M/c/K: Poisson arrivals, exponential service, a line that ends";
const WITH_WAITS: &str =
    "own work, and the calls waited for with their waits; a call is cut off at its timeout";

/// Waits, holds and times to answer of every moment, callees before their callers.
pub(super) fn write(board: &Board, facts: &mut Facts, sheet: &mut Sheet) {
    let order = order(board, facts);
    // Read while the loads are written.
    let solved = std::mem::take(&mut facts.solved);
    let mut last: Option<Moment> = None;
    for moment in Moment::ALL {
        let same = last.filter(|last| {
            facts.solved_at.at(*last) == facts.solved_at.at(moment)
                && facts.nodes.iter().all(|n| n.arrivals.at(*last) == n.arrivals.at(moment))
        });
        if let Some(last) = same {
            copy_moment(facts, last, moment);
        } else if let Some(solved) = solved.get(facts.solved_at.at(moment) as usize) {
            for node in order.iter().rev() {
                times(board, facts, sheet, *node, moment);
                one(board, facts, &solved.solution, sheet, *node, moment);
            }
        }
        last = Some(moment);
    }
    facts.solved = solved;
}

/// The nodes that flows come to, callers first.
fn order(board: &Board, facts: &Facts) -> Vec<u32> {
    let starts: Vec<u32> =
        facts.flows.iter().flat_map(|flow| flow.starts.iter().copied()).collect();
    let mut in_flows = vec![false; board.links.len()];
    for used in facts.flows.iter().flat_map(|flow| &flow.links) {
        if let Some(slot) = in_flows.get_mut(used.link as usize) {
            *slot = true;
        }
    }
    facts.network.walk(&starts, |link| in_flows.get(link as usize).copied().unwrap_or(false)).order
}

fn copy_moment(facts: &mut Facts, from: Moment, to: Moment) {
    for load in &mut facts.nodes {
        load.hold.set(to, load.hold.at(from));
        load.wait.set(to, load.wait.at(from));
    }
    for flow in &mut facts.flows {
        for visit in &mut flow.visits {
            visit.loaded.set(to, visit.loaded.at(from));
        }
    }
}

/// Waits in front of the nodes and locks that a node waits for.
fn waits_of_callees(board: &Board, facts: &Facts, node: u32, moment: Moment) -> Vec<Quantity> {
    let mut waits: Vec<Quantity> = Vec::new();
    for step in facts.network.out(node) {
        let waits_for = link_at(board, step.link).is_some_and(|l| l.interaction.caller_waits());
        if !waits_for || facts.flows_over(step.link).next().is_none() {
            continue;
        }
        let lock = facts.locks.get(step.link as usize).copied().flatten();
        let lock = lock.and_then(|lock| lock.mean_wait.at(moment));
        let there = facts.node(step.node).and_then(|load| load.wait.at(moment));
        waits.extend(lock.into_iter().chain(there).filter(|wait| wait.value > 0.0));
    }
    waits
}

fn one(
    board: &Board,
    facts: &mut Facts,
    solution: &Solution,
    sheet: &mut Sheet,
    index: u32,
    moment: Moment,
) {
    let (Some(node), Some(pool)) = (node_at(board, index), solution.pools.get(index as usize))
    else {
        return;
    };
    let callees = waits_of_callees(board, facts, index, moment);
    let Some(load) = facts.nodes.get_mut(index as usize) else { return };
    let place = Place::Node(index);
    let hold = load.hold_at_rest.map(|rest| {
        let value = pool.hold.mean;
        if node.capacity.is_some() || pool.arrivals <= 0.0 || near(value, rest.value) {
            return rest;
        }
        let mut operands = vec![rest];
        operands.extend(&callees);
        let hold = sheet.formula("hold with waits", WITH_WAITS, &operands, value, Unit::Seconds);
        sheet.named("hold", place, hold)
    });
    load.hold.set(moment, hold);
    let arrivals = load.arrivals.at(moment);
    let wait = arrivals.and_then(|arrivals| {
        let slots = load.slots.or(load.capacity)?;
        Some(wait_of(node, index, pool, &[Some(slots), Some(arrivals), hold], sheet))
    });
    load.wait.set(moment, wait);
}

/// Mean wait for a slot.
fn wait_of(
    node: &Node,
    index: u32,
    pool: &PoolSolution,
    operands: &[Maybe],
    sheet: &mut Sheet,
) -> Quantity {
    let mut operands: Vec<Quantity> = operands.iter().copied().flatten().collect();
    if let Some(scv) = node.service_time_scv {
        let scv = Known::<Factor> { ..scv };
        operands.push(sheet.input(Place::Node(index), "service_time_scv", scv));
    }
    let mut source = if pool.layered { solver::LAYERS } else { ERLANG_C };
    if let Some(limit) = node.queue_limit {
        operands.push(sheet.input(Place::Node(index), "queue_limit", limit));
        if !pool.layered {
            source = BOUNDED;
        }
    }
    let wait = sheet.formula("mean wait", source, &operands, pool.wait.mean, Unit::Seconds);
    sheet.named("wait for a slot", Place::Node(index), wait)
}

/// Time to answer of every visit, its own wait left out: one attempt of each call, cut off by its
/// timeout.
fn times(board: &Board, facts: &mut Facts, sheet: &mut Sheet, index: u32, moment: Moment) {
    let own = facts.node(index).and_then(|load| load.own);
    let mut answers: Vec<(usize, Maybe)> = Vec::new();
    for (i, flow) in facts.flows_through(index) {
        let answer = load::answer_time(board, flow, index, own, sheet, &|used, sheet| {
            time_of(board, flow, used, facts, sheet, moment)
        });
        answers.push((i, answer));
    }
    for (i, answer) in answers {
        let Some(visit) = facts.flows.get_mut(i).and_then(|flow| flow.visit_mut(index)) else {
            continue;
        };
        let loaded = match (answer, visit.at_rest) {
            (Some(answer), Some(rest)) if near(answer.value, rest.value) => Some(rest),
            (Some(answer), _) => Some(sheet.named("time to answer", Place::Node(index), answer)),
            (None, rest) => rest,
        };
        visit.loaded.set(moment, loaded);
    }
}

/// How long one use of a link keeps its tail: wait and answer, cut off by its timeout.
fn time_of(
    board: &Board,
    flow: &FlowDemand,
    used: &Use,
    facts: &Facts,
    sheet: &mut Sheet,
    moment: Moment,
) -> Maybe {
    let link = link_at(board, used.link)?;
    let there = facts.node(used.to)?;
    let wait = there.wait.at(moment).filter(|wait| wait.value > 0.0);
    let with = |answer: Maybe, wait: Maybe, sheet: &mut Sheet| match (answer, wait) {
        (Some(answer), Some(wait)) => Some(sheet.add(answer, wait)),
        (answer, wait) => answer.or(wait),
    };
    let there = match load::far_end(board, link, used) {
        FarEnd::Nothing => None,
        FarEnd::Handover => there.own,
        FarEnd::Lock => {
            let lock = facts.locks.get(used.link as usize)?.as_ref()?;
            let held = with(lock.hold, wait, sheet);
            with(held, lock.mean_wait.at(moment).filter(|wait| wait.value > 0.0), sheet)
        }
        FarEnd::Answer => {
            let visit = flow.visits_of(used.to).filter(|_| !used.leads_back);
            let answer =
                visit.and_then(|visit| visit.loaded.at(moment).or(visit.at_rest)).or(there.own);
            with(answer, wait, sheet)
        }
    };
    let time = load::with_network(link, used.link, there, sheet)?;
    match link.timeout {
        Some(timeout) if link.interaction.caller_waits() && timeout.base() < time.value => {
            let timeout = sheet.input(Place::Link(used.link), "timeout", timeout);
            Some(sheet.min(time, timeout))
        }
        _ => Some(time),
    }
}

/// Alike but for rounding.
fn near(a: f64, b: f64) -> bool {
    (a.is_infinite() && b.is_infinite()) || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
