//! Asks of every broker one runs oneself what happens without it.

use super::ask::{Ask, unknown};
use super::deliveries::delivery;
use super::technology::{tagged, without};
use super::{
    Answer, Direction, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, remodel,
};
use crate::edit::Edit;
use crate::facts::{Moment, Place};
use crate::model::attribute::Assumed;
use crate::model::{Node, Provenance, Unit, kinds};

pub(super) static RULE: Rule = Rule {
    id: "broker-for-trickle",
    asks: "What happens when {subject} carries {rate}?",
    group: Group::Cost,
    set: Set::RightSize,
    harm: Harm::Cost,
    step: "broker for a trickle",
    story: "{subject} carries next to nothing",
    why: "A stream platform is several machines, a way to think, and somebody who is called at night. It pays when many read the same stream, or read it again. For a few messages a table and a worker do the same.",
    computes: "Messages a second at the event in two years ÷ what the broker can do: as stated, else 786,980 records a second as measured on three machines of 2014.",
    quiet_when: "It carries 0.1 % of what it can do or more, more than two take from it, somebody reads old messages again, its takers belong to different teams, or somebody said what it is required for.",
    misses: "Brokers that the whole company runs anyway.",
    example: Example {
        drawn: "students:client -> enrolment -> events:stream -> mailer:worker",
        stated: "order.rate = 100/h",
    },
    sources: &[
        "Kreps: Benchmarking Apache Kafka, 2 million writes per second on three cheap machines (2014)",
    ],
    follows: &[],
    ask,
    fixes,
};

const TRICKLE: &str = "It carries {messages} {moment}, of {can do} it can do: {used} of it. A table and a worker, or a queue somebody else runs, do the same";
const USED: &str = "It carries {messages} {moment}, of {can do} it can do";
const REPLAYED: &str = "Somebody reads old messages again";
const MANY: &str = "{takers} take from it, which is what it is for";
const TEAMS: &str = "It stands between teams";
const RECORDED: &str = "It is required for {required}";
const UNKNOWN: &str = "Nobody has said how many messages it carries";

/// Records a second of three brokers with three asynchronous copies of everything.
const MEASURED: f64 = 786_980.0;
/// Share of what it can do below which it carries a trickle.
const TRICKLES: f64 = 1e-3;
/// Brokers that one runs oneself.
const BROKERS: &[&str] = &["kafka", "pulsar", "rabbitmq", "nats", "activemq", "redpanda"];

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index).filter(|node| {
            let does = node.kind.behavior;
            does.delivers_later && (!does.spans_zones || tagged(node, BROKERS))
        }) else {
            continue;
        };
        let flows = ask.flows_through(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, index, node, &flows);
        answer.direction = Direction::Over;
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, index: u32, node: &Node, flows: &[u32]) -> Answer {
    let about = |answer: Answer| answer.about(node.id.clone());
    let fine = |says| about(Answer::new(&RULE, Verdict::Fine, says)).word("rate", "what it does");
    if let Some(required) = &node.required_for {
        return fine(RECORDED).word("required", required.clone());
    }
    if node.replay == Some(true) {
        return fine(REPLAYED);
    }
    let network = &ask.facts.network;
    let takers: Vec<&Node> = network
        .out(index)
        .iter()
        .filter_map(|step| delivery(ask, step.link))
        .map(|way| way.to)
        .collect();
    if takers.len() > 2 {
        let count = takers.len() as f64;
        let count = ask.sheet.constant(count, Unit::Count, "takers drawn");
        return fine(MANY).with("takers", count);
    }
    let mut teams = takers.iter().filter_map(|taker| taker.team.as_deref());
    if let Some(first) = teams.next()
        && teams.any(|team| team != first)
    {
        return fine(TEAMS);
    }
    let moment = ask.moments.last().copied().unwrap_or(Moment::Now);
    let Some(messages) = ask.facts.node(index).and_then(|load| load.arrivals.at(moment)) else {
        let answer = unknown(&RULE, UNKNOWN, node.id.clone()).word("rate", "few messages");
        return ask.lacks_rates(answer, flows);
    };
    let place = Place::Node(index);
    let can = if let Some(capacity) = node.capacity {
        ask.sheet.input(place, "capacity", capacity)
    } else {
        let assumed = Assumed {
            value: MEASURED,
            provenance: Provenance::SourcedDefault,
            source: "Kreps 2014: Apache Kafka on three machines, three asynchronous copies",
        };
        ask.sheet.assumed(place, "capacity", Unit::PerSecond, assumed)
    };
    let used = ask.sheet.div(messages, can);
    let used = ask.sheet.in_unit(used, Unit::Share);
    let (verdict, says) =
        if used.value < TRICKLES { (Verdict::Watch, TRICKLE) } else { (Verdict::Fine, USED) };
    about(Answer::new(&RULE, verdict, says))
        .at(moment)
        .word("rate", Unit::PerSecond.about(messages.value))
        .with("messages", messages)
        .with("can do", can)
        .with("used", ask.sheet.named("share of what it can do", place, used))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(broker) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    if let Some(queue) = kinds::by_slug("queue") {
        let technologies = without(broker, BROKERS);
        let mut edits = vec![
            Edit::SetKind(broker.id.clone(), queue),
            Edit::Set {
                of: broker.id.clone().into(),
                key: "technologies".to_owned(),
                to: technologies,
            },
        ];
        for key in ["cost", "capacity", "partitions"] {
            edits.push(cure::clear(broker.id.clone(), key));
        }
        fixes.push(cure::maybe(
            format!("Use a queue somebody else runs for {}", broker.name),
            edits,
        ));
    }
    fixes.push(cure::maybe(
        format!("Take {} out: a table and a worker, or a plain call", broker.name),
        remodel::without(board, &broker.id),
    ));
    fixes.push(cure::required(broker));
    fixes
}
