//! Asks of everything that asks again and again what that costs and what it brings.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Interaction, Known, Link, Node, Unit, kinds, units::Seconds};

pub(super) static RULE: Rule = Rule {
    id: "polling-load",
    asks: "What happens when {subject} asks {other} every {every}?",
    group: Group::Capacity,
    set: Set::Core,
    harm: Harm::Down,
    step: "polling",
    story: "{subject} asks {other} again and again",
    why: "Asking costs the same whether there is something new or not. Most questions get the answer \"nothing\", what is new waits for the next question, and with every user who asks the store does more work for nobody.",
    computes: "Polls a second are pollers ÷ interval, where every replica, or every concurrent user of a client, is a poller of its own; a lease leaves one. Polls a day are 86,400 s × that. The useful share is new things ÷ polls, as if each were found by one poll. A new thing waits half an interval on average. The load is polls ÷ the capacity of what is asked.",
    quiet_when: "There is something new at least as often as it is asked; or asking takes less than 1 % of what is asked and the interval meets the stated freshness.",
    misses: "Questions that are held open until there is an answer (long polling) count like others; say so by a longer interval.",
    example: Example {
        drawn: "notifier:scheduler -> db:relational-db",
        stated: "notifier-to-db.interaction = poll; notifier-to-db.poll_interval = 1 s; notifier-to-db.events = 500/day",
    },
    sources: &[
        "Microsoft Azure architecture center: queue-based load leveling and publisher-subscriber patterns",
        "Denning and Buzen 1978: utilisation law",
    ],
    follows: &[],
    ask,
    fixes,
};

const FULL: &str = "{polls} {moment} is {load} of all that {other} can do{news}";
const OVERLAP: &str =
    "One answer takes {answer takes}, so questions pile up faster than they are answered";
const LATE: &str = "What is new is found after {interval} at the latest and {mean delay} on average, but it has to be known within {need}";
const WATCH: &str =
    "It asks {polls a day} times a day{news}{cost}; what is new waits {mean delay} on average";
const WATCH_RATE: &str = "It asks {polls a day} times a day{news}{cost}";
const BATCHES: &str = "There is something new {events a day} times a day and it asks {polls a day} times: asking fetches several at once, which is the cheaper way";
const CHEAP: &str =
    "It asks {polls a day} times a day, which takes {load} of {other}, and often enough";
const NO_EVENTS: &str =
    "It asks {polls a day} times a day{cost}; nobody has said how often there is something new";
const UNKNOWN: &str = "That depends on how often it asks";

/// Below this share of useful answers asking is a waste.
const USEFUL: f64 = 0.1;
/// Above this share of what is asked, polls push others aside.
const MUCH: f64 = 0.2;
/// Below this share nobody notices them.
const LITTLE: f64 = 0.01;

/// What is known about one poller.
struct Polls {
    interval: Option<Quantity>,
    /// Polls a second now, over all pollers.
    now: Quantity,
    /// True when there are more pollers whenever there is more traffic.
    grows: bool,
}

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        if link.interaction != Interaction::Poll {
            continue;
        }
        let Some((from, to)) = ask.facts.network.ends(index) else { continue };
        let (Some(tail), Some(head)) = (ask.node(from), ask.node(to)) else { continue };
        // Asking for the next message is how a queue hands over.
        if head.kind.behavior.delivers_later {
            continue;
        }
        let flows = ask.flows_over(index);
        let mut answer = if let Some(polls) = polls(ask, link, index, tail, from, &flows) {
            judge(ask, (link, index), (head, to), &polls, &flows)
        } else {
            let mut answer = unknown(&RULE, UNKNOWN, tail.id.clone())
                .about(head.id.clone())
                .about(link.id.clone())
                .word("every", "now and then");
            if link.poll_interval.is_none() && tail.interval.is_none() {
                answer = answer.lacks(link.id.clone(), "poll_interval");
            }
            if tail.kind.behavior.starts_requests
                && let Some(flow) = flows.iter().find_map(|i| {
                    ask.facts.flows.get(*i as usize).and_then(|demand| ask.flow_id(demand))
                })
            {
                answer = answer.lacks(flow, "users");
            }
            answer
        };
        answer.locus = Some(to);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn polls(
    ask: &mut Ask<'_>,
    link: &Link,
    index: u32,
    tail: &Node,
    from: u32,
    flows: &[u32],
) -> Option<Polls> {
    let interval = match (link.poll_interval, tail.interval) {
        (Some(interval), _) => Some(ask.sheet.input(Place::Link(index), "poll_interval", interval)),
        (None, Some(interval)) => Some(ask.sheet.input(Place::Node(from), "interval", interval)),
        _ => None,
    };
    let grows = tail.kind.behavior.starts_requests;
    let pollers = if grows { users(ask, flows) } else { Some(copies(ask, tail, from)) };
    let now = match interval.zip(pollers) {
        Some((interval, pollers)) => {
            let polls = ask.sheet.div(pollers, interval);
            ask.sheet.named("polls a second", Place::Link(index), polls)
        }
        None => ask.facts.link_rate(index, Moment::Now)?,
    };
    Some(Polls { interval, now, grows })
}

/// People who poll from a client.
fn users(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let mut terms = Vec::new();
    for i in flows {
        let Some(demand) = ask.facts.flows.get(*i as usize) else { continue };
        if let Some(users) = ask.flow_of(demand).and_then(|flow| flow.users) {
            terms.push(ask.sheet.input(demand.place, "users", users));
        }
    }
    (!terms.is_empty()).then(|| ask.sheet.sum(&terms, Unit::Count))
}

fn copies(ask: &mut Ask<'_>, tail: &Node, from: u32) -> Quantity {
    match tail.replicas {
        Some(replicas) if tail.lease != Some(true) && tail.singleton != Some(true) => {
            ask.sheet.input(Place::Node(from), "replicas", replicas)
        }
        _ => ask.sheet.constant(1.0, Unit::Count, "one poller"),
    }
}

fn judge(
    ask: &mut Ask<'_>,
    (link, index): (&Link, u32),
    (head, to): (&Node, u32),
    polls: &Polls,
    flows: &[u32],
) -> Answer {
    let load = ask.facts.node(to).copied().unwrap_or_default();
    let growth = |ask: &Ask<'_>, moment: Moment| {
        let rate = |moment| ask.facts.link_rate(index, moment);
        rate(moment).zip(rate(Moment::Now)).filter(|(_, now)| polls.grows && now.value > 0.0)
    };
    let at = |ask: &Ask<'_>, moment: Moment| {
        growth(ask, moment).map_or(1.0, |(then, now)| then.value / now.value) * polls.now.value
    };
    let share =
        |ask: &Ask<'_>, moment| load.capacity.map_or(0.0, |most| at(ask, moment) / most.value);
    let need = need(ask, flows);
    let takes = answer_takes(ask, to, flows).or(load.own);
    let full = ask.first_moment(|moment| share(ask, moment) >= 1.0);
    let moment = full.map_or(ask.last_moment(), |(moment, _)| moment);
    let polls_then = match growth(ask, moment) {
        Some((then, now)) if moment != Moment::Now => {
            let factor = ask.sheet.div(then, now);
            ask.sheet.mul(polls.now, factor)
        }
        _ => polls.now,
    };
    let place = Place::Link(index);
    let busy = load.capacity.map(|most| {
        let share = ask.sheet.div(polls_then, most);
        let share = ask.sheet.in_unit(share, Unit::Share);
        ask.sheet.named("share of its capacity that polls take", place, share)
    });
    let busy_value = busy.map_or(0.0, |busy| busy.value);
    let events = link.events.map(|events| ask.sheet.input(place, "events", events));
    let useful = events.map(|events| {
        let share = ask.sheet.div(events, polls_then);
        let share = ask.sheet.in_unit(share, Unit::Share);
        ask.sheet.named("share of polls that find something", place, share)
    });
    let every = polls.interval.map_or(f64::INFINITY, |every| every.value);
    let overlaps = takes.is_some_and(|takes| takes.value >= every);
    let late = polls.interval.is_some() && need.is_some_and(|need| every > need.value);
    let in_time = need.is_some_and(|need| every <= need.value);
    let batches = useful.is_some_and(|useful| useful.value >= 1.0);
    let wasted = useful.is_some_and(|useful| useful.value < USEFUL);
    let watch = if polls.interval.is_some() { WATCH } else { WATCH_RATE };
    let (verdict, says) = match full {
        Some((_, verdict)) => (verdict, FULL),
        None if overlaps => (Verdict::Breaks, OVERLAP),
        None if late => (Verdict::Breaks, LATE),
        None if batches => (Verdict::Fine, BATCHES),
        None if busy.is_some() && busy_value < LITTLE && in_time => (Verdict::Fine, CHEAP),
        None if wasted || busy_value >= MUCH => (Verdict::Watch, watch),
        None if useful.is_none() => (Verdict::Unknown, NO_EVENTS),
        None => (Verdict::Fine, watch),
    };
    let half = ask.sheet.constant(0.5, Unit::Factor, "½");
    let delay = polls.interval.map(|every| {
        let delay = ask.sheet.mul(half, every);
        ask.sheet.named("mean time until something new is found", place, delay)
    });
    let daily = ask.per_day(polls_then);
    let daily_events = events.map(|events| ask.per_day(events));
    let news = useful.map_or_else(String::new, |useful| {
        format!(", and {} of the answers say something new", Unit::Share.about(useful.value))
    });
    let cost = busy.filter(|busy| busy.value >= LITTLE).map_or_else(String::new, |busy| {
        format!(", which takes {} of {}", Unit::Share.about(busy.value), head.name)
    });
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(link.from.clone())
        .about(head.id.clone())
        .about(link.id.clone())
        .at(moment)
        .word("every", every_word(polls))
        .word("news", news)
        .word("cost", cost)
        .with("polls", polls_then)
        .with("polls a day", daily)
        .with_maybe("useful", useful)
        .with_maybe("events a day", daily_events)
        .with_maybe("interval", polls.interval)
        .with_maybe("mean delay", delay)
        .with_maybe("load", busy)
        .with_maybe("need", need.filter(|_| late))
        .with_maybe("answer takes", takes.filter(|_| overlaps));
    if verdict == Verdict::Unknown {
        answer = answer.lacks(link.id.clone(), "events");
    }
    if let Some(most) = load.capacity.filter(|_| polls.grows) {
        answer.breaks_at = Some(ask.breaks_at(most, polls.now));
    }
    answer
}

fn every_word(polls: &Polls) -> String {
    let every = match polls.interval {
        Some(every) => every.value,
        None if polls.now.value > 0.0 => 1.0 / polls.now.value,
        None => return "now and then".to_owned(),
    };
    if (every - 1.0).abs() < 1e-9 { "second".to_owned() } else { Unit::Seconds.about(every) }
}

/// How soon the strictest flow has to know.
fn need(ask: &mut Ask<'_>, flows: &[u32]) -> Option<Quantity> {
    let mut strictest: Option<(Place, &'static str, Known<Seconds>)> = None;
    for i in flows {
        let Some(demand) = ask.facts.flows.get(*i as usize) else { continue };
        let Some(flow) = ask.flow_of(demand) else { continue };
        for (key, need) in
            [("freshness", flow.freshness), ("acceptable_delay", flow.acceptable_delay)]
        {
            if let Some(need) = need
                && strictest.is_none_or(|(.., known)| need.base() < known.base())
            {
                strictest = Some((demand.place, key, need));
            }
        }
    }
    strictest.map(|(place, key, need)| ask.sheet.input(place, key, need))
}

/// How long the longest answer takes when nothing waits.
fn answer_takes(ask: &Ask<'_>, to: u32, flows: &[u32]) -> Option<Quantity> {
    let times =
        flows.iter().filter_map(|i| ask.facts.flows.get(*i as usize)?.visits_of(to)?.at_rest);
    times.max_by(|a, b| a.value.total_cmp(&b.value))
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let ids: Vec<&str> =
        answer.subjects.iter().map(super::super::model::id::ElementId::as_str).collect();
    let [tail, head, link] = ids.as_slice() else { return Vec::new() };
    let (Some(tail), Some(head), Some(link)) =
        (board.nodes.get(tail), board.nodes.get(head), board.links.get(link))
    else {
        return Vec::new();
    };
    let mut edits = vec![
        Edit::SetInteraction(link.id.clone(), Interaction::Message),
        Edit::Reconnect(link.id.clone(), head.id.clone(), tail.id.clone()),
        cure::clear(link.id.clone(), "poll_interval"),
    ];
    if tail.kind.behavior.starts_on_schedule
        && let Some(worker) = kinds::by_slug("worker")
    {
        edits.push(Edit::SetKind(tail.id.clone(), worker));
    }
    let mut fixes = vec![cure::maybe(
        format!("Let {} tell {} when there is something new", head.name, tail.name),
        edits,
    )];
    if let Some(every) = longer_interval(answer) {
        let of_tail = link.poll_interval.is_none() && tail.interval.is_some();
        let edit = if of_tail {
            cure::set(tail.id.clone(), "interval", every.clone())
        } else {
            cure::set(link.id.clone(), "poll_interval", every.clone())
        };
        fixes.push(cure::with_placeholders(format!("Ask every {every}"), vec![edit]));
    }
    fixes
}

/// The shortest interval at which polls are worth their cost, when what is new is still known in
/// time.
fn longer_interval(answer: &Answer) -> Option<String> {
    let value = |name: &str| answer.number(name).map(|q| q.value);
    let every = value("interval")?;
    let useful = value("useful").map_or(0.0, |useful| USEFUL / useful);
    let load = value("load").map_or(0.0, |load| load / (0.9 * MUCH));
    let overlap = value("answer takes").map_or(0.0, |takes| 2.0 * takes / every);
    let mut least = every * useful.max(load).max(overlap);
    if let Some(need) = value("need") {
        if least > need {
            return None;
        }
        least = need;
    }
    if !(1e-3..1e7).contains(&least) {
        return None;
    }
    let unit = 10f64.powi(least.log10().floor() as i32 - 1);
    let rounded = if value("need").is_some() { least } else { (least / unit).ceil() * unit };
    Some(Unit::Seconds.write(rounded))
}
