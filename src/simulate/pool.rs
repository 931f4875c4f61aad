//! Slots with lines in front of them: who gets a slot, who waits, who is turned away.

use std::collections::{HashMap, VecDeque};

use super::copies::Copies;
use super::dice::{Dice, HOTTEST, OWN_ITEM, Purpose, Time};
use super::level::Level;
use super::limits::RateLimit;
use super::script::Station;
use super::table::Table;
use super::visit::{Handle, NONE};
use super::{Outcomes, PoolTrack};
use crate::model::node::{Balancing, Overflow};

/// Most replicas that have lines of their own; more are played as one line.
const MOST_LINES: u32 = 4_096;

/// One line with its slots.
#[derive(Debug, Default)]
pub(super) struct Lane {
    pub(super) busy: u32,
    pub(super) slots: u32,
    /// Who waits, first come first; some may have left.
    pub(super) line: VecDeque<Handle>,
    /// How many really wait.
    pub(super) waiting: u32,
    /// Most that may wait.
    room: u32,
    /// The item, where each has its own line.
    item: u32,
}

/// How lines are made.
#[derive(Debug, Default)]
enum Lines {
    /// There is always a slot.
    #[default]
    Unlimited,
    /// One line for all replicas.
    Shared,
    /// One for each replica.
    PerReplica(Balancing),
    /// One for each item, made when somebody wants it.
    PerItem { of: HashMap<u32, u32>, unused: Vec<u32> },
}

/// Where an arrival goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// It has a slot in this lane; in none where there is always one.
    Slot(u32),
    /// It waits in this lane.
    Line(u32),
    /// It takes the place of the one that waited longest in this lane.
    InsteadOfOldest(u32),
    /// It is turned away.
    Refused,
}

/// Counts of one step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) arrived: u32,
    pub(super) answered: u32,
    pub(super) rejected: u32,
    pub(super) looked: u32,
    pub(super) hits: u32,
}

/// A pool while it is played.
#[derive(Debug, Default)]
pub(super) struct PoolState {
    pub(super) lanes: Table<Lane>,
    lines: Lines,
    /// Slots of one replica.
    slots: u32,
    room: u32,
    overflow: Option<Overflow>,
    /// Replicas that take work.
    pub(super) up: u32,
    turn: u32,
    pub(super) busy: Level,
    pub(super) waiting: Level,
    /// When all slots were taken; not a number while one is free.
    full_since: f64,
    pub(super) saturated: Option<f64>,
    pub(super) time: Time,
    /// How long it takes over everything, calls included, while it is slow.
    pub(super) slow: Option<f64>,
    /// Share of requests it fails.
    pub(super) errors: f64,
    pub(super) admission: Option<RateLimit>,
    pub(super) patience: VecDeque<(f64, Handle)>,
    pub(super) copies: Option<Copies>,
    pub(super) dice: PoolDice,
    /// Replicas it has or will have by its own growth.
    pub(super) wanted: u32,
    pub(super) grown: u32,
    pub(super) idle_since: f64,
    pub(super) area_seen: f64,
    /// Replicas that are down.
    pub(super) down: u32,
    /// Replicas it will have when its growth is done, in the order in which they come.
    pub(super) growing: VecDeque<u32>,
    /// Requests that are here.
    pub(super) inside: u64,
    pub(super) counts: Counts,
    pub(super) track: PoolTrack,
    pub(super) outcomes: Outcomes,
}

/// Its streams of chance.
#[derive(Debug, Default)]
pub(super) struct PoolDice {
    pub(super) service: Dice,
    pub(super) errors: Dice,
    pub(super) copies: Dice,
    pub(super) replicas: Dice,
}

impl PoolState {
    pub(super) fn new(station: &Station, number: u32, seed: u64) -> Self {
        let pool = &station.pool;
        let own_lines = pool.balancing != Balancing::SharedQueue
            && pool.replicas > 1
            && pool.replicas <= MOST_LINES;
        let lines = match pool.slots {
            None => Lines::Unlimited,
            Some(_) if pool.per_key => Lines::PerItem { of: HashMap::new(), unused: Vec::new() },
            Some(_) if own_lines => Lines::PerReplica(pool.balancing),
            Some(_) => Lines::Shared,
        };
        let dice = |purpose| Dice::new(seed, purpose, number);
        let mut state = Self {
            lines,
            slots: pool.slots.unwrap_or(u32::MAX),
            room: match (pool.queue, pool.overflow) {
                // Who is blocked waits outside, without bound.
                (None, _) | (_, Overflow::Block) => u32::MAX,
                (Some(room), _) => room,
            },
            overflow: Some(pool.overflow),
            full_since: f64::NAN,
            time: station.time,
            errors: pool.errors,
            admission: RateLimit::of(pool.admission),
            copies: pool.cached.map(|cached| Copies::of(&cached, station.items_are_known)),
            dice: PoolDice {
                service: dice(Purpose::Service),
                errors: dice(Purpose::Errors),
                copies: dice(Purpose::Copies),
                replicas: dice(Purpose::Replicas),
            },
            wanted: pool.replicas,
            grown: pool.replicas,
            ..Self::default()
        };
        state.open(pool.replicas);
        state
    }

    /// So many replicas take work from now on. Lines of replicas that do not are left as they are.
    pub(super) fn open(&mut self, replicas: u32) {
        self.up = replicas;
        let (slots, room) = (self.slots, self.room);
        match &self.lines {
            Lines::Unlimited | Lines::PerItem { .. } => {}
            Lines::Shared => {
                if self.lanes.len() == 0 {
                    self.lanes.push(Lane { room, ..Lane::default() });
                }
                self.lanes[0].slots = slots.saturating_mul(replicas);
            }
            Lines::PerReplica(_) => {
                while self.lanes.len() < replicas {
                    self.lanes.push(Lane { slots, ..Lane::default() });
                }
                let all = replicas.max(1);
                for (lane, number) in self.lanes.iter_mut().zip(0..) {
                    // The line of all replicas, shared out.
                    let more = u32::from(number < room % all);
                    lane.room = if room == u32::MAX { room } else { room / all + more };
                }
            }
        }
    }

    /// Slots there are; infinite without limit.
    pub(super) fn all_slots(&self) -> f64 {
        match self.lines {
            Lines::Unlimited | Lines::PerItem { .. } => f64::INFINITY,
            _ => f64::from(self.slots) * f64::from(self.up),
        }
    }

    /// True when each replica has a line of its own.
    pub(super) fn has_own_lines(&self) -> bool {
        matches!(self.lines, Lines::PerReplica(_))
    }

    /// Where an arrival that wants this item goes. A delivery waits however long the line is: it is
    /// the broker that keeps it.
    pub(super) fn entry(&mut self, item: u32, delivery: bool) -> Entry {
        let lane = match &mut self.lines {
            Lines::Unlimited => return Entry::Slot(NONE),
            Lines::Shared => 0,
            Lines::PerItem { .. } if item == OWN_ITEM => return Entry::Slot(NONE),
            Lines::PerItem { of, unused } => *of.entry(item).or_insert_with(|| {
                let lane = unused.pop().unwrap_or_else(|| self.lanes.push(Lane::default()));
                let fresh = &mut self.lanes[lane];
                (fresh.slots, fresh.room, fresh.item) = (self.slots, self.room, item);
                lane
            }),
            Lines::PerReplica(balancing) => match balancing {
                Balancing::Random => self.dice.replicas.below(self.up),
                Balancing::LeastConnections => {
                    // Ties go round, so that the first replica is not everybody's favourite.
                    self.turn = (self.turn + 1) % self.up.max(1);
                    let (turn, up, lanes) = (self.turn, self.up, &self.lanes);
                    let order = (0..up).map(|i| (turn + i) % up);
                    let load = |lane: &u32| lanes[*lane].busy + lanes[*lane].waiting;
                    order.min_by_key(load).unwrap_or(0)
                }
                Balancing::RoundRobin | Balancing::SharedQueue => {
                    self.turn = (self.turn + 1) % self.up.max(1);
                    self.turn
                }
            },
        };
        let there = &self.lanes[lane];
        if there.busy < there.slots {
            Entry::Slot(lane)
        } else if delivery || there.waiting < there.room {
            Entry::Line(lane)
        } else if self.overflow == Some(Overflow::DropOldest) && there.waiting > 0 {
            Entry::InsteadOfOldest(lane)
        } else {
            Entry::Refused
        }
    }

    /// A lane is used no more; one made for an item goes away with it.
    pub(super) fn rest(&mut self, lane: u32) {
        if let Lines::PerItem { of, unused } = &mut self.lines {
            let there = &mut self.lanes[lane];
            if there.busy == 0 && there.waiting == 0 {
                there.line.clear();
                of.remove(&there.item);
                unused.push(lane);
            }
        }
    }

    /// Looks whether a slot is free, after something changed.
    pub(super) fn note_fullness(&mut self, lane: u32, now: f64, long: f64) {
        let full = match &self.lines {
            Lines::Unlimited => return,
            Lines::Shared => self.lanes[0].busy >= self.lanes[0].slots,
            Lines::PerReplica(_) => f64::from(self.busy.get()) >= self.all_slots(),
            // Of locks, the one most want: full while somebody waits for it.
            Lines::PerItem { .. } if lane != NONE && self.lanes[lane].item == HOTTEST => {
                self.lanes[lane].waiting > 0
            }
            Lines::PerItem { .. } => return,
        };
        if full && self.full_since.is_nan() {
            self.full_since = now;
        } else if !full && !self.full_since.is_nan() {
            self.note_saturation(now, long);
            self.full_since = f64::NAN;
        }
    }

    /// Full for so long that it counts.
    pub(super) fn note_saturation(&mut self, now: f64, long: f64) {
        if self.saturated.is_none() && now - self.full_since >= long {
            self.saturated = Some(self.full_since);
        }
    }

    /// Closes a step of this length.
    pub(super) fn close(&mut self, now: f64, length: f64) {
        let slots = self.all_slots();
        let counts = std::mem::take(&mut self.counts);
        let track = &mut self.track;
        track.slots.push(slots);
        track.busy.push(self.busy.close(now) / length);
        track.queue.push(self.waiting.close(now) / length);
        track.arrived.push(counts.arrived);
        track.answered.push(counts.answered);
        track.rejected.push(counts.rejected);
        track.hit_ratio.push(f64::from(counts.hits) / f64::from(counts.looked));
    }
}
