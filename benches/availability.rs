//! Exact availability of boards with shared parts, and what fails them together.

#[path = "boards/zones.rs"]
mod zones;

use divan::Bencher;
use loadbearing::facts::reliability::examine;
use loadbearing::facts::{Facts, Sheet};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Everything that is derived at a change of the board, availability with it.
#[divan::bench(args = [12, 40, 100, 1_000], sample_count = 20)]
fn facts(bencher: Bencher<'_, '_>, n: usize) {
    let board = zones::board(n);
    bencher.bench_local(|| Facts::of(&board, &mut Sheet::default()));
}

/// The whole fault tree of one flow, copy by copy: probability, importance, cut sets up to four.
#[divan::bench(args = [12, 40], sample_count = 20)]
fn examined(bencher: Bencher<'_, '_>, n: usize) {
    let board = zones::board(n);
    let facts = Facts::of(&board, &mut Sheet::default());
    bencher.bench_local(|| examine(&board, &facts, 0, 4).map(|examined| examined.map(|e| e.cuts)));
}
