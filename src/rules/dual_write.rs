//! Asks of every node that writes to two places what happens when it dies between them.

use super::ask::Ask;
use super::technology::tagged;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{FlowDemand, Moment, Place, Quantity, Use};
use crate::model::node::Access;
use crate::model::{Interaction, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "dual-write",
    asks: "What happens when {subject} dies between writing to {other} and to {third}?",
    group: Group::Data,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "two writes",
    story: "{subject} tells {other} and not {third}",
    why: "Two writes to two places are not one: between them the process can die, the network can break, the second can be refused. Then one says it happened and the other does not, and nothing will ever notice.",
    computes: "Requests left half done a day are λ × 86,400 s × p, with the flow's rate λ at this node and the chance p that the process dies, is deployed or times out between the two writes; 1 in 100,000 where nobody knows.",
    quiet_when: "What goes to the second is recorded in the first one's transaction and sent from there; one of the two is a copy that can be rebuilt, or a file nobody points at; or the message that causes the writes comes again until both are done.",
    misses: "Calls to other services that write for themselves: whether those belong together only the team knows.",
    example: Example {
        drawn: "browser:client -> orders -> db:relational-db; orders -> events:queue",
        stated: "order.rate = 25/s; orders-to-db.interaction = write",
    },
    sources: &[
        "Richardson: transactional outbox (microservices.io)",
        "Kleppmann: Designing Data-Intensive Applications, chapter 11: keeping systems in sync",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "Nothing ties the two writes together: of {rate}, one in {one in} dies in between, which leaves {half done a day} requests a day half done, and nothing finds them";
const UNCOUNTED: &str = "Nothing ties the two writes together: every crash in between leaves a request half done, and nothing finds it";
const OUTBOX: &str =
    "What goes out is recorded in the same transaction and sent from there until it arrives";
const TOGETHER: &str = "A distributed transaction ties them together, at its own price";
const AGAIN: &str =
    "The message that causes both comes again until both are done, and a repeat does no harm";
const DERIVED: &str = "{derived} can be rebuilt from the other; write it second";

/// Chance that a process dies between two writes, while nobody knows better.
const CHANCE: f64 = 1e-5;

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    for (i, demand) in facts.flows.iter().enumerate() {
        let mut at = 0;
        // Links stand sorted by tail, so that a node's own links stand together.
        while let Some(first) = demand.links.get(at) {
            let group = demand.links.get(at..).unwrap_or_default();
            let len = group.iter().take_while(|used| used.from == first.from).count();
            at += len;
            let group = group.get(..len).unwrap_or_default();
            if len > 1 {
                one_node(ask, i as u32, demand, first.from, group);
            }
        }
    }
}

/// A write as the rule sees it.
struct Write<'a> {
    used: &'a Use,
    link: &'a Link,
    head: &'a Node,
}

fn one_node(ask: &mut Ask<'_>, flow: u32, demand: &FlowDemand, tail: u32, group: &[Use]) {
    let Some(node) = ask.node(tail) else { return };
    let mut writes: Vec<Write<'_>> = Vec::new();
    for used in group.iter().filter(|used| !used.leads_back) {
        let (Some(link), Some(head)) = (ask.link(used.link), ask.node(used.to)) else { continue };
        let again = |write: &Write<'_>| {
            write.used.to == used.to || (link.one_of.is_some() && write.link.one_of == link.one_of)
        };
        if is_write(link, head) && !writes.iter().any(again) {
            writes.push(Write { used, link, head });
        }
    }
    let (mut kept, derived): (Vec<_>, Vec<_>) =
        writes.into_iter().partition(|write| !is_derived(write.head));
    // The store comes first; what is sent from it second.
    kept.sort_by_key(|write| !write.head.kind.behavior.keeps_records());
    let (([first, second, ..], _) | ([first], [second, ..])) =
        (kept.as_slice(), derived.as_slice())
    else {
        return;
    };
    let mut answer = judge(ask, demand, node, tail, &kept, second)
        .about(node.id.clone())
        .about(first.head.id.clone())
        .about(second.head.id.clone());
    answer.flow = ask.flow_id(demand);
    answer.locus = Some(tail);
    answer.flows = vec![flow];
    ask.answer(answer);
}

fn is_write(link: &Link, head: &Node) -> bool {
    let behavior = &head.kind.behavior;
    match link.interaction {
        Interaction::Write => behavior.keeps_state,
        Interaction::Lock => behavior.keeps_records(),
        Interaction::Message => behavior.delivers_later,
        _ => false,
    }
}

/// A copy that can be read anew, or files, of which one too many harms nobody.
fn is_derived(head: &Node) -> bool {
    let behavior = &head.kind.behavior;
    let stated = |data: &crate::model::DataKind| {
        data.disposable == Some(true) || data.system_of_record == Some(false)
    };
    let finds = behavior.suits.contains(&Access::Search) || behavior.suits.contains(&Access::Blob);
    behavior.answers_from_copy || finds || (!head.data.is_empty() && head.data.iter().all(stated))
}

fn judge(
    ask: &mut Ask<'_>,
    demand: &FlowDemand,
    node: &Node,
    tail: u32,
    kept: &[Write<'_>],
    second: &Write<'_>,
) -> Answer {
    if kept.len() < 2 {
        return Answer::new(&RULE, Verdict::Fine, DERIVED)
            .word("derived", second.head.name.clone());
    }
    let loose = || kept.iter().filter(|write| write.link.outbox != Some(true));
    if loose().count() < 2 {
        return Answer::new(&RULE, Verdict::Fine, OUTBOX);
    }
    if tagged(node, &["2pc", "xa", "dtc"]) {
        return Answer::new(&RULE, Verdict::Fine, TOGETHER);
    }
    if ask.takes_messages_only(tail) && loose().all(|write| write.link.is_repeat_safe()) {
        return Answer::new(&RULE, Verdict::Fine, AGAIN);
    }
    let rates: Vec<Option<Quantity>> =
        kept.iter().map(|write| ask.rate_of_use(demand, write.used, Moment::Now)).collect();
    let rates: Option<Vec<Quantity>> = rates.into_iter().collect();
    let least =
        rates.and_then(|rates| rates.into_iter().min_by(|a, b| a.value.total_cmp(&b.value)));
    let Some(rate) = least else { return Answer::new(&RULE, Verdict::Breaks, UNCOUNTED) };
    let chance = ask.sheet.guess(CHANCE, Unit::Share, "chance of dying between two writes");
    let lost = ask.sheet.mul(rate, chance);
    let one = ask.sheet.constant(1.0, Unit::Count, "1");
    let one_in = ask.sheet.div(one, chance);
    let daily = ask.per_day(lost);
    let daily = ask.sheet.named("requests left half done", Place::Node(tail), daily);
    Answer::new(&RULE, Verdict::Breaks, BREAKS)
        .with("rate", rate)
        .with("one in", one_in)
        .with("half done a day", daily)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let nodes: Vec<&Node> =
        answer.subjects.iter().filter_map(|s| board.nodes.get(s.as_str())).collect();
    let [tail, first, second] = nodes.as_slice() else { return Vec::new() };
    let writes = || {
        board.links.iter().filter(|link| {
            let head = board.nodes.get(link.to.as_str());
            link.from == tail.id
                && head.is_some_and(|head| is_write(link, head) && !is_derived(head))
        })
    };
    let others = || writes().filter(|link| link.to != first.id);
    let record = others().map(|link| cure::set(link.id.clone(), "outbox", "yes")).collect();
    let mut fixes = vec![cure::as_is(
        format!(
            "Record what goes to {} in the transaction of {} and send it from there (outbox)",
            second.name, first.name
        ),
        record,
    )];
    if first.kind.behavior.keeps_records() {
        let mut edits = Vec::new();
        for link in others() {
            if link.interaction != Interaction::Message {
                edits.push(Edit::SetInteraction(link.id.clone(), Interaction::Replicate));
            }
            edits.push(Edit::Reconnect(link.id.clone(), first.id.clone(), link.to.clone()));
        }
        fixes.push(cure::maybe(
            format!(
                "Write {} only and feed {} from its log (change data capture)",
                first.name, second.name
            ),
            edits,
        ));
    }
    fixes
}
