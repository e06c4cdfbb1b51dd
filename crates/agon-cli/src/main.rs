//! The program `agon`.

fn main() {}
