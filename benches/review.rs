//! Facts and all answers of generated boards.

mod boards;

use divan::Bencher;
use loadbearing::facts::{Facts, Sheet};
use loadbearing::rules::Review;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: &[(usize, usize, usize)] = &[(12, 15, 1), (1_000, 2_000, 20), (10_000, 20_000, 20)];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn facts(bencher: Bencher<'_, '_>, &(nodes, links, flows): &(usize, usize, usize)) {
    let board = boards::board(nodes, links, flows);
    bencher.bench_local(|| {
        let mut sheet = Sheet::default();
        Facts::of(&board, &mut sheet)
    });
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn facts_and_all_answers(bencher: Bencher<'_, '_>, &(nodes, links, flows): &(usize, usize, usize)) {
    let board = boards::board(nodes, links, flows);
    bencher.bench_local(|| Review::of(&board));
}
