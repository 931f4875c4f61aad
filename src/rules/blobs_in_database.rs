//! Asks of every database that holds files what that does to it and to bringing it back.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, move_data};
use crate::facts::{Place, Quantity};
use crate::model::node::{Access, DataKind};
use crate::model::{Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "blobs-in-database",
    asks: "What happens when files of {item} are written into {subject}?",
    group: Group::Data,
    set: Set::Core,
    harm: Harm::Down,
    step: "files in the database",
    story: "{subject} carries files",
    why: "Every byte of a file in a table goes through the log, the replicas and every backup, and pushes what is asked for often out of memory. On the day the database has to be brought back, the files are what everybody waits for.",
    computes: "New files a year are writes × item size × 365 days, or size × growth where nobody counts writes. Bringing it back takes (size + one year of new files) ÷ restore rate; 200 MB/s where nobody has stated one. Below 256 KiB a database is the better place, above 1 MiB a file or object store is; between them it depends on how often a file is overwritten.",
    quiet_when: "Files stay below 256 KiB; or all of them stay below 50 GB a year from now and the stated restore target is met.",
    misses: "Memory pushed out of the database's cache, and replicas that fall behind while files are copied.",
    example: Example {
        drawn: "browser:client -> shop -> db:relational-db",
        stated: "db.data.uploads.access = blob; db.data.uploads.item_size = 2 MB; db.data.uploads.writes = 10000/day",
    },
    sources: &[
        "Sears, van Ingen, Gray 2006: To BLOB or Not To BLOB (MSR-TR-2006-45)",
        "Microsoft Azure architecture center: monolithic persistence antipattern",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "With {files} of {item} it holds {data in a year} in a year. Bringing that back takes {restore takes} where it may take {restore target}";
const WATCH: &str = "{files} of {item} add {new a day} a day and {new a year} a year to its log, its replicas and every backup. In a year bringing it back takes {restore takes}";
const WATCH_SIZE: &str = "{files} of {item} are {data in a year} in a year, all of it in every backup: bringing it back then takes {restore takes}";
const WATCH_BETWEEN: &str = "{files} of {item} add {new a day} a day and {new a year} a year to its log, its replicas and every backup. In a year bringing it back takes {restore takes}; at this size a file store is better unless they are overwritten again and again";
const BETWEEN_SIZE: &str = "{files} of {item} are {data in a year} in a year, all of it in every backup: bringing it back then takes {restore takes}; at this size a file store is better unless they are overwritten again and again";
const SMALL_FILES: &str =
    "{files} of {item} are small enough: below 256 KiB a table is the quicker place";
const SMALL_SUM: &str = "{files} come to {data in a year} in a year: that is no burden yet";
const UNKNOWN_ITEM: &str = "That depends on how large one of them is";
const UNKNOWN_SUM: &str =
    "One is {item}; nobody has said how much of them there is or how often one is written";

/// Up to here a database is the better place.
const SMALL: f64 = 262_144.0;
/// From here on a file store is.
const LARGE: f64 = 1_048_576.0;
/// A sum of files that burdens nobody.
const LIGHT: f64 = 50e9;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.nodes.len() as u32 {
        let Some(node) = ask.node(index) else { continue };
        if !node.kind.behavior.keeps_records() || !node.data.iter().any(is_blob) {
            continue;
        }
        let mut answer = judge(ask, node, index).about(node.id.clone());
        answer.locus = Some(index);
        answer.flows = ask.flows_through(index);
        ask.answer(answer);
    }
}

fn is_blob(data: &DataKind) -> bool {
    data.access == Some(Access::Blob)
}

fn judge(ask: &mut Ask<'_>, node: &Node, index: u32) -> Answer {
    let place = Place::Node(index);
    let blobs = || node.data.iter().filter(|data| is_blob(data));
    let files = move_data::names(blobs());
    let largest =
        blobs().filter_map(|data| data.item_size).max_by(|a, b| a.base().total_cmp(&b.base()));
    let Some(item) = largest.map(|item| ask.sheet.input(place, "item_size", item)) else {
        let answer = unknown(&RULE, UNKNOWN_ITEM, node.id.clone());
        return Answer { subjects: Vec::new(), ..answer }
            .word("item", "any size")
            .lacks(node.id.clone(), "item_size");
    };
    let new = |verdict, says| {
        Answer::new(&RULE, verdict, says).word("files", files.clone()).with("item", item)
    };
    if item.value < SMALL {
        return new(Verdict::Fine, SMALL_FILES);
    }
    let year = ask.sheet.constant(365.0 * 86_400.0, Unit::Seconds, "a year of 365 days");
    let (mut written, mut sizes, mut grown): (Vec<Quantity>, Vec<Quantity>, Vec<Quantity>) =
        Default::default();
    for data in blobs() {
        let size = data.size.map(|size| ask.sheet.input(place, "size", size));
        sizes.extend(size);
        match (data.writes.zip(data.item_size), data.growth.zip(size)) {
            (Some((writes, item)), _) => {
                let writes = ask.sheet.input(place, "writes", writes);
                let item = ask.sheet.input(place, "item_size", item);
                written.push(ask.sheet.mul(item, writes));
            }
            (None, Some((growth, size))) => {
                let growth = ask.sheet.input(place, "growth", growth);
                grown.push(ask.sheet.mul(size, growth));
            }
            _ => {}
        }
    }
    if written.is_empty() && sizes.is_empty() {
        return new(Verdict::Unknown, UNKNOWN_SUM)
            .lacks(node.id.clone(), "writes")
            .lacks(node.id.clone(), "size");
    }
    let stream = ask.sheet.sum(&written, Unit::BytesPerSecond);
    let day = ask.sheet.constant(86_400.0, Unit::Seconds, "a day");
    let daily = ask.sheet.mul(stream, day);
    grown.push(ask.sheet.mul(stream, year));
    let yearly = ask.sheet.sum(&grown, Unit::Bytes);
    let yearly = ask.sheet.named("new files a year", place, yearly);
    let mut all = sizes;
    all.push(yearly);
    let total = ask.sheet.sum(&all, Unit::Bytes);
    let total = ask.sheet.named("files in a year", place, total);
    let rate = match node.restore_rate {
        Some(rate) => ask.sheet.input(place, "restore_rate", rate),
        None => ask.sheet.guess(200e6, Unit::BytesPerSecond, "typical rate of a restore"),
    };
    let restore = ask.sheet.div(total, rate);
    let restore = ask.sheet.named("time to bring the files back", place, restore);
    let target = node.restore_target.map(|time| ask.sheet.input(place, "restore_target", time));
    let missed = target.is_some_and(|target| restore.value > target.value);
    let (verdict, says) = match () {
        () if missed => (Verdict::Breaks, BREAKS),
        () if total.value < LIGHT => (Verdict::Fine, SMALL_SUM),
        () if daily.value > 0.0 => (Verdict::Watch, WATCH),
        () => (Verdict::Watch, WATCH_SIZE),
    };
    let answer = new(verdict, says)
        .with("new a day", daily)
        .with("new a year", yearly)
        .with("data in a year", total)
        .with("restore takes", restore)
        .with_maybe("restore target", target);
    if item.value < LARGE && verdict == Verdict::Watch {
        // The middle ground is a matter of taste.
        return Answer {
            says: if daily.value > 0.0 { WATCH_BETWEEN } else { BETWEEN_SIZE },
            ..answer
        };
    }
    answer
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let node = answer.subjects.first().and_then(|s| review.board().nodes.get(s.as_str()));
    let Some(node) = node else { return Vec::new() };
    let files = move_data::names(node.data.iter().filter(|data| is_blob(data)));
    move_data::move_out(review.board(), &node.id, Access::Blob, is_blob)
        .map(|edits| {
            let title = format!("Move {files} into an object store and keep their keys here");
            move_data::fix(title, edits)
        })
        .into_iter()
        .collect()
}
