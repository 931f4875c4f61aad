//! Requests begin: at random, from users who think in between, or many at once.

use super::super::What;
use super::super::agenda::{Agenda, Due};
use super::super::dice::HOTTEST;
use super::super::visit::{End, Handle, NONE, State, Visit};
use super::{Engine, MOST_VISITS};

/// Pause of a user who got an answer in no time and asks again at once, so that time goes on.
const BLINK: f64 = 1e-3;

impl Engine<'_> {
    /// The first arrivals of a route.
    pub(super) fn begin_route(&mut self, route: u32) {
        if self.script.routes[route].rate > 0.0 {
            let first = self.routes[route].arrivals.exponential();
            self.routes[route].next = first;
            // The pause is drawn for a rate of one; the rate makes it what it is.
            self.routes[route].rate = 1.0;
        }
        self.set_traffic(route);
    }

    /// Arrivals as they are from now on. A pause under way is stretched, not drawn anew, so that
    /// the same people come whatever the plan says.
    pub(super) fn set_traffic(&mut self, route: u32) {
        let mut times = 1.0;
        for (happening, active) in self.plan.happenings.iter().zip(&self.active) {
            if let What::Traffic { route: only, times: by } = happening.what
                && *active
                && only.is_none_or(|only| only == route)
                && by >= 0.0
            {
                times *= by;
            }
        }
        let journey = &self.script.routes[route];
        let rate = journey.rate * times;
        let state = &mut self.routes[route];
        if rate.to_bits() != state.rate.to_bits() && journey.rate > 0.0 {
            let left = (state.next - self.now).max(0.0) * state.rate;
            if state.rate <= 0.0 {
                state.next = self.now + state.arrivals.exponential() / rate;
            } else {
                state.next = if rate > 0.0 { self.now + left / rate } else { f64::INFINITY };
            }
            state.rate = rate;
        }
        if state.next.is_finite() {
            self.agenda.put(state.next, Due::Arrival, route);
        }
        self.set_users(route, times);
    }

    fn set_users(&mut self, route: u32, times: f64) {
        let journey = &self.script.routes[route];
        let wanted = (journey.users * times).round().min(f64::from(Agenda::MOST)) as u32;
        let state = &mut self.routes[route];
        state.wanted = wanted;
        while state.users < wanted {
            state.users += 1;
            let pause = journey.think * state.thinking.exponential();
            self.agenda.put(self.now + pause, Due::Thought, route);
        }
    }

    pub(super) fn arrival(&mut self, route: u32) {
        let state = &mut self.routes[route];
        if state.next > self.now {
            // Planned before the traffic changed.
            return;
        }
        state.next = self.now + state.arrivals.exponential() / state.rate;
        self.agenda.put(state.next, Due::Arrival, route);
        let item = self.script.routes[route].items.draw(&mut state.items);
        self.request(route, item, false);
    }

    /// A user asks, or leaves when there are too many.
    pub(super) fn thought(&mut self, route: u32) {
        let state = &mut self.routes[route];
        if state.users > state.wanted {
            state.users -= 1;
            return;
        }
        let item = self.script.routes[route].items.draw(&mut state.items);
        self.request(route, item, true);
    }

    /// Many begin: at once, or spread evenly until the burst ends.
    pub(super) fn burst(&mut self, number: u32) {
        let Some(happening) = self.plan.happenings.get(number as usize) else { return };
        let What::Burst { people, .. } = happening.what else { return };
        if happening.until.is_finite() && happening.until > happening.from {
            self.burst_goes_on(number);
        } else {
            for _ in 0..people {
                if self.visits.alive() > MOST_VISITS {
                    // So many that the run ends here; asked at once, it says so.
                    self.next_look = 0;
                    break;
                }
                self.one_of_burst(number);
            }
        }
    }

    pub(super) fn burst_goes_on(&mut self, number: u32) {
        let Some(happening) = self.plan.happenings.get(number as usize) else { return };
        let What::Burst { people, .. } = happening.what else { return };
        let Some(begun) = self.bursts.get_mut(number as usize) else { return };
        if *begun >= people {
            return;
        }
        *begun += 1;
        let part = f64::from(*begun) / f64::from(people);
        let next = happening.from + part * (happening.until - happening.from);
        if *begun < people {
            self.agenda.put(next.max(self.now), Due::Burst, number);
        }
        self.one_of_burst(number);
    }

    fn one_of_burst(&mut self, number: u32) {
        let Some(happening) = self.plan.happenings.get(number as usize) else { return };
        let What::Burst { route, same_item, .. } = happening.what else { return };
        let state = &mut self.routes[route];
        let drawn = self.script.routes[route].items.draw(&mut state.items);
        self.request(route, if same_item { HOTTEST } else { drawn }, false);
    }

    fn request(&mut self, route: u32, item: u32, user: bool) {
        let journey = &self.script.routes[route];
        let state = &mut self.routes[route];
        let start = match journey.starts.as_slice() {
            [] => return,
            [(only, _)] => *only,
            starts => {
                let all: f64 = starts.iter().map(|(_, share)| share.max(0.0)).sum();
                let mut left = state.starts.share() * all;
                let found = starts.iter().find(|(_, share)| {
                    left -= share.max(0.0);
                    left < 0.0
                });
                found.or(starts.last()).map_or(NONE, |(pool, _)| *pool)
            }
        };
        state.begun += 1;
        state.under_way += 1;
        state.track.all_begun += 1;
        let request = self.requests.add(route, item, self.now, user);
        self.requests.get_mut(request).visits = 1;
        let (stage, last_stage) = self.script.stages_of(route, start);
        let visit = self.visits.add(Visit {
            state: State::Travelling,
            root: true,
            stage,
            last_stage,
            pool: start,
            lane: NONE,
            leg: NONE,
            request,
            caller: Handle::NOBODY,
            logical: 1,
            ..Visit::default()
        });
        self.arrive(visit);
    }

    /// A request has its answer, or will have none.
    pub(super) fn request_ends(&mut self, request: u32, end: End) {
        let ended = self.requests.get(request);
        let (route, user) = (ended.route, ended.user);
        let took = self.now - ended.began;
        let counts = ended.began >= self.plan.warm_up;
        let state = &mut self.routes[route];
        state.under_way = state.under_way.saturating_sub(1);
        end.count(&mut state.track.outcomes);
        if end == End::Ok {
            state.ok += 1;
            state.of_step.count(took);
            if counts {
                state.track.response.count(took);
            }
        } else {
            state.failed += 1;
        }
        if user {
            let think = self.script.routes[route].think;
            let pause = think * state.thinking.exponential();
            let pause = if pause + took > 0.0 { pause } else { BLINK };
            self.agenda.put(self.now + pause, Due::Thought, route);
        }
    }
}
