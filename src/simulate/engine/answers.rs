//! Attempts end: answered, lost, given up; then another attempt, or the caller goes on.

use super::super::agenda::Due;
use super::super::limits::RetryBudget;
use super::super::visit::{End, Handle, NONE, State, Visit};
use super::{Engine, Todo};
use crate::model::link::Backoff;

/// Seconds until a failed message is delivered again where nobody says otherwise (SQS: 30 s).
const REDELIVERY: f64 = 30.0;
/// Longest pause before another attempt, in seconds.
const LONGEST_PAUSE: f64 = 3_600.0;

impl Engine<'_> {
    /// The answer of a visit sets out, when somebody waits for it.
    pub(super) fn send_answer(&mut self, at: u32) {
        let visit = self.visits.get_mut(at);
        if visit.orphan {
            return self.end_visit(at);
        }
        let leg = &self.script.legs[visit.leg];
        if leg.counted && leg.call.waits {
            let link = &mut self.links[leg.call.link];
            if link.lost > 0.0 && link.dice.chance(link.lost) {
                if leg.call.timeout.is_some() {
                    visit.state = State::Lost;
                    return;
                }
                visit.end = End::Failed;
            }
        }
        // Who is cut off hears at once.
        let cut_off = visit.timed;
        let way = if leg.call.waits && !cut_off { self.one_way(leg) } else { 0.0 };
        if !leg.call.waits {
            self.answered(at);
        } else if way > 0.0 {
            self.agenda.put(self.now + way, Due::Answered, at);
        } else {
            self.todo.push_back(Todo::Answered(at));
        }
    }

    pub(super) fn answered(&mut self, at: u32) {
        let visit = self.visits.get(at);
        let mut caller = None;
        if !visit.orphan {
            let end = visit.end;
            caller = self.attempt_ends(at, end);
        }
        self.end_visit(at);
        if let Some(caller) = caller {
            self.go_on(caller);
        }
    }

    /// A taken message is hidden from other consumers for a while.
    pub(super) fn hide_message(&mut self, at: u32, number: u32) {
        if let Some(timeout) = self.script.legs[number].call.timeout {
            let handle = self.visits.handle(at);
            let deadline = self.now + timeout;
            let timeouts = &mut self.legs[number].timeouts;
            if timeouts.is_empty() {
                self.agenda.put(deadline, Due::Timeout, number);
            }
            timeouts.push_back((deadline, handle));
        }
    }

    /// The first timeout of a leg is due, if it is still waited for.
    pub(super) fn timeout(&mut self, number: u32) {
        while let Some((deadline, handle)) = self.legs[number].timeouts.front().copied() {
            let waited_for = |at: &u32| !self.visits.get(*at).orphan;
            if let Some(at) = self.visits.find(handle).filter(waited_for) {
                if deadline > self.now {
                    return self.agenda.put(deadline, Due::Timeout, number);
                }
                self.give_up(at);
            }
            self.legs[number].timeouts.pop_front();
        }
    }

    fn give_up(&mut self, at: u32) {
        if let Some(caller) = self.attempt_ends(at, End::TimedOut) {
            self.todo.push_back(Todo::GoOn(caller));
        }
        let visit = self.visits.get_mut(at);
        visit.orphan = true;
        if visit.state == State::Lost {
            self.end_visit(at);
        } else if self.script.legs[visit.leg].call.cancel {
            self.cancel(at);
        }
    }

    /// What waits leaves the line, what runs finishes; a gate passes it on.
    fn cancel(&mut self, mut at: u32) {
        loop {
            let visit = self.visits.get_mut(at);
            match visit.state {
                State::Waiting => return self.leave_line(at, End::TimedOut),
                State::Travelling => visit.cancelled = true,
                State::Calling if self.script.pools[visit.pool].pool.gate.is_some() => {
                    let callee = visit.callee;
                    if let Some(next) = self.visits.find(callee) {
                        at = next;
                        continue;
                    }
                }
                _ => {}
            }
            return;
        }
    }

    /// An attempt has ended for whoever made it; who goes on now.
    fn attempt_ends(&mut self, at: u32, end: End) -> Option<u32> {
        let visit = self.visits.get(at);
        let number = visit.leg;
        let leg = &self.script.legs[number];
        let (attempt, refused, leads) = (visit.attempt, visit.refused, visit.leads);
        let (request, came_from) = (visit.request, visit.caller);
        if leg.counted {
            self.count_attempt(leg.call.link, end, refused);
        }
        let caller = self.visits.find(came_from);
        let again = end != End::Ok
            && !refused
            && attempt < leg.retries
            && (caller.is_some() || leg.delivers);
        if again && self.legs[number].budget.as_mut().is_none_or(RetryBudget::allows) {
            self.try_again(at, end, caller);
            return None;
        }
        if leads {
            self.land(at, end, request);
        }
        caller.filter(|caller| self.use_ends(*caller, at, end))
    }

    fn count_attempt(&mut self, link: u32, end: End, refused: bool) {
        let now = self.now;
        let link = &mut self.links[link];
        link.under_way = link.under_way.saturating_sub(1);
        *match end {
            End::Ok => &mut link.counts.ok,
            End::TimedOut => &mut link.counts.timed_out,
            End::Rejected | End::Failed => &mut link.counts.failed,
        } += 1;
        if link.breaker.is_some() && !refused {
            link.fold(now);
            if let Some(breaker) = &mut link.breaker {
                breaker.ended(end == End::Ok, now);
            }
        }
    }

    /// Another attempt of the same use, after its pause.
    fn try_again(&mut self, at: u32, end: End, caller: Option<u32>) {
        let old = self.visits.get_mut(at);
        let next = Visit {
            state: State::Pausing,
            delivery: old.delivery,
            leaf: self.script.legs[old.leg].call.leaf,
            leads: std::mem::take(&mut old.leads),
            depth: old.depth,
            pool: old.pool,
            lane: NONE,
            leg: old.leg,
            request: old.request,
            stage: self.script.legs[old.leg].stages.0,
            last_stage: self.script.legs[old.leg].stages.1,
            caller: old.caller,
            attempt: old.attempt + 1,
            logical: old.logical,
            ..Visit::default()
        };
        let pause = self.pause_before(at, end);
        self.requests.get_mut(next.request).visits += 1;
        let next = self.visits.add(next);
        if let Some(caller) = caller {
            self.visits.get_mut(caller).callee = self.visits.handle(next);
        }
        if pause > 0.0 {
            self.agenda.put(self.now + pause, Due::Again, next);
        } else {
            self.send(next);
        }
    }

    fn pause_before(&mut self, at: u32, end: End) -> f64 {
        let visit = self.visits.get(at);
        let leg = &self.script.legs[visit.leg];
        if leg.delivers {
            // A message whose consumer failed comes back when it is no longer hidden.
            let hidden = leg.call.timeout.unwrap_or(REDELIVERY);
            let from = if visit.started > 0.0 { visit.started } else { self.now };
            return if end == End::TimedOut { 0.0 } else { (from + hidden - self.now).max(0.0) };
        }
        let doublings = visit.attempt.min(40);
        let pause = match leg.call.backoff {
            Backoff::None => 0.0,
            Backoff::Fixed => leg.call.pause,
            Backoff::Exponential => leg.call.pause * f64::from(doublings).exp2(),
        };
        let pause = pause.min(LONGEST_PAUSE);
        if leg.call.jitter && pause > 0.0 {
            return pause * self.legs[visit.leg].pauses.share();
        }
        pause
    }

    /// The pause is over.
    pub(super) fn again(&mut self, at: u32) {
        let visit = self.visits.get(at);
        let (caller, delivery, request) = (visit.caller, visit.delivery, visit.request);
        if delivery || self.visits.find(caller).is_some() {
            return self.send(at);
        }
        if self.visits.get(at).leads {
            self.land(at, End::Failed, request);
        }
        self.end_visit(at);
    }

    /// A use has ended for its caller, all attempts made. True when it waits for nothing more.
    fn use_ends(&mut self, caller: u32, callee: u32, end: End) -> bool {
        let visit = self.visits.get(callee);
        let (pool, hits, as_of, request) = (visit.pool, visit.hits, visit.as_of, visit.request);
        let leg = &self.script.legs[visit.leg];
        let station = &self.script.pools[pool];
        let tail = self.visits.get_mut(caller);
        if end == End::Ok {
            if station.bit != 0 || station.pool.gate.is_some() {
                tail.hits |= hits;
            }
            if station.pool.gate.is_none() && leg.fills != NONE {
                let item = self.requests.get(request).item;
                if let Some(copies) = &mut self.pools[leg.fills].copies {
                    copies.keep(item, as_of, self.now);
                }
            }
            if self.script.pools[tail.pool].pool.gate.is_some() {
                tail.as_of = as_of;
            }
        } else if !leg.call.soft {
            let passes = tail.root || self.script.pools[tail.pool].pool.gate.is_some();
            tail.end = if passes { end } else { End::Failed };
        }
        tail.pending = tail.pending.saturating_sub(1);
        tail.pending == 0
    }

    /// The one read that several wait for has ended: it has for all of them.
    fn land(&mut self, at: u32, end: End, request: u32) {
        let key = (self.visits.get(at).leg, self.requests.get(request).item);
        let others: Vec<Handle> = self.flights.remove(&key).unwrap_or_default();
        for other in others {
            if let Some(caller) = self.visits.find(other)
                && self.use_ends(caller, at, end)
            {
                self.todo.push_back(Todo::GoOn(caller));
            }
        }
    }

    /// A visit is over and forgotten; with the last one, everything a request set off is.
    pub(super) fn end_visit(&mut self, at: u32) {
        let request = self.visits.get(at).request;
        self.visits.end(at);
        let of = self.requests.get_mut(request);
        of.visits = of.visits.saturating_sub(1);
        if of.visits == 0 {
            self.everything_done(request);
        }
    }
}
