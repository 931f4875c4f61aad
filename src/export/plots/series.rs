//! What is plotted of a run: a few panels of a few lines each.

use super::Run;
use crate::model::Unit;
use crate::scene::{Ink, Palette};
use crate::simulate::summary::PoolSummary;
use crate::simulate::{FlowTrack, Timeline};

/// One panel: lines that measure the same.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// What it shows: "Requests".
    pub title: &'static str,
    /// What its lines measure.
    pub unit: Unit,
    /// The smallest end its axis may have.
    pub least: f64,
    /// The most important first.
    pub lines: Vec<Line>,
    /// What is said when there are none.
    pub when_empty: &'static str,
}

/// One line of a panel.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// What it shows: "answered".
    pub name: String,
    /// Its colour.
    pub ink: Ink,
    /// Whether it is drawn in dots, as something to compare with.
    pub dotted: bool,
    /// Its points: time and value; a value that is none interrupts it.
    pub points: Vec<(f64, f64)>,
}

impl Line {
    /// The largest value; zero when there is none.
    pub(super) fn most(&self) -> f64 {
        let values = self.points.iter().map(|(_, value)| *value);
        values.filter(|value| value.is_finite()).fold(0.0, f64::max)
    }
}

/// Points of a line of counts: enough to see what happens, few enough not to show chance alone.
const COUNT_POINTS: usize = 120;
/// Points of a line of means.
const MEAN_POINTS: usize = 300;
/// Most nodes in one panel.
const MOST_NODES: usize = 4;
/// Most flows that have lines of their own.
const MOST_FLOWS: usize = 3;

/// The panels of a run, top to bottom. Which there are does not depend on the run where two are
/// set side by side: `all` are the runs of the picture.
pub(super) fn panels(run: &Run<'_>, all: &[Run<'_>], palette: &Palette) -> Vec<Panel> {
    let mut panels = vec![requests(run, palette), times(run, palette)];
    let inks = Inks::of(all, palette);
    if all.iter().any(|run| busy_pools(run).next().is_some()) {
        panels.push(busy(run, &inks));
    }
    if all.iter().any(|run| !waiting(run).is_empty()) {
        panels.push(lines(run, &inks));
    }
    if all.iter().any(|run| run.timeline.flows.iter().any(|flow| !flow.effects.is_empty())) {
        panels.push(effects(run, palette));
    }
    for panel in &mut panels {
        panel.lines.retain(|line| line.points.iter().any(|(_, value)| value.is_finite()));
    }
    panels
}

fn requests(run: &Run<'_>, palette: &Palette) -> Panel {
    let timeline = run.timeline;
    let [_, bad, good, ..] = palette.series();
    let line = |name: &str, ink: Ink, dotted: bool, of: fn(&FlowTrack) -> &[u32]| Line {
        name: name.to_owned(),
        ink,
        dotted,
        points: rates(timeline, timeline.flows.iter().map(of)),
    };
    Panel {
        title: "Requests",
        unit: Unit::PerSecond,
        least: 0.1,
        lines: vec![
            line("answered", good, false, |flow| &flow.ok),
            line("no answer", bad, false, |flow| &flow.failed),
            line("begun", palette.ink_faint, true, |flow| &flow.begun),
        ],
        when_empty: "no requests",
    }
}

fn times(run: &Run<'_>, palette: &Palette) -> Panel {
    let timeline = run.timeline;
    let [first, _, _, second, third, fourth] = palette.series();
    let mut flows: Vec<_> = run.summary.flows.iter().filter(|flow| flow.begun > 0).collect();
    flows.sort_by(|a, b| b.begun.cmp(&a.begun).then(a.route.cmp(&b.route)));
    let mut lines = Vec::new();
    if let [only] = flows.as_slice() {
        if let Some(track) = timeline.flows.get(only.route as usize) {
            let points = |values: &[f64]| weighted(timeline, values, &track.ok);
            let line = |name: &str, ink, values: &[f64]| Line {
                name: name.to_owned(),
                ink,
                dotted: false,
                points: points(values),
            };
            lines.push(line("median", first, &track.median));
            lines.push(line("99 of 100", fourth, &track.p99));
        }
    } else {
        for (flow, ink) in flows.iter().take(MOST_FLOWS).zip([first, second, third]) {
            let Some(track) = timeline.flows.get(flow.route as usize) else { continue };
            let points = weighted(timeline, &track.p99, &track.ok);
            lines.push(Line { name: flow.name.clone(), ink, dotted: false, points });
        }
    }
    let title = if flows.len() > 1 { "Time to answer, 99 of 100" } else { "Time to answer" };
    Panel { title, unit: Unit::Seconds, least: 0.1, lines, when_empty: "no answers" }
}

/// Nodes and gates with an end to their slots, that work at all, the busiest first.
fn busy_pools<'a>(run: &'a Run<'_>) -> impl Iterator<Item = &'a PoolSummary> {
    let mut pools: Vec<&PoolSummary> =
        run.summary.pools.iter().filter(|pool| pool.peak_busy.is_some_and(|b| b > 0.0)).collect();
    let busy = |pool: &PoolSummary| pool.peak_busy.unwrap_or(0.0);
    pools.sort_by(|a, b| busy(b).total_cmp(&busy(a)).then(a.pool.cmp(&b.pool)));
    pools.into_iter().take(MOST_NODES)
}

fn busy(run: &Run<'_>, inks: &Inks) -> Panel {
    let timeline = run.timeline;
    let lines = busy_pools(run).filter_map(|pool| {
        let track = timeline.pool(pool.pool)?;
        let shares: Vec<f64> =
            track.busy.iter().zip(&track.slots).map(|(busy, slots)| busy / slots).collect();
        let points = means(timeline, &shares);
        Some(Line { name: pool.name.clone(), ink: inks.of_pool(pool), dotted: false, points })
    });
    Panel {
        title: "Busy slots",
        unit: Unit::Share,
        least: 1.0,
        lines: lines.collect(),
        when_empty: "nothing works",
    }
}

/// Pools in front of which somebody waits, the longest line first.
fn waiting<'a>(run: &'a Run<'_>) -> Vec<&'a PoolSummary> {
    let mut pools: Vec<&PoolSummary> =
        run.summary.pools.iter().filter(|pool| pool.peak_line >= 1.0).collect();
    pools.sort_by(|a, b| b.peak_line.total_cmp(&a.peak_line).then(a.pool.cmp(&b.pool)));
    pools.truncate(MOST_NODES);
    pools
}

fn lines(run: &Run<'_>, inks: &Inks) -> Panel {
    let lines = waiting(run).into_iter().filter_map(|pool| {
        let track = run.timeline.pool(pool.pool)?;
        let points = means(run.timeline, &track.queue);
        Some(Line { name: pool.name.clone(), ink: inks.of_pool(pool), dotted: false, points })
    });
    Panel {
        title: "Waiting in line",
        unit: Unit::Count,
        least: 1.0,
        lines: lines.collect(),
        when_empty: "nobody waits",
    }
}

/// Colours of pools, by name: one keeps its colour from panel to panel and from run to run.
struct Inks {
    names: Vec<String>,
    inks: [Ink; 5],
}

impl Inks {
    fn of(all: &[Run<'_>], palette: &Palette) -> Self {
        let mut names: Vec<String> = Vec::new();
        for run in all {
            for pool in busy_pools(run).chain(waiting(run)) {
                if !names.contains(&pool.name) {
                    names.push(pool.name.clone());
                }
            }
        }
        // Red says that something is wrong, so no pool has it.
        let [first, _, fifth, second, third, fourth] = palette.series();
        Self { names, inks: [first, second, third, fourth, fifth] }
    }

    fn of_pool(&self, pool: &PoolSummary) -> Ink {
        let at = self.names.iter().position(|name| *name == pool.name).unwrap_or(0);
        let [first, ..] = self.inks;
        self.inks.get(at % self.inks.len()).copied().unwrap_or(first)
    }
}

/// What happened in the world, added up.
fn effects(run: &Run<'_>, palette: &Palette) -> Panel {
    let timeline = run.timeline;
    let [first, bad, _, second, ..] = palette.series();
    let mut kinds: Vec<crate::model::link::Effect> = Vec::new();
    for effect in timeline.flows.iter().flat_map(|flow| &flow.effects) {
        if !kinds.contains(&effect.effect) {
            kinds.push(effect.effect);
        }
    }
    let mut lines = Vec::new();
    for (kind, ink) in kinds.into_iter().zip([first, second]) {
        let counts =
            || timeline.flows.iter().flat_map(|flow| &flow.effects).filter(|e| e.effect == kind);
        let all = added_up(timeline, counts().map(|count| count.happened.as_slice()));
        let again = added_up(timeline, counts().map(|count| count.again.as_slice()));
        let name = "of them repeats".to_owned();
        lines.push(Line { name, ink: bad, dotted: false, points: again });
        lines.push(Line { name: kind.plural().to_owned(), ink, dotted: false, points: all });
    }
    Panel {
        title: "Done in the world, added up",
        unit: Unit::Count,
        least: 1.0,
        lines,
        when_empty: "nothing happens",
    }
}

/// Steps that make one point, so that there are about so many points.
fn per_point(timeline: &Timeline, points: usize) -> usize {
    timeline.steps().div_ceil(points).max(1)
}

/// The middle of a point's steps, in seconds.
fn middle(timeline: &Timeline, first: usize, len: usize) -> f64 {
    (first as f64 + len as f64 / 2.0) * timeline.step
}

fn total<'a>(timeline: &Timeline, tracks: impl Iterator<Item = &'a [u32]>) -> Vec<f64> {
    let mut total = vec![0.0; timeline.steps()];
    for track in tracks {
        for (sum, n) in total.iter_mut().zip(track) {
            *sum += f64::from(*n);
        }
    }
    total
}

/// Counts of several tracks as a rate.
fn rates<'a>(timeline: &Timeline, tracks: impl Iterator<Item = &'a [u32]>) -> Vec<(f64, f64)> {
    let total = total(timeline, tracks);
    let len = per_point(timeline, COUNT_POINTS);
    let point = |(i, chunk): (usize, &[f64])| {
        let seconds = chunk.len() as f64 * timeline.step;
        (middle(timeline, i * len, chunk.len()), chunk.iter().sum::<f64>() / seconds)
    };
    total.chunks(len).enumerate().map(point).collect()
}

fn added_up<'a>(timeline: &Timeline, tracks: impl Iterator<Item = &'a [u32]>) -> Vec<(f64, f64)> {
    let total = total(timeline, tracks);
    let len = per_point(timeline, MEAN_POINTS);
    let mut sum = 0.0;
    let mut points = vec![(0.0, 0.0)];
    for (i, chunk) in total.chunks(len).enumerate() {
        sum += chunk.iter().sum::<f64>();
        points.push(((i * len + chunk.len()) as f64 * timeline.step, sum));
    }
    points
}

fn means(timeline: &Timeline, values: &[f64]) -> Vec<(f64, f64)> {
    let len = per_point(timeline, MEAN_POINTS);
    let point = |(i, chunk): (usize, &[f64])| {
        (middle(timeline, i * len, chunk.len()), chunk.iter().sum::<f64>() / chunk.len() as f64)
    };
    values.chunks(len).enumerate().map(point).collect()
}

/// Values by how many answers they stand for; none where nothing was answered.
fn weighted(timeline: &Timeline, values: &[f64], counts: &[u32]) -> Vec<(f64, f64)> {
    let len = per_point(timeline, COUNT_POINTS);
    let both: Vec<(f64, f64)> =
        values.iter().copied().zip(counts.iter().map(|n| f64::from(*n))).collect();
    let point = |(i, chunk): (usize, &[(f64, f64)])| {
        let known = chunk.iter().filter(|(value, n)| value.is_finite() && *n > 0.0);
        let (sum, n) = known.fold((0.0, 0.0), |(sum, all), (v, n)| (sum + v * n, all + n));
        (middle(timeline, i * len, chunk.len()), if n > 0.0 { sum / n } else { f64::NAN })
    };
    both.chunks(len).enumerate().map(point).collect()
}
