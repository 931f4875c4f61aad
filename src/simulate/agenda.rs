//! What is due when: a heap by time, then by the order in which things were put there.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What comes due. Each carries the number of what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A request of this route begins.
    Arrival = 0,
    /// The own work of this visit is done.
    Worked = 1,
    /// This visit reaches its pool over the network.
    Delivered = 2,
    /// The answer of this visit reaches who asked.
    Answered = 3,
    /// This visit is sent again after a pause.
    Again = 4,
    /// The earliest timeout of this leg.
    Timeout = 5,
    /// The earliest end of patience in this pool.
    Patience = 6,
    /// A user of this route has thought.
    Thought = 7,
    /// This moment of the plan.
    Planned = 8,
    /// This pool looks whether it should grow.
    Scale = 9,
    /// Replicas of this pool are ready.
    Grown = 10,
    /// The next of this burst.
    Burst = 11,
    /// Warm-up is over.
    Warm = 12,
}

const ALL: [Due; 13] = [
    Due::Arrival,
    Due::Worked,
    Due::Delivered,
    Due::Answered,
    Due::Again,
    Due::Timeout,
    Due::Patience,
    Due::Thought,
    Due::Planned,
    Due::Scale,
    Due::Grown,
    Due::Burst,
    Due::Warm,
];

/// Bits of an entry that number what it is about; the four above them say what is due.
const NUMBER: u32 = 28;

/// The agenda. An entry is one number, so that comparing two is one comparison: the time's bits
/// (which sort as times do, since no time is negative), the order, what is due.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<u128>>,
    put: u32,
}

impl Agenda {
    /// Most things that can be told apart.
    pub(super) const MOST: u32 = (1 << NUMBER) - 1;

    /// Puts something there; what is due at infinity never comes.
    pub(super) fn put(&mut self, at: f64, due: Due, about: u32) {
        if at < f64::INFINITY {
            let what = ((due as u32) << NUMBER) | (about & Self::MOST);
            let order = (u64::from(self.put) << 32) | u64::from(what);
            self.put = self.put.wrapping_add(1);
            // Adding zero turns a negative zero into a positive one.
            let entry = (u128::from((at + 0.0).to_bits()) << 64) | u128::from(order);
            self.heap.push(Reverse(entry));
        }
    }

    /// Takes the next.
    pub(super) fn next(&mut self) -> Option<(f64, Due, u32)> {
        let Reverse(entry) = self.heap.pop()?;
        let what = entry as u32;
        let due = ALL.get((what >> NUMBER) as usize)?;
        Some((f64::from_bits((entry >> 64) as u64), *due, what & Self::MOST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_comes_first_and_then_the_order() {
        let mut agenda = Agenda::default();
        for (at, about) in [(2.0, 1), (1.0, 2), (1.0, 3), (0.0, 4), (f64::INFINITY, 5), (-0.0, 6)] {
            agenda.put(at, Due::Worked, about);
        }
        let order: Vec<u32> = std::iter::from_fn(|| agenda.next()).map(|next| next.2).collect();
        assert_eq!(order, [4, 6, 2, 3, 1]);
    }

    #[test]
    fn each_sort_comes_back_as_it_went() {
        for (number, due) in ALL.into_iter().enumerate() {
            assert_eq!(due as usize, number);
            let mut agenda = Agenda::default();
            agenda.put(1.5, due, Agenda::MOST);
            assert_eq!(agenda.next(), Some((1.5, due, Agenda::MOST)));
        }
    }
}
