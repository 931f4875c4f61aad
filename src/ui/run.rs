//! A run as it is shown: the board it was made of, what happened, and what the formulas say.

use super::player::Asked;
use crate::facts::{Facts, Sheet, System};
use crate::model::{Board, ElementId};
use crate::rules::Review;
use crate::simulate::summary::Summary;
use crate::simulate::{self, Plan, Stopped, Timeline};

/// A finished run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was asked for.
    pub asked: Asked,
    /// The board it was played on.
    pub board: Board,
    /// The board as pools and calls.
    pub system: System,
    /// What was played on it.
    pub plan: Plan,
    /// What happened.
    pub timeline: Timeline,
    /// The same in a few numbers and sentences.
    pub summary: Summary,
    /// What the formulas say about the same.
    pub closed: Vec<Closed>,
    /// Uses of each link so far, at the start of each step; one more at the end.
    pub counted: Vec<Counted>,
}

/// What a formula says about a run, to be marked in its plots.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// What it says: "full by formula".
    pub label: &'static str,
    /// Which element it is about.
    pub about: ElementId,
    /// What it says it of.
    pub of: ClosedOf,
    /// Whether it says when a pool is full.
    pub is_full: bool,
}

/// What a formula's number is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClosedOf {
    /// A time in the run, in seconds.
    At(f64),
    /// A rate of answers, per second.
    Goodput(f64),
}

/// How often a link was used up to each step.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// First attempts.
    pub calls: Vec<f64>,
    /// Further attempts.
    pub retries: Vec<f64>,
    /// Attempts that were given up, failed or were refused.
    pub lost: Vec<f64>,
}

impl Run {
    /// Plays what is asked on a board. `goes_on` is told the share that is done, and may say no.
    ///
    /// # Errors
    ///
    /// [`Stopped`]: cancelled, too long, or nothing arrives.
    pub fn of(
        board: &Board,
        asked: &Asked,
        goes_on: &mut dyn FnMut(f64) -> bool,
    ) -> Result<Self, Stopped> {
        let mut sheet = Sheet::default();
        let facts = Facts::of(board, &mut sheet);
        let system = System::of(board, &facts, asked.moment);
        let plan = Plan::of(board, &system, &asked.scenario, asked.seed);
        let timeline = simulate::run(&system, &plan, goes_on)?;
        Ok(Self::made_of(board, asked, (system, plan), timeline))
    }

    /// A run from what happened in it.
    pub fn made_of(
        board: &Board,
        asked: &Asked,
        (system, plan): (System, Plan),
        timeline: Timeline,
    ) -> Self {
        let counted = timeline.links.iter().map(Counted::of).collect();
        let closed = closed(board, asked);
        let summary = Summary::of(board, &system, &asked.scenario, &plan, &timeline);
        let (asked, board) = (asked.clone(), board.clone());
        Self { asked, board, system, plan, timeline, summary, closed, counted }
    }

    /// True when the board still is what this run was made of; names and places aside.
    pub fn is_of(&self, board: &Board) -> bool {
        self.board.links == board.links
            && self.board.flows == board.flows
            && self.board.boundaries == board.boundaries
            && self.board.nodes == board.nodes
    }

    /// The step a time lies in.
    pub fn step_at(&self, time: f64) -> usize {
        let steps = self.timeline.steps();
        let step = (time / self.timeline.step.max(1e-9)).floor();
        (step.max(0.0) as usize).min(steps.saturating_sub(1))
    }

    /// The pool of a node of the board it was played on.
    pub fn pool_of(&self, node: &str) -> Option<usize> {
        self.board.nodes.position(node)
    }
}

impl Counted {
    fn of(link: &simulate::LinkTrack) -> Self {
        let sums = |of: &dyn Fn(usize) -> u32| {
            let mut sum = 0.0;
            let mut sums = Vec::with_capacity(link.calls.len() + 1);
            sums.push(0.0);
            for step in 0..link.calls.len() {
                sum += f64::from(of(step));
                sums.push(sum);
            }
            sums
        };
        let at = |track: &[u32], step: usize| track.get(step).copied().unwrap_or(0);
        Self {
            calls: sums(&|step| at(&link.calls, step)),
            retries: sums(&|step| at(&link.retries, step)),
            lost: sums(&|step| at(&link.timed_out, step) + at(&link.failed, step)),
        }
    }
}

/// What is said of a pool that is full.
const FULL: &str = "full by formula";

/// What the rules compute about a board on which only this scenario happens.
fn closed(board: &Board, asked: &Asked) -> Vec<Closed> {
    let mut alone = board.clone();
    alone.scenarios.retain(|_| false);
    alone.scenarios.put(asked.scenario.clone());
    let [change] = asked.scenario.changes.as_slice() else { return Vec::new() };
    let from = change.span().from.map_or(0.0, crate::model::Known::base);
    let review = Review::at(&alone, Some(asked.moment));
    let mut closed = Vec::new();
    for answer in review.answers() {
        let said = |name: &str| answer.number(name).map(|number| number.value);
        let marks: Vec<(&'static str, Option<ClosedOf>)> = match (answer.rule.id, change) {
            ("thread-pool-exhaustion", crate::model::Change::Slow { node, .. })
                if answer.subjects.get(1) == Some(&node.clone().into()) =>
            {
                vec![
                    (FULL, said("full after").map(|t| ClosedOf::At(from + t))),
                    ("sustained by formula", said("sustained").map(ClosedOf::Goodput)),
                ]
            }
            ("hot-row-lock", crate::model::Change::Burst { .. }) => {
                vec![("last served by formula", said("last waits").map(|t| ClosedOf::At(from + t)))]
            }
            _ => Vec::new(),
        };
        let Some(about) = answer.subjects.first() else { continue };
        closed.extend(marks.into_iter().filter_map(|(label, of)| {
            Some(Closed { label, about: about.clone(), of: of?, is_full: label == FULL })
        }));
    }
    closed
}

/// How far a run that is being computed is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Computing<'a> {
    /// Nothing is being computed.
    #[default]
    Rests,
    /// This share is done.
    Runs(f32),
    /// It could not be done, and why.
    Failed(&'a str),
}

/// What is played, as the window may see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlayView<'a> {
    /// The newest run.
    pub run: Option<&'a Run>,
    /// The run it is compared with.
    pub kept: Option<&'a Run>,
    /// The next run, while it is being computed.
    pub computing: Computing<'a>,
    /// The board changed since the newest run.
    pub stale: bool,
    /// Changes with every run; caches compare it.
    pub serial: u64,
}
