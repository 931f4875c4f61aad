//! Asks of everything that is only there for now what happens when nobody comes back.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Day, ElementId, Unit, Value};

pub(super) static RULE: Rule = Rule {
    id: "temporary-without-expiry",
    asks: "What happens to \u{201c}temporary\u{201d} {subject} when nobody comes back to it?",
    group: Group::Operation,
    set: Set::Advice,
    harm: Harm::Growth,
    step: "temporary",
    story: "{subject} was to be there for now only",
    why: "Nothing lasts as long as what was put in for now. It grows into what everything stands on, while everybody remembers that it is going to be replaced.",
    computes: "Age: from the day it was put in until today. What rests on it: the rates of the flows that use it ÷ the rates of all flows.",
    quiet_when: "A day is set to look at it again, and has not passed.",
    misses: "What is temporary and nobody marked.",
    example: Example {
        drawn: "browser:client -> shop -> state:cache; browser -> help; flow order = browser-to-shop, shop-to-state; flow read = browser-to-help",
        stated: "order.rate = 63/s; read.rate = 37/s; state.temporary_since = 2021-03-01",
    },
    sources: &["Cunningham: the debt metaphor (1992)"],
    follows: &[],
    ask,
    fixes,
};

const OPEN: &str = "It is there for now, and no day is set to look at it again";
const OPEN_AGE: &str = "It has been there for {age}, and no day is set to look at it again";
const OPEN_SHARE: &str =
    "{share} of all requests go through it by now, and no day is set to look at it again";
const OPEN_BOTH: &str = "It has been there for {age}, {share} of all requests go through it by now, and no day is set to look at it again";
const OVERDUE: &str = "It was to be looked at again on {due}, {late} ago; it is {age} old";
const OVERDUE_SHARE: &str = "It was to be looked at again on {due}, {late} ago; it is {age} old, and {share} of all requests go through it";
const DATED: &str = "It is to be looked at again on {due}";

const A_DAY: f64 = 86_400.0;
/// Days until it is looked at again, as the cure proposes.
const SOON: i64 = 90;

fn ask(ask: &mut Ask<'_>) {
    let board = ask.board;
    let mut total: Option<Option<Quantity>> = None;
    for (index, node) in board.nodes.iter().enumerate() {
        if let Some(since) = node.temporary_since {
            let index = index as u32;
            let flows = ask.flows_through(index);
            let element = ElementId::from(node.id.clone());
            let whole = *total.get_or_insert_with(|| all_requests(ask));
            let mut answer = judge(ask, element, since, node.review_by, &flows, whole);
            answer.locus = Some(index);
            answer.flows = flows;
            ask.answer(answer);
        }
    }
    for (index, link) in board.links.iter().enumerate() {
        if let Some(since) = link.temporary_since {
            let flows = ask.flows_over(index as u32);
            let element = ElementId::from(link.id.clone());
            let whole = *total.get_or_insert_with(|| all_requests(ask));
            let mut answer = judge(ask, element, since, link.review_by, &flows, whole);
            answer.locus = ask.facts.network.ends(index as u32).map(|(_, to)| to);
            answer.flows = flows;
            ask.answer(answer);
        }
    }
    for note in board.notes.iter() {
        if let Some(since) = note.temporary_since {
            let element = ElementId::from(note.id.clone());
            let answer = judge(ask, element, since, note.review_by, &[], None);
            ask.answer(answer);
        }
    }
}

/// Requests a second of all flows whose rate is known.
fn all_requests(ask: &mut Ask<'_>) -> Option<Quantity> {
    let facts = ask.facts;
    let rates: Vec<Quantity> =
        facts.flows.iter().filter_map(|demand| demand.rate.at(Moment::Now)).collect();
    (!rates.is_empty()).then(|| {
        let sum = ask.sheet.sum(&rates, Unit::PerSecond);
        ask.sheet.named("all requests", Place::Board, sum)
    })
}

fn judge(
    ask: &mut Ask<'_>,
    element: ElementId,
    since: Day,
    due: Option<Day>,
    flows: &[u32],
    whole: Option<Quantity>,
) -> Answer {
    let today = ask.today;
    if let Some(due) = due.filter(|due| today.is_none_or(|today| *due > today)) {
        return Answer::new(&RULE, Verdict::Fine, DATED).about(element).word("due", due.to_text());
    }
    let age = today.map(|today| {
        let age = days(since, today) * A_DAY;
        ask.sheet.constant(age, Unit::Seconds, "from the day it was put in until today")
    });
    let facts = ask.facts;
    let rates: Vec<Quantity> =
        flows.iter().filter_map(|i| facts.flows.get(*i as usize)?.rate.at(Moment::Now)).collect();
    let share = whole.filter(|whole| whole.value > 0.0 && !rates.is_empty()).map(|whole| {
        let through = ask.sheet.sum(&rates, Unit::PerSecond);
        let share = ask.sheet.div(through, whole);
        let share = ask.sheet.in_unit(share, Unit::Share);
        ask.sheet.named("share of requests that rest on it", Place::Board, share)
    });
    let says = match (due.is_some() && today.is_some(), age.is_some(), share.is_some()) {
        (true, _, true) => OVERDUE_SHARE,
        (true, _, false) => OVERDUE,
        (false, true, true) => OPEN_BOTH,
        (false, true, false) => OPEN_AGE,
        (false, false, true) => OPEN_SHARE,
        (false, false, false) => OPEN,
    };
    let mut answer = Answer::new(&RULE, Verdict::Watch, says)
        .about(element)
        .with_maybe("age", age)
        .with_maybe("share", share);
    if let (Some(due), Some(today)) = (due, today) {
        let late = days(due, today) * A_DAY;
        let late = ask.sheet.constant(late, Unit::Seconds, "from that day until today");
        answer = answer.word("due", due.to_text()).with("late", late);
    }
    if !rates.is_empty() {
        let through = ask.sheet.sum(&rates, Unit::PerSecond);
        let twice = ask.sheet.constant(2.0, Unit::Factor, "twice as much");
        answer = answer.with("look again at", ask.sheet.mul(through, twice));
    }
    answer
}

/// How old what is called temporary is, and what rests on it, in a few words for the board:
/// "temporary: 5 years, 63 %".
pub(super) fn tags(review: &Review) -> Vec<(ElementId, String)> {
    let answers = review.answers().iter().filter(|answer| answer.rule.id == RULE.id);
    answers
        .filter_map(|answer| {
            let of = answer.subjects.first()?.clone();
            let age = answer.number("age").map(|age| age.unit.about(age.value));
            let share = answer.number("share");
            let share = share.map(|share| format!("{} of requests", share.unit.about(share.value)));
            let words: Vec<String> = age.into_iter().chain(share).collect();
            (!words.is_empty()).then(|| (of, format!("temporary: {}", words.join(", "))))
        })
        .collect()
}

/// Days from one day to another; none when it has not come yet.
fn days(from: Day, to: Day) -> f64 {
    f64::from((to.0 - from.0).get_days().max(0))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let (Some(element), Some(today)) = (answer.subjects.first(), review.today()) else {
        return Vec::new();
    };
    let Ok(soon) = today.0.checked_add(jiff::Span::new().days(SOON)) else { return Vec::new() };
    let soon = Day(soon).to_text();
    vec![cure::with_placeholders(
        format!("Look at it again on {soon}"),
        vec![cure::set(element.clone(), "review_by", soon)],
    )]
}
