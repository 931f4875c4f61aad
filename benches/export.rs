//! What a review takes away, for a board of 200 nodes.

mod boards;

use std::path::Path;

use divan::Bencher;
use loadbearing::export::{self, Options};
use loadbearing::rules::Review;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

fn write(bencher: Bencher<'_, '_>, file: &str, options: &Options) {
    let board = boards::board(200, 300, 5);
    let review = Review::of(&board);
    let exporter = export::by_extension(Path::new(file)).expect("a format");
    bencher.bench_local(|| (exporter.write)(&board, Some(&review), options).expect("bytes"));
}

#[divan::bench(sample_count = 5)]
fn picture_at_scale_three(bencher: Bencher<'_, '_>) {
    write(bencher, "board.png", &Options { scale: 3.0, ..Options::default() });
}

#[divan::bench(sample_count = 10)]
fn minutes(bencher: Bencher<'_, '_>) {
    write(bencher, "board.md", &Options::default());
}

#[divan::bench(sample_count = 10)]
fn minutes_as_a_page(bencher: Bencher<'_, '_>) {
    write(bencher, "board.html", &Options::default());
}
