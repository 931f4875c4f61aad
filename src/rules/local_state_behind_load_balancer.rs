//! Asks of every part that remembers by itself what happens when the next request lands elsewhere.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::node::State;
use crate::model::units::Count;
use crate::model::{Known, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "local-state-behind-load-balancer",
    asks: "What happens when your next click lands on another copy of {subject}?",
    group: Group::Contention,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "local state",
    story: "Every copy of {subject} remembers something else",
    why: "Two copies that each keep their own list are two truths. What you added a moment ago is there or not, depending on where the balancer sends you, and all of it is gone with the next deploy.",
    computes: "Chance not to meet one\u{2019}s own write: 1 − 1 ÷ n for n copies. Copies drift apart by write rate × (n − 1) ÷ n a second. Everything is lost at each restart.",
    quiet_when: "State is shared or there is none; all data it keeps is disposable. Requests that always reach the same copy (routed by key) are watched: what a copy remembers goes with it.",
    misses: "State nobody thinks of as such: counters, rate limits, locks in memory.",
    example: Example {
        drawn: "browser:client -> balancer:load-balancer -> shop",
        stated: "order.rate = 20/s; shop.replicas = 4; shop.state = per instance",
    },
    sources: &[
        "AWS Well-Architected Framework: REL05-BP06, make services stateless where possible",
        "The Twelve-Factor App: processes",
    ],
    follows: &[],
    ask,
    fixes,
};

const DIFFERS: &str = "{misses own} of the time the next request lands on a copy that does not know: {copies} copies each remember something else, and a deploy forgets all of it";
const STICKY: &str = "Requests of one user reach the same copy; what it remembers is gone when that copy is, and at every deploy";
const ALONE: &str = "There is one copy, so it knows; what it remembers is gone at every deploy";
const FINE: &str = "What its copies remember can be lost";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let local = |node: &&Node| {
            node.state == Some(State::PerInstance)
                && !node.kind.behavior.starts_requests
                && !node.kind.behavior.answers_from_copy
        };
        let Some(node) = ask.node(index).filter(local) else { continue };
        if ask.facts.flows_through(index).next().is_none() {
            continue;
        }
        let mut answer = judge(ask, node, index);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32) -> Answer {
    let disposable = !node.data.is_empty() && node.data.iter().all(|d| d.disposable == Some(true));
    if disposable {
        return Answer::new(&RULE, Verdict::Fine, FINE);
    }
    let most = node.max_replicas.map_or(1.0, Known::base).max(node.replicas().base());
    if most < 2.0 {
        return Answer::new(&RULE, Verdict::Watch, ALONE);
    }
    if node.routed_by_key == Some(true) {
        return Answer::new(&RULE, Verdict::Watch, STICKY);
    }
    let place = Place::Node(index);
    let key = if node.replicas().base() < most { "max_replicas" } else { "replicas" };
    let copies = ask.sheet.input(place, key, Known::stated(Count(most)));
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let own = ask.sheet.div(one, copies);
    let own = ask.sheet.in_unit(own, Unit::Share);
    let misses = ask.sheet.complement(own);
    let misses = ask.sheet.named("chance not to meet one\u{2019}s own write", place, misses);
    let mut answer = Answer::new(&RULE, Verdict::Breaks, DIFFERS)
        .with("misses own", misses)
        .with("copies", copies);
    let writes: Vec<_> = node
        .data
        .iter()
        .filter_map(|data| data.writes)
        .map(|writes| ask.sheet.input(place, "writes", writes))
        .collect();
    if !writes.is_empty() {
        let writes = ask.sheet.sum(&writes, Unit::PerSecond);
        answer = answer.with("drift apart by", ask.sheet.mul(writes, misses));
    }
    answer.moment = Moment::Now;
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let mut fixes = vec![cure::maybe(
        format!("Keep what {} remembers in a store that all copies share", node.name),
        vec![cure::set(node.id.clone(), "state", "shared")],
    )];
    if answer.verdict == Verdict::Breaks {
        fixes.push(cure::maybe(
            "Send requests of one user to the same copy, for the time being".to_owned(),
            vec![cure::set(node.id.clone(), "routed_by_key", "yes")],
        ));
    }
    fixes
}
