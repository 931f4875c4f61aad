//! Requests, and their visits to pools: each visit is one attempt of one call, seen from both ends.

use super::Outcomes;
use super::table::Table;

/// Nobody, nothing.
pub(super) const NONE: u32 = u32::MAX;

/// A visit as others remember it: its place, and its age, which changes when the place is used anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Handle {
    pub(super) at: u32,
    pub(super) age: u32,
}

impl Handle {
    pub(super) const NOBODY: Self = Self { at: NONE, age: 0 };
}

impl Default for Handle {
    fn default() -> Self {
        Self::NOBODY
    }
}

/// Where a visit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum State {
    /// The place is free.
    #[default]
    Free,
    /// On its way to the pool.
    Travelling,
    /// In the pool's line.
    Waiting,
    /// Doing its own work.
    Working,
    /// Making calls.
    Calling,
    /// Its answer is on the way.
    Returning,
    /// Ended, but whoever waits for it does not know and goes on waiting for its timeout.
    Lost,
    /// Not sent yet: the pause before another attempt.
    Pausing,
    /// Gone while its own work was still on the agenda.
    Gone,
}

/// How something ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum End {
    /// Answered.
    #[default]
    Ok,
    /// Turned away at once.
    Rejected,
    /// Given up.
    TimedOut,
    /// With an error.
    Failed,
}

impl End {
    pub(super) fn count(self, outcomes: &mut Outcomes) {
        *match self {
            Self::Ok => &mut outcomes.ok,
            Self::Rejected => &mut outcomes.rejected,
            Self::TimedOut => &mut outcomes.timed_out,
            Self::Failed => &mut outcomes.failed,
        } += 1;
    }
}

/// One visit.
#[expect(clippy::struct_excessive_bools, reason = "each is set and asked for by itself")]
#[derive(Clone, Debug, Default)]
pub(super) struct Visit {
    pub(super) age: u32,
    pub(super) state: State,
    /// How it ended; for one that goes on: how the worst of its calls did.
    pub(super) end: End,
    /// It begins a request.
    pub(super) root: bool,
    /// A broker delivers it and delivers it again when it fails.
    pub(super) delivery: bool,
    /// It holds a slot.
    pub(super) holds: bool,
    /// It makes no calls.
    pub(super) leaf: bool,
    /// Its own work is on the agenda.
    pub(super) timed: bool,
    /// Others wait for the same read.
    pub(super) leads: bool,
    /// Nobody wants to know any more how it ends.
    pub(super) orphan: bool,
    /// It is dropped when it arrives.
    pub(super) cancelled: bool,
    /// A breaker refused it before it set out.
    pub(super) refused: bool,
    /// Visits above it.
    pub(super) depth: u32,
    /// Where.
    pub(super) pool: u32,
    /// The line and the slots there.
    pub(super) lane: u32,
    /// The leg that led here.
    pub(super) leg: u32,
    /// The request.
    pub(super) request: u32,
    /// Who waits for the answer.
    pub(super) caller: Handle,
    /// The call it waits for itself; the latest when there are several.
    pub(super) callee: Handle,
    /// Attempts of the same use before this one.
    pub(super) attempt: u32,
    /// The stage of its calls that is next, and the one after its last.
    pub(super) stage: u32,
    pub(super) last_stage: u32,
    /// Uses of the stage's leg that are still to be made after the one under way.
    pub(super) repeats: u32,
    /// The leg of the stage that is under way.
    pub(super) using: u32,
    /// Calls it waits for.
    pub(super) pending: u32,
    /// Caches, by bit, that had an answer for it.
    pub(super) hits: u64,
    /// Which use of which calls this is: the same for each attempt, another for any other use.
    pub(super) logical: u64,
    /// When it came to the pool.
    pub(super) came: f64,
    /// When it got its slot.
    pub(super) started: f64,
    /// How old the data is that it answers with: as it was then.
    pub(super) as_of: f64,
}

/// All visits.
#[derive(Debug, Default)]
pub(super) struct Visits {
    all: Table<Visit>,
    free: Vec<u32>,
}

impl Visits {
    /// Visits there are at once.
    pub(super) fn alive(&self) -> u32 {
        self.all.len() - self.free.len() as u32
    }

    /// Places there are, used or not.
    pub(super) fn places(&self) -> u32 {
        self.all.len()
    }

    pub(super) fn add(&mut self, visit: Visit) -> u32 {
        if let Some(at) = self.free.pop() {
            let place = &mut self.all[at];
            let age = place.age;
            *place = visit;
            place.age = age;
            return at;
        }
        self.all.push(visit)
    }

    /// Frees the place, or marks it gone while the agenda still names it.
    pub(super) fn end(&mut self, at: u32) {
        let visit = &mut self.all[at];
        visit.age = visit.age.wrapping_add(1);
        if visit.timed {
            visit.state = State::Gone;
        } else {
            visit.state = State::Free;
            self.free.push(at);
        }
    }

    /// Frees the place of one that is gone and is not on the agenda any more.
    pub(super) fn forget(&mut self, at: u32) {
        self.all[at].state = State::Free;
        self.free.push(at);
    }

    pub(super) fn handle(&self, at: u32) -> Handle {
        Handle { at, age: self.all[at].age }
    }

    /// The visit, when it is still the one that was meant.
    pub(super) fn find(&self, handle: Handle) -> Option<u32> {
        (handle.at != NONE && self.all[handle.at].age == handle.age).then_some(handle.at)
    }

    pub(super) fn get(&self, at: u32) -> &Visit {
        &self.all[at]
    }

    pub(super) fn get_mut(&mut self, at: u32) -> &mut Visit {
        &mut self.all[at]
    }
}

/// What somebody asked for, with everything that is done for it.
#[derive(Clone, Debug, Default)]
pub(super) struct Request {
    pub(super) route: u32,
    /// The item.
    pub(super) item: u32,
    pub(super) began: f64,
    /// Visits for it that have not ended.
    pub(super) visits: u32,
    /// Whether a user of a closed population waits for it.
    pub(super) user: bool,
    /// Uses whose effect has happened.
    pub(super) done: Vec<u64>,
}

/// All requests.
#[derive(Debug, Default)]
pub(super) struct Requests {
    all: Table<Request>,
    free: Vec<u32>,
}

impl Requests {
    pub(super) fn add(&mut self, route: u32, item: u32, began: f64, user: bool) -> u32 {
        let at = self.free.pop().unwrap_or_else(|| self.all.push(Request::default()));
        let request = &mut self.all[at];
        request.done.clear();
        (request.route, request.item, request.began) = (route, item, began);
        (request.visits, request.user) = (0, user);
        at
    }

    pub(super) fn end(&mut self, at: u32) {
        self.free.push(at);
    }

    pub(super) fn get(&self, at: u32) -> &Request {
        &self.all[at]
    }

    pub(super) fn get_mut(&mut self, at: u32) -> &mut Request {
        &mut self.all[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_used_anew_is_somebody_else() {
        let mut visits = Visits::default();
        let first = visits.add(Visit::default());
        let handle = visits.handle(first);
        assert_eq!(visits.find(handle), Some(first));
        visits.end(first);
        assert_eq!(visits.find(handle), None);
        let second = visits.add(Visit::default());
        assert_eq!(second, first);
        assert_eq!(visits.find(handle), None);
        assert_eq!(visits.alive(), 1);
    }
}
