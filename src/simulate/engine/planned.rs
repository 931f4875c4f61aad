//! What the plan says happens: it begins, it ends, and the system is another one.

use super::super::What;
use super::super::agenda::Due;
use super::super::dice::Time;
use super::super::visit::{End, State};
use super::Engine;

/// Something of the plan begins or ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    at: f64,
    happening: u32,
    begins: bool,
}

impl Engine<'_> {
    pub(super) fn plan_moments(&mut self) {
        for (happening, number) in self.plan.happenings.iter().zip(0..) {
            let from = if happening.from.is_nan() { 0.0 } else { happening.from.max(0.0) };
            let mut until = if happening.until.is_nan() { f64::INFINITY } else { happening.until };
            match happening.what {
                What::Down { pool, replicas } => {
                    let station = &self.script.pools[pool].pool;
                    let all = replicas.is_none_or(|down| down >= station.replicas);
                    if let (true, Some(takes)) = (all, station.failover) {
                        until = until.min(from + takes.max(0.0));
                    }
                }
                What::Deploy { pool, each } => {
                    let replicas = f64::from(self.script.pools[pool].pool.replicas);
                    until = until.min(from + each.max(0.0) * replicas);
                }
                _ => {}
            }
            self.moments.push(Moment { at: from, happening: number, begins: true });
            if until.is_finite() {
                let end = Moment { at: until.max(from), happening: number, begins: false };
                self.moments.push(end);
            }
        }
        // At one time, what ends does so before anything begins, except before its own beginning.
        self.moments.sort_by(|a, b| a.at.total_cmp(&b.at));
        for (moment, number) in self.moments.iter().zip(0..) {
            self.agenda.put(moment.at, Due::Planned, number);
        }
    }

    pub(super) fn moment(&mut self, number: u32) {
        let Some(moment) = self.moments.get(number as usize).copied() else { return };
        let Some(happening) = self.plan.happenings.get(moment.happening as usize) else { return };
        if let Some(active) = self.active.get_mut(moment.happening as usize) {
            *active = moment.begins;
        }
        match happening.what {
            What::Traffic { route: Some(route), .. } => self.set_traffic(route),
            What::Traffic { route: None, .. } => {
                for route in 0..self.routes.len() {
                    self.set_traffic(route);
                }
            }
            What::Slow { pool, .. }
            | What::Works { pool, .. }
            | What::Down { pool, .. }
            | What::Fails { pool, .. }
            | What::Deploy { pool, .. } => self.set_pool(pool),
            What::Cold { pool } if moment.begins => {
                if let Some(copies) = &mut self.pools[pool].copies {
                    copies.empty(self.now);
                }
            }
            What::AnswersLost { link, .. } | What::Lag { link, .. } => self.set_link(link),
            What::Burst { .. } if moment.begins => self.burst(moment.happening),
            What::Cold { .. } | What::Burst { .. } => {}
        }
    }

    fn active(&self) -> impl Iterator<Item = &What> {
        let all = self.plan.happenings.iter().zip(&self.active);
        all.filter(|(_, active)| **active).map(|(happening, _)| &happening.what)
    }

    fn set_link(&mut self, number: u32) {
        let (mut lag, mut lost) = (None, 0.0);
        for what in self.active() {
            match what {
                What::Lag { link, takes } if *link == number => lag = Some(takes.max(0.0)),
                What::AnswersLost { link, share } if *link == number => lost = *share,
                _ => {}
            }
        }
        let link = &mut self.links[number];
        (link.lag, link.lost) = (lag, lost);
    }

    /// A pool as everything that holds at the moment makes it. Of two that say the same thing
    /// differently the later one in the plan holds.
    pub(super) fn set_pool(&mut self, number: u32) {
        let station = &self.script.pools[number];
        let (mut slow, mut time) = (None, station.time);
        let (mut works, mut down, mut deploying) = (1.0 - station.pool.errors, 0_u32, 0_u32);
        for what in self.active() {
            match what {
                What::Slow { pool, takes } if *pool == number => slow = Some(takes.max(0.0)),
                What::Works { pool, work } if *pool == number => time = Time::of(*work),
                What::Fails { pool, share } if *pool == number => {
                    works *= 1.0 - share.clamp(0.0, 1.0);
                }
                What::Down { pool, replicas } if *pool == number => {
                    down = down.saturating_add(replicas.unwrap_or(u32::MAX));
                }
                What::Deploy { pool, .. } if *pool == number => deploying += 1,
                _ => {}
            }
        }
        let pool = &mut self.pools[number];
        (pool.slow, pool.time) = (slow, time);
        pool.errors = 1.0 - works;
        let before = pool.up;
        let worse = down > pool.down;
        pool.down = down;
        let up = pool.grown.saturating_sub(down).saturating_sub(deploying);
        if up == before {
            return;
        }
        pool.open(up);
        if before == 0
            && let Some(copies) = &mut pool.copies
        {
            copies.empty(self.now);
        }
        if worse {
            self.cut_off(number, before, up);
        }
        let lanes = if up > before { self.pools[number].lanes.len() } else { 0 };
        for lane in 0..lanes {
            self.serve_next(number, lane);
        }
        self.pools[number].note_fullness(0, self.now, self.long);
    }

    /// What replicas that went down were working on fails. Where all share one line, each request
    /// under way was on one of them by chance; those that wait are lost when no replica is left.
    fn cut_off(&mut self, number: u32, before: u32, up: u32) {
        let own_lines = self.pools[number].has_own_lines();
        let lost = 1.0 - f64::from(up) / f64::from(before.max(1));
        let (mut waiting, mut running) = (Vec::new(), Vec::new());
        for at in 0..self.visits.places() {
            let visit = self.visits.get(at);
            if visit.pool != number {
                continue;
            }
            let stays = own_lines && visit.lane < up;
            match visit.state {
                State::Waiting if up == 0 || (own_lines && !stays) => waiting.push(at),
                State::Working | State::Calling if !stays => {
                    let dice = &mut self.pools[number].dice.replicas;
                    if own_lines || dice.chance(lost) {
                        running.push(at);
                    }
                }
                _ => {}
            }
        }
        for at in waiting {
            self.leave_line(at, End::Failed);
        }
        for at in running {
            self.finish(at, End::Failed);
        }
    }
}
