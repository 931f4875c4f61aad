//! Asks of every queue what happens when one message can never be handled.

use super::ask::Ask;
use super::deliveries::delivery;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "poison-message",
    asks: "What happens when one message in {subject} can never be handled?",
    group: Group::Messaging,
    set: Set::Strict,
    harm: Harm::Down,
    step: "poison message",
    story: "One message of {subject} holds up the others",
    why: "A message that fails every time comes back every time. In an ordered queue everything behind it waits for ever; in an unordered one it takes a taker's time again and again, until somebody finds it by hand.",
    computes: "Ordered: everything of its part waits, arrivals ÷ parts a second. Unordered: one attempt every patience V, 1 ÷ V a second for as long as messages are kept.",
    quiet_when: "A message is put aside after a stated number of deliveries.",
    misses: "Whether anybody looks at what was put aside.",
    example: Example {
        drawn: "shop:client -> events:stream -> mailer:worker",
        stated: "order.rate = 10/s; events.ordered = yes; events.partitions = 4",
    },
    sources: &[
        "Azure Architecture Center: queue-based load leveling; poison message handling",
        "Amazon SQS developer guide: dead-letter queues",
    ],
    follows: &[],
    ask,
    fixes,
};

const STUCK: &str = "It is delivered again and again, and everything behind it waits: {wait behind it} pile up until somebody takes it out by hand";
const STUCK_UNCOUNTED: &str = "It is delivered again and again, and everything behind it waits until somebody takes it out by hand";
const AGAIN: &str =
    "It is delivered again every {patience}, for nothing, until somebody takes it out by hand";
const AGAIN_KEPT: &str =
    "It is delivered again every {patience}, {attempts} times for nothing before it is thrown away";
const DROPPED: &str = "After {most} deliveries it is thrown away, and nobody knows what was in it";
const NEVER: &str = "There is a place to put it, but nothing says after how many deliveries";
const FINE: &str = "After {most} deliveries it is put aside";

fn ask(ask: &mut Ask<'_>) {
    for queue in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(queue).filter(|node| node.kind.behavior.delivers_later) else {
            continue;
        };
        let network = &ask.facts.network;
        let taken = network.out(queue).iter().any(|step| delivery(ask, step.link).is_some());
        let flows = ask.flows_through(queue);
        if !taken || flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, queue, node).about(node.id.clone());
        answer.locus = Some(queue);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, queue: u32, node: &Node) -> Answer {
    let place = Place::Node(queue);
    let aside = node.dead_letter == Some(true);
    if let Some(most) = node.max_attempts {
        let most = ask.sheet.input(place, "max_attempts", most);
        let (verdict, says) = if aside { (Verdict::Fine, FINE) } else { (Verdict::Watch, DROPPED) };
        return Answer::new(&RULE, verdict, says).with("most", most);
    }
    if aside {
        return Answer::new(&RULE, Verdict::Watch, NEVER);
    }
    if node.ordered == Some(true) || node.partitions.is_some() {
        let moment = ask.last_moment();
        let arrivals = ask.facts.node(queue).and_then(|load| load.arrivals.at(moment));
        let Some(arrivals) = arrivals else {
            return Answer::new(&RULE, Verdict::Watch, STUCK_UNCOUNTED);
        };
        let behind = match node.partitions {
            Some(parts) => {
                let parts = ask.sheet.input(place, "partitions", parts);
                ask.sheet.div(arrivals, parts)
            }
            None => arrivals,
        };
        return Answer::new(&RULE, Verdict::Watch, STUCK)
            .at(moment)
            .with("wait behind it", ask.sheet.named("messages of one part", place, behind));
    }
    let patience =
        ask.sheet.stated_or_assumed(node, place, "visibility_timeout", node.visibility_timeout);
    let Some(patience) = patience.filter(|patience| patience.value > 0.0) else {
        return Answer::new(&RULE, Verdict::Watch, STUCK_UNCOUNTED).at(Moment::Now);
    };
    let mut answer = Answer::new(&RULE, Verdict::Watch, AGAIN).with("patience", patience);
    if let Some(kept) = node.retention {
        let kept = ask.sheet.input(place, "retention", kept);
        let attempts = ask.sheet.div(kept, patience);
        answer = answer.with("attempts", ask.sheet.in_unit(attempts, Unit::Count));
        answer.says = AGAIN_KEPT;
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(queue) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let mut edits = vec![cure::set(queue.id.clone(), "dead_letter", "yes")];
    if queue.max_attempts.is_none() {
        edits.push(cure::set(queue.id.clone(), "max_attempts", "5"));
    }
    vec![cure::as_is(
        format!("Put aside what {} has delivered in vain, and tell somebody", queue.name),
        edits,
    )]
}
