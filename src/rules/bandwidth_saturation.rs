//! Asks of every node how much data goes through its network link.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{Moment, Place, Quantity};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "bandwidth-saturation",
    asks: "What happens when every use of {subject} moves {payload}?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Down,
    step: "network full",
    story: "{subject} moves more than its link carries",
    why: "Processors and pools are looked at; the wire is not. A value of a few megabytes that is read on every page fills a link at a few dozen requests a second, and everything else on it waits behind it.",
    computes: "Traffic is the sum of rate × payload over the links of a node, both directions together; a payload is stated for both. A node's link carries bandwidth × replicas, of a store that of one. One transfer takes payload ÷ bandwidth.",
    quiet_when: "Less than half of the link is in use at the event.",
    misses: "Links in between, and traffic that shares the machine.",
    example: Example {
        drawn: "browser:client -> shop -> state:cache",
        stated: "order.rate = 50/s; shop-to-state.payload = 8 MiB; state.bandwidth = 1 Gbit/s",
    },
    sources: &[
        "Redis documentation: benchmarks (bandwidth of large values)",
        "The System Design Primer: latency numbers every programmer should know",
    ],
    follows: &["giant-cache-key"],
    ask,
    fixes,
};

const BREAKS: &str = "{traffic} {moment} over a link of {link}: {used}. One transfer of {payload} takes {one takes} when nothing else is on it";
const FINE: &str = "{traffic} {moment} over a link of {link}: {used}";
const UNKNOWN: &str =
    "{traffic} go through {moment}; nobody has said how much its link carries, {used} of {link}";
const UNKNOWN_RATE: &str = "One use moves {payload}; nobody has said how often that happens";

/// Shares of a link: from here on transfers wait long for each other, and from here on it is close.
const MUCH: f64 = 0.7;
const HALF: f64 = 0.5;
/// The fastest link one can buy, in Gbit/s.
const FASTEST: f64 = 800.0;

fn ask(ask: &mut Ask<'_>) {
    let facts = ask.facts;
    let mut moved: Vec<Vec<u32>> = Vec::new();
    for (index, link) in ask.board.links.iter().enumerate() {
        if link.payload.is_none() {
            continue;
        }
        let Some((from, to)) = facts.network.ends(index as u32) else { continue };
        if moved.is_empty() {
            moved = vec![Vec::new(); ask.board.nodes.len()];
        }
        for end in [from, to] {
            if let Some(list) = moved.get_mut(end as usize) {
                list.push(index as u32);
            }
        }
    }
    for (index, links) in moved.into_iter().enumerate() {
        let index = index as u32;
        let Some(node) = ask.node(index) else { continue };
        let behavior = &node.kind.behavior;
        if links.is_empty() || behavior.starts_requests || behavior.outside_control {
            continue;
        }
        let flows = ask.flows_through(index);
        if flows.is_empty() {
            continue;
        }
        let mut answer = judge(ask, node, index, &links, &flows);
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = flows;
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32, links: &[u32], flows: &[u32]) -> Answer {
    let place = Place::Node(index);
    let payload = |ask: &Ask<'_>, link: u32| ask.link(link).and_then(|link| link.payload);
    let mut sizes = Vec::new();
    for link in links {
        if let Some(size) = payload(ask, *link) {
            sizes.push((*link, ask.sheet.input(Place::Link(*link), "payload", size)));
        }
    }
    let largest = sizes.iter().map(|(_, size)| *size).max_by(|a, b| a.value.total_cmp(&b.value));
    let Some(largest) = largest else { return Answer::new(&RULE, Verdict::Fine, FINE) };
    let at = |ask: &Ask<'_>, moment: Moment| -> f64 {
        let rate = |link: u32| ask.facts.link_rate(link, moment).map_or(0.0, |q| q.value);
        sizes.iter().map(|(link, size)| rate(*link) * size.value).sum()
    };
    if sizes.iter().all(|(link, _)| ask.facts.link_rate(*link, Moment::Now).is_none()) {
        let answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN_RATE).with("payload", largest);
        return ask.lacks_rates(answer, flows);
    }
    let one = match node.bandwidth {
        Some(bandwidth) => ask.sheet.input(place, "bandwidth", bandwidth),
        None => ask.sheet.guess(125e6, Unit::BytesPerSecond, "a link of 1 Gbit/s"),
    };
    let width = match node.replicas.filter(|_| !node.kind.behavior.keeps_state) {
        Some(copies) => {
            let copies = ask.sheet.input(place, "replicas", copies);
            ask.sheet.mul(one, copies)
        }
        None => one,
    };
    let share = |ask: &Ask<'_>, moment| at(ask, moment) / width.value;
    let much = ask.first_moment(|moment| share(ask, moment) >= MUCH);
    let half = ask.first_moment(|moment| share(ask, moment) >= HALF);
    let (moment, verdict, says) = match (much, half) {
        (Some((moment, verdict)), _) => (moment, verdict, BREAKS),
        (None, Some((moment, _))) => (moment, Verdict::Watch, BREAKS),
        (None, None) => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let traffic = traffic(ask, place, &sizes, moment);
    let now = traffic_now(ask, place, &sizes, moment, traffic);
    let used = ask.sheet.div(traffic, width);
    let used = ask.sheet.in_unit(used, Unit::Share);
    let used = ask.sheet.named("share of its link in use", place, used);
    let mut answer = Answer::new(&RULE, verdict, says);
    if node.bandwidth.is_none() && verdict != Verdict::Fine {
        answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN).lacks(node.id.clone(), "bandwidth");
    }
    answer = answer
        .at(moment)
        .with("traffic", traffic)
        .with("link", width)
        .with("used", used)
        .with("payload", largest);
    if verdict != Verdict::Fine {
        let takes = ask.sheet.div(largest, one);
        answer = answer.with("one takes", ask.sheet.named("time of one transfer", place, takes));
    }
    let much = ask.sheet.constant(MUCH, Unit::Share, "most of a link that is of use");
    let limit = ask.sheet.mul(width, much);
    answer.breaks_at = Some(ask.breaks_at(limit, now));
    answer
}

fn traffic(ask: &mut Ask<'_>, place: Place, sizes: &[(u32, Quantity)], moment: Moment) -> Quantity {
    let mut terms = Vec::new();
    for (link, size) in sizes {
        if let Some(rate) = ask.facts.link_rate(*link, moment) {
            terms.push(ask.sheet.mul(rate, *size));
        }
    }
    let sum = ask.sheet.sum(&terms, Unit::BytesPerSecond);
    ask.sheet.named("traffic", place, sum)
}

fn traffic_now(
    ask: &mut Ask<'_>,
    place: Place,
    sizes: &[(u32, Quantity)],
    moment: Moment,
    then: Quantity,
) -> Quantity {
    if moment == Moment::Now { then } else { traffic(ask, place, sizes, Moment::Now) }
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let node = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str()));
    let (Some(node), Some(used), Some(traffic), Some(link)) =
        (node, answer.number("used"), answer.number("traffic"), answer.number("link"))
    else {
        return Vec::new();
    };
    let factor = 0.9 * HALF / used.value;
    let mut edits: Vec<Edit> = Vec::new();
    let mut smallest: Option<String> = None;
    for link in board.links.iter().filter(|link| link.from == node.id || link.to == node.id) {
        let Some(payload) = link.payload.filter(|payload| payload.base() > 0.0) else { continue };
        let bytes = payload.base() * factor;
        if bytes < 1.0 {
            continue;
        }
        let unit = 10f64.powi(bytes.log10().floor() as i32 - 1);
        let less = Unit::Bytes.write((bytes / unit).floor() * unit);
        edits.push(cure::set(link.id.clone(), "payload", less.clone()));
        smallest.get_or_insert(less);
    }
    let mut fixes = Vec::new();
    if let Some(less) = smallest {
        fixes.push(cure::with_placeholders(
            format!("Move only what is needed, {less} or less"),
            edits,
        ));
    }
    let copies = node.bandwidth.map_or(1.0, |each| link.value / each.base()).max(1.0);
    // Links come in whole gigabits.
    let wide = (traffic.value / (0.9 * HALF) / copies / 125e6).ceil();
    if wide > FASTEST {
        return fixes;
    }
    let wide = format!("{wide} Gbit/s");
    fixes.push(cure::with_placeholders(
        format!("Give {} a link of {wide}", node.name),
        vec![cure::set(node.id.clone(), "bandwidth", wide)],
    ));
    fixes
}
