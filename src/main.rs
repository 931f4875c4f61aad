//! Loadbearing.

use std::path::PathBuf;

// Tessellating a board is mostly allocating: this halves the time of a frame and more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), loadbearing::app::NoDisplay> {
    let board = std::env::args_os().nth(1).map(PathBuf::from);
    loadbearing::app::run(loadbearing::app::Start { board })
}
