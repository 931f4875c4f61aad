//! Metastable overload: a system that does not come back when its trigger is gone.

use loadbearing::facts::system::{Arrivals, Call, Pool, Work};
use loadbearing::simulate::{Plan, What};

use super::{between, plan, play, pool, system};

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const TRIGGER: (f64, f64) = (60.0, 70.0);
/// Judged so long after the trigger, for so long.
const JUDGED: (f64, f64) = (370.0, 400.0);

/// One slot of 300/s, retries at once, a timeout of half a second, a line without bound, work that
/// goes on when nobody waits for it; a fifth of the capacity for ten seconds. How many of five seeds
/// serve what is asked of them five minutes later.
fn come_back(rate: f64, retries: u32) -> usize {
    let work = Work::exponential(1.0 / 300.0);
    let call = Call { timeout: Some(0.5), retries, ..Call::plain(0, 0, 1) };
    let system = system(vec![Pool { work, ..pool(1, 0.0) }], vec![call], Arrivals::Open(rate));
    let slow = Work::exponential(5.0 / 300.0);
    let back = |seed: &u64| {
        let what = What::Works { pool: 1, work: slow };
        let plan = Plan { seed: *seed, ..plan(JUDGED.1, &[(TRIGGER.0, TRIGGER.1, what)]) };
        let run = play(&system, &plan);
        let flow = &run.flows[0];
        let good = between(&run, &flow.ok, JUDGED.0, JUDGED.1);
        good > 0.9 * rate * (JUDGED.1 - JUDGED.0)
    };
    SEEDS.iter().filter(|seed| back(seed)).count()
}

/// With two retries each request may cost three: below a third of the capacity it always comes back.
#[test]
fn it_comes_back_below_the_bound_and_stays_down_above_it() {
    let below = come_back(95.0, 2);
    let above = come_back(105.0, 2);
    assert!(below >= 3, "{below} of 5 seeds come back at 95/s");
    assert!(above <= 2, "{above} of 5 seeds come back at 105/s");
}

#[test]
fn without_retries_it_comes_back_far_above_the_bound() {
    let back = come_back(220.0, 0);
    assert!(back >= 3, "{back} of 5 seeds come back at 220/s without retries");
}
