//! From a question to the scenario that shows its answer.

use crate::model::{Change, ElementId, FlowId, Interaction, LinkId, NodeId, Scenario};
use crate::rules::{Answer, Review};
use crate::simulate::library::{self, Ready};

use super::super::super::player::Asked;

/// What would show an answer in time; `None` where time shows nothing.
pub fn asked(review: &Review, answer: &Answer) -> Option<Asked> {
    let ready = ready(review, answer)?;
    let board = review.board();
    // What the board already has is played as it is kept: the answer was computed with it.
    let kept = board.scenarios.iter().find(|scenario| fits(scenario, &ready));
    let scenario = kept.cloned().unwrap_or_else(|| ready.scenario(board));
    let usual = Asked::usual(board, scenario);
    // What brings its own load is not played on top of the event's.
    let moment = if brings_load(&usual) { usual.moment } else { answer.moment };
    Some(Asked { moment, ..usual })
}

fn brings_load(asked: &Asked) -> bool {
    let brings = |change: &Change| matches!(change, Change::Burst { .. });
    asked.scenario.changes.iter().any(brings)
}

/// True for a scenario of one change of the same sort about the same element.
fn fits(scenario: &Scenario, ready: &Ready) -> bool {
    let ([mine], [wanted]) = (scenario.changes.as_slice(), ready.changes.as_slice()) else {
        return false;
    };
    let same_sort = std::mem::discriminant(mine) == std::mem::discriminant(wanted);
    same_sort && mine.about() == wanted.about() && !loses_some(mine) && !loses_some(wanted)
}

/// Losing all and losing one are not the same.
fn loses_some(change: &Change) -> bool {
    matches!(change, Change::Down { replicas: Some(_), .. })
}

fn ready(review: &Review, answer: &Answer) -> Option<Ready> {
    let board = review.board();
    let number = |name: &str| answer.number(name).map(|number| number.value);
    match answer.rule.id {
        "thread-pool-exhaustion" | "timeout-inversion" => {
            let node = node(answer.subjects.get(1)?)?;
            let slow = number("slow call").or_else(|| number("inner worst case"));
            library::slow(board, node, usable(slow, 5.0))
        }
        "slow-dependency-cascade" => {
            let node = node(answer.subjects.first()?)?;
            library::slow(board, node, usable(number("slow call"), 5.0))
        }
        "hot-row-lock" => {
            let flow = answer.flow.clone().or_else(|| {
                let link = link(answer.subjects.first()?)?;
                board.flows.iter().find(|f| f.links.contains(link)).map(|f| f.id.clone())
            })?;
            library::same_item(board, &flow, usable(number("burst"), 500.0))
        }
        "retry-duplicates-effect" | "retry-amplification" => {
            let share = number("answers lost").filter(|x| *x > 0.0).unwrap_or(0.4);
            let flow = answer.flow.as_ref()?;
            let link = answer.subjects.iter().find_map(link);
            let retried = retried_link(review, flow, link)?;
            library::answers_lost(board, &retried, share)
        }
        "over-capacity" | "latency-budget-exceeded" => {
            let when = answer.moment.phrase();
            Some(library::calm(format!("The load {when}")))
        }
        "single-point-of-failure" => library::down(board, node(answer.subjects.first()?)?, None),
        "no-headroom-after-loss" => {
            library::down(board, node(answer.subjects.first()?)?, Some(1.0))
        }
        _ => None,
    }
}

fn usable(number: Option<f64>, otherwise: f64) -> f64 {
    number.filter(|x| x.is_finite() && *x > 0.0).unwrap_or(otherwise)
}

fn node(element: &ElementId) -> Option<&NodeId> {
    match element {
        ElementId::Node(id) => Some(id),
        _ => None,
    }
}

fn link(element: &ElementId) -> Option<&LinkId> {
    match element {
        ElementId::Link(id) => Some(id),
        _ => None,
    }
}

/// The nearest link of a flow that is tried again: whose answer gets lost shows most.
fn retried_link(review: &Review, flow: &FlowId, about: Option<&LinkId>) -> Option<LinkId> {
    let board = review.board();
    let links = || {
        let flow = board.flows.get(flow.as_str());
        flow.into_iter().flat_map(|flow| &flow.links).filter_map(|id| board.links.get(id.as_str()))
    };
    let tried_again = |link: &&crate::model::Link| {
        link.interaction != Interaction::Message && link.retries() > 0.0
    };
    // A scenario of the board that loses answers on this flow is what the answer was computed with.
    let lossy =
        |link: &&crate::model::Link| {
            board.scenarios.iter().flat_map(|s| &s.changes).any(
                |change| matches!(change, Change::AnswersLost { link: id, .. } if *id == link.id),
            )
        };
    links()
        .find(lossy)
        .or_else(|| links().find(tried_again))
        .map(|link| link.id.clone())
        .or_else(|| about.cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Moment;

    fn review() -> Review {
        let template = crate::file::templates::by_slug("flash-sale").unwrap();
        Review::of(&template.read().unwrap().board)
    }

    fn of(review: &Review, rule: &str) -> Asked {
        let answer = review.answers().iter().find(|answer| answer.rule.id == rule).unwrap();
        asked(review, answer).unwrap_or_else(|| panic!("{rule} shows nothing"))
    }

    #[test]
    fn a_full_pool_is_replayed_by_the_scenario_its_answer_rests_on() {
        let review = review();
        let asked = of(&review, "thread-pool-exhaustion");
        assert_eq!(asked.scenario.name, "Inventory slows");
        assert_eq!(asked.moment, Moment::Event);
        assert_eq!(of(&review, "hot-row-lock").scenario.name, "500 buyers");
        assert_eq!(of(&review, "retry-duplicates-effect").scenario.name, "Answers lost");
    }

    #[test]
    fn what_the_board_has_no_scenario_for_is_made() {
        let review = review();
        let asked = of(&review, "single-point-of-failure");
        let [Change::Down { replicas: None, .. }] = asked.scenario.changes.as_slice() else {
            panic!("{:?}", asked.scenario);
        };
        assert!(review.board().scenarios.get(asked.scenario.id.as_str()).is_none());
    }
}
