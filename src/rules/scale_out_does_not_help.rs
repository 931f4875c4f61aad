//! Asks of everything that has copies what happens when one just adds more.

use super::ask::Ask;
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{self, Moment, Place, Quantity};
use crate::model::{ElementId, Node, Unit, units::Count, value::Known};

pub(super) static RULE: Rule = Rule {
    id: "scale-out-does-not-help",
    asks: "What happens when one just adds more copies of {subject}?",
    group: Group::Contention,
    set: Set::Core,
    harm: Harm::Growth,
    step: "row lock",
    story: "More copies of {subject} do not help",
    why: "Copies add up as long as they do not share anything. Once they all wait for the same row, the same store or the same quota, another copy adds a bill and a few connections, and not one request a second.",
    computes: "n copies do X(n) = min(n × μ₁, μ_R), where μ₁ is what one copy can do and μ_R what the narrowest thing lets through that all of them share: a lock, a store, a quota, counted in requests of the copies. Useful copies: n* = ⌈μ_R ÷ μ₁⌉.",
    quiet_when: "All copies there are, and all that autoscaling may add, can be used; there are no more than two; what they share is less than half busy at the event; or they take messages from a queue.",
    misses: "Coordination between the copies themselves (the universal scalability law), which makes each further copy add less.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 150/s; shop.replicas = 8; shop.capacity = 800/s; db.capacity = 200/s",
    },
    sources: &[
        "Gunther: Guerrilla Capacity Planning, 2007 (universal scalability law)",
        "Amdahl: Validity of the single processor approach, 1967",
    ],
    follows: &["hot-row-lock", "global-lock", "over-capacity"],
    ask,
    fixes,
};

const STOPS: &str = "More than {useful copies} gain nothing: {limit} lets {lets through} through, and one copy of {subject} does {one copy does}. {copies} are there";
const SCALES: &str = "More than {useful copies} gain nothing: {limit} lets {lets through} through, and one copy of {subject} does {one copy does}. Autoscaling may start {copies}";
const FINE: &str =
    "{limit} lets {lets through} through; one copy of {subject} does {one copy does}";
const PAIR: &str =
    "There are no more than two, and the second is there for the day the first one dies";
const FREE: &str = "Copies add up: nothing behind it is shared that has a limit";

/// Share of use from which what is shared counts.
const BUSY: f64 = 0.5;
/// Copies that are there for the day one of them dies, however little they add.
const SPARE: f64 = 2.0;
/// Calls that are looked at behind one node.
const FARTHEST: usize = 64;

fn ask(ask: &mut Ask<'_>) {
    let limits = Limits::of(ask);
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        let behavior = node.kind.behavior;
        if behavior.starts_requests || behavior.keeps_state || behavior.outside_control {
            continue;
        }
        let now = node.replicas.map_or(1.0, Known::base);
        let most = node.max_replicas.map_or(now, Known::base).max(now);
        // What takes messages is as many as keep up; the queue in front of it is asked about that.
        let nobody = ask.facts.flows_through(index).next().is_none();
        if most < 2.0 || nobody || ask.takes_messages_only(index) {
            continue;
        }
        let Some(capacity) = ask.facts.node(index).and_then(|load| load.capacity) else { continue };
        let mut answer = judge(ask, &limits, index, capacity, (now, most));
        answer.subjects.insert(0, node.id.clone().into());
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

/// The narrowest thing behind a node that its copies share.
struct Narrowest {
    /// Requests of the node that it lets through, a second.
    lets: Quantity,
    /// What it is.
    of: ElementId,
    place: Place,
    /// Where it stands: the tail of a lock, or the node.
    locus: u32,
    /// How busy it is at each moment.
    busy: [f64; 3],
}

fn judge(
    ask: &mut Ask<'_>,
    limits: &Limits,
    index: u32,
    capacity: Quantity,
    (now, most): (f64, f64),
) -> Answer {
    let place = Place::Node(index);
    let fine = |says| {
        let mut answer = Answer::new(&RULE, Verdict::Fine, says);
        answer.locus = Some(index);
        answer
    };
    if most <= SPARE {
        return fine(PAIR);
    }
    let Some(narrow) = narrowest(ask, limits, index) else { return fine(FREE) };
    let copies = ask.sheet.input(place, "replicas", Known::stated(Count(now.max(1.0))));
    let one = ask.sheet.div(capacity, copies);
    let one = ask.sheet.named("one copy does", place, one);
    let ratio = ask.sheet.div(narrow.lets, one);
    let useful = ask.sheet.formula(
        "useful copies",
        "what is shared ÷ what one copy does, rounded up",
        &[ratio],
        (ratio.value - 1e-9).ceil().max(1.0),
        Unit::Count,
    );
    let busy = |moment: Moment| {
        Moment::ALL.iter().zip(narrow.busy).find(|(m, _)| **m == moment).map_or(0.0, |(_, b)| b)
    };
    let full = ask.first_moment(|moment| busy(moment) >= 1.0);
    let used = ask.first_moment(|moment| busy(moment) >= BUSY);
    // The second copy is there for the day the first one dies.
    let beyond = most > useful.value.max(SPARE);
    let there = now > useful.value.max(SPARE);
    let (moment, verdict) = match (beyond, full, used) {
        (true, Some((moment, _)), _) if there => (moment, Verdict::Breaks),
        (true, Some((moment, _)), _) | (true, None, Some((moment, _))) => (moment, Verdict::Watch),
        _ => (ask.last_moment(), Verdict::Fine),
    };
    // What breaks only in two years is watched.
    let verdict = match full {
        Some((_, Verdict::Watch)) => verdict.max(Verdict::Watch),
        _ => verdict,
    };
    let says = match verdict {
        Verdict::Fine => FINE,
        _ if there => STOPS,
        _ => SCALES,
    };
    let all = ask.sheet.input(
        place,
        if there { "replicas" } else { "max_replicas" },
        Known::stated(Count(if there { now } else { most })),
    );
    let limit = ask.name_at(narrow.place);
    let mut answer = Answer::new(&RULE, verdict, says)
        .about(narrow.of)
        .at(moment)
        .word("limit", limit)
        .with("useful copies", useful)
        .with("lets through", narrow.lets)
        .with("one copy does", one)
        .with("copies", all);
    answer.locus = Some(index);
    answer.depends_on = Some(narrow.locus);
    answer
}

/// What limits requests, by link and by node, read off the board once: walks behind many nodes come
/// to the same parts again and again.
struct Limits {
    /// Whether a link's caller waits for it.
    waits: Vec<bool>,
    /// Most requests a link's lock lets through; without limit where there is none.
    locks: Vec<f64>,
    /// Most requests that what copies share can do; without limit for everything else.
    shared: Vec<f64>,
}

impl Limits {
    fn of(ask: &Ask<'_>) -> Self {
        let facts = ask.facts;
        let most = |known: Option<Quantity>| known.map_or(f64::INFINITY, |most| most.value);
        let shared = |(at, node): (usize, &Node)| {
            let behavior = node.kind.behavior;
            let is_shared =
                behavior.keeps_state && !behavior.answers_from_copy || behavior.outside_control;
            let load = facts.node(at as u32).filter(|_| is_shared);
            most(load.and_then(|load| load.capacity))
        };
        Self {
            waits: ask.board.links.iter().map(|link| link.interaction.caller_waits()).collect(),
            locks: facts.locks.iter().map(|lock| most(lock.as_ref().and_then(|l| l.cap))).collect(),
            shared: ask.board.nodes.iter().enumerate().map(shared).collect(),
        }
    }
}

/// Walks the calls behind a node for locks, stores and quotas; every request of the node uses each so
/// many times.
fn narrowest(ask: &mut Ask<'_>, limits: &Limits, index: u32) -> Option<Narrowest> {
    let facts = ask.facts;
    // What lets the fewest through: how many, and the link of a lock or the node.
    let mut least: Option<(f64, Place)> = None;
    let mut keep = |can: Option<&f64>, place: Place, times: f64| {
        let lets = can.map_or(f64::INFINITY, |can| can / times);
        if lets < least.map_or(f64::INFINITY, |(known, ..)| known) {
            least = Some((lets, place));
        }
    };
    let mut steps = 0;
    let mut todo = Vec::new();
    for (_, demand) in facts.flows_through(index) {
        todo.clear();
        todo.push((index, 1.0));
        while let Some((node, times)) = todo.pop().filter(|_| steps < FARTHEST) {
            steps += 1;
            for used in demand.out(node).filter(|used| !used.leads_back) {
                let times = times * used.per_visit.map_or(1.0, |q| q.value);
                if limits.waits.get(used.link as usize) != Some(&true) || times <= 0.0 {
                    continue;
                }
                keep(limits.locks.get(used.link as usize), Place::Link(used.link), times);
                keep(limits.shared.get(used.to as usize), Place::Node(used.to), times);
                todo.push((used.to, times));
            }
        }
    }
    let (lets, place) = least?;
    let (can, locus, busy) = match place {
        Place::Link(link) => {
            let lock = facts.locks.get(link as usize).copied().flatten()?;
            let (from, _) = facts.network.ends(link)?;
            (lock.cap?, from, Moment::ALL.map(|m| lock.hot_use.at(m)))
        }
        Place::Node(node) => {
            let load = facts.node(node)?;
            (load.capacity?, node, Moment::ALL.map(|m| load.utilisation.at(m)))
        }
        Place::Flow(_) | Place::Scenario(_) | Place::Board => return None,
    };
    let lets = ask.sheet.formula(
        "what it lets through ÷ uses a request",
        "forced flow law (Denning and Buzen 1978)",
        &[can],
        lets,
        Unit::PerSecond,
    );
    let of = facts::element_at(ask.board, place)?;
    Some(Narrowest { lets, of, place, locus, busy: busy.map(|busy| busy.map_or(0.0, |q| q.value)) })
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let board = review.board();
    let Some(node) = answer.subjects.first().and_then(|s| board.nodes.get(s.as_str())) else {
        return Vec::new();
    };
    let Some(useful) = answer.number("useful copies") else { return Vec::new() };
    let enough = useful.value.max(SPARE);
    let Some(text) = cure::copies(enough) else { return Vec::new() };
    let mut edits = vec![cure::set(node.id.clone(), "replicas", text.clone())];
    // What the copies can do together, where it is stated, goes down with them.
    if let (Some(capacity), Some(one)) = (node.capacity, answer.number("one copy does")) {
        let all = (one.value * enough).min(capacity.base());
        edits.push(cure::set(node.id.clone(), "capacity", Unit::PerSecond.write(all)));
    }
    if node.max_replicas.is_some() {
        edits.push(cure::clear(node.id.clone(), "max_replicas"));
    }
    vec![cure::maybe(
        format!("Run {text} copies of {}, and bank what the others cost", node.name),
        edits,
    )]
}
