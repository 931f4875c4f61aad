//! Two boards under the same scenario, side by side.

use super::play::Played;
use super::table::Table;
use super::text::{dash, measured, percent};
use crate::model::Unit;
use crate::simulate::summary::{FlowSummary, Recovery, Summary};

/// One row a thing that matters, one column a board.
pub(super) fn table(before: &Played, after: &Played) -> Table {
    let titles = [before.stage.title(), after.stage.title()];
    let mut table = Table::new(&["", titles[0].as_str(), titles[1].as_str()]);
    let (a, b) = (&before.summary, &after.summary);
    let mut row = |what: &str, say: &dyn Fn(&Summary) -> String| {
        table.row(vec![what.to_owned(), say(a), say(b)]);
    };
    row("first full", &first_full);
    row("answered", &|summary| {
        let (offered, goodput) = summary
            .flows
            .iter()
            .fold((0.0, 0.0), |sum, flow| (sum.0 + flow.offered, sum.1 + flow.goodput));
        let [goodput, offered] = [goodput, offered].map(|rate| measured(Unit::PerSecond, rate));
        format!("{goodput} of {offered}")
    });
    row("unanswered requests", &|summary| {
        let all: u64 = summary.flows.iter().map(FlowSummary::ended).sum();
        let ok: u64 = summary.flows.iter().map(|flow| flow.ok).sum();
        if all == 0 { dash() } else { percent((all - ok) as f64 / all as f64) }
    });
    row("p99", &|summary| {
        let slowest = summary.flows.iter().filter_map(|flow| flow.p99).reduce(f64::max);
        slowest.map_or_else(dash, |p99| Unit::Seconds.about(p99))
    });
    row("done twice", &|summary| {
        let again: u64 =
            summary.flows.iter().flat_map(|flow| &flow.effects).map(|effect| effect.again).sum();
        Unit::Count.about(again as f64)
    });
    let reads = |summary: &Summary| summary.flows.iter().any(|flow| flow.reads > 0);
    if reads(a) || reads(b) {
        row("reads of old data", &|summary| {
            let stale: u64 = summary.flows.iter().map(|flow| flow.stale_reads).sum();
            Unit::Count.about(stale as f64)
        });
    }
    let ends = |summary: &Summary| !matches!(summary.recovery, Recovery::Calm | Recovery::Lasting);
    if ends(a) || ends(b) {
        row("recovers", &recovers);
    }
    table
}

fn first_full(summary: &Summary) -> String {
    match summary.first_full() {
        None => "nothing".to_owned(),
        Some(full) => format!("{}, {}", full.name, Unit::Seconds.about(full.after.max(0.0))),
    }
}

fn recovers(summary: &Summary) -> String {
    match summary.recovery {
        Recovery::Calm | Recovery::Lasting => dash(),
        Recovery::Recovered { after, .. } if after <= 0.0 => "at once".to_owned(),
        Recovery::Recovered { after, .. } => format!("after {}", Unit::Seconds.about(after)),
        Recovery::NotRecovered { share, .. } => format!("no, {} of before", percent(share)),
    }
}
