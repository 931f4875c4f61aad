//! The solver alone, on the systems of generated boards.

mod boards;

use divan::Bencher;
use loadbearing::facts::solver::solve;
use loadbearing::facts::{Facts, Moment, Sheet, System};
use loadbearing::file::templates;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const SIZES: &[(usize, usize, usize)] = &[(12, 15, 1), (1_000, 2_000, 20), (10_000, 20_000, 20)];

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn solves(bencher: Bencher<'_, '_>, &(nodes, links, flows): &(usize, usize, usize)) {
    let board = boards::board(nodes, links, flows);
    let facts = Facts::of(&board, &mut Sheet::default());
    let system = System::of(&board, &facts, Moment::Event);
    bencher.bench_local(|| solve(&system));
}

#[divan::bench(args = SIZES, sample_count = 20)]
fn reads_the_board(bencher: Bencher<'_, '_>, &(nodes, links, flows): &(usize, usize, usize)) {
    let board = boards::board(nodes, links, flows);
    let facts = Facts::of(&board, &mut Sheet::default());
    bencher.bench_local(|| System::of(&board, &facts, Moment::Event));
}

/// The template, whose pools run out of slots.
#[divan::bench(args = [Moment::Now, Moment::Event], sample_count = 20)]
fn flash_sale(bencher: Bencher<'_, '_>, moment: Moment) {
    let board =
        templates::by_slug("flash-sale").expect("a template").read().expect("a board").board;
    let facts = Facts::of(&board, &mut Sheet::default());
    let system = System::of(&board, &facts, moment);
    bencher.bench_local(|| solve(&system));
}
