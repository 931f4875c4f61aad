//! Plays scenarios, one run for each board, scenario and seed, on as many threads as there are cores.

use std::io::{IsTerminal, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::cli::Failure;
use crate::facts::{Facts, Moment, Sheet, System};
use crate::model::{Board, ElementId, Scenario};
use crate::simulate::{self, Plan, Stopped, Summary, Timeline};

/// Time between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(10);

/// A scenario on a board, ready to be played.
pub(super) struct Stage {
    pub board: Board,
    pub scenario: Scenario,
    pub moment: Moment,
    pub system: System,
    pub plan: Plan,
}

impl Stage {
    pub(super) fn new(
        board: Board,
        scenario: Scenario,
        moment: Moment,
        seconds: Option<f64>,
        seed: u64,
    ) -> Self {
        let mut sheet = Sheet::default();
        let facts = Facts::of(&board, &mut sheet);
        let system = System::of(&board, &facts, moment);
        let mut plan = Plan::of(&board, &system, &scenario, seed);
        if let Some(seconds) = seconds {
            plan.set_length(seconds);
        }
        Self { board, scenario, moment, system, plan }
    }

    /// What people call the board.
    pub(super) fn title(&self) -> String {
        self.board.name_of(&ElementId::Board)
    }
}

/// A scenario that was played.
pub(super) struct Played {
    pub stage: Stage,
    /// The run of the first seed.
    pub timeline: Timeline,
    pub summary: Summary,
    /// What the runs of all seeds come down to, the first included.
    pub seeds: Vec<Summary>,
}

/// Plays every stage with so many seeds.
pub(super) fn all(stages: Vec<Stage>, seeds: u32) -> Result<Vec<Played>, Failure> {
    let jobs: Vec<(usize, u64)> = (0..stages.len())
        .flat_map(|stage| (0..u64::from(seeds)).map(move |seed| (stage, seed)))
        .collect();
    let work = Work {
        stages: &stages,
        jobs: &jobs,
        next: AtomicUsize::new(0),
        stop: AtomicBool::new(false),
        done: jobs.iter().map(|_| AtomicU32::new(0)).collect(),
        runs: Mutex::new(jobs.iter().map(|_| None).collect()),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work.run())).collect();
        let progress = Progress::new();
        while workers.iter().any(|worker| !worker.is_finished()) {
            progress.show(work.share());
            std::thread::sleep(LOOK);
        }
        progress.clear();
    });
    let runs = work.runs.into_inner().unwrap_or_else(PoisonError::into_inner);
    // One error stops the other runs; the error is what counts, not that they were stopped.
    let error = jobs.iter().zip(&runs).find_map(|((stage, _), run)| match run {
        Some(Err(why)) if *why != Stopped::Cancelled => Some((*stage, *why)),
        _ => None,
    });
    if let Some((stage, why)) = error.and_then(|(at, why)| Some((stages.get(at)?, why))) {
        return Err(stopped(stage, why));
    }
    let mut played: Vec<Played> = Vec::new();
    let mut stages = stages.into_iter();
    for (run, (_, seed)) in runs.into_iter().zip(&jobs) {
        // A run that was never begun was stopped by another one's error.
        let run = run.unwrap_or(Err(Stopped::Cancelled));
        if *seed == 0 {
            let Some(stage) = stages.next() else { break };
            let (timeline, summary) = run.map_err(|why| stopped(&stage, why))?;
            played.push(Played { stage, timeline, seeds: vec![summary.clone()], summary });
        } else if let Some(played) = played.last_mut() {
            let (_, summary) = run.map_err(|why| stopped(&played.stage, why))?;
            played.seeds.push(summary);
        }
    }
    Ok(played)
}

type Run = Result<(Timeline, Summary), Stopped>;

struct Work<'a> {
    stages: &'a [Stage],
    jobs: &'a [(usize, u64)],
    next: AtomicUsize,
    stop: AtomicBool,
    /// Thousandths of each job that are done.
    done: Vec<AtomicU32>,
    runs: Mutex<Vec<Option<Run>>>,
}

impl Work<'_> {
    fn run(&self) {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some((stage, seed)) = self.jobs.get(at).copied() else { return };
            let (Some(stage), Some(done)) = (self.stages.get(stage), self.done.get(at)) else {
                return;
            };
            let mut plan = stage.plan.clone();
            plan.seed = plan.seed.wrapping_add(seed);
            let mut goes_on = |share: f64| {
                done.store((share * 1000.0) as u32, Ordering::Relaxed);
                !self.stop.load(Ordering::Relaxed)
            };
            let run = simulate::run(&stage.system, &plan, &mut goes_on).map(|timeline| {
                let Stage { board, system, scenario, .. } = stage;
                let summary = Summary::of(board, system, scenario, &plan, &timeline);
                (timeline, summary)
            });
            if run.is_err() {
                self.stop.store(true, Ordering::Relaxed);
            }
            done.store(1000, Ordering::Relaxed);
            let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(slot) = runs.get_mut(at) {
                *slot = Some(run);
            }
        }
    }

    fn share(&self) -> f64 {
        let done: u32 = self.done.iter().map(|done| done.load(Ordering::Relaxed)).sum();
        f64::from(done) / (1000.0 * self.done.len().max(1) as f64)
    }
}

fn stopped(stage: &Stage, why: Stopped) -> Failure {
    let name = &stage.scenario.name;
    Failure(match why {
        Stopped::TooMany { shorter, .. } => format!("{name}: {why} (--simulate {shorter:.0}s)"),
        Stopped::Cancelled | Stopped::NothingArrives => format!("{name}: {why}"),
    })
}

/// How far it is, on a terminal, in one line that goes away.
struct Progress {
    shows: bool,
    shown: std::cell::Cell<u32>,
}

impl Progress {
    fn new() -> Self {
        Self { shows: std::io::stderr().is_terminal(), shown: std::cell::Cell::new(0) }
    }

    fn show(&self, share: f64) {
        let percent = (share * 100.0) as u32;
        if self.shows && percent > self.shown.replace(percent) {
            let _ = write!(std::io::stderr(), "\rsimulating… {percent} %");
        }
    }

    fn clear(&self) {
        if self.shows && self.shown.get() > 0 {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}
