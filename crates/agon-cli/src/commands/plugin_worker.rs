//! `agon plugin-worker`: what this program is when it runs a plugin for another. Nobody types it.

use crate::arguments::Global;
use crate::failure::Failure;
use crate::output::Output;
use crate::plugins;

/// Run one plugin for the program that started this one
#[derive(clap::Args)]
#[command(hide = true)]
pub struct Args {}

/// Runs the command.
pub fn run(_args: Args, _global: &Global, _output: &mut Output) -> Result<u8, Failure> {
    Ok(agon_lua::work(plugins::lent(), Box::new(std::io::stdin()), Box::new(std::io::stdout())))
}
