//! Asks of every lock what happens when many want the same item at the same time.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::edit::Edit;
use crate::facts::{LockFacts, Moment, Place, Quantity};
use crate::model::{Change, Interaction, Known, Link, Unit};

pub(super) static RULE: Rule = Rule {
    id: "hot-row-lock",
    asks: "What happens when {crowd} people want the same item at the same time?",
    group: Group::Contention,
    set: Set::Core,
    harm: Harm::Down,
    step: "row lock",
    story: "{flow}: everyone queues behind one lock",
    why: "A lock lets one request at a time through, whatever the number of servers. For the item everybody wants that is the capacity of the whole system. An update of one row is a lock too: the store holds the row until it is written.",
    computes: "One lock serves 1 ÷ hold a second. The hottest item gets λ·p, with the flow's share p of that item; at λ·p·h ≥ 1 its queue grows by the difference. All uses together are capped at 1 ÷ (p·h), however many replicas there are. Of n at once the last waits n·h and the mean is (n + 1)·h/2. Waits below saturation are M/D/1 per item.",
    quiet_when: "The hottest lock is held less than 70 % of the time at the event, and no burst of the board's scenarios waits longer than its caller does; or writes add something of their own, or nobody has said that items are wanted unequally.",
    misses: "Every waiter also holds a connection: at the store's limit nothing else on it works either.",
    example: Example {
        drawn: "browser:client -> shop -> stock:relational-db",
        stated: "order.rate = 25/s; order.event = x8; order.hot_key_share = 20 %; order.other_keys = 100; shop-to-stock.interaction = lock; shop-to-stock.lock_hold = 50 ms; shop-to-stock.lock_scope = row",
    },
    sources: &[
        "PostgreSQL documentation: explicit locking",
        "Pollaczek-Khinchine formula for M/D/1",
        "Gunther: universal scalability law (serial resources)",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "Each lock lets {one lock serves} through; {hottest item gets} arrive for the hottest item {moment}, so its queue grows by {backlog grows}: after a minute a newcomer waits {wait after a minute}. It caps everything at {all together}, however many replicas run";
const BREAKS_BURST: &str = "Each lock lets {one lock serves} through; {hottest item gets} arrive for the hottest item {moment}, so its queue grows by {backlog grows}. Of {burst} people at once the last waits {last waits}, the mean {mean waits}{served}. It caps everything at {all together}, however many replicas run";
const BURST_ONLY: &str = "Each lock lets {one lock serves} through, which is enough for the steady load; of {burst} people at once the last waits {last waits}, longer than its caller does{served}";
const WATCH: &str = "Each lock lets {one lock serves} through; the hottest item gets {hottest item gets} {moment}: it is held {held} of the time, and waits grow fast from there";
const FINE: &str =
    "Each lock lets {one lock serves} through; the hottest item gets {hottest item gets} {moment}";
const WHAT_ROW: &str = "That depends on what the write does: an update of the item makes everybody queue for its row; a write that adds something of its own does not";
const UNKNOWN: &str = "That depends on how long the lock is held, how many requests take it, and how many of them want the same item";

/// Links that are looked at in front of one lock.
const FARTHEST: usize = 1000;

fn ask(ask: &mut Ask<'_>) {
    let mut walked = Walked { round: 0, links: vec![0; ask.board.links.len()] };
    for index in 0..ask.board.links.len() as u32 {
        let facts = ask.facts;
        let (Some(link), Some(lock)) = (ask.link(index), facts.locks.get(index as usize)) else {
            continue;
        };
        let Some(lock) = lock else {
            what_row(ask, link, index);
            continue;
        };
        // A lock for everything has no hottest item: global-lock asks about it.
        if link.lock_scope.is_some_and(|scope| !scope.is_per_item()) {
            continue;
        }
        let flows = ask.flows_over(index);
        let update = link.interaction == Interaction::Write;
        let idle = update && link.lock_hold.is_none() && !is_wanted(ask, index);
        if flows.is_empty() || idle {
            continue;
        }
        let mut answer = match (lock.ceiling, lock.hot_rate.at(Moment::Now)) {
            (Some(ceiling), Some(now)) => {
                judge(ask, &mut walked, (link, index), lock, (ceiling, now))
            }
            _ => lacking(ask, link, lock, &flows),
        };
        answer.locus = facts.network.ends(index).map(|(from, _)| from);
        answer.flow = ask.first_flow(&flows);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// Whether somebody has said that one item is wanted more than others by a flow over the link, or by
/// many people at once.
fn is_wanted(ask: &mut Ask<'_>, index: u32) -> bool {
    let unequal = ask.facts.flows_over(index).any(|(_, demand, _)| {
        ask.flow_of(demand).is_some_and(|f| f.hot_key_share.is_some() || f.key_skew.is_some())
    });
    unequal || burst(ask, index).is_some()
}

/// Asks of a write that may change the row of a wanted item whether it does.
fn what_row(ask: &mut Ask<'_>, link: &Link, index: u32) {
    let records = ask.facts.network.ends(index).and_then(|(_, to)| ask.node(to));
    let records = records.is_some_and(|node| node.kind.behavior.keeps_records());
    let open = link.interaction == Interaction::Write && link.compare_and_set.is_none();
    let flows = ask.flows_over(index);
    if !open || !records || flows.is_empty() || !is_wanted(ask, index) {
        return;
    }
    let mut answer = unknown(&RULE, WHAT_ROW, link.id.clone())
        .about(link.to.clone())
        .word("crowd", "many")
        .lacks(link.id.clone(), "compare_and_set");
    answer.flow = ask.first_flow(&flows);
    answer.flows = flows;
    ask.answer(answer);
}

fn lacking(ask: &Ask<'_>, link: &Link, lock: &LockFacts, flows: &[u32]) -> Answer {
    let mut answer =
        unknown(&RULE, UNKNOWN, link.id.clone()).about(link.to.clone()).word("crowd", "many");
    if lock.hold.is_none() {
        answer = answer.lacks(link.id.clone(), "lock_hold");
    }
    if let Some(flow) = lock.spread_unknown.and_then(|i| ask.board.flows.at(i as usize)) {
        answer = answer.lacks(flow.id.clone(), "hot_key_share");
    }
    ask.lacks_rates(answer, flows)
}

/// The largest burst of the board's scenarios on a flow over the link.
fn burst(ask: &mut Ask<'_>, index: u32) -> Option<Quantity> {
    let flows: Vec<_> =
        ask.facts.flows_over(index).filter_map(|(_, demand, _)| ask.flow_id(demand)).collect();
    let (scenario, people) = ask
        .board
        .scenarios
        .iter()
        .enumerate()
        .flat_map(|(i, scenario)| scenario.changes.iter().map(move |change| (i as u32, change)))
        .filter_map(|(i, change)| match change {
            Change::Burst { flow, people, .. } if flows.contains(flow) => Some((i, *people)),
            _ => None,
        })
        .max_by(|a, b| a.1.base().total_cmp(&b.1.base()))?;
    Some(ask.sheet.input(Place::Scenario(scenario), "people at once", people))
}

fn judge(
    ask: &mut Ask<'_>,
    walked: &mut Walked,
    (link, index): (&Link, u32),
    lock: &LockFacts,
    (ceiling, now): (Quantity, Quantity),
) -> Answer {
    let place = Place::Link(index);
    let burst = burst(ask, index);
    let held = |moment: Moment| lock.hot_use.at(moment).map_or(0.0, |q| q.value);
    let full = ask.first_moment(|moment| held(moment) >= 1.0);
    let high = ask.first_moment(|moment| held(moment) >= 0.7);
    let hold = lock.hold.unwrap_or(ceiling);
    let last = burst.map(|people| {
        let last = ask.sheet.mul(people, hold);
        ask.sheet.named("wait of the last one", place, last)
    });
    let patience = patience(ask, walked, link, index);
    let impatient = last.is_some_and(|last| last.value > patience);
    let (moment, verdict, says) = match (full, impatient, high) {
        (Some((moment, verdict)), ..) => {
            (moment, verdict, if burst.is_some() { BREAKS_BURST } else { BREAKS })
        }
        (None, true, _) => (ask.last_moment(), Verdict::Breaks, BURST_ONLY),
        (None, false, Some((moment, _))) => (moment, Verdict::Watch, WATCH),
        _ => (ask.last_moment(), Verdict::Fine, FINE),
    };
    let offered = lock.hot_rate.at(moment).unwrap_or(now);
    let crowd = burst.map_or_else(|| "many".to_owned(), |people| Unit::Count.about(people.value));
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(link.id.clone())
        .about(link.to.clone())
        .at(moment)
        .word("crowd", crowd)
        .with("hold", hold)
        .with("one lock serves", ask.sheet.named("one lock serves", place, ceiling))
        .with("hottest item gets", offered)
        .with_maybe("all together", lock.cap)
        .with_maybe("held", lock.hot_use.at(moment));
    if full.is_some() {
        let grows = ask.sheet.sub(offered, ceiling);
        let grows = ask.sheet.named("growth of the queue", place, grows);
        let minute = ask.sheet.constant(60.0, Unit::Seconds, "a minute");
        let waiting = ask.sheet.mul(grows, minute);
        let wait = ask.sheet.div(waiting, ceiling);
        answer = answer.with("backlog grows", grows).with("wait after a minute", wait);
    }
    if let (Some(people), Some(last)) = (burst, last) {
        let one = ask.sheet.constant(1.0, Unit::Count, "1");
        let half = ask.sheet.constant(0.5, Unit::Factor, "½");
        let places = ask.sheet.add(people, one);
        let mean = ask.sheet.mul(places, hold);
        let mean = ask.sheet.mul(half, mean);
        let mean = ask.sheet.named("mean wait of the burst", place, mean);
        answer = answer.with("burst", people).with("last waits", last).with("mean waits", mean);
        if impatient && link.lock_timeout.is_none() {
            let most =
                ask.sheet.constant(patience, Unit::Seconds, "the shortest patience upstream");
            let served = ask.sheet.div(most, hold);
            let served = ask.sheet.in_unit(served, Unit::Count);
            let served = ask.sheet.named("served before they give up", place, served);
            let says = format!(
                ": whoever gives up after {} has waited for nothing, and only {} got it",
                most.unit.about(most.value),
                served.unit.about(served.value.floor())
            );
            answer = answer.with("served before they give up", served).word("served", says);
        } else {
            answer = answer.word("served", "");
        }
        if let Some(most) = link.lock_timeout {
            let most = ask.sheet.input(place, "lock_timeout", most);
            let served = ask.sheet.div(most, hold);
            answer = answer
                .with("served before the lock timeout", ask.sheet.in_unit(served, Unit::Count));
        }
    }
    answer.breaks_at = Some(ask.breaks_at(ceiling, now));
    answer
}

/// Links that a walk has come over; kept so that no memory is asked for.
struct Walked {
    round: u32,
    /// The walk that came over each link last.
    links: Vec<u32>,
}

/// How long somebody waits before giving up: the shortest timeout of the link to the lock and of the
/// links on the way to it from a flow's start.
fn patience(ask: &Ask<'_>, walked: &mut Walked, link: &Link, index: u32) -> f64 {
    let own = [link.lock_timeout, link.timeout];
    let mut shortest = own.iter().flatten().fold(f64::INFINITY, |least, t| least.min(t.base()));
    let mut todo: Vec<u32> = Vec::new();
    for (flow, ..) in ask.facts.flows_over(index) {
        walked.round += 1;
        let mut count = 0;
        todo.extend(ask.facts.network.ends(index).map(|(from, _)| from));
        while let Some(node) = todo.pop().filter(|_| count < FARTHEST) {
            for step in ask.facts.network.incoming(node) {
                let Some(last) = walked.links.get_mut(step.link as usize) else { continue };
                if *last == walked.round || !ask.facts.uses(flow, step.link) {
                    continue;
                }
                *last = walked.round;
                count += 1;
                let timeout = ask.link(step.link).and_then(|link| link.timeout);
                shortest = shortest.min(timeout.map_or(f64::INFINITY, Known::base));
                todo.push(step.node);
            }
        }
        todo.clear();
    }
    shortest
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(link) = answer.subjects.first().and_then(|s| board.links.get(s.as_str())) else {
        return Vec::new();
    };
    let mut fixes: Vec<Fix> = one_statement(review, link).into_iter().collect();
    let offered = answer.number("hottest item gets").map_or(0.0, |q| q.value);
    let crowd = answer.number("burst").map_or(0.0, |q| q.value);
    if offered > 0.0 {
        let mut hold = 0.45 / offered;
        if crowd > 0.0 {
            hold = hold.min(2.0 / crowd);
        }
        if link.lock_hold.is_some_and(|known| known.base() > hold)
            && let Some(text) = cure::round_down(hold)
        {
            fixes.push(cure::with_placeholders(
                format!("Hold the lock for at most {text}: move calls and slow work out of it"),
                vec![cure::set(link.id.clone(), "lock_hold", text)],
            ));
        }
    }
    // Rows would share a burst too, which one share of the hottest item cannot express.
    if let (Some(flow), Some(held)) = (&answer.flow, answer.number("held"))
        && crowd <= 0.0
        && let Some(share) = board.flows.get(flow.as_str()).and_then(|flow| flow.hot_key_share)
    {
        let buckets = (held.value / 0.45).ceil().max(2.0);
        let text = Unit::Share.write((share.base() / buckets * 10_000.0).floor() / 10_000.0);
        fixes.push(cure::maybe(
            format!("Split the hottest item into {buckets} rows"),
            vec![cure::set(flow.clone(), "hot_key_share", text)],
        ));
    }
    fixes
}

/// One conditional update in the place of a lock: the row is held for the statement, which takes no
/// longer than the store works on one request.
fn one_statement(review: &Review, link: &Link) -> Option<Fix> {
    if link.interaction != Interaction::Lock {
        return None;
    }
    let at = review.board().nodes.position(link.to.as_str())?;
    let own = review.facts().node(at as u32).and_then(|load| load.own).map(|own| own.value);
    let held = link.lock_hold.map_or(f64::INFINITY, Known::base);
    let statement = own.filter(|own| *own < held).and_then(cure::round_down);
    let mut edits = vec![
        Edit::SetInteraction(link.id.clone(), Interaction::Write),
        cure::set(link.id.clone(), "compare_and_set", "yes"),
    ];
    for key in ["lock_scope", "lock_ttl", "lock_fenced"] {
        edits.push(cure::clear(link.id.clone(), key));
    }
    let title = "Replace the lock by one conditional update (change it only while enough is left)";
    match statement {
        Some(statement) => {
            edits.push(cure::set(link.id.clone(), "lock_hold", statement.clone()));
            let title = format!("{title}; it holds the row for {statement}, the store's own work");
            Some(cure::with_placeholders(title, edits))
        }
        None => Some(cure::maybe(title.to_owned(), edits)),
    }
}
