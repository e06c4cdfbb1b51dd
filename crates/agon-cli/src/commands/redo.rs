//! `agon redo [N]`: brings again what was taken back last.

use crate::arguments::Global;
use crate::commands::undo;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Bring again what was taken back last
///
/// It works until something else is changed.
#[derive(clap::Args)]
pub struct Args {
    /// How many commits to bring again
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    number: u32,
}

/// Runs the command.
pub fn run(args: Args, global: &Global, output: &mut Output) -> Result<u8, Failure> {
    let mut session = Session::open(global, output)?;
    undo::repeat(args.number, "brought again", output, || session.database.redo())
}
