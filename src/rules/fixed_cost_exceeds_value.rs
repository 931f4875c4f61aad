//! Asks what the board costs a month, and for what.

use super::ask::Ask;
use super::{Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use super::{costs, remodel, service_sprawl};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{ElementId, Unit};

pub(super) static RULE: Rule = Rule {
    id: "fixed-cost-exceeds-value",
    asks: "What happens to the bill when {users} use it?",
    group: Group::Cost,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "cost",
    story: "It costs more than it brings",
    why: "What stands there costs the same whether anybody comes. A system for two hundred people that runs on a platform for two million pays for the difference every month, and for the people who look after it.",
    computes: "Cost a month: the sum of what is stated; by the price list, one small machine a copy, where nobody states any cost and there is a budget. Idle: what stands for parts less than 1 % busy at the event in two years. Each user: cost ÷ concurrent users.",
    quiet_when: "The budget holds; without one, when parts that do nothing are less than half of the cost, or no more than a service and a store. Parts that somebody said are required do not count as idle.",
    misses: "What people cost, and everything that is paid by the request.",
    example: Example {
        drawn: "students:client -> gateway -> enrolment -> db:relational-db",
        stated: "order.rate = 100/h; order.users = 200; board.budget = $300; gateway.cost = $200; enrolment.cost = $220; db.cost = $172",
    },
    sources: &[
        "Amazon EC2, EKS and VPC prices (third-party price pages; check before you rely on them)",
        "Fowler: Microservice Premium",
    ],
    follows: &[],
    ask,
    fixes,
};

const OVER: &str = "It costs {cost} a month; the budget is {budget}";
const OVER_EACH: &str =
    "It costs {cost} a month, {for each} for each of {people} people; the budget is {budget}";
const IDLE: &str = "It costs {cost} a month, and {idle} of that for {parts}, less than 1 % busy even at the event in two years";
const FINE: &str = "It costs {cost} a month, and what stands there is used";
const FINE_BUDGET: &str = "It costs {cost} a month; the budget is {budget}";
const UNKNOWN: &str = "It costs {cost} a month; nobody has said how much it is used";

/// Share of the busiest load below which a part does nothing.
const NOTHING: f64 = 0.01;

/// One service and one store: nothing smaller does anything.
const SMALLEST: usize = 2;

fn ask(ask: &mut Ask<'_>) {
    let board = ask.board;
    let by_list = costs::by_list(board);
    if by_list && board.budget.is_none() {
        return;
    }
    let mut terms: Vec<(u32, Quantity)> = Vec::new();
    for node in 0..board.nodes.len() as u32 {
        if let Some(cost) = costs::of_node(board, node, by_list, ask.sheet) {
            terms.push((node, cost));
        }
    }
    if terms.is_empty() {
        return;
    }
    let mut all: Vec<Quantity> = terms.iter().map(|(_, cost)| *cost).collect();
    if by_list && board.nodes.iter().any(costs::in_a_cluster) {
        let price = costs::CONTROL_PLANE.a_month;
        all.push(ask.sheet.guess(price, Unit::Money, "control plane of a cluster"));
    }
    let cost = ask.sheet.sum(&all, Unit::Money);
    let cost = ask.sheet.named("cost a month", Place::Board, cost);
    let mut answer = judge(ask, &terms, cost);
    answer.direction = Direction::Over;
    answer.flows = (0..ask.facts.flows.len() as u32).collect();
    ask.answer(answer);
}

fn judge(ask: &mut Ask<'_>, terms: &[(u32, Quantity)], cost: Quantity) -> Answer {
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let busy = |ask: &Ask<'_>, node: u32| ask.facts.node(node)?.utilisation.at(moment);
    let idle: Vec<(u32, Quantity)> = terms
        .iter()
        .copied()
        .filter(|(node, _)| busy(ask, *node).is_some_and(|busy| busy.value < NOTHING))
        .filter(|(node, _)| ask.node(*node).is_some_and(|node| node.required_for.is_none()))
        .collect();
    let idle_cost: f64 = idle.iter().map(|(_, cost)| cost.value).sum();
    let known = terms.iter().any(|(node, _)| busy(ask, *node).is_some());
    let people = people(ask);
    let word = people.map_or_else(
        || "few people".to_owned(),
        |q| format!("{} people", Unit::Count.about(q.value)),
    );
    let budget = ask.board.budget.map(|budget| ask.sheet.input(Place::Board, "budget", budget));
    let over = budget.is_some_and(|budget| cost.value > budget.value);
    let (verdict, says) = match (over, people.is_some()) {
        (true, true) => (Verdict::Watch, OVER_EACH),
        (true, false) => (Verdict::Watch, OVER),
        _ if budget.is_some() => (Verdict::Fine, FINE_BUDGET),
        _ if idle_cost >= 0.5 * cost.value && idle.len() > SMALLEST => (Verdict::Watch, IDLE),
        _ if known => (Verdict::Fine, FINE),
        _ => (Verdict::Unknown, UNKNOWN),
    };
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(ElementId::Board)
        .at(if says == IDLE { moment } else { Moment::Now })
        .word("users", word)
        .with("cost", cost)
        .with_maybe("budget", budget);
    if let Some(people) = people {
        let each = ask.sheet.div(cost, people);
        let each = ask.sheet.named("cost a month for each", Place::Board, each);
        answer = answer.with("people", people).with("for each", each);
    }
    if !idle.is_empty() && verdict == Verdict::Watch {
        let costs: Vec<Quantity> = idle.iter().map(|(_, cost)| *cost).collect();
        let sum = ask.sheet.sum(&costs, Unit::Money);
        let names: Vec<String> = idle
            .iter()
            .filter_map(|(node, _)| ask.node(*node))
            .map(|node| node.name.clone())
            .collect();
        let sum = ask.sheet.named("cost of what is idle", Place::Board, sum);
        answer = answer.with("idle", sum).word("parts", super::ask::list(&names));
    }
    if verdict == Verdict::Unknown {
        let flows: Vec<u32> = (0..ask.facts.flows.len() as u32).collect();
        answer = ask.lacks_rates(answer, &flows);
    }
    answer
}

/// The most people of a flow.
fn people(ask: &mut Ask<'_>) -> Option<Quantity> {
    let (flow, users) = ask
        .board
        .flows
        .iter()
        .enumerate()
        .filter_map(|(i, flow)| Some((i as u32, flow.users?)))
        .filter(|(_, users)| users.base() >= 1.0)
        .max_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
    Some(ask.sheet.input(Place::Flow(flow), "users", users))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let mut fixes = Vec::new();
    if let Some(group) = service_sprawl::largest_group(board).filter(|group| group.len() > 1) {
        let edits = remodel::merged(board, &group);
        let count = Unit::Count.about(group.len() as f64);
        // Only where that is enough.
        let later = remodel::remodelled(board, &edits).map(|changed| review.again(&changed));
        let after = later.as_ref().and_then(|later| later.find(&answer.fingerprint()));
        if after.is_some_and(|after| after.verdict == Verdict::Fine) {
            fixes.push(cure::maybe(format!("Run {count} services as one"), edits));
        }
    }
    let moment = review.moments().last().copied().unwrap_or(Moment::Now);
    let idle = |(i, node): &(usize, &crate::model::Node)| {
        let busy = review.facts().node(*i as u32).and_then(|load| load.utilisation.at(moment));
        node.required_for.is_none() && busy.is_some_and(|busy| busy.value < NOTHING)
    };
    let mut edits: Vec<crate::edit::Edit> = board
        .nodes
        .iter()
        .enumerate()
        .filter(idle)
        .map(|(_, node)| cure::set(node.id.clone(), "required_for", "a reason to be written here"))
        .collect();
    let mut title = "Say what the idle parts are required for".to_owned();
    if let (true, Some(cost)) = (answer.says != IDLE, answer.number("cost")) {
        let text = Unit::Money.write(cost.value.ceil());
        let raise = format!("Raise the budget to {text}");
        title = if edits.is_empty() { raise } else { format!("{raise}, and say what for") };
        edits.push(cure::set(ElementId::Board, "budget", text));
    }
    fixes.push(cure::with_placeholders(title, edits));
    fixes
}
