//! A visit at its pool: gets a slot, waits or is turned away; works; leaves.

use super::super::agenda::Due;
use super::super::copies::Looked;
use super::super::pool::Entry;
use super::super::visit::{End, NONE, State, Visit};
use super::{Engine, Todo};

impl Engine<'_> {
    pub(super) fn arrive(&mut self, at: u32) {
        let now = self.now;
        let visit = self.visits.get_mut(at);
        visit.came = now;
        let (number, delivery) = (visit.pool, visit.delivery);
        let pool = &mut self.pools[number];
        pool.counts.arrived += 1;
        pool.inside += 1;
        if visit.cancelled {
            return self.finish(at, End::TimedOut);
        }
        if pool.up == 0 || pool.admission.as_mut().is_some_and(|limit| !limit.admits(now)) {
            return self.finish(at, End::Rejected);
        }
        let item = self.requests.get(visit.request).item;
        match pool.entry(item, delivery) {
            Entry::Slot(lane) => {
                visit.lane = lane;
                if self.start(at) {
                    self.worked(at);
                }
            }
            Entry::Line(lane) => self.wait(at, lane),
            Entry::InsteadOfOldest(lane) => {
                if let Some(oldest) = self.first_in_line(number, lane) {
                    self.leave_line(oldest, End::Rejected);
                }
                self.wait(at, lane);
            }
            Entry::Refused => self.finish(at, End::Rejected),
        }
    }

    fn wait(&mut self, at: u32, lane: u32) {
        let handle = self.visits.handle(at);
        let visit = self.visits.get_mut(at);
        visit.state = State::Waiting;
        visit.lane = lane;
        let number = visit.pool;
        let pool = &mut self.pools[number];
        pool.lanes[lane].line.push_back(handle);
        pool.lanes[lane].waiting += 1;
        pool.waiting.up(self.now);
        pool.note_fullness(lane, self.now, self.long);
        if let Some(patience) = self.script.pools[number].pool.patience {
            let until = self.now + patience;
            if pool.patience.is_empty() {
                self.agenda.put(until, Due::Patience, number);
            }
            pool.patience.push_back((until, handle));
        }
    }

    /// Who has waited longest in a lane, taken out of the line but still counted in it.
    fn first_in_line(&mut self, number: u32, lane: u32) -> Option<u32> {
        while let Some(first) = self.pools[number].lanes[lane].line.pop_front() {
            if let Some(at) = self.visits.find(first)
                && self.visits.get(at).state == State::Waiting
            {
                return Some(at);
            }
        }
        None
    }

    /// A visit gets its slot. True when its own work takes no time.
    fn start(&mut self, at: u32) -> bool {
        let now = self.now;
        let visit = self.visits.get_mut(at);
        let number = visit.pool;
        let pool = &mut self.pools[number];
        pool.busy.up(now);
        if visit.lane != NONE {
            pool.lanes[visit.lane].busy += 1;
            pool.note_fullness(visit.lane, now, self.long);
        }
        if visit.came >= self.plan.warm_up {
            pool.track.wait.count(now - visit.came);
        }
        visit.state = State::Working;
        visit.holds = true;
        visit.started = now;
        let takes = if let Some(takes) = pool.slow {
            visit.leaf = true;
            takes
        } else {
            let own = if visit.root { &None } else { &self.script.legs[visit.leg].time };
            own.as_ref().unwrap_or(&pool.time).draw(&mut pool.dice.service)
        };
        if takes > 0.0 {
            visit.timed = takes.is_finite();
            self.agenda.put(now + takes, Due::Worked, at);
        }
        if visit.delivery {
            let leg = visit.leg;
            self.hide_message(at, leg);
        }
        takes <= 0.0
    }

    /// Own work is done: calls are next.
    pub(super) fn worked(&mut self, at: u32) {
        let visit = self.visits.get_mut(at);
        visit.timed = false;
        match visit.state {
            State::Working => {}
            State::Gone => return self.visits.forget(at),
            // Its replica went down meanwhile; who asked does not know yet.
            _ => return,
        }
        visit.state = State::Calling;
        let (number, leaf) = (visit.pool, visit.leaf);
        let station = &self.script.pools[number];
        let pool = &mut self.pools[number];
        if pool.errors > 0.0 && pool.dice.errors.chance(pool.errors) {
            return self.finish(at, End::Failed);
        }
        visit.as_of = self.now - station.pool.behind.unwrap_or(0.0);
        if station.bit != 0 {
            self.look_for_copy(at);
        }
        if !station.pool.holds {
            self.release(at);
        }
        if leaf { self.finish(at, End::Ok) } else { self.go_on(at) }
    }

    fn look_for_copy(&mut self, at: u32) {
        let visit = self.visits.get_mut(at);
        let number = visit.pool;
        if !visit.root && self.script.legs[visit.leg].call.writes {
            return;
        }
        let request = self.requests.get(visit.request);
        let (route, item) = (request.route, request.item);
        let pool = &mut self.pools[number];
        let Some(copies) = &mut pool.copies else { return };
        pool.counts.looked += 1;
        match copies.look(item, self.now, &mut pool.dice.copies) {
            Looked::Hit(as_of) => {
                pool.counts.hits += 1;
                visit.as_of = as_of;
                visit.hits |= self.script.pools[number].bit;
            }
            // Where nothing on the board reads what was missed, it is there from now on.
            Looked::Miss if !self.script.is_filled(route, number) => {
                copies.keep(item, self.now, self.now);
            }
            Looked::Miss => {}
        }
    }

    /// Gives the slot back; whoever waited longest has it now.
    pub(super) fn release(&mut self, at: u32) {
        let now = self.now;
        let visit = self.visits.get_mut(at);
        if !visit.holds {
            return;
        }
        visit.holds = false;
        let (number, lane) = (visit.pool, visit.lane);
        let pool = &mut self.pools[number];
        pool.busy.down(now);
        if lane != NONE {
            pool.lanes[lane].busy -= 1;
            self.serve_next(number, lane);
        }
    }

    /// Free slots of a lane go to those who wait in it.
    pub(super) fn serve_next(&mut self, number: u32, lane: u32) {
        loop {
            let there = &self.pools[number].lanes[lane];
            if there.busy >= there.slots || there.waiting == 0 {
                break;
            }
            let Some(next) = self.first_in_line(number, lane) else { break };
            let pool = &mut self.pools[number];
            pool.lanes[lane].waiting -= 1;
            pool.waiting.down(self.now);
            if self.start(next) {
                self.todo.push_back(Todo::Worked(next));
            }
        }
        let pool = &mut self.pools[number];
        if pool.lanes[lane].waiting == 0 {
            pool.lanes[lane].line.clear();
        }
        pool.note_fullness(lane, self.now, self.long);
        pool.rest(lane);
    }

    /// One that waits goes away.
    pub(super) fn leave_line(&mut self, at: u32, end: End) {
        let Visit { pool: number, lane, .. } = *self.visits.get(at);
        let pool = &mut self.pools[number];
        pool.lanes[lane].waiting -= 1;
        pool.waiting.down(self.now);
        pool.note_fullness(lane, self.now, self.long);
        self.finish(at, end);
    }

    /// The patience of the first in a pool's lines is at its end.
    pub(super) fn out_of_patience(&mut self, number: u32) {
        while let Some((until, handle)) = self.pools[number].patience.front().copied() {
            let waits = |at: &u32| self.visits.get(*at).state == State::Waiting;
            let found = self.visits.find(handle).filter(waits);
            if let Some(at) = found {
                if until > self.now {
                    return self.agenda.put(until, Due::Patience, number);
                }
                self.leave_line(at, End::TimedOut);
            }
            self.pools[number].patience.pop_front();
        }
    }

    /// A visit leaves its pool, and its answer goes back.
    pub(super) fn finish(&mut self, at: u32, end: End) {
        self.release(at);
        let now = self.now;
        let visit = self.visits.get_mut(at);
        visit.end = end;
        visit.state = State::Returning;
        let pool = &mut self.pools[visit.pool];
        pool.inside -= 1;
        let counts = visit.came >= self.plan.warm_up;
        match end {
            End::Ok => pool.counts.answered += 1,
            End::Rejected => pool.counts.rejected += 1,
            End::TimedOut | End::Failed => {}
        }
        if counts {
            end.count(&mut pool.outcomes);
            if end == End::Ok {
                pool.track.response.count(now - visit.came);
            }
        }
        if visit.root {
            let request = visit.request;
            self.request_ends(request, end);
            return self.end_visit(at);
        }
        if end == End::Ok {
            self.done(at);
        }
        self.send_answer(at);
    }
}
