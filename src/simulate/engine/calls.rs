//! A visit makes its calls: in order, as often as said, one of a group or all of it at once.

use super::super::agenda::Due;
use super::super::dice::OWN_ITEM;
use super::super::script::{Leg, Sort};
use super::super::visit::{End, Handle, NONE, State, Visit};
use super::{Engine, Todo};

impl Engine<'_> {
    /// The next calls, until one must be waited for; the end when there are none.
    pub(super) fn go_on(&mut self, at: u32) {
        let script = self.script;
        loop {
            let visit = self.visits.get_mut(at);
            if visit.end != End::Ok {
                let end = visit.end;
                return self.finish(at, end);
            }
            if visit.repeats > 0 {
                visit.repeats -= 1;
                let (leg, repeat) = (visit.using, visit.repeats);
                return self.make(at, leg, repeat);
            }
            if visit.stage >= visit.last_stage {
                return self.finish(at, End::Ok);
            }
            let stage = script.stage(visit.stage);
            visit.stage += 1;
            match stage.sort {
                Sort::One | Sort::OneOf(_) => {
                    let alone = stage.sort == Sort::One;
                    let leg = if alone { stage.from } else { self.pick(stage.from, stage.to) };
                    let uses = self.uses(at, leg, alone);
                    if uses == 0 {
                        continue;
                    }
                    if script.legs[leg].call.waits {
                        let visit = self.visits.get_mut(at);
                        visit.using = leg;
                        visit.repeats = uses - 1;
                        return self.make(at, leg, uses - 1);
                    }
                    for repeat in 0..uses {
                        self.make(at, leg, repeat);
                    }
                }
                Sort::Together(_) => {
                    for leg in stage.legs() {
                        for repeat in 0..self.uses(at, leg, true) {
                            self.make(at, leg, repeat);
                        }
                    }
                    if self.visits.get(at).pending > 0 {
                        return;
                    }
                }
            }
        }
    }

    /// One leg of a group, by probability.
    fn pick(&mut self, from: u32, to: u32) -> u32 {
        let script = self.script;
        let weight = |leg: u32| script.legs[leg].call.probability;
        let all: f64 = (from..to).map(weight).sum();
        let mut left = self.legs[from].dice.share() * all;
        let found = (from..to).find(|leg| {
            left -= weight(*leg);
            left < 0.0
        });
        found.unwrap_or(to - 1)
    }

    /// How often a visit uses a leg: none when a copy made it needless or chance says so.
    fn uses(&mut self, at: u32, number: u32, flips_coin: bool) -> u32 {
        let leg = &self.script.legs[number];
        if leg.fills != NONE && self.visits.get(at).hits & self.script.pools[leg.fills].bit != 0 {
            return 0;
        }
        let dice = &mut self.legs[number].dice;
        if flips_coin && leg.call.probability < 1.0 && !dice.chance(leg.call.probability) {
            return 0;
        }
        leg.uses + u32::from(dice.chance(leg.one_more))
    }

    /// One use of a leg.
    fn make(&mut self, at: u32, number: u32, repeat: u32) {
        let leg = &self.script.legs[number];
        let mut leads = false;
        if leg.coalesces {
            let handle = self.visits.handle(at);
            let item = self.requests.get(self.visits.get(at).request).item;
            if item != OWN_ITEM {
                if let Some(others) = self.flights.get_mut(&(number, item)) {
                    others.push(handle);
                    self.visits.get_mut(at).pending += 1;
                    return;
                }
                self.flights.insert((number, item), Vec::new());
                leads = true;
            }
        }
        let waits = leg.call.waits;
        let caller = if waits { self.visits.handle(at) } else { Handle::NOBODY };
        let tail = self.visits.get_mut(at);
        tail.pending += u32::from(waits);
        let visit = Visit {
            state: State::Pausing,
            delivery: leg.delivers,
            leaf: leg.call.leaf,
            leads,
            depth: tail.depth + 1,
            pool: leg.call.to,
            lane: NONE,
            leg: number,
            request: tail.request,
            stage: leg.stages.0,
            last_stage: leg.stages.1,
            caller,
            logical: use_of(tail.logical, number, repeat),
            ..Visit::default()
        };
        self.requests.get_mut(visit.request).visits += 1;
        let callee = self.visits.add(visit);
        self.visits.get_mut(at).callee = self.visits.handle(callee);
        self.send(callee);
    }

    /// One attempt sets out, or is refused before it does.
    pub(super) fn send(&mut self, at: u32) {
        let now = self.now;
        let handle = self.visits.handle(at);
        let number = self.visits.get(at).leg;
        let leg = &self.script.legs[number];
        let half = self.one_way(leg);
        let visit = self.visits.get_mut(at);
        let state = &mut self.legs[number];
        visit.state = State::Travelling;
        if visit.attempt == 0
            && let Some(budget) = &mut state.budget
        {
            budget.first_attempt();
        }
        if leg.counted {
            let link = &mut self.links[leg.call.link];
            let attempts =
                if visit.attempt == 0 { &mut link.counts.calls } else { &mut link.counts.retries };
            *attempts += 1;
            link.under_way += 1;
            if link.breaker.is_some() {
                link.fold(now);
            }
            if link.breaker.as_mut().is_some_and(|breaker| !breaker.admits(now)) {
                (visit.end, visit.refused) = (End::Rejected, true);
                return self.todo.push_back(Todo::Answered(at));
            }
        }
        let goes_round = visit.depth > self.script.deepest;
        if goes_round || state.limit.as_mut().is_some_and(|limit| !limit.admits(now)) {
            visit.end = if goes_round { End::Failed } else { End::Rejected };
            return self.todo.push_back(Todo::Answered(at));
        }
        if leg.call.waits
            && let Some(timeout) = leg.call.timeout
        {
            let deadline = now + timeout;
            if state.timeouts.is_empty() {
                self.agenda.put(deadline, Due::Timeout, number);
            }
            state.timeouts.push_back((deadline, handle));
        }
        if half > 0.0 {
            self.agenda.put(now + half, Due::Delivered, at);
        } else {
            self.todo.push_back(Todo::Arrive(at));
        }
    }

    /// Network time of one way; a gate stands at the near end.
    pub(super) fn one_way(&self, leg: &Leg) -> f64 {
        let lag = if leg.crosses { self.links[leg.call.link].lag } else { None };
        lag.unwrap_or(leg.call.network) / 2.0
    }
}

/// Which use this is, from the use it belongs to.
fn use_of(within: u64, leg: u32, repeat: u32) -> u64 {
    let own = (u64::from(leg) << 32) | u64::from(repeat);
    (within ^ own).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_add(own)
}
