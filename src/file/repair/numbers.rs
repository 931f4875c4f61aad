//! Numbers that have the right unit and still mean nothing: no replicas, a million retries.
//!
//! What means something is said in `model::limits`, for the editor too.

use super::{Repairs, shown};
use crate::model::units::{Count, Seconds};
use crate::model::value::{Known, Value};
use crate::model::{Board, Change, ElementId, Link, Node, limits};

pub(super) fn repair(board: &mut Board, repairs: &mut Repairs) {
    board.nodes.change_where(|_| true, |node| node_numbers(node, repairs));
    board.links.change_where(|_| true, |link| link_numbers(link, repairs));
    board.scenarios.change_where(
        |scenario| !scenario.changes.is_empty(),
        |scenario| {
            let mut report = Report::of(scenario.id.clone(), "scenario", repairs);
            for change in &mut scenario.changes {
                if let Change::Down { replicas, .. } = change {
                    report.count("replicas", replicas);
                }
                if let Change::Deploy { each, .. } = change
                    && each.base() <= 0.0
                {
                    let had = each.to_text();
                    each.value = Seconds(1.0);
                    report.say(&format!("had `each: {had}`, which is no time: it is 1 s now"));
                }
            }
            report.pause("length", &mut scenario.length);
        },
    );
}

fn node_numbers(node: &mut Node, repairs: &mut Repairs) {
    let mut report = Report::of(node.id.clone(), "node", repairs);
    for (key, count) in [
        ("replicas", &mut node.replicas),
        ("slots", &mut node.slots),
        ("max_replicas", &mut node.max_replicas),
        ("zones", &mut node.zones),
        ("cores", &mut node.cores),
        ("max_connections", &mut node.max_connections),
        ("partitions", &mut node.partitions),
        ("max_attempts", &mut node.max_attempts),
        ("queue_limit", &mut node.queue_limit),
    ] {
        report.count(key, count);
    }
    report.pause("interval", &mut node.interval);
}

fn link_numbers(link: &mut Link, repairs: &mut Repairs) {
    let mut report = Report::of(link.id.clone(), "link", repairs);
    report.count("retries", &mut link.retries);
    report.count("bulkhead", &mut link.bulkhead);
    report.count("connections", &mut link.connections);
    report.count("batch", &mut link.batch);
    report.count("repeats", &mut link.repeats);
    report.pause("poll_interval", &mut link.poll_interval);
}

/// Says what happened to the numbers of one element.
struct Report<'r> {
    at: ElementId,
    sort: &'static str,
    repairs: &'r mut Repairs,
}

impl<'r> Report<'r> {
    fn of(at: impl Into<ElementId>, sort: &'static str, repairs: &'r mut Repairs) -> Self {
        Self { at: at.into(), sort, repairs }
    }

    fn say(&mut self, what: &str) {
        let id = shown(self.at.as_str());
        self.repairs.say(self.at.clone(), format!("The {} {id} {what}", self.sort));
    }

    /// A number of whole things between two limits.
    fn count(&mut self, key: &str, count: &mut Option<Known<Count>>) {
        let (Some(known), Some((least, most))) = (&mut *count, limits::of_count(key)) else {
            return;
        };
        let had = format!("had `{key}: {}`", known.to_text());
        let allowed = least..=most;
        if !allowed.contains(&known.base()) {
            *count = None;
            return self.say(&format!("{had}, which means nothing: it is left open now"));
        }
        let whole = known.base().round().max(least);
        if whole.to_bits() != known.base().to_bits() {
            known.value = Count(whole);
            self.say(&format!("{had}, which is not whole: it is {whole} now"));
        }
        let means_nothing =
            |(low, high): (Count, Count)| !allowed.contains(&low.0) || !allowed.contains(&high.0);
        if known.range.is_some_and(means_nothing) {
            known.range = None;
            self.say(&format!("{had}, whose range means nothing: the range is left out now"));
        }
    }

    /// A pause between two things, which cannot be nothing.
    fn pause(&mut self, key: &str, pause: &mut Option<Known<Seconds>>) {
        let Some(known) = pause else { return };
        let had = format!("had `{key}: {}`", known.to_text());
        if known.base() <= 0.0 {
            *pause = None;
            self.say(&format!("{had}, which is no pause: it is left open now"));
        } else if known.range.take_if(|(low, _)| low.0 <= 0.0).is_some() {
            self.say(&format!("{had}, whose range begins at nothing: the range is left out now"));
        }
    }
}
