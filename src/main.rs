//! Reads the command line and hands over.

use std::process::ExitCode;

// Tessellating a board is mostly allocating: this halves the time of a frame and more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(loadbearing::cli::run())
}
