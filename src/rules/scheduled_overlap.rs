//! Asks of everything that runs by the clock whether it is done before it runs again.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Place, Quantity};
use crate::model::node::Failover;
use crate::model::{Known, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "scheduled-overlap",
    asks: "What happens when {subject} is still running when it is time to run again?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Down,
    step: "runs overlap",
    story: "{subject} runs into itself",
    why: "A job that takes longer than the pause between two runs is started again while it runs. Both work on the same things, each makes the other slower, and on the next tick there are three. The same happens at once when every copy runs its own clock.",
    computes: "A run takes its own work and all calls it waits for, calls × time, one after the other. Runs under way at a time are ⌈duration ÷ interval⌉; without a lease every copy starts its own.",
    quiet_when: "A run takes less than half the interval, and only one copy runs it: a lease, a leader, a single copy.",
    misses: "Calls that run side by side inside a run, and what else the shared store does at that hour.",
    example: Example {
        drawn: "nightly:scheduler -> mailer",
        stated: "nightly.interval = 10 min; nightly-to-mailer.calls = x10000; mailer.service_time = 100 ms",
    },
    sources: &[
        "Site Reliability Engineering, chapter 24: distributed periodic scheduling with cron",
    ],
    follows: &["polling-load"],
    ask,
    fixes,
};

const OVERLAPS: &str = "A run takes {takes} and starts every {interval}: {at once} run at the same time, and more do each other's work";
const LATE: &str = "A run takes {takes} and is due every {interval}: the lease holds the next one back, so runs fall behind";
const TWICE: &str = "Each of its {copies} copies starts the job: everything is done {copies} times";
const CLOSE: &str =
    "A run takes {takes} of {interval}: there is little room before the next one starts";
const FINE: &str = "A run takes {takes} of {interval}, and only one runs";
const UNKNOWN: &str = "A run takes {takes}; nobody has said how often it starts";

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.starts_on_schedule {
            continue;
        }
        let flows = ask.flows_through(index);
        let Some(takes) = longest_run(ask, index, &flows) else { continue };
        let mut answer = judge(ask, node, index, takes);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// How long the longest of its runs takes when nothing waits.
fn longest_run(ask: &Ask<'_>, index: u32, flows: &[u32]) -> Option<Quantity> {
    let demands = flows.iter().filter_map(|i| ask.facts.flows.get(*i as usize));
    demands
        .filter_map(|demand| demand.visits_of(index)?.at_rest)
        .max_by(|a, b| a.value.total_cmp(&b.value))
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, takes: Quantity) -> Answer {
    let place = Place::Node(index);
    let Some(interval) = node.interval.map(|time| ask.sheet.input(place, "interval", time)) else {
        return unknown(&RULE, UNKNOWN, node.id.clone())
            .with("takes", takes)
            .lacks(node.id.clone(), "interval");
    };
    let one_at_a_time = node.lease == Some(true)
        || node.singleton == Some(true)
        || node.failover == Some(Failover::Automatic);
    let copies = node.replicas.filter(|copies| copies.base() >= 2.0 && !one_at_a_time);
    let copies = copies.map(|copies| ask.sheet.input(place, "replicas", copies));
    let (verdict, says) = match () {
        () if takes.value >= interval.value && node.lease == Some(true) => (Verdict::Watch, LATE),
        () if takes.value >= interval.value => (Verdict::Breaks, OVERLAPS),
        () if copies.is_some() => (Verdict::Watch, TWICE),
        () if takes.value >= 0.5 * interval.value => (Verdict::Watch, CLOSE),
        () => (Verdict::Fine, FINE),
    };
    let answer = Answer::new(&RULE, verdict, says)
        .with("takes", takes)
        .with("interval", interval)
        .with_maybe("copies", copies);
    if verdict != Verdict::Breaks {
        return answer;
    }
    let deep = (takes.value / interval.value).ceil();
    let deep = ask.sheet.formula(
        "⌈duration ÷ interval⌉",
        "Little's law for runs of one length",
        &[takes, interval],
        deep,
        Unit::Count,
    );
    answer.with("at once", ask.sheet.named("runs under way at a time", place, deep))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let node = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str()));
    let (Some(node), Some(takes), Some(interval)) =
        (node, answer.number("takes"), answer.number("interval"))
    else {
        return Vec::new();
    };
    if takes.value < 0.5 * interval.value {
        return vec![cure::as_is(
            "Let only one copy at a time run the job (lease)".to_owned(),
            vec![cure::set(node.id.clone(), "lease", "yes")],
        )];
    }
    let mut lease = Vec::new();
    // More copies must not become the next trouble.
    if node.replicas().base() >= 2.0 && node.lease != Some(true) {
        lease.push(cure::set(node.id.clone(), "lease", "yes"));
    }
    let mut fixes = Vec::new();
    let calls = |link: &&Link| link.calls.map_or(1.0, Known::base);
    let most = board
        .links
        .iter()
        .filter(|link| link.from == node.id && link.interaction.caller_waits())
        .max_by(|a, b| calls(a).total_cmp(&calls(b)));
    // Handing over takes time too: 5 ms for each.
    if let Some(link) = most
        && calls(&link) * 0.005 < 0.45 * interval.value
        && let Some(mut fix) = cure::through_a_queue(review, link)
    {
        fix.edits.extend(lease.clone());
        fixes.push(fix);
    }
    if let Some(longer) = longer(takes.value) {
        lease.push(cure::set(node.id.clone(), "interval", longer.clone()));
        fixes.push(cure::with_placeholders(format!("Run it every {longer}"), lease));
    }
    fixes
}

/// A little more than twice as long, in two digits.
fn longer(takes: f64) -> Option<String> {
    let least = 2.05 * takes;
    if !(1e-3..1e8).contains(&least) {
        return None;
    }
    let unit = 10f64.powi(least.log10().floor() as i32 - 1);
    Some(Unit::Seconds.write((least / unit).ceil() * unit))
}
