//! What the plots show, as values: lines, levels and times with their words.

use super::series::{self, Line};
use crate::model::{ElementId, Unit};
use crate::simulate::summary::{EffectSummary, FlowSummary, PoolSummary};
use crate::ui::Run;
use crate::ui::run::ClosedOf;

/// What a line is about; its colour and its dash follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// What one wants.
    Good,
    /// What one does not want.
    Bad,
    /// What waits.
    Waits,
}

/// A line of a chart, in its unbroken parts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trace {
    /// What it is.
    pub(super) name: &'static str,
    /// What it is about.
    pub(super) tone: Tone,
    /// Where it runs.
    pub(super) parts: Vec<Line>,
    /// True for the run that was kept.
    pub(super) kept: bool,
}

/// One plot.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chart {
    /// Names it for egui and tests.
    pub(super) id: &'static str,
    /// Above it.
    pub(super) title: String,
    /// What its numbers measure.
    pub(super) unit: Unit,
    /// Its lines; those of the run on screen last.
    pub(super) traces: Vec<Trace>,
    /// Levels to hold it against, with their words.
    pub(super) levels: Vec<(f64, String)>,
    /// Times a formula says, with their words.
    pub(super) times: Vec<(f64, String)>,
    /// The plot is at least this high.
    pub(super) least: f64,
    /// What it says when it has no line.
    pub(super) when_empty: &'static str,
}

/// The charts of a run for one flow and one pool; `kept` is drawn along.
pub(super) fn charts(run: &Run, kept: Option<&Run>, route: usize, pool: usize) -> Vec<Chart> {
    let mut charts = vec![
        answered(run, kept, route),
        waited(run, kept, route),
        slots(run, kept, pool),
        attempts(run, kept, route),
    ];
    charts.extend(effects(run, kept, route));
    charts
}

/// The pool one wants to see: the selected one, else the first that filled up, else the busiest.
pub(super) fn pool_of(run: &Run, selected: Option<&ElementId>) -> usize {
    let of_selected = |pool: &PoolSummary| selected.is_some() && pool.element.as_ref() == selected;
    let busy = |pool: &PoolSummary| pool.peak_busy.unwrap_or(0.0);
    let pools = &run.summary.pools;
    let busiest = || {
        let pools = pools.iter().enumerate();
        pools.max_by(|a, b| busy(a.1).total_cmp(&busy(b.1)).then(b.0.cmp(&a.0))).map(|(i, _)| i)
    };
    pools
        .iter()
        .position(of_selected)
        .or_else(|| run.summary.first_full().map(|full| full.pool as usize))
        .or_else(busiest)
        .unwrap_or(0)
}

/// The same flow in the other run; another board may have its flows in another order.
fn same_flow(run: &Run, other: &Run, route: usize) -> usize {
    let element = run.summary.flows.get(route).and_then(|flow| flow.element.clone());
    let same = |flow: &FlowSummary| element.is_some() && flow.element == element;
    other.summary.flows.iter().position(same).unwrap_or(route)
}

fn same_pool(run: &Run, other: &Run, pool: usize) -> Option<usize> {
    let mine = run.summary.pools.get(pool)?;
    let same = |p: &PoolSummary| p.element == mine.element && p.gate == mine.gate;
    other.summary.pools.iter().position(same)
}

/// Both runs' traces: the kept one first, so that it lies below.
fn both(
    run: &Run,
    kept: Option<&Run>,
    name: &'static str,
    tone: Tone,
    line: &dyn Fn(&Run) -> Line,
) -> Vec<Trace> {
    let of =
        |run: &Run, kept: bool| Trace { name, tone, parts: series::unbroken(&line(run)), kept };
    kept.map(|kept| of(kept, true)).into_iter().chain([of(run, false)]).collect()
}

fn answered(run: &Run, kept: Option<&Run>, route: usize) -> Chart {
    let place = |of: &Run| if std::ptr::eq(of, run) { route } else { same_flow(run, of, route) };
    let rate = |of: &Run, failed: bool| {
        let Some(track) = of.timeline.flows.get(place(of)) else { return Line::new() };
        let counts = if failed { &track.failed } else { &track.ok };
        series::rate(of, &|step| counts.get(step).copied().unwrap_or(0))
    };
    let mut traces = both(run, kept, "not answered", Tone::Bad, &|of| rate(of, true));
    traces.extend(both(run, kept, "answered", Tone::Good, &|of| rate(of, false)));
    let levels = run.closed.iter().filter_map(|closed| match closed.of {
        ClosedOf::Goodput(level) => {
            // It is what the pool answers: its callers may have given up by then.
            let name = run.board.name_of(&closed.about);
            Some((level, format!("{name}: {} by formula", Unit::PerSecond.about(level))))
        }
        ClosedOf::At(_) => None,
    });
    Chart {
        id: "answered",
        title: "Requests".to_owned(),
        unit: Unit::PerSecond,
        traces,
        levels: levels.collect(),
        times: Vec::new(),
        least: 1.0,
        when_empty: "Nothing happened",
    }
}

fn waited(run: &Run, kept: Option<&Run>, route: usize) -> Chart {
    let place = |of: &Run| if std::ptr::eq(of, run) { route } else { same_flow(run, of, route) };
    let p99 = |of: &Run| {
        let track = of.timeline.flows.get(place(of));
        track.map(|track| series::largest(of, &track.p99)).unwrap_or_default()
    };
    let median = |of: &Run| {
        let track = of.timeline.flows.get(place(of));
        track.map(|track| series::mean(of, &track.median)).unwrap_or_default()
    };
    let mut traces = both(run, kept, "99 of 100", Tone::Waits, &p99);
    traces.extend(both(run, kept, "half", Tone::Good, &median));
    Chart {
        id: "waited",
        title: "Time to answer".to_owned(),
        unit: Unit::Seconds,
        traces,
        levels: Vec::new(),
        times: Vec::new(),
        least: 0.01,
        when_empty: "Nobody got an answer",
    }
}

fn slots(run: &Run, kept: Option<&Run>, pool: usize) -> Chart {
    let track = |of: &Run| {
        let pool = if std::ptr::eq(of, run) { Some(pool) } else { same_pool(run, of, pool) };
        pool.and_then(|pool| of.timeline.pools.get(pool)).cloned().unwrap_or_default()
    };
    let mut traces =
        both(run, kept, "in line", Tone::Waits, &|of| series::mean(of, &track(of).queue));
    traces.extend(both(run, kept, "busy", Tone::Good, &|of| series::mean(of, &track(of).busy)));
    let summary = run.summary.pools.get(pool);
    let name = summary.map_or("", |pool| pool.name.as_str());
    let levels = summary.and_then(|pool| pool.slots).map(|slots| {
        let word = if slots <= 1.0 { "slot" } else { "slots" };
        (slots, format!("{} {word}", Unit::Count.about(slots)))
    });
    let about = summary.and_then(|pool| pool.element.as_ref());
    let times = run.closed.iter().filter(|closed| Some(&closed.about) == about);
    let times = times.filter_map(|closed| match closed.of {
        ClosedOf::At(at) => Some((at, format!("{} {}", Unit::Seconds.about(at), closed.label))),
        ClosedOf::Goodput(_) => None,
    });
    Chart {
        id: "slots",
        title: match summary.and_then(|pool| pool.gate) {
            Some(_) => name.to_owned(),
            None => format!("Slots of {name}"),
        },
        unit: Unit::Count,
        traces,
        levels: levels.into_iter().collect(),
        times: times.collect(),
        least: 1.0,
        when_empty: "Nothing happened",
    }
}

fn attempts(run: &Run, kept: Option<&Run>, route: usize) -> Chart {
    let place = |of: &Run| if std::ptr::eq(of, run) { route } else { same_flow(run, of, route) };
    let rate = |of: &Run, retries: bool| {
        let counts = series::entering(of, place(of), retries);
        series::rate(of, &|step| counts.get(step).copied().unwrap_or(0))
    };
    let mut traces = both(run, kept, "tried again", Tone::Bad, &|of| rate(of, true));
    traces.extend(both(run, kept, "first attempts", Tone::Good, &|of| rate(of, false)));
    Chart {
        id: "attempts",
        title: "Attempts".to_owned(),
        unit: Unit::PerSecond,
        traces,
        levels: Vec::new(),
        times: Vec::new(),
        least: 1.0,
        when_empty: "Nothing happened",
    }
}

/// What happened in the world, added up; the effect that happened again most often.
fn effects(run: &Run, kept: Option<&Run>, route: usize) -> Option<Chart> {
    let flow = run.summary.flows.get(route)?;
    let most = |effect: &&EffectSummary| (effect.again, effect.happened);
    let effect = flow.effects.iter().max_by_key(most)?.effect;
    let place = |of: &Run| if std::ptr::eq(of, run) { route } else { same_flow(run, of, route) };
    let total = |of: &Run, again: bool| {
        let track = of.timeline.flows.get(place(of));
        let count = track.and_then(|t| t.effects.iter().find(|count| count.effect == effect));
        count.map_or_else(Line::new, |count| {
            series::total(of, if again { &count.again } else { &count.happened })
        })
    };
    let mut traces = both(run, kept, "repeats", Tone::Bad, &|of| total(of, true));
    traces.extend(both(run, kept, "all", Tone::Good, &|of| total(of, false)));
    let plural = effect.plural();
    let again: u64 = flow.effects.iter().filter(|e| e.effect == effect).map(|e| e.again).sum();
    let title = format!("{} so far", capitalised(plural));
    let title = if again > 0 {
        format!("{title}: {} repeated", Unit::Count.about(again as f64))
    } else {
        title
    };
    Some(Chart {
        id: "effects",
        title,
        unit: Unit::Count,
        traces,
        levels: Vec::new(),
        times: Vec::new(),
        least: 1.0,
        when_empty: "Nothing happened",
    })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::panels::player::sample;

    #[test]
    fn every_chart_draws_both_runs_on_the_same_axes() {
        let run = sample::run();
        let alone = charts(&run, None, 0, 2);
        let ids: Vec<&str> = alone.iter().map(|chart| chart.id).collect();
        assert_eq!(ids, ["answered", "waited", "slots", "attempts", "effects"]);
        assert!(alone.iter().flat_map(|chart| &chart.traces).all(|trace| !trace.kept));
        let kept = sample::run();
        for (chart, alone) in charts(&run, Some(&kept), 0, 2).iter().zip(&alone) {
            assert_eq!(chart.traces.len(), 2 * alone.traces.len(), "{}", chart.id);
            let mine: Vec<&Trace> = chart.traces.iter().filter(|trace| !trace.kept).collect();
            assert!(mine.iter().copied().eq(&alone.traces), "{}", chart.id);
        }
    }

    #[test]
    fn the_formula_is_marked_where_it_belongs() {
        let run = sample::run();
        let all = charts(&run, None, 0, 2);
        let slots = all.iter().find(|chart| chart.id == "slots").unwrap();
        let (at, text) = slots.times.first().unwrap();
        assert!((1.7..2.1).contains(at) && text.contains("full by formula"), "{at} {text}");
        assert_eq!(slots.title, "Slots of Orders");
        let answered = all.iter().find(|chart| chart.id == "answered").unwrap();
        let (level, _) = answered.levels.first().unwrap();
        assert!((75.0..85.0).contains(level), "{level}");
        // Of another pool the formula says nothing.
        let other = charts(&run, None, 0, 3);
        assert!(other.iter().find(|chart| chart.id == "slots").unwrap().times.is_empty());
    }

    #[test]
    fn what_is_selected_is_shown_and_else_what_filled_up() {
        let run = sample::run();
        assert_eq!(pool_of(&run, None), 2);
        let payment = ElementId::Node("payment".into());
        assert_eq!(pool_of(&run, Some(&payment)), run.pool_of("payment").unwrap());
        assert_eq!(pool_of(&run, Some(&ElementId::Node("gone".into()))), 2);
    }
}
