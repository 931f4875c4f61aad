//! Loadbearing.
fn main() {}
