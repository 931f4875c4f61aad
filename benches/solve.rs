//! The solver alone, on the systems of generated boards.

mod boards;

use divan::Bencher;
use loadbearing::facts::solver::solve;
use loadbearing::facts::{Facts, Moment, Sheet, System};
use loadbearing::file::templates;
use loadbearing::model::{Known, units};

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

/// Twelve nodes where more arrives than pools of 32 slots serve.
#[divan::bench(args = [50.0, 200.0, 2_000.0], sample_count = 20)]
fn twelve_nodes_over_capacity(bencher: Bencher<'_, '_>, times: f64) {
    let mut board = boards::board(12, 15, 1);
    let flow = board.flows.iter().next().expect("a flow").id.clone();
    board.flows.change(flow.as_str(), |flow| {
        flow.event = Some(Known::stated(units::Factor(times)));
    });
    board.nodes.change_where(
        |node| node.service_time.is_some(),
        |node| node.service_time = Some(Known::stated(units::Seconds(0.25))),
    );
    let facts = Facts::of(&board, &mut Sheet::default());
    let system = System::of(&board, &facts, Moment::Event);
    bencher.bench_local(|| solve(&system));
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
