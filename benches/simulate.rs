//! Runs of the simulator: events a second on two plain models, and a minute of the flash sale.
//!
//! `benches/peers/run.sh` measures `SimPy` and Ciw on the same models in the same run; for that the
//! environment variable `MODEL` names the one model to play, and the number of its events is printed.

#![expect(clippy::print_stdout, reason = "the count is for a script")]
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

use divan::Bencher;
use loadbearing::facts::system::{Arrivals, Call, Keys, Pool, Route, Work};
use loadbearing::facts::{Facts, Moment, Place, Sheet, System};
use loadbearing::file::templates;
use loadbearing::simulate::{self, Plan};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    match std::env::var("MODEL").as_deref() {
        Ok("chain") => play(&chain()),
        Ok("sync") => play(&sync()),
        _ => divan::main(),
    }
}

/// Handed over from one to the next: four events a request.
fn chain() -> System {
    pools_in_a_row(&[(8, 0.040), (4, 0.030), (2, 0.015)], false)
}

/// The first holds its slot while it calls the second: three events a request.
fn sync() -> System {
    pools_in_a_row(&[(20, 0.005), (4, 0.020)], true)
}

fn play(system: &System) {
    let run = simulate::run(system, &Plan::calm(50_000.0, 1), &mut |_| true);
    println!("{}", run.map_or(0, |run| run.events));
}

/// A client with 100 requests a second, and these pools behind it, one calling the next.
fn pools_in_a_row(slots_and_means: &[(u32, f64)], waits: bool) -> System {
    let mut pools = vec![Pool::plain(Place::Node(0))];
    let mut calls = Vec::new();
    for ((slots, mean), i) in slots_and_means.iter().zip(1..) {
        let work = Work::exponential(*mean);
        pools.push(Pool { slots: Some(*slots), work, ..Pool::plain(Place::Node(i)) });
        calls.push(Call { waits, ..Call::plain(i - 1, i - 1, i) });
    }
    let route = Route {
        flow: None,
        starts: vec![(0, 1.0)],
        arrivals: Arrivals::Open(100.0),
        keys: Keys::Unknown,
        calls,
        first: Vec::new(),
        repeat_safe: false,
    };
    let (nodes, links) = (pools.len(), pools.len() - 1);
    let mut system = System { pools, nodes, links, routes: vec![route] };
    system.index();
    system
}

/// Model events a second.
#[divan::bench_group(sample_count = 9, sample_size = 1)]
mod events {
    use divan::Bencher;
    use divan::counter::ItemsCount;
    use loadbearing::facts::System;
    use loadbearing::simulate::{self, Plan};

    fn measure(bencher: Bencher<'_, '_>, system: &System) {
        let plan = Plan::calm(5_000.0, 1);
        let count = simulate::run(system, &plan, &mut |_| true).unwrap().events;
        bencher
            .counter(ItemsCount::new(count))
            .bench_local(|| simulate::run(system, &plan, &mut |_| true));
    }

    #[divan::bench]
    fn chain(bencher: Bencher<'_, '_>) {
        measure(bencher, &super::chain());
    }

    #[divan::bench]
    fn sync(bencher: Bencher<'_, '_>) {
        measure(bencher, &super::sync());
    }
}

/// A minute of the flash sale while the inventory is slow.
#[divan::bench(sample_count = 20)]
fn flash_sale(bencher: Bencher<'_, '_>) {
    let board = templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    let facts = Facts::of(&board, &mut Sheet::default());
    let system = System::of(&board, &facts, Moment::Event);
    let scenario = board.scenarios.get("inventory-slows").unwrap();
    let mut plan = Plan::of(&board, &system, scenario, 1);
    plan.set_length(60.0);
    bencher.bench_local(|| simulate::run(&system, &plan, &mut |_| true));
}
