//! Locks as single servers: one holder at a time per key.

use super::{AtMoments, Facts, Maybe, Moment, Place, Sheet, link_at, load};
use crate::model::{Board, Interaction, Unit};

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

const M_D_1: &str = "Pollaczek-Khinchine for constant holds (M/D/1): wait = ρ·h ÷ (2·(1 − ρ))";

/// The lock of each link that takes one.
pub(super) fn locks(board: &Board, facts: &Facts, sheet: &mut Sheet) -> Vec<Option<LockFacts>> {
    (0..board.links.len() as u32)
        .map(|index| {
            let link = link_at(board, index)?;
            (link.interaction == Interaction::Lock).then(|| one(board, facts, index, sheet))
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
        let wait = mean_wait(board, facts, index, &lock, rate.value, sheet);
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
                let total = harmonic(others.base() + 1.0, skew.base());
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

/// Mean wait over all keys: the hottest and the rest, each an M/D/1 queue of its own.
fn mean_wait(
    board: &Board,
    facts: &Facts,
    link: u32,
    lock: &LockFacts,
    rate: f64,
    sheet: &mut Sheet,
) -> Maybe {
    let hold = lock.hold?;
    let share = lock.hot_share.map_or(1.0, |share| share.value);
    let wait_at =
        |rho: f64| if rho >= 1.0 { f64::INFINITY } else { rho * hold.value / (2.0 * (1.0 - rho)) };
    let mut value = share * wait_at(rate * share * hold.value);
    let mut operands = vec![hold];
    operands.extend(lock.hot_share);
    let rest = 1.0 - share;
    if rest > 1e-12 {
        let others = facts.flows_over(link).find_map(|(_, demand, _)| {
            let others = board.flows.at(demand.flow? as usize)?.other_keys?;
            Some(sheet.input(demand.place, "other_keys", others))
        });
        // Without their number the rest is taken to be spread so widely that it never queues.
        if let Some(others) = others.filter(|others| others.value >= 1.0) {
            value += rest * wait_at(rate * rest / others.value * hold.value);
            operands.push(others);
        }
    }
    let wait = sheet.formula("mean wait for the lock", M_D_1, &operands, value, Unit::Seconds);
    Some(sheet.named("wait for the lock", Place::Link(link), wait))
}

/// Σ i^(−s) for i up to `items`: exactly for the first thousand, by the integral for the rest.
fn harmonic(items: f64, skew: f64) -> f64 {
    let exact = items.clamp(1.0, 1000.0) as u32;
    let head: f64 = (1..=exact).map(|i| f64::from(i).powf(-skew)).sum();
    let (from, to) = (f64::from(exact) + 0.5, items + 0.5);
    if to <= from + 0.5 {
        return head;
    }
    let tail = if (skew - 1.0).abs() < 1e-9 {
        (to / from).ln()
    } else {
        (to.powf(1.0 - skew) - from.powf(1.0 - skew)) / (1.0 - skew)
    };
    head + tail
}

#[cfg(test)]
mod tests {
    use super::harmonic;

    #[test]
    fn the_integral_continues_the_sum() {
        for skew in [0.0, 0.8, 1.0, 1.2] {
            let exact: f64 = (1..=100_000).map(|i| f64::from(i).powf(-skew)).sum();
            assert!((harmonic(100_000.0, skew) / exact - 1.0).abs() < 1e-6, "{skew}");
        }
    }
}
