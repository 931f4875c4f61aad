//! What happened in a run.

use crate::facts::Place;
use crate::model::link::Effect;

/// A run, from its start to its end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timeline {
    /// The seed it was played with.
    pub seed: u64,
    /// How long it was played, in seconds.
    pub seconds: f64,
    /// Length of one step of the tracks, in seconds.
    pub step: f64,
    /// One track a pool, in the system's order: nodes first, gates after them.
    pub pools: Vec<PoolTrack>,
    /// One track a link of the board.
    pub links: Vec<LinkTrack>,
    /// One track a route.
    pub flows: Vec<FlowTrack>,
    /// Pools that filled up, in the order they did.
    pub saturated: Vec<Saturated>,
    /// Events it took.
    pub events: u64,
}

/// A pool that had no free slot for the first time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Saturated {
    /// The pool.
    pub pool: u32,
    /// When, in seconds, it was full and stayed full for a whole step, and for a second or longer.
    pub at: f64,
}

/// How requests ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// Answered.
    pub ok: u64,
    /// Turned away at once: a full line, an open breaker, a limit.
    pub rejected: u64,
    /// Given up by who waited.
    pub timed_out: u64,
    /// Ended with an error, also because something behind it did.
    pub failed: u64,
}

impl Outcomes {
    /// All that ended.
    pub fn ended(&self) -> u64 {
        self.ok + self.rejected + self.timed_out + self.failed
    }
}

/// A pool in time. Every list has one entry a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolTrack {
    /// Slots there were, at the end of the step; infinite without limit.
    pub slots: Vec<f64>,
    /// Busy slots, mean over the step.
    pub busy: Vec<f64>,
    /// Requests in line, mean over the step.
    pub queue: Vec<f64>,
    /// Requests that came.
    pub arrived: Vec<u32>,
    /// Requests that were answered, also those nobody waited for any more.
    pub answered: Vec<u32>,
    /// Requests turned away or dropped.
    pub rejected: Vec<u32>,
    /// Of a cache: share of reads it answered; not a number while there was none.
    pub hit_ratio: Vec<f64>,
    /// Busy and queue added up over the run after warm-up, in request seconds.
    pub busy_seconds: f64,
    /// As [`Self::busy_seconds`], of the line.
    pub queue_seconds: f64,
    /// How the requests that came after warm-up ended here.
    pub outcomes: Outcomes,
    /// Requests still here at the end.
    pub left: u64,
    /// Waits for a slot after warm-up.
    pub wait: Histogram,
    /// Waits and holds together.
    pub response: Histogram,
}

/// A link in time. Every list has one entry a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkTrack {
    /// First attempts.
    pub calls: Vec<u32>,
    /// Attempts after the first.
    pub retries: Vec<u32>,
    /// Attempts that were answered in time.
    pub ok: Vec<u32>,
    /// Attempts given up.
    pub timed_out: Vec<u32>,
    /// Attempts that failed or were refused.
    pub failed: Vec<u32>,
    /// Share of the step in which its circuit breaker was open.
    pub open: Vec<f64>,
    /// Attempts on their way at the end of the step.
    pub under_way: Vec<u32>,
}

/// A flow in time. Every list has one entry a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FlowTrack {
    /// Requests that began.
    pub begun: Vec<u32>,
    /// Requests answered: goodput.
    pub ok: Vec<u32>,
    /// Requests that ended without an answer.
    pub failed: Vec<u32>,
    /// Requests on their way at the end of the step.
    pub under_way: Vec<u32>,
    /// Median time to answer of the step, in seconds; not a number while nothing was answered.
    pub median: Vec<f64>,
    /// 99th percentile of the step, as above.
    pub p99: Vec<f64>,
    /// Requests begun over the whole run.
    pub all_begun: u64,
    /// How they ended, over the whole run; with those still on their way they are all that began.
    pub outcomes: Outcomes,
    /// Times to answer after warm-up.
    pub response: Histogram,
    /// Times until everything was over that a request set off, messages included, after warm-up.
    pub settled: Histogram,
    /// What happened in the world.
    pub effects: Vec<EffectCount>,
    /// Reads that saw data older than the last write.
    pub stale_reads: u64,
    /// Reads in all.
    pub reads: u64,
}

/// Something that happened in the world.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectCount {
    /// What.
    pub effect: Effect,
    /// How often, in each step.
    pub happened: Vec<u32>,
    /// How often again for the same request, in each step.
    pub again: Vec<u32>,
    /// Repeats that were recognised.
    pub recognised: u64,
}

impl EffectCount {
    /// How often over the whole run, repeats included.
    pub fn all(&self) -> u64 {
        self.happened.iter().map(|n| u64::from(*n)).sum()
    }

    /// Repeats over the whole run.
    pub fn repeats(&self) -> u64 {
        self.again.iter().map(|n| u64::from(*n)).sum()
    }
}

/// Times, counted in buckets that grow with them: within 1 %.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// Counts by bucket.
    pub(super) buckets: Vec<u32>,
    /// How many.
    pub count: u64,
    /// Added up, in seconds.
    pub sum: f64,
    /// The longest, in seconds.
    pub most: f64,
}

impl Histogram {
    /// The mean, in seconds; zero for none.
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }
}

impl Timeline {
    /// How many steps there are.
    pub fn steps(&self) -> usize {
        self.flows.first().map_or_else(
            || self.pools.first().map_or(0, |pool| pool.busy.len()),
            |flow| flow.begun.len(),
        )
    }

    /// The track of a node or of a gate, by what it stands for in the system.
    pub fn pool(&self, pool: u32) -> Option<&PoolTrack> {
        self.pools.get(pool as usize)
    }

    /// Where a place stands: for a node its track.
    pub fn node(&self, place: Place) -> Option<&PoolTrack> {
        match place {
            Place::Node(node) => self.pool(node),
            _ => None,
        }
    }
}
