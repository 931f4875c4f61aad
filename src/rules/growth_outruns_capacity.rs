//! Asks of all data that grows when it reaches a limit.

use super::ask::Ask;
use super::{
    Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure, move_data, scans,
};
use crate::facts::{Place, Quantity};
use crate::model::node::DataKind;
use crate::model::{Known, Node, Unit, units::Growth};

pub(super) static RULE: Rule = Rule {
    id: "growth-outruns-capacity",
    asks: "What happens in two years, or with ten times the data, to {subject}?",
    group: Group::Capacity,
    set: Set::Advice,
    harm: Harm::Growth,
    step: "outgrown",
    story: "{subject} is outgrown",
    why: "What works with today's data stops working on some day in between, and nobody changes anything on that day: the disk is full, the backup takes longer than the night, the list takes longer than people wait.",
    computes: "x* = limit ÷ today, for the storage, for bringing it back within the restore target, and for reading through what has no index within the latency objective. The limit is reached in ln x* ÷ ln(1 + growth) years, with the growth of all data together weighted by size. Times of scans and restores grow like the data.",
    quiet_when: "The first limit is more than two years away, or nothing grows and there is room for five times as much.",
    misses: "Load that outgrows a node, which is asked of its capacity, and data whose growth nobody has stated.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "order.rate = 1/s; db.storage = 1 TB; db.data.messages.size = 400 GB; db.data.messages.growth = 80 %",
    },
    sources: &[
        "Nygard: Release It!, unbounded result sets",
        "Microsoft Azure architecture center: extraneous fetching antipattern",
    ],
    follows: &["blobs-in-database", "store-access-mismatch"],
    ask,
    fixes,
};

const FULL: &str = "{what} is {today} already, and the limit is {limit}";
const WATCH: &str = "{what} reaches {limit} in about {time left}: it is {today} today and {in two years} in two years; with ten times the data it is {at ten times}";
const FINE: &str = "{what} is {today} today and {in two years} in two years; {limit} is far off";
const STILL: &str = "{what} is {today} today and does not grow";
const CLOSE: &str = "{what} is {today} today of {limit}, and nobody has said how much it grows";
const NO_LIMIT: &str =
    "It holds {today} today and {in two years} in two years; nobody has said how much it can hold";
const SMALL: &str = "It holds {today} today and {in two years} in two years: that is not much";

const YEAR: f64 = 365.25 * 86_400.0;
/// A store that nobody has to ask about.
const LIGHT: f64 = 100e9;
/// Room that is enough for what does not grow.
const ROOM: f64 = 5.0;

/// A limit and how far off it is.
struct Limit {
    what: &'static str,
    today: Quantity,
    most: Quantity,
}

impl Limit {
    fn multiple(&self) -> f64 {
        if self.today.value > 0.0 { self.most.value / self.today.value } else { f64::INFINITY }
    }
}

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.keeps_state || node.data.is_empty() {
            continue;
        }
        let Some(mut answer) = judge(ask, node, index) else { continue };
        answer.subjects = vec![node.id.clone().into()];
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32) -> Option<Answer> {
    let place = Place::Node(index);
    let (mut sizes, mut later, mut scan) = (Vec::new(), Vec::new(), None::<Quantity>);
    for data in &node.data {
        let Some(size) = scans::size(ask, index, data) else { continue };
        sizes.push(size);
        later.push(match scans::yearly(ask, index, data) {
            Some(yearly) => ask.sheet.mul(size, yearly),
            None => size,
        });
        if scans::is_scanned(node, data) && scan.is_none_or(|known| size.value > known.value) {
            scan = Some(size);
        }
    }
    if sizes.is_empty() {
        return None;
    }
    let today = ask.sheet.sum(&sizes, Unit::Bytes);
    let today = ask.sheet.named("data today", place, today);
    let next_year = ask.sheet.sum(&later, Unit::Bytes);
    let growth = ask.sheet.div(next_year, today);
    let growth = ask.sheet.named("growth of a year, all data together", place, growth);
    let limits = limits(ask, node, index, today, scan);
    let first = limits.into_iter().min_by(|a, b| a.multiple().total_cmp(&b.multiple()));
    let of = first.as_ref().map_or(today, |limit| limit.today);
    let twice = ask.sheet.mul(growth, growth);
    let in_two_years = ask.sheet.mul(of, twice);
    let new = |verdict, says| {
        Answer::new(&RULE, verdict, says)
            .with("today", of)
            .with("growth", growth)
            .with("in two years", in_two_years)
    };
    let Some(first) = first else {
        if in_two_years.value < LIGHT || growth.value <= 1.0 {
            return Some(new(Verdict::Fine, SMALL));
        }
        return Some(new(Verdict::Unknown, NO_LIMIT).lacks(node.id.clone(), "storage"));
    };
    let ten = ask.sheet.constant(10.0, Unit::Factor, "ten times the data");
    let tenfold = ask.sheet.mul(ten, of);
    let grows = growth.value > 1.0;
    let left = grows.then(|| time_left(ask, index, &first, growth));
    let (verdict, says) = match left {
        _ if first.multiple() <= 1.0 && first.most.unit == Unit::Bytes => (Verdict::Breaks, FULL),
        // Rules of their own ask what breaks then.
        _ if first.multiple() <= 1.0 => (Verdict::Watch, FULL),
        Some(left) if left.value <= 2.0 * YEAR => (Verdict::Watch, WATCH),
        Some(_) => (Verdict::Fine, FINE),
        None if first.multiple() > ROOM => (Verdict::Fine, STILL),
        None => (Verdict::Unknown, CLOSE),
    };
    let mut answer = new(verdict, says)
        .word("what", first.what)
        .with("limit", first.most)
        .with_maybe("time left", left)
        .with("at ten times", tenfold);
    if verdict == Verdict::Unknown {
        answer = answer.lacks(node.id.clone(), "growth");
    }
    Some(answer)
}

fn limits(
    ask: &mut Ask<'_>,
    node: &Node,
    index: u32,
    today: Quantity,
    scan: Option<Quantity>,
) -> Vec<Limit> {
    let place = Place::Node(index);
    let mut limits = Vec::new();
    if let Some(storage) = node.storage {
        let most = ask.sheet.input(place, "storage", storage);
        limits.push(Limit { what: "what it holds", today, most });
    }
    if let (Some(target), Some(rate)) = (node.restore_target, node.restore_rate) {
        let most = ask.sheet.input(place, "restore_target", target);
        let rate = ask.sheet.input(place, "restore_rate", rate);
        let today = ask.sheet.div(today, rate);
        let today = ask.sheet.named("time to bring it back", place, today);
        limits.push(Limit { what: "bringing it back", today, most });
    }
    if let Some(size) = scan {
        let today = scans::scan_time(ask, index, size);
        let most = scans::patience(ask, index);
        limits.push(Limit { what: "reading through what has no index", today, most });
    }
    limits
}

fn time_left(ask: &mut Ask<'_>, index: u32, limit: &Limit, growth: Quantity) -> Quantity {
    let multiple = ask.sheet.div(limit.most, limit.today);
    let years = multiple.value.ln() / growth.value.ln();
    let left = ask.sheet.formula(
        "ln x* ÷ ln(1 + growth) years",
        "compound growth",
        &[multiple, growth],
        years.max(0.0) * YEAR,
        Unit::Seconds,
    );
    ask.sheet.named("time until the limit", Place::Node(index), left)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let (Some(node), Some(today), Some(limit), Some(two_years)) =
        (node, answer.number("today"), answer.number("limit"), answer.number("in two years"))
    else {
        return Vec::new();
    };
    let mut fixes = Vec::new();
    match limit.unit {
        Unit::Bytes => {
            let room = two_years.value * 1.5;
            let unit = 10f64.powi(room.max(1.0).log10().floor() as i32 - 1);
            let room = Unit::Bytes.write((room / unit).ceil() * unit);
            fixes.push(cure::with_placeholders(
                format!("Give {} {room}", node.name),
                vec![cure::set(node.id.clone(), "storage", room)],
            ));
        }
        _ if node.data.iter().any(|data| scans::is_scanned(node, data)) => {
            let edit = move_data::restate_all(node, |data| {
                if scans::is_scanned(node, data) {
                    data.indexed = Some(true);
                }
            });
            let title = "Index it, and answer with pages instead of everything".to_owned();
            let mut changed = node.clone();
            if let crate::edit::Edit::PutNode(indexed) = &edit {
                changed = indexed.clone();
            }
            // Only where the scan is what comes first.
            if changed != *node && node.restore_target.is_none() {
                fixes.push(cure::as_is(title, vec![edit]));
            }
        }
        _ => {}
    }
    // Growth that stays below the limit for two years.
    let most = (limit.value / today.value).sqrt() - 1.0;
    if most > 0.02 {
        let slower = (most * 90.0).floor() / 100.0;
        let cap = |data: &mut DataKind| {
            if data.growth.is_some_and(|growth| growth.base() > slower) {
                data.growth = Some(Known::stated(Growth(slower)));
            }
        };
        fixes.push(cure::with_placeholders(
            format!(
                "Archive or delete what is old, so that it grows {} a year at most",
                Unit::Growth.about(slower)
            ),
            vec![move_data::restate_all(node, cap)],
        ));
    }
    fixes
}
