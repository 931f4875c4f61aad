//! Asks of every store that keeps the truth what happens when it is deleted by mistake.

use super::ask::{Ask, list};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "system-of-record-without-restore",
    asks: "What happens when the data of {subject} is deleted by mistake?",
    group: Group::Availability,
    set: Set::Advice,
    harm: Harm::Wrong,
    step: "restore",
    story: "{subject} cannot be brought back in time",
    why: "A replica deletes what the original deletes, in the same second. What brings data back is a backup, and whether a backup brings it back is known only to those who have tried.",
    computes: "Writes lost: write rate × time between two backups. Time to bring all of it back: size of its data ÷ restore rate.",
    quiet_when: "It can be brought back within the stated time and somebody has tried; or nothing on it is a system of record.",
    misses: "Backups in reach of whoever deletes the data, and keys that are lost with it.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 10/s; db.data.uploads.size = 7.3 TB; db.data.uploads.system_of_record = yes; db.backup_interval = 1 d; db.restore_rate = 200 MB/s; db.restore_target = 4 h",
    },
    sources: &[
        "AWS Well-Architected Framework, reliability pillar: REL09, back up data",
        "Site Reliability Engineering, chapter 26: nobody wants backups, people want restores",
    ],
    follows: &["blobs-in-database"],
    ask,
    fixes,
};

const LATE: &str = "Bringing {size} back takes {restore}, but {target} may pass; what was written in the last {interval} is gone";
const UNTRIED: &str = "Nobody has ever brought a backup back: it should take {restore}, and what was written in the last {interval} is gone";
const UNTRIED_UNCOUNTED: &str =
    "Nobody has ever brought a backup back; what was written in the last {interval} is gone";
const FINE: &str = "It can be brought back in {restore}, and somebody has tried; what was written in the last {interval} is gone";
const UNKNOWN_BACKUP: &str =
    "{data} {are} kept here, and nobody has said how often it is backed up";
const UNKNOWN_TARGET: &str =
    "Bringing {size} back takes {restore}; nobody has said how long it may take";
const UNKNOWN_RATE: &str = "Nobody has said how fast a backup can be brought back";
const UNKNOWN_TRIED: &str =
    "Bringing {size} back should take {restore}; nobody has said whether it was ever tried";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let keeps = |node: &&Node| {
            node.kind.behavior.keeps_state
                && !node.kind.behavior.delivers_later
                && !node.kind.behavior.outside_control
        };
        let Some(node) = ask.node(index).filter(keeps) else { continue };
        let record = node
            .data
            .iter()
            .filter(|data| data.system_of_record == Some(true) && data.disposable != Some(true));
        let names: Vec<String> = record.map(|data| data.name.clone()).collect();
        if names.is_empty() {
            continue;
        }
        let mut answer = judge(ask, node, index, &names);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, names: &[String]) -> Answer {
    let place = Place::Node(index);
    let unknown = |says| Answer::new(&RULE, Verdict::Unknown, says);
    let Some(interval) = node.backup_interval else {
        return unknown(UNKNOWN_BACKUP)
            .word("data", list(names))
            .word("are", if names.len() == 1 { "is" } else { "are" })
            .lacks(node.id.clone(), "backup_interval");
    };
    let interval = ask.sheet.input(place, "backup_interval", interval);
    let lost = writes(ask, index).map(|rate| ask.sheet.mul(rate, interval));
    let sizes: Vec<Quantity> = node
        .data
        .iter()
        .filter_map(|data| data.size)
        .map(|size| ask.sheet.input(place, "size", size))
        .collect();
    let target = node.restore_target.map(|t| ask.sheet.input(place, "restore_target", t));
    let rate = node.restore_rate.map(|rate| ask.sheet.input(place, "restore_rate", rate));
    let timed = (!sizes.is_empty()).then(|| ask.sheet.sum(&sizes, Unit::Bytes)).zip(rate);
    let Some((size, rate)) = timed else {
        if target.is_none() && node.restore_tested == Some(false) {
            return Answer::new(&RULE, Verdict::Watch, UNTRIED_UNCOUNTED)
                .with("interval", interval)
                .with_maybe("writes lost", lost);
        }
        return unknown(UNKNOWN_RATE).lacks(node.id.clone(), "restore_rate");
    };
    let restore = ask.sheet.div(size, rate);
    let restore = ask.sheet.named("time to bring it back", place, restore);
    let (verdict, says) = match (target, node.restore_tested) {
        (Some(target), _) if restore.value > target.value => (Verdict::Breaks, LATE),
        (_, Some(false)) => (Verdict::Watch, UNTRIED),
        (None, _) => (Verdict::Unknown, UNKNOWN_TARGET),
        (_, None) => (Verdict::Unknown, UNKNOWN_TRIED),
        _ => (Verdict::Fine, FINE),
    };
    let mut answer = Answer::new(&RULE, verdict, says)
        .with("size", size)
        .with("restore", restore)
        .with_maybe("target", target)
        .with("interval", interval)
        .with_maybe("writes lost", lost);
    if says == UNKNOWN_TARGET {
        answer = answer.lacks(node.id.clone(), "restore_target");
    }
    if says == UNKNOWN_TRIED {
        answer = answer.lacks(node.id.clone(), "restore_tested");
    }
    answer
}

/// Writes a second that come to a node, when all are known.
fn writes(ask: &mut Ask<'_>, index: u32) -> Option<Quantity> {
    let facts = ask.facts;
    let mut terms = Vec::new();
    for step in facts.network.incoming(index) {
        let writes = ask
            .link(step.link)
            .is_some_and(|l| matches!(l.interaction, Interaction::Write | Interaction::Lock));
        if writes && facts.flows_over(step.link).next().is_some() {
            terms.push(facts.link_rate(step.link, Moment::Now)?);
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::PerSecond))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let Some(node) = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()))
    else {
        return Vec::new();
    };
    let rehearse = || cure::set(node.id.clone(), "restore_tested", "yes");
    let late = answer.number("target").zip(answer.number("size")).filter(|(target, _)| {
        answer.number("restore").is_some_and(|restore| restore.value > target.value)
    });
    match late {
        Some((target, size)) => {
            let wanted = size.value / target.value * 1.1;
            let text = Unit::BytesPerSecond.write(wanted);
            vec![cure::with_placeholders(
                format!("Bring {} back at {text}, from several parts at once", node.name),
                vec![cure::set(node.id.clone(), "restore_rate", text), rehearse()],
            )]
        }
        None if answer.verdict == Verdict::Watch => vec![cure::with_placeholders(
            format!("Bring a backup of {} back, and write down how long it took", node.name),
            vec![rehearse()],
        )],
        None => Vec::new(),
    }
}
