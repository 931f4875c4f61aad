//! Locks as single servers: one holder at a time per key.

use super::{AtMoments, Facts, Maybe, Moment, Place, Sheet, link_at, load, solver};
use crate::model::{Board, Unit};

/// A lock that a link takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct LockFacts {
    /// Time it is held per use.
    pub hold: Maybe,
    /// Uses per second of one key: one divided by the hold.
    pub ceiling: Maybe,
    /// Share of uses that want the hottest key; everything when the lock is not per item.
    pub hot_share: Maybe,
    /// Uses per second that want the hottest key.
    pub hot_rate: AtMoments<Maybe>,
    /// Share of time the hottest key is held: ρ = λ·p·h.
    pub hot_use: AtMoments<Maybe>,
    /// Uses per second of all keys at which the hottest is always held: ceiling ÷ share.
    pub cap: Maybe,
    /// Mean wait of a use, over all keys.
    pub mean_wait: AtMoments<Maybe>,
    /// A flow over the lock that does not say how its requests spread over items.
    pub spread_unknown: Option<u32>,
}

const PER_KEY: &str = "Pollaczek-Khinchine (M/G/1) for every key: wait = ρ·h·(1 + scv) ÷ (2·(1 − ρ)), weighted by its share; the hold is everything done with the lock";

/// The lock of each link that takes one.
pub(super) fn locks(board: &Board, facts: &Facts, sheet: &mut Sheet) -> Vec<Option<LockFacts>> {
    (0..board.links.len() as u32)
        .map(|index| {
            let link = link_at(board, index)?;
            link.takes_lock().then(|| one(board, facts, index, sheet))
        })
        .collect()
}

fn one(board: &Board, facts: &Facts, index: u32, sheet: &mut Sheet) -> LockFacts {
    let place = Place::Link(index);
    let mut lock = LockFacts { hold: load::lock_hold(board, index, sheet), ..LockFacts::default() };
    let Some(hold) = lock.hold.filter(|hold| hold.value > 0.0) else { return lock };
    let one = sheet.constant(1.0, Unit::Count, "1");
    let ceiling = sheet.div(one, hold);
    lock.ceiling = Some(sheet.named("most holders a second of one lock", place, ceiling));
    let per_item = link_at(board, index)
        .and_then(|link| link.lock_scope)
        .is_none_or(crate::model::LockScope::is_per_item);
    lock.hot_share =
        if per_item { spread(board, facts, index, &mut lock.spread_unknown, sheet) } else { None };
    if per_item && lock.hot_share.is_none() {
        return lock;
    }
    lock.cap = match (lock.ceiling, lock.hot_share) {
        (Some(ceiling), Some(share)) if share.value > 0.0 => {
            let cap = sheet.div(ceiling, share);
            Some(sheet.named("most uses a second of all locks together", place, cap))
        }
        (ceiling, None) => ceiling,
        _ => None,
    };
    for moment in Moment::ALL {
        let Some(rate) = facts.link_rate(index, moment) else { continue };
        let hot = lock.hot_share.map_or(rate, |share| sheet.mul(rate, share));
        let hot = sheet.named("uses a second of the hottest lock", place, hot);
        let used = sheet.mul(hot, hold);
        let used = sheet.in_unit(used, Unit::Share);
        lock.hot_rate.set(moment, Some(hot));
        lock.hot_use
            .set(moment, Some(sheet.named("share of time the hottest lock is held", place, used)));
        let wait = mean_wait(board, facts, index, &lock, moment, sheet);
        lock.mean_wait.set(moment, wait);
    }
    lock
}

/// Share of the hottest item among the uses of a lock: stated by its flow, or the top of a Zipf
/// distribution over the stated number of items.
fn spread(
    board: &Board,
    facts: &Facts,
    link: u32,
    unknown: &mut Option<u32>,
    sheet: &mut Sheet,
) -> Maybe {
    let mut hottest: Maybe = None;
    for (_, demand, _) in facts.flows_over(link) {
        let Some(flow) = demand.flow.and_then(|i| board.flows.at(i as usize)) else { continue };
        let share = match (flow.hot_key_share, flow.key_skew, flow.other_keys) {
            (Some(share), ..) => sheet.input(demand.place, "hot_key_share", share),
            (None, Some(skew), Some(others)) => {
                let total = solver::keys::zipf_sum(others.base() + 1.0, skew.base());
                let operands = [
                    sheet.input(demand.place, "key_skew", skew),
                    sheet.input(demand.place, "other_keys", others),
                ];
                sheet.formula(
                    "top of a Zipf distribution",
                    "Zipf 1949",
                    &operands,
                    1.0 / total,
                    Unit::Share,
                )
            }
            _ => {
                *unknown = unknown.or(demand.flow);
                continue;
            }
        };
        hottest = Some(hottest.map_or(share, |known| sheet.max(known, share)));
    }
    hottest
}

/// Mean wait over all keys, from the solver: each key is a queue of its own, held for everything
/// that is done with it.
fn mean_wait(
    board: &Board,
    facts: &Facts,
    link: u32,
    lock: &LockFacts,
    moment: Moment,
    sheet: &mut Sheet,
) -> Maybe {
    let pool = facts.lock_pool(link, moment)?;
    let mut operands = vec![lock.hold?];
    operands.extend(lock.hot_rate.at(moment));
    operands.extend(lock.hot_share);
    let others = facts.flows_over(link).find_map(|(_, demand, _)| {
        let others = board.flows.at(demand.flow? as usize)?.other_keys?;
        Some(sheet.input(demand.place, "other_keys", others))
    });
    operands.extend(others.filter(|_| lock.hot_share.is_some()));
    let wait = sheet.formula(
        "mean wait for the lock",
        if pool.layered { solver::LAYERS } else { PER_KEY },
        &operands,
        pool.wait.mean,
        Unit::Seconds,
    );
    Some(sheet.named("wait for the lock", Place::Link(link), wait))
}
