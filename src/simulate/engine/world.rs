//! What happens in the world: charges and mails, counted once and again; reads that were stale.

use super::super::dice::OWN_ITEM;
use super::Engine;

impl Engine<'_> {
    /// A visit has done what it was asked for, whether anybody still waits for it or not.
    pub(super) fn done(&mut self, at: u32) {
        let visit = self.visits.get(at);
        let leg = &self.script.legs[visit.leg];
        let request = self.requests.get_mut(visit.request);
        let route = &mut self.routes[request.route];
        if let Some(effect) = leg.effect {
            let again = request.done.contains(&visit.logical);
            let safe = leg.call.repeat_safe || self.script.routes[request.route].repeat_safe;
            if again && safe {
                if let Some(effect) = route.track.effects.get_mut(effect as usize) {
                    effect.recognised += 1;
                }
            } else if let Some((happened, repeated)) = route.happened.get_mut(effect as usize) {
                *happened += 1;
                *repeated += u32::from(again);
                if !again {
                    request.done.push(visit.logical);
                }
            }
        }
        if !leg.call.reads && !leg.call.writes {
            return;
        }
        let station = &self.script.pools[visit.pool];
        let item = request.item;
        // A cache without an answer is asked in vain; the read behind it counts.
        if leg.call.reads && (station.bit == 0 || visit.hits & station.bit != 0) {
            route.track.reads += 1;
            let written = self.writes.get(&item);
            if written.is_some_and(|written| visit.as_of < *written) {
                route.track.stale_reads += 1;
            }
        }
        if leg.call.writes && self.script.can_be_stale && item != OWN_ITEM {
            if let Some(copies) = &mut self.pools[visit.pool].copies {
                copies.keep(item, self.now, self.now);
            } else {
                self.writes.insert(item, self.now);
            }
        }
    }

    /// Everything that a request set off is over.
    pub(super) fn everything_done(&mut self, number: u32) {
        let request = self.requests.get(number);
        if request.began >= self.plan.warm_up {
            let took = self.now - request.began;
            self.routes[request.route].track.settled.count(took);
        }
        self.requests.end(number);
    }
}
