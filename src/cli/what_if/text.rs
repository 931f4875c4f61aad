//! Runs as text for people: what happens, then when, then the numbers.

use anstyle::{AnsiColor, Style};

use super::compare;
use super::formula::{self, Both};
use super::play::Played;
use super::table::Table;
use crate::facts::system::{Arrivals, Gate};
use crate::model::Unit;
use crate::simulate::summary::{
    self, EffectSummary, FlowSummary, Mark, MarkSort, PoolSummary, Recovery, Summary,
};

const WIDTH: usize = 96;
/// Most marks that are told.
const MOST_MARKS: usize = 16;
/// Most nodes that are listed; the busiest when there are more.
const MOST_NODES: usize = 16;

/// Every run after the other; each pair side by side when two boards are compared.
pub(super) fn runs(played: &[Played], compared: bool) -> String {
    let mut out = String::new();
    let pairs = if compared { 2 } else { 1 };
    for (number, pair) in played.chunks(pairs).enumerate() {
        for (at, run) in pair.iter().enumerate() {
            if number + at > 0 {
                out.push('\n');
            }
            one(&mut out, run);
        }
        if let [before, after] = pair {
            out.push('\n');
            out.push_str(&paint(bold(), "Side by side"));
            out.push('\n');
            push_lines(&mut out, &compare::table(before, after).lines());
        }
    }
    out
}

fn one(out: &mut String, played: &Played) {
    let stage = &played.stage;
    let title = format!("{}: {}", stage.title(), stage.scenario.name);
    out.push_str(&paint(bold(), &title));
    out.push('\n');
    for line in setting(played) {
        out.push_str(&paint(faint(), &line));
        out.push('\n');
    }
    let formulas = formula::both(played);
    out.push('\n');
    for sentence in &played.summary.says {
        wrapped(out, "  ", sentence);
    }
    if played.seeds.len() > 1 {
        seeds(out, &played.seeds, played.timeline.seed);
    }
    story(out, played, &formulas);
    flows(out, &played.summary);
    nodes(out, &played.summary);
    beside(out, played, &formulas);
}

/// What was played: changes, load, length, seed.
fn setting(played: &Played) -> Vec<String> {
    let stage = &played.stage;
    let changes: Vec<String> =
        stage.scenario.changes.iter().map(|change| change.sentence(&stage.board)).collect();
    let mut lines = Vec::new();
    if !changes.is_empty() {
        let said = changes.join(", ");
        if said != stage.scenario.name {
            lines.extend(textwrap::wrap(&said, WIDTH).into_iter().map(String::from));
        }
    }
    let loads: Vec<String> = stage
        .system
        .routes
        .iter()
        .filter_map(|route| match route.arrivals {
            Arrivals::Open(rate) => Some(Unit::PerSecond.about(rate)),
            Arrivals::Closed { users, .. } => Some(format!("{} users", Unit::Count.about(users))),
            Arrivals::Unknown => None,
        })
        .collect();
    let load = match loads.as_slice() {
        [] => String::new(),
        few if few.len() <= 4 => format!(" ({})", few.join(", ")),
        many => format!(" ({} flows)", many.len()),
    };
    lines.push(format!(
        "Simulated {}{load} for {}, seed {}",
        stage.moment.phrase(),
        Unit::Seconds.write(stage.plan.seconds),
        played.timeline.seed
    ));
    lines
}

/// How the runs of several seeds ended: k of n, never a mean.
fn seeds(out: &mut String, seeds: &[Summary], first: u64) {
    let n = seeds.len();
    let count = |is: fn(&Summary) -> bool| seeds.iter().filter(|summary| is(summary)).count();
    let mut says = Vec::new();
    let collapsed = count(|s| matches!(s.recovery, Recovery::NotRecovered { .. }));
    let recovered = count(|s| matches!(s.recovery, Recovery::Recovered { .. }));
    if collapsed + recovered > 0 {
        says.push(format!("{recovered} of {n} seeds recover"));
    }
    let filled: Vec<f64> =
        seeds.iter().filter_map(|s| Some(s.first_full()?.after.max(0.0))).collect();
    if !filled.is_empty() {
        let times = range(&filled, Unit::Seconds);
        says.push(format!("in {} of {n} something fills up, after {times}", filled.len()));
    }
    let goodput: Vec<f64> =
        seeds.iter().map(|s| s.flows.iter().map(|flow| flow.goodput).sum()).collect();
    says.push(format!("answered {}", range(&goodput, Unit::PerSecond)));
    let last = first.wrapping_add(n as u64 - 1);
    wrapped(out, "  ", &format!("Seeds {first} to {last}: {}", says.join("; ")));
}

fn range(values: &[f64], unit: Unit) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (least, most) = (measured(unit, least), measured(unit, most));
    if least == most { most } else { format!("{least} to {most}") }
}

fn story(out: &mut String, played: &Played, formulas: &[Both]) {
    let marks = &played.summary.marks;
    if marks.is_empty() {
        return;
    }
    heading(out, "What happens when");
    for mark in marks.iter().take(MOST_MARKS) {
        let known = formulas.iter().find_map(|both| match both.mark {
            Some((sort, at)) if sort == mark.sort => Some(at),
            _ => None,
        });
        let formula =
            known.map_or_else(String::new, |at| format!(" (formula {})", Unit::Seconds.about(at)));
        let time = time_of(mark);
        let text = format!("{}{formula}", mark.text);
        let text = if is_trouble(mark.sort) { paint(red(), &text) } else { text };
        out.push_str(&format!("  {time:>8}  {text}\n"));
    }
    if marks.len() > MOST_MARKS {
        out.push_str(&format!("  {:>8}  and {} more\n", "…", marks.len() - MOST_MARKS));
    }
}

/// A time of a story keeps its tenths, so that what follows within a second stays in order.
fn time_of(mark: &Mark) -> String {
    if mark.at < 100.0 { format!("{:.1} s", mark.at) } else { Unit::Seconds.about(mark.at) }
}

fn is_trouble(sort: MarkSort) -> bool {
    match sort {
        MarkSort::Full(_) | MarkSort::Refuses(_) | MarkSort::GivesUp(_) | MarkSort::Repeats(_) => {
            true
        }
        MarkSort::Begins(_) | MarkSort::Ends(_) | MarkSort::Breaker(_) | MarkSort::Recovered => {
            false
        }
    }
}

fn flows(out: &mut String, summary: &Summary) {
    let mut table = Table::new(&[
        "", "offered", "answered", "refused", "gave up", "error", "median", "p99", "tries",
    ]);
    for flow in summary.flows.iter().filter(|flow| flow.begun > 0) {
        let share = |requests: u64| percent(flow.share(requests));
        table.row(vec![
            flow.name.clone(),
            measured(Unit::PerSecond, flow.offered),
            measured(Unit::PerSecond, flow.goodput),
            share(flow.refused),
            share(flow.timed_out),
            share(flow.failed),
            time(flow.median),
            time(flow.p99),
            flow.attempts.map_or_else(dash, |tries| format!("{tries:.2}")),
        ]);
    }
    if table.is_empty() {
        return;
    }
    let steady = &summary.phases.steady;
    let (from, until) = (Unit::Seconds.about(steady.from), Unit::Seconds.about(steady.until));
    heading(
        out,
        &format!("Flows (rates from {from} to {until}, shares and times of the whole run)"),
    );
    push_lines(out, &table.lines());
    for flow in &summary.flows {
        effects(out, flow);
    }
}

fn effects(out: &mut String, flow: &FlowSummary) {
    // Repeats are told in the sentences above.
    let told = |effect: &EffectSummary| effect.again > 0 || effect.recognised > 0;
    for effect in flow.effects.iter().filter(|effect| effect.happened > 0 && !told(effect)) {
        let n = Unit::Count.about(effect.happened as f64);
        let text = format!("{n} {}, none of them repeats", effect.effect.plural());
        wrapped(out, "  ", &format!("{}: {text}", flow.name));
    }
}

fn nodes(out: &mut String, summary: &Summary) {
    let mut shown: Vec<&PoolSummary> =
        summary.pools.iter().filter(|pool| pool.arrived > 0 && is_worth_a_row(pool)).collect();
    let left = shown.len().saturating_sub(MOST_NODES);
    if left > 0 {
        let busy = |pool: &PoolSummary| pool.peak_busy.unwrap_or(0.0);
        shown.sort_by(|a, b| busy(b).total_cmp(&busy(a)).then(a.pool.cmp(&b.pool)));
        shown.truncate(MOST_NODES);
    }
    let mut table =
        Table::new(&["", "slots", "busy at most", "line at most", "arrive", "answered", "refused"]);
    for pool in shown {
        table.row(vec![
            pool.name.clone(),
            pool.slots.map_or_else(|| slots_of(pool), |slots| Unit::Count.about(slots)),
            pool.peak_busy.map_or_else(dash, percent),
            if pool.peak_line < 0.5 {
                "0".to_owned()
            } else {
                Unit::Count.about(pool.peak_line.round())
            },
            measured(Unit::PerSecond, pool.arrives_per_second),
            measured(Unit::PerSecond, pool.answers_per_second),
            percent(pool.refused_share),
        ]);
    }
    if table.is_empty() {
        return;
    }
    heading(out, "Nodes");
    push_lines(out, &table.lines());
    if left > 0 {
        out.push_str(&format!("  … and {left} less busy ones\n"));
    }
}

/// Pools with an end to their slots, and gates in front of which somebody waits.
fn is_worth_a_row(pool: &PoolSummary) -> bool {
    pool.slots.is_some() || pool.peak_line >= 1.0
}

/// Slots of a pool without an end to them: a lock has one for each item.
fn slots_of(pool: &PoolSummary) -> String {
    if pool.gate == Some(Gate::Lock) { "1 an item".to_owned() } else { dash() }
}

fn beside(out: &mut String, played: &Played, formulas: &[Both]) {
    if formulas.is_empty() {
        return;
    }
    let mut table = Table::new(&["", "formula", "simulated", "difference"]);
    let mut outside: Vec<&str> = Vec::new();
    for both in formulas {
        table.row(vec![
            both.what.clone(),
            both.unit.about(both.formula),
            both.simulated.map_or_else(|| "does not happen".to_owned(), |v| measured(both.unit, v)),
            both.simulated.map_or_else(dash, |simulated| difference(both.formula, simulated)),
        ]);
        outside.extend(both.outside.filter(|reason| !outside.contains(reason)));
    }
    heading(out, "Formula and simulation");
    push_lines(out, &table.lines());
    for reason in &outside {
        wrapped(out, "  ", &format!("Outside the formula's range: {reason}"));
    }
    let steady = &played.summary.phases.steady;
    let offered: f64 = played.summary.flows.iter().map(|flow| flow.offered).sum();
    let requests = offered * (steady.until - steady.from);
    let apart = formulas.iter().filter(|both| both.disagree(requests)).count();
    if apart > 0 {
        let what = if apart == 1 {
            "One of them differs".to_owned()
        } else {
            format!("{apart} of them differ")
        };
        wrapped(
            out,
            "  ",
            &format!(
                "{what} by more than a tenth, and by more than chance explains; there the simulation is right, as it plays every timeout and retry"
            ),
        );
    }
}

/// How far the simulation is from the formula, in whole percent of it.
fn difference(formula: f64, simulated: f64) -> String {
    let percent = ((simulated - formula) / formula * 100.0).round();
    match percent {
        p if !p.is_finite() => dash(),
        0.0 => "0 %".to_owned(),
        p if p < 0.0 => format!("−{:.0} %", -p),
        p => format!("+{p:.0} %"),
    }
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    out.push_str(&paint(bold(), text));
    out.push('\n');
}

fn push_lines(out: &mut String, lines: &[String]) {
    for line in lines {
        out.push_str(line);
        out.push('\n');
    }
}

fn wrapped(out: &mut String, indent: &str, text: &str) {
    let options = textwrap::Options::new(WIDTH).initial_indent(indent).subsequent_indent("    ");
    out.push_str(&textwrap::fill(text, options));
    out.push('\n');
}

/// A measured quantity, without more digits than a run has.
pub(super) fn measured(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => percent(value),
        Unit::PerSecond if value >= 10.0 => unit.about(value.round()),
        _ => unit.about(value),
    }
}

/// A share in whole percent, short enough for a column.
pub(super) fn percent(share: f64) -> String {
    summary::percent(share).replace("less than ", "<").replace("more than ", ">")
}

fn time(seconds: Option<f64>) -> String {
    seconds.map_or_else(dash, |seconds| Unit::Seconds.about(seconds))
}

pub(super) fn dash() -> String {
    "–".to_owned()
}

fn bold() -> Style {
    Style::new().bold()
}

fn faint() -> Style {
    Style::new().dimmed()
}

fn red() -> Style {
    Style::new().fg_color(Some(AnsiColor::Red.into()))
}

/// Colour is stripped on the way out where the terminal or `NO_COLOR` says so.
fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
