//! The engine: takes what is next from the agenda and does everything that follows at once.
//!
//! One file for each thing that happens: requests begin ([`arrivals`]), visits are served
//! ([`serve`]), make calls ([`calls`]) and are answered ([`answers`]); the plan changes the system
//! ([`planned`]), pools grow ([`growth`]), the world keeps count ([`world`]).

mod answers;
mod arrivals;
mod calls;
mod growth;
mod planned;
mod serve;
mod state;
mod world;

use std::collections::{HashMap, VecDeque};

use super::agenda::{Agenda, Due};
use super::dice::{Dice, Purpose};
use super::limits::{Breaker, RateLimit, RetryBudget};
use super::pool::PoolState;
use super::script::Script;
use super::table::Table;
use super::visit::{Handle, Requests, Visits};
use super::{Plan, Saturated, Stopped, Timeline};
use planned::Moment;
use state::{LegState, LinkState, RouteState};

/// Actions between two looks whether somebody still wants the result: about a millisecond.
const PATIENCE: u64 = 1 << 13;
/// Most visits at once: two gigabytes.
pub(super) const MOST_VISITS: u32 = 12_000_000;
/// Shortest time a pool must have been full to count as saturated, in seconds.
const FULL_FOR: f64 = 1.0;

/// What follows at the same moment.
#[derive(Clone, Copy, Debug)]
enum Todo {
    /// A visit comes to its pool.
    Arrive(u32),
    /// Its own work is done.
    Worked(u32),
    /// It goes on with its next call.
    GoOn(u32),
    /// Its answer has reached who asked.
    Answered(u32),
}

/// A run under way.
#[derive(Debug)]
pub(super) struct Engine<'s> {
    script: &'s Script,
    plan: &'s Plan,
    now: f64,
    agenda: Agenda,
    todo: VecDeque<Todo>,
    visits: Visits,
    requests: Requests,
    pools: Table<PoolState>,
    legs: Table<LegState>,
    links: Table<LinkState>,
    routes: Table<RouteState>,
    /// Who waits for whose read of an item, by leg and item.
    flights: HashMap<(u32, u32), Vec<Handle>>,
    /// When items were last written.
    writes: HashMap<u32, f64>,
    moments: Vec<Moment>,
    active: Vec<bool>,
    bursts: Vec<u32>,
    /// How long a pool must have been full to count as saturated.
    long: f64,
    step: f64,
    steps: u64,
    step_began: f64,
    step_ends: f64,
    events: u64,
    actions: u64,
    most_actions: u64,
    /// Actions at which somebody is asked again whether to go on.
    next_look: u64,
}

impl<'s> Engine<'s> {
    pub(super) fn new(script: &'s Script, plan: &'s Plan, most_actions: u64) -> Self {
        let seed = plan.seed;
        let dice = |purpose, place| Dice::new(seed, purpose, place);
        let pools = script.pools.iter().zip(0..);
        let pools = pools.map(|(station, at)| PoolState::new(station, at, seed)).collect();
        let legs = script.legs.iter().zip(0..).map(|(leg, at)| LegState {
            timeouts: VecDeque::new(),
            limit: RateLimit::of(leg.call.limit),
            budget: RetryBudget::of(leg.call.budget),
            dice: dice(Purpose::Routing, at),
            pauses: dice(Purpose::Pauses, at),
        });
        let mut links: Table<LinkState> = (0..script.links)
            .map(|at| LinkState { dice: dice(Purpose::Lost, at), ..LinkState::default() })
            .collect();
        for leg in script.legs.iter().filter(|leg| leg.call.breaker && leg.counted) {
            links[leg.call.link].breaker = Some(Breaker::closed());
        }
        let routes = script.routes.iter().zip(0..);
        let routes = routes.map(|(journey, at)| RouteState::new(journey, at, seed)).collect();
        let mut engine = Self {
            script,
            plan,
            now: 0.0,
            agenda: Agenda::default(),
            todo: VecDeque::new(),
            visits: Visits::default(),
            requests: Requests::default(),
            pools,
            legs: legs.collect(),
            links,
            routes,
            flights: HashMap::new(),
            writes: HashMap::new(),
            moments: Vec::new(),
            active: vec![false; plan.happenings.len()],
            bursts: vec![0; plan.happenings.len()],
            long: 0.0,
            step: 0.0,
            steps: 0,
            step_began: 0.0,
            step_ends: 0.0,
            events: 0,
            actions: 0,
            most_actions,
            next_look: 0,
        };
        engine.set_steps();
        engine
    }

    /// Steps as the plan wants them; longer ones where the tracks would grow out of bounds.
    fn set_steps(&mut self) {
        let tracks = self.script.pools.len() + self.script.links + self.script.routes.len();
        let most = (4e6 / f64::from(tracks.max(1))).clamp(60.0, 20_000.0);
        let shortest = self.plan.seconds / most;
        self.step = if self.plan.step >= shortest { self.plan.step } else { shortest };
        if !self.step.is_finite() || self.step <= 0.0 {
            self.step = 1.0;
        }
        self.steps = (self.plan.seconds / self.step - 1e-9).ceil().max(0.0) as u64;
        self.step_ends = self.step;
        self.long = self.step.max(FULL_FOR.min(self.plan.seconds / 20.0));
    }

    /// Plays it to the end.
    pub(super) fn play(
        mut self,
        goes_on: &mut dyn FnMut(f64) -> bool,
    ) -> Result<Timeline, Stopped> {
        let end = self.plan.seconds;
        self.begin();
        loop {
            while let Some(todo) = self.todo.pop_front() {
                self.actions += 1;
                match todo {
                    Todo::Arrive(visit) => self.arrive(visit),
                    Todo::Worked(visit) => self.worked(visit),
                    Todo::GoOn(visit) => self.go_on(visit),
                    Todo::Answered(visit) => self.answered(visit),
                }
                if self.actions >= self.next_look {
                    self.look(goes_on)?;
                }
            }
            if self.actions >= self.next_look {
                self.look(goes_on)?;
            }
            let Some((at, due, about)) = self.agenda.next() else { break };
            if at > end {
                break;
            }
            while self.step_ends < at {
                self.close_step(self.step_ends);
            }
            self.now = at;
            self.events += 1;
            self.actions += 1;
            self.handle(due, about);
        }
        while self.steps > self.closed_steps() {
            let until = self.step_ends.min(end);
            self.close_step(until);
        }
        self.now = end;
        Ok(self.timeline())
    }

    fn handle(&mut self, due: Due, about: u32) {
        match due {
            Due::Arrival => self.arrival(about),
            Due::Worked => self.worked(about),
            Due::Delivered => self.todo.push_back(Todo::Arrive(about)),
            Due::Answered => self.todo.push_back(Todo::Answered(about)),
            Due::Again => self.again(about),
            Due::Timeout => self.timeout(about),
            Due::Patience => self.out_of_patience(about),
            Due::Thought => self.thought(about),
            Due::Planned => self.moment(about),
            Due::Scale => self.consider_growth(about),
            Due::Grown => self.grown(about),
            Due::Burst => self.burst_goes_on(about),
            Due::Warm => self.warm(),
        }
    }

    /// Asks whether to go on, and stops what would never end.
    fn look(&mut self, goes_on: &mut dyn FnMut(f64) -> bool) -> Result<(), Stopped> {
        self.next_look = self.actions + PATIENCE;
        let done = if self.plan.seconds > 0.0 { self.now / self.plan.seconds } else { 1.0 };
        if !goes_on(done.clamp(0.0, 1.0)) {
            return Err(Stopped::Cancelled);
        }
        if self.actions > self.most_actions || self.visits.alive() > MOST_VISITS {
            let most = super::MOST_EVENTS;
            let events = (self.actions as f64 / done.max(1e-3)).max(most);
            return Err(Stopped::TooMany {
                events,
                most,
                shorter: (self.now * 0.5).floor().max(1.0),
            });
        }
        Ok(())
    }

    fn begin(&mut self) {
        self.plan_moments();
        if self.plan.warm_up > 0.0 {
            self.agenda.put(self.plan.warm_up, Due::Warm, 0);
        }
        for pool in 0..self.pools.len() {
            if self.script.pools[pool].pool.scaling.is_some() {
                self.agenda.put(growth::PERIOD, Due::Scale, pool);
            }
        }
        for route in 0..self.routes.len() {
            self.begin_route(route);
        }
    }

    /// Warm-up is over: what was before does not count.
    fn warm(&mut self) {
        for pool in self.pools.iter_mut() {
            pool.busy.forget(self.now);
            pool.waiting.forget(self.now);
            pool.area_seen = 0.0;
        }
    }

    fn closed_steps(&self) -> u64 {
        self.routes.iter().next().map_or(self.steps, |route| route.track.begun.len() as u64)
    }

    fn close_step(&mut self, until: f64) {
        let length = (until - self.step_began).max(f64::MIN_POSITIVE);
        self.step_began = until;
        let long = self.long;
        for pool in self.pools.iter_mut() {
            pool.note_saturation(until, long);
            pool.close(until, length);
        }
        for link in self.links.iter_mut() {
            link.close(until, length);
        }
        for route in self.routes.iter_mut() {
            route.close();
        }
        self.step_ends = (self.closed_steps() + 1) as f64 * self.step;
    }

    fn timeline(mut self) -> Timeline {
        let now = self.now;
        let mut timeline = Timeline {
            seed: self.plan.seed,
            seconds: self.plan.seconds,
            step: self.step,
            events: self.events,
            ..Timeline::default()
        };
        for (pool, number) in self.pools.iter_mut().zip(0..) {
            let mut track = std::mem::take(&mut pool.track);
            track.busy_seconds = pool.busy.all(now);
            track.queue_seconds = pool.waiting.all(now);
            track.outcomes = pool.outcomes;
            track.left = pool.inside;
            timeline.pools.push(track);
            if let Some(at) = pool.saturated {
                timeline.saturated.push(Saturated { pool: number, at });
            }
        }
        timeline.saturated.sort_by(|a, b| a.at.total_cmp(&b.at));
        timeline.links = self.links.iter_mut().map(|l| std::mem::take(&mut l.track)).collect();
        timeline.flows = self.routes.iter_mut().map(|r| std::mem::take(&mut r.track)).collect();
        timeline
    }
}
